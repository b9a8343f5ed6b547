import io
from datetime import date
from decimal import Decimal

import pytest
from xlsxwriter import Workbook

from assets.errors import Refused
from assets.exchange import euro_rates
from assets.money import Currency
from assets.procurement.rates import Published

MARCH, APRIL = date(2027, 3, 1), date(2027, 4, 1)
RON, HUF = Currency.RON, Currency.HUF
MONTHLY = (
    "Country,Currency,ISO A3 Code,ISO A2 Code,Value,Comment\n"
    "HUNGARY,Hungarian Forint,HUF,HU,391.285,\n"
    "ROMANIA,Romanian Leu,RON,RO,5.0903,\n"
    "JAPAN,Japanese Yen,JPY,JP,161.2,\n"
)
HISTORY = (
    "CurrencyIso;DateStart;DateEnd;Amount\n"
    "RON;01/04/2027;30/04/2027;5,0911\nRON;01/03/2027;31/03/2027;5,0903\n"
)
# What the Commission's address answers: these names, days written with the day first, and nothing
# that says the month of the first. The figures are invented.
ANSWER = """[
  {"country": "Hungary", "currency": "Forint", "isoA3Code": "HUF", "isoA2Code": "HU",
   "value": 391.285, "comment": null},
  {"country": "România", "currency": "Leu", "isoA3Code": "RON", "isoA2Code": "RO",
   "value": 5.0903, "comment": null},
  {"country": "Japan", "currency": "Yen", "isoA3Code": "JPY", "isoA2Code": "JP",
   "value": 161, "comment": "One comment."}]"""
PAST = """[
  {"currencyIso": "HUF", "refCurrencyIso": "EUR", "amount": 392.1,
   "dateStart": "01/04/2027", "dateEnd": "30/04/2027"},
  {"currencyIso": "HUF", "refCurrencyIso": "EUR", "amount": 391.285,
   "dateStart": "01/03/2027", "dateEnd": "31/03/2027"}]"""
POUNDS = """[{"currencyIso": "GBP", "refCurrencyIso": "EUR", "amount": 0.86333,
  "dateStart": "01/10/2023", "dateEnd": "31/10/2023"}]"""
NONE_YET = '{"code": 5, "message": "No rates published for period"}'
WIDE = "Luna;RON;HUF\n2027-03;5,0903;391,285\n04/2027;5,0911;\n"


def a_workbook(*rows):
    kept = io.BytesIO()
    with Workbook(kept, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return kept.getvalue()


def test_the_file_of_one_month_is_read_and_other_currencies_are_left():
    assert euro_rates.read(MONTHLY.encode(), date(2027, 3, 17)) == [
        Published(HUF, MARCH, Decimal("391.285")),
        Published(RON, MARCH, Decimal("5.0903")),
    ]


def test_the_file_of_one_currency_names_its_months_itself():
    assert euro_rates.read(HISTORY.encode()) == [
        Published(RON, APRIL, Decimal("5.0911")),
        Published(RON, MARCH, Decimal("5.0903")),
    ]


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf\r\n"])
def test_what_the_commission_answers_to_programs_is_read_too(before):
    month = euro_rates.read(before + ANSWER.encode(), date(2027, 3, 17))
    past = euro_rates.read(before + PAST.encode())

    assert set(month) == {
        Published(HUF, MARCH, Decimal("391.285")),
        Published(RON, MARCH, Decimal("5.0903")),
    }
    assert past == [
        Published(HUF, APRIL, Decimal("392.1")),
        Published(HUF, MARCH, Decimal("391.285")),
    ]


def test_a_table_with_a_column_for_each_currency_is_read_too():
    assert set(euro_rates.read(WIDE.encode())) == {
        Published(RON, MARCH, Decimal("5.0903")),
        Published(HUF, MARCH, Decimal("391.285")),
        Published(RON, APRIL, Decimal("5.0911")),
    }


def test_a_workbook_is_read_like_a_file():
    rows = ("Month", "ISO code", "Rate"), (MARCH, "RON", 5.0903)

    assert euro_rates.read(a_workbook(*rows)) == [Published(RON, MARCH, Decimal("5.0903"))]


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        (ANSWER, "month", "does not say which month"),
        (POUNDS, "file", "no rate of RON or HUF"),
        (NONE_YET, "file", "no rate of RON or HUF"),
        ("[]", "file", "no rate of RON or HUF"),
        ('[1, "RON"]', "file", "no rate of RON or HUF"),
        (ANSWER[:-1], "file", "cut short"),
        (PAST.replace("392.1", "null"), "file", "Row 1:  is not a rate."),
        (MONTHLY, "month", "does not say which month"),
        ("Month,ISO code,Rate\n2027-03,USD,1.1\n", "file", "no rate of RON or HUF"),
        ("Month,ISO code,Rate\n2027-03,RON,five\n", "file", "Row 2: five is not a rate."),
        ("Month,ISO code,Rate\n2027-03,RON,0\n", "file", "Row 2: 0 is not a rate."),
        ("Month,ISO code,Rate\nsoon,RON,5\n", "file", "Row 2: soon is not a month."),
        ("Month,ISO code,Rate\n2027-13,RON,5\n", "file", "Row 2: 2027-13 is not a month."),
        ("Month,RON\n2027-03,5\n2027-03,6\n", "file", "two rates of RON for one month"),
    ],
)
def test_what_is_no_list_of_rates_is_refused_beside_its_field(text, field, words):
    with pytest.raises(Refused) as no:
        euro_rates.read(text.encode())

    assert words in str(no.value)
    assert no.value.field == field
