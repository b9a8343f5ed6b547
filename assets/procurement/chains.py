"""Chains: how the milestones of a lot hang together, and what moves when one of them moves."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from operator import itemgetter
from uuid import UUID

from assets import workdays
from assets.errors import Refused
from assets.procurement.dependencies import Free, Link
from assets.procurement.lots import Lot, Status
from assets.procurement.milestones import Milestone

Day = Callable[[Milestone], date]

_DAY, _DAY_AND_TURN = itemgetter(0), itemgetter(0, 1)


@dataclass(frozen=True)
class Chain:
    """The milestones of one lot, what each waits for, and the free days of its country."""

    milestones: Sequence[Milestone]
    links: Sequence[Link]
    free: Free

    @cached_property
    def known(self) -> dict[UUID, Milestone]:
        return {each.id: each for each in self.milestones}

    @cached_property
    def before(self) -> dict[UUID, list[Link]]:
        """What each milestone waits for."""
        found: dict[UUID, list[Link]] = defaultdict(list)
        for link in self.links:
            found[link.milestone_id].append(link)
        return found

    @cached_property
    def in_order(self) -> list[Milestone]:
        """Each after all that it waits for."""
        sorter = TopologicalSorter({each.id: () for each in self.milestones})
        for link in self.links:
            sorter.add(link.milestone_id, link.after_id)
        return [self.known[key] for key in sorter.static_order()]

    def earliest(self, milestone: Milestone, day: Day) -> date | None:
        """The first day that suits all that it waits for; None where it waits for nothing."""
        waits = self.before.get(milestone.id, ())
        days = (each.earliest(day(self.known[each.after_id]), self.free) for each in waits)
        return max(days, default=None)

    def floor(self, milestone: Milestone, day: Day) -> date | None:
        """The last of the days of what it waits for: before it nothing else makes sense."""
        waits = self.before.get(milestone.id, ())
        return max((day(self.known[each.after_id]) for each in waits), default=None)

    def must_suit(self, milestone: Milestone, on: date, day: Day, field: str) -> None:
        """Raise Refused if a milestone would be before one that it waits for."""
        for link in self.before.get(milestone.id, ()):
            other = self.known[link.after_id]
            if on < day(other):
                raise Refused(
                    "“{stage}” comes after “{other}”, which is on {day}.",
                    stage=milestone.names,
                    other=other.names,
                    day=day(other),
                    field=field,
                )

    def margins(self, day: Day) -> dict[UUID, timedelta]:
        """How much later each stands than what it waits for asks."""
        asked = ((each, self.earliest(each, day)) for each in self.milestones)
        nothing = timedelta(0)
        return {
            each.id: max(day(each) - first, nothing) for each, first in asked if first is not None
        }

    def carried(
        self, moved: Milestone, day: Day, margins: dict[UUID, timedelta] | None
    ) -> dict[UUID, date]:
        """Where all that hangs on a milestone comes to stand after it was moved.

        With margins each keeps its own, and so comes along. Without them it stays where it is,
        unless it would stand before what it waits for. What was met stays in any case.
        """
        now = {moved.id: day(moved)}

        def standing(each: Milestone) -> date:
            return now.get(each.id, day(each))

        for each in self.in_order:
            waits = self.before.get(each.id, ())
            if each is moved or each.met or not any(link.after_id in now for link in waits):
                continue
            to = self._carried(each, standing, margins)
            if to != day(each):
                now[each.id] = to
        del now[moved.id]
        return now

    def _carried(
        self, milestone: Milestone, day: Day, margins: dict[UUID, timedelta] | None
    ) -> date:
        if margins is not None and (first := self.earliest(milestone, day)):
            return first + margins[milestone.id]
        return max(day(milestone), self.floor(milestone, day) or day(milestone))


def usual(lot: Lot, milestones: Sequence[Milestone], free: Free) -> list[Link]:
    """What waits for what while nobody has said otherwise: each for the stage before it.

    It waits for as many days as its stage usually takes, or for fewer where the plan says so.
    """
    known: dict[str, Milestone] = {}
    along: list[tuple[date, tuple[int, int], Milestone]] = []
    found: list[Link] = []
    for each in sorted(milestones, key=lambda each: each.turn):
        stage, on = each.stage, each.baseline_on
        counted = _counted_from(each, known, along)
        if counted:
            found.append(_usual(lot, each, counted, free))
        named = known.get(stage.not_before)
        if named and named is not counted and named.baseline_on <= on:
            found.append(Link(each.id, named.id))
        known[each.code] = each
        if not stage.after:
            insort(along, (on, each.turn, each), key=_DAY_AND_TURN)
    return found


def _counted_from(
    milestone: Milestone,
    known: Mapping[str, Milestone],
    along: Sequence[tuple[date, tuple[int, int], Milestone]],
) -> Milestone | None:
    """The stage from which its days are counted: the one it names, or the nearest before it.

    A guarantee runs from the acceptance; that of works from their reception.
    """
    on, after = milestone.baseline_on, milestone.stage.after
    planned = along[: bisect_right(along, on, key=_DAY)]
    if after:
        named = known.get(after)
        if named and named.baseline_on <= on:
            return named
        planned = [each for each in planned if each[2].stage.reaches is Status.ACCEPTED] or planned
    return planned[-1][2] if planned else None


def _usual(lot: Lot, milestone: Milestone, after: Milestone, free: Free) -> Link:
    country = lot.partner.country
    first, last = after.baseline_on, milestone.baseline_on
    working = milestone.stage.working_in(country)
    gap = workdays.between(free, first, last) if working else (last - first).days
    days = milestone.stage.days_for(lot.kind, country)
    return Link(milestone.id, after.id, min(days, gap), working)


def must_not_turn_back(links: Iterable[Link]) -> None:
    """Raise Refused if a milestone would wait for itself by way of others."""
    sorter: TopologicalSorter[UUID] = TopologicalSorter()
    for link in links:
        sorter.add(link.milestone_id, link.after_id)
    try:
        sorter.prepare()
    except CycleError:
        raise Refused(
            "It would wait for itself in a circle: the other one already waits for it.",
            field="after",
        ) from None
