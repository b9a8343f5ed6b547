from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from assets.errors import Refused
from assets.listing import Cut
from assets.procurement import rates
from assets.procurement.rates import Converter, Loaded, Month, Published, Rate
from assets.words import Language, spoken
from tests.assets.procurement.money import EUR, HUF, RON, a_rate

FEBRUARY, MARCH, APRIL = (date(2027, month, 1) for month in (2, 3, 4))
RATES = st.decimals("0.5", "500", places=6)


@pytest.mark.parametrize(
    ("minor", "per_euro", "cents"),
    [
        # 1,234,567.89 lei at 5.0903 are EUR 242,533.42…: 123456789 / 5.0903 = 24253342.435…
        (123_456_789, "5.0903", 24_253_342),
        # 7,188,244 Ft at 391.28 are EUR 18,371.0999…: 718824400 / 391.28 = 1837109.997…
        (718_824_400, "391.28", 1_837_110),
        (1, "2", 1),
        (-1, "2", -1),
        (0, "5", 0),
    ],
)
def test_an_amount_is_converted_as_it_is_by_hand(minor, per_euro, cents):
    assert rates.in_euro(minor, Decimal(per_euro)) == cents


@given(st.integers(-(10**13), 10**13), RATES)
@settings(max_examples=30)
def test_no_conversion_is_more_than_half_a_cent_off(minor, per_euro):
    exact = Fraction(minor) / Fraction(per_euro)

    assert abs(rates.in_euro(minor, per_euro) - exact) <= Fraction(1, 2)


def test_a_file_brings_what_is_new_and_changes_what_is_different(session):
    first = rates.load(session, [Published(RON, MARCH, Decimal("5.09"))])
    again = rates.load(
        session, [Published(RON, MARCH, Decimal("5.1")), Published(HUF, MARCH, Decimal(391))]
    )
    once_more = rates.load(session, [Published(HUF, MARCH, Decimal(391))])

    kept = {each.label: each.per_euro for each in session.exec(select(Rate))}
    assert (first, again, once_more) == (Loaded(1), Loaded(1, 1), Loaded(same=1))
    assert kept == {"RON 2027-03": Decimal("5.1"), "HUF 2027-03": Decimal(391)}


def test_the_rate_of_a_month_is_needed_and_the_euro_needs_none(session):
    a_rate(session, "5.09")

    assert rates.needed(session, RON, date(2027, 3, 31)).per_euro == Decimal("5.09")
    assert rates.needed(session, EUR, date(2027, 3, 31)) is None
    with pytest.raises(Refused) as no:
        rates.needed(session, RON, APRIL)
    assert "no rate of RON for 2027-04 yet" in str(no.value)
    assert [spoken(Month(APRIL), each) for each in Language] == [
        "April 2027",
        "aprilie 2027",
        "2027. április",
    ]


def test_what_is_looked_at_has_the_rate_of_its_month_or_the_last_one_before(session):
    a_rate(session, 5, month=FEBRUARY)
    a_rate(session, 4, month=APRIL)

    converter = Converter(session)

    days = [date(2027, 1, 9), date(2027, 3, 31), date(2027, 4, 30)]
    assert [converter.euro(20_00, RON, day) for day in days] == [400, 400, 500]
    assert (converter.euro(7, EUR, MARCH), converter.unknown) == (7, set())
    assert (converter.euro(7, HUF, MARCH), converter.unknown) == (0, {HUF})


def test_the_latest_month_comes_first(session):
    for month in (FEBRUARY, APRIL, MARCH):
        a_rate(session, 5, month=month)

    found = rates.listed(session, Cut(limit=2))

    assert [row.month for row in found.rows] == [APRIL, MARCH]
    assert found.following


def test_the_currencies_of_a_month_stand_by_their_names(session):
    for month in (MARCH, APRIL, FEBRUARY):
        for currency in (RON, HUF):
            a_rate(session, 5, currency, month)

    found = rates.listed(session, Cut())

    assert [(row.month, row.currency) for row in found.rows] == [
        (month, currency) for month in (APRIL, MARCH, FEBRUARY) for currency in (HUF, RON)
    ]


@pytest.mark.parametrize(
    ("per_euro", "told"),
    [
        ("398.500000", "398.5000"),
        ("5.090300", "5.0903"),
        ("400", "400.0000"),
        ("391.28512", "391.28512"),
    ],
)
def test_a_rate_is_shown_with_four_decimals_at_least(per_euro, told):
    assert str(rates.shown(Decimal(per_euro))) == told
