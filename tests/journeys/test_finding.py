"""Finding anything from any page: by a name half remembered, by a number, by keyboard alone."""

import re

import pytest

from tests.journeys.steps import find, sign_in

BANDA = "Bancă cu patru locuri"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
ONCE = pytest.mark.parametrize("scripts", [True], indirect=True)


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def page(request, new_context):
    page = new_context(viewport=request.param).new_page()
    sign_in(page, "technician.timisoara@demo.example")
    return page


def test_a_thing_is_found_without_accents_and_with_a_typing_error(page):
    find(page, "banca patru")
    by_name = page.get_by_role("link", name=BANDA).first.inner_text()
    find(page, "banca ptaru")

    page.get_by_text("Nothing is called “banca ptaru”. Shown for “banca patru”.").wait_for()
    page.get_by_role("link", name=BANDA).first.click()
    page.wait_for_url(re.compile(r"/assets/TIM-\d+$"))
    assert by_name == BANDA


def test_the_number_of_an_order_opens_it(page):
    page.goto("/orders?site=TIM")
    number = re.search(r"W-\d+", page.content()).group()

    page.locator("#find").fill(number.lower())
    page.locator("#find").press("Enter")

    page.wait_for_url(f"**/orders/{number}")


@ONCE
def test_the_keyboard_alone_opens_what_is_suggested(page):
    page.goto("/orders")

    page.keyboard.press("/")
    page.keyboard.type("incubatr")
    page.locator("#suggested").get_by_text("Shown for “incubator”.").wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#suggested").is_hidden()
    assert page.locator("#find").input_value() == "incubatr"
    page.keyboard.press("Backspace")
    page.locator("#suggested").get_by_role("link", name="Incubator").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    page.wait_for_url("**/assets/TIM-0000*")


@ONCE
def test_what_is_typed_as_soon_as_a_page_is_there_is_heard(page):
    page.add_init_script(
        "addEventListener('load', () => {"
        " const asking = [...document.querySelectorAll('[hx-get]')];"
        " window.heard = asking.every((one) => one._htmx?.initialized)"
        "})"
    )

    for _time in range(5):
        page.goto("/orders")
        assert page.evaluate("window.heard")


@ONCE
def test_what_is_typed_on_the_page_itself_is_in_its_address(page):
    page.goto("/find")

    page.locator("#find").press_sequentially("incubator")
    page.locator("#found").get_by_role("link", name="Incubator").first.wait_for()

    page.wait_for_url("**/find?search=incubator")
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]
