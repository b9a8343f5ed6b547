"""Things are sent by one site and received by the other; and lent, and brought back."""

import re

import pytest

from tests.journeys.steps import sign_in


@pytest.fixture
def windows(page, phone, scripts):
    """One who sits at a desk and one who walks about with a phone: now this one first, now that."""
    return (page, phone) if scripts else (phone, page)


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def sent(page, search):
    """Choose two of these things and send them to Mórahalom: the address of the transfer."""
    page.goto(f"/assets?search={search}&state=in_use")
    for number in (0, 1):
        page.locator("td.pick input").nth(number).check(force=True)
    page.get_by_role("button", name="Send").click()
    page.get_by_label("To which site").select_option("MOR")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(re.compile(r"/transfers/MV-\d+$"))
    return page.url


def scan(page, code):
    """A scanner types the code and presses the key that sends it."""
    page.get_by_label("Scan the labels").fill(code)
    page.get_by_label("Scan the labels").press("Enter")


def test_what_one_site_sends_the_other_receives_by_scan(windows, scripts):
    sender, receiver = windows
    sign_in(sender, "technician.szentes@demo.example")
    address = sent(sender, "gyogyvizes" if scripts else "porral olto")
    first, second = sender.locator("td .tag").all_inner_texts()
    sign_in(receiver, "technician.morahalom@demo.example")

    receiver.goto(address)
    receiver.get_by_role("button", name="Receive").click()
    receiver.get_by_label("They stand here").fill("Gyógytornaterem")
    scan(receiver, first)
    receiver.get_by_text("is received.").wait_for()
    scan(receiver, "SZE-99999")
    receiver.get_by_text("SZE-99999 is not in this transfer.").wait_for()
    scan(receiver, second)

    receiver.get_by_text("2 of 2 things have arrived.").wait_for()
    assert fits(sender)
    assert fits(receiver)
    receiver.goto(f"/assets/{second}")
    assert "Gyógytornaterem" in receiver.locator("main").inner_text()


def test_what_is_lent_is_told_and_comes_back(windows):
    page, _ = windows
    sign_in(page, "technician.szentes@demo.example")

    page.goto("/assets/SZE-00020")
    page.get_by_role("button", name="Lend").click()
    page.get_by_label("Lent to").fill("Surgery")
    page.get_by_role("button", name="Lend").click()
    page.get_by_role("status").get_by_text("Lent to Surgery.").wait_for()
    page.get_by_role("button", name="It is back").click()
    assert fits(page)
    page.get_by_role("button", name="It is back").click()

    page.wait_for_url(re.compile("/assets/SZE-00020$"))
    assert "Surgery" in page.locator("#loans").inner_text()
