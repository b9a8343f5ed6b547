from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.inventory.depreciation import Depreciation
from assets.money import Currency, Money


def lei(minor):
    return Money(minor, Currency.RON)


# Reckoned by hand: value, months, in a month, in the last month, yearly rate.
BY_HAND = [
    (1_000_000, 36, 27_778, 27_770, "33.33"),  # 10,000.00 lei: 35 times 277.78 = 9,722.30
    (5_620_000, 48, 117_083, 117_099, "25.00"),  # 56,200.00 lei: 47 times 1,170.83 = 55,029.01
    (12_000, 12, 1_000, 1_000, "100.00"),
    (100, 60, 2, 0, "20.00"),  # two bani a month are spent after fifty months
    (1, 60, 0, 1, "20.00"),
]


@pytest.mark.parametrize(("value", "months", "monthly", "last", "rate"), BY_HAND)
def test_a_value_is_written_off_month_by_month(value, months, monthly, last, rate):
    written = Depreciation(lei(value), months)

    assert written.monthly == lei(monthly)
    assert written.of_month(months) == lei(last)
    assert str(written.yearly_percent) == rate


@given(st.integers(0, 10**12), st.integers(1, 1200))
def test_the_months_together_are_the_value_and_none_gives_anything_back(value, months):
    written = Depreciation(lei(value), months)

    shares = [written.of_month(number).minor for number in range(1, months + 3)]

    assert sum(shares) == value
    assert min(shares) >= 0
    assert shares[months:] == [0, 0]


@pytest.mark.parametrize(
    ("in_use_on", "months", "complete"),
    [
        (date(2027, 3, 1), 12, date(2028, 3, 1)),  # April 2027 is the first month of twelve
        (date(2027, 3, 31), 12, date(2028, 3, 1)),
        (date(2026, 12, 5), 1, date(2027, 1, 1)),
        (None, 12, None),
    ],
)
def test_it_begins_in_the_month_after_the_thing_was_put_to_use(in_use_on, months, complete):
    assert Depreciation(lei(1), months, in_use_on).complete_on == complete
