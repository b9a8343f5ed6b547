"""Strokes: what is drawn of one lot: stretches of time, marks of its days, what waits for what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from assets.procurement import slips
from assets.procurement.axes import Axis, Zoom
from assets.procurement.milestones import Milestone
from assets.procurement.schedules import Schedule
from assets.procurement.timelines import Grouping
from assets.words import N_, Language, say

WHOLE = 100
CLEAR = 1.5  # percent between a mark and the words beside it

Measure = Callable[[str], float]


@dataclass(frozen=True)
class Wanted:
    """How a timeline is to be drawn. `measure` says how many percent of the width words take."""

    today: date
    language: Language
    measure: Measure
    zoom: Zoom = Zoom.PROJECT
    on: date | None = None
    by: Grouping = Grouping.LOT
    ties: bool = False


@dataclass(frozen=True)
class Bar:
    """A stretch of time: as planned, done, to come, or the slip."""

    x: float
    width: float
    kind: str


class Mark(NamedTuple):
    """A day of one lot, with what happens on it and how far it is from its plan."""

    x: float
    kind: str
    name: str
    words: str
    href: str
    on: date
    great: bool = True
    planned_on: date | None = None
    slip: str = ""
    waits: str = ""
    label: str = ""


@dataclass(frozen=True)
class Tie:
    """That one milestone waits for another. It is broken where the days say otherwise."""

    x: float
    to: float
    broken: bool


def reach(x: float, width: float, anchor: str) -> tuple[float, float]:
    """From where to where words stand that are held at x."""
    left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
    return left, left + width


def overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] < other[1] + CLEAR and other[0] < one[1] + CLEAR


def bars(schedule: Schedule, shown: Axis) -> list[Bar]:
    """What was planned; what is done; what is to come; and by how much it ends later."""
    planned_end, ends_on = schedule.planned_end, schedule.ends_on
    if planned_end is None or ends_on is None:
        return []
    met = [each.expected_on for each in schedule.within_project if each.met]
    begun = min(each.expected_on for each in schedule.within_project)
    done = max(met, default=begun)
    in_time = max(done, min(planned_end, ends_on))
    planned = min(each.baseline_on for each in schedule.within_project)
    stretches = {
        "baseline": (planned, planned_end),
        "actual": (begun, done),
        "forecast": (done, in_time),
        "slip": (in_time, ends_on),
    }
    return [
        Bar(shown.at(first), round(shown.at(last) - shown.at(first), 3), kind)
        for kind, (first, last) in stretches.items()
        if last > first and shown.at(last) > shown.at(first)
    ]


def marks(schedule: Schedule, shown: Axis, wanted: Wanted) -> list[Mark]:
    """Where each was planned, if it moved, and where it is; and where the contract ends."""
    marks = [
        mark
        for each in schedule.within_project
        if shown.holds(each.expected_on) or shown.holds(each.baseline_on)
        for mark in _marks_of(each, schedule, wanted, shown)
        if shown.holds(mark.on)
    ]
    agreed = schedule.bounds.contract_ends_on
    if agreed and shown.holds(agreed):
        name = say(wanted.language, N_("End of the contract"))
        words = say(wanted.language, N_("The contract ends on {day}"), day=agreed)
        href = f"/procurement/lots/{schedule.lot.number}"
        marks.append(Mark(shown.at(agreed), "contract", name, words, href, agreed))
    return marks


def _marks_of(milestone: Milestone, schedule: Schedule, wanted: Wanted, shown: Axis) -> list[Mark]:
    language, name = wanted.language, milestone.names.of(wanted.language)
    on, planned_on = milestone.expected_on, milestone.baseline_on
    kind = "actual" if milestone.met else "late" if on < wanted.today else "forecast"
    slip_days = (on - planned_on).days
    mark = Mark(
        x=shown.at(on),
        kind=kind,
        name=name,
        words=say(language, SAID[kind], stage=name, day=on),
        href=f"/procurement/lots/{schedule.lot.number}/milestones/{milestone.code}",
        on=on,
        great=milestone.stage.reaches is not None,
        planned_on=planned_on,
        slip=slips.days_in_words(slip_days, language),
        waits=_waits(milestone, schedule, language) if wanted.ties else "",
    )
    if not slip_days:
        return [mark]
    planned = SAID["baseline"]
    words = say(language, planned, stage=name, day=planned_on)
    x = shown.at(planned_on)
    return [mark._replace(x=x, kind="baseline", words=words, on=planned_on, waits=""), mark]


SAID = {
    "baseline": N_("{stage}, planned for {day}"),
    "actual": N_("{stage} on {day}"),
    "forecast": N_("{stage}, expected on {day}"),
    "late": N_("{stage}, late since {day}"),
}


def _waits(milestone: Milestone, schedule: Schedule, language: Language) -> str:
    """What it waits for, in words."""
    links, known = schedule.chain.before.get(milestone.id, ()), schedule.chain.known
    return ", ".join(known[link.after_id].names.of(language) for link in links)


def ties(schedule: Schedule, shown: Axis) -> list[Tie]:
    counted = {each.id: each.expected_on for each in schedule.within_project}
    days = [
        (counted[link.after_id], counted[link.milestone_id])
        for link in schedule.links
        if link.after_id in counted and link.milestone_id in counted
    ]
    return [
        Tie(shown.beyond(first), shown.beyond(then), broken=then < first)
        for first, then in days
        if first != then and (shown.holds(first) or shown.holds(then))
    ]


def labelled(marks: Sequence[Mark], measure: Measure) -> list[Mark]:
    """The names of as many marks as have room, those of the great ones first."""
    taken: list[tuple[float, float]] = []
    named: dict[int, str] = {}
    told = [nth for nth, each in enumerate(marks) if each.kind != "baseline"]
    for nth in sorted(told, key=lambda nth: (not marks[nth].great, marks[nth].x)):
        mine = reach(marks[nth].x, measure(marks[nth].name), "middle")
        if mine[0] >= 0 and mine[1] <= WHOLE and not any(overlap(mine, each) for each in taken):
            taken.append(mine)
            named[nth] = marks[nth].name
    return [
        each._replace(label=named[nth]) if nth in named else each for nth, each in enumerate(marks)
    ]
