"""A delivery slips: what waits for it comes along, and the project learns what that costs."""

import re
from datetime import date, timedelta

from tests.journeys.steps import sign_in

LOT = "/procurement/lots/ROHU00627-L12"


def days(page):
    """What the plan says of the delivery and of the acceptance that waits for it."""
    page.goto(f"{LOT}/plan")
    rows = (page.locator(f"#{code}").inner_text() for code in ("delivery", "acceptance"))
    return [re.findall(r"\d+ \w+ 20\d\d", row)[-1] for row in rows]


def test_a_slip_carries_along_what_waits_and_shows_in_the_outlook_on_a_phone_too(page):
    sign_in(page, "administrator@demo.example")
    before = days(page)

    page.locator("#delivery").get_by_role("link").first.click()
    page.get_by_role("button", name="Change the forecast").click()
    expected = page.get_by_label("Expected on")
    later = date.fromisoformat(expected.input_value()) + timedelta(200)
    expected.fill(later.isoformat())
    page.get_by_label("Why").fill("The maker waits for a part.")
    page.get_by_role("button", name="Change the forecast").click()
    page.get_by_text("comes after the end of the project").first.wait_for()
    page.set_viewport_size({"width": 390, "height": 844})
    after = days(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.goto("/procurement/projects/ROHU00627/outlook")
    page.get_by_role("button", name="Reckon anew").click()
    page.get_by_text("In eight of ten cases").first.wait_for()

    assert all(one != other for one, other in zip(before, after, strict=True))
    assert max(wide, page.evaluate("document.documentElement.scrollWidth")) <= 390
