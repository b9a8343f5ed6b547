import html
import re
from datetime import UTC, date, datetime

import pytest

from assets import annals, trail
from assets.annals import Wanted
from assets.database import Actor, transaction
from assets.inventory import partners
from assets.inventory.register import Asset, Condition
from assets.listing import Cut
from assets.procurement.milestones import Milestone
from assets.rights import EVERYTHING, GRANTED, Rights, Role
from tests.benchmarks.floors import recorded
from tests.browser import Browser
from tests.builders import a_lot, a_model, a_person, a_room, a_schedule, a_site, an_asset


@pytest.fixture
def auditor(app, session):
    return Browser(app).sign_in(a_person(session, Role.AUDITOR))


@pytest.fixture
def manager(app, session):
    """The manager of Lovrin."""
    return Browser(app).sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


def read(text):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def told(answer):
    """What the list says, without the menus around it."""
    return [
        read(each) for each in re.findall(r"<li>\s*<a class=.when.*?</li>", answer.text, re.DOTALL)
    ]


def change(engine, record, *, by=None, at=None, reason="", **values):
    """One transaction of its own."""
    with transaction(engine, by=Actor("web", by), at=at, reason=reason) as session:
        kept = session.get(type(record), record.id)
        for name, value in values.items():
            setattr(kept, name, value)


def test_what_happened_is_told_the_latest_first_with_who_and_where_to_look(
    auditor, engine, session
):
    asset, ana = an_asset(session, "Bath"), a_person(session, name="Ana Pop")

    change(engine, asset, by=ana.id, condition=Condition.DOWN, reason="It leaks.")

    first = told(auditor.get("/trail"))[0]
    assert "It leaks." in first
    assert "LOV-00001 : Condition changed from Working to Out of order. Ana Pop" in first
    assert 'href="/assets/LOV-00001"' in auditor.get("/trail").text


def test_the_manager_of_a_site_sees_its_history_alone(manager, engine, session):
    here = an_asset(session, "Bath")
    pool = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))
    there = an_asset(session, "Weight bath", place=pool)
    with transaction(engine, by=Actor("web")) as both:
        for asset in (here, there):
            both.get(Asset, asset.id).judge(Condition.DEGRADED)

    shown = " ".join(told(manager.get("/trail")))

    assert "LOV-00001" in shown
    assert "SZE-00001" not in shown
    batch = re.findall(r'href="(/trail/\d+)"', manager.get("/trail").text)[0]
    assert "SZE-00001" not in manager.get(batch).text


def test_what_belongs_to_no_site_is_for_those_who_see_everything(manager, auditor, session):
    a_model(session, "Technogym", "Run Artis")

    assert "Run Artis" in " ".join(told(auditor.get("/trail")))
    assert "Run Artis" not in " ".join(told(manager.get("/trail")))


