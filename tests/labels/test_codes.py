import pytest

from labels.sheet import sheets
from labels.stocks import L7160
from tests.labels.paper import HEIGHT, PLACES, WIDTH, a_label, ink, sheet_of, without

# How many letters of the alphanumeric mode each version holds at level M: ISO/IEC 18004, table 7.
HOLDS = {1: 20, 2: 38, 3: 61, 4: 90, 5: 122, 6: 154}


def an_address(length):
    return "HTTPS://" + "A" * (length - 8)


@pytest.mark.parametrize(("version", "letters"), HOLDS.items())
def test_an_address_in_capitals_makes_the_smallest_code_that_holds_it(version, letters):
    full, over = (an_address(length) for length in (letters, letters + 1))

    pdf = sheets([a_label(code_text=full), a_label(code_text=over)], on=L7160)

    read = {code.text: int(code.extra["Version"]) for code in sheet_of(pdf).codes()}
    assert read == {full: version, over: version + 1}


def test_a_sixth_of_a_code_may_be_spoilt():
    (code,) = sheet_of(sheets([a_label()], on=L7160)).codes()

    assert code.extra["ECLevel"] == "M"


@pytest.mark.parametrize("letters", [20, 38, 61, 90, 154])
def test_four_modules_round_a_code_are_white_and_on_its_own_label(letters):
    label = a_label(
        code_text=an_address(letters), tag="M" * 20, name="Á" * 200, owner="y", specimen=True
    )

    sheet = sheet_of(sheets([label], on=L7160), dpi=600)

    box, modules = sheet.code()
    quiet = 4 * (box[2] - box[0]) / modules - 0.1
    zone = (box[0] - quiet, box[1] - quiet, box[2] + quiet, box[3] + quiet)
    round_it = without(sheet.image, [sheet.dots(*grown(box, 0.1))])
    assert ink(round_it.crop(sheet.dots(*zone))) is None
    assert zone[0] >= PLACES[0][0]
    assert zone[1] >= PLACES[0][1]
    assert zone[2] <= PLACES[0][0] + WIDTH
    assert zone[3] <= PLACES[0][1] + HEIGHT


@pytest.mark.parametrize("letters", [20, 38, 61, 90, 154])
def test_a_code_is_large_enough_for_a_phone(letters):
    sheet = sheet_of(sheets([a_label(code_text=an_address(letters))], on=L7160), dpi=600)

    (left, top, right, bottom), modules = sheet.code()

    assert right - left == pytest.approx(bottom - top, abs=0.1)
    assert right - left >= 15
    assert (right - left) / modules >= 0.33


def grown(box, by):
    return (box[0] - by, box[1] - by, box[2] + by, box[3] + by)
