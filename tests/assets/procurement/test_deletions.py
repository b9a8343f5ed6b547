import pytest
from sqlmodel import select

from assets.errors import Refused
from assets.procurement import contract_lines, deletions, deliveries, items
from assets.procurement.deliveries import DeliveryLine
from assets.procurement.units import Unit
from tests.builders import DAY, a_bought, a_contract, a_document, a_line, a_lot


def test_an_item_goes_until_it_is_contracted(session):
    lot = a_lot(session)
    wrong, right = (items.add(session, lot, title=title) for title in ("Ralis", "Rails"))
    a_line(session, a_contract(session, lot), item_id=right.id)

    deletions.item(session, wrong)
    with pytest.raises(Refused, match="under contract"):
        deletions.item(session, right)

    assert session.exec(items.of_lot(lot)).all() == [right]


def test_a_line_goes_until_something_stands_on_it(session):
    contract = a_contract(session)
    wrong, right = (a_line(session, contract, title) for title in ("Ralis", "Rails"))
    session.add(Unit(lot_id=contract.lot_id, contract_line_id=right.id))
    session.flush()

    deletions.line(session, wrong)
    with pytest.raises(Refused, match="delivered or invoiced"):
        deletions.line(session, right)

    assert session.exec(contract_lines.of(contract)).all() == [right]


def test_a_delivery_goes_until_some_of_it_has_come_or_it_has_papers(session):
    contract = a_contract(session)
    line = a_bought(session, contract)
    wrong, come, papered = (deliveries.announce(session, contract, {line.id: 1}) for _ in range(3))
    come.received_on = DAY
    a_document(session, papered)

    deletions.delivery(session, wrong)
    for stays in (come, papered):
        with pytest.raises(Refused, match="it stays"):
            deletions.delivery(session, stays)

    assert session.exec(deliveries.of_contract(contract)).all() == [come, papered]
    assert len(session.exec(select(DeliveryLine)).all()) == 2
