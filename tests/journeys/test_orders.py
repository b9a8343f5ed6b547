"""A piece of work on a phone: from whoever does it to whoever verifies and closes it."""

import re

import pytest

from assets import demo
from tests.journeys.steps import sign_in

LIFT = "Felvonó karbantartása"


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def done_by(phone):
    """Take it, let it wait for parts, go on, write down the time, sign it: its address."""
    phone.goto("/orders")
    phone.get_by_role("link", name=LIFT).first.click()
    phone.get_by_role("button", name="I take it on").click()
    phone.get_by_text("It has to wait").click()
    phone.get_by_role("radio", name="Parts").check(force=True)
    phone.get_by_role("button", name="Let it wait").click()
    phone.get_by_text("It waits for parts.").wait_for()
    phone.get_by_role("button", name="Go on with it").click()
    phone.get_by_text("Write down time").click()
    phone.get_by_label("How long").fill("1:15")
    phone.get_by_role("button", name="Write it down").click()
    phone.locator("#costs").get_by_text("1 h 15 min").first.wait_for()
    phone.get_by_label("Signed by").fill("muszeresz, szentes")
    phone.get_by_label("Your password or PIN").fill(demo.PASSWORD)
    phone.get_by_role("button", name="It is done").click()
    phone.get_by_text("Done on").first.wait_for()
    return phone.url


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_work_is_done_and_signed_on_a_phone_then_verified_and_closed(phone, page):
    sign_in(phone, "technician.szentes@demo.example")

    address = done_by(phone)
    assert fits(phone)
    phone.get_by_text("Műszerész, Szentes").first.wait_for()
    sign_in(page, "manager.szentes@demo.example")
    page.goto(address)
    page.get_by_role("button", name="It is well done").click()
    page.get_by_role("button", name="Close it").click()

    page.get_by_text("Closed.").first.wait_for()
    assert re.search(r"worked on it for 75 minutes", page.locator("#history").inner_text())
    assert not phone.get_by_role("button", name="It is well done").count()
