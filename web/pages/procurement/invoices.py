"""Pages about invoices: finding them, entering one, and what is paid of it."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle, trail
from assets.errors import Missing, Refused
from assets.inventory import partners
from assets.money import SPENT_IN, Currency, Money
from assets.procurement import billing, invoices, lots, projects
from assets.procurement.invoices import Invoice, Wanted
from assets.procurement.projects import Project
from assets.rights import Permission
from assets.words import N_
from web import attached, views
from web.access import Db, MyRights, Today, may
from web.billed import lines_shown, linked
from web.budgeted import TheInvoice, TheInvoiceLine
from web.doors import pages
from web.forms import Day, Form, Sum, posted
from web.named import id_of
from web.page import Page, PageFor
from web.paging import Paged, from_address

router = pages("/procurement/invoices")

HERE = "/procurement/invoices"
SHOWN_IN_HISTORY = 50
DETAILS = {
    "supplier": N_("Supplier"),
    "number": N_("Number of the invoice"),
    "issued_on": N_("Issued on"),
    "received_on": N_("Received on"),
    "due_on": N_("Due on"),
    "currency": N_("Currency"),
    "e_reference": N_("Number given by the state"),
    "note": N_("Note"),
}


class Asked(Paged):
    """Which invoices, and which page of them."""

    search: str = ""
    project: str = ""
    unpaid: bool = False


class Details(BaseModel):
    """What the paper says."""

    supplier: str = Field(min_length=1, max_length=200)
    number: str = Field(min_length=1, max_length=80)
    issued_on: Day
    received_on: Day | None = None
    due_on: Day | None = None
    currency: Currency
    e_reference: str = Field(default="", max_length=120)
    note: str = Field(default="", max_length=1000)
    version: int | None = None

    @property
    def said(self) -> invoices.Said:
        return invoices.Said(**{name: getattr(self, name) for name in DETAILS})


class Entering(Details):
    """An invoice, and what it is for."""

    lot: str = ""
    partner: str = ""
    contract: str = ""


class Paying(BaseModel):
    """So much was paid."""

    amount: Sum
    paid_on: Day
    reference: str = Field(default="", max_length=120)


PostedEntering = Annotated[Form[Entering], posted(Entering)]
PostedDetails = Annotated[Form[Details], posted(Details)]
PostedPaying = Annotated[Form[Paying], posted(Paying)]
TheAsked = Annotated[Asked, from_address(Asked)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAsked) -> Response:
    project = projects.coded(db, asked.project, rights) if asked.project else None
    wanted = Wanted(asked.search, project.id if project else None, unpaid=asked.unpaid)
    found = invoices.listed(db, wanted, asked.cut, rights)
    unpaid = page.say(N_("Not paid yet")) if asked.unpaid else ""
    return page.render(
        "procurement/invoices/index.html",
        block="found",
        asked=asked,
        found=found,
        project=project,
        projects=[(each.code, each.acronym) for each in db.exec(projects.listed(rights))],
        owed=invoices.owed(db, found.rows),
        today=today,
        chips=asked.chips(HERE, {"project": project.acronym if project else "", "unpaid": unpaid}),
        neighbours=asked.neighbours(HERE, found),
        **views.of_list(page, db),
    )


@router.get("/new", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new(page: Page, db: Db, rights: MyRights, lot: str = "") -> Response:
    said: dict[str, Any] = dict.fromkeys(Entering.model_fields, "") | {"lot": lot}
    if lot:
        country = lots.numbered(db, lot, rights).partner.country
        said["currency"] = SPENT_IN.get(country, Currency.EUR)
    return _entering(page, db, rights, Form(said))


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def enter(page: Page, db: Db, rights: MyRights, today: Today, form: PostedEntering) -> Response:
    if form.valid:
        try:
            lot, partner, contract = linked(
                db, rights, form.data.lot, form.data.partner, form.data.contract
            )
            invoice = invoices.receive(
                db, rights, form.data.said, today, of=lot or partner, contract=contract
            )
            rights.must(Permission.PROCUREMENT_KEEP, invoice)
            return page.go_to(f"{HERE}/{invoice.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _entering(page, db, rights, form)


@router.get("/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(page: Page, db: Db, today: Today, invoice: TheInvoice) -> Response:
    owed = invoices.owed(db, [invoice])[invoice.id]
    said = {"amount": page.said(owed.left.amount), "paid_on": today, "reference": ""}
    return _shown(page, db, today, invoice, Form(said))


@router.get("/{key}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def revise(page: Page, invoice: TheInvoice) -> Response:
    return _revising(page, invoice, Form(_said_of(invoice)))


@router.post("/{key}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit(
    page: Page,
    db: Db,
    rights: MyRights,
    today: Today,
    invoice: TheInvoice,
    form: PostedDetails,
) -> Response:
    if form.valid:
        try:
            invoice.expect(form.data.version)
            invoices.revise(db, rights, invoice, form.data.said, today)
            return page.go_to(f"{HERE}/{invoice.id}")
        except Refused as no:
            form.refuse(no)
    return _revising(page, invoice, form)


@router.post("/{key}/payments", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def pay(page: Page, db: Db, today: Today, invoice: TheInvoice, form: PostedPaying) -> Response:
    if form.valid:
        try:
            paid = form.data.amount.of(invoice.currency, "amount")
            billing.pay(db, invoice, paid, form.data.paid_on, today, form.data.reference)
            return page.go_to(f"{HERE}/{invoice.id}")
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, today, invoice, form)


@router.post("/{key}/payments/{payment}/take", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def take_payment(page: Page, db: Db, today: Today, invoice: TheInvoice, payment: str) -> Response:
    try:
        billing.take_payment(db, invoice, id_of(payment))
    except Refused as no:
        return _shown(page, db, today, invoice, _refused(page, no))
    return page.go_to(f"{HERE}/{invoice.id}")


@router.post("/{key}/lines/{line}/take", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def take_line(
    page: Page, db: Db, today: Today, invoice: TheInvoice, line: TheInvoiceLine
) -> Response:
    try:
        billing.take_line(db, line)
    except Refused as no:
        return _shown(page, db, today, invoice, _refused(page, no))
    return page.go_to(f"{HERE}/{invoice.id}")


def _refused(page: PageFor, no: Refused) -> Form[Any]:
    form: Form[Any] = Form({}, language=page.language)
    form.refuse(no)
    return form


def _shown(page: PageFor, db: Db, today: date, invoice: Invoice, form: Form[Any]) -> Response:
    owed = invoices.owed(db, [invoice])[invoice.id]
    lines = lines_shown(db, invoice)
    payments = db.exec(invoices.payments_of(invoice)).all()
    keys = [invoice.id, *(each[0].id for each in lines), *(each.id for each in payments)]
    entries = db.exec(trail.history(*keys).limit(SHOWN_IN_HISTORY)).all()
    return page.render(
        "procurement/invoices/show.html",
        status=422 if form.errors else 200,
        form=form,
        invoice=invoice,
        owed=owed,
        answer=_answer(page, today, invoice, owed),
        warnings=_warnings(page, db, invoice, payments),
        lines=lines,
        payments=[(each, Money(each.amount_minor, invoice.currency)) for each in payments],
        papers=attached.of(page, db, invoice, today),
        history=chronicle.told(db, entries, page.language),
    )


def _answer(page: PageFor, today: date, invoice: Invoice, owed: invoices.Owed) -> tuple[str, str]:
    if owed.settled:
        return "good", page.say(N_("Paid."))
    if not owed.gross.minor:
        return "calm", page.say(N_("It has no lines yet."))
    if invoice.due_on and invoice.due_on < today:
        late = N_("{left} was due on {day}.")
        return "bad", page.say(late, left=owed.left, day=invoice.due_on)
    if invoice.due_on:
        return "soon", page.say(N_("{left} is due on {day}."), left=owed.left, day=invoice.due_on)
    return "soon", page.say(N_("{left} is left to pay."), left=owed.left)


def _warnings(page: PageFor, db: Db, invoice: Invoice, payments: Sequence[Any]) -> list[str]:
    """What was paid after the end of its project is not eligible."""
    project = db.get(Project, invoice.lot.project_id) if invoice.lot else None
    late = [each for each in payments if project and each.paid_on > project.ends_on]
    told = N_(
        "Paid on {day}, after the end of {project} on {end}: to be verified whether it counts."
    )
    return [
        page.say(told, day=each.paid_on, project=project.acronym, end=project.ends_on)
        for each in late
        if project
    ]


def _said_of(invoice: Invoice) -> dict[str, Any]:
    said = {name: getattr(invoice, name) or "" for name in DETAILS if name != "supplier"}
    return {"supplier": invoice.supplier.name} | said


def _entering(page: PageFor, db: Db, rights: MyRights, form: Form[Any]) -> Response:
    keeps = Permission.PROCUREMENT_KEEP
    ours = [each for each in db.exec(partners.listed()) if rights.may_for(keeps, [each.id])]
    return page.render(
        "procurement/invoices/new.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        partners=[(each.code, each.name) for each in ours],
        currencies=[(each.value, each.value) for each in Currency],
    )


def _revising(page: PageFor, invoice: Invoice, form: Form[Any]) -> Response:
    return page.render(
        "procurement/invoices/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        invoice=invoice,
        currencies=[(each.value, each.value) for each in Currency],
        theirs=form.written_meanwhile(invoice.version, _said_of(invoice), DETAILS),
    )
