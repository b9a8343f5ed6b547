"""Every design on every paper: it scans, says what was asked and lies where it should."""

import io
from dataclasses import replace
from functools import cache

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from assets.errors import Refused
from labels import designs, fields
from labels.codes import Kind
from labels.designs import DESIGNS
from labels.fields import FIELDS, Mark
from labels.sheet import sheets
from labels.stocks import STOCKS
from tests.labels.paper import MM, ink, without

A_PAIR = [("L7160", "plate"), ("99010", "funding"), ("L4730", "small")]
ALL = [(stock, design) for stock in STOCKS for design in DESIGNS]
OTHERS = [("DK-11208", "shelf", kind) for kind in (Kind.CODE128, Kind.DATAMATRIX, Kind.NONE)]


@cache
def a_mark():
    """A logo three times as wide as high, half of whose height is the emblem."""
    picture = io.BytesIO()
    logo = Image.new("RGB", (600, 200), "white")
    logo.paste((0, 51, 153), (420, 50, 570, 150))
    logo.save(picture, "PNG")
    return Mark("5e" * 32, 600, 200, 0.5, "Co-funded by the European Union", picture.getvalue())


def three():
    return [
        fields.sample(
            code_text=f"HTTPS://REHAB.EXAMPLE.ORG/T/{code}",
            code=code,
            tag=f"LOV-{number:05}",
            mark=a_mark(),
        )
        for number, code in enumerate(("K7QX29MZ", "2B3C4D5E", "ZZ99YY88"))
    ]


def printed(stock, design, **wishes):
    """The paper with three labels on it and what was to be said about them; or none if refused."""
    design = replace(DESIGNS[design], code=wishes.pop("code", DESIGNS[design].code))
    said = designs.remarks(three()[0], design, STOCKS[stock])
    try:
        pdf = sheets(three(), STOCKS[stock], design=design, **wishes)
    except Refused:
        assert any(remark.stops for remark in said)
        return None, design, said
    assert not any(remark.stops for remark in said)
    return pypdfium2.PdfDocument(pdf), design, said


def codes_on(paper, dpi):
    images = [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in paper]
    read = [code for image in images for code in zxingcpp.read_barcodes(image)]
    return {code.text for code in read}


def reads_everywhere(stock, design, code=None):
    wishes = {"code": code} if code else {}
    paper, drawn, said = printed(stock, design, **wishes)
    if paper is None:
        return
    asked = {
        Kind.CODE128: {label.code for label in three()},
        Kind.NONE: set(),
    }.get(drawn.code, {label.code_text for label in three()})
    small = any("phones need" in remark.words.words for remark in said)
    for dpi in (300,) if small else (203, 300):
        assert codes_on(paper, dpi) == asked
        assert codes_on(paper, dpi * 0.95) == asked  # shrunk by whoever fits it to the page
    moved, *_ = printed(stock, design, offset=(1.0, 1.0), **wishes)
    assert codes_on(moved, 300) == asked


def says_what_was_asked(stock, design):
    paper, drawn, said = printed(stock, design)
    if paper is None:
        return
    read = "".join(page.get_textpage().get_text_range() for page in paper)
    text = "".join(read.split()).replace("\ufffe", "-")  # PDFium's sign for one at a row's end
    left_out = {str(remark.words.values.get("field")) for remark in said}
    for label in three():
        assert label.tag in text
        for line in drawn.lines:
            words = "".join(FIELDS[line.field].read(label).split())
            whole = FIELDS[line.field].words in left_out or words in text
            assert whole or "…" in text, (line.field, text)


def lies_on_its_label(stock, design):
    paper, *_ = printed(stock, design)
    if paper is None or STOCKS[stock].roll:
        return
    on, page = STOCKS[stock], paper[0]
    image = page.render(scale=300 / 72, grayscale=True).to_pil()
    boxes = []
    for place in range(3):
        x, y = on.corner(place)
        box = (x - 0.1, y - 0.1, x + on.width + 0.1, y + on.height + 0.1)
        boxes.append(tuple(round(side * 300 / 25.4) for side in box))
    assert ink(without(image, boxes)) is None
    firsts = [_corner_of_ink(page, on, place) for place in range(3)]
    assert firsts[0] == pytest.approx(firsts[1], abs=0.1)
    assert page.get_size() == pytest.approx((on.page_width * MM, on.page_height * MM), abs=0.3)


def _corner_of_ink(page, on, place):
    """How far from its own corner the first ink of a label's texts begins, in millimetres."""
    x, y = on.corner(place)
    box = (x * MM, (on.page_height - y - on.height) * MM)
    box += ((x + on.width) * MM, (on.page_height - y) * MM)
    text = page.get_textpage()
    rects = [text.get_rect(index) for index in range(text.count_rects())]
    own = [
        rect for rect in rects if box[0] - 1 <= rect[0] < box[2] and box[1] - 1 <= rect[1] < box[3]
    ]
    return min(rect[0] for rect in own) / MM - x


@pytest.mark.parametrize(("stock", "design"), A_PAIR)
def test_a_label_scans_however_it_is_printed(stock, design):
    reads_everywhere(stock, design)


@pytest.mark.parametrize(("stock", "design"), A_PAIR)
def test_a_label_says_what_was_asked_and_keeps_to_its_paper(stock, design):
    says_what_was_asked(stock, design)
    lies_on_its_label(stock, design)


@pytest.mark.parametrize(("stock", "design", "code"), OTHERS)
def test_a_design_may_bear_another_code(stock, design, code):
    reads_everywhere(stock, design, code)


@pytest.mark.proof
@pytest.mark.parametrize(("stock", "design"), ALL)
def test_every_design_on_every_paper_scans_however_it_is_printed(stock, design):
    reads_everywhere(stock, design)


@pytest.mark.proof
@pytest.mark.parametrize(("stock", "design"), ALL)
def test_every_design_on_every_paper_says_what_was_asked_where_it_belongs(stock, design):
    says_what_was_asked(stock, design)
    lies_on_its_label(stock, design)
