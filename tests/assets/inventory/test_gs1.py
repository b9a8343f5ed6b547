from datetime import date
from urllib.parse import quote

import biip
import pytest
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_messages import GS1Message
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assets.errors import Refused
from assets.inventory import carriers, gs1, udi
from assets.inventory.udi import Agency, Udi

DAY = date(2027, 3, 1)
# What a value may hold (GS1's set 82), but for the marks in which the spellings are written.
NUMBERS = st.text("!\"%&'*+,-./0123456789:;<=>?ABCXYZ_abcxyz", min_size=1, max_size=20)
DAYS = st.dates(date(1978, 1, 1), date(2077, 12, 31))


def with_check_figure(payload):
    """GS1: from the right, every other figure counts three times; all together end in nought."""
    return payload + str(-(3 * sum(map(int, payload[::-2])) + sum(map(int, payload[-2::-2]))) % 10)


GTINS = st.text("0123456789", min_size=13, max_size=13).map(with_check_figure)


@st.composite
def devices(draw):
    return Udi(
        Agency.GS1,
        device=draw(GTINS),
        serial_number=draw(NUMBERS),
        batch_number=draw(NUMBERS | st.just("")),
        manufactured_on=draw(st.none() | DAYS),
        expires_on=draw(st.none() | DAYS),
    )


def elements_of(device):
    """The values by the rules of GS1, in the order in which makers print them."""
    said = {"01": device.device, "11": device.manufactured_on, "17": device.expires_on}
    said |= {"10": device.batch_number, "21": device.serial_number}
    return {
        ai: value if isinstance(value, str) else value.strftime("%y%m%d")
        for ai, value in said.items()
        if value
    }


@given(devices())
def test_what_is_built_by_the_rules_reads_the_same_in_every_spelling(device):
    said = elements_of(device)
    fixed = "".join(f"{ai}{said[ai]}" for ai in ("01", "11", "17") if ai in said)
    open_ended = "\x1d".join(f"{ai}{said[ai]}" for ai in ("10", "21") if ai in said)
    spoken = "".join(f"({ai}){value}" for ai, value in said.items())
    path = "".join(f"/{ai}/{quote(said[ai], safe='')}" for ai in ("01", "10", "21") if ai in said)
    asked = "&".join(f"{ai}={said[ai]}" for ai in ("11", "17") if ai in said)

    spellings = [f"]d2{fixed}{open_ended}", spoken, f"https://any.example{path}?{asked}"]
    scans = [carriers.read(text, DAY) for text in spellings]

    assert [scan.udi for scan in scans] == [device] * 3
    assert len({scan.code for scan in scans}) == 1


@given(devices())
def test_an_independent_reader_finds_the_same(device):
    # That one reads years of two figures from the day on which it is asked.
    assume(
        all(
            abs(day.year - DAY.year) < 45
            for day in (device.manufactured_on, device.expires_on)
            if day
        )
    )
    text = gs1.FNC1 + gs1.FNC1.join(f"{ai}{said}" for ai, said in elements_of(device).items())

    found = biip.parse(f"]d2{text.strip(gs1.FNC1)}").gs1_message.element_strings
    mine = gs1.read(text, DAY)

    theirs = {each.ai.ai: each for each in found}
    assert mine.serial_number == theirs["21"].value
    assert mine.device == theirs["01"].gtin.as_gtin_14()
    assert (mine.manufactured_on, mine.expires_on) == tuple(
        theirs[ai].date if ai in theirs else None for ai in ("11", "17")
    )


@given(GTINS, st.integers(0, 13), st.integers(1, 9), st.sampled_from(["", "01", "(01)", "]d201"]))
def test_one_wrong_figure_is_noticed(gtin, place, more, before):
    figure = str((int(gtin[place]) + more) % 10)
    right = with_check_figure(f"{gtin[:place]}{figure}{gtin[place + 1 :]}"[:-1])[-1]

    scan = carriers.read(f"{before}{gtin[:place]}{figure}{gtin[place + 1 :]}", DAY)

    assert scan.udi is None
    assert right in str(scan.doubt)


@pytest.mark.parametrize("stand_in", ["|", "~", "<GS>", "{GS}", "^", " ", "\\x1d", "\t", "␝"])
def test_what_scanners_write_for_the_separator_is_understood(stand_in):
    text = f"010805149997392610L-7{stand_in}21IX/2041"

    found = gs1.read(text, DAY)

    assert (found.batch_number, found.serial_number) == ("L-7", "IX/2041")


