"""Pages on which it is said anew what a lot is, and under which number the state knows it."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Refused
from assets.money import Currency
from assets.procurement import lots
from assets.procurement.budgets import BudgetLine
from assets.procurement.lots import Lot, Procedure
from assets.rights import Permission
from assets.words import N_
from web import bought
from web.access import Db, may
from web.bought import TheLot
from web.doors import pages
from web.forms import Form, Sum, posted
from web.page import Page, PageFor

router = pages("/procurement/lots/{number}")

MOST = 10**12
DETAILS = {
    "title": N_("Name"),
    "procedure": N_("Procedure"),
    "legal_basis": N_("Legal basis"),
    "notice_number": N_("Number in SEAP or EKR"),
    "estimate": N_("Estimate without VAT"),
    "currency": N_("Currency"),
    "budget_line": N_("Budget line"),
}


class Details(BaseModel):
    """What is said of a lot after it was opened."""

    title: str = Field(min_length=1, max_length=200)
    procedure: Procedure
    legal_basis: str = Field(default="", max_length=200)
    notice_number: str = Field(default="", max_length=80)
    estimate: Sum | None = None
    currency: Currency = Currency.EUR
    budget_line: str = Field(default="", max_length=40)
    version: int | None = None


PostedDetails = Annotated[Form[Details], posted(Details)]


@router.get("/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def revise(page: Page, db: Db, lot: TheLot) -> Response:
    return _form(page, db, lot, Form(_said_of(page, db, lot)))


@router.post("/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit(page: Page, db: Db, lot: TheLot, form: PostedDetails) -> Response:
    if form.valid:
        try:
            said = form.data
            lot.expect(said.version)
            estimate = said.estimate.of(said.currency, "estimate") if said.estimate else None
            lot.describe(
                title=said.title,
                estimate=estimate,
                procedure=said.procedure,
                legal_basis=said.legal_basis.strip(),
                notice_number=said.notice_number.strip(),
                budget_line_id=bought.line_id(db, lot, said.budget_line),
            )
            return page.go_to(f"/procurement/lots/{lot.number}")
        except Refused as no:
            form.refuse(no)
    return _form(page, db, lot, form)


def _form(page: PageFor, db: Db, lot: Lot, form: Form[Any]) -> Response:
    theirs = form.written_meanwhile(lot.version, _said_of(page, db, lot), DETAILS)
    return page.render(
        "procurement/lots/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        lot=lot,
        procedures=[(each.value, page.said(each)) for each in Procedure],
        currencies=[(each.value, each.value) for each in Currency],
        budget_lines=[each.code for each in db.exec(lots.budget_lines(lot))],
        theirs=theirs,
    )


def _said_of(page: PageFor, db: Db, lot: Lot) -> dict[str, Any]:
    """The lot as its form shows it."""
    line = db.get(BudgetLine, lot.budget_line_id) if lot.budget_line_id else None
    said = {name: getattr(lot, name) for name in ("title", "procedure")}
    said |= {name: getattr(lot, name) for name in ("legal_basis", "notice_number")}
    return said | {
        "estimate": page.said(lot.estimate.amount) if lot.estimate else "",
        "currency": bought.usual_currency(lot),
        "budget_line": line.code if line else "",
    }
