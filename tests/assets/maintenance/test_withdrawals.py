"""A reading that was wrong: it is asked about, and when it was kept it can be withdrawn."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from assets import chronicle, derivations, trail
from assets.database import Actor, transaction
from assets.errors import Refused
from assets.inventory.register import Asset, Condition, Verdict
from assets.maintenance import (
    doubts,
    logbooks,
    profiles,
    readings,
    recordings,
    reopening,
    verdicts,
    withdrawals,
)
from assets.maintenance.limits import Severity
from assets.maintenance.logbooks import Span
from assets.maintenance.meters import Reading, Turn
from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.readings import Taken
from assets.maintenance.recordings import Numbered
from assets.words import Language, say
from tests.builders import DAY, a_meter, a_person, committed

AT = datetime(2027, 3, 1, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
WHOLE = Span(AT - 90 * 24 * HOUR, AT + 90 * 24 * HOUR)


@pytest.fixture
def session(engine):
    """On the day of these readings."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        info = {"by": Actor("test"), "at": AT + timedelta(days=60)}
        with Session(connection, info=info, expire_on_commit=False) as session:
            profiles.load(session)
            yield session


@pytest.fixture
def person(session):
    return a_person(session)


@pytest.fixture
def whole(engine):
    """What the check finds about meters."""

    def found():
        with transaction(engine, by=Actor("test"), read_only=True) as looking:
            return [each for each in derivations.read(looking) if each]

    return found


def read(session, meter, value, at=AT, **said):
    return committed(session, readings.take(session, meter, Taken(Decimal(value), at, **said)))


def many(session, meter, *values):
    return [read(session, meter, each, AT + place * HOUR) for place, each in enumerate(values)]


def withdraw(session, reading, by, reason="Mistyped", **said):
    withdrawals.withdraw(session, reading, reason, by, **said)
    session.commit()


def asked(session, meter, value, **said):
    doubt = doubts.of(session, meter, Taken(Decimal(value), AT + 9 * HOUR, **said))
    return doubt and say(Language.EN, doubt.words, **doubt.values)


def test_a_value_that_would_close_the_pool_is_asked_about(session):
    meter = a_meter(session)

    question = asked(session, meter, "120")

    assert question == "120\N{NO-BREAK SPACE}mg/l would close Pool. Is it right?"
    assert asked(session, meter, "0.7") is None  # to be acted on, and not closed by


@pytest.mark.parametrize(
    ("value", "far"), [("84", False), ("85", True), ("9", False), ("8", True), ("280", True)]
)
def test_a_value_far_from_the_last_readings_is_asked_about(session, value, far):
    meter = a_meter(session, "water_temperature", profile="")
    many(session, meter, "26", "28", "27")

    question = asked(session, meter, value)

    assert bool(question) is far
    assert not far or question.startswith(f"{value}\N{NO-BREAK SPACE}°C: its last readings were")


def test_of_few_readings_and_of_a_counter_that_was_replaced_nothing_is_asked(session):
    meter, counter = a_meter(session, "ph", profile=""), a_meter(session, "operating_hours")
    many(session, meter, "7", "7.1")
    many(session, counter, "500", "510", "520")

    assert asked(session, meter, "71") is None
    assert asked(session, counter, "5300").startswith("5,300")
    assert asked(session, counter, "3", turn=Turn.REPLACED) is None


def test_what_was_withdrawn_stays_and_counts_for_nothing(session, person, whole):
    meter = a_meter(session)
    _, wrong = many(session, meter, "0.4", "0.9")

    withdraw(session, wrong, person)

    assert (meter.last_value, meter.last_severity) == (Decimal("0.4"), Severity.OK)
    assert verdicts.of(session, session.get(Asset, meter.asset_id), DAY).verdict is Verdict.USE
    assert [each.value for each in logbooks.course(session, meter, WHOLE)] == [Decimal("0.4")]
    struck = session.connection().execute(logbooks.read(meter)).first()
    assert (struck.value, struck.withdrawn_by) == (Decimal("0.9"), person.name)
    assert (struck.withdrawn_for, struck.withdrawn_at) == ("Mistyped", session.info["at"])
    assert whole() == []


def test_the_only_reading_withdrawn_leaves_a_meter_that_was_never_read(session, person, whole):
    meter = a_meter(session, "operating_hours")
    (wrong,) = many(session, meter, "500")

    withdraw(session, wrong, person)

    assert (meter.last_value, meter.last_at, wrong.total) == (None, None, None)
    assert whole() == []


