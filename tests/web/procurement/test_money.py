"""Budgets, invoices, reports and rates, as an officer has them on her pages."""

import html
import io
import re
from datetime import date

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event

from assets.listing import Cut
from assets.procurement import fundings, invoices, reports
from assets.procurement.fundings import Paid
from assets.procurement.invoices import Wanted
from assets.rights import EVERYTHING, Role
from assets.words import Language
from tests.assets.procurement.money import (
    HUF,
    a_budget,
    a_contract,
    a_line,
    a_rate,
    an_invoice,
    billed,
    funded,
    paid,
    the_project,
)
from tests.builders import a_lot, a_partner, a_person, a_project, an_asset

HOME = "/procurement/projects/ROHU00627"
MONTHLY = b"Country,Currency,ISO A3 Code,Value\nROMANIA,Leu,RON,5.0903\n"


@pytest.fixture
def project(session):
    return a_project(session, total_minor=100_000_00, erdf_minor=80_000_00)


@pytest.fixture
def officer(browser, session, project):  # noqa: ARG001 - it must be there
    return browser.sign_in(a_person(session, Role.PROCUREMENT_OFFICER))


def read(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def posted(browser, path, **said):
    answer = browser.post(path, data=said)
    assert answer.status_code == 303, read(answer)[:900]
    return answer.headers["location"]


def an_entered_invoice(officer, **said):
    usual = {"supplier": "Seller", "number": "FV 12", "issued_on": "2026-03-01", "currency": "RON"}
    return posted(officer, "/procurement/invoices", **(usual | said))


def test_a_budget_is_written_approved_and_changed_and_keeps_what_was(officer):
    posted(officer, f"{HOME}/budget/draft/new")
    said = {"category": "CAT5", "title": "Treadmills", "partner": "TM"}
    posted(officer, f"{HOME}/budget/lines", line="PP1-5.1", **said)
    field = re.search(r'name="([0-9a-f-]{36})"', officer.get(f"{HOME}/budget/draft").text)[1]
    posted(officer, f"{HOME}/budget/draft", **{field: "€ 60.000,50"})
    posted(officer, f"{HOME}/budget/draft/approve", approved_on="2026-03-01")
    posted(officer, f"{HOME}/budget/draft/new", reason="Addendum 1")

    bad = officer.post(f"{HOME}/budget/draft", data={field: "5 lei"})
    posted(officer, f"{HOME}/budget/draft", **{field: "70 000"})

    assert bad.status_code == 422
    assert "5 RON is not in EUR." in read(bad)
    assert 'value="5 lei"' in bad.text
    now, draft = read(officer.get(f"{HOME}/budget")), read(officer.get(f"{HOME}/budget?number=2"))
    assert "Version 1 holds since 1 Mar 2026." in now
    assert "EUR 60,000.50" in now
    assert "EUR 70,000.00 +9,999.50" in draft
    assert "Addendum 1" in draft


def test_more_than_the_grant_is_not_approved(officer, session):
    line = a_line(session)
    posted(officer, f"{HOME}/budget/draft/new")
    posted(officer, f"{HOME}/budget/draft", **{str(line.id): "100000,01"})

    answer = officer.post(f"{HOME}/budget/draft/approve", data={"approved_on": "2026-03-01"})

    assert answer.status_code == 422
    assert "add up to EUR 100,000.01. The grant is EUR 100,000.00." in read(answer)


def test_an_invoice_from_the_lot_to_the_last_payment(officer, session):
    a_line(session)
    lot = a_lot(session, project=the_project(session))
    home = an_entered_invoice(officer, lot=lot.number, due_on="2026-03-31")
    posted(
        officer,
        f"{home}/lines",
        title="Treadmills",
        net="1.234.567,89 lei",
        vat="259 259,26",
        budget_line="PP1-5.1",
        eligible_vat="0",
    )

    due = read(officer.get(home))
    posted(officer, f"{home}/payments", amount="1.493.827,15 lei", paid_on="2026-03-30")

    assert "RON 1,493,827.15 was due on 31 March 2026." in due
    assert "RON 1,234,567.89" in due
    assert "Paid." in read(officer.get(home))
    assert "FV 12" in read(officer.get(f"/procurement/lots/{lot.number}"))
    assert "FV 12" not in read(officer.get("/procurement/invoices?unpaid=true"))


def test_the_same_invoice_twice_is_refused_and_nothing_typed_is_lost(officer, session):
    lot = a_lot(session, project=the_project(session))
    an_entered_invoice(officer, lot=lot.number)
    again = {"supplier": "Seller", "number": "fv-12", "issued_on": "2026-03-02", "currency": "RON"}

    answer = officer.post("/procurement/invoices", data=again | {"partner": "TM", "note": "Again"})

    assert answer.status_code == 422
    assert "Seller has sent this invoice before: it is FV 12, for lot ROHU00627-L01." in read(
        answer
    )
    assert 'value="fv-12"' in answer.text
    found = invoices.listed(session, Wanted(), Cut(), EVERYTHING)
    assert len(found.rows) == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"net": "5 €"}, "5 EUR is not in RON."),
        ({"net": "1.234"}, "can be read in two ways"),
        ({"eligible_net": "11"}, "At most the whole amount is eligible."),
        ({"budget_line": "NONE"}, "There is no line NONE in this budget."),
    ],
)
def test_a_line_that_cannot_be_is_refused_beside_its_field(officer, session, said, words):
    a_line(session)
    lot = a_lot(session, project=the_project(session))
    home = an_entered_invoice(officer, lot=lot.number)
    usual = {"title": "Bath", "net": "10", "budget_line": "PP1-5.1"}

    answer = officer.post(f"{home}/lines", data=usual | said)

    assert answer.status_code == 422
    assert words in read(answer)
    assert f'id="{next(iter(said))}-error"' in answer.text


