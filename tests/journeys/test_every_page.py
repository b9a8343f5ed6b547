"""Every page, for whoever reads it: nothing serious for axe, nothing wider than the screen."""

import html
import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.journeys.steps import sign_in
from tests.web.addresses import ADDRESSES

NOT_THERE = "/assets/NOT-THERE"
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
    "/transfers/MV-00002/receive",
    "/loans",
    "/documents",
    "/assets/TIM-00001/wait",
    "/places",
    "/partners",
    "/catalogue",
    "/catalogue/fields",
    "/catalogue/fields/lining/edit",
    "/catalogue/suppliers",
    "/orders",
    "/orders/new",
    "/orders/W-00017",
    "/plans",
    "/plans/new",
    "/closures",
    "/calendar?country=HU&year=2026",
    "/registers",
    "/registers/iscir",
    "/labels",
    "/labels?tag=TIM-00001",
    "/scan",
    "/scan?code=INV-2019-774",
    "/scan?code=(01)08051499973926(21)IX-1",
    "/assets/new?code=(01)08051499973926(21)IX-1",
    "/procurement",
    "/procurement/projects/ROHU00627",
    "/procurement/projects/ROHU00627/edit",
    "/procurement/lots/ROHU00627-L01",
    "/labels/arrange?tag=TIM-00001",
    "/labels/printers/new",
    "/labels/stocks/new",
    "/labels/designs",
    "/procurement/import",
    "/procurement/lots/ROHU00627-L01/items",
    "/procurement/lots/ROHU00627-L01/bids",
    "/procurement/lots/ROHU00627-L01/contracts",
    "/procurement/lots/ROHU00627-L01/plan",
    "/procurement/thresholds",
    "/procurement/durability",
    "/procurement/dossier",
    "/procurement/inspections",
    "/procurement/funnel",
    "/procurement/timeline?project=ROHU00627&ties=true",
    "/procurement/projects/ROHU00627/budget",
    "/procurement/projects/ROHU00627/fundings",
    "/procurement/projects/ROHU00627/results",
    "/procurement/projects/ROHU00627/money",
    "/procurement/projects/ROHU00627/outlook",
    "/procurement/rates",
    "/procurement/stages",
    "/import",
    "/views",
    "/people",
    "/trail",
    "/me",
    "/me/reminders",
    "/notices",
    "/agenda",
    "/assets/TIM-00001/card",
    "/documents/new?tag=TIM-00001",
    "/orders/done",
    "/orders/W-00017/parts",
    "/orders/W-00017/checklist",
    "/rounds/new?tag=TIM-00001",
    "/figures",
    "/faults",
    "/assets/TIM-00001/report",
    "/readings",
    "/catalogue/limits",
    "/checklists",
    "/safety-tests",
    "/assets/TIM-00001/safety-tests/new",
    "/spares",
    "/sheets",
    "/sheets/keying?site=TIM",
    "/api/docs",
    NOT_THERE,
]
# Of these lists, the first thing too, whatever its number is this time.
LISTS = {
    "/people": "/people/",
    "/places": "/places/",
    "/plans": "/plans/",
    "/documents": "/documents/",
    "/catalogue/models": "/catalogue/models/",
    "/catalogue/suppliers": "/catalogue/suppliers/",
    "/closures": "/closures/",
    "/figures": "/figures/",
    "/faults": "/faults/",
    "/readings": "/meters/",
    "/catalogue/limits": "/catalogue/limits/",
    "/checklists": "/checklists/",
    "/safety-tests": "/safety-tests/",
    "/spares": "/spares/",
    "/trail": "/trail/",
    "/procurement/deliveries": "/procurement/deliveries/",
    "/procurement/invoices": "/procurement/invoices/",
    "/procurement/reports": "/procurement/reports/",
    "/procurement/lots/ROHU00627-L05/contracts": "/procurement/contracts/",
}
LANGUAGES = ["English", "Română", "Magyar"]
ONE_EACH = ["h1", "main", "a.skip", "head title"]
DESK, SMALL = {"width": 1280, "height": 720}, {"width": 360, "height": 740}
ONCE = pytest.mark.parametrize("scripts", [True], indirect=True)
TURNS = [0, *(pytest.param(turn, marks=pytest.mark.proof) for turn in range(1, 6))]


