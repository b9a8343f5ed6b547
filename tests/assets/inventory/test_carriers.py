import contextlib
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assets.errors import Refused
from assets.inventory import carriers
from assets.inventory.carriers import Scan
from assets.inventory.udi import Agency

DAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        "K7QX29MZ",
        "k7qx29mz",
        " K7QX29MZ\r\n",
        "HTTPS://REGISTER.EXAMPLE/T/K7QX29MZ",
        "https://register.example/rehab/t/k7qx29mz?stranger=1",
        "http://127.0.0.1:8000/t/K7QX29MZ/",
        "HTTPSÉ--REGISTER.EXAMPLE-T-K7QX29MY",  # typed over a Hungarian keyboard
        "HTTPSȘ//REGISTER.EXAMPLE/T/K7QX29MZ",  # a Romanian one
        "HTTPSŞ--REGISTER.EXAMPLE-T-K7QX29MY",  # and an older one
    ],
)
def test_a_label_of_ours_is_read_however_it_is_typed(text):
    assert "K7QX29MZ" in carriers.read(text, DAY).own


def test_what_is_misread_on_a_label_is_what_it_cannot_be():
    assert "K7QX0110" in carriers.read("K7QXOILO", DAY).own


@pytest.mark.parametrize("text", ["SZE-00012", "sze-00012", "SYEüööö12", "SYE+00012"])
def test_a_tag_of_ours_is_read_however_it_is_typed(text):
    assert "SZE-00012" in carriers.read(text, DAY).own


def test_a_udi_that_a_hungarian_keyboard_has_garbled_is_put_right():
    scan = carriers.read("ö1ö8ö514999739261126ö3ö121IYü2ö41", DAY)

    assert scan.raw == "01080514999739261126030121IZ-2041"
    assert (scan.udi.device, scan.udi.serial_number) == ("08051499973926", "IZ-2041")


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("=/A9999XYZ100T0944=,000025=>014350=}013350", Agency.ICCBBA),
        ("9N110375286414", Agency.IFA),
        ("[)>\x1e06\x1d9N110375286414\x1d1T12345ABCD\x1dD200131\x1e\x04", Agency.IFA),
    ],
)
def test_codes_of_other_agencies_are_kept_as_they_are(text, agency):
    scan = carriers.read(text, DAY)

    assert (scan.raw, scan.udi.agency, scan.udi.device) == (text, agency, "")


@given(st.text() | st.text("01237(])+$/=;-ABab\x1d ", max_size=60))
@example("0100000000000000")
@example("https://[")
@example("(01)(21)")
@example("+A1234/$$300")
@example("\x1d")
def test_nonsense_is_a_barcode_of_others_or_a_sentence(text):
    with contextlib.suppress(Refused):
        assert isinstance(carriers.read(text, DAY), Scan)

    assert carriers.joined([text, "0104260675220011", text])


def test_two_barcodes_of_one_plate_are_read_as_one():
    both, other = carriers.joined(["]C11126030121IX-2041", "INV-7", "]C10108051499973926"])

    said = carriers.read(both, DAY).udi
    assert (said.device, said.serial_number) == ("08051499973926", "IX-2041")
    assert said.manufactured_on == date(2026, 3, 1)
    assert other == "INV-7"


def test_what_no_barcode_holds_is_refused():
    for text in ("", " \r\n", "A" * 401):
        with pytest.raises(Refused):
            carriers.read(text, DAY)
