"""Typing what was read at a pool, in one screen, and what the pages say of it."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from sqlmodel import select

from assets import people, replays, trail
from assets.database import Actor, transaction
from assets.inventory.register import Asset, Condition
from assets.maintenance import meters, profiles
from assets.maintenance.meters import Reading
from assets.maintenance.orders import WorkOrder
from assets.rights import Role
from assets.words import Language
from tests.browser import Browser
from tests.builders import a_meter, a_person, a_room, a_site, an_asset, committed

NONE = profiles.Bounds()


@pytest.fixture
def pool(session):
    return an_asset(session, "Pool", a_room(session, "Pool hall", a_site(session)))


@pytest.fixture
def gauges(session, pool):
    """The free chlorine, the pH and the water counter of one pool."""
    keys = ("free_chlorine", "ph", "water_volume")
    return [a_meter(session, key, asset=pool) for key in keys]


def sheet(pool, at="2026-03-01T07:30", **said):
    return {"asset": pool.tag, "at": at, **said}


def values(gauges, *typed):
    return {f"value.{each.id}": text for each, text in zip(gauges, typed, strict=False)}


def sure(gauges, *typed):
    """The values with the tick that each of them is right."""
    ticks = {f"sure.{each.id}": text for each, text in zip(gauges, typed, strict=False)}
    return values(gauges, *typed) | ticks


def kept(session):
    session.expire_all()
    return session.exec(select(Reading).order_by(Reading.value)).all()


def test_all_meters_of_a_pool_stand_on_one_page_with_their_bands(technician, pool, gauges):
    page = technician.get("/readings", params={"asset": pool.tag}).text

    assert all(f'name="value.{each.id}"' in page for each in gauges)
    assert "0.3–0.6" in page  # noqa: RUF001
    assert re.search(r'name="at"[^>]*value="\d{4}-\d\d-\d\dT\d\d:\d\d"', page)


def test_meters_stand_by_their_names_in_the_language_of_who_reads_them(app, session, pool):
    made = {key: a_meter(session, key, asset=pool) for key in ("turbidity", "air_temperature")}
    shown = [each.quantity for each in made.values()]
    shown[0].name_ro, shown[1].name_ro = "Ăla", "Țeavă"
    session.commit()

    def order_for(language):
        someone = a_person(session, Role.TECHNICIAN, a_site(session), language, language=language)
        page = Browser(app).sign_in(someone).get("/readings", params={"asset": pool.tag}).text
        return sorted(made, key=lambda key: page.index(f'name="value.{made[key].id}"'))

    assert order_for(Language.EN) == ["air_temperature", "turbidity"]
    assert order_for(Language.RO) == ["turbidity", "air_temperature"]


def test_what_is_typed_is_kept_in_one_go_and_what_is_empty_was_not_read(
    technician, session, pool, gauges
):
    answer = technician.post("/readings", data=sheet(pool, **values(gauges, "0,4", "", "12,5")))

    one, other = kept(session)
    assert (one.value, other.value) == (Decimal("0.4"), Decimal("12.5"))
    assert one.at == datetime(2026, 3, 1, 5, 30, tzinfo=UTC)
    shown = technician.get(answer.headers["location"]).text
    assert "2 readings are kept." in shown


def test_what_is_refused_is_said_beside_its_field_and_nothing_is_lost_or_half_kept(
    technician, session, pool, gauges
):
    technician.post("/readings", data=sheet(pool, **values(gauges, "", "", "500")))

    later = sheet(pool, "2026-03-01T08:30", **values(gauges, "o,4", "7,1", "499"))
    answer = technician.post("/readings", data=later)

    assert answer.status_code == 422
    assert "o,4 is not a number." in answer.text
    assert "It stood at 500 on 1 March 2026" in answer.text
    assert 'value="7,1"' in answer.text
    assert "Last: 7.1" not in answer.text
    assert len(kept(session)) == 1


def test_a_counter_that_stands_lower_says_why(technician, session, pool, gauges):
    counter = gauges[2]
    technician.post("/readings", data=sheet(pool, **values(gauges, "", "", "500")))
    said = {f"turn.{counter.id}": "replaced", f"reason.{counter.id}": "New counter"}

    answer = technician.post(
        "/readings",
        data=sheet(pool, "2026-03-02T07:30", **values(gauges, "", "", "3"), **said),
    )

    assert answer.status_code == 303
    assert [each.total for each in kept(session)] == [503, 500]


def test_the_same_sheet_sent_twice_is_kept_once(technician, session, pool, gauges):
    sent = sheet(pool, **values(gauges, "0,4"))

    for _ in range(2):
        assert technician.post("/readings", data=sent).status_code == 303

    assert len(kept(session)) == 1


def test_a_close_takes_the_pool_down_and_its_page_says_why_it_stays_so(
    technician, session, pool, gauges
):
    answer = technician.post("/readings", data=sheet(pool, **sure(gauges, "0,05")))
    told = technician.get(answer.headers["location"]).text
    judged = technician.post(f"/assets/{pool.tag}/condition", data={"condition": "up"})
    session.expire_all()

    assert "Nobody may use it now." in told
    assert 'href="/orders/W-00001"' in told
    assert judged.status_code == 422
    assert "Free chlorine was 0.05. It may be used again when W-00001 is done." in judged.text
    assert session.get(Asset, pool.id).condition is Condition.DOWN


def test_a_value_that_would_close_the_pool_is_asked_about_once_and_nothing_typed_is_lost(
    technician, session, pool, gauges
):
    asked = technician.post("/readings", data=sheet(pool, **values(gauges, "120", "7,1")))
    before = len(kept(session))
    ticked = {f"sure.{gauges[0].id}": "120"}
    other = technician.post("/readings", data=sheet(pool, **values(gauges, "1200"), **ticked))
    right = technician.post("/readings", data=sheet(pool, **values(gauges, "120", "7,1"), **ticked))

    assert (asked.status_code, other.status_code, right.status_code) == (422, 422, 303)
    assert "120\N{NO-BREAK SPACE}mg/l would close Pool. Is it right?" in asked.text
    assert f'name="sure.{gauges[0].id}" value="120"' in asked.text
    assert 'value="7,1"' in asked.text
    assert (before, len(kept(session))) == (0, 2)
    assert session.get(Asset, pool.id).condition is Condition.DOWN


def test_a_reading_is_withdrawn_on_its_page_and_the_pool_is_open_again(
    technician, session, pool, gauges
):
    today = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%dT%H:%M}"
    technician.post("/readings", data=sheet(pool, today, **sure(gauges, "120")))
    (wrong,) = kept(session)
    address = f"/readings/{wrong.id}/withdraw"

    asked = technician.get(address).text
    silent = technician.post(address, data={"reopens": "true"})
    said = {"reason": "The point slipped", "reopens": "true", "version": wrong.version}
    done = technician.post(address, data=said)
    shown = technician.get(done.headers["location"]).text
    session.expire_all()

    assert "This reading alone has taken Pool down." in asked
    assert (silent.status_code, "Say why it does not count." in silent.text) == (422, True)
    assert re.search(r"<del>120 mg/l</del>", shown)
    assert re.search("Withdrawn by .* The point slipped", shown)
    assert "Never read" in shown
    assert session.get(Asset, pool.id).condition is Condition.UP
    assert technician.post(address, data=said | {"version": ""}).status_code == 422


def test_a_reopening_too_early_says_what_is_still_to_be_read(technician, session, pool, gauges):
    technician.post("/readings", data=sheet(pool, **sure(gauges, "0,05")))
    order = session.exec(select(WorkOrder)).one()

    answer = technician.post(f"/orders/{order.number}/complete", data={"done_on": "2026-03-01"})

    assert answer.status_code == 422
    assert "two readings in a row" in answer.text


def test_nothing_typed_and_no_time_are_said(technician, pool, gauges):
    empty = technician.post("/readings", data=sheet(pool))
    timeless = technician.post("/readings", data=sheet(pool, "soon", **values(gauges, "0,4")))

    assert "Nothing has been typed yet." in empty.text
    assert "Write the day and the time." in timeless.text


def test_a_place_is_read_as_a_whole(technician, pool, gauges, session):
    plant = an_asset(session, "Heat exchanger", a_room(session, "Pool hall"))
    counter = a_meter(session, "operating_hours", asset=plant)

    page = technician.get("/readings", params={"place": pool.place_id}).text
    answer = technician.post(
        "/readings",
        data={"place": pool.place_id, "at": "", **values([*gauges, counter], "0,4", "7", "", "9")},
    )

    assert ("Pool" in page, "Heat exchanger" in page) == (True, True)
    assert (answer.status_code, len(kept(session))) == (303, 3)


def test_what_was_not_read_for_longest_comes_first_and_what_is_out_of_limits_before(
    technician, session, pool, gauges
):
    other = an_asset(session, "Old pool", a_room(session, "Cellar"))
    a_meter(session, asset=other)
    technician.post("/readings", data=sheet(pool, **values(gauges, "0,7", "7")))

    page = technician.get("/readings").text

    assert "Out of limits" in page
    assert page.index("Free chlorine: 0.7") < page.index("Old pool") < page.rindex(pool.tag)


def test_who_may_only_see_reads_no_meters(app, session, pool, gauges):
    """She works at Szentes and looks on at Lovrin."""
    szentes = a_site(session, "SZE", "Szentes", "HU")
    bela = a_person(session, Role.TECHNICIAN, szentes, name="Bela")
    people.give(session, bela, Role.VIEWER, site_id=pool.site_id)
    session.commit()
    browser = Browser(app).sign_in(bela)

    seen = browser.get("/readings", params={"asset": pool.tag}).status_code
    typed = browser.post("/readings", data=sheet(pool, **values(gauges, "0,4")))

    assert (seen, typed.status_code, kept(session)) == (200, 403, [])


def drawn(page):
    found = re.search(r"<svg role=\"img\".*</svg>\s*(?=<figcaption|</figure)", page, re.DOTALL)
    return ET.fromstring(found[0])


def a_history(session, meter, count):
    """Readings a minute apart, until yesterday, of which one is a peak."""
    end = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    blank = Reading(meter_id=meter.id, at=end, value=Decimal("0.4"), site_id=meter.site_id)
    rows = [
        Reading(meter_id=meter.id, at=end - timedelta(minutes=number), value=Decimal("0.4"))
        for number in range(count)
    ]
    rows[count // 2].value = Decimal("2.5")
    assert blank
    trail.add_rows(session, Reading, [each.model_dump() for each in rows], label="value")
    return committed(session, meter)


def test_the_course_is_drawn_over_its_bands_and_told_in_a_table_too(technician, session, gauges):
    chlorine = a_history(session, gauges[0], 20)

    page = technician.get(f"/meters/{chlorine.id}?days=30").text
    picture = drawn(page)

    path = next(each for each in picture.iter() if each.get("class") == "course")
    strips = [each.get("class") for each in picture.iter() if "strip" in (each.get("class") or "")]
    assert len(re.findall("[ML]", path.get("d"))) == 20
    assert strips == ["strip is-action", "strip is-action", "strip is-ok"]
    assert "least 0.4, greatest 2.5" in picture.find("desc").text
    assert page.count("2.5 mg/l") == 1


def test_of_many_readings_500_points_are_drawn_and_no_peak_is_lost(technician, session, gauges):
    chlorine = a_history(session, gauges[0], 3000)

    picture = drawn(technician.get(f"/meters/{chlorine.id}?days=90").text)

    path = next(each for each in picture.iter() if each.get("class") == "course")
    assert len(re.findall("[ML]", path.get("d"))) == 500
    assert "greatest 2.5" in picture.find("desc").text


def test_the_readings_are_taken_away_as_csv(technician, session, gauges):
    chlorine = a_history(session, gauges[0], 3)

    lines = technician.get(f"/meters/{chlorine.id}/readings.csv").text.splitlines()

    assert lines[0].lstrip("\ufeff").startswith("at,value,total,severity")
    assert [each.split(",")[1] for each in lines[1:]] == ["0.4000", "2.5000", "0.4000"]


def test_meters_are_added_changed_and_given_up(app, session, pool):
    a_meter(session, "ph", asset=an_asset(session))
    manager = Browser(app).sign_in(a_person(session, Role.SITE_MANAGER, name="Ana"))

    manager.post(f"/assets/{pool.tag}/meters/all", data={"profile": "DIN19643-2023"})
    manager.post(f"/assets/{pool.tag}/meters", data={"quantity": "shots", "rolls_over_at": "1000"})
    again = manager.post(f"/assets/{pool.tag}/meters", data={"quantity": "ph"})
    shots = session.exec(select(meters.Meter).where(meters.Meter.rolls_over_at == 1000)).one()
    manager.post(f"/meters/{shots.id}/edit", data={"name": "Head 2", "version": "1"})
    manager.post(f"/meters/{shots.id}/give-up", data={})
    session.expire_all()

    assert "It has such a meter already." in again.text
    assert (shots.name, shots.given_up, shots.rolls_over_at) == ("Head 2", True, None)
    assert manager.get(f"/assets/{pool.tag}").text.count("/meters/") == 21


def test_a_logger_s_file_is_looked_at_first_and_brought_in_once(technician, session, pool, gauges):
    assert gauges
    text = "Time;Szabad klór (mg/l);pH\n2026-03-01 07:30;0,4;7,1\n2026-03-01 08:30;x;7,2\n"

    sent = technician.post(
        "/readings/logger", data={"asset": pool.tag}, files={"file": ("pool.csv", text)}
    )
    looked = technician.get(sent.headers["location"])
    button = re.search(r'<form method="post" action="(/readings/logger/[^"]+)"', looked.text)[1]
    done = technician.post(button.replace("&amp;", "&"), data={})
    again = technician.get(done.headers["location"]).text

    assert "3 readings are new." in looked.text
    assert "x is not a number." in looked.text
    assert len(kept(session)) == 3
    assert "3 readings are kept." in again
    assert "3 are known already." in again


def test_profiles_are_copied_bounded_and_edited_by_those_who_keep_the_catalogue(app, session):
    a_meter(session)
    ana = Browser(app).sign_in(a_person(session, Role.SITE_MANAGER, name="Ana"))
    names = {"name_en": "Our pool", "name_ro": "Bazinul nostru", "name_hu": "A medencénk"}

    ana.post("/catalogue/limits", data={"like": "DIN19643-2023", "key": "lov-pool"} | names)
    nested = ana.post(
        "/catalogue/limits/LOV-POOL/bounds",
        data={"quantity": "ph", "action_low": "7,8", "action_high": "7,2"},
    )
    ana.post(
        "/catalogue/limits/LOV-POOL/bounds",
        data={"quantity": "ph", "action_low": "7,0", "action_high": "7,2", "note": "[verify]"},
    )
    page = ana.get("/catalogue/limits/LOV-POOL").text

    assert "7.2 cannot be below 7.8." in nested.text
    assert ("to be verified" in page, "7.2" in page) == (True, True)
    assert "to be filled by the site" in ana.get("/catalogue/limits").text


def test_what_was_edited_is_not_written_over_when_the_program_starts_again(session):
    profiles.load(session)
    profile = profiles.profile(session, "DIN19643-2023")
    profile.source = "Edited"
    committed(session, profiles.bound(session, profile, profiles.quantity(session, "ph"), NONE))
    count = profiles.counts(session)[profile.id]

    profiles.load(session)

    assert (profile.source, profiles.counts(session)[profile.id]) == ("Edited", count)


def test_numbers_that_are_written_again_and_again_are_told_alike_by_the_trail(
    technician, session, pool, gauges, engine
):
    for hour in ("07", "08", "09"):
        sent = sheet(pool, f"2026-03-01T{hour}:30", **values(gauges, "0,4", "", hour))
        technician.post("/readings", data=sent)
    for high in ("7.4", "7.35"):
        session.expire_all()
        din, ph = profiles.profile(session, "DIN19643-2023"), profiles.quantity(session, "ph")
        wanted = profiles.Bounds(action_high=Decimal(high))
        committed(session, profiles.bound(session, din, ph, wanted))

    with transaction(engine, by=Actor("test"), read_only=True) as looking:
        wrong = filter(None, replays.told_otherwise(looking))
        assert [each for each in wrong if replays.UNMADE in each] == []
