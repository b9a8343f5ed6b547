"""Invoices, for programs: /api/v1/invoices."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.money import Currency, Money
from assets.procurement import billing, invoices, lots, projects
from assets.procurement.invoices import Invoice, Owed, Wanted
from assets.rights import Permission
from web import billed
from web.access import Db, MyRights, Today, may
from web.answer import Amount, Answer, AnswerFor, Day
from web.budgeted import TheInvoice, TheInvoiceLine
from web.doors import programs
from web.named import id_of
from web.paging import Paged

router = programs("/invoices", tags=["invoices"])


class AskedInvoices(Paged):
    """Which invoices, and which page of them."""

    search: str = ""
    project: str = ""
    lot: str = ""
    unpaid: bool = False


class Details(BaseModel):
    """What the paper says."""

    model_config = ConfigDict(extra="forbid")

    supplier: str = Field(min_length=1, max_length=200)
    number: str = Field(min_length=1, max_length=80)
    issued_on: Day
    received_on: Day | None = None
    due_on: Day | None = None
    currency: Currency
    e_reference: str = Field(default="", max_length=120)
    note: str = Field(default="", max_length=1000)

    @property
    def said(self) -> invoices.Said:
        return invoices.Said(**{name: getattr(self, name) for name in Details.model_fields})


class Entering(Details):
    """An invoice, and what it is for: a lot by its number, or a partner by its code."""

    lot: str = ""
    partner: str = ""
    contract: str = ""


class Asking(BaseModel):
    """What one line asks for. Without `eligible_net`, all of `net` where a budget line pays it."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=300)
    quantity: int = Field(default=1, ge=1, le=1_000_000)
    net: Amount
    vat: Amount | None = None
    eligible_net: Amount | None = None
    eligible_vat: Amount | None = None
    budget_line: str = ""
    contract_line: UUID | None = None

    def minor(self, name: str, currency: Currency, otherwise: int = 0) -> int:
        said: Amount | None = getattr(self, name)
        return (said.money - Money(0, currency)).minor if said else otherwise


class Paying(BaseModel):
    """So much was paid."""

    model_config = ConfigDict(extra="forbid")

    amount: Amount
    paid_on: Day
    reference: str = Field(default="", max_length=120)


PostedLine = Annotated[Asking, Body()]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(
    answer: Answer, db: Db, rights: MyRights, asked: Annotated[AskedInvoices, Query()]
) -> Response:
    """A page of the invoices, the latest first; `search` is the beginning of a number."""
    project = projects.coded(db, asked.project, rights) if asked.project else None
    lot = lots.numbered(db, asked.lot, rights) if asked.lot else None
    wanted = Wanted(
        asked.search, project.id if project else None, lot.id if lot else None, asked.unpaid
    )
    found = invoices.listed(db, wanted, asked.cut, rights)
    owed = invoices.owed(db, found.rows)
    return answer.page(found, [item(each, owed[each.id]) for each in found.rows])


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=201)
def enter(
    answer: Answer,
    db: Db,
    rights: MyRights,
    today: Today,
    said: Annotated[Entering, Body()],
) -> Response:
    """Enter an invoice. Answers 201 with it; the same number of a supplier twice is refused."""
    lot, partner, contract = billed.linked(db, rights, said.lot, said.partner, said.contract)
    made = invoices.receive(db, rights, said.said, today, of=lot or partner, contract=contract)
    rights.must(Permission.PROCUREMENT_KEEP, made)
    shown = invoices.invoice(db, made.id, rights)
    return answer.item(whole(db, shown), 201, f"/api/v1/invoices/{made.id}")


