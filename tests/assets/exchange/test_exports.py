import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from assets.errors import Refused
from assets.exchange import cells, exports, sheets
from assets.money import Currency, Money

HEADERS = ["tag", "name", "price", "weight", "bought", "seen", "ready", "floor"]
BED = [
    "RH-1",
    "Masă „înaltă”; fürdő",
    Money(123450, Currency.RON),
    Decimal("12.50"),
    date(2026, 3, 1),
    datetime(2026, 3, 1, 14, 5, tzinfo=UTC),
    True,
    -1,
]
BLANK = ["RH-2", "", None, None, None, None, False, 0]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "x;=cmd|' /C calc'!A0"]


def whole(pieces):
    return b"".join(pieces)


def test_csv_is_what_excel_and_programs_read():
    written = whole(exports.write_csv(HEADERS, [BED, BLANK]))

    assert written.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""))) == [
        HEADERS,
        [
            "RH-1",
            "Masă „înaltă”; fürdő",
            "1234.50 RON",
            "12.50",
            "2026-03-01",
            "2026-03-01T14:05:00Z",
            "true",
            "-1",
        ],
        ["RH-2", "", "", "", "", "", "false", "0"],
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_in_csv_is_a_formula_and_all_of_it_comes_back(text):
    written = whole(exports.write_csv(["tag", "name"], [["RH-1", text]]))

    assert next(csv.reader(io.StringIO(written.decode().splitlines()[-1])))[-1][0] not in "=+-@\t\r"
    assert sheets.read(written).rows[0].cells == ("RH-1", text)


@given(
    st.lists(
        st.lists(
            st.text(alphabet="aă=+-@'\"\t;,\n ", min_size=1).filter(str.strip),
            min_size=2,
            max_size=2,
        )
    )
)
def test_what_was_exported_as_csv_is_imported_unchanged(rows):
    written = whole(exports.write_csv(["tag", "name"], rows))

    assert [list(row.cells) for row in sheets.read(written).rows] == rows


def test_a_workbook_keeps_dates_numbers_and_text():
    written = whole(exports.write_xlsx(HEADERS, [BED, BLANK]))

    assert CalamineWorkbook.from_filelike(io.BytesIO(written)).get_sheet_by_index(
        0
    ).to_python() == [
        HEADERS,
        [
            "RH-1",
            "Masă „înaltă”; fürdő",
            1234.5,
            12.5,
            date(2026, 3, 1),
            datetime(2026, 3, 1, 14, 5),  # noqa: DTZ001
            True,
            -1.0,
        ],
        ["RH-2", "", "", "", "", "", False, 0.0],
    ]


@pytest.mark.parametrize("text", [*FORMULAS, "{=1+1}", "http://example.org", "'=1"])
def test_no_text_in_a_workbook_is_a_formula_or_a_link(text):
    written = whole(exports.write_xlsx(["tag", "name"], [["RH-1", text]]))

    assert sheets.read(written).rows[0].cells[1] == text


def test_json_is_an_array_with_one_object_on_each_line():
    written = whole(exports.write_json(HEADERS, [BED, BLANK]))

    assert len(written.splitlines()) == 4
    assert json.loads(written)[0] == {
        "tag": "RH-1",
        "name": "Masă „înaltă”; fürdő",
        "price": {"amount": "1234.50", "currency": "RON"},
        "weight": "12.50",
        "bought": "2026-03-01",
        "seen": "2026-03-01T14:05:00Z",
        "ready": True,
        "floor": -1,
    }
    assert json.loads(written)[1]["price"] is None


@pytest.mark.parametrize("write", [exports.write_csv, exports.write_xlsx, exports.write_json])
def test_an_export_of_nothing_is_still_whole(write):
    written = whole(write(["tag", "name"], []))

    assert written in {b"[\n]\n", b"\xef\xbb\xbftag,name\r\n"} or sheets.read(written).headers == (
        "tag",
        "name",
    )


def test_what_was_exported_is_read_cell_by_cell():
    for write in (exports.write_csv, exports.write_xlsx):
        row = sheets.read(whole(write(HEADERS, [BED]))).rows[0].cells

        assert cells.money(row[2], Currency.RON) == BED[2]
        assert cells.decimal(row[3]) == BED[3]
        assert cells.day(row[4]) == BED[4]
        assert cells.yes(row[6]) is True
        assert cells.whole(row[7]) == -1


def test_a_long_list_leaves_in_pieces_before_its_last_row_is_asked_for():
    asked = []

    def rows():
        for number in range(5_000):
            asked.append(number)
            yield [f"RH-{number}", "a bed that can be raised"]

    first = next(exports.write_csv(["tag", "name"], rows()))

    assert len(first) < 100_000
    assert len(asked) < 5_000


def test_a_text_too_long_for_excel_is_refused_and_not_cut():
    with pytest.raises(Refused, match="Row 2 is too long or too far down for Excel"):
        whole(exports.write_xlsx(["tag"], [["x" * 40_000]]))