# What is loaded beforehand serves a rule about sound that starts by itself, which is not serious.
AXE = "axe.run({resultTypes: ['violations'], preload: false})"
SEEN = """names => ({
  counts: names.map(name => document.querySelectorAll(name).length),
  width: document.documentElement.scrollWidth,
})"""


def serious(page):
    return [
        f"{each['id']} {[node['html'] for node in each['nodes']][:3]}"
        for each in page.evaluate(AXE)["violations"]
        if each["impact"] in {"serious", "critical"}
    ]


def first_of(page, address, start):
    found = re.search(rf'href="({start}(?!new)[^"?#]+)"', page.request.get(address).text())
    assert found, address
    return found[1]


def every(page):
    return [*PAGES, *(first_of(page, *each) for each in LISTS.items())]


def amiss(page):
    """What is wrong with the page as it stands on the screen, and then on a small phone."""
    wrong = serious(page)
    page.set_viewport_size(SMALL)
    seen = page.evaluate(SEEN, ONE_EACH)
    wrong += [name for name, count in zip(ONE_EACH, seen["counts"], strict=True) if count != 1]
    return wrong + [f"{seen['width']} wide"] * (seen["width"] > SMALL["width"])


@ONCE
@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_amiss_on_any_page(new_context, language, turn):
    """Each page is met once: in one language, in the light or in the dark, wide or small.

    One page after the other takes the next of these, so that each of the twelve is met by many
    pages. That nothing is wider than a small phone is asked of all in the language they are met
    in, and that each has a title, one heading and its landmarks. The other turns, which are the
    proof, meet every page in every language, in the light and in the dark.
    """
    context = new_context()
    context.add_init_script(AXE_SCRIPT)
    page = context.new_page()
    page.goto("/sign-in")
    wrong = {"/sign-in": serious(page)}
    sign_in(page, "administrator@demo.example")
    page.get_by_role("button", name=language).click()

    for number, address in enumerate(every(page), turn):
        if LANGUAGES[number % 3] == language:
            page.emulate_media(color_scheme="dark" if number % 2 else "light")
            page.set_viewport_size(SMALL if number // 6 % 2 else DESK)
            there = page.goto(address).ok
            wrong[address] = amiss(page) + ["not there"] * (there == (address == NOT_THERE))

    assert {address: found for address, found in wrong.items() if found} == {}


PATTERNS = [
    re.compile(re.sub(r"{[^}]+}", "[^/?]+", address.removeprefix("GET ")))
    for address in ADDRESSES
    if address.startswith("GET /") and " /api/" not in address
]
LINK = re.compile(r'href="(/(?!static/|api/)[^"#]*)"')


def led_to(page):
    """One address of each kind of page to which the pages lead, from the first one on."""
    kinds, ahead, pages = set(), ["/"], []
    while ahead:
        address = ahead.pop(0)
        answer = page.request.get(address)
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        pages.append(address)
        for link in map(html.unescape, LINK.findall(answer.text())):
            path = link.partition("?")[0]
            kind = next((each for each in PATTERNS if each.fullmatch(path)), path)
            if kind not in kinds:
                kinds.add(kind)
                ahead.append(link)
    return pages


@pytest.mark.proof
@ONCE
def test_nothing_is_amiss_where_the_pages_lead(new_context):
    """Every kind of page that somebody can come to by following links, not those above alone."""
    context = new_context()
    context.add_init_script(AXE_SCRIPT)
    page = context.new_page()
    sign_in(page, "administrator@demo.example")
    wrong = {}

    for number, address in enumerate(led_to(page)):
        page.emulate_media(color_scheme="dark" if number % 2 else "light")
        page.set_viewport_size(SMALL if number % 3 else DESK)
        page.goto(address)
        alone = not page.locator("nav").count()  # a scan's: there is nothing to be skipped
        wrong[address] = [each for each in amiss(page) if not (alone and each == "a.skip")]

    assert len(wrong) > len(PAGES)
    assert {address: found for address, found in wrong.items() if found} == {}


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