@pytest.fixture
def report(officer, session):
    """A report of a paid invoice in forints, with nothing declared yet."""
    line = a_line(session)
    funded(session, erdf=66_000_00, national=32_000_00, own=2_000_00)
    invoice = an_invoice(session, currency=HUF, issued_on=date(2026, 3, 1))
    billed(session, invoice, line, 718_824_400)
    paid(session, invoice, on=date(2026, 3, 9))
    a_rate(session, "391.28", HUF, month=date(2026, 3, 1))
    period = {"period_from": "2026-01-01", "period_to": "2026-03-31"}
    said = {"project": "ROHU00627", "partner": "TM"} | period
    return posted(officer, "/procurement/reports", **said)


def test_a_report_is_declared_submitted_verified_and_reimbursed(officer, report):
    key = re.search(r'name="line" value="([^"]+)"', officer.get(report).text)[1]
    posted(officer, f"{report}/declare", line=key)
    posted(officer, f"{report}/submit", on="2026-03-31")
    told = read(officer.get(report))
    cost = re.search(r'name="(refused\.[^"]+)"', officer.get(report).text)[1]
    too_much = officer.post(f"{report}/verify", data={"on": "2026-04-01", cost: "99 999"})
    posted(officer, f"{report}/verify", on="2026-04-01", **{cost: "71,10"})
    posted(officer, f"{report}/reimburse", on="2026-05-01")

    # 7,188,244 Ft at 391.28 are EUR 18,371.10; less 71.10, 18,300.00, of which 66 % are 12,078.00.
    assert "1 EUR = 391.2800 HUF (March 2026)" in told
    assert "EUR 18,371.10" in told
    assert "At most what was declared is taken out." in read(too_much)
    done = read(officer.get(report))
    assert "Reimbursed on 1 May 2026." in done
    for share in ("EUR 12,078.00", "EUR 5,856.00", "EUR 366.00"):
        assert share in done


def test_the_expenditure_list_is_taken_away_as_a_workbook_and_on_paper(officer, report):
    key = re.search(r'name="line" value="([^"]+)"', officer.get(report).text)[1]
    posted(officer, f"{report}/declare", line=key)
    posted(officer, f"{report}/submit", on="2026-03-31")

    book = officer.get(f"{report}/expenditure.xlsx").content
    paper = pypdfium2.PdfDocument(officer.get(f"{report}/expenditure.pdf").content)

    (sheet,) = CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name(sheet).to_python()
    assert rows[1][1:6] == ["PP1-5.1", "Treadmill", "ROHU00627-L01", "Seller", "FV 12"]
    assert rows[1][11:] == [7188244.0, "391.2800 (Mar 2026)", 18371.1, 0.0, 18371.1]
    # 66 : 32 : 2 of 18,371.10: 12,124.926, 5,878.752, 367.422; two cents go to the first two.
    assert [row[-1] for row in rows[2:]] == [18371.1, 12124.93, 5878.75, 367.42]
    words = " ".join(paper[0].get_textpage().get_text_range().split())
    for said in ("List of expenditure", "ROHU00627 Resilience4Health", "EUR 12,124.93", "FV 12"):
        assert said in words.replace("\xa0", " ")


def test_where_the_money_is_says_what_is_over(officer, session):
    line = a_line(session)
    a_budget(session, (line, 100_00))
    billed(session, an_invoice(session), line, 150_00)

    page, list_ = read(officer.get(f"{HOME}/money")), officer.get(f"{HOME}/money.csv").text

    assert "EUR 50.00 is bound beyond what its lines may cost." in page
    assert "PP1-5.1,What PP1-5.1 buys,CAT5,TM,100.00 EUR,0.00 EUR,150.00 EUR" in list_


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_the_list_of_money_asks_no_more_for_twenty_lines_than_for_one(
    officer, session, project, engine, form
):
    asked = []

    def written(code):
        partner = a_partner(session)
        line = a_line(session, code, partner, project=project)
        lot = a_lot(session, project=project, partner=partner, budget_line_id=line.id)
        bill = billed(session, an_invoice(session, code, lot=lot), line, 100_00)
        paid(session, session.get_one(invoices.Invoice, bill.invoice_id))
        a_contract(session, lot, 100_00, number=code)
        return code

    def taken():
        asked.clear()
        answer = officer.get(f"{HOME}/money.{form}")
        return answer.status_code, len(asked)

    written("PP1-1.0")
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    few = taken()
    more = [written(f"PP1-2.{number}") for number in range(20)]

    assert (few[0], few[1] > 1, len(more)) == (200, True, 20)
    assert taken() == few


