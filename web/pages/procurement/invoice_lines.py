"""Pages about the lines of an invoice: what each asks for, and which part of it is eligible."""

from typing import Annotated, Any
from uuid import UUID

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory.partners import Partner
from assets.money import Currency, Money
from assets.procurement import billing, vat
from assets.procurement.budgets import BudgetLine
from assets.procurement.invoices import Invoice, InvoiceLine
from assets.rights import Permission
from assets.words import N_
from web import billed
from web.access import Db, MyRights, may
from web.budgeted import TheInvoice, TheInvoiceLine
from web.doors import pages
from web.forms import Form, Sum, posted
from web.page import Page, PageFor

router = pages("/procurement/invoices/{key}/lines")

MOST_SUGGESTED = 100
DETAILS = {
    "title": N_("What it asks for"),
    "quantity": N_("How many"),
    "net": N_("Without VAT"),
    "vat": N_("VAT"),
    "eligible_net": N_("Eligible without VAT"),
    "eligible_vat": N_("Eligible VAT"),
    "budget_line": N_("Line of the budget"),
    "contract_line": N_("Line of the contract"),
}


class Asking(BaseModel):
    """What one line asks for. Left empty, all that is not VAT is eligible where a line pays it."""

    title: str = Field(min_length=1, max_length=300)
    quantity: int = Field(default=1, ge=1, le=1_000_000)
    net: Sum
    vat: Sum | None = None
    eligible_net: Sum | None = None
    eligible_vat: Sum | None = None
    budget_line: str = ""
    contract_line: UUID | None = None
    version: int | None = None

    def minor(self, name: str, currency: Currency) -> int:
        said = getattr(self, name)
        return said.of(currency, name).minor if said else 0


PostedLine = Annotated[Form[Asking], posted(Asking)]


@router.get("/new", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new(page: Page, db: Db, rights: MyRights, invoice: TheInvoice) -> Response:
    return _form(page, db, rights, invoice, Form(dict.fromkeys(Asking.model_fields, "")))


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def add(page: Page, db: Db, rights: MyRights, invoice: TheInvoice, form: PostedLine) -> Response:
    if form.valid:
        try:
            billing.add_line(db, invoice, _told(db, rights, invoice, form.data))
            return page.go_to(f"/procurement/invoices/{invoice.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _form(page, db, rights, invoice, form)


@router.get("/{line}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def revise(
    page: Page, db: Db, rights: MyRights, invoice: TheInvoice, line: TheInvoiceLine
) -> Response:
    return _form(page, db, rights, invoice, Form(_said_of(page, db, invoice, line)), line)


@router.post("/{line}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit(
    page: Page,
    db: Db,
    rights: MyRights,
    invoice: TheInvoice,
    line: TheInvoiceLine,
    form: PostedLine,
) -> Response:
    if form.valid:
        try:
            line.expect(form.data.version)
            billing.change_line(db, invoice, line, _told(db, rights, invoice, form.data))
            return page.go_to(f"/procurement/invoices/{invoice.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _form(page, db, rights, invoice, form, line)


def _told(db: Db, rights: MyRights, invoice: Invoice, said: Asking) -> billing.Said:
    payer = billed.payer(db, rights, said.budget_line, invoice)
    net = said.minor("net", invoice.currency)
    whole = net if payer else 0
    return billing.Said(
        title=said.title,
        quantity=said.quantity,
        net_minor=net,
        vat_minor=said.minor("vat", invoice.currency),
        eligible_net_minor=said.minor("eligible_net", invoice.currency)
        if said.eligible_net
        else whole,
        eligible_vat_minor=said.minor("eligible_vat", invoice.currency),
        budget_line=payer,
        contract_line=billed.contract_line(db, invoice, said.contract_line),
    )


def _said_of(page: PageFor, db: Db, invoice: Invoice, line: InvoiceLine) -> dict[str, Any]:
    payer = db.get(BudgetLine, line.budget_line_id) if line.budget_line_id else None
    amounts = {
        name: page.said(Money(getattr(line, f"{name}_minor"), invoice.currency).amount)
        for name in ("net", "vat", "eligible_net", "eligible_vat")
    }
    return {
        "title": line.title,
        "quantity": line.quantity,
        **amounts,
        "budget_line": payer.code if payer else "",
        "contract_line": line.contract_line_id or "",
    }


def _form(
    page: PageFor,
    db: Db,
    rights: MyRights,
    invoice: Invoice,
    form: Form[Any],
    line: InvoiceLine | None = None,
) -> Response:
    payers = db.exec(billing.payers(invoice, rights).limit(MOST_SUGGESTED)).all()
    said = _said_of(page, db, invoice, line) if line else {}
    return page.render(
        f"procurement/invoices/{'edit' if line else 'new'}_line.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        invoice=invoice,
        line=line,
        vat_help=_vat_help(page, db, invoice),
        budget_lines=[each.code for each in payers],
        contract_lines=[(each.id, each.label) for each in db.exec(billing.bought(invoice))]
        if invoice.contract_id
        else [],
        theirs=form.written_meanwhile(line.version, said, DETAILS) if line else [],
    )


def _vat_help(page: PageFor, db: Db, invoice: Invoice) -> str:
    """The rates that hold in the country of its partner on the day of the invoice."""
    partner = db.get(Partner, invoice.partner_id) if invoice.partner_id else None
    found = vat.in_force(db, partner.country, invoice.issued_on) if partner else []
    rates = ", ".join(f"{page.said(each.percent)} %" for each in found)
    return (
        page.say(N_("On the day of the invoice: {rates}. To be verified."), rates=rates)
        if rates
        else ""
    )
