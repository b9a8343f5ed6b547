"""An officer follows a lot on the timeline at her desk, and on her phone where it is a list."""

from tests.journeys.steps import sign_in

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
MENU = 64  # what the menu at the foot of a phone covers


def test_a_milestone_is_reached_from_the_drawing_and_on_a_phone_from_the_list(page):
    sign_in(page, "procurement.timis@demo.example")
    page.set_viewport_size(DESK)
    page.goto("/procurement?project=ROHU00627")
    page.get_by_label("What waits for what").check()
    page.get_by_role("button", name="Show", exact=True).click()
    assert page.locator(".timeline-chart .ties path").count() > 0

    page.locator('.timeline-chart [href="#mark-forecast"]').first.click()
    page.wait_for_url("**/milestones/**")
    reached = page.get_by_role("heading", level=1).inner_text()
    page.go_back()
    page.set_viewport_size(PHONE)
    drawn = page.locator(".timeline").is_visible()
    begins = page.locator(".lots tbody").bounding_box()["y"]
    page.get_by_text("Everything on the drawing as a table").click()
    page.wait_for_url("**/timeline?**")

    assert not drawn
    assert begins < PHONE["height"] - MENU
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert page.locator(".milestones").get_by_role("link", name=reached).count() > 0
