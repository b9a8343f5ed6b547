import pytest

from assets.errors import Refused
from assets.procurement import contract_lines, deletions, items
from assets.procurement.units import Unit
from tests.builders import a_contract, a_line, a_lot


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