def test_a_rate_says_in_her_language_that_it_is_invented(browser, session):
    a_rate(session, "5.0903", source="Demonstration")
    browser.sign_in(a_person(session, Role.VIEWER, language="hu"))

    page = read(browser.get("/procurement/rates"))

    assert "RON 5,0903 Bemutató" in page


def test_the_commissions_file_is_loaded_and_a_month_asked_for(officer):
    def sent(**said):
        file = {"file": ("rates.csv", MONTHLY, "text/csv")}
        return officer.post("/procurement/rates", data=said, files=file)

    asked, loaded = sent(), sent(month="2026-03-17")

    assert asked.status_code == 422
    assert "does not say which month" in read(asked)
    page = read(officer.get(loaded.headers["location"]))
    assert "Loaded: 1 new, 0 changed." in page
    assert "March 2026 RON 5.0903" in page


def test_who_pays_is_written_down_and_changed(officer):
    said = {"partner": "TM", "source": "erdf"}
    posted(officer, f"{HOME}/fundings", amount="66.000,00 €", **said)
    posted(officer, f"{HOME}/fundings", amount="60.000,00", **said)

    too_much = officer.post(f"{HOME}/fundings", data=said | {"amount": "80.000,01"})

    assert "more than is left of the grant: EUR 80,000.00" in read(too_much)
    assert "ERDF TM EUR 60,000.00 100.00 %" in read(officer.get(f"{HOME}/fundings"))


def test_several_sources_of_one_thing_are_written_down(officer, session):
    asset = an_asset(session)
    rows = {"project0": "ROHU00627", "share0": "72,5", "name1": "Timiș County", "share1": "27,5"}

    wrong = officer.post(f"/assets/{asset.tag}/funding", data=rows | {"share1": "27"})
    posted(officer, f"/assets/{asset.tag}/funding", **rows)

    assert "are 100 %" in read(wrong)
    kept = session.exec(fundings.of_asset(asset)).all()
    assert [(each.name, each.basis_points) for each in kept] == [("", 7250), ("Timiș County", 2750)]


@pytest.mark.parametrize(
    ("role", "changes"), [(Role.PROCUREMENT_OFFICER, True), (Role.TECHNICIAN, False)]
)
def test_the_page_of_a_thing_says_who_has_paid_for_it(browser, session, project, role, changes):
    asset = an_asset(session)
    county = Paid(3_333, name="Timiș County")
    fundings.share_out(session, asset, [Paid(6_667, project), county])
    person = a_person(session, role, language=Language.HU)

    page = browser.sign_in(person).get(f"/assets/{asset.tag}")

    shown = "Resilience4Health 66,67\xa0%; Timiș County 33,33\xa0%"
    assert shown in html.unescape(page.text)
    assert (f"/assets/{asset.tag}/funding" in page.text) is changes


def test_results_are_promised_and_reached(officer):
    names = {"name_en": "Workshops", "name_ro": "Ateliere", "name_hu": "Műhelyek"}
    posted(officer, f"{HOME}/results", target="6", achieved="6", **names)

    assert "1 of 1 results are reached." in read(officer.get(f"{HOME}/results"))
    assert "Fill this in." in read(officer.post(f"{HOME}/results", data=names))


@pytest.mark.parametrize("language", [Language.RO, Language.HU])
def test_every_page_of_money_is_said_in_her_language(browser, session, project, language):
    line = a_line(session)
    a_budget(session, (line, 100_00))
    invoice = an_invoice(session)
    billed(session, invoice, line, 50_00)
    period = date(2026, 1, 1), date(2026, 3, 31)
    report = reports.begin(session, project, a_partner(session), period)
    session.commit()
    browser.sign_in(a_person(session, Role.PROCUREMENT_OFFICER, language=language))
    pages = [f"{HOME}/{noun}" for noun in ("budget", "fundings", "money", "results")]
    pages += [f"{HOME}/{noun}/new" for noun in ("budget/lines", "fundings", "results")]
    pages += [f"/procurement/{noun}" for noun in ("invoices", "reports", "rates", "vat")]
    pages += [f"/procurement/{noun}/new" for noun in ("invoices", "reports")]
    pages += [f"/procurement/invoices/{invoice.id}", f"/procurement/reports/{report.id}"]

    for page in pages:
        answer = browser.get(page)
        assert answer.status_code == 200, page
        assert " the " not in read(answer).split("Rehab Assets")[1], page
