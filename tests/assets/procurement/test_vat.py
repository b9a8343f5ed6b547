from datetime import date
from decimal import Decimal

import pytest

from assets.errors import Refused
from assets.procurement import vat
from assets.procurement.vat import Band, Said

AUGUST = date(2025, 8, 1)


def standard(session, country, on):
    return [each.percent for each in vat.in_force(session, country, on) if each.band == "standard"]


def test_the_shipped_rates_hold_from_their_day_and_are_to_be_verified(session):
    assert vat.load(session) == 7
    assert vat.load(session) == 0

    assert standard(session, "RO", date(2025, 7, 31)) == [Decimal(19)]
    assert standard(session, "RO", AUGUST) == [Decimal(21)]
    assert [each.percent for each in vat.in_force(session, "HU", AUGUST)] == [27, 18, 5]
    assert standard(session, "RO", date(1999, 1, 1)) == []
    assert not any(each.verified for each in session.exec(vat.listed()))


def test_what_the_house_keeps_stays_when_the_shipped_ones_come(session):
    vat.add(
        session, "RO", Band.STANDARD, Said(Decimal("21.5"), AUGUST, "Our bookkeeper", verified=True)
    )
    vat.load(session)

    assert standard(session, "RO", AUGUST) == [Decimal("21.5")]
    assert standard(session, "RO", date(2025, 7, 31)) == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said(Decimal(100), AUGUST, "x"), "percent"),
        (Said(Decimal(-1), AUGUST, "x"), "percent"),
        (Said(Decimal("1.234"), AUGUST, "x"), "percent"),
        (Said(Decimal(5), AUGUST, " "), "source"),
    ],
)
def test_nonsense_is_refused_beside_its_field(session, said, field):
    with pytest.raises(Refused) as no:
        vat.add(session, "RO", Band.STANDARD, said)

    assert no.value.field == field


def test_one_country_has_one_rate_of_a_kind_from_a_day_on(session):
    vat.add(session, "ro", Band.STANDARD, Said(Decimal(19), AUGUST, "x"))

    with pytest.raises(Refused) as no:
        vat.add(session, "RO", Band.STANDARD, Said(Decimal(21), AUGUST, "x"))

    assert no.value.field == "valid_from"
