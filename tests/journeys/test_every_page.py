"""Every page, for whoever reads it: nothing serious for axe, nothing wider than the screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.steps import sign_in

PAGES = [
    "/",
    "/find",
    "/find?search=incubatr",
    "/find?search=nothing-is-called-so",
    "/assets",
    "/assets?search=nothing-is-called-so",
    "/assets?extra.lining=stainless_steel&columns=tag&columns=extra.lining",
    "/assets/new",
    "/assets/TIM-00001",
    "/assets/TIM-00001/edit",
    "/assets/TIM-00001/history",
    "/assets/TIM-00001/on/2026-05-01",
    "/assets/bulk?tag=TIM-00001",
    "/assets/bulk?tag=TIM-00001&to_account=2131&to_place=Bazin",
    "/assets/bulk?all=true&to_condition=degraded",
    "/assets/TIM-00001/move",
    "/moves?tag=TIM-00001",
    "/transfers",
    "/transfers/new?tag=TIM-00001",
    "/transfers/MV-00001",
    "/transfers/MV-00002/receive",
    "/loans",
    "/loans/new?tag=TIM-00001",
    "/assets/TIM-00001/documents/new",
    "/documents",
    "/assets/TIM-00001/wait",
    "/assets/TIM-00001/regulatory",
    "/places",
    "/partners",
    "/partners/new",
    "/partners/TM/edit",
    "/catalogue",
    "/catalogue/fields",
    "/catalogue/fields/new",
    "/catalogue/fields/lining/edit",
    "/catalogue/types/new",
    "/catalogue/suppliers",
    "/orders",
    "/orders/new",
    "/orders/W-00017",
    "/plans",
    "/plans/new",
    "/closures",
    "/closures/new",
    "/calendar?country=HU&year=2026",
    "/registers",
    "/registers/iscir",
    "/officers/new",
    "/labels",
    "/labels?tag=TIM-00001",
    "/labels/blank",
    "/scan",
    "/scan?code=INV-2019-774",
    "/scan?code=(01)08051499973926(21)IX-1",
    "/assets/new?code=(01)08051499973926(21)IX-1",
    "/procurement",
    "/procurement/projects/new",
    "/procurement/projects/ROHU00627",
    "/procurement/projects/ROHU00627/edit",
    "/procurement/projects/ROHU00627/join",
    "/procurement/projects/ROHU00627/close",
    "/procurement/lots/ROHU00627-L01",
    "/import",
    "/views",
    "/people",
    "/trail",
    "/api/docs",
    "/assets/NOT-THERE",
]
ONCE = pytest.mark.parametrize("scripts", [True], indirect=True)


def serious(page, rules=None):
    options = {"resultTypes": ["violations"]} | (rules or {})
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{page.url}: {each['id']} {[node['html'] for node in each['nodes']][:3]}"
        for each in found
        if each["impact"] in {"serious", "critical"}
    ]


@ONCE
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(new_context, scheme):
    """Every rule in the light; in the dark, where nothing but the colours differs, those."""
    rules = None if scheme == "light" else {"runOnly": ["color-contrast"]}
    page = new_context(color_scheme=scheme).new_page()
    page.goto("/sign-in")
    found = serious(page, rules)
    sign_in(page, "administrator@demo.example")

    for address in PAGES:
        page.goto(address)
        found += serious(page, rules)

    assert found == []


@ONCE
@pytest.mark.parametrize("language", ["English", "Română", "Magyar"])
def test_nothing_is_wider_than_a_small_phone(new_context, language):
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    sign_in(page, "administrator@demo.example")
    page.get_by_role("button", name=language).click()

    wide = {}
    for address in PAGES:
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            wide[address] = width

    assert wide == {}


@ONCE
def test_every_page_has_a_title_one_heading_and_the_landmarks(page):
    sign_in(page, "administrator@demo.example")

    for address in PAGES:
        page.goto(address)
        assert page.title(), address
        assert page.get_by_role("heading", level=1).count() == 1, address
        assert page.get_by_role("main").count() == 1, address
        assert page.locator("a.skip").count() == 1, address


@ONCE
def test_the_keyboard_alone_finds_a_thing(page):
    sign_in(page, "technician.timisoara@demo.example")

    page.keyboard.press("/")
    page.keyboard.type("incubator")
    page.keyboard.press("Enter")
    page.wait_for_url("**search=incubator**")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("Incubator"):
            break
    page.keyboard.press("Enter")

    page.wait_for_url("**/assets/TIM-0000*")
