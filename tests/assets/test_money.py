import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.errors import Refused
from assets.money import Currency, Money, Written, figure
from assets.words import Language, spoken

EUR, RON, HUF = Currency


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1.234,50", 123450),
        ("1,234.50", 123450),
        ("1 234,50", 123450),
        ("1\xa0234\u202f567,5", 123456750),
        ("1234.5", 123450),
        ("1234", 123400),
        ("1.234.567", 123456700),
        ("0,500", 50),
        ("2266.1300", 226613),
        ("-12,30", -1230),
        ("\N{MINUS SIGN}12.30", -1230),
        ("1.234,50 lei", 123450),
        ("RON 1.234,50", 123450),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, minor):
    assert Money.read(text, RON) == Money(minor, RON)


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("1.234.567,89 lei", 123456789, RON),
        ("7 188 244 Ft", 718824400, HUF),
        ("7\xa0188\xa0244\xa0Ft", 718824400, HUF),
        ("7.188.244,- Ft", 718824400, HUF),
        ("€ 680.286,90", 68028690, EUR),
        ("680.286,90 euro", 68028690, EUR),
        ("EUR 680,286.90", 68028690, EUR),
        ("680286.90", 68028690, None),
    ],
)
def test_an_amount_may_name_its_currency(text, minor, currency):
    read = Written.read(text)

    assert read.currency == currency
    assert read.of(currency or EUR) == Money(minor, currency or EUR)


@pytest.mark.parametrize("text", ["5 USD", "5 millió Ft", "1,234 lei", "lei", "5 lei 3"])
def test_an_amount_in_another_currency_or_in_millions_is_refused(text):
    with pytest.raises(Refused):
        Written.read(text)


def test_an_amount_is_not_taken_for_another_currency():
    with pytest.raises(Refused) as no:
        Written.read("5 lei").of(EUR, "total")

    assert no.value.field == "total"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,234", "1,234 can be read in two ways. Write 1234 or 1,23."),
        ("-1.234", "-1.234 can be read in two ways. Write -1234 or -1.23."),
        ("1.234,567", "1234.567 has more than two decimals."),
        ("1.2.3", "1.2.3 is not a number."),
        ("12.34.567", "12.34.567 is not a number."),
        ("1 23", "1 23 is not a number."),
        ("1e5", "1e5 is not a number."),
        ("soon", "soon is not a number."),
        ("", "There is no number."),
        ("1.234,50 €", "1.234,50 € is not in RON."),
        ("5 000 Ft", "5 000 Ft is not in RON."),
        ("9 999 999 999 999", "9999999999999 is more than an amount can be here."),
    ],
)
def test_an_amount_that_is_not_certain_is_refused_with_the_reason(text, words):
    with pytest.raises(Refused) as no:
        Money.read(text, RON)

    assert str(no.value) == words


@given(st.integers(-(10**14), 10**14), st.sampled_from(Currency))
def test_what_is_written_for_a_program_is_read_back(minor, currency):
    written = json.loads(json.dumps(Money(minor, currency).json()))

    assert Money.read(written["amount"], Currency(written["currency"])) == Money(minor, currency)


@given(st.integers(-(10**14), 10**14), st.sampled_from([EUR, RON]), st.sampled_from(Language))
def test_what_is_shown_to_a_person_is_read_back(minor, currency, language):
    shown = spoken(Money(minor, currency), language)

    assert Money.read(shown, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("language", "euros", "lei", "forints"),
    [
        ("en", "EUR\xa01,234.50", "RON\xa01,234.50", "HUF\xa01,235"),
        ("ro", "1.234,50\xa0EUR", "1.234,50\xa0RON", "1.235\xa0HUF"),
        ("hu", "1\xa0234,50\xa0EUR", "1\xa0234,50\xa0RON", "1\xa0235\xa0Ft"),
    ],
)
def test_an_amount_is_shown_in_the_readers_manner_and_forints_whole(language, euros, lei, forints):
    shown = [spoken(Money(123450, currency), Language(language)) for currency in Currency]

    assert shown == [euros, lei, forints]


def test_amounts_of_one_currency_add_up():
    paid = Money.read("0,10", EUR) + Money.read("0,20", EUR) - Money.read("0,05", EUR)

    assert paid.amount == Decimal("0.25")


def test_amounts_of_two_currencies_do_not_add_up():
    with pytest.raises(Refused, match="RON and HUF cannot be reckoned together without a rate"):
        Money(100, RON) + Money(100, HUF)


def test_a_figure_keeps_the_decimals_it_was_written_with():
    assert str(figure("7,250 0".replace(" ", ""))) == "7.2500"


def test_a_very_long_figure_is_refused():
    with pytest.raises(Refused, match="is not a number"):
        figure("1" * 10_000)
