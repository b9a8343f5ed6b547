"""Readings by hand: what they mean, what they ask for, and what a counter may not do."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from assets import derivations
from assets.database import Actor, transaction
from assets.errors import Refused
from assets.inventory.register import Asset, Condition
from assets.maintenance import (
    answers,
    authored,
    completion,
    meters,
    orders,
    profiles,
    readings,
    reopening,
)
from assets.maintenance.checklists import Checklist
from assets.maintenance.limits import Severity
from assets.maintenance.meters import Reading, Turn
from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.readings import Taken
from assets.maintenance.terms import titles_of
from tests.builders import DAY, a_meter, a_person, an_asset, committed

AT = datetime(2027, 3, 1, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def session(engine):
    """On the day of these readings."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        info = {"by": Actor("test"), "at": AT + timedelta(days=60)}
        with Session(connection, info=info, expire_on_commit=False) as session:
            profiles.load(session)
            yield session


def a_counter(session, **said):
    return a_meter(session, "operating_hours", profile="", **said)


def read(session, meter, value, at=AT, by=None, **said):
    return committed(session, readings.take(session, meter, Taken(Decimal(value), at, **said), by))


def said_no(no):
    return no.value.words.format(**no.value.values)


@pytest.mark.parametrize(
    ("key", "value", "meant"),
    [
        ("ph", "7.9", Severity.ACTION),  # over 7.5, the most with iron flocculation
        ("ph", "7.3", Severity.WARNING),  # over 7.2, the most with aluminium
        ("ph", "7.2", Severity.OK),
        ("ph", "6.4", Severity.ACTION),
        ("ph", "5.9", Severity.CLOSE),
        ("free_chlorine", "0.3", Severity.OK),
        ("free_chlorine", "0.29", Severity.ACTION),
        ("free_chlorine", "0.61", Severity.ACTION),
        ("free_chlorine", "0.05", Severity.CLOSE),
        ("free_chlorine", "3.01", Severity.CLOSE),
        ("combined_chlorine", "0.2", Severity.OK),
        ("combined_chlorine", "0.24", Severity.WARNING),  # 20 % more, now and then
        ("combined_chlorine", "0.25", Severity.ACTION),
        ("redox", "749", Severity.ACTION),
        ("redox", "760", Severity.WARNING),
        ("thm", "0.021", Severity.ACTION),
        ("p_aeruginosa", "0", Severity.OK),
        ("p_aeruginosa", "1", Severity.CLOSE),
        ("legionella", "1", Severity.CLOSE),
        ("colony_count", "100", Severity.OK),
        ("colony_count", "101", Severity.ACTION),
    ],
)
def test_what_a_value_means_by_din_19643(session, key, value, meant):
    meter = a_meter(session, key)

    reading = read(session, meter, value)

    assert (reading.severity, meter.last_severity) == (meant, meant)
    assert reading.limits["profile"] == "DIN19643-2023"


def test_the_limits_of_the_day_stay_with_the_reading_whatever_is_edited_afterwards(session):
    meter = a_meter(session)
    reading = read(session, meter, "0.7")

    wider = profiles.Bounds(action_low=Decimal("0.3"), action_high=Decimal(1))
    profiles.bound(session, meter.profile, meter.quantity, wider)
    later = read(session, meter, "0.7", AT + HOUR)

    assert (reading.severity, reading.limits["action_high"]) == (Severity.ACTION, "0.6")
    assert (later.severity, later.limits["action_high"]) == (Severity.OK, "1")


def test_out_of_limits_one_order_is_opened_and_not_one_for_each_reading(session):
    meter = a_meter(session, "ph")

    first, second = read(session, meter, "7.9"), read(session, meter, "8.0", AT + HOUR)

    (order,) = session.exec(select(WorkOrder)).all()
    assert first.opened_id == second.opened_id == order.id
    assert order.title == "Out of limits: pH, 7.9"
    assert session.get(Asset, meter.asset_id).condition is Condition.UP


