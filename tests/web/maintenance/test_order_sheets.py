"""The sheet of an order as its page and programs give it away."""

import pypdfium2

from assets.rights import Role
from tests.builders import a_checked_order, a_model, a_person, a_round, a_step, an_asset


def words(answer):
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.content)]
    return " ".join(" ".join(pages).split())


def test_an_order_leads_to_its_sheet_with_its_checklist(browser, session):
    asset = an_asset(session, model=a_model(session))
    order = a_checked_order(session, a_step("belt", low=5), asset=asset)
    browser.sign_in(a_person(session, Role.TECHNICIAN))

    page = browser.get(f"/orders/{order.number}").text
    sheet = browser.get(f"/orders/{order.number}/sheet.pdf")

    assert f'href="/orders/{order.number}/sheet.pdf"' in page
    assert sheet.headers["content-type"] == "application/pdf"
    for said in (order.number, asset.tag, "Technogym Run Artis", "belt ro", "cel puțin 5"):
        assert said in words(sheet)


def test_a_round_has_its_stops_on_its_sheet(browser, session):
    order = a_round(session, 3)
    browser.sign_in(a_person(session, Role.TECHNICIAN))

    said = words(browser.get(f"/orders/{order.number}/sheet.pdf"))

    assert all(f"Treadmill {number}" in said for number in (1, 2, 3))
