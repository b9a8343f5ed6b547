"""What a supplier brings is received at the ramp with a phone, and accepted at a desk."""

import re

import pytest

from tests.journeys.steps import sign_in


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def receive_the_server(phone):
    """Scan it at the ramp and close the count: the address of the delivery."""
    phone.goto("/procurement/deliveries")
    phone.get_by_role("link", name="Calculatoare și server, Lovrin").click()
    phone.get_by_role("button", name="Receive").click()
    assert fits(phone)
    phone.get_by_label("They stand here").fill("Depozitul închiriat, Lovrin")
    phone.get_by_label("What it is").select_option(index=1)
    phone.get_by_label("Scan its serial number").fill("SN-4711")
    phone.get_by_label("Scan its serial number").press("Enter")
    phone.get_by_text("is received.").wait_for()
    phone.get_by_role("link", name="All is counted").click()
    phone.get_by_role("button", name="Draw up the protocol").click()
    phone.wait_for_url(re.compile("#documents$"))
    return phone.url.partition("#")[0]


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_what_comes_is_scanned_at_the_ramp_and_accepted_at_a_desk(page, phone):
    sign_in(phone, "procurement.timis@demo.example")
    sign_in(page, "procurement.timis@demo.example")

    page.goto(receive_the_server(phone))
    page.get_by_role("button", name="Acceptance").click()
    page.get_by_role("button", name="Accept and draw up the protocol").click()
    reason = page.get_by_label("Why they are accepted all the same")
    if reason.count():
        reason.fill("The papers follow by post.")
        page.get_by_role("button", name="Accept and draw up the protocol").click()
    page.wait_for_url(re.compile("#documents$"))

    assert "Accepted" in page.locator("#things").inner_text()
    papers = page.locator("#documents").inner_text()
    assert "Goods-received note" in papers
    assert "Acceptance protocol" in papers