def test_a_warning_is_said_and_asks_for_nothing(session):
    assert read(session, a_meter(session, "ph"), "7.3").severity is Severity.WARNING

    assert session.exec(select(WorkOrder)).all() == []


def closed(session):
    meter = a_meter(session)
    reading = read(session, meter, "0.05")
    return meter, session.get(Asset, meter.asset_id), session.get(WorkOrder, reading.opened_id)


def refused(session, do, *about):
    with pytest.raises(Refused) as no:
        do(session, *about)
    session.rollback()
    return said_no(no)


def sign(session, order, by):
    order.signed_by, order.signed_by_id, order.signed_at = by.name, by.id, AT
    completion.complete(session, order, by, DAY)
    session.commit()


def test_what_closes_a_pool_takes_it_down_tells_and_asks_for_the_reopening(session, monkeypatch):
    told = []
    monkeypatch.setattr(readings, "DANGER", [lambda *said: told.append(said[1:])])
    authored.load(session)

    _, pool, order = closed(session)

    assert pool.condition is Condition.DOWN
    assert (order.priority, order.needs_signature, order.down_from) == ("urgent", True, AT)
    assert order.title == "Reopen after closing: Free chlorine, 0.05 mg/l"
    assert order.title_hu == "Újranyitás lezárás után: Szabad klór, 0,05 mg/l"
    assert told == [(pool, titles_of(order), order.id)]
    assert session.get(Checklist, order.checklist_id).key == "pool_reopening"
    assert completion.lacking(session, order)[0] == answers.UNANSWERED


def judged(session, pool, condition):
    pool.judge(condition)
    session.flush()


def test_a_closed_pool_is_not_judged_up_until_its_reopening_is_signed(session):
    meter, pool, order = closed(session)
    for hours in (1, 2):
        read(session, meter, "0.4", AT + hours * HOUR)

    no = refused(session, judged, pool, Condition.DEGRADED)
    sign(session, order, a_person(session))
    judged(session, pool, Condition.UP)
    session.commit()

    assert "It may be used again when W-00001 is done." in no
    assert session.get(Asset, pool.id).condition is Condition.UP


def test_a_reopening_is_not_signed_until_two_readings_in_a_row_are_within_limits(session):
    meter, _, order = closed(session)
    manager = a_person(session)

    none = refused(session, sign, order, manager)
    for hours, value in enumerate(("0.4", "0.2", "0.4"), 1):  # the second breaks the row
        read(session, meter, value, AT + hours * HOUR)
    one = refused(session, sign, order, manager)
    read(session, meter, "0.5", AT + 4 * HOUR)
    sign(session, order, manager)

    assert ("So far: 0." in none, "So far: 1." in one) == (True, True)
    assert order.state is State.DONE


def test_a_closed_pool_may_be_quarantined_and_is_not_let_go_by_that(session):
    _, pool, _ = closed(session)
    committed(session, pool.judge(Condition.QUARANTINED))

    assert refused(session, judged, pool, Condition.UP)


def test_a_reopening_that_is_called_off_is_asked_for_again(session):
    meter, pool, order = closed(session)
    committed(session, orders.cancel(session, order, "Mistyped", DAY))

    assert "Read it again." in refused(session, judged, pool, Condition.UP)
    read(session, meter, "0.4", AT + HOUR)

    again = reopening.standing(session, meter)
    assert (again.number, again.state) == ("W-00002", State.OPEN)


def test_a_laboratory_result_of_a_past_sample_closes_the_pool_too(session):
    meter = a_meter(session, "e_coli")

    read(session, meter, "2", AT - timedelta(days=3))

    assert session.get(Asset, meter.asset_id).condition is Condition.DOWN


def test_what_was_read_before_the_last_reading_asks_for_nothing_any_more(session):
    meter = a_meter(session)
    read(session, meter, "0.4")

    late = read(session, meter, "0.05", AT - HOUR)

    assert (late.severity, late.opened_id) == (Severity.CLOSE, None)
    assert meter.last_value == Decimal("0.4")


