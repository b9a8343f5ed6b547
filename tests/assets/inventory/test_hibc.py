from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.errors import Refused
from assets.inventory import carriers, hibc
from assets.inventory.udi import Agency, Udi

DAY = date(2027, 3, 1)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FIGURES = "0123456789"
# The table of the standard: the values 0 to 42 in their order.
VALUES = dict(zip(FIGURES + LETTERS + "-. $/+%", range(43), strict=True))


def closed(text):
    """With the character that the standard adds up."""
    total = sum(VALUES[each] for each in text)
    return text + next(each for each, value in VALUES.items() if value == total % 43)


DEVICES = st.from_regex(r"\A[A-Z][A-Z0-9]{3}[A-Z0-9]{1,18}[0-9]\Z")
NUMBERS = st.text(FIGURES + LETTERS, min_size=1, max_size=18)
DAYS = st.dates(date(1978, 1, 1), date(2077, 12, 31))


def test_the_worked_example_of_the_standard():
    said = hibc.read("+A123BJC5D6E71G1/$$73C001/S0001/16D20160101/14D20200101Y", DAY)

    assert said == Udi(
        Agency.HIBCC,
        device="A123BJC5D6E71G1",
        serial_number="0001",
        batch_number="3C001",
        manufactured_on=date(2016, 1, 1),
        expires_on=date(2020, 1, 1),
    )


@given(DEVICES, NUMBERS, NUMBERS, DAYS, DAYS)
def test_what_is_built_by_the_standard_reads_the_same(device, batch, serial, made, ends):
    text = closed(f"+{device}/$$3{ends:%y%m%d}{batch}/S{serial}/16D{made:%Y%m%d}")

    assert hibc.read(text, DAY) == Udi(Agency.HIBCC, device, serial, batch, made, ends)


@given(DEVICES, st.data())
def test_one_wrong_character_is_noticed(device, data):
    text = closed(f"+{device}")
    place = data.draw(st.integers(1, len(text) - 2))
    other = data.draw(st.sampled_from(FIGURES).filter(lambda each: each != text[place]))

    with pytest.raises(Refused, match="its last character must be"):
        hibc.read(f"{text[:place]}{other}{text[place + 1 :]}", DAY)


@pytest.mark.parametrize(
    ("secondary", "number", "ends"),
    [
        ("$$0928LOT1", "LOT1", date(2028, 9, 30)),
        ("$$2092828LOT1", "LOT1", date(2028, 9, 28)),
        ("$$3280928LOT1", "LOT1", date(2028, 9, 28)),
        ("$$428092822LOT1", "LOT1", date(2028, 9, 28)),
        ("$$528060LOT1", "LOT1", date(2028, 2, 29)),
        ("$$62806022LOT1", "LOT1", date(2028, 2, 29)),
        ("$$7LOT1", "LOT1", None),
        ("$$8240928LOT1", "LOT1", date(2028, 9, 30)),
        ("$$9001003280928LOT1", "LOT1", date(2028, 9, 28)),
        ("$LOT1", "LOT1", None),
        ("28060LOT1", "LOT1", date(2028, 2, 29)),
    ],
)
def test_every_flag_of_a_date_is_read(secondary, number, ends):
    device = Udi(Agency.HIBCC, "A123BJC5D6E71")

    joined = hibc.read(closed(f"+{device.device}/{secondary}"), DAY)
    alone = hibc.read(closed(f"+{secondary}G"), DAY)  # the primary's own last character
    serial = hibc.read(closed(f"+{device.device}/{secondary.replace('$$', '$$+')}"), DAY)

    assert (joined.device, joined.batch_number, joined.expires_on) == (device.device, number, ends)
    assert (alone.device, alone.batch_number, alone.expires_on) == ("", number, ends)
    if "$$" in secondary:
        assert (serial.serial_number, serial.expires_on) == (number, ends)


def test_two_barcodes_of_one_plate_are_read_as_one():
    primary = closed("+A123BJC5D6E71")
    secondary = closed(f"+$$3280928LOT1{primary[-1]}")
    another = closed("+$$3280928LOT1-")

    (both,) = carriers.joined([secondary, primary])

    said = carriers.read(both, DAY).udi
    assert (said.device, said.batch_number) == ("A123BJC5D6E71", "LOT1")
    assert carriers.joined([primary, another]) == [primary, another]


def test_a_space_may_be_the_last_character():
    text = next(
        closed(f"+A123{figures}0")
        for figures in range(10_000)
        if closed(f"+A123{figures}0").endswith(" ")
    )

    assert carriers.read(f"{text}\r\n", DAY).udi.device == text[1:-1]
