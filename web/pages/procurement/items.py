"""Pages about what is bought in a lot, item by item."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle, trail
from assets.errors import Refused
from assets.money import Currency
from assets.procurement import deletions, items, lots
from assets.procurement.budgets import BudgetLine
from assets.procurement.items import LotItem
from assets.procurement.lots import Lot
from assets.rights import Permission
from assets.words import N_
from web import attached, bought
from web.access import Db, MyRights, Today, may
from web.bought import TheItem, TheLot
from web.doors import pages
from web.forms import Form, Sum, posted
from web.page import Page, PageFor

router = pages("/procurement")

HERE = "/procurement/items"
MOST = 10**12
MOST_PIECES = 100_000
SHOWN_IN_HISTORY = 50
DETAILS = {
    "title": N_("Name"),
    "type": N_("Kind"),
    "quantity": N_("How many"),
    "price": N_("Price of one without VAT"),
    "currency": N_("Currency"),
    "specification": N_("What is asked of it"),
    "budget_line": N_("Budget line"),
}


class Details(BaseModel):
    """What is said of an item."""

    title: str = Field(min_length=1, max_length=300)
    type: str = Field(default="", max_length=200)
    quantity: int = Field(default=1, ge=1, le=MOST_PIECES)
    price: Sum | None = None
    currency: Currency = Currency.EUR
    specification: str = Field(default="", max_length=4000)
    budget_line: str = Field(default="", max_length=40)
    version: int | None = None

    def values(self, db: Db, lot: Lot) -> dict[str, Any]:
        return {
            "title": self.title,
            "quantity": self.quantity,
            "price": self.price.of(self.currency, "price") if self.price else None,
            "specification": self.specification.strip(),
            "type_id": bought.kind_id(db, self.type),
            "budget_line_id": bought.line_id(db, lot, self.budget_line),
        }


class Removing(BaseModel):
    """Nothing but the item that was looked at."""

    version: int | None = None


PostedDetails = Annotated[Form[Details], posted(Details)]
PostedRemoving = Annotated[Form[Removing], posted(Removing)]


@router.get("/lots/{number}/items", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, lot: TheLot) -> Response:
    return _listed(page, db, lot, Form({"quantity": 1, "currency": bought.usual_currency(lot)}))


@router.post("/lots/{number}/items", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def add(page: Page, db: Db, lot: TheLot, form: PostedDetails) -> Response:
    if form.valid:
        try:
            items.add(db, lot, **form.data.values(db, lot))
            return page.go_to(f"/procurement/lots/{lot.number}/items")
        except Refused as no:
            form.refuse(no)
    return _listed(page, db, lot, form)


@router.get("/items/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(page: Page, db: Db, rights: MyRights, item: TheItem, today: Today) -> Response:
    return _shown(page, db, rights, item, today, Form({}))


@router.get("/items/{key}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def revise(page: Page, db: Db, rights: MyRights, item: TheItem) -> Response:
    lot = lots.of_id(db, item.lot_id, rights)
    return _form(page, db, lot, item, Form(_said_of(page, db, lot, item)))


@router.post("/items/{key}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit(page: Page, db: Db, rights: MyRights, item: TheItem, form: PostedDetails) -> Response:
    lot = lots.of_id(db, item.lot_id, rights)
    if form.valid:
        try:
            item.expect(form.data.version)
            item.describe(**form.data.values(db, lot))
            return page.go_to(f"{HERE}/{item.id}")
        except Refused as no:
            form.refuse(no)
    return _form(page, db, lot, item, form)


@router.post("/items/{key}/remove", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def remove(
    page: Page, db: Db, rights: MyRights, item: TheItem, today: Today, form: PostedRemoving
) -> Response:
    lot = lots.of_id(db, item.lot_id, rights)
    try:
        item.expect(form.data.version)
        deletions.item(db, item)
        return page.go_to(f"/procurement/lots/{lot.number}/items")
    except Refused as no:
        form.refuse(no)
    return _shown(page, db, rights, item, today, form)


def _listed(page: PageFor, db: Db, lot: Lot, form: Form[Any]) -> Response:
    held = db.exec(items.of_lot(lot)).all()
    return page.render(
        "procurement/items/index.html",
        status=422 if form.errors else 200,
        lot=lot,
        items=held,
        worth=items.worth(held),
        **_choices(db, lot, form),
    )


def _shown(
    page: PageFor, db: Db, rights: MyRights, item: LotItem, today: Today, form: Form[Any]
) -> Response:
    entries = db.exec(trail.history(item.id).limit(SHOWN_IN_HISTORY)).all()
    line = db.get(BudgetLine, item.budget_line_id) if item.budget_line_id else None
    return page.render(
        "procurement/items/show.html",
        status=422 if form.errors else 200,
        form=form,
        lot=lots.of_id(db, item.lot_id, rights),
        item=item,
        line=line,
        papers=attached.of(page, db, item, today),
        history=chronicle.told(db, entries, page.language),
    )


def _form(page: PageFor, db: Db, lot: Lot, item: LotItem, form: Form[Any]) -> Response:
    now = _said_of(page, db, lot, item)
    return page.render(
        "procurement/items/edit.html",
        block="form",
        status=422 if form.errors else 200,
        lot=lot,
        item=item,
        theirs=form.written_meanwhile(item.version, now, DETAILS),
        **_choices(db, lot, form),
    )


def _choices(db: Db, lot: Lot, form: Form[Any]) -> dict[str, Any]:
    return {
        "form": form,
        "currencies": [(each.value, each.value) for each in Currency],
        "budget_lines": [each.code for each in db.exec(lots.budget_lines(lot))],
    }


def _said_of(page: PageFor, db: Db, lot: Lot, item: LotItem) -> dict[str, Any]:
    """The item as its form shows it."""
    line = db.get(BudgetLine, item.budget_line_id) if item.budget_line_id else None
    return {
        "title": item.title,
        "type": page.said(item.type.names) if item.type else "",
        "quantity": item.quantity,
        "price": page.said(item.price.amount) if item.price else "",
        "currency": item.price_currency or bought.usual_currency(lot),
        "specification": item.specification,
        "budget_line": line.code if line else "",
    }