def test_a_counter_never_runs_backwards_without_a_reason(session):
    meter = a_counter(session)
    read(session, meter, "500")

    with pytest.raises(Refused) as no:
        read(session, meter, "499.9", AT + HOUR)
    with pytest.raises(Refused, match="Say why") as silent:
        read(session, meter, "3", AT + HOUR, turn=Turn.REPLACED)

    assert said_no(no).startswith("It stood at 500 on 2027-03-01")
    assert (no.value.field, silent.value.field) == ("value", "reason")


def test_what_was_read_between_two_others_fits_between_them(session):
    meter = a_counter(session)
    read(session, meter, "500")
    read(session, meter, "520", AT + 2 * HOUR)

    between = read(session, meter, "510", AT + HOUR)
    with pytest.raises(Refused, match="later"):
        read(session, meter, "521", AT + HOUR + HOUR / 2)

    assert (between.total, meter.last_value) == (510, 520)


def total_after(session, *steps, **said):
    meter = a_counter(session, **said)
    for number, (value, turn) in enumerate(steps):
        read(session, meter, value, AT + number * HOUR, turn=turn, reason="Seen" if turn else "")
    found = session.exec(select(Reading.total).order_by(Reading.at)).all()
    return [int(each) for each in found]


def test_the_total_counts_on_over_what_happens_to_a_counter(session):
    replaced = total_after(session, ("500", None), ("20", Turn.REPLACED), ("50", None))

    assert replaced == [500, 520, 550]


def test_the_total_counts_on_when_a_counter_begins_again(session):
    rolled = total_after(
        session, ("9990", None), ("15", Turn.ROLLED_OVER), rolls_over_at=Decimal(10_000)
    )

    assert rolled == [9990, 10_015]


def test_a_reading_that_was_wrong_counts_nothing(session):
    corrected = total_after(session, ("500", None), ("5100", None), ("512", Turn.CORRECTED))

    assert corrected == [500, 500, 512]


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        (Taken(Decimal(1), AT + timedelta(days=61)), "still to come"),
        (Taken(Decimal("1.00001"), AT), "at most 4 decimals"),
        (Taken(Decimal(10) ** 10, AT), "too large"),
        (Taken(Decimal(-1), AT), "below zero"),
        (Taken(Decimal(5), AT, Turn.ROLLED_OVER, "x"), "at which number"),
    ],
)
def test_what_cannot_have_been_read_is_refused(session, taken, words):
    with pytest.raises(Refused) as no:
        readings.take(session, a_counter(session), taken)

    assert words in said_no(no)


def test_the_same_reading_twice_is_one_and_another_value_at_that_moment_is_refused(session):
    meter = a_meter(session)
    one, same = read(session, meter, "0.4"), read(session, meter, "0.4")

    with pytest.raises(Refused, match="already"):
        read(session, meter, "0.5")

    assert one.id == same.id


def test_a_meter_that_was_given_up_is_not_read(session):
    meter = a_meter(session)
    meter.give_up()

    with pytest.raises(Refused, match="given up"):
        read(session, meter, "0.4")


def test_a_profile_brings_its_meters_once(session):
    pool, din = an_asset(session, "Pool"), profiles.profile(session, "DIN19643-2023")

    first, again = meters.add_all(session, pool, din), meters.add_all(session, pool, din)

    assert (len(first), again) == (20, [])
    with pytest.raises(Refused, match="Fill it in"):
        meters.add_all(session, pool, profiles.profile(session, "RO-OMS119"))


def test_the_check_finds_a_last_value_and_a_total_that_do_not_follow(session, engine):
    meter = a_counter(session)
    read(session, meter, "500")
    read(session, meter, "20", AT + HOUR, turn=Turn.REPLACED, reason="New")

    def wrong():
        with transaction(engine, by=Actor("test"), read_only=True) as looking:
            return [each for each in derivations.read(looking) if each]

    whole = wrong()
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE meter SET last_value = 7")
        connection.exec_driver_sql("UPDATE reading SET total = 7")

    assert whole == []
    assert len(wrong()) == 2
