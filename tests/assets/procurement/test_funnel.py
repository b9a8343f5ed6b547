from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from assets.inventory import identifiers
from assets.inventory.documents import Attachment
from assets.inventory.documents import Kind as PaperKind
from assets.inventory.register import Asset, State
from assets.listing import Cut
from assets.procurement import deliveries, funnel, items, placeholders, receiving, units
from assets.procurement.budgets import BudgetLine, CostCategory
from assets.procurement.contracts import Contract
from assets.procurement.funnel import Step, Wanted
from assets.procurement.invoices import Invoice, InvoiceLine, Payment
from assets.procurement.lots import Kind
from assets.procurement.receiving import Arrival
from assets.procurement.reports import PartnerReport, ReportedCost
from assets.rights import EVERYTHING, Permission, Rights
from tests.builders import (
    DAY,
    a_bought,
    a_contract,
    a_document,
    a_line,
    a_lot,
    a_room,
    a_schedule,
    committed,
    saved,
)


@pytest.fixture
def lot(session):
    """Ten wanted in two items; six of the first are under contract, and four of these came."""
    lot = a_lot(session)
    item = items.add(session, lot, title="Treadmill", quantity=8)
    items.add(session, lot, title="Mat", quantity=2)
    contract = a_contract(session, lot)
    line = a_bought(session, contract, quantity=6, item_id=item.id)
    placeholders.lay(session, contract, a_room(session))
    brought = deliveries.announce(session, contract, {line.id: 6})
    receiving.receive(session, brought, Arrival(count=4), a_room(session), DAY, EVERYTHING)
    return committed(session, lot)


def things(session):
    return session.exec(select(Asset).order_by(Asset.tag)).all()


def counted(session, **wanted):
    """How many have come to each step and no further."""
    (row,) = funnel.rows(session, Wanted(**wanted), EVERYTHING)
    return {step.value: count for step, count in row.at.items()}


def accepted(session, asset, on=date(2027, 3, 5)):
    asset.accepted_on = on
    return saved(session, asset)


def labelled(session, asset):
    session.exec(identifiers.of_asset(asset)).one().prints = 1
    a_document(session, asset, PaperKind.STICKER, name=f"{asset.tag}.csv")


def invoiced(session, assets, paid=0):
    contract = session.exec(select(deliveries.Contract)).first()
    invoice = Invoice(
        supplier_id=contract.supplier_id,
        number="F 1",
        number_key="F1",
        issued_on=DAY,
        currency=contract.currency,
    )
    invoice = saved(session, invoice)
    asked = InvoiceLine(invoice_id=invoice.id, position=1, net_minor=100_00, vat_minor=19_00)
    asked = saved(session, asked)
    for each in session.exec(units.of_assets([asset.id for asset in assets])).all():
        each.invoice_line_id = asked.id
    for amount in filter(None, [paid]):
        saved(session, Payment(invoice_id=invoice.id, paid_on=DAY, amount_minor=amount))
    session.commit()
    return asked


def declared(session, lot, line, submitted=DAY):
    report = PartnerReport(
        project_id=lot.project_id,
        number=1,
        period_from=DAY,
        period_to=DAY,
        submitted_on=submitted,
    )
    report = saved(session, report)
    return saved(
        session,
        ReportedCost(report_id=report.id, invoice_line_id=line.id, eligible_minor=100_00),
    )


@pytest.mark.usefixtures("lot")
def test_what_is_not_a_thing_yet_is_counted_by_its_item_and_its_line(session):
    assert counted(session) == {"wanted": 2 + 2, "contracted": 2, "delivered": 4}


def test_budget_and_call_lift_what_is_only_wanted(session, lot):
    line = BudgetLine(
        project_id=lot.project_id, code="5.1", category=CostCategory.EQUIPMENT, title="Things"
    )
    lot.budget_line_id = saved(session, line).id
    session.commit()
    budgeted = counted(session)
    schedule = a_schedule(session, lot)
    schedule.milestone("notice_published").meet(DAY, DAY)
    session.commit()

    tendered = counted(session)

    assert budgeted["budgeted"] == 4
    assert tendered["tendered"] == 4


@pytest.mark.usefixtures("lot")
def test_what_a_terminated_contract_has_not_brought_is_wanted_anew_and_what_came_is_here(session):
    (contract,) = session.exec(select(Contract)).all()
    contract.terminate(DAY, DAY, "It does not deliver.")
    session.commit()

    assert counted(session) == {"wanted": 4 + 2, "delivered": 4}


def test_works_and_services_are_no_things_that_come(session, lot):
    for kind in (Kind.WORKS, Kind.SERVICES):
        items.add(session, a_lot(session, kind=kind, project=lot.project), title="A", quantity=1)
    session.commit()

    assert counted(session) == {"wanted": 2 + 2, "contracted": 2, "delivered": 4}


def test_every_thing_stands_at_its_last_step_without_a_gap(session, lot):
    first, second, third, fourth = things(session)[:4]
    for each in (first, second, third):
        accepted(session, each)
    for each in (first, second, fourth):  # the fourth has its label before its acceptance
        labelled(session, each)
    line = invoiced(session, [first, third], paid=119_00)
    declared(session, lot, line)

    assert counted(session) == {
        "wanted": 4,
        "contracted": 2,
        "delivered": 1,
        "accepted": 1,
        "labelled": 1,
        "reported": 1,
    }


