"""Pages about what is measured and within which limits: quantities, and the profiles of limits."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.maintenance import profiles
from assets.maintenance.limits import LimitProfile, ProfileLimit, Quantity
from assets.maintenance.meters import plain
from assets.maintenance.profiles import BOUNDS, VERIFY, Bounds
from assets.rights import Permission
from assets.words import N_, Words
from web.access import Db, may
from web.cared import TheProfile, TheQuantity
from web.doors import pages
from web.forms import Amount, Day, Form, posted
from web.page import Page, PageFor

router = pages("/catalogue")

NAMES = {
    "name_en": N_("Name in English"),
    "name_ro": N_("Name in Romanian"),
    "name_hu": N_("Name in Hungarian"),
}
DETAILS = NAMES | {
    "source": N_("Source"),
    "valid_from": N_("Valid from"),
    "valid_to": N_("Valid until"),
}
MEASURED = NAMES | {"unit": N_("Unit"), "decimals": N_("Decimals")}


class Named(BaseModel):
    """What it is called in the three languages."""

    name_en: str = Field(min_length=1, max_length=200)
    name_ro: str = Field(min_length=1, max_length=200)
    name_hu: str = Field(min_length=1, max_length=200)
    version: int | None = None

    @property
    def names(self) -> Words:
        return Words(self.name_en, self.name_ro, self.name_hu)


class Details(Named):
    """Where the limits of a profile stand, and how long they hold."""

    source: str = Field(default="", max_length=500)
    valid_from: Day | None = None
    valid_to: Day | None = None


class Copy(Named):
    """A profile of the house's own that begins as another one."""

    key: str = Field(min_length=2, max_length=60)
    like: str


class Limits(BaseModel):
    """The bounds of one quantity."""

    quantity: str
    close_low: Amount | None = None
    action_low: Amount | None = None
    warning_low: Amount | None = None
    warning_high: Amount | None = None
    action_high: Amount | None = None
    close_high: Amount | None = None
    note: str = Field(default="", max_length=500)

    @property
    def bounds(self) -> Bounds:
        return Bounds(**{name: getattr(self, name) for name in BOUNDS})


class Measured(Named):
    """What is measured, and how finely."""

    unit: str = Field(default="", max_length=20)
    decimals: int = Field(default=0, ge=0, le=profiles.MOST_DECIMALS)
    counter: bool = False


PostedDetails = Annotated[Form[Details], posted(Details)]
PostedCopy = Annotated[Form[Copy], posted(Copy)]
PostedLimits = Annotated[Form[Limits], posted(Limits)]
PostedQuantity = Annotated[Form[Measured], posted(Measured)]


@router.get("/limits", dependencies=[may(Permission.CATALOGUE_SEE)])
def index(page: Page, db: Db) -> Response:
    return page.render(
        "maintenance/limits/index.html",
        profiles=db.exec(profiles.profiles()).all(),
        counts=profiles.counts(db),
    )


@router.get("/limits/new", dependencies=[may(Permission.CATALOGUE_KEEP)])
def new(page: Page, db: Db, like: str) -> Response:
    return _copying(page, db, Form({"like": profiles.profile(db, like).key}))


