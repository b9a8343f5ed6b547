import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.errors import Refused
from assets.exchange import sheets
from assets.exchange.sheets import Row

LIST = "tag;denumire;hely\nRH-1;Bandă de mers;fürdő – Őrség\nRH-2;Țeavă ș. a.;Űrlap\n"  # noqa: RUF001


def rows_of(content):
    return [(row.number, *row.cells) for row in sheets.read(content).rows]


def refusal(content):
    with pytest.raises(Refused) as no:
        sheets.read(content)
    return str(no.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_encoding_is_read(encoding):
    assert rows_of(LIST.encode(encoding)) == [
        (2, "RH-1", "Bandă de mers", "fürdő – Őrség"),  # noqa: RUF001
        (3, "RH-2", "Țeavă ș. a.", "Űrlap"),
    ]


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859-2"])
def test_romanian_and_hungarian_letters_of_one_byte_are_read_with_their_comma_below(encoding):
    content = "nume;hely\nŞezlong pentru ţinută;Gyógyfürdő Űr\n".encode(encoding)

    assert rows_of(content) == [(2, "Șezlong pentru ținută", "Gyógyfürdő Űr")]


@pytest.mark.parametrize(
    "words",
    ["„Baie” – 5 €", "Žarko & Šarić", "± 0,5 µV", "Philips® nou", "© 2026"],  # noqa: RUF001
)
def test_what_only_windows_could_have_written_is_read_as_cp1250(words):
    content = f"a;b\n{words};ţ\n".encode("cp1250", "replace")

    assert rows_of(content) == [(2, words, "ț")]


@pytest.mark.parametrize("words", ["Miloš Božić", "Živko", "Šimon", "kaša"])
def test_letters_inside_a_word_are_read_as_iso_8859_2(words):
    content = f"a;b\n{words};ţ\n".encode("iso8859-2")

    assert rows_of(content) == [(2, words, "ț")]


def test_letters_that_cannot_be_told_for_certain_are_refused():
    content = "a;b\nkórház;élő\nízületi;fájdalom\n".encode("cp852")

    assert refusal(content).startswith("The letters of this file cannot be told for certain.")


def test_utf8_that_was_damaged_is_refused_with_its_line():
    content = "a;b\nfürdő;ágy\nfür".encode() + b"\xc5;\xc3\xa1gy\n"

    assert refusal(content) == "The file is damaged in line 3. Save it again."


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(separator):
    kept = io.StringIO()
    csv.writer(kept, delimiter=separator).writerows(
        [["name", "price, net", "place"], ["bike", "1,5;2", "a, b"], ["bed", "2,0", "c; d"]]
    )

    assert sheets.read(kept.getvalue().encode()).headers == ("name", "price, net", "place")


def test_the_separator_that_excel_names_is_kept_and_its_line_is_not_counted():
    assert rows_of(b"sep=|\r\na|b\r\n1;2|3\r\n") == [(2, "1;2", "3")]


def test_rows_keep_the_numbers_that_a_spreadsheet_shows():
    content = b'\n"tag",name\n\n"RH-1","two\r\nlines"\n,\nRH-2,bed\n'

    sheet = sheets.read(content)

    assert sheet.header_row == 2
    assert sheet.rows == [Row(4, ("RH-1", "two\r\nlines")), Row(6, ("RH-2", "bed"))]


def test_titles_above_the_list_and_blank_columns_are_passed_over():
    sheet = sheets.read(b"Inventory 2026;;;\n;;;\ntag;;name;;\nRH-1;;bed;;;\n")

    assert sheet.headers == ("tag", "name")
    assert sheet.rows == [Row(4, ("RH-1", "bed"))]


def test_a_list_of_one_column_is_a_list():
    assert rows_of(b"tag\nRH-1\nRH-2\n") == [(2, "RH-1"), (3, "RH-2")]


def test_a_row_that_ends_early_is_filled_up_with_blanks():
    assert rows_of(b"a,b,c\n1,2,3\n4\n") == [(2, "1", "2", "3"), (3, "4", "", "")]


def test_a_row_with_more_than_the_headers_is_refused_with_its_number():
    assert refusal(b"a,b\n1,2\n3,4,5\n") == (
        "Row 3 has something in column C, which has no name in row 1."
    )


def test_two_columns_of_one_name_are_refused():
    assert refusal("Preț;tag;PREŢ \n1;2;3\n".encode()) == (
        "Two columns are called PREŢ in row 1. Rename one."
    )


def test_a_quotation_mark_that_is_missing_is_refused_with_its_row():
    assert refusal(b'a,b\n1,2\n"3,4\n5,6\n') == (
        "Row 3 cannot be read. A quotation mark is missing there, or one too many."
    )


def test_a_guard_against_formulas_is_taken_away_again():
    assert rows_of(b"a,b\n'=1+1,'it\n") == [(2, "=1+1", "'it")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "There is nothing in this file."),
        (b"\xef\xbb\xbf \r\n", "There is nothing in this file."),
        (b",,,\n,,\n", "There is nothing in this file."),
        (b"\n <!DOCTYPE html><table><tr><td>1", "This is a web page, not a table."),
        ("<html>".encode("utf-16"), "This is a web page, not a table."),
        (b"%PDF-1.7\n%\xe2\xe3", "This is a PDF."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "This workbook is of an old kind"),
        (b"a,b\n1,\x002\n", "This file is not a table."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "This file is not a table."),
        (b"\xff\xfea", "The file is damaged in line 1."),
        (b"a,b\n1," + b"x" * 40_000, "Row 2 has a cell that is longer than 32767 characters."),
        (b"a,b\n1," + b"x" * 140_000, "Row 2 cannot be read."),
        (b"a,b\n" + b"1,2\n" * 100_001, "The list has more than 100000 rows. Divide it."),
        (bytes(50_000_001), "The file is larger than 50 MB. Divide it."),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(content, words):
    assert refusal(content).startswith(words)


def test_a_column_is_found_by_its_header():
    sheet = sheets.read(b"tag,name\nRH-1,bed\nRH-2,bike\n")

    assert sheet.column("name") == ["bed", "bike"]


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_refused(content):
    try:
        sheet = sheets.read(content)
    except Refused:
        return

    assert all(len(row.cells) == len(sheet.headers) for row in sheet.rows)


@given(
    st.lists(
        st.tuples(*[st.text(alphabet='aț";,\n =-', min_size=1).filter(str.strip)] * 3), min_size=1
    ),
    st.sampled_from([",", ";", "\t"]),
)
def test_what_the_csv_writer_of_python_writes_is_read(rows, separator):
    kept = io.StringIO()
    csv.writer(kept, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(
        [["tag", "name", "place"], *rows]
    )
    written = kept.getvalue()

    read = sheets.read(written.encode())

    assert [row.cells for row in read.rows] == rows