def test_at_the_moment_of_one_that_was_withdrawn_the_right_value_is_kept(session, person):
    meter = a_meter(session)
    withdraw(session, read(session, meter, "0.9"), person)

    right = read(session, meter, "0.5")
    withdraw(session, right, person)
    logged = recordings.plan(session, meter, [Numbered(1, Taken(Decimal("0.4"), AT))], person)

    assert recordings.keep(session, logged) == 1
    assert (len(session.exec(select(Reading)).all()), meter.last_value) == (3, Decimal("0.4"))


def test_a_counter_counts_on_as_if_it_had_not_been_read_so(session, person, whole):
    meter = a_meter(session, "operating_hours")
    _, wrong, last = many(session, meter, "500", "600", "620")

    withdraw(session, wrong, person)
    session.refresh(last)

    assert (last.total, wrong.total) == (620, None)
    assert read(session, meter, "630", AT + 3 * HOUR).total == 630
    assert whole() == []


def test_the_reading_of_a_new_counter_is_not_withdrawn_from_under_the_next(session, person):
    meter = a_meter(session, "operating_hours")
    read(session, meter, "500")
    new = read(session, meter, "3", AT + HOUR, turn=Turn.REPLACED, reason="New counter")
    after = read(session, meter, "20", AT + 2 * HOUR)

    with pytest.raises(Refused, match="run backwards"):
        withdraw(session, new, person)
    withdraw(session, after, person)
    withdraw(session, new, person)

    assert meter.last_value == 500


def test_a_reading_is_withdrawn_once_and_for_a_reason(session, person):
    reading = read(session, a_meter(session), "0.4")

    with pytest.raises(Refused, match="Say why") as silent:
        withdraw(session, reading, person, " ")
    withdraw(session, reading, person)
    with pytest.raises(Refused, match="already"):
        withdraw(session, reading, person)

    assert silent.value.field == "reason"


def closed(session, *before):
    """A pool that worked with a remark until this reading took it down."""
    meter = a_meter(session)
    pool = session.get(Asset, meter.asset_id)
    committed(session, pool.judge(Condition.DEGRADED))
    wrong = many(session, meter, *before, "120")[-1]
    return meter, pool, wrong, session.get(WorkOrder, wrong.opened_id)


def test_what_a_wrong_reading_alone_has_closed_is_open_again_as_it_was(session, person):
    meter, pool, wrong, order = closed(session, "0.4")
    offered = withdrawals.closing(session, wrong)

    withdraw(session, wrong, person, reopens=True)
    read(session, meter, "0.5", AT + 9 * HOUR)

    assert (offered.order, offered.before) == (order, Condition.DEGRADED)
    assert (order.state, order.reason) == (State.CANCELLED, "Mistyped")
    assert pool.condition is Condition.DEGRADED
    assert reopening.standing(session, meter) is None


def test_without_that_wish_all_stands_until_somebody_judges(session, person):
    _, pool, wrong, order = closed(session)

    withdraw(session, wrong, person)

    assert (pool.condition, order.state) == (Condition.DOWN, State.OPEN)
    committed(session, reopening.judge(session, pool, Condition.UP))
    assert pool.condition is Condition.UP


def begin(_session, _meter, _pool, order, person):
    order.begin(person, AT)


def read_it_again(session, meter, *_):
    read(session, meter, "0.02", AT + 8 * HOUR)


def read_another(session, _meter, pool, *_):
    read(session, a_meter(session, "ph", asset=pool), "4")


def judge_it_down(session, _meter, pool, *_):
    committed(session, pool.judge(Condition.QUARANTINED))
    pool.judge(Condition.DOWN)


@pytest.mark.parametrize("since", [begin, read_it_again, read_another, judge_it_down])
def test_what_more_than_the_reading_keeps_closed_stays_so(session, person, since):
    meter, pool, wrong, order = closed(session)
    committed(session, since(session, meter, pool, order, person))

    assert withdrawals.closing(session, wrong) is None
    with pytest.raises(Refused, match="Not this reading alone"):
        withdraw(session, wrong, person, reopens=True)
    withdraw(session, wrong, person)

    assert (pool.condition, order.to_do) == (Condition.DOWN, True)


def test_the_history_tells_it_in_words(session, person):
    wrong = read(session, a_meter(session), "0.9")
    withdraw(session, wrong, person, "The point slipped")

    said = [
        chronicle.told(session, session.exec(trail.history(wrong.id)).all(), each)[0].sentences
        for each in (Language.EN, Language.RO, Language.HU)
    ]

    assert said == [
        ["The reading was withdrawn: “The point slipped”."],
        ["Citirea a fost retrasă: „The point slipped”."],
        ["A leolvasást visszavonták: „The point slipped”."],
    ]
