"""A logger's file in the ways loggers write: nothing guessed, nothing doubled."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session, func, select

from assets.database import Actor
from assets.exchange import loggers, sheets
from assets.exchange.cells import Order
from assets.exchange.loggers import Mark
from assets.inventory.register import Asset, Condition
from assets.maintenance import meters, profiles, recordings
from assets.maintenance.meters import Reading
from assets.maintenance.orders import WorkOrder
from tests.builders import a_room, a_site, an_asset, committed

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def session(engine):
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        info = {"by": Actor("test"), "at": NOW}
        with Session(connection, info=info, expire_on_commit=False) as session:
            profiles.load(session)
            yield session


@pytest.fixture
def pool(session):
    """At Lovrin, whose clocks are two hours ahead in winter."""
    return an_asset(session, "Pool", a_room(session, "Pool", a_site(session)))


def a_meter(session, pool, key="free_chlorine"):
    din = profiles.profile(session, "DIN19643-2023")
    quantity = profiles.quantity(session, key)
    limits = None if quantity.counter else din
    return committed(session, meters.add(session, pool, quantity, profile=limits))


def planned(session, text, **columns):
    how = {name: columns.pop(name) for name in ("clock", "mark", "order") if name in columns}
    sheet = sheets.read(text.encode())
    reading = loggers.Reading(loggers.moment_column(sheet), columns, **how)
    return loggers.plan(session, sheet, reading, None)


def kept(session, plan):
    count = loggers.apply(session, plan)
    session.commit()
    return count


@pytest.mark.parametrize(
    "text",
    [
        "Time;Cl\n2027-03-01 07:30;0,40\n2027-03-01 08:30;0,5\n",
        "Time,Cl\n2027-03-01T07:30:00,0.40\n2027-03-01T08:30:00,0.5\n",
        "Time\tCl\n01.03.2027 07:30\t0.40\n01.03.2027 8:30:00\t0.5\n",
        "Idő;Cl\n2027. 03. 01. 07:30;0,40\n2027. 03. 01. 8:30;0,5\n",
        'Time,Cl\n2027-03-01T05:30:00+00:00,"0,40"\n2027-03-01T06:30:00Z,"0,5"\n',
        "Pool 1, data of the logger\n\nTime;Cl\n01.03.2027 07:30;0,40\n01.03.2027 08:30;0,5\n",
    ],
)
def test_files_of_all_manners_say_the_same(session, pool, text):
    plan = planned(session, text, Cl=a_meter(session, pool))

    assert plan.refusals == []
    told = [(each.taken.at, each.taken.value) for each in plan.series[0].fresh]
    assert told == [
        (datetime(2027, 3, 1, 5, 30, tzinfo=UTC), Decimal("0.4")),
        (datetime(2027, 3, 1, 6, 30, tzinfo=UTC), Decimal("0.5")),
    ]


def test_day_and_time_may_stand_apart(session, pool):
    text = "Date;Clock;Cl\n01.03.2027;07:30;0,4\n"

    plan = planned(session, text, clock="Clock", Cl=a_meter(session, pool))

    assert plan.series[0].fresh[0].taken.at == datetime(2027, 3, 1, 5, 30, tzinfo=UTC)


def test_each_row_that_cannot_be_taken_says_why_and_the_others_are_taken(session, pool):
    text = (
        "Time;Cl;pH\n2027-03-01 07:00;0,4;7,0\n2027-03-01 07:10;ERR;7,1\n"
        "2027-02-30 07:00;0,4;\n2027-03-01 25:00;0,4;\n2027-03-02 07:00;0,4;\n2027-03-01 07:20;;\n"
    )

    plan = planned(session, text, Cl=a_meter(session, pool), pH=a_meter(session, pool, "ph"))

    assert (plan.fresh, plan.known) == (3, 0)
    assert [(each.row, each.column) for each in plan.refusals] == [
        (3, "Cl"), (4, "Time"), (5, "Time"), (6, "Cl"),
    ]  # fmt: skip


def test_three_decimals_are_not_guessed_but_asked(session, pool):
    text = "Time;Cl\n2027-03-01 07:00;1,234\n"
    meter = a_meter(session, pool)

    unsure = planned(session, text, Cl=meter)
    told = planned(session, text, Cl=meter, mark=Mark.COMMA)

    assert "two ways" in str(unsure.refusals[0].no)
    assert told.series[0].fresh[0].taken.value == Decimal("1.234")


def test_slashes_need_to_be_told_what_comes_first(session, pool):
    text = "Time;Cl\n01/02/2027 07:00;0,4\n"
    meter = a_meter(session, pool)

    unsure = planned(session, text, Cl=meter)
    told = planned(session, text, Cl=meter, order=Order.DAY_FIRST)

    assert (unsure.fresh, told.series[0].fresh[0].taken.at.month) == (0, 2)


def test_an_hour_that_comes_twice_is_read_twice(session, pool):
    session.info["at"] = datetime(2027, 11, 1, tzinfo=UTC)
    text = "Time;Cl\n" + "".join(
        f"2027-10-31 {clock};0,4\n" for clock in ("03:00", "03:30", "03:00", "03:30", "04:00")
    )

    plan = planned(session, text, Cl=a_meter(session, pool))

    hours = [each.taken.at.strftime("%H:%M") for each in plan.series[0].fresh]
    assert hours == ["00:00", "00:30", "01:00", "01:30", "02:00"]


def test_a_counter_of_a_logger_never_runs_backwards_either(session, pool):
    text = "Time;Water\n" + "".join(
        f"2027-03-01 0{hour}:00;{value}\n" for hour, value in enumerate((10, 12, 11, 15), 4)
    )

    plan = planned(session, text, Water=a_meter(session, pool, "water_volume"))
    count = kept(session, plan)

    totals = session.exec(select(Reading.total).order_by(Reading.at)).all()
    assert (count, totals, plan.refusals[0].row) == (3, [10, 12, 15], 4)


def a_day_of(count):
    lines = (
        f"{NOW - timedelta(hours=3, minutes=number):%Y-%m-%d %H:%M};0,4" for number in range(count)
    )
    return "Time;Cl\n" + "\n".join(lines)


def come_once(session, meter, count):
    text = a_day_of(count)
    first = kept(session, planned(session, text, Cl=meter))
    stale = planned(session, text, Cl=meter)
    again = kept(session, stale)

    assert (first, stale.known, stale.fresh, again) == (count, count, 0, 0)
    assert session.exec(select(func.count()).select_from(Reading)).one() == count
    assert meter.last_value == Decimal("0.4")


def test_a_thousand_rows_come_once_and_the_same_file_again_brings_nothing(session, pool):
    come_once(session, a_meter(session, pool), 1000)


@pytest.mark.proof
def test_so_do_ten_thousand(session, pool):
    come_once(session, a_meter(session, pool), 10_000)


def test_two_who_bring_the_same_file_at_once_bring_it_once(session, pool):
    meter, text = a_meter(session, pool), a_day_of(3)
    one, other = planned(session, text, Cl=meter), planned(session, text, Cl=meter)

    assert (kept(session, one), kept(session, other)) == (3, 0)


def test_what_a_logger_saw_lately_closes_the_pool_and_what_it_saw_long_ago_does_not(session, pool):
    meter = a_meter(session, pool)

    kept(session, planned(session, "Time;Cl\n2027-02-01 07:00;0,01\n", Cl=meter))
    old = session.get(Asset, pool.id).condition
    kept(
        session,
        planned(session, "Time;Cl\n2027-03-01 07:00;0,01\n01.03.2027 08:00;0,4\n", Cl=meter),
    )

    assert (old, session.get(Asset, pool.id).condition) == (Condition.UP, Condition.DOWN)
    assert len(session.exec(select(WorkOrder)).all()) == 1


def test_a_long_file_comes_in_parts_and_after_a_break_nothing_is_lost_or_doubled(
    session, pool, monkeypatch
):
    monkeypatch.setattr(recordings, "_AT_ONCE", 10)
    begun = NOW - timedelta(days=5)
    times = [begun + timedelta(hours=hour) for hour in range(120)]
    text = "Time;Cl\n" + "".join(f"{at:%Y-%m-%d %H:%M:%S}+00:00;0,4\n" for at in times)
    first, *others = loggers.parts(planned(session, text, Cl=a_meter(session, pool)), NOW)

    kept(session, first)
    again = planned(session, text, Cl=first.series[0].meter)
    whole = [kept(session, each) for each in loggers.parts(again, NOW)]

    # The two days that may still ask for an order are in the last one.
    assert [len(each.series[0].rows) for each in (first, *others)] == [10] * 7 + [50]
    assert sum(whole) == 110
    assert session.exec(select(func.count()).select_from(Reading)).one() == 120
