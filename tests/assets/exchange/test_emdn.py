import io
import time

import pytest
import xlsxwriter

from assets.errors import Refused
from assets.exchange import emdn
from assets.inventory import nomenclature

# Rows of the Commission's list.
REAL = """code,term_en
V0301,BODY TEMPERATURE MEASUREMENT DEVICES
V030101,THERMOMETERS
V030202,GONIOMETERS
V030210,WEIGHING SCALES (EXCLUDING THOSE FOR NEONATOLOGY)
V0802,MEDICAL CHAIRS
V080201,ELECTRIC MEDICAL CHAIRS
"""


def workbook(*pages):
    """A workbook of these sheets, each a list of rows."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        for rows in pages:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return kept.getvalue()


def test_a_csv_of_codes_and_terms_is_read():
    read = emdn.read(REAL.encode())

    assert len(read) == 6
    assert read["V030202"] == "GONIOMETERS"


def test_the_columns_are_found_wherever_they_stand():
    notes = [["European Medical Device Nomenclature"], ["Version 2", 2021]]
    list_ = [
        ["", "EMDN, all languages"],
        [],
        ["Category", "Level", "IT", "EMDN CODE", "EN", "Remark"],
        ["V", 2, "TERMOMETRI ", "V030101", "THERMOMETERS", ""],
        ["V", 2, "BILANCE PESAPERSONE", " v 030210", "WEIGHING  SCALES", "changed"],
        ["", "", "", "", "end of the list", ""],
    ]

    assert emdn.read(workbook(notes, list_)) == {
        "V030101": "THERMOMETERS",
        "V030210": "WEIGHING SCALES",
    }


def test_a_category_that_repeats_itself_is_no_term():
    rows = [[f"Z12{n:03}", "MEDICAL ELECTRICAL EQUIPMENT", f"LAMP {n}"] for n in range(30)]

    assert emdn.read(workbook(rows))["Z12007"] == "LAMP 7"


@pytest.mark.parametrize("content", [b"name,place\nBath,Gym\n", b"<html>", b"", b"code\nV0301\n"])
def test_what_holds_no_nomenclature_is_refused(content):
    with pytest.raises(Refused):
        emdn.read(content)


def test_ten_thousand_codes_are_loaded_while_nobody_waits_long(session):
    rows = [["Code", "Term"]] + [[f"Z{n:06}", f"DEVICE NUMBER {n}"] for n in range(10_000)]
    content, begun = workbook(rows), time.monotonic()

    count = nomenclature.replace(session, emdn.read(content))

    assert count == 10_000
    assert time.monotonic() - begun < 5
    assert nomenclature.replace(session, {"V0301": "THERMOMETERS"}) == 1
    assert nomenclature.meaning(session, "Z000007").unknown


def test_a_code_is_found_by_its_beginning_or_by_words_of_its_term(session):
    nomenclature.replace(session, emdn.read(REAL.encode()))

    def found(words):
        return [each.code for each in session.exec(nomenclature.suggested(words))]

    assert found("v0802") == ["V0802", "V080201"]
    assert found("chair electric") == ["V080201"]
    assert found("no such thing") == []


def test_without_a_list_no_code_is_unknown(session):
    assert nomenclature.meaning(session, "Z9999") == nomenclature.Meaning()

    nomenclature.replace(session, emdn.read(REAL.encode()))

    assert nomenclature.meaning(session, "Z9999") == nomenclature.Meaning(unknown=True)
    assert nomenclature.meaning(session, "V0802") == nomenclature.Meaning("MEDICAL CHAIRS")
