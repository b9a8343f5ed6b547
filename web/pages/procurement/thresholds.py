"""Pages about the thresholds of public procurement, as they are kept here with their source."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Refused
from assets.money import Currency
from assets.procurement import thresholds
from assets.procurement.lots import Kind
from assets.procurement.thresholds import Threshold
from assets.rights import Permission
from assets.words import N_
from web.access import Db, MyRights, Today, may
from web.bought import TheThreshold
from web.doors import pages
from web.forms import Day, Form, Sum, posted
from web.page import Page, PageFor

router = pages("/procurement/thresholds")

HERE = "/procurement/thresholds"
MOST = 10**12
DETAILS = {
    "name_en": N_("Name in English"),
    "name_ro": N_("Name in Romanian"),
    "name_hu": N_("Name in Hungarian"),
    "amount": N_("From this amount without VAT"),
    "currency": N_("Currency"),
    "valid_from": N_("Holds from"),
    "valid_to": N_("Holds until"),
    "source": N_("Source"),
    "verified": N_("Verified"),
}


class Details(BaseModel):
    """What a threshold says."""

    name_en: str = Field(min_length=1, max_length=200)
    name_ro: str = Field(min_length=1, max_length=200)
    name_hu: str = Field(min_length=1, max_length=200)
    amount: Sum
    currency: Currency
    valid_from: Day
    valid_to: Day | None = None
    source: str = Field(min_length=1, max_length=300)
    verified: bool = False
    version: int | None = None

    def values(self) -> dict[str, Any]:
        money = self.amount.of(self.currency, "amount")
        said = self.model_dump(exclude={"amount", "version"})
        return said | {"amount_minor": money.minor}


class Fresh(Details):
    """A threshold that was not kept here before, or one for other days."""

    code: str = Field(min_length=2, max_length=40, pattern="^[a-z0-9_]+$")
    country: str = Field(default="", pattern="^(RO|HU)?$")
    kind: Kind | None = None


PostedDetails = Annotated[Form[Details], posted(Details)]
PostedFresh = Annotated[Form[Fresh], posted(Fresh)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, rights: MyRights, today: Today) -> Response:
    return page.render(
        "procurement/thresholds/index.html",
        thresholds=db.exec(thresholds.listed()).all(),
        today=today,
        keeps=rights.may_for(Permission.PROCUREMENT_KEEP, []),
    )


@router.get("/new", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new(page: Page, db: Db, rights: MyRights, today: Today, like: str = "") -> Response:
    rights.must_for(Permission.PROCUREMENT_KEEP, [])
    known = next((each for each in db.exec(thresholds.listed()) if str(each.id) == like), None)
    said: dict[str, Any] = dict.fromkeys(Fresh.model_fields, "")
    if known:
        kept = {"code": known.code, "country": known.country, "kind": known.kind or ""}
        said |= _said_of(page, known) | kept | {"valid_to": "", "source": "", "verified": False}
    return _form(page, None, Form(said | {"valid_from": today}))


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def add(page: Page, db: Db, rights: MyRights, form: PostedFresh) -> Response:
    rights.must_for(Permission.PROCUREMENT_KEEP, [])
    if form.valid:
        try:
            thresholds.add(db, **form.data.values())
            return page.go_to(HERE)
        except Refused as no:
            form.refuse(no)
    return _form(page, None, form)


@router.get("/{key}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def revise(page: Page, rights: MyRights, threshold: TheThreshold) -> Response:
    rights.must_for(Permission.PROCUREMENT_KEEP, [])
    return _form(page, threshold, Form(_said_of(page, threshold)))


@router.post("/{key}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit(page: Page, rights: MyRights, threshold: TheThreshold, form: PostedDetails) -> Response:
    rights.must_for(Permission.PROCUREMENT_KEEP, [])
    if form.valid:
        try:
            threshold.expect(form.data.version)
            threshold.revise(**form.data.values())
            return page.go_to(HERE)
        except Refused as no:
            form.refuse(no)
    return _form(page, threshold, form)


def _form(page: PageFor, threshold: Threshold | None, form: Form[Any]) -> Response:
    theirs = []
    if threshold:
        now = _said_of(page, threshold)
        theirs = form.written_meanwhile(threshold.version, now, DETAILS)
    return page.render(
        "procurement/thresholds/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        threshold=threshold,
        kinds=[(each.value, page.said(each)) for each in Kind],
        countries=[("RO", page.say(N_("Romania"))), ("HU", page.say(N_("Hungary")))],
        currencies=[(each.value, each.value) for each in Currency],
        theirs=theirs,
    )


def _said_of(page: PageFor, threshold: Threshold) -> dict[str, Any]:
    """The threshold as its form shows it."""
    said = {name: getattr(threshold, name) for name in DETAILS}
    return {name: "" if value is None else value for name, value in said.items()} | {
        "amount": page.said(threshold.amount.amount),
        "verified": threshold.verified,
    }
