from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from assets.errors import Refused
from labels import designs, zpl
from labels.codes import Kind
from labels.designs import DESIGNS, Design, Layout, Line
from labels.fields import Mark, sample
from labels.stocks import STOCKS
from tests.labels import zebra

ZEBRA = replace(
    STOCKS["DK-11202"], key="zebra", name="Zebra 76 by 51", page_width=76, page_height=51,
    width=76, height=51,
)  # fmt: skip
UPRIGHT = STOCKS["99014"]
ADDRESS = "HTTPS://REGISTER.EXAMPLE.ORG/T/K7QX29MZ"


def a_mark():
    logo = Image.new("RGB", (1200, 300), "white")
    ImageDraw.Draw(logo).rectangle((0, 0, 450, 299), fill="navy")
    kept = BytesIO()
    logo.save(kept, "PNG")
    return Mark("d" * 64, 1200, 300, 1.0, "Co-funded by the European Union", kept.getvalue())


def orders(design="plate", on=ZEBRA, dpi=203, offset=(0, 0), **said):
    drawn = designs.drawing(sample(**said), DESIGNS.get(design, design), on)
    return zpl.label(drawn, dpi, offset)


def a_design(kind):
    return Design("own", "Own", Layout.ROW, kind, (Line("name"),))


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("on", [ZEBRA, UPRIGHT], ids=["lying", "upright"])
@pytest.mark.parametrize("design", sorted(DESIGNS))
def test_every_design_is_ordered_as_the_guide_has_it_and_its_code_reads(design, on, dpi):
    sheet = zebra.printed(orders(design, on, dpi, mark=a_mark()))

    assert set(sheet.codes()) == {ADDRESS}
    width, height = sheet.image.size
    assert all(right <= width and foot <= height for *_, right, foot in sheet.boxes)


@pytest.mark.parametrize(
    ("kind", "said", "read"),
    [
        (Kind.DATAMATRIX, {}, ADDRESS),
        (Kind.CODE128, {}, "K7QX29MZ"),
        (Kind.DATAMATRIX, {"giai": "(8004)594123400042"}, "(8004)594123400042"),
        (Kind.CODE128, {"giai": "(8004)594123400042"}, "(8004)594123400042"),
    ],
)
@pytest.mark.parametrize("on", [ZEBRA, UPRIGHT], ids=["lying", "upright"])
def test_each_kind_of_code_is_the_printers_own_and_reads(kind, said, read, on):
    sheet = zebra.printed(orders(a_design(kind), on, 300, **said))

    assert "BX" in sheet.fields or "BC" in sheet.fields
    assert sheet.codes() == [read]


@pytest.mark.parametrize(("dpi", "size"), [(203, "608,408"), (300, "912,612"), (600, "1824,1224")])
def test_the_paper_is_told_in_whole_dots(dpi, size):
    fields = zebra.printed(orders(dpi=dpi)).fields

    assert f"{fields['PW'][0]},{fields['LL'][0]}" == size
    assert (fields["CI"], fields["LH"], fields["PQ"]) == (["28"], ["0,0"], ["1"])


def test_a_code_has_whole_dots_for_each_module_and_stands_amid_its_place():
    drawn = designs.drawing(sample(), DESIGNS["plate"], ZEBRA)
    symbol = drawn.symbols[0]

    box = zebra.printed(zpl.label(drawn, 203)).boxes[0]

    module = int(symbol.module * 8)
    side = symbol.code.columns * module
    amid = [(symbol.x + symbol.right) * 4, (symbol.y + symbol.bottom) * 4]
    assert (box[2] - box[0], box[3] - box[1]) == (side, side)
    assert [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] == pytest.approx(amid, abs=1)


def test_letters_that_the_printer_has_are_its_own_and_all_others_are_drawn():
    plain = zebra.printed(orders(name="Treadmill", room="Gym ^~_1", owner="Szeged"))
    drawn = zebra.printed(orders(name="Cadă", room="Fürdő", owner="Подъёмник"))

    assert {text for text, *_ in plain.texts} == {"LOV-00042", "Treadmill", "Gym ^~_1", "Szeged"}
    assert {text for text, *_ in drawn.texts} == {"LOV-00042"}
    assert len(drawn.fields["GF"]) == 3


def test_white_words_on_a_bar_are_reversed_out_of_it():
    said = orders(specimen=True)

    assert "^FR^A0N" in said
    assert zebra.printed(said).fields["GB"][0].endswith(",B")


def test_the_offset_moves_everything_and_nothing_leaves_the_paper():
    straight, moved = zebra.printed(orders()), zebra.printed(orders(offset=(2, -0.5)))

    assert moved.boxes[0][:2] == (straight.boxes[0][0] + 16, straight.boxes[0][1] - 4)
    zebra.printed(orders(offset=(-20, -20)))


def test_the_mark_is_no_wider_and_no_higher_than_it_was_drawn():
    drawn = designs.drawing(sample(mark=a_mark()), DESIGNS["funding"], ZEBRA)
    picture = drawn.pictures[0]

    sheet = zebra.printed(zpl.label(drawn, 300))

    left, top = round(picture.x * 12), round(picture.y * 12)
    emblem = next(box for box in sheet.boxes if box[:2] == (left, top))
    assert emblem[2] - left == pytest.approx(picture.width * 12 * 451 / 1200, abs=1)
    assert emblem[3] - top == pytest.approx(picture.height * 12, abs=1)


def test_a_sheet_is_not_for_a_label_printer():
    with pytest.raises(Refused, match="needs a roll"):
        zpl.must_be_a_roll(STOCKS["L7160"])