def test_a_batch_of_another_site_does_not_exist(manager, session):
    an_asset(session, place=a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU")))
    number = trail.head(session).number

    assert manager.get(f"/trail/{number}").status_code == 404
    assert manager.get("/trail/99999").status_code == 404


def test_a_technician_has_no_business_with_the_history(technician):
    assert technician.get("/trail").status_code == 404
    assert technician.get("/trail/1").status_code == 404


def test_the_history_is_narrowed_to_who_what_and_when(auditor, engine, session):
    asset = an_asset(session, "Bath")
    ana, eva = a_person(session, name="Ana Pop"), a_person(session, name="Szabó Éva")
    change(engine, asset, by=ana.id, at=datetime(2027, 3, 1, 12, tzinfo=UTC), note="One")
    change(engine, asset, by=eva.id, at=datetime(2027, 3, 2, 12, tzinfo=UTC), note="Two")

    by_name = " ".join(told(auditor.get("/trail?who=szabo eva")))
    by_person = " ".join(told(auditor.get(f"/trail?person={ana.id}")))
    by_day = " ".join(told(auditor.get("/trail?day=01.03.2027")))
    by_kind = " ".join(told(auditor.get("/trail?kind=person")))
    by_field = " ".join(told(auditor.get("/trail?kind=asset&field=note")))

    assert ("“One”" in by_name, "“Two”" in by_name) == (False, True)
    assert ("“One”" in by_person, "“Two”" in by_person) == (True, False)
    assert ("“One”" in by_day, "“Two”" in by_day) == (True, False)
    assert "Ana Pop" in by_kind
    assert "LOV-00001" not in by_kind
    assert ("“One”" in by_field, "“Two”" in by_field, "Registered" in by_field) == (
        True,
        True,
        False,
    )
    assert (
        '<option value="note" selected>Note</option>'
        in auditor.get("/trail?kind=asset&field=note").text
    )


def test_a_day_begins_and_ends_at_midnight_where_the_reader_is_at_home(app, engine, session):
    """In Lovrin it is two hours later than in UTC in winter."""
    site = a_site(session)
    manager = Browser(app).sign_in(a_person(session, Role.SITE_MANAGER, site))
    asset = an_asset(session, "Bath")
    change(engine, asset, at=datetime(2027, 2, 28, 21, 59, tzinfo=UTC), note="Before")
    change(engine, asset, at=datetime(2027, 2, 28, 22, 1, tzinfo=UTC), note="First")
    change(engine, asset, at=datetime(2027, 3, 1, 21, 59, tzinfo=UTC), note="Last")
    change(engine, asset, at=datetime(2027, 3, 1, 22, 1, tzinfo=UTC), note="After")

    shown = " ".join(told(manager.get("/trail?day=2027-03-01")))

    said = [word for word in ("Before", "First", "Last", "After") if f"“{word}”" in shown]
    assert said == ["First", "Last"]


@pytest.mark.parametrize("asked", ["day=yesterday", "kind=cave", "day=01/02/2027"])
def test_what_is_not_understood_narrows_nothing(auditor, session, asked):
    an_asset(session, "Bath")

    assert "LOV-00001" in " ".join(told(auditor.get(f"/trail?{asked}")))


def test_a_filter_that_finds_nothing_says_so(auditor):
    assert "Nothing of this kind has happened." in auditor.get("/trail?who=xyzzy").text
    assert auditor.get("/trail?person=nonsense").status_code == 404


def test_a_great_batch_shows_its_beginning_and_leads_to_the_rest(auditor, engine):
    with transaction(engine, by=Actor("cli")) as session:
        for number in range(60):
            session.add(partners.Partner(code=f"P{number:02}", name="A partner", country="RO"))

    first = told(auditor.get("/trail"))[0]
    address = html.unescape(re.findall(r'href="(/trail/\d+)"', auditor.get("/trail").text)[0])

    assert "The command line" in first
    assert "Partner: P04 entered." in first
    assert "P05" not in first
    assert "and more" in first
    codes = []
    while address:
        page = auditor.get(address).text
        codes += re.findall(r">P(\d\d)<", page)
        address = html.unescape("".join(re.findall(r'rel="next" href="([^"]+)"', page)))
    assert codes == [f"{number:02}" for number in range(60)]


def test_a_milestone_is_called_by_its_lot_and_its_stage_and_told_once(auditor, engine, session):
    lot = a_lot(session)
    delivery = a_schedule(session, lot).milestone("delivery")
    with transaction(engine, by=Actor("web")) as both:
        kept = both.get(Milestone, delivery.id)
        kept.actual_on = date(2027, 3, 1)
        both.flush()
        kept.note = "All there"

    first = told(auditor.get("/trail"))[0]

    assert "ROHU00627-L01, Delivered : Done on 1 March 2027. Note: “All there”." in first
    assert f'href="/procurement/lots/{lot.number}"' in auditor.get("/trail").text


def test_the_history_is_paged_without_gaps(auditor, engine, session):
    asset = an_asset(session, "Bath")
    for number in range(7):
        change(engine, asset, note=f"Note {number}")

    address, seen = "/trail?limit=3&kind=asset", []
    while address:
        page = auditor.get(address).text
        seen += re.findall(r"“Note (\d)”", page)
        address = html.unescape("".join(re.findall(r'rel="next" href="([^"]+)"', page)))

    assert seen == ["6", "5", "4", "3", "2", "1", "0"]


def test_a_kind_that_is_everywhere_is_found_as_one_that_is_rare(engine, session, monkeypatch):
    asset = an_asset(session, "Bath")
    for number in range(5):
        change(engine, asset, note=f"Note {number}")
    wanted = Wanted(kind="asset")

    rare = annals.listed(session, wanted, Cut(3), EVERYTHING)
    monkeypatch.setattr(annals, "FEW", 2)
    common = annals.listed(session, wanted, Cut(3), EVERYTHING)

    assert common.rows == rare.rows
    assert len(rare.rows) == 3


@pytest.mark.sqlite
def test_many_batches_are_looked_through_by_their_own_index(engine, session, monkeypatch):
    """That of the site holds most of the register, and would be read for each of them."""
    monkeypatch.setattr(annals, "FEW", -1)
    hers = Rights(at_sites={a_site(session).id: GRANTED[Role.SITE_MANAGER]})

    with recorded(engine) as asked:
        annals.listed(session, Wanted(kind="asset"), Cut(), hers)

    statement, values = asked[-1]
    plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    read = [row[3] for row in plan if " entry " in row[3]]
    assert read == ["SEARCH entry USING INDEX ix_entry_batch_id_position (batch_id=?)"]
