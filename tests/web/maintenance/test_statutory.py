import csv
import io
from datetime import date

import pypdfium2
import pytest
from sqlmodel import select

from assets.inventory.documents import Kind as PaperKind
from assets.maintenance import officers
from assets.maintenance.officers import Office, Officer, Said
from assets.maintenance.orders import State
from assets.maintenance.terms import Register
from assets.rights import Role
from tests.browser import Browser
from tests.builders import (
    a_document,
    a_person,
    a_room,
    a_site,
    an_asset,
    an_order,
    committed,
)


@pytest.fixture
def manager(app, session):
    person = a_person(session, Role.SITE_MANAGER, a_site(session), name="Ana Manager")
    return Browser(app).sign_in(person)


@pytest.fixture
def boiler(session):
    """Listed with ISCIR, inspected once with a certificate, at Lovrin, due in 2030."""
    boiler = an_asset(session, "Cazan de apă caldă", serial_number="B-77")
    order = an_order(session, boiler, date(2026, 3, 1), title="Verificare tehnică periodică")
    order.state, order.done_on, order.due_key = State.DONE, date(2026, 3, 2), date(9999, 12, 31)
    plan = order.plan_id and session.get(type(order).plan.property.mapper.class_, order.plan_id)
    plan.listed_in = Register.ISCIR
    plan.set_due(date(2030, 3, 1))
    paper = {"number": "PV-77/2026", "valid_until": date(2030, 3, 1)}
    a_document(session, order, PaperKind.CERTIFICATE, **paper)
    return committed(session, boiler)


def an_officer(session, **said):
    held = {
        "person": None,
        "name": "Ion Popescu",
        "authorisation": "RSVTI-12",
        "valid_until": date(2020, 1, 1),
        "since": date(2019, 1, 1),
    }
    officer = officers.appoint(session, a_site(session), Office.RSVTI, Said(**(held | said)))
    return committed(session, officer)


def test_the_register_says_what_is_listed_when_it_was_checked_and_who_answers(
    manager, session, boiler
):
    without = manager.get("/registers/iscir").text
    an_officer(session)

    page = manager.get("/registers/iscir").text

    for said in (boiler.tag, "B-77", "PV-77/2026", "2 Mar 2026", "1 Mar 2030", "To be verified"):
        assert said in page, said
    assert "nobody is named as RSVTI operator" in without
    assert "Ion Popescu" in page
    assert "ended on 1 Jan 2020" in page
    assert boiler.tag not in manager.get("/registers/annex-13").text
    assert manager.get("/registers/annex_14").status_code == 404


def test_the_register_is_taken_away_as_csv_with_its_officer(manager, session, boiler):
    an_officer(session)

    answer = manager.get("/registers/iscir.csv?site=LOV")

    (row,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert (row["asset"], row["serial_number"], row["due_on"]) == (boiler.tag, "B-77", "2030-03-01")
    assert (row["certificate"], row["responsible"]) == ("PV-77/2026", "Ion Popescu (RSVTI-12)")


def test_the_paper_is_in_the_language_of_the_site_with_a_line_to_sign(manager, session, boiler):
    an_officer(session, valid_until=date(2031, 1, 1))

    answer = manager.get("/registers/iscir.pdf")

    (page,) = pypdfium2.PdfDocument(answer.content)
    words = " ".join(page.get_textpage().get_text_range().split())
    for said in (
        boiler.tag,
        "Cazan de apă caldă",
        "Lovrin",
        "Ion Popescu, RSVTI-12, valabil până la 1 ianuarie 2031",
        "PV-77/2026",
        "Semnătura",
        "Pagina 1 din 1",
    ):
        assert said in words, said


def test_an_officer_is_appointed_changed_and_leaves(manager, session):
    site = a_site(session)
    typed = {"site": "LOV", "office": "rsvti", "since": "2025-01-01"}

    nobody = manager.post("/officers", data=typed)
    answer = manager.post("/officers", data=typed | {"person": "Ana Manager"})
    address = answer.headers["location"]
    left = typed | {"name": "Ion Popescu", "until": "2025-06-30", "version": "1"}
    manager.post(f"{address}/edit", data=left)

    assert (nobody.status_code, "Name either a colleague" in nobody.text) == (422, True)
    session.expire_all()
    officer = session.exec(select(Officer)).one()
    assert (officer.site_id, officer.person_id, officer.name) == (site.id, None, "Ion Popescu")
    assert "Ion Popescu" not in manager.get("/registers").text
    assert "Ion Popescu" in manager.get("/registers?past=true").text
    assert "Ana Manager" in manager.get("/officers/people?site=LOV&person=ana").text


def test_an_officer_of_another_site_does_not_exist(app, session):
    officer = an_officer(session)
    szentes = a_site(session, "SZE", "Szentes", "HU")
    a_room(session, "Pool", szentes)
    theirs = Browser(app).sign_in(a_person(session, Role.SITE_MANAGER, szentes, name="Bela"))

    assert theirs.get(f"/officers/{officer.id}").status_code == 404
    assert "Ion Popescu" not in theirs.get("/registers").text
