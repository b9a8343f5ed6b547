"""A manager at her desk asks how the year went, and looks at what a number is made of."""

import re

import pytest

from tests.journeys.steps import sign_in


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_a_number_opens_the_rows_behind_it_and_they_are_taken_away(page):
    sign_in(page, "manager.szentes@demo.example")
    page.goto("/figures")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Days").select_option("From one day to another")
    page.get_by_label("First day", exact=True).fill("2026-02-01")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url(re.compile("period=own"))

    behind = page.get_by_role("link", name=re.compile(r"^fell due: \d+$")).first
    due = int(behind.inner_text().split()[-1])
    behind.click()
    page.get_by_role("heading", name="Planned work done in time", level=1).wait_for()
    with page.expect_download() as taken:
        page.get_by_role("button", name="CSV").click()

    lines = taken.value.path().read_text().splitlines()
    assert page.locator("#found tbody tr").count() == len(lines) - 1 == due > 0
