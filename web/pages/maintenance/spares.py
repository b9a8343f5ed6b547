"""Pages about spare parts: what lies in the stores, one part, what comes and what is counted."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.exchange import outgoing
from assets.inventory import places
from assets.maintenance import spares, stock
from assets.maintenance.spares import SparePart, Wanted
from assets.money import SPENT_IN, Currency, Money
from assets.rights import Permission, Rights
from assets.words import N_
from web import branches, views
from web.access import Db, MyRights, may, reading
from web.cared import TheSpare
from web.doors import pages
from web.forms import Amount, Form, posted
from web.page import Page, PageFor
from web.paging import from_address
from web.shelves import COLUMNS, DETAILS, KINDS, Asked, Details, history, said_of, told

router = pages("/spares")
downloads = pages()

HERE = "/spares"
MOST_SHORT = 10


class Adding(Details):
    """A new part, in the store of a site."""

    site: str = Field(min_length=1)
    quantity: Amount | None = Field(default=None, ge=0, le=999_999, decimal_places=3)


class Receiving(BaseModel):
    """So many have come, and what one of them cost."""

    quantity: Amount = Field(gt=0, le=999_999, decimal_places=3)
    price: Amount | None = Field(default=None, ge=0, decimal_places=2)
    currency: Currency | None = None
    reason: str = Field(default="", max_length=500)


class Counting(BaseModel):
    """So many lie there, and why that is another number."""

    counted: Amount = Field(ge=0, le=999_999, decimal_places=3)
    reason: str = Field(default="", max_length=500)


PostedAdding = Annotated[Form[Adding], posted(Adding)]
PostedDetails = Annotated[Form[Details], posted(Details)]
PostedReceiving = Annotated[Form[Receiving], posted(Receiving)]
PostedCounting = Annotated[Form[Counting], posted(Counting)]
TheAskedSpares = Annotated[Asked, from_address(Asked)]


@downloads.get("/spares.{form}", dependencies=[may(Permission.ORDERS_SEE)])
def taken(
    request: Request, db: Db, rights: MyRights, asked: TheAskedSpares, form: str
) -> StreamingResponse:
    if form not in KINDS:
        raise Missing("There is no such page.")
    wanted = asked.wanted(db, rights)
    headers = {"Content-Disposition": f'attachment; filename="spares.{form}"'}
    headers["Cache-Control"] = "no-store"
    rows = _everything(request, wanted, rights, form)
    return StreamingResponse(rows, media_type=KINDS[form], headers=headers)


@router.get("", dependencies=[may(Permission.ORDERS_SEE)])
def index(page: Page, db: Db, rights: MyRights, asked: TheAskedSpares) -> Response:
    wanted = asked.wanted(db, rights)
    found = spares.listed(db, wanted, asked.cut, rights)
    choices = {
        "site": [(site.code or "", site.name) for site in page.sites],
        "show": [
            ("short", page.say(N_("Below the minimum"))),
            ("given_up", page.say(N_("Given up"))),
        ],
    }
    model = {"model": [(asked.model, wanted.model.name)]} if wanted.model else {}
    first = not (asked.search or asked.show or asked.model or asked.after or asked.before)
    return page.render(
        "maintenance/spares/index.html",
        block="found",
        asked=asked,
        found=found,
        short=spares.short_ones(db, wanted.site, rights, MOST_SHORT) if first else [],
        choices=choices,
        chips=asked.chips(HERE, asked.chosen(choices | model)),
        neighbours=asked.neighbours(HERE, found),
        **views.of_list(page, db),
    )


@router.get("/new", dependencies=[may(Permission.PLANS_KEEP)])
def new(page: Page, db: Db, rights: MyRights, site: str = "") -> Response:
    home = next((each for each in page.sites if each.code == site), None)
    kept = [each for each in page.sites if rights.may(Permission.PLANS_KEEP, each)]
    home = home or (kept[0] if len(kept) == 1 else None)
    currency = SPENT_IN.get(home.country, Currency.EUR) if home else Currency.EUR
    return _adding(page, db, Form({"site": home.code if home else "", "currency": currency}))


@router.post("", dependencies=[may(Permission.PLANS_KEEP)])
def add(page: Page, db: Db, rights: MyRights, form: PostedAdding) -> Response:
    if form.valid:
        try:
            site = places.site(db, form.data.site, rights)
            rights.must(Permission.PLANS_KEEP, site)
            part = spares.add(db, site, form.data.name, form.data.part_number)
            form.data.describe(db, part, rights)
            if form.data.quantity:
                stock.count(db, part, form.data.quantity, stock.FIRST_COUNT)
            return page.go_to(f"{HERE}/{part.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _adding(page, db, form)


@router.get("/{key}", dependencies=[may(Permission.ORDERS_SEE)])
def show(page: Page, db: Db, part: TheSpare) -> Response:
    return _shown(page, db, part, Form({}))


@router.get("/{key}/edit", dependencies=[may(Permission.PLANS_KEEP)])
def revise(page: Page, db: Db, part: TheSpare) -> Response:
    return _editing(page, db, part, Form(said_of(part)))


@router.post("/{key}/edit", dependencies=[may(Permission.PLANS_KEEP)])
def edit(page: Page, db: Db, rights: MyRights, part: TheSpare, form: PostedDetails) -> Response:
    if form.valid:
        try:
            part.expect(form.data.version)
            spares.rename(db, part, form.data.name, form.data.part_number)
            form.data.describe(db, part, rights)
            return page.go_to(f"{HERE}/{part.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _editing(page, db, part, form)


@router.post("/{key}/receive", dependencies=[may(Permission.ORDERS_DO)])
def receive(page: Page, db: Db, part: TheSpare, form: PostedReceiving) -> Response:
    if form.valid:
        try:
            said = form.data
            currency = said.currency or part.price_currency or Currency.EUR
            price = None if said.price is None else Money.of(said.price, currency)
            stock.receive(db, part, said.quantity, price, said.reason)
            return page.go_to(f"{HERE}/{part.id}")
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, part, form)


@router.post("/{key}/count", dependencies=[may(Permission.ORDERS_DO)])
def count(page: Page, db: Db, part: TheSpare, form: PostedCounting) -> Response:
    if form.valid:
        try:
            stock.count(db, part, form.data.counted, form.data.reason)
            return page.go_to(f"{HERE}/{part.id}")
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, part, form)


def _everything(request: Request, wanted: Wanted, rights: Rights, form: str) -> Iterator[bytes]:
    with reading(request) as db:
        rows = (told(row) for row in spares.everything(db, wanted, rights))
        yield from outgoing.FORMATS[form](COLUMNS, rows)


def _shown(page: PageFor, db: Db, part: SparePart, form: Form[Any]) -> Response:
    currency = part.price_currency or SPENT_IN.get(
        db.get_one(places.Place, part.site_id).country, Currency.EUR
    )
    form.values = {"currency": currency} | form.values
    return page.render(
        "maintenance/spares/show.html",
        status=422 if form.errors else 200,
        form=form,
        part=part,
        site=db.get_one(places.Place, part.site_id),
        moves=history(page, db, part),
        currencies=[(each.value, each.value) for each in Currency],
    )


def _adding(page: PageFor, db: Db, form: Form[Any]) -> Response:
    sites = [each for each in page.sites if page.rights.may(Permission.PLANS_KEEP, each)]
    return page.render(
        "maintenance/spares/new.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        sites=[(site.code, site.name) for site in sites],
        **_choices(page, db),
    )


def _editing(page: PageFor, db: Db, part: SparePart, form: Form[Any]) -> Response:
    return page.render(
        "maintenance/spares/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        part=part,
        theirs=form.written_meanwhile(part.version, said_of(part), DETAILS),
        **_choices(page, db),
    )


def _choices(page: PageFor, db: Db) -> dict[str, Any]:
    return {
        "places": branches.offered(db, page.rights),
        "currencies": [(each.value, each.value) for each in Currency],
    }