@router.get("/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(answer: Answer, db: Db, invoice: TheInvoice) -> Response:
    """One invoice with its lines and payments."""
    return answer.item(whole(db, invoice))


@router.put("/{key}", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def revise(
    answer: Answer,
    db: Db,
    rights: MyRights,
    today: Today,
    invoice: TheInvoice,
    said: Annotated[Details, Body()],
) -> Response:
    """Say anew what the paper says. `If-Match` takes its version."""
    invoices.revise(db, rights, invoice, said.said, today)
    return _again(answer, db, rights, invoice)


@router.post("/{key}/lines", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=201)
def add_line(
    answer: Answer, db: Db, rights: MyRights, invoice: TheInvoice, said: PostedLine
) -> Response:
    """One more line. Answers 201 with the invoice."""
    billing.add_line(db, invoice, _told(db, rights, invoice, said))
    return answer.item(whole(db, invoice), 201)


@router.put("/{key}/lines/{line}", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def change_line(
    answer: Answer,
    db: Db,
    rights: MyRights,
    invoice: TheInvoice,
    line: TheInvoiceLine,
    said: PostedLine,
) -> Response:
    """Say a line anew."""
    billing.change_line(db, invoice, line, _told(db, rights, invoice, said))
    return answer.item(whole(db, invoice))


@router.post("/{key}/lines/{line}/take", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def take_line(answer: Answer, db: Db, invoice: TheInvoice, line: TheInvoiceLine) -> Response:
    """The line is not on the invoice after all."""
    billing.take_line(db, line)
    return answer.item(whole(db, invoice))


@router.post("/{key}/payments", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=201)
def pay(
    answer: Answer, db: Db, today: Today, invoice: TheInvoice, said: Annotated[Paying, Body()]
) -> Response:
    """Enter a payment. Answers 201 with the invoice."""
    billing.pay(db, invoice, said.amount.money, said.paid_on, today, said.reference)
    return answer.item(whole(db, invoice), 201)


@router.post("/{key}/payments/{payment}/take", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def take_payment(answer: Answer, db: Db, invoice: TheInvoice, payment: str) -> Response:
    """It was not paid after all."""
    billing.take_payment(db, invoice, id_of(payment))
    return answer.item(whole(db, invoice))


def _again(answer: AnswerFor, db: Db, rights: MyRights, invoice: Invoice) -> Response:
    db.flush()  # which counts the version on
    db.expire(invoice)
    return answer.item(whole(db, invoices.invoice(db, invoice.id, rights)))


def _told(db: Db, rights: MyRights, invoice: Invoice, said: Asking) -> billing.Said:
    payer = billed.payer(db, rights, said.budget_line, invoice)
    net = said.minor("net", invoice.currency)
    return billing.Said(
        title=said.title,
        quantity=said.quantity,
        net_minor=net,
        vat_minor=said.minor("vat", invoice.currency),
        eligible_net_minor=said.minor("eligible_net", invoice.currency, net if payer else 0),
        eligible_vat_minor=said.minor("eligible_vat", invoice.currency),
        budget_line=payer,
        contract_line=billed.contract_line(db, invoice, said.contract_line),
    )


def item(invoice: Invoice, owed: Owed) -> dict[str, Any]:
    return {
        "id": str(invoice.id),
        "number": invoice.number,
        "supplier": invoice.supplier.name,
        "partner": invoice.partner.code if invoice.partner else None,
        "lot": invoice.lot.number if invoice.lot else None,
        "contract": invoice.contract.number if invoice.contract else None,
        "issued_on": invoice.issued_on.isoformat(),
        "received_on": _day(invoice.received_on),
        "due_on": _day(invoice.due_on),
        "e_reference": invoice.e_reference,
        "note": invoice.note,
        "net": owed.net.json(),
        "vat": owed.vat.json(),
        "gross": owed.gross.json(),
        "paid": owed.paid.json(),
        "version": invoice.version,
    }


def whole(db: Db, invoice: Invoice) -> dict[str, Any]:
    """An invoice with everything that its page says."""
    owed = invoices.owed(db, [invoice])[invoice.id]
    return item(invoice, owed) | {
        "lines": [
            {
                "id": str(line.id),
                "title": line.title,
                "quantity": line.quantity,
                "budget_line": payer,
                "contract_line": str(line.contract_line_id) if line.contract_line_id else None,
                "net": net.json(),
                "vat": vat.json(),
                "eligible": eligible.json(),
                "eligible_vat": Money(line.eligible_vat_minor, invoice.currency).json(),
            }
            for line, payer, net, vat, eligible in billed.lines_shown(db, invoice)
        ],
        "payments": [
            {
                "id": str(each.id),
                "paid_on": each.paid_on.isoformat(),
                "amount": Money(each.amount_minor, invoice.currency).json(),
                "reference": each.reference,
            }
            for each in db.exec(invoices.payments_of(invoice))
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
