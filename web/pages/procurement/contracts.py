"""Pages about contracts: signing one, what it says, and what became of it."""

from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi.responses import Response

from assets import chronicle, trail
from assets.errors import Refused
from assets.inventory import suppliers
from assets.money import Currency, Money
from assets.procurement import bids, contract_lines, contracts, items, modifications, penalties
from assets.procurement.contracts import Contract
from assets.procurement.lots import Lot
from assets.rights import Permission
from web import agreements, attached, bought
from web.access import Db, Today, may
from web.agreements import DETAILS, Change, Details, Ending, Signing
from web.bought import PER_CENT, TheContract, TheLot, per_cent
from web.doors import pages
from web.forms import Form, posted
from web.page import Page, PageFor

router = pages("/procurement")

HERE = "/procurement/contracts"
SHOWN_IN_HISTORY = 50

PostedSigning = Annotated[Form[Signing], posted(Signing)]
PostedDetails = Annotated[Form[Details], posted(Details)]
PostedChange = Annotated[Form[Change], posted(Change)]
PostedEnding = Annotated[Form[Ending], posted(Ending)]


@router.get("/lots/{number}/contracts", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, lot: TheLot) -> Response:
    return _listed(page, db, lot, Form(_usual(page, db, lot)))


@router.post("/lots/{number}/contracts", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def sign(page: Page, db: Db, lot: TheLot, today: Today, form: PostedSigning) -> Response:
    if form.valid:
        try:
            said = form.data
            supplier, net = suppliers.named(db, said.supplier), said.net.of(said.currency, "net")
            values = said.values(said.currency) | {"number": said.number}
            signed = contracts.sign(db, lot, supplier, net=net, today=today, **values)
            return page.go_to(f"{HERE}/{signed.id}")
        except Refused as no:
            form.refuse(no)
    return _listed(page, db, lot, form)


@router.get("/contracts/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(page: Page, db: Db, contract: TheContract, today: Today) -> Response:
    return _shown(page, db, contract, today, Form({}))


@router.get("/contracts/{key}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def revise(page: Page, contract: TheContract) -> Response:
    return _form(page, contract, Form(agreements.said_of(page, contract)))


@router.post("/contracts/{key}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit(page: Page, db: Db, contract: TheContract, today: Today, form: PostedDetails) -> Response:
    if form.valid:
        try:
            said, currency = form.data, contract.currency
            contract.expect(said.version)
            contracts.renumber(db, contract, said.number)
            values = {"net_minor": said.net.of(currency, "net").minor} | said.values(currency)
            contract.describe(today, **values)
            return page.go_to(f"{HERE}/{contract.id}")
        except Refused as no:
            form.refuse(no)
    return _form(page, contract, form)


@router.post("/contracts/{key}/changes", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def modify(page: Page, db: Db, contract: TheContract, today: Today, form: PostedChange) -> Response:
    if form.valid:
        try:
            modifications.add(db, contract, today=today, **form.data.values(contract.currency))
            return page.go_to(f"{HERE}/{contract.id}#changes")
        except Refused as no:
            no.field = f"change_{no.field}" if no.field != "reason" else no.field
            form.refuse(no)
    return _shown(page, db, contract, today, form)


@router.post("/contracts/{key}/terminate", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def terminate(
    page: Page, db: Db, contract: TheContract, today: Today, form: PostedEnding
) -> Response:
    if form.valid:
        try:
            contract.expect(form.data.version)
            contract.terminate(form.data.on, today, form.data.why)
            return page.go_to(f"{HERE}/{contract.id}")
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, contract, today, form)


def _usual(page: PageFor, db: Db, lot: Lot) -> dict[str, Any]:
    """What the form begins with: the winner, and what he offered."""
    said = dict.fromkeys(Signing.model_fields, "") | {"currency": bought.usual_currency(lot)}
    winner = db.exec(bids.winner_of(lot)).first()
    if winner is None:
        return said
    price = {"net": page.said(winner.amount.amount), "currency": winner.currency}
    return said | price | {"supplier": winner.supplier.name}


def _listed(page: PageFor, db: Db, lot: Lot, form: Form[Any]) -> Response:
    return page.render(
        "procurement/contracts/index.html",
        status=422 if form.errors else 200,
        form=form,
        lot=lot,
        contracts=bought.agreed(db, lot),
        suppliers=[each.name for each in db.exec(bids.suppliers_of(lot))],
        currencies=[(each.value, each.value) for each in Currency],
    )


def _shown(page: PageFor, db: Db, contract: Contract, today: date, form: Form[Any]) -> Response:
    lines = db.exec(contract_lines.of(contract)).all()
    changes = db.exec(contracts.changes_of([contract.id])).all()
    keys = [contract.id, *(each.id for each in lines), *(each.id for each in changes)]
    of = partial(Money, currency=contract.currency)
    entries = db.exec(trail.history(*keys).limit(SHOWN_IN_HISTORY)).all()
    return page.render(
        "procurement/contracts/show.html",
        status=422 if form.errors else 200,
        form=form,
        agreed=bought.with_changes(contract, changes),
        contract=contract,
        lot=contract.lot,
        lines=[
            (each, agreements.rate(each), of(each.price_minor), of(each.net_minor))
            for each in lines
        ],
        changes=[(each, of(each.net_minor)) for each in changes],
        come_to=of(sum(each.net_minor for each in lines)),
        items=[(str(each.id), each.label) for each in db.exec(items.of_lot(contract.lot))],
        penalty=penalties.of(db, contract, today),
        penalty_rate=per_cent(contract.penalty, PER_CENT),
        penalty_most=per_cent(contract.penalty_most, PER_CENT),
        papers=attached.of(page, db, contract, today),
        history=chronicle.told(db, entries, page.language),
    )


def _form(page: PageFor, contract: Contract, form: Form[Any]) -> Response:
    return page.render(
        "procurement/contracts/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        contract=contract,
        lot=contract.lot,
        theirs=form.written_meanwhile(
            contract.version, agreements.said_of(page, contract), DETAILS
        ),
    )
