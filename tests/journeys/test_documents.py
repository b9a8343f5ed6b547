"""Photos and papers added in a real browser, with scripts and without, at a desk and on a phone."""

import re

import pytest

from tests.hostile import HTML, PDF, photo
from tests.journeys.steps import sign_in


@pytest.fixture
def sent(tmp_path):
    """Files on somebody's machine, by their names."""
    contents = {
        "plate.jpg": photo(size=(800, 600)),
        "whole.png": photo("PNG"),
        "DoC.pdf": PDF,
        "plan.pdf": HTML,
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return lambda *names: [tmp_path / name for name in names]


@pytest.mark.parametrize("width", [390, 1280])
def test_photos_and_a_pdf_are_added_and_a_web_page_is_refused(new_context, sent, scripts, width):
    page = new_context(viewport={"width": width, "height": 844}).new_page()
    tag = {(True, 390): 3, (True, 1280): 4, (False, 390): 5, (False, 1280): 6}[scripts, width]
    sign_in(page, "technician.timisoara@demo.example")

    page.goto(f"/assets/TIM-{tag:05}")
    page.get_by_role("button", name="Add documents or photos").click()
    page.get_by_label("What it is").select_option("Photo of the plate")
    page.get_by_label("Files").set_input_files(sent("plate.jpg", "whole.png", "DoC.pdf"))
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url(re.compile(r"/assets/TIM-\d+#documents$"))

    for picture in (shown := page.locator("#documents .photos img")).all():
        picture.scroll_into_view_if_needed()
        picture.evaluate("each => each.decode()")
    assert shown.count() == 2
    assert "DoC.pdf" in page.locator("#documents").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto(f"/assets/TIM-{tag:05}/documents/new?kind=other")
    page.get_by_label("Files").set_input_files(sent("plan.pdf"))
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("It is a web page.").wait_for()
    assert "plan.pdf" in page.locator("[data-outcome]").inner_text()
