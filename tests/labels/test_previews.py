import io
from dataclasses import replace
from time import perf_counter
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from labels import calibration, fields, previews
from labels.designs import DESIGNS
from labels.stocks import L7160, STOCKS
from tests.labels.paper import MM

SVG = "{http://www.w3.org/2000/svg}"


def test_a_preview_is_the_label_as_it_is_printed():
    picture = Image.open(io.BytesIO(previews.png(fields.sample(), DESIGNS["plate"], L7160, 300)))

    assert picture.size == pytest.approx((63.5 * 300 / 25.4, 38.1 * 300 / 25.4), abs=1)
    assert zxingcpp.read_barcode(picture).text == fields.sample().code_text


def test_a_drawn_preview_says_all_of_it_in_the_label_s_measures():
    tag = '<LOV-"1">'
    drawn = ET.fromstring(previews.svg(fields.sample(tag=tag), DESIGNS["plate"], L7160))

    words = " ".join(text.text for text in drawn.iter(f"{SVG}text"))
    assert drawn.get("viewBox") == "0 0 63.5 38.1"
    assert words == f"{tag} Cadă pentru hidromasaj Hidroterapie 2 Județul Timiș"
    assert "style" not in {key for each in drawn.iter() for key in each.attrib}


def test_a_label_that_lies_upright_is_drawn_upright():
    drawn = ET.fromstring(previews.svg(fields.sample(), DESIGNS["plate"], STOCKS["99010"]))

    assert drawn.get("viewBox") == "0 0 28 89"
    assert drawn.find(f"{SVG}g").get("transform") == "translate(0 89) rotate(-90)"


def test_a_preview_is_there_before_anyone_notices():
    begun = perf_counter()

    previews.svg(fields.sample(), DESIGNS["plate"], L7160)

    assert perf_counter() - begun < 0.5  # 1 ms when nothing else runs


def test_a_drawn_sheet_has_its_places_and_shows_those_used_up():
    drawn = ET.fromstring(previews.sheet_svg(L7160, used=range(1, 5)))

    places = [each for each in drawn.iter(f"{SVG}g") if each.get("data-place")]
    assert [each.get("data-place") for each in places] == [str(n) for n in range(1, 22)]
    assert [each.get("data-place") for each in places if "used" in each.get("class")] == list(
        "1234"
    )
    assert places[4].find(f"{SVG}rect").get("x") == "73.25"


@pytest.mark.parametrize("stock", ["L7160", "L4730", "99010"])
def test_a_calibration_page_has_a_cross_on_every_corner(stock):
    on = STOCKS[stock]
    page = pypdfium2.PdfDocument(calibration.pdf(on, "Zebra"))[0]

    image = page.render(scale=300 / 72, grayscale=True).to_pil()

    assert page.get_size() == pytest.approx((on.page_width * MM, on.page_height * MM), abs=0.1)
    for place in (0, on.count - 1):
        x, y = on.corner(place)
        inside = (x + 1.5, y + 1.5) if place == 0 else (x + on.width - 1.5, y + on.height - 1.5)
        across = image.getpixel((dots(inside[0]), dots(y if place == 0 else y + on.height)))
        assert across < 200 or on.roll


def test_a_calibration_page_says_how_to_read_it():
    roomy = replace(L7160, key="own", name="Own")

    text = pypdfium2.PdfDocument(calibration.pdf(roomy, "Zebra"))[0].get_textpage()

    assert text.get_text_range().startswith("Calibration of Zebra on Own")


def dots(length):
    return int(length * 300 / 25.4)