@pytest.mark.usefixtures("lot")
@pytest.mark.parametrize("proof", ["the label", "the photo"])
def test_a_label_without_its_photo_is_no_proof_nor_a_photo_without_a_label(session, proof):
    first = accepted(session, things(session)[0])
    if proof == "the photo":
        a_document(session, first, PaperKind.STICKER)
    else:
        session.exec(identifiers.of_asset(first)).one().prints = 1
    session.commit()

    assert counted(session)["accepted"] == 1


@pytest.mark.parametrize(
    ("paid", "step"), [(0, "labelled"), (118_99, "labelled"), (119_00, "paid")]
)
def test_an_invoice_is_paid_when_all_of_it_is(session, lot, paid, step):
    first = things(session)[0]
    accepted(session, first)
    labelled(session, first)
    line = invoiced(session, [first], paid)
    declared(session, lot, line, submitted=None)

    assert counted(session)[step] == 1


def test_what_is_stuck_says_since_when_the_longest_first(session, lot):
    for number, asset in enumerate(things(session)[:3]):
        accepted(session, asset, date(2027, 3, 5 - number))

    found = funnel.stuck(
        session, Wanted(project_id=lot.project_id), Step.ACCEPTED, Cut(2), EVERYTHING
    )
    after = Cut(2, after=found.following)
    last = funnel.stuck(session, Wanted(), Step.ACCEPTED, after, EVERYTHING)

    assert [(each.tag, each.since.day) for each in found.rows] == [
        ("LOV-00003", 3),
        ("LOV-00002", 4),
    ]
    assert [each.tag for each in last.rows] == ["LOV-00001"]
    (left,) = funnel.stuck(session, Wanted(), Step.CONTRACTED, Cut(), EVERYTHING).rows
    assert (left.title, left.count, left.since) == ("Treadmill", 2, date(2027, 2, 1))


def photographed(session, on):
    for each in session.exec(select(Attachment)):
        each.created_at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    session.commit()


@pytest.mark.parametrize(
    ("accepted_on", "sticker_on", "paid", "step", "since"),
    [
        (date(2027, 3, 5), date(2027, 3, 9), 0, Step.LABELLED, date(2027, 3, 9)),
        (date(2027, 3, 5), date(2027, 2, 9), 0, Step.LABELLED, date(2027, 3, 5)),
        (date(2027, 2, 5), date(2027, 2, 9), 119_00, Step.PAID, DAY),
        (date(2027, 3, 5), date(2027, 2, 9), 119_00, Step.PAID, date(2027, 3, 5)),
        (date(2027, 2, 5), date(2027, 3, 9), 119_00, Step.PAID, date(2027, 3, 9)),
    ],
)
@pytest.mark.usefixtures("lot")
def test_what_was_done_before_its_turn_is_stuck_since_its_turn_came(
    session, accepted_on, sticker_on, paid, step, since
):
    """An invoice is paid on DAY, the first of March."""
    first = accepted(session, things(session)[0], accepted_on)
    labelled(session, first)
    photographed(session, sticker_on)
    invoiced(session, [first], paid)

    (row,) = funnel.stuck(session, Wanted(), step, Cut(), EVERYTHING).rows

    assert (row.tag, row.since) == (first.tag, since)


def test_what_is_out_to_tender_is_stuck_since_its_call(session, lot):
    line = BudgetLine(
        project_id=lot.project_id, code="5.1", category=CostCategory.EQUIPMENT, title="Things"
    )
    lot.budget_line_id = saved(session, line).id
    a_schedule(session, lot).milestone("notice_published").meet(date(2027, 2, 9), DAY)
    session.commit()

    found = funnel.stuck(session, Wanted(), Step.TENDERED, Cut(), EVERYTHING).rows

    assert {each.title: (each.count, each.since) for each in found} == {
        "Treadmill": (2, date(2027, 2, 9)),
        "Mat": (2, date(2027, 2, 9)),
    }


@pytest.mark.usefixtures("lot")
def test_what_was_given_up_before_its_acceptance_and_what_is_no_thing_are_left_out(session):
    first, second = things(session)[:2]
    accepted(session, second)
    gone = Asset.__table__.update().where(Asset.id.in_([first.id, second.id]))
    session.connection().execute(gone.values(state=State.DISPOSED))
    contract = session.exec(select(Contract)).one()
    a_line(session, contract, "Transport", quantity=3)

    assert counted(session) == {"wanted": 4, "contracted": 2, "delivered": 2, "accepted": 1}


@pytest.mark.usefixtures("lot")
def test_only_what_somebody_may_see_is_counted(session):
    elsewhere = Rights(at_partners={a_room(session).id: frozenset({Permission.PROCUREMENT_SEE})})

    assert funnel.rows(session, Wanted(), elsewhere) == []
    assert funnel.rows(session, Wanted(site_id=a_room(session).id), EVERYTHING) == []