@pytest.mark.parametrize(
    ("rest", "batch", "serial", "days", "doubt"),
    [
        # A day behind a number cannot be part of it by chance: the separator was lost.
        ("10LOT2617300630", "LOT26", "", (None, date(2030, 6, 30)), gs1.LOST),
        ("21SN9911260100", "", "SN99", (date(2026, 1, 31), None), gs1.LOST),
        # No number has 21 characters.
        (
            "10ABCDEFGHIJ0345621S0983456789",
            "ABCDEFGHIJ03456",
            "S0983456789",
            (None, None),
            gs1.LOST,
        ),
        # It may have been lost, but nothing says so.
        ("10LOT21SER", "LOT21SER", "", (None, None), ""),
        ("2112105", "", "12105", (None, None), ""),
        ("21AB1126010121X", "", "AB1126010121X", (None, None), ""),
        # Days are of one length, and need no separator.
        ("112603011730030110L9", "L9", "", (date(2026, 3, 1), date(2030, 3, 1)), ""),
        # Nothing makes sense of it, but there is a UDI-DI.
        ("17999999", "", "", (None, None), udi.UNREAD),
    ],
)
def test_what_a_scanner_has_lost_is_found_where_only_one_reading_makes_sense(
    rest, batch, serial, days, doubt
):
    found = gs1.read(f"0108051499973926{rest}", DAY)

    assert found.device == "08051499973926"
    assert (found.batch_number, found.serial_number) == (batch, serial)
    assert (found.manufactured_on, found.expires_on) == days
    assert found.doubt == doubt


@pytest.mark.parametrize(
    ("figures", "on", "day"),
    [
        ("260200", date(2026, 5, 1), date(2026, 2, 28)),
        ("280200", date(2026, 5, 1), date(2028, 2, 29)),
        ("760101", date(2026, 5, 1), date(2076, 1, 1)),
        ("770101", date(2026, 5, 1), date(1977, 1, 1)),
        ("010101", date(2074, 5, 1), date(2101, 1, 1)),
        ("250101", date(2074, 5, 1), date(2025, 1, 1)),
    ],
)
def test_a_year_of_two_figures_is_the_one_that_gs1_means(figures, on, day):
    assert udi.day(figures, on) == day


def test_an_article_number_is_a_udi_di_of_fourteen_figures():
    assert gs1.read("5901234123457", DAY).device == "05901234123457"
    assert gs1.read("]E05901234123457", DAY).device == "05901234123457"
    with pytest.raises(Refused, match="last figure must be 7"):
        gs1.read("5901234123450", DAY)


def test_another_owners_asset_number_is_the_same_code_in_every_spelling():
    spellings = [
        "(8004)4012345000AB7",
        "]C180044012345000AB7",
        "https://a.example/8004/4012345000AB7",
    ]

    found = [carriers.read(text, DAY) for text in spellings]

    assert {scan.code for scan in found} == {"(8004)4012345000AB7"}
    assert not any(scan.udi for scan in found)


PREFIXES = st.text("0123456789", min_size=4, max_size=12)


@settings(max_examples=30)
@given(PREFIXES, st.text("ABCXYZ0123456789-_/.%+", min_size=1, max_size=18))
def test_an_asset_number_reads_back_as_the_prefix_and_the_tag(prefix, tag):
    number = gs1.giai(prefix, tag)

    (element,) = GS1Message.parse_hri(number).element_strings
    link = GS1DigitalLinkURI.parse(gs1.digital_link("https://register.example.org", number))
    assert (element.ai.ai, element.value) == ("8004", prefix + tag)
    assert [(each.ai.ai, each.value) for each in link.element_strings] == [("8004", prefix + tag)]


@pytest.mark.parametrize(
    ("prefix", "tag"),
    [("", "LOV-00001"), ("5941234", ""), ("594123456789", "X" * 19), ("5941", "Ț")],
)
def test_without_a_prefix_or_with_what_does_not_fit_there_is_no_asset_number(prefix, tag):
    number = gs1.giai(prefix, tag)

    assert number == gs1.digital_link("https://register.example.org", number) == ""
