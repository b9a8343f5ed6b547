from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.errors import Refused
from assets.exchange import cells
from assets.exchange.cells import Order
from assets.money import Currency, Money

FIRST_OF_MARCH = date(2026, 3, 1)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-01",
        "2026-03-01 00:00:00",
        "01.03.2026",
        "1.3.2026",
        "1. 3. 2026.",
        "01.03.26",
        "2026. 03. 01.",
        "2026.03.01",
        "2026/03/01",
        " 2026.\xa003.\xa001. ",
        FIRST_OF_MARCH,
        datetime(2026, 3, 1, 14, 5),  # noqa: DTZ001
    ],
)
def test_a_date_is_read_in_every_form_that_means_one_day(written):
    assert cells.day(written) == FIRST_OF_MARCH


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("23/01/2026", date(2026, 1, 23)),
        ("01/23/2026", date(2026, 1, 23)),
        ("1/23/23", date(2023, 1, 23)),
        ("31-12-2026", date(2026, 12, 31)),
        ("05/05/2026", date(2026, 5, 5)),
        ("12/31/69", date(2069, 12, 31)),
        ("12/31/70", date(1970, 12, 31)),
    ],
)
def test_a_date_with_slashes_is_read_when_only_one_day_fits(written, meant):
    assert cells.day(written) == meant


def test_a_date_that_can_be_two_days_is_refused_until_the_order_is_said():
    with pytest.raises(Refused) as no:
        cells.day("01/03/2026")

    assert str(no.value) == (
        "01/03/2026 can be 2026-01-03 or 2026-03-01. "
        "Say what comes first, or write it as 2026-01-03."
    )
    assert cells.day("01/03/2026", Order.DAY_FIRST) == date(2026, 3, 1)
    assert cells.day("01/03/2026", Order.MONTH_FIRST) == date(2026, 1, 3)


def test_an_order_that_was_said_is_kept_even_where_the_other_would_fit():
    with pytest.raises(Refused, match="1/23/23 is not a date"):
        cells.day("1/23/23", Order.DAY_FIRST)


@pytest.mark.parametrize(
    "written",
    ["30.02.2026", "2026-13-01", "soon", "46082", 46082.0, "0001-01-01", "1/2", time(14, 5)],
)
def test_what_is_no_date_is_refused_with_what_was_expected(written):
    with pytest.raises(Refused, match=r"is not a date. Write it as 2026-03-01 or 01.03.2026"):
        cells.day(written)


def test_a_column_proves_its_order_by_its_certain_dates():
    american, european = ["3/1/23", "1/23/23", "", "5/5/23"], ["03/01/2026", "23/01/2026"]

    assert cells.proven_order(american) is Order.MONTH_FIRST
    assert cells.proven_order(european) is Order.DAY_FIRST
    assert cells.proven_order(american + european) is None
    assert cells.proven_order(["03/01/2026", "2026-01-23", "30/02/2026"]) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1.234,50", Decimal("1234.50")),
        ("0,5", Decimal("0.5")),
        (0.1 + 0.2, Decimal("0.3")),
        (1234.1, Decimal("1234.1")),
        (7, Decimal(7)),
    ],
)
def test_a_number_is_read_with_comma_or_point_and_as_the_spreadsheet_shows_it(written, meant):
    assert cells.decimal(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"), [("12", 12), ("12,0", 12), (12.0, 12), ("1 234", 1234)]
)
def test_a_whole_number_is_read(written, meant):
    assert cells.whole(written) == meant


@pytest.mark.parametrize("written", ["12,5", 12.5])
def test_a_broken_number_is_not_whole(written):
    with pytest.raises(Refused, match="is not a whole number"):
        cells.whole(written)


def test_an_amount_is_read_from_text_and_from_a_number_with_three_decimals_at_most_two():
    assert cells.money("1.234,50 lei", Currency.RON) == Money(123450, Currency.RON)
    assert cells.money(2266.13, Currency.EUR) == Money(226613, Currency.EUR)
    with pytest.raises(Refused, match="has more than two decimals"):
        cells.money(1.234, Currency.EUR)


@pytest.mark.parametrize("read", [cells.day, cells.decimal, cells.whole, cells.yes])
@pytest.mark.parametrize("nothing", ["", "  ", "\xa0", None])
def test_a_blank_cell_means_nothing(read, nothing):
    assert read(nothing) is None


@pytest.mark.parametrize("written", ["yes", "Da", "IGEN", "true", "1", True, 1.0, "ADEVĂRAT", "x"])
def test_a_yes_is_read_in_three_languages(written):
    assert cells.yes(written) is True


@pytest.mark.parametrize("written", ["No", "nu", "nem", "FALSE", "0", False, 0.0, "hamis"])
def test_a_no_is_read_in_three_languages(written):
    assert cells.yes(written) is False


def test_a_maybe_is_refused():
    with pytest.raises(Refused, match="perhaps is neither yes nor no"):
        cells.yes("perhaps")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (3271901481.0, "3271901481"),
        (12.5, "12.5"),
        (True, "true"),
        (FIRST_OF_MARCH, "2026-03-01"),
        (datetime(2026, 3, 1, 14, 5), "2026-03-01 14:05"),  # noqa: DTZ001
        (None, ""),
        ("  two\xa0words \r\nand a line\x07\ufeff ", "two words \nand a line"),
        ("s\u0326ofer", "șofer"),
    ],
)
def test_text_is_what_the_cell_shows(cell, said):
    assert cells.text(cell) == said


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+40 256 123", "'+40 256 123"),
        ("@SUM(1+9)", "'@SUM(1+9)"),
        ("-", "'-"),
        ("\t=1", "'\t'=1"),
        ("x;=1+1", "x;'=1+1"),
        ("'=1", "''=1"),
        ("RH-0001", "RH-0001"),
        ("it's 5 - 3; fine", "it's 5 - 3; fine"),
    ],
)
def test_an_apostrophe_stands_where_a_spreadsheet_would_begin_to_reckon(text, written):
    assert cells.guarded(text) == written


@given(st.text(alphabet="=+-@'\t\r\n;,a \N{FULLWIDTH EQUALS SIGN}"))
def test_what_was_guarded_comes_back_as_it_was(text):
    assert cells.unguarded(cells.guarded(text)) == text
