"""The schedule of a lot: its milestones together, and what they say about its end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets import trail, workdays
from assets.errors import Missing
from assets.listing import Cut, Order, PageOf, page
from assets.procurement import chains, clashes, dependencies, lots, milestones, projects
from assets.procurement.chains import Chain
from assets.procurement.clashes import NO_BOUNDS, Bounds, Clash
from assets.procurement.dependencies import Free, Link
from assets.procurement.lots import Lot, Status
from assets.procurement.milestones import Milestone
from assets.procurement.projects import Project
from assets.rights import Permission, Rights
from assets.trail import Entry
from assets.words import N_, Worded

_PLANNED = attrgetter("baseline_on")
_EXPECTED = attrgetter("expected_on")


class Standing(Worded):
    """How a lot stands on a day, in one word."""

    UNPLANNED = "unplanned", N_("Not planned yet")
    ON_PLAN = "on_plan", N_("On plan")
    SLIPPING = "slipping", N_("Later than planned")
    LATE = "late", N_("Late")
    BEYOND = "beyond", N_("After the end of the project")
    FINISHED = "finished", N_("Finished")


@dataclass(frozen=True)
class Schedule:
    """A lot and its milestones in the order of their stages, and what each waits for."""

    lot: Lot
    milestones: Sequence[Milestone]
    said: Sequence[Link] = ()
    own_days: Mapping[date, bool] = field(default_factory=dict)
    bounds: Bounds = NO_BOUNDS

    @cached_property
    def free(self) -> Free:
        """Whether nobody works on a day where the lot is bought."""
        return workdays.free_in(self.lot.partner.country, self.own_days)

    @cached_property
    def links(self) -> Sequence[Link]:
        """What waits for what: as it was said, or as is usual while nobody has said it."""
        return self.said or chains.usual(self.lot, self.milestones, self.free)

    @cached_property
    def chain(self) -> Chain:
        return Chain(self.milestones, self.links, self.free)

    @cached_property
    def within_project(self) -> list[Milestone]:
        """What must be over before the project is: not the guarantees that run on."""
        return [each for each in self.milestones if each.stage.within_project]

    @property
    def next(self) -> Milestone | None:
        """The milestone that is to come first."""
        open_ones = [each for each in self.milestones if not each.met]
        return min(open_ones, key=lambda each: each.forecast_on, default=None)

    @property
    def finished(self) -> bool:
        return bool(self.milestones) and all(each.met for each in self.within_project)

    @property
    def planned_end(self) -> date | None:
        return max((each.baseline_on for each in self.within_project), default=None)

    @property
    def ends_on(self) -> date | None:
        """When the last of it that the project pays for is expected, or happened."""
        return max((each.expected_on for each in self.within_project), default=None)

    @property
    def slip_days(self) -> int:
        """How many days later than planned the lot ends; below zero, earlier."""
        ends_on, planned_end = self.ends_on, self.planned_end
        return (ends_on - planned_end).days if ends_on and planned_end else 0

    @property
    def beyond_days(self) -> int:
        """How many days after the end of its project it ends; zero when it ends in time."""
        ends_on = self.ends_on
        over = (ends_on - self.lot.project.ends_on).days if ends_on else 0
        return max(over, 0)

    @property
    def status(self) -> Status:
        reached = [each.stage.reaches for each in self.milestones if each.met]
        order = list(Status)
        return max((each for each in reached if each), key=order.index, default=Status.PREPARED)

    def late(self, on: date) -> list[Milestone]:
        """What should have happened before that day and has not."""
        return [each for each in self.milestones if each.late(on)]

    @property
    def slipping(self) -> Milestone | None:
        """What is still open and slips the most."""
        still_open = [each for each in self.within_project if not each.met]
        most = max(still_open, key=attrgetter("slip_days"), default=None)
        return most if most and most.slip_days > 0 else None

    def standing(self, on: date) -> Standing:
        if not self.milestones:
            return Standing.UNPLANNED
        if self.finished:
            return Standing.FINISHED
        if self.beyond_days:
            return Standing.BEYOND
        if self.late(on):
            return Standing.LATE
        return Standing.ON_PLAN if self.slipping is None else Standing.SLIPPING

    def milestone(self, code: str) -> Milestone:
        found = next((each for each in self.milestones if each.code == code), None)
        if found is None:
            raise Missing("{lot} has no milestone {code}.", lot=self.lot.number, code=code)
        return found

    def replan(self, milestone: Milestone, on: date, *, following: bool) -> None:
        """Plan a milestone for another day, and with `following` all that hangs on it too."""
        self.chain.must_suit(milestone, on, _PLANNED, "on")
        margins = self.chain.margins(_PLANNED) if following else None
        milestones.replan(self.lot, milestone, on)
        for key, day in self.chain.carried(milestone, _PLANNED, margins).items():
            milestones.replan(self.lot, self.chain.known[key], day)

    def forecast(self, milestone: Milestone, to: date, reason: str, *, following: bool) -> None:
        """Expect a milestone on another day, and with `following` all that hangs on it too."""
        self.chain.must_suit(milestone, to, _EXPECTED, "to")
        margins = self.chain.margins(_EXPECTED) if following else None
        milestone.forecast(to, reason)
        self._carry(milestone, margins)

    def meet(
        self, milestone: Milestone, on: date, today: date, note: str = "", *, following: bool
    ) -> None:
        """It happened; with `following`, all that hangs on it comes along."""
        margins = self.chain.margins(_EXPECTED) if following else None
        milestone.meet(on, today, note)
        self._carry(milestone, margins)

    def _carry(self, milestone: Milestone, margins: dict[UUID, timedelta] | None) -> None:
        for key, day in self.chain.carried(milestone, _EXPECTED, margins).items():
            self.chain.known[key].forecast_on = day

    def clashes(self) -> list[Clash]:
        """The days that do not go together: a thing accepted before it was delivered."""
        return clashes.of(self.lot, self.milestones, self.bounds, self.free)


def of_lot(session: Session, number: str, seen_by: Rights) -> Schedule:
    return together(session, [lots.numbered(session, number, seen_by)])[0]


def timeline(session: Session, project: Project, seen_by: Rights) -> list[Schedule]:
    """Every lot of a project that this person sees, in as many queries however many they are."""
    seen = lots.listed(seen_by).where(Lot.project_id == project.id)
    return together(session, session.exec(seen).all())


def listed(session: Session, project: str, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of the schedules that this person sees, of one project or of all."""
    columns: Any = Lot.__table__.c  # type: ignore[attr-defined]
    rows = select(columns.number_key, columns.id)
    rows = rows.where(seen_by.where(Permission.PROCUREMENT_SEE, Lot))
    if project:
        rows = rows.where(columns.project_id == projects.coded(session, project, seen_by).id)
    found = page(session, rows, Order(columns.number_key, columns.id), cut)
    keys = [row.id for row in found.rows]
    shown = session.exec(lots.listed(seen_by).where(col(Lot.id).in_(keys))).all()
    return replace(found, rows=together(session, shown))


def together(session: Session, seen: Iterable[Lot]) -> list[Schedule]:
    """The schedules of these lots, in as many queries however many they are."""
    seen = list(seen)
    keys = [lot.id for lot in seen]
    by_lot: dict[UUID, list[Milestone]] = defaultdict(list)
    for each in session.exec(milestones.of_lots(keys)):
        by_lot[each.lot_id].append(each)
    said: dict[UUID, list[Link]] = defaultdict(list)
    for key, *link in session.connection().execute(dependencies.of_lots(keys)):
        said[key].append(Link(*link))
    own = workdays.own_days(session, {lot.partner.country for lot in seen})
    bounds = clashes.bounds(session, seen)
    return [
        Schedule(lot, by_lot[lot.id], said[lot.id], own[lot.partner.country], bounds[lot.id])
        for lot in seen
    ]


def history(schedule: Schedule) -> SelectOfScalar[Any]:
    """(Entry, Batch) of a lot and of every change of its milestones, the latest first."""
    keys = [schedule.lot.id, *(each.id for each in schedule.milestones)]
    laid = (col(Entry.kind) == "milestone") & (col(Entry.verb) == "created")
    return trail.history(*keys).where(~laid)
