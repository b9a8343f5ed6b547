"""A stranger with a phone reports a fault and follows it; danger turns the page red."""

import re

import pytest

from tests.hostile import from_a_phone, photo
from tests.journeys.steps import sign_in


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_a_stranger_reports_the_technician_accepts_and_the_stranger_sees_it(
    phone, new_context, pictures, tmp_path
):
    (tmp_path / "leak.jpg").write_bytes(photo(exif=from_a_phone()))
    desk = new_context(viewport={"width": 1280, "height": 844}).new_page()
    sign_in(desk, "technician.szentes@demo.example")
    desk.goto("/assets/SZE-00032")
    address = desk.locator('a[href^="/t/"]').first.get_attribute("href")

    phone.goto(address)
    phone.get_by_text("May be used.").wait_for()
    pictures("scan", phone)
    number = reported(phone, "Damaged", tmp_path / "leak.jpg")
    accepted(desk, number)
    phone.reload()
    phone.get_by_text("Work has been ordered, until").wait_for()

    phone.goto(address)
    phone.get_by_label("Danger: somebody could be hurt").check()
    reported(phone, "No power")
    phone.goto(address)
    assert "Do not use." in phone.locator(".verdict.is-down").inner_text()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    pictures("scan-danger", phone)


def reported(phone, kind, *photos):
    """The number of a report that is sent from this page."""
    phone.get_by_role("radio", name=kind).check()
    phone.get_by_label("In your words").fill("The rim is chipped")
    phone.get_by_label("Photo").set_input_files(photos)
    phone.get_by_role("button", name="Report it").click()
    phone.get_by_text("Your report has arrived.").wait_for()
    phone.get_by_text("Nobody has looked at it yet.").wait_for()
    return phone.locator("h1 .tag").inner_text()


def accepted(desk, number):
    desk.goto("/faults")
    desk.get_by_role("row", name=re.compile(number)).get_by_role("link").first.click()
    desk.get_by_label("What is to be done").fill("Grind the rim")
    desk.get_by_role("button", name="Order it").click()
    desk.get_by_role("heading", name="Grind the rim").wait_for()
    assert "The rim is chipped" in desk.locator("#faults").inner_text()
    assert desk.locator("#documents .photos img").count() == 1
