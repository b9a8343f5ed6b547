"""Scanning, in a real browser: a plate, a label, an old sticker, a label from the shelf."""

import re

import pypdfium2
import pytest
import zxingcpp

from tests.journeys.steps import sign_in
from tests.labels.test_photographs import barcode, photo

STORE = "Timișoara / Clădirea clinicii / Magazia clinicii"
LASER = "08051499973926"  # IXYON XP ULTRA of Mectronic, as in EUDAMED


EVERYWHERE = pytest.mark.parametrize(
    ("window", "scripts"), [("page", False), ("phone", True)], indirect=True
)


@pytest.fixture
def window(request):
    """At a desk, or on a phone."""
    return request.getfixturevalue(request.param)


def scan(page, code):
    """What a scanner does that types like a keyboard."""
    page.goto("/scan")
    page.get_by_label("Code", exact=True).fill(code)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


@EVERYWHERE
def test_a_plate_is_scanned_and_its_device_registered(window, scripts):
    serial = f"IX-{scripts}-{window.viewport_size['width']}"
    sign_in(window, "manager.timisoara@demo.example")

    scan(window, f"01{LASER}11260301" + f"21{serial}|10L9")
    window.get_by_text("Mectronic Medicale srl IXYON XP ULTRA, which is not").wait_for()
    window.get_by_role("button", name="Register one of these").click()
    window.get_by_label("Place").fill(STORE)
    window.get_by_role("button", name="Register").click()
    window.wait_for_url(re.compile(r"/assets/TIM-\d+$"))

    registered = window.url
    assert serial in window.locator("main").inner_text()
    assert "1 Mar 2026" in window.locator("main").inner_text()
    scan(window, f"(01){LASER}(21){serial}")
    window.wait_for_url(registered)
    assert window.evaluate("document.documentElement.scrollWidth") <= window.viewport_size["width"]


def label_from_the_shelf(page):
    """Print one label in advance: what its code carries."""
    page.goto("/labels/blank")
    page.get_by_label("How many").fill("1")
    page.get_by_role("button", name="Print").click()
    address = page.get_by_role("button", name="Open the PDF").get_attribute("href")
    (sheet,) = pypdfium2.PdfDocument(page.request.get(address).body())
    (code,) = zxingcpp.read_barcodes(sheet.render(scale=300 / 72).to_pil())
    return code.text


@EVERYWHERE
def test_a_label_from_the_shelf_is_claimed_and_a_photo_of_it_opens_the_thing(
    window, scripts, tmp_path
):
    sign_in(window, "manager.timisoara@demo.example")
    code, picture = label_from_the_shelf(window), tmp_path / "label.jpg"
    picture.write_bytes(photo(barcode(code), turned=8))

    scan(window, code)
    window.get_by_role("link", name="Register a new thing").click()
    window.get_by_label("Name", exact=True).fill(f"Lampă {scripts}")
    window.get_by_label("Place").fill(STORE)
    window.get_by_role("button", name="Register").click()
    window.wait_for_url(re.compile(r"/assets/TIM-\d+$"))
    tag = window.url.rpartition("/")[2]

    window.goto("/scan")
    window.get_by_label("Photo", exact=True).set_input_files(picture)
    if not scripts:
        window.get_by_role("button", name="Read the photo").click()
    window.wait_for_url(f"**/assets/{tag}?scanned=*")


@EVERYWHERE
def test_an_old_sticker_is_linked_and_opens_its_thing_from_the_search_box(window, scripts):
    sticker = f"UMFT {scripts} {window.viewport_size['width']}"
    sign_in(window, "manager.timisoara@demo.example")

    scan(window, sticker)
    window.get_by_text("Nothing here has this code yet.").wait_for()
    window.get_by_label("Tag of the thing").fill("tim-00001")
    window.get_by_role("button", name="Let the code open it").click()
    window.wait_for_url("**/assets/TIM-00001")
    window.goto("/orders")
    window.locator("#find").fill(sticker)
    window.locator("#find").press("Enter")

    window.wait_for_url("**/assets/TIM-00001")
