"""Many things changed at once and changed back, in a real browser."""

import re

import pytest

from tests.journeys.steps import sign_in

STORE = "Timișoara / Clădirea clinicii / Magazia clinicii"


PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture(params=[{}, PHONE], ids=["desk", "phone"])
def screen(request, new_context):
    return new_context(**request.param).new_page()


def places(page):
    """Where the benches stand."""
    page.goto("/assets?search=banca patru")
    return page.locator("table.list td.where").all_inner_texts()


def test_ticked_rows_are_moved_given_to_somebody_and_given_back(screen):
    sign_in(screen, "manager.timisoara@demo.example")
    before = places(screen)

    for tick in screen.locator("td.pick input").all()[:2]:
        tick.check(force=True)
    screen.get_by_role("button", name="Change", exact=True).click()
    screen.get_by_role("heading", name="Change 2 things").wait_for()
    screen.get_by_label("Move to").fill(STORE)
    screen.get_by_role("combobox", name="Custodian").fill("Administrator de clinică, Timișoara")
    screen.get_by_role("button", name="See what would change").click()
    screen.get_by_text("2 things change.").wait_for()
    assert (
        "In the care of Administrator de clinică, Timișoara" in screen.locator("main").inner_text()
    )
    screen.get_by_role("button", name="Change 2 things").click()
    screen.get_by_text("2 things are changed.").wait_for()
    outcome = screen.url
    moved = places(screen)
    screen.goto(outcome)
    screen.get_by_role("button", name="Undo this").click()
    screen.get_by_text("2 things are as they were before.").wait_for()

    assert moved[:2] == ["Magazia clinicii"] * 2
    assert moved[2:] == before[2:]
    assert places(screen) == before


def test_what_a_thing_was_on_a_day_is_asked_from_its_history(page):
    sign_in(page, "manager.timisoara@demo.example")
    page.goto("/assets/TIM-00001")

    page.get_by_role("link", name=re.compile("what it was on a past day")).click()
    page.get_by_label("What it was on").fill("2026-05-01")
    page.get_by_role("button", name="Show", exact=True).first.click()

    page.get_by_text("So it was on 1 May 2026").wait_for()
    assert "DEMO-TIM-INCUB-01" in page.locator("main").inner_text()
