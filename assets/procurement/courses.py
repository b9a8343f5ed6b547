"""Courses: what a lot's schedule, and what this register has finished, say of what is to come."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby, pairwise
from operator import attrgetter
from statistics import median
from typing import Any

from sqlmodel import Session, col, select

from assets.procurement.lots import Kind, Lot
from assets.procurement.milestones import Milestone
from assets.procurement.schedules import Schedule
from assets.procurement.simulations import Course, Step
from assets.procurement.stages import Stage

Points = tuple[float, float, float]
Learnt = Mapping[tuple[str, bool], Points]

ENOUGH = 5  # finished stages of one kind from which is learnt
MOST = 20_000  # of them are looked at, the latest


def course(schedule: Schedule, learnt: Learnt, on: date) -> Course:
    """The course of one lot from a day on. What has happened stays where it is."""
    chain = schedule.chain
    places = {each.id: place for place, each in enumerate(chain.in_order)}
    steps = []
    for each in chain.in_order:
        waits = tuple(places[link.after_id] for link in chain.before.get(each.id, ()))
        after = chain.floor(each, attrgetter("expected_on"))
        begun = all(chain.known[link.after_id].met for link in chain.before.get(each.id, ()))
        step = _step(each, waits, after, _points(schedule.lot, each, learnt), on)
        steps.append(_not_past(step, after, on) if begun else step)
    return Course(schedule.lot.number, steps)


def _step(
    milestone: Milestone, waits: tuple[int, ...], after: date | None, points: Points, on: date
) -> Step:
    counts = milestone.stage.within_project
    if milestone.actual_on:
        met = milestone.actual_on.toordinal()
        return Step(milestone.code, met, 0, 0, 0, waits, 0, counts)
    late = milestone.forecast_on < on
    if late or after is None:
        # What is late, or waits for nothing, has only what may come on top of its day.
        floor = max(milestone.forecast_on, on).toordinal()
        more = points[2] - points[1]
        return Step(milestone.code, None, 0, 0, more, () if late else waits, floor, counts)
    planned = float(max((milestone.forecast_on - after).days, 0))
    if planned > points[2]:
        # It has more days than it ever takes: it is held back, and what is late finds room there.
        held = milestone.forecast_on.toordinal() - round(points[1])
        return Step(milestone.code, None, *points, waits, 0, counts, held)
    return Step(milestone.code, None, *_around(planned, points), waits, 0, counts)


def _not_past(step: Step, after: date | None, on: date) -> Step:
    """What is under way and could have been over already is over today at the earliest."""
    if step.met is None and after and after.toordinal() + step.least < on.toordinal():
        return step._replace(floor=max(step.floor, on.toordinal()))
    return step


def _around(planned: float, points: Points) -> Points:
    """The forecast is the most likely; it may come as many days sooner or later as such stages."""
    least, usual, most = points
    return max(planned - (usual - least), 0), planned, planned + most - usual


def _points(lot: Lot, milestone: Milestone, learnt: Learnt) -> Points:
    stage = milestone.stage
    known = learnt.get((stage.code, lot.kind is Kind.WORKS))
    return known or stage.points(lot.kind, lot.partner.country)


def learnt(session: Session) -> dict[tuple[str, bool], Points]:
    """By stage and whether it is of works: the shortest, the middle and the longest it has taken.

    Only what was finished often enough teaches something.
    """
    taken: dict[tuple[str, bool], list[int]] = defaultdict(list)
    rows = session.connection().execute(_finished()).all()
    in_order = sorted(rows, key=lambda row: (row.lot_id, row.position, row.nth))
    for _, of_lot in groupby(in_order, key=lambda row: row.lot_id):
        for before, row in pairwise(of_lot):
            days = (row.actual_on - before.actual_on).days
            if not row.after and days >= 0:
                taken[row.code, row.kind == Kind.WORKS].append(days)
    return {key: _learnt(days) for key, days in taken.items() if len(days) >= ENOUGH}


def _learnt(days: Iterable[int]) -> Points:
    ranked: Sequence[int] = sorted(days)
    return float(ranked[0]), float(median(ranked)), float(ranked[-1])


def _finished() -> Any:
    """The milestones that were met last, with their stages and the kinds of their lots."""
    met: Any = Milestone.actual_on
    said: list[Any] = [Milestone.lot_id, Milestone.nth, met, Stage.code, Stage.position]
    said += [Stage.after, Lot.kind]
    rows: Any = select(*said)
    joined = rows.join(Stage, col(Stage.id) == col(Milestone.stage_id))
    joined = joined.join(Lot, col(Lot.id) == col(Milestone.lot_id))
    latest = joined.where(met.is_not(None)).order_by(met.desc(), col(Milestone.id))
    return latest.limit(MOST)
