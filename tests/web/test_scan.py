import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assets.inventory import identifiers
from assets.inventory.register import Condition
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_person, a_plan, a_room, a_site, an_asset, committed


@pytest.fixture
def label(session):
    a_site(session, contact="Technical office, 0256 000 000")
    made = committed(session, identifiers.label_of(session, an_asset(session, "Galvanic bath")))
    session.expire_all()
    return identifiers.coded(session, made.code)


def test_a_stranger_reads_whether_it_may_be_used_and_whom_to_tell(browser, label):
    page = browser.get(f"/t/{label.code}")

    assert page.status_code == 200
    assert "May be used." in page.text
    assert "Technical office, 0256 000 000" in page.text


@pytest.mark.parametrize("path", ["/t/", "/T/"])
def test_a_code_is_read_in_either_case(browser, label, path):
    assert "Galvanic bath" in browser.get(path + label.code.lower()).text
    assert "Galvanic bath" in browser.get(path + label.code).text


def test_a_thing_out_of_order_says_do_not_use_in_the_strangers_language(browser, session, label):
    label.asset.judge(Condition.DOWN)
    session.commit()

    page = browser.get(f"/t/{label.code}", headers={"Accept-Language": "hu"})

    assert 'lang="hu"' in page.text
    assert "is-down" in page.text


def test_whoever_may_see_it_lands_on_its_page(app, session, label):
    technician = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))

    answer = technician.get(f"/t/{label.code}")

    assert answer.headers["location"] == f"/assets/{label.asset.tag}?scanned={label.code}"


def test_somebody_from_another_site_reads_what_a_stranger_reads(app, session, label):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    other = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, szentes))

    assert "May be used." in other.get(f"/t/{label.code}").text
    assert other.post(f"/t/{label.code}/verify").status_code == 404


def test_looking_at_a_label_does_not_verify_it_but_the_button_does(app, session, label):
    technician = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))
    technician.get(f"/t/{label.code}")
    session.refresh(label)
    assert label.verified_at is None

    technician.post(f"/t/{label.code}/verify")

    session.refresh(label)
    assert label.verified_at is not None


def test_a_made_up_code_opens_nothing(browser):
    assert browser.get("/t/ZZZZZZZZ").status_code == 404


def test_a_thing_that_moves_takes_its_label_along(session, label):
    pool = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))

    label.asset.stand_in(pool, on=pool.created_at.date())
    session.commit()

    session.refresh(label)
    assert label.site_id == pool.site_id


def test_a_late_duty_is_seen_before_a_word_is_read(browser, session, label):
    a_plan(session, label.asset, datetime.now(UTC).date() - timedelta(days=4))

    page = browser.get(f"/t/{label.code}").text

    assert "May be used." in page
    assert "verdict is-degraded" in page
    assert re.search(r"<p>In use\. A duty is [345] days late\.</p>", page)


# Never do both of these have the day of UTC.
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue"])
def test_the_day_that_a_stranger_is_told_is_the_day_of_the_site(browser, session, zone):
    site = a_site(session, "FAR", "Far away", zone=zone)
    asset = an_asset(session, place=a_room(session, "Pool", site))
    made = committed(session, identifiers.label_of(session, asset))
    a_plan(session, asset, datetime.now(ZoneInfo(zone)).date())

    assert "A duty is due today." in browser.get(f"/t/{made.code}").text
