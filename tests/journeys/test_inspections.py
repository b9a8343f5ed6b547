"""A controller comes: the dossier, a sample that is ticked in the room, and a link to read."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys.steps import sign_in


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def choose(page):
    page.get_by_label("Project").select_option("ROHU00627")
    page.get_by_label("Partner").select_option("SZTE")


@pytest.fixture
def window(page, phone, scripts):
    """At a desk with scripts, and in the room on a phone without them."""
    return page if scripts else phone


def dossier(page):
    """Put the dossier together and take it away: the name of its file."""
    page.goto("/procurement/dossier")
    choose(page)
    page.get_by_role("button", name="Put it together").click()
    ready = page.locator("#made td.what a").first
    while not ready.is_visible():  # without scripts somebody looks again
        page.wait_for_timeout(300)
        page.reload()
    with page.expect_download() as taken:
        ready.click()
    return taken.value.suggested_filename


def walk(page):
    """Draw two things, and tick the first in the room."""
    page.goto("/procurement/inspections")
    choose(page)
    page.get_by_label("How many things are drawn").fill("2")
    page.get_by_role("button", name="Begin the inspection").click()
    page.wait_for_url(re.compile(r"/inspections/.+"))
    page.get_by_role("button", name="Seen as listed").first.click()
    page.get_by_text("1 of 2 looked at.").wait_for()


def invite(page):
    """Make a link that ends in a month: its path."""
    page.goto("/procurement/guests")
    choose(page)
    page.get_by_label("For whom").fill("First level control")
    last = datetime.now(UTC).date() + timedelta(30)
    page.get_by_label("Its last day").fill(last.isoformat())
    page.get_by_role("button", name="Make the link").click()
    address = page.locator("#address").input_value()
    return address[address.index("/guest/") :]


def test_a_controller_finds_all_that_is_asked(window, new_context):
    sign_in(window, "procurement.szeged@demo.example")

    taken = dossier(window)
    walk(window)
    assert fits(window)
    path = invite(window)

    assert taken == "ROHU00627-SZTE.zip"
    guest = new_context(viewport=window.viewport_size).new_page()
    guest.goto(path)
    guest.locator("td.what a").first.click()
    guest.get_by_text("Acceptance protocol").first.wait_for()
    assert fits(guest)
