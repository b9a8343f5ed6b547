"""Verdicts: what a reading out of its limits, and a closure, leave of the use of a thing."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from assets.inventory.register import Asset, Verdict
from assets.maintenance import orders, readings, reopenings, seasons, verdicts
from assets.maintenance.closures import Said
from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.readings import Taken
from assets.rights import EVERYTHING, Rights
from assets.words import Language, spoken
from tests.assets.maintenance.test_seasons import a_checklist
from tests.builders import a_meter, a_room, a_site, an_asset

AT = datetime(2027, 3, 1, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


def judged(session, asset, on, language=Language.EN):
    session.expire_all()
    found = verdicts.of(session, session.get_one(Asset, asset), on)
    return found.verdict, [spoken(each, language) for each in found.reasons]


@pytest.mark.parametrize(
    ("key", "value", "verdict", "why"),
    [
        ("ph", "7.3", Verdict.CARE, "pH: 7.3. It should be at most 7.2."),
        ("ph", "7.9", Verdict.CARE, "pH: 7.9. It should be at most 7.5."),
        ("ph", "6.4", Verdict.CARE, "pH: 6.4. It should be at least 6.5."),
        ("p_aeruginosa", "1", Verdict.STOP, "It should be at most 0"),
    ],
)
def test_a_reading_out_of_its_limits_is_heeded_until_a_good_one_follows(
    session, key, value, verdict, why
):
    meter = a_meter(session, key)
    session.info["at"] = AT + HOUR
    pool, good = meter.asset_id, {"ph": "7.0", "p_aeruginosa": "0"}[key]

    readings.take(session, meter, Taken(Decimal(value), AT))
    session.commit()
    out = judged(session, pool, AT.date())
    readings.take(session, meter, Taken(Decimal(good), AT + HOUR))
    session.commit()

    assert out[0] == verdict
    assert len(out[1]) == 1
    assert why in out[1][0]
    assert judged(session, pool, AT.date())[1] == []


@pytest.fixture
def drained(session):
    """A pool, drained every July."""
    hall = a_room(session, "Pool hall")
    pool = an_asset(session, "Pool", hall)
    days, checklist = (date(2027, 7, 5), date(2027, 7, 25)), a_checklist(session)
    said = Said("Yearly drain", *days, yearly=True, checklist=checklist)
    closure, _ = seasons.shut(session, hall, said)
    closure.created_at = AT
    session.commit()
    return pool.id


def test_a_pool_that_is_drained_is_not_used_and_what_stands_elsewhere_is(session, drained):
    elsewhere, first = an_asset(session).id, date(2027, 7, 5)

    assert judged(session, drained, date(2027, 7, 4)) == (Verdict.USE, [])
    assert judged(session, elsewhere, first) == (Verdict.USE, [])
    assert judged(session, drained, first) == (
        Verdict.STOP,
        ["Closed: Yearly drain. It may be used again when its checklist is done."],
    )


def test_after_the_drain_the_pool_is_not_used_until_its_reopening_is_done(session, drained):
    reopenings.open_due(session, date(2027, 7, 24), a_site(session))
    session.commit()
    order = session.exec(select(WorkOrder)).one()

    long_after = judged(session, drained, date(2028, 7, 1))
    order = session.get_one(WorkOrder, order.id)
    order.become(State.DONE)
    orders.finish(session, order)
    session.commit()

    why = f"Closed: Yearly drain. It may be used again when {order.number} is done."
    assert long_after == (Verdict.STOP, [why])
    assert judged(session, drained, date(2027, 7, 26)) == (Verdict.USE, [])
    assert judged(session, drained, date(2028, 7, 5))[0] == Verdict.STOP


def test_many_closures_ask_as_often_as_one(session, engine):
    said = Said("Drain", date(2027, 7, 5), date(2027, 7, 25), checklist=a_checklist(session))
    counts, told = [], []
    for name in ("Pool hall", "Whirlpool", "Weight bath"):
        seasons.shut(session, a_room(session, name), said)[0].created_at = AT
        reopenings.open_due(session, date(2027, 7, 24), a_site(session))
        session.commit()
        with engine.connect() as connection, Session(connection) as fresh:
            told.clear()
            event.listen(connection, "before_cursor_execute", lambda *said: told.append(said[2]))
            found = reopenings.shut(fresh, EVERYTHING, date(2027, 7, 26))
            counts.append((len(found), len(told)))

    assert [shut for shut, _ in counts] == [1, 2, 3]
    assert len({questions for _, questions in counts}) == 1


@pytest.mark.usefixtures("drained")
def test_my_day_names_what_is_shut_until_its_reopening_is_done(session):
    reopenings.open_due(session, date(2027, 7, 24), a_site(session))
    session.commit()

    def names(on, seen_by=EVERYTHING):
        return [each.name for each, _ in reopenings.shut(session, seen_by, on)]

    days = date(2027, 7, 4), date(2027, 7, 5), date(2028, 7, 1)
    before = [names(day) for day in days]
    session.exec(select(WorkOrder)).one().become(State.DONE)
    session.commit()

    assert before == [[], ["Yearly drain"], ["Yearly drain"]]
    assert names(date(2027, 7, 26)) == []
    assert names(date(2027, 7, 5), Rights()) == []
