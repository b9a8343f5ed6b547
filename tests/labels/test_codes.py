from dataclasses import replace

import pytest
from biip.gs1_digital_link_uris import GS1DigitalLinkURI

from assets.errors import Refused
from labels import codes, designs, fields
from labels.codes import Kind
from labels.sheet import sheets
from labels.stocks import L7160
from tests.labels.paper import HEIGHT, PLACES, WIDTH, a_label, all_codes, ink, sheet_of, without

# How many letters of the alphanumeric mode each version holds: ISO/IEC 18004, table 7.
HOLDS = {
    ("L", 2): 47,
    ("L", 3): 77,
    ("M", 2): 38,
    ("M", 3): 61,
    ("Q", 2): 29,
    ("Q", 3): 47,
}


def an_address(length):
    return "HTTPS://" + "A" * (length - 8)


def made(text, side):
    """The code for which there is a square of so many millimetres."""
    return codes.made(text, Kind.QR, lambda code: side / code.columns)


@pytest.mark.parametrize(("held", "letters"), HOLDS.items())
def test_an_address_in_capitals_makes_the_smallest_code_that_holds_it(held, letters):
    level, version = held
    modules = {"L": 0.2, "M": 0.4, "Q": 0.7}[level]
    side = modules * (17 + 4 * version)

    full, over = made(an_address(letters), side), made(an_address(letters + 1), side)

    assert (full.level, full.columns) == (level, 17 + 4 * version)
    assert over.columns > full.columns or over.level != full.level


@pytest.mark.parametrize(
    ("letters", "side", "level"),
    # 38 letters take 25 modules a side at L and at M, and 29 at Q; 29 letters take 25 also at Q.
    [(38, 8.2, "L"), (38, 8.3, "M"), (38, 22, "M"), (29, 12.4, "M"), (29, 12.6, "Q")],
)
def test_a_code_is_as_tough_as_its_size_allows_and_no_larger_for_it(letters, side, level):
    code = made(an_address(letters), side)

    assert (code.level, code.columns) == (level, 25)


def test_two_addresses_of_one_length_are_equally_tough():
    kinds = {
        made(f"HTTPS://A.EXAMPLE/T/{letters}", 14.6).level for letters in ("00000000", "K7QX29MZ")
    }

    assert len(kinds) == 1


@pytest.mark.parametrize(("kind", "identifier"), [(Kind.DATAMATRIX, "]d2"), (Kind.CODE128, "]C1")])
def test_an_owner_with_a_company_prefix_gets_codes_of_gs1(kind, identifier):
    design = replace(designs.DESIGNS["small"], code=kind)
    label = a_label(giai="(8004)594123400042", code="K7QX29MZ")

    (code,) = all_codes(sheets([label], on=L7160, design=design))

    assert (code.symbology_identifier, code.text) == (identifier, "(8004)594123400042")


def test_a_digital_link_is_a_qr_that_names_the_asset_as_gs1_does():
    design = replace(designs.PLATE, code=Kind.DIGITAL_LINK)

    (code,) = all_codes(sheets([fields.sample()], on=L7160, design=design))

    assert code.symbology_identifier == "]Q1"
    (said,) = GS1DigitalLinkURI.parse(code.text).element_strings
    assert (said.ai.ai, said.value) == ("8004", "59412345K7QX29MZ")


def test_without_a_company_prefix_there_is_no_digital_link_and_that_is_told():
    design = replace(designs.PLATE, code=Kind.DIGITAL_LINK)
    label = a_label(link="")

    (code,) = all_codes(sheets([label], on=L7160, design=design))

    (remark,) = designs.remarks(label, design, L7160)
    assert code.text == label.code_text
    assert ("no owner with a company prefix" in remark.words.words, remark.stops) == (True, False)
    assert designs.remarks(fields.sample(), design, L7160) == []


@pytest.mark.parametrize(
    "giai", ["(01)05941234000428", "594123400042", "(8004)", "(8004)x(21)7" * 5]
)
def test_nothing_else_is_put_into_a_code_of_gs1(giai):
    with pytest.raises(Refused, match="no GIAI"):
        codes.carried(a_label(giai=giai), Kind.DATAMATRIX)


def test_bars_carry_the_code_alone_and_no_label_has_to_have_one():
    design = replace(designs.DESIGNS["shelf"], code=Kind.CODE128)

    (code,) = all_codes(sheets([a_label(code="K7QX29MZ")], on=L7160, design=design))

    assert (code.text, code.symbology_identifier) == ("K7QX29MZ", "]C0")
    without_code = replace(design, code=Kind.NONE)
    assert not all_codes(sheets([a_label()], on=L7160, design=without_code))


def test_what_no_code_holds_is_refused():
    with pytest.raises(Refused, match="does not fit"):
        codes.made("x" * 8000, Kind.QR, lambda _: 1)


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
