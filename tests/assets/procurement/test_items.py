import pytest

from assets.errors import Missing, Refused
from assets.money import Currency, Money
from assets.procurement import items
from assets.rights import EVERYTHING, Rights
from tests.builders import a_lot

LEI, EURO = Currency.RON, Currency.EUR


def test_items_are_numbered_in_their_lot_and_worth_their_number_times_their_price(session):
    lot = a_lot(session)
    other = a_lot(session, "Beds", project=lot.project)

    rails = items.add(session, lot, title=" Rails ", quantity=4, price=Money(12_500_50, LEI))
    items.add(session, lot, title="Desk", price=Money(999_00, EURO))
    items.add(session, lot, title="Training")
    items.add(session, other, title="Bed", price=Money(1, LEI))
    held = session.exec(items.of_lot(lot)).all()

    assert [each.label for each in held] == ["1. Rails", "2. Desk", "3. Training"]
    assert rails.worth == Money(50_002_00, LEI)
    assert items.worth(held) == [Money(50_002_00, LEI), Money(999_00, EURO)]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "Rails", "quantity": 0}, "quantity"),
        ({"title": "Rails", "price": Money(-1, LEI)}, "price"),
    ],
)
def test_an_item_has_a_name_a_number_and_no_price_below_zero(session, said, field):
    lot = a_lot(session)

    with pytest.raises(Refused) as no:
        items.add(session, lot, **said)

    assert no.value.field == field
    assert session.exec(items.of_lot(lot)).all() == []


def test_an_item_is_seen_by_whoever_sees_its_lot(session):
    desk = items.add(session, a_lot(session), title="Desk")

    assert items.item(session, desk.id, EVERYTHING) is desk
    with pytest.raises(Missing):
        items.item(session, desk.id, Rights())


def test_an_item_is_one_of_its_own_lot(session):
    lot = a_lot(session)
    other = a_lot(session, "Beds", project=lot.project)
    rails, bed = (items.add(session, each, title="Thing") for each in (lot, other))

    assert items.of_id(session, lot, rails.id) == rails.id
    with pytest.raises(Refused, match=f"no item of {lot.number}"):
        items.of_id(session, lot, bed.id)
