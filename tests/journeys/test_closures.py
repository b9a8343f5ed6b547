"""A pool is shut from its page: what that moves is seen before, and goes back when it is not."""

import re
from datetime import UTC, datetime, timedelta

from assets import demo
from tests.journeys.steps import sign_in

POOL = "/assets/SZE-00003"


def due(page):
    """When the pool is to be drained, as its page says."""
    page.goto(POOL)
    return (
        page.locator("#duties .duty", has_text="Éves leürítés").locator(".duty-when").inner_text()
    )


def shut(page, first, last):
    page.goto("/closures/new?asset=SZE-00003")
    page.get_by_label("Name", exact=True).fill("New tiles")
    page.get_by_label("First day").fill(str(first))
    page.get_by_label("Last day").fill(str(last))
    page.get_by_role("button", name="Save").click()
    page.get_by_text("It moves 1 duty.").wait_for()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/closures/[0-9a-f-]{36}$"))


def test_a_pool_is_shut_its_duty_makes_way_and_comes_back_when_it_is_not_shut(page):
    """It is drained every year from the 64th day on; the tiles are laid from four days before."""
    day = demo.usual_day(datetime.now(UTC).date())
    sign_in(page, "manager.szentes@demo.example")
    before = due(page)

    shut(page, day + timedelta(60), day + timedelta(66))
    address = page.url
    moved = due(page)
    page.goto(address)
    page.get_by_text("It is not closed after all").click()
    page.get_by_role("button", name="Cancel this closure").click()
    page.get_by_text("Cancelled. Nothing is closed.").wait_for()

    assert moved != before
    assert due(page) == before
