import io
import zipfile
from datetime import UTC, date, datetime, time

import pytest
import xlsxwriter

from assets.errors import Refused
from assets.exchange import sheets
from assets.exchange.sheets import Row


class Book:
    """A workbook as somebody else would make it, written by XlsxWriter."""

    def __init__(self):
        self.kept = io.BytesIO()
        self.workbook = xlsxwriter.Workbook(self.kept, {"in_memory": True})
        self.day = self.workbook.add_format({"num_format": "dd.mm.yyyy"})
        self.clock = self.workbook.add_format({"num_format": "hh:mm"})

    def sheet(self, name, rows, at=(0, 0)):
        sheet = self.workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if value != "":
                    look = self.day if isinstance(value, date) else None
                    sheet.write(at[0] + number, at[1] + place, value, look)
        return sheet

    def content(self):
        self.workbook.close()
        return self.kept.getvalue()


def a_book(*rows):
    book = Book()
    book.sheet("List", rows)
    return book.content()


def refusal(content):
    with pytest.raises(Refused) as no:
        sheets.read(content)
    return str(no.value)


def test_cells_of_a_workbook_keep_their_kinds():
    content = a_book(
        ["tag", "price", "bought", "ready", "serial"],
        ["RH-1", 2266.13, date(2026, 3, 1), True, 3271901481],
    )

    assert sheets.read(content).rows == [
        Row(2, ("RH-1", 2266.13, date(2026, 3, 1), True, 3271901481))
    ]


def test_moments_and_times_of_a_workbook_are_read_as_such():
    book = Book()
    sheet = book.sheet("List", [["tag", "seen", "opens"], ["RH-1"]])
    sheet.write_datetime(1, 1, datetime(2026, 3, 1, 14, 5), book.day)  # noqa: DTZ001
    sheet.write_datetime(1, 2, time(8, 30), book.clock)

    row = sheets.read(book.content()).rows[0]

    assert row.cells[1].replace(tzinfo=UTC) == datetime(2026, 3, 1, 14, 5, tzinfo=UTC)
    assert row.cells[2] == time(8, 30)


def test_rows_are_numbered_as_excel_numbers_them_wherever_the_list_begins():
    book = Book()
    book.sheet("List", [["tag", "name"], ["", ""], ["RH-1", "bed"]], at=(3, 2))

    sheet = sheets.read(book.content())

    assert (sheet.header_row, sheet.headers) == (4, ("tag", "name"))
    assert sheet.rows == [Row(6, ("RH-1", "bed"))]


def test_a_column_without_a_name_is_told_as_excel_calls_it():
    book = Book()
    book.sheet("List", [["tag", "name"], ["RH-1", "bed", "", "?"]], at=(1, 2))

    assert refusal(book.content()) == (
        "Row 3 has something in column F, which has no name in row 2."
    )


def test_the_first_sheet_that_is_shown_and_filled_is_read_and_the_others_are_named():
    book = Book()
    book.sheet("Cover", [["hidden", "list"]])
    book.sheet("Empty", [])
    book.sheet("Devices", [["tag", "name"], ["RH-1", "bed"]]).activate()
    book.sheet("Prices", [["tag", "price"]])
    book.workbook.worksheets()[0].hide()
    book.workbook.worksheets()[2].set_first_sheet()

    sheet = sheets.read(book.content())

    assert sheet.headers == ("tag", "name")
    assert sheet.left_out == ("Prices",)


def test_formats_and_blanks_far_below_the_list_do_not_make_rows():
    book = Book()
    sheet = book.sheet("List", [["tag", "name"], ["RH-1", "bed"], ["  ", ""]])
    sheet.write_blank(40, 10, None, book.day)

    assert sheets.read(book.content()).rows == [Row(2, ("RH-1", "bed"))]


def test_an_error_of_excel_is_refused_with_its_cell_but_not_on_another_sheet():
    book = Book()
    book.sheet("List", [["tag", "name"], ["RH-1", "bed"]])
    book.sheet("Sums", [["sum"]]).write_formula("B6", "=1/0", None, "#DIV/0!")
    broken = Book()
    broken.sheet("List", [["tag", "name"]]).write_formula("B6", "=1/0", None, "#DIV/0!")

    assert sheets.read(book.content()).rows == [Row(2, ("RH-1", "bed"))]
    assert refusal(broken.content()) == (
        "Cell B6 holds an error instead of a value. Mend it or empty it."
    )


def test_a_cell_at_the_far_end_of_the_sheet_is_refused_before_room_is_made_for_it():
    book = Book()
    book.sheet("List", [["tag", "name"], ["RH-1", "bed"]]).write("XFD1048576", "end")

    assert refusal(book.content()).startswith("A sheet reaches too far.")


def test_a_workbook_that_would_burst_is_refused_before_it_is_unpacked():
    kept = io.BytesIO(a_book(["tag", "name"]))
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/bomb.xml", bytes(301_000_000))

    assert kept.tell() < 1_000_000
    assert refusal(kept.getvalue()) == (
        "This workbook is too large once it is unpacked. Divide it."
    )


def test_an_archive_that_is_no_workbook_is_refused():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        packed.writestr("photo.jpg", b"...")

    assert refusal(kept.getvalue()) == "This is not an Excel workbook. Save it as .xlsx."


def test_a_workbook_with_nothing_in_it_is_refused():
    assert refusal(a_book()) == "There is nothing in this file."


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_workbook_that_was_cut_short_is_refused(share):
    content = a_book(["tag", "name"], ["RH-1", "bed"])

    assert refusal(content[: int(len(content) * share)]).startswith("This Excel workbook is damag")


@pytest.mark.parametrize("place", ["B99999999999", "A0B", "-1", ""])
def test_a_cell_at_no_place_is_refused(place):
    kept = io.BytesIO(a_book(["tag", "name"], ["RH-1", "bed"]))
    mangled = io.BytesIO()
    with zipfile.ZipFile(kept) as packed, zipfile.ZipFile(mangled, "w") as written:
        for name in packed.namelist():
            part = packed.read(name).replace(b'r="B2"', f'r="{place}"'.encode())
            written.writestr(name, part)

    assert refusal(mangled.getvalue()).startswith("This Excel workbook is damaged.")
