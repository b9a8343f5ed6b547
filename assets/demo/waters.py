"""What the demonstration's pools and machines have shown: sixty days, and one closing."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from math import sin

from sqlmodel import Session, select

from assets.demo import tale as telling
from assets.demo.tale import Story, Tale
from assets.inventory.register import Asset, Condition
from assets.maintenance import (
    answering,
    completion,
    demands,
    meters,
    profiles,
    readings,
    recordings,
    reopening,
)
from assets.maintenance.answering import Said
from assets.maintenance.limits import Quantity
from assets.maintenance.meters import Meter
from assets.maintenance.orders import WorkOrder
from assets.maintenance.readings import Taken
from assets.maintenance.recordings import Numbered
from assets.people import Person

LAID = -61  # the day on which the meters are laid
DAYS = range(60, 5, -1)  # before DAY, on which they were read
LOGGED = -5  # the day on which what was read is brought in
SAMPLED = 28  # days before DAY on which the laboratory took its samples
HOUR = timedelta(hours=1)


def read(tale: Tale) -> None:
    """Tell which meters there are, what they showed, and what came of it."""
    told = telling.read("meters.toml")
    for row in told["pools"]:
        _tell(tale, row, LAID, "site_manager", _lay_gauges)
        _tell(tale, row, LOGGED, "technician", _bring_gauges)
    for row in told["counters"]:
        _tell(tale, row, LAID, "site_manager", _lay_counter)
        _tell(tale, row, LOGGED, "technician", _bring_counter)
    for row in told["closings"]:
        _tell(tale, row, row["offset"], "technician", _take)
        _tell(tale, row, row["offset"] + 1, "technician", _take_again)
        _tell(tale, row, row["offset"] + 1, "site_manager", _reopen)
    for row in told["outliers"]:
        _tell(tale, row, row["offset"], "technician", _take)


def _tell(
    tale: Tale, row: Story, offset: int, role: str, what: Callable[[Tale, Story, Session], None]
) -> None:
    day, who = tale.day + timedelta(offset), f"{role}@{row['site']}"
    tale.happens(day, partial(what, tale, row), who=who)


def _thing(tale: Tale, row: Story, session: Session) -> Asset:
    return session.get_one(Asset, tale.id("serial", row["thing"]))


def _meter(tale: Tale, row: Story, key: str, session: Session) -> Meter:
    on_it = select(Meter).join(Quantity).where(Meter.asset_id == _thing(tale, row, session).id)
    return session.exec(on_it.where(Quantity.key == key)).one()


def _person(tale: Tale, row: Story, role: str, session: Session) -> Person:
    return session.get_one(Person, tale.id("person", f"{role}@{row['site']}"))


def _lay_gauges(tale: Tale, row: Story, session: Session) -> None:
    profile, pool = profiles.profile(session, row["profile"]), _thing(tale, row, session)
    for key in [*row["read"], *row["sampled"]]:
        meters.add(session, pool, profiles.quantity(session, key), profile=profile)


def _lay_counter(tale: Tale, row: Story, session: Session) -> None:
    thing = _thing(tale, row, session)
    meters.add(session, thing, profiles.quantity(session, row["quantity"]))


def _bring_gauges(tale: Tale, row: Story, session: Session) -> None:
    for key, (around, about) in row["read"].items():
        shown = [Decimal(around) + Decimal(about) * _swing(ago, key) for ago in DAYS]
        finest = profiles.quantity(session, key).decimals
        _bring(tale, row, key, [round(each, finest) for each in shown], session)
    for key in row["sampled"]:
        meter = _meter(tale, row, key, session)
        at = session.info["at"] - timedelta(SAMPLED)
        readings.take(session, meter, Taken(Decimal(0), at))


def _bring_counter(tale: Tale, row: Story, session: Session) -> None:
    begins, daily = Decimal(row["begins"]), Decimal(row["daily"])
    shown = [begins + daily * (DAYS[0] - ago) for ago in DAYS]
    _bring(tale, row, row["quantity"], shown if daily else shown[-1:], session)


def _bring(tale: Tale, row: Story, key: str, shown: list[Decimal], session: Session) -> None:
    """One value for each of the last days, as a logger's file has them."""
    meter, at = _meter(tale, row, key, session), session.info["at"] + timedelta(-LOGGED)
    last = DAYS[-1] + len(shown) - 1
    told = [
        Numbered(number, Taken(value, at - timedelta(last - number) - HOUR))
        for number, value in enumerate(shown)
    ]
    recordings.keep(
        session, recordings.plan(session, meter, told, _person(tale, row, "technician", session))
    )


def _swing(ago: int, key: str) -> Decimal:
    """Between -1 and 1, another each day, and the same whenever the story is told."""
    return Decimal(f"{sin(ago * 1.7 + len(key)) * 0.6 + sin(ago * 0.23) * 0.4:.3f}")


def _take(tale: Tale, row: Story, session: Session) -> None:
    _typed(tale, row, row["value"], -HOUR, session)


def _take_again(tale: Tale, row: Story, session: Session) -> None:
    for number, value in enumerate(row["again"]):
        _typed(tale, row, value, (number - 3) * HOUR, session)


def _typed(tale: Tale, row: Story, value: str, ago: timedelta, session: Session) -> None:
    taken = Taken(Decimal(value), session.info["at"] + ago)
    meter = _meter(tale, row, row["quantity"], session)
    readings.take(session, meter, taken, _person(tale, row, "technician", session))


def _reopen(tale: Tale, row: Story, session: Session) -> None:
    """The manager signs that the pool is well again, and opens it."""
    pool, manager = _thing(tale, row, session), _person(tale, row, "site_manager", session)
    order: WorkOrder | None = reopening.standing(
        session, _meter(tale, row, row["quantity"], session)
    )
    assert order is not None
    at = session.info["at"]
    for step, found in row["checked"].items():
        answering.give(session, order, Said(step, found), manager, at.date())
    for step, why in row["spared"].items():
        left_out = Said(step, note=why, not_applicable=True)
        answering.give(session, order, left_out, manager, at.date())
    demands.sign(session, order, manager, manager.name)
    order.down_until = at
    completion.complete(session, order, manager, at.date(), row["note"])
    reopening.judge(session, pool, Condition.UP)
