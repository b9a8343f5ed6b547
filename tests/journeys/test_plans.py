"""A manager at her desk writes a plan, sees its days, changes it, and is told what moves."""

import re

from tests.journeys.steps import sign_in


def written(page, scripts):
    """Write a plan with its next days in sight: its address."""
    page.goto("/plans/new")
    page.get_by_label("What is to be done").fill("Check the hand-piece")
    page.get_by_label("On one thing").fill("SZE-00001")
    page.locator("#every").fill("12")
    page.locator("#every").blur()
    if not scripts:
        page.get_by_role("button", name="Show the dates").click()
    page.locator("#dates li").nth(9).wait_for()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/plans/[0-9a-f-]{36}$"))
    return page.url


def opened_again(page, plan):
    """Do it once, and open the next time ahead of its day: the number of its order."""
    page.get_by_role("button", name="Do it now").click()
    page.get_by_role("button", name="It is done").click()
    page.get_by_role("button", name="It is done").wait_for(state="detached")
    page.goto(plan)
    page.get_by_text("it is extra work, and the duty of").wait_for()
    page.get_by_role("button", name="Do it now").click()
    return page.get_by_text(re.compile(r"^W-\d+$")).inner_text()


def test_a_plan_is_written_with_its_days_in_sight_and_changed_knowing_what_moves(page, scripts):
    sign_in(page, "manager.szentes@demo.example")
    plan = written(page, scripts)
    number = opened_again(page, plan)

    page.goto(f"{plan}/edit")
    page.locator("#every").fill("1")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("with this change 1 open order moves").wait_for()
    page.get_by_role("link", name=number).wait_for()
    page.get_by_role("button", name="Save and move them").click()

    page.get_by_text(", then every month.").wait_for()
