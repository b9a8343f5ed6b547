"""A round at the phone: three stops by their labels, one of which fails, and a part used up."""

import re
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp

from tests.journeys.steps import sign_in


def labels_of(page, tags):
    """Print the labels of these things: the addresses that their codes open here."""
    page.goto("/labels?" + "&".join(f"tag={tag}" for tag in tags))
    if page.get_by_label("Why again?").count():
        page.get_by_label("Why again?").fill("For a round with the phone")
    page.get_by_role("button", name="Print", exact=True).click()
    address = page.get_by_role("button", name="Open the PDF").get_attribute("href")
    (sheet,) = pypdfium2.PdfDocument(page.request.get(address).body())
    codes = zxingcpp.read_barcodes(sheet.render(scale=300 / 72).to_pil())
    return [urlsplit(code.text).path for code in codes]


def asked_for(page):
    """A round over the first three things of a list: its address, and their tags."""
    page.goto("/assets?site=SZE&state=in_use&limit=25")
    for number in range(3):
        page.locator("td.pick input").nth(number).press("Space")
    page.get_by_role("button", name="Ask for a round of these").click()
    page.get_by_label("What is to be done").fill("Look at cables and plugs")
    page.locator(".save").get_by_role("button", name="Ask for it").click()
    page.wait_for_url(re.compile(r"/orders/W-\d+$"))
    return page.url, page.locator(".stops .tag").all_inner_texts()


def fail(page):
    """It is not right here: say so, and ask for the repair."""
    page.get_by_role("button", name="Something is not right").click()
    page.get_by_text("Scanned here.").wait_for()
    page.get_by_label("Failed").check()
    page.get_by_label("Note").fill("The plug is loose.")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Ask for its repair?").wait_for()
    page.get_by_role("button", name="Ask for it").click()


def use(page, part, quantity):
    page.get_by_text("Use a spare part").click()
    page.get_by_label("Spare part", exact=True).fill(part)
    page.get_by_label("How many").fill(quantity)
    page.get_by_role("button", name="Take it out of the store").click()
    page.get_by_role("button", name="Put back").wait_for()


@pytest.mark.parametrize("scripts", [True], indirect=True)
@pytest.mark.usefixtures("scripts")
def test_a_round_is_walked_with_a_phone_from_label_to_label(phone):
    sign_in(phone, "technician.szentes@demo.example")
    order, tags = asked_for(phone)

    for nth, way in enumerate(labels_of(phone, tags), 1):
        phone.goto(way)
        phone.get_by_text(re.compile(r"Stop \d of 3 of round")).wait_for()
        if nth == 2:
            fail(phone)
        else:
            phone.get_by_role("button", name="Done here").click()
        phone.get_by_text(f"{nth} of 3 stops").wait_for()
    use(phone, "Vezetőgél", "1,5")

    phone.goto(order)
    phone.get_by_text("Every stop is done or left out.").wait_for()
    assert phone.get_by_text("Without scanning").count() == 0
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_role("button", name="It is done").click()
    phone.get_by_text(re.compile(r"^Done on \d")).wait_for()
