from dataclasses import replace

import pytest

from assets.errors import Refused
from assets.words import Language, spoken
from labels import designs, fields
from labels.designs import DESIGNS
from labels.fields import Mark
from labels.stocks import STOCKS

FINE = (
    "The QR would print at 0.30 mm per module; phones need 0.33:"
    " choose a larger label or a shorter address."
)
LONG = "HTTPS://REGISTER.EXAMPLE.ORG/EQUIPMENT/OF/THE/HOUSE/T/K7QX29MZ"


def said(design, stock, *, dpi=None, **facts):
    label = fields.sample(**facts)
    remarks = designs.remarks(label, DESIGNS[design], STOCKS[stock], dpi)
    return [(str(remark.words), remark.stops) for remark in remarks]


def a_mark(share=0.5):
    return Mark("5e" * 32, 600, 200, share, "", b"")


def test_a_code_too_fine_for_a_phone_is_told_with_what_to_do():
    # 10 mm for 25 modules and 4 of white on either side of them are 0.303 mm each.
    remarks = said("shelf", "L4730")

    assert remarks[0] == (FINE, False)


def test_a_code_that_nothing_can_read_stops_the_print():
    (remark, stops), *_ = said("flag", "L4730", code_text=LONG)

    assert stops
    assert "which nothing can read" in remark
    with pytest.raises(Refused, match="which nothing can read"):
        designs.drawing(fields.sample(code_text=LONG), DESIGNS["flag"], STOCKS["L4730"])


def test_a_printer_of_few_dots_prints_smaller_modules_than_were_drawn():
    # 24 modules of 0.333 mm are 2.66 dots each at 203 dpi; it prints two, which are 0.25 mm.
    assert not said("small", "L4730")
    assert "at 0.25 mm" in said("small", "L4730", dpi=203)[0][0]


def test_a_size_is_written_as_the_reader_writes_it():
    remark = designs.remarks(fields.sample(), DESIGNS["shelf"], STOCKS["L4730"])[0]

    assert "0,30" in spoken(remark.words, Language.HU)


def test_what_has_no_room_is_named():
    assert ("There is no room for this: Room.", False) in said("shelf", "L4730", quantity="4")
    assert not said("shelf", "L7160")


def test_the_emblem_is_ten_millimetres_high_or_its_lack_is_told():
    assert said("funding", "L7165", mark=a_mark()) == []
    too_low = [words for words, _ in said("funding", "L7651", mark=a_mark())]
    assert any("the programme asks for 10" in words for words in too_low)
    drawn = designs.drawing(fields.sample(mark=a_mark()), DESIGNS["funding"], STOCKS["L7165"])
    assert drawn.pictures[0].emblem >= 10
    assert drawn.pictures[0].width / drawn.pictures[0].height == pytest.approx(3)


def test_a_project_without_a_mark_is_told():
    assert said("funding", "L7160") == [("The project has no mark yet.", False)]


def test_an_endless_roll_is_cut_where_the_label_ends():
    roll, lot = STOCKS["DK-22205"], DESIGNS["lot"]
    long = " ".join(["Cadă pentru hidromasaj subacvatic"] * 4)

    short, longer = (
        designs.drawing(fields.sample(name=name), lot, roll) for name in ("Cadă", long)
    )

    assert short.height == 29
    assert short.width == longer.width == 62
    assert 29 <= longer.height <= 100


def test_a_design_is_kept_as_data_and_read_again():
    for design in DESIGNS.values():
        assert designs.read(design.said()) == design


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"layout": "heap"}, "layout"),
        ({"code": "ean"}, "code"),
        ({"lines": [{"field": "udi"}]}, "lines"),
        ({"lines": [{"field": "name", "rows": 9}]}, "lines"),
        ({"lines": [{"fold": "name"}]}, "lines"),
        ({"lines": "name"}, "lines"),
        ({"for_what": ["person"]}, "for_what"),
    ],
)
def test_a_design_that_cannot_be_is_refused_beside_what_is_wrong(wrong, field):
    with pytest.raises(Refused) as no:
        designs.read(DESIGNS["plate"].said() | wrong)

    assert no.value.field == field


def test_a_tag_takes_a_second_row_where_that_makes_larger_letters():
    small, wide = (
        designs.drawing(fields.sample(), DESIGNS["small"], STOCKS[key])
        for key in ("L4730", "99010")
    )

    assert small.writings[0].rows == ("LOV-", "00042")
    assert wide.writings[0].rows == ("LOV-00042",)


def test_nothing_looks_like_a_carrier_of_a_udi():
    said = [words for field in fields.FIELDS.values() for words in (field.key, field.words)]

    assert not [words for words in said if "udi" in words.lower() or "(01)" in words]


def test_a_design_for_every_field_has_room_for_all_of_them_on_a_large_label():
    lines = tuple(designs.Line(key) for key in fields.FIELDS)
    everything = replace(DESIGNS["strip"], lines=lines)
    label = fields.sample(giai="(8004)594123400042")

    assert designs.remarks(label, everything, STOCKS["DK-11202"]) == []
