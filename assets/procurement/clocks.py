"""The clock of durability: what a grant paid for may not go before its years are over.

It is asked at each verb by which a thing can leave, and once more whenever a thing is written, by
whichever door. A loan comes back and is no leaving; what has not come yet cannot leave.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CompoundSelect, event, inspect, union
from sqlmodel import Session, col, func, select

from assets import trail
from assets.database import Row, moment_of
from assets.errors import Refused
from assets.inventory import leaving
from assets.inventory.leaving import Departure
from assets.inventory.register import COMING, GONE, Asset, State
from assets.procurement.durability import Release
from assets.procurement.fundings import AssetFunding
from assets.procurement.lots import Lot
from assets.procurement.projects import Project
from assets.procurement.units import Unit
from assets.rights import Permission, Rights

_AT_ONCE = 500
_BOUND_BY = ("state", "site_id", "partner_id")


@dataclass(frozen=True)
class Clock:
    """How long one thing must stay, and for which grant; until a day not known yet, without."""

    project: Project

    @property
    def until(self) -> date | None:
        return self.project.durability_until

    def runs(self, on: date) -> bool:
        return self.until is None or on <= self.until


def funded(*asked: Any) -> CompoundSelect[Any]:
    """The ids of things that grants have paid for, each with that of its project."""
    thing: Any = col(Asset.id).label("thing_id")
    project: Any = col(Lot.project_id).label("project_id")
    of_lot = select(thing, project).join(Lot, col(Lot.number) == col(Asset.lot_number))
    bought = (
        select(thing, project)
        .join(Unit, col(Unit.asset_id) == col(Asset.id))
        .join(Lot, col(Lot.id) == col(Unit.lot_id))
    )
    source: Any = col(AssetFunding.project_id).label("project_id")
    shared = select(thing, source).join(AssetFunding, col(AssetFunding.asset_id) == col(Asset.id))
    known = shared.where(col(AssetFunding.project_id).is_not(None))
    return union(*(each.where(*asked) for each in (of_lot, bought, known)))


def clocks(session: Session, things: Iterable[UUID]) -> dict[UUID, Clock]:
    """The clock of each of these things that a grant has paid for: the one that runs longest."""
    keys, found = list(things), dict[UUID, Clock]()
    for begin in range(0, len(keys), _AT_ONCE):
        asked = funded(col(Asset.id).in_(keys[begin : begin + _AT_ONCE]))
        pairs = [(row.thing_id, row.project_id) for row in session.connection().execute(asked)]
        wanted = select(Project).where(col(Project.id).in_({each for _, each in pairs}))
        known = {each.id: Clock(each) for each in session.exec(wanted)} if pairs else {}
        for thing, project in pairs:
            found[thing] = max(found.get(thing, known[project]), known[project], key=_ends)
    return found


def _ends(clock: Clock) -> tuple[date, str]:
    return clock.until or date.max, clock.project.code


def counted(session: Session, project: Project, seen_by: Rights) -> int:
    """How many things that she sees a project has paid for."""
    bought = funded(seen_by.where(Permission.ASSETS_SEE, Asset)).subquery()
    asked = select(func.count()).select_from(bought).where(bought.c.project_id == project.id)
    return session.exec(asked).one()


def held(
    session: Session, things: Collection[UUID], departure: Departure, to_site: UUID | None
) -> Mapping[UUID, Refused]:
    """Which of these things must stay, and why: no second person has agreed that they leave so."""
    bound = clocks(session, things)
    states = select(Asset.id, Asset.state).where(col(Asset.id).in_(bound))
    ways = {key: Way(State(state), to_site) for key, state in session.exec(states)} if bound else {}
    return _refusals(session, bound, ways, departure)


leaving.HOLDS.append(held)


class Way(NamedTuple):
    """What a thing was before it leaves, and the site it goes to if it goes to one."""

    state: State
    to_site: UUID | None = None

    def open(self, release: Release) -> bool:
        """Whether it may go: with a release not used yet; out of use already; or home again."""
        retired = release.departure is Departure.DISPOSAL and self.state is State.RETIRED
        home = self.to_site is not None and self.to_site == release.site_id
        return release.used_on is None or retired or home


def _refusals(
    session: Session,
    bound: Mapping[UUID, Clock],
    ways: Mapping[UUID, Way],
    departure: Departure,
) -> dict[UUID, Refused]:
    on = moment_of(session).date()
    running = {key for key, clock in bound.items() if clock.runs(on)}
    free = {
        each.asset_id
        for each in agreed(session, running, departure)
        if ways[each.asset_id].open(each)
    }
    tags = select(Asset.id, Asset.tag).where(col(Asset.id).in_(running - free))
    return {key: _no(tag, bound[key]) for key, tag in session.exec(tags)} if running - free else {}


def agreed(session: Session, things: Collection[UUID], departure: Departure) -> list[Release]:
    """The releases of these things for such a departure, used or not."""
    asked = select(Release).where(
        col(Release.asset_id).in_(things),
        Release.departure == departure,
        col(Release.agreed_on).is_not(None),
    )
    return list(session.exec(asked)) if things else []


def _no(tag: str, clock: Clock) -> Refused:
    if clock.until is None:
        return Refused(
            "{project} has paid for {tag}, and its final payment has not come yet. Ask for an "
            "early leaving, so that a second person can agree.",
            tag=tag,
            project=clock.project.code,
        )
    return Refused(
        "{project} has paid for {tag}: it must stay until {day}. Ask for an early leaving, so that "
        "a second person can agree.",
        tag=tag,
        project=clock.project.code,
        day=clock.until,
    )


def departures(before: Any, after: Any) -> Iterator[Departure]:
    """How a thing leaves when it changes so."""
    if before.state in COMING:
        return
    if after.state in GONE and before.state not in {after.state, State.DISPOSED}:
        yield Departure.DISPOSAL
    if after.site_id != before.site_id:
        yield Departure.LEAVING
    if before.partner_id not in {None, after.partner_id}:
        yield Departure.SALE


@event.listens_for(Session, "before_flush")
def _watch(session: Session, _: object, __: object) -> None:
    """By whichever door a thing leaves, it is free to, and its release is used up."""
    pairs = {}
    for each in session.dirty:
        if isinstance(each, Asset):
            past = {name: inspect(each).attrs[name].history.deleted for name in _BOUND_BY}
            if any(past.values()):
                before = {name: (old or [getattr(each, name)])[0] for name, old in past.items()}
                pairs[each.id] = (SimpleNamespace(**before), each)
    _let_go(session, pairs)


def _follow(session: Session, table: type[Row], written: trail.Written) -> None:
    """The same for things that no flush tells of."""
    if table is not Asset:
        return
    changed: dict[UUID, Mapping[str, Any]] = {
        key: each
        for key, each in written.items()
        if isinstance(each, Mapping) and each.keys() & {*_BOUND_BY, "lot_number"}
    }
    pairs, keys = {}, list(changed)
    columns: Any = (Asset.id, *(getattr(Asset, name) for name in _BOUND_BY))
    for begin in range(0, len(keys), _AT_ONCE):
        asked = select(*columns).where(col(Asset.id).in_(keys[begin : begin + _AT_ONCE]))
        for row in session.connection().execute(asked):
            now = {name: getattr(row, name) for name in _BOUND_BY}
            old = {name: pair[0] for name, pair in changed[row.id].items() if name in now}
            pairs[row.id] = (SimpleNamespace(**now | old), SimpleNamespace(**now))
    _let_go(session, pairs)
    numbers = {key: each["lot_number"][0] for key, each in changed.items() if "lot_number" in each}
    _stay_bound(session, numbers)


trail.FOLLOWING.append(_follow)


@event.listens_for(Session, "after_flush")
def _watch_lots(session: Session, _: object) -> None:
    things = [each for each in session.dirty if isinstance(each, Asset)]
    past = {each.id: inspect(each).attrs["lot_number"].history.deleted for each in things}
    _stay_bound(session, {key: old[0] for key, old in past.items() if old})


def _stay_bound(session: Session, numbers: Mapping[UUID, str]) -> None:
    """What is taken off the lot of this number stays bound by a grant, or was let go by two."""
    keys = {key for key, number in numbers.items() if number}
    if not keys:
        return
    paid = select(Lot.number, Project).join(Project, col(Project.id) == col(Lot.project_id))
    known = session.exec(paid.where(col(Lot.number).in_(set(numbers.values())))).all()
    before = {number: Clock(project) for number, project in known}
    was = {key: before[numbers[key]] for key in keys if numbers[key] in before}
    _must_stay_bound(session, was, "lot_number")


@event.listens_for(Session, "after_flush")
def _watch_shares(session: Session, _: object) -> None:
    """Whose share of a thing a grant no longer has, stays bound by one too."""
    off = [(each.asset_id, each.project_id) for each in session.deleted if _of_grant(each)]
    for each in session.dirty:
        if isinstance(each, AssetFunding):
            past = inspect(each).attrs["project_id"].history.deleted
            off += [(each.asset_id, key) for key in past or () if key]
    if off:
        wanted = select(Project).where(col(Project.id).in_({key for _, key in off}))
        known = {each.id: Clock(each) for each in session.exec(wanted)}
        pairs = sorted(((thing, known[key]) for thing, key in off), key=lambda one: _ends(one[1]))
        _must_stay_bound(session, dict(pairs), "share")


def _of_grant(each: Any) -> bool:
    return isinstance(each, AssetFunding) and each.project_id is not None


def _must_stay_bound(session: Session, was: Mapping[UUID, Clock], field: str) -> None:
    """Raise Refused for what one of these clocks bound, and no clock binds now."""
    on = moment_of(session).date()
    running = {key: clock for key, clock in was.items() if clock.runs(on)}
    now = clocks(session, running)
    off = {key for key in running if not (key in now and now[key].runs(on))}
    for departure in Departure:
        off -= {each.asset_id for each in agreed(session, off, departure)}
    for tag, key in session.exec(select(Asset.tag, Asset.id).where(col(Asset.id).in_(off))):
        no = _no(tag, was[key])
        raise Refused(no.words, **no.values, field=field)


def _let_go(session: Session, pairs: Mapping[UUID, tuple[Any, Any]]) -> None:
    going: dict[Departure, dict[UUID, Way]] = {}
    for key, (before, after) in pairs.items():
        for each in departures(before, after):
            site = after.site_id if each is Departure.LEAVING else None
            going.setdefault(each, {})[key] = Way(before.state, site)
    for departure, ways in going.items():
        # What arrives was asked when it was sent.
        asked = [key for key, way in ways.items() if way.state is not State.IN_TRANSIT]
        for no in _refusals(session, clocks(session, asked), ways, departure).values():
            raise Refused(no.words, **no.values, field=_FIELDS[departure])
        for release in agreed(session, ways, departure):
            release.used_on = release.used_on or moment_of(session).date()


_FIELDS = {Departure.DISPOSAL: "state", Departure.LEAVING: "place", Departure.SALE: "owner"}
