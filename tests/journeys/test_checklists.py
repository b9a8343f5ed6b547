"""A checklist answered on a phone, step by step, with the connection lost in the middle."""

import re

import pytest

from tests.journeys.steps import sign_in

LIST = "Patient lift and sling with load test"


@pytest.fixture
def lift(phone):
    """The open checklist of the lift at Szentes, on the technician's phone."""
    sign_in(phone, "technician.szentes@demo.example")
    phone.goto("/orders")
    phone.get_by_role("link", name=LIST, exact=True).first.click()
    phone.get_by_role("button", name="Answer the checklist").click()
    phone.get_by_role("heading", name=LIST, level=1).wait_for()
    return phone


def tap(page, step, name):
    page.locator(f"#step-{step}").get_by_role("button", name=name, exact=True).click()


def kept(page, step, words):
    page.locator(f"#step-{step} .given").get_by_text(words).first.wait_for()


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_what_is_answered_without_a_connection_is_kept_when_it_is_back(lift):
    lift.locator("#step-load").get_by_label("Answer").fill("110,5")
    tap(lift, "load", "Keep")
    kept(lift, "load", "110.5")

    lift.context.set_offline(True)
    for step, name in (("holds", "Failed"), ("battery", "Passed")):
        tap(lift, step, name)
        lift.locator(f"#step-{step}").get_by_text("Not kept yet").wait_for()
    lift.context.set_offline(False)
    kept(lift, "battery", "Passed")
    kept(lift, "holds", "Failed")

    assert lift.locator("#step-holds").get_by_label("It is out of use until then").is_checked()
    tap(lift, "holds", "Ask for it")
    kept(lift, "holds", re.compile(r"W-\d+ puts it right"))
    tap(lift, "lowering", "Passed")
    lift.get_by_text("All steps are answered. Something has failed.").wait_for()
    assert lift.evaluate("document.documentElement.scrollWidth") <= 390
    lift.reload()
    assert lift.locator(".given").count() == 6
