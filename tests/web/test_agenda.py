import re
from datetime import date, timedelta
from functools import partial

import icalendar
import pytest
import recurring_ical_events

from assets import feeds, tokens
from assets.maintenance import occurrences
from assets.rights import Role
from tests.assets.test_diary import of_every_kind
from tests.browser import Browser
from tests.builders import (
    DAY,
    a_person,
    a_plan,
    a_room,
    a_site,
    an_asset,
    an_order,
    committed,
    today_at,
)

MARCH = "/agenda?shown=month&on=2027-03-01"


@pytest.fixture
def ana(session):
    return a_person(session, Role.SITE_MANAGER, a_site(session), name="Ana")


@pytest.fixture
def manager(browser, ana):
    return browser.sign_in(ana)


def an_address(manager, **said):
    """The path of a new calendar address, as its page shows it."""
    before = set(re.findall(r"/feeds/([\w-]+)\.ics", manager.get("/me/feeds").text))
    assert manager.post("/me/feeds", data={"name": "My phone", **said}).status_code == 303
    (secret,) = set(re.findall(r"/feeds/([\w-]+)\.ics", manager.get("/me/feeds").text)) - before
    return f"/feeds/{secret}.ics"


def a_program(app, session, person):
    """What asks with a token of this person."""
    secret = committed(session, tokens.issue(session, person))
    return partial(Browser(app).get, headers={"Authorization": f"Bearer {secret}"})


def events(browser, address):
    """What an independent reader finds in the calendar, by its summaries."""
    calendar = icalendar.Calendar.from_ical(browser.get(address).content)
    return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}


def test_the_list_begins_with_what_is_late_and_leads_to_each(manager, session):
    an_order(session, an_asset(session, "Lift"), due_on=DAY - timedelta(300), title="Rope")
    order = an_order(session, an_asset(session, "Pump"), due_on=DAY - timedelta(400), title="Oil")
    plan = a_plan(session, an_asset(session, "Bath"), due_on=date(2199, 5, 1), title="Drain")

    page = manager.get("/agenda").text

    assert page.index(f"/orders/{order.number}") < page.index(f"/plans/{plan.id}")
    assert page.count("group is-bad") == 1
    late = page.split("group is-bad")[1].split("</section>")[0]
    assert all(f"{day.day} " in late for day in (DAY - timedelta(300), DAY - timedelta(400)))
    assert late.count("<li") == 2


def test_a_month_shows_each_thing_on_its_day_and_leads_to_the_days(manager, session):
    for nth in range(5):
        an_order(session, an_asset(session, f"Pump {nth}"), due_on=DAY, title=f"Oil {nth}")

    page = manager.get(MARCH).text
    (square,) = re.findall(
        r'<td[^>]*>\s*<a class="date" href="[^"]*on=2027-03-01.*?</td>', page, re.DOTALL
    )

    assert len(re.findall("<li", square)) == 3
    assert "and 2 more" in square
    assert "March 2027" in page
    assert "on=2027-04-01" in page
    assert "on=2027-02-01" in page


def test_a_week_has_its_seven_days_and_no_other(manager, session):
    for day in (date(2027, 2, 28), date(2027, 3, 1), date(2027, 3, 7), date(2027, 3, 8)):
        an_order(session, an_asset(session), due_on=day, title=f"On the {day.day}th")

    page = manager.get("/agenda?shown=week&on=2027-03-03").text

    assert [f"On the {n}th" in page for n in (28, 1, 7, 8)] == [False, True, True, False]


@pytest.mark.parametrize("address", ["/agenda?kind=warranty", "/agenda?shown=week", MARCH])
def test_where_nothing_has_its_day_the_page_says_so(manager, address):
    page = manager.get(address)

    assert page.status_code == 200
    assert "Nothing" in page.text


