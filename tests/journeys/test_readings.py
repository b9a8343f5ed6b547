"""Reading a pool with wet hands: one value out of limits is said, and one closes the pool."""

import re

import pytest

from tests.journeys.steps import sign_in

POOL = "Súlyfürdő medence"


def read(page, **values):
    """Type these on the sheet that is open, a minute or more after what was read before."""
    for name, value in values.items():
        page.get_by_label(name.replace("_", " "), exact=True).fill(value)
    page.get_by_role("button", name="Keep the readings").click()
    page.wait_for_url(re.compile("saved="))


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_a_pool_is_read_on_a_phone_and_a_close_takes_it_down(phone):
    sign_in(phone, "technician.szentes@demo.example")
    phone.goto("/readings")
    phone.get_by_role("link", name=POOL).first.click()
    phone.get_by_label("pH", exact=True).wait_for()
    sheet = phone.url

    phone.get_by_label("pH", exact=True).fill("7;5")
    phone.get_by_role("button", name="Keep the readings").click()
    phone.get_by_text("7;5 is not a number.").wait_for()
    read(phone, pH="7,9", Turbidity="0,2")
    phone.get_by_text("An order to put it right is open.").wait_for()
    assert "2 readings are kept." in phone.locator("main").inner_text()

    phone.goto(sheet)
    phone.get_by_label("Free chlorine", exact=True).fill("0,05")
    phone.get_by_role("button", name="Keep the readings").click()
    phone.get_by_label("Yes, it is right").check()
    read(phone)
    phone.get_by_text("Nobody may use it now.").wait_for()
    phone.goto(sheet.replace("/readings?asset=", "/assets/"))
    assert "Out of order" in phone.locator("main").inner_text()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