@router.post("/limits", dependencies=[may(Permission.CATALOGUE_KEEP)])
def copy(page: Page, db: Db, form: PostedCopy) -> Response:
    if form.valid:
        try:
            said = form.data
            made = profiles.copy(db, profiles.profile(db, said.like), said.key, said.names)
            return page.go_to(f"/catalogue/limits/{made.key}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _copying(page, db, form)


@router.get("/limits/{key}", dependencies=[may(Permission.CATALOGUE_SEE)])
def show(page: Page, db: Db, profile: TheProfile) -> Response:
    limits = db.exec(profiles.limits_of(profile)).all()
    return page.render(
        "maintenance/limits/show.html",
        profile=profile,
        limits=[(each, profiles.bounds_of(each), *_noted(each)) for each in limits],
    )


@router.get("/limits/{key}/edit", dependencies=[may(Permission.CATALOGUE_KEEP)])
def revise(page: Page, profile: TheProfile) -> Response:
    return _editing(page, profile, Form(_said_of(profile)))


@router.post("/limits/{key}/edit", dependencies=[may(Permission.CATALOGUE_KEEP)])
def edit(page: Page, profile: TheProfile, form: PostedDetails) -> Response:
    if form.valid:
        try:
            said = form.data
            profile.expect(said.version)
            profiles.revise(profile, said.names, said.source, said.valid_from, said.valid_to)
            return page.go_to(f"/catalogue/limits/{profile.key}")
        except Refused as no:
            form.refuse(no)
    return _editing(page, profile, form)


@router.get("/limits/{key}/bounds", dependencies=[may(Permission.CATALOGUE_KEEP)])
def weigh(page: Page, db: Db, profile: TheProfile, quantity: str = "") -> Response:
    stands = profiles.standing(db, profile, quantity)
    return _bounding(page, db, profile, Form({"quantity": quantity} | _bounds_of(stands)))


@router.post("/limits/{key}/bounds", dependencies=[may(Permission.CATALOGUE_KEEP)])
def bound(page: Page, db: Db, profile: TheProfile, form: PostedLimits) -> Response:
    if form.valid:
        try:
            said = form.data
            quantity = profiles.quantity(db, said.quantity)
            profiles.bound(db, profile, quantity, said.bounds, said.note)
            return page.go_to(f"/catalogue/limits/{profile.key}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _bounding(page, db, profile, form)


@router.get("/quantities", dependencies=[may(Permission.CATALOGUE_SEE)])
def measured(page: Page, db: Db) -> Response:
    found = db.exec(profiles.quantities()).all()
    return page.render("maintenance/limits/quantities.html", quantities=found)


@router.get("/quantities/new", dependencies=[may(Permission.CATALOGUE_KEEP)])
def new_quantity(page: Page) -> Response:
    return _measuring(page, Form({"decimals": 0}))


@router.post("/quantities", dependencies=[may(Permission.CATALOGUE_KEEP)])
def measure(page: Page, db: Db, form: PostedQuantity) -> Response:
    if form.valid:
        try:
            said = form.data
            how = {"unit": said.unit, "decimals": said.decimals}
            profiles.measure(db, said.names, counter=said.counter, **how)  # type: ignore[arg-type]
            return page.go_to("/catalogue/quantities")
        except Refused as no:
            form.refuse(no)
    return _measuring(page, form)


@router.get("/quantities/{key}/edit", dependencies=[may(Permission.CATALOGUE_KEEP)])
def revise_quantity(page: Page, quantity: TheQuantity) -> Response:
    return _measuring(page, Form(_measured_of(quantity)), quantity)


@router.post("/quantities/{key}/edit", dependencies=[may(Permission.CATALOGUE_KEEP)])
def edit_quantity(page: Page, quantity: TheQuantity, form: PostedQuantity) -> Response:
    if form.valid:
        try:
            said = form.data
            quantity.expect(said.version)
            profiles.describe(quantity, said.names, unit=said.unit, decimals=said.decimals)
            return page.go_to("/catalogue/quantities")
        except Refused as no:
            form.refuse(no)
    return _measuring(page, form, quantity)


def _noted(limit: ProfileLimit) -> tuple[str, bool]:
    """What is noted of a limit, and whether somebody must still verify it."""
    note, mark, rest = limit.note.partition(VERIFY)
    said = [each for each in (note.strip(), rest.strip(":] ")) if each]
    return " · ".join(said), bool(mark)


def _said_of(profile: LimitProfile) -> dict[str, Any]:
    said = {name: getattr(profile, name) for name in ("name_en", "name_ro", "name_hu", "source")}
    days = {"valid_from": profile.valid_from, "valid_to": profile.valid_to}
    return said | {name: day.isoformat() if day else "" for name, day in days.items()}


def _measured_of(quantity: Quantity) -> dict[str, Any]:
    names = ("name_en", "name_ro", "name_hu", "unit", "decimals")
    return {name: getattr(quantity, name) for name in names}


def _bounds_of(limit: ProfileLimit | None) -> dict[str, str]:
    bounds = {name: getattr(limit, name, None) for name in BOUNDS}
    said = {name: "" if each is None else f"{plain(each):f}" for name, each in bounds.items()}
    return said | {"note": limit.note if limit else ""}


def _copying(page: PageFor, db: Db, form: Form[Any]) -> Response:
    return page.render(
        "maintenance/limits/new.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        like=profiles.profile(db, str(form.values["like"])),
    )


def _editing(page: PageFor, profile: LimitProfile, form: Form[Any]) -> Response:
    return page.render(
        "maintenance/limits/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        profile=profile,
        theirs=form.written_meanwhile(profile.version, _said_of(profile), DETAILS),
    )


def _bounding(page: PageFor, db: Db, profile: LimitProfile, form: Form[Any]) -> Response:
    gauges = [each for each in db.exec(profiles.quantities()) if not each.counter]
    return page.render(
        "maintenance/limits/bounds.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        profile=profile,
        quantities=[(each.key, page.said(each.names)) for each in gauges],
    )


def _measuring(page: PageFor, form: Form[Any], quantity: Quantity | None = None) -> Response:
    theirs = []
    if quantity:
        theirs = form.written_meanwhile(quantity.version, _measured_of(quantity), MEASURED)
    return page.render(
        "maintenance/limits/quantity.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        quantity=quantity,
        theirs=theirs,
    )