def test_a_calendar_program_reads_all_day_events_that_keep_their_ids(manager, session, app):
    today = today_at(a_site(session))
    plan = a_plan(session, an_asset(session, "Stanger bath"), due_on=today, title="Clean")
    address, stranger = an_address(manager), Browser(app)
    before = events(stranger, address)
    occurrences.reschedule(session, plan, today + timedelta(3))
    session.commit()

    (name,) = before
    after = events(stranger, address)[name]

    assert before[name]["UID"] == after["UID"]
    assert after["SEQUENCE"] > before[name]["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt >= before[name]["LAST-MODIFIED"].dt
    assert (before[name]["DTSTART"].dt, after["DTSTART"].dt) == (today, today + timedelta(3))
    assert after["DTSTART"].params["VALUE"] == "DATE"
    calendar = icalendar.Calendar.from_ical(stranger.get(address).content)
    expanded = recurring_ical_events.of(calendar).between(today, today + timedelta(30))
    assert [each["UID"] for each in expanded] == [after["UID"]]


def test_a_calendar_that_has_not_changed_is_not_sent_again(manager, session, app):
    an_order(session, due_on=today_at(a_site(session)))
    address, stranger = an_address(manager), Browser(app)
    first = stranger.get(address)

    again = stranger.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first.headers["content-type"].startswith("text/calendar")
    assert all(len(line) <= 75 for line in first.content.split(b"\r\n"))


def test_a_calendar_shows_what_was_chosen_and_only_what_she_may_see(manager, session, app):
    today = today_at(a_site(session))
    an_order(session, due_on=today, title="Repair")
    a_plan(session, an_asset(session), due_on=today, title="Clean")
    szentes = a_site(session, "SZE", "Szentes", "HU")
    an_order(session, an_asset(session, place=a_room(session, site=szentes)), due_on=today,
             title="Elsewhere")  # fmt: skip

    chosen = events(Browser(app), an_address(manager, kinds=["order"]))
    all_ = events(Browser(app), an_address(manager))

    assert [name.split(":")[0] for name in chosen] == ["Repair"]
    assert {name.split(":")[0] for name in all_} == {"Repair", "Clean"}


def test_a_calendar_that_is_full_holds_what_comes_before_what_was(
    manager, session, app, monkeypatch
):
    today = today_at(a_site(session))
    for days in (-2, 0, 1):
        an_order(session, due_on=today + timedelta(days), title=f"Oil {days}")
    monkeypatch.setattr(feeds, "MOST", 2)

    shown = events(Browser(app), an_address(manager))

    assert [name.split(":")[0] for name in shown] == ["Oil 0", "Oil 1"]


def test_an_address_that_was_taken_away_or_whose_owner_left_shows_nothing(
    manager, ana, session, app
):
    taken, left = an_address(manager), an_address(manager, name="Desk")
    key = next(each.id for each in session.exec(feeds.of_person(ana)) if each.name == "My phone")
    manager.post(f"/me/feeds/{key}/revoke", data={})
    first = [Browser(app).get(address).status_code for address in (taken, left)]
    ana.disable()
    session.commit()

    assert first == [404, 200]
    assert Browser(app).get(left).status_code == 404


def test_nobody_takes_away_the_address_of_another(manager, session, app):
    an_address(manager)
    bela = a_person(session, Role.ADMINISTRATOR, name="Bela")
    (key,) = re.findall(r"/me/feeds/([\w-]+)/revoke", manager.get("/me/feeds").text)

    answer = Browser(app).sign_in(bela).post(f"/me/feeds/{key}/revoke", data={})

    assert answer.status_code == 404


def test_the_agenda_answers_programs_page_by_page(ana, session, app):
    for nth in range(3):
        an_order(session, due_on=DAY + timedelta(nth), title=f"Oil {nth}")
    program = a_program(app, session, ana)

    first = program("/api/v1/agenda?limit=2&kind=order").json()
    rest = program(first["next"]).json()
    bounded = program("/api/v1/agenda?since=2027-03-02&until=2027-03-02").json()

    assert [each["titles"]["en"] for each in first["items"] + rest["items"]] == [
        "Oil 0", "Oil 1", "Oil 2"
    ]  # fmt: skip
    assert rest["next"] is None
    assert [each["due_on"] for each in bounded["items"] if each["kind"] == "order"] == [
        "2027-03-02"
    ]


def test_every_occasion_has_its_picture_on_the_agenda(administrator, session):
    of_every_kind(session)

    page = administrator.get("/agenda?shown=list&on=2027-03-01")

    assert page.status_code == 200
    assert all(words in page.text for words in ("is to be paid", "is to be handed in", "must stay"))


def test_a_warranty_that_has_ended_is_told_where_its_days_are_asked_for_alone(manager, session):
    ended = today_at(a_site(session)) - timedelta(300)
    an_asset(session, "Bath out of warranty", warranty_until=ended)

    pages = [manager.get(path).text for path in ("/agenda", f"/agenda?on={ended}")]

    assert ["Bath out of warranty" in page for page in pages] == [False, True]
