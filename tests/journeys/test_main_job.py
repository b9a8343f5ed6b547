"""The main job, walked through in a real browser, with scripts and without."""

import re
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
import zxingcpp

from tests.journeys.steps import EITHER, find, sign_in
from tests.labels.test_photographs import barcode, photo

BANDA = "Bancă cu patru locuri"
STORE = "Timișoara / Clădirea clinicii / Magazia clinicii"


def codes_in(pdf):
    """What an independent reader finds on the sheets, printed at 300 dpi."""
    pages = [page.render(scale=300 / 72).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    return [code.text for page in pages for code in zxingcpp.read_barcodes(page)]


def register(page, name):
    """Register a thing in the clinic's store: its tag."""
    page.goto("/assets")
    page.get_by_role("button", name="Register").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Place").fill(STORE)
    page.get_by_label("State").select_option("in_use")
    page.get_by_role("textbox", name="Serial number").fill("DEMO-JOURNEY")
    page.get_by_role("button", name="Register").click()
    page.wait_for_url(re.compile(r"/assets/TIM-\d+$"))
    return page.url.rpartition("/")[2]


@EITHER
def test_a_thing_is_found_without_accents_moved_and_seen_in_its_history(page):
    sign_in(page, "technician.timisoara@demo.example")

    find(page, "banca patru")
    page.get_by_role("link", name=BANDA).first.click()
    page.get_by_role("button", name="Move").click()
    page.get_by_label("Move to").fill("Salonul 12")
    page.get_by_role("button", name="Move").click()

    page.get_by_text("to Salonul 12.").wait_for()
    history = page.locator("ol.history")
    assert "Moved from" in history.inner_text()
    assert "Tehnician, Timișoara" in history.inner_text()


def printed_from_the_fifth_place(page, scripts):
    """Arrange the label of the thing whose page is open, and print it: its code."""
    page.get_by_role("button", name="Label", exact=True).click()
    page.get_by_label("Design").evaluate("field => { field.style.width = '20em' }")
    page.get_by_label("Design").select_option("strip")
    if not scripts:  # they show it by themselves
        page.get_by_role("button", name="Show it so").click()
    picture = page.locator(".label-preview img[src*='design=strip']")
    assert picture.evaluate("async each => (await each.decode(), each.naturalWidth)") > 0
    page.locator(".places-drawn").get_by_text("5", exact=True).click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Print", exact=True).click()
    page.get_by_role("heading", name="1 label is ready").wait_for()
    assert page.locator("dt", has_text="Begun at place").locator("+ dd").inner_text() == "5"
    address = page.get_by_role("button", name="Open the PDF").get_attribute("href")
    (code,) = codes_in(page.request.get(address).body())
    return code.rpartition("/")[2]


@EITHER
def test_a_label_is_chosen_printed_from_the_fifth_place_stuck_scanned_and_found(
    page, phone, scripts
):
    sign_in(page, "manager.timisoara@demo.example")
    tag = register(page, "Cântar pentru nou-născuți")

    code = printed_from_the_fifth_place(page, scripts)
    phone.goto(f"/t/{code.lower()}")
    page.goto(f"/t/{code}")
    page.get_by_role("link", name="With a photo of it").click()
    sticker = {"name": "sticker.jpg", "mimeType": "image/jpeg", "buffer": photo(barcode(code))}
    page.get_by_label("Photo of the sticker").set_input_files(sticker)
    page.get_by_role("button", name="Yes, it sticks here").click()
    page.wait_for_url(re.compile(rf"/assets/{tag}$"))

    assert page.get_by_text("Does it stick on this thing?").count() == 0
    assert phone.get_by_role("heading", level=1).inner_text() == "May be used."
    assert tag in phone.locator("main").inner_text()
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


def plan(page, title, first_on):
    """Plan a monthly duty for the thing whose page is open."""
    page.get_by_role("button", name="New plan").click()
    page.get_by_label("What is to be done").fill(title)
    page.get_by_label("Every", exact=True).fill("1")
    page.get_by_label("First time on").fill(first_on.isoformat())
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Next on").wait_for()


def test_a_duty_falls_due_is_mailed_and_done(page, house, mailbox, scripts):
    sign_in(page, "manager.timisoara@demo.example")
    today, title = datetime.now(UTC).date(), f"Check the filter {scripts}"
    tag = register(page, f"Aspirator {scripts}")
    plan(page, title, first_on=today)

    house.rehab("keep", "open-due", "--on", today.isoformat())
    # Another day for each walk: a digest is written once a day.
    later = today + timedelta(1 if scripts else 2)
    for duty in ("write-digests", "post"):
        house.rehab("keep", duty, "--on", later.isoformat())
    mails = mailbox.to("technician.timisoara@demo.example")
    assert any(title in mail.get_body(("plain",)).get_content() for mail in mails)

    page.goto("/orders?site=TIM")
    page.get_by_role("link", name=title).click()
    page.get_by_label("What was found and done").fill("Cleaned")
    page.get_by_role("button", name="It is done").click()
    page.get_by_text("Done on").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.goto(f"/assets/{tag}")
    assert re.search(r"Next duty in (2[789]|3[01]) days", page.locator(".answer").inner_text())


@EITHER
def test_a_slipping_lot_is_followed_from_the_timeline_to_its_reason(page):
    sign_in(page, "procurement.timis@demo.example")
    page.get_by_role("link", name="Procurement").first.click()
    page.get_by_text("later than planned").first.wait_for()

    page.locator("main").get_by_role("link", name=re.compile("unitatea nouă")).first.click()

    page.get_by_text("Livrarea structurii metalice a întârziat").first.wait_for()
    assert "later than planned" in page.locator("main").inner_text()


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_the_picture_of_the_list_for_newcomers(page, pictures):
    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(page, "manager.szentes@demo.example")

    page.goto("/assets")

    pictures("assets", page)
    assert page.locator("table.list tbody tr").count() > 30


LIST = """name;place;state;serial number;acquired on
Lampă de examinare {n};Salonul 12;in_use;DEMO-LIST-{n}-1;01.03.2026
Lampă de examinare {n};Nicăieri;in_use;DEMO-LIST-{n}-2;01.03.2026
Lampă de examinare {n};Salonul 12;zburător;DEMO-LIST-{n}-3;01.03.2026
Lampă de examinare {n};Salonul 12;in_use;DEMO-LIST-{n}-4;31.02.2026
Lampă de examinare {n};Salonul 12;in_storage;DEMO-LIST-{n}-5;2026-03-02
"""


@EITHER
def test_a_list_with_three_bad_rows_is_brought_in_without_them(page, scripts, tmp_path):
    name = "with scripts" if scripts else "without"
    path = tmp_path / "lista.csv"
    path.write_text(LIST.format(n=name), encoding="cp1250")
    sign_in(page, "manager.timisoara@demo.example")

    page.goto("/import")
    page.get_by_label("The list").set_input_files(path)
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("button", name="Bring in 2 rows").wait_for()
    looked = page.locator("main").inner_text()
    page.get_by_role("button", name="Bring in 2 rows").click()
    page.wait_for_load_state("networkidle")

    assert all(bad in looked for bad in ("Nicăieri", "zburător", "31.02.2026"))
    page.goto("/assets")
    find(page, f"lampa examinare {name}")
    assert page.locator("table.list tbody tr").count() == 2
