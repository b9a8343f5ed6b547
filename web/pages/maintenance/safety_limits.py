"""Pages about the limits of safety tests: all of them, and what each says."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Refused
from assets.inventory.catalogue import AppliedPart, ProtectionClass
from assets.inventory.custom_fields import canonical
from assets.maintenance import safety_limits
from assets.maintenance.limits import Circuit, Measure, Method, SafetyLimit
from assets.maintenance.safety_limits import Asked, Bounds
from assets.rights import Permission
from assets.words import N_
from web import safety
from web.access import Db, may
from web.cared import TheSafetyLimit
from web.doors import pages
from web.forms import Amount, Day, Form, posted
from web.page import Page, PageFor

router = pages("/catalogue/safety-limits")

HERE = "/catalogue/safety-limits"
DETAILS = {
    "least": N_("Least"),
    "most": N_("Most"),
    "near_percent": N_("Alarm above this share of the limit"),
    "grown_percent": N_("Alarm above this share of the first value"),
    "unsure_below": N_("Not reliable below"),
    "source": N_("Source"),
    "valid_from": N_("Holds from"),
    "valid_to": N_("Holds until"),
}
KINDS: Mapping[str, Any] = {
    "measure": Measure,
    "method": Method,
    "protection_class": ProtectionClass,
    "applied_part": AppliedPart,
    "circuit": Circuit,
}


class Details(BaseModel):
    """What a limit says."""

    least: Amount | None = Field(default=None, max_digits=14, decimal_places=4)
    most: Amount | None = Field(default=None, max_digits=14, decimal_places=4)
    near_percent: int | None = Field(default=None, ge=0, le=100)
    grown_percent: int | None = Field(default=None, ge=100, le=1000)
    unsure_below: Amount | None = Field(default=None, max_digits=14, decimal_places=4)
    source: str = Field(default="", max_length=500)
    valid_from: Day | None = None
    valid_to: Day | None = None
    version: int | None = None

    @property
    def bounds(self) -> Bounds:
        return Bounds(**{name: getattr(self, name) for name in Bounds.__dataclass_fields__})


class NewLimit(Details):
    """One more limit, and what it holds for."""

    measure: Measure
    method: Method | None = None
    protection_class: ProtectionClass | None = None
    applied_part: AppliedPart | None = None
    circuit: Circuit | None = None

    @property
    def asked(self) -> Asked:
        return Asked(**{name: getattr(self, name) for name in KINDS})


PostedDetails = Annotated[Form[Details], posted(Details)]
PostedLimit = Annotated[Form[NewLimit], posted(NewLimit)]


@router.get("", dependencies=[may(Permission.CATALOGUE_SEE)])
def index(page: Page, db: Db) -> Response:
    return page.render(
        "maintenance/safety_limits/index.html",
        limits=db.exec(safety_limits.listed()).all(),
        limit_of=lambda each: safety.limit(page, each, each.unit),
        holds_for=lambda each: ", ".join(_holds_for(page, each)),
    )


@router.get("/new", dependencies=[may(Permission.CATALOGUE_KEEP)])
def new(page: Page) -> Response:
    return _form(page, Form({"near_percent": 90, "grown_percent": 150}))


@router.post("", dependencies=[may(Permission.CATALOGUE_KEEP)])
def add(page: Page, db: Db, form: PostedLimit) -> Response:
    if form.valid:
        try:
            safety_limits.add(db, form.data.asked, form.data.bounds)
            return page.go_to(HERE)
        except Refused as no:
            form.refuse(no)
    return _form(page, form)


@router.get("/{key}/edit", dependencies=[may(Permission.CATALOGUE_KEEP)])
def revise(page: Page, limit: TheSafetyLimit) -> Response:
    return _form(page, Form(_said_of(limit)), limit)


@router.post("/{key}/edit", dependencies=[may(Permission.CATALOGUE_KEEP)])
def edit(page: Page, limit: TheSafetyLimit, form: PostedDetails) -> Response:
    if form.valid:
        try:
            limit.expect(form.data.version)
            safety_limits.change(limit, form.data.bounds)
            return page.go_to(HERE)
        except Refused as no:
            form.refuse(no)
    return _form(page, form, limit)


def _form(page: PageFor, form: Form[Any], limit: SafetyLimit | None = None) -> Response:
    theirs = form.written_meanwhile(limit.version, _said_of(limit), DETAILS) if limit else []
    return page.render(
        "maintenance/safety_limits/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        limit=limit,
        holds_for=", ".join(_holds_for(page, limit)) if limit else "",
        choices={
            name: [(each.value, page.said(each)) for each in kind] for name, kind in KINDS.items()
        },
        theirs=theirs,
    )


def _holds_for(page: PageFor, limit: SafetyLimit) -> list[str]:
    said = (getattr(limit, name) for name in KINDS if name != "measure")
    return [page.said(each) for each in said if each]


def _said_of(limit: SafetyLimit) -> dict[str, Any]:
    """The limit as its form shows it."""
    said = {name: getattr(limit, name) for name in DETAILS}
    for name in ("least", "most", "unsure_below"):
        said[name] = "" if said[name] is None else f"{canonical(said[name]):f}"
    return {name: "" if value is None else value for name, value in said.items()}
