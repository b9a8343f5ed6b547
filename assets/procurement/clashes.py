"""Clashes: the days of a lot that do not go together, each named with the day it clashes with."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func
from sqlmodel import Session, col, select

from assets import workdays
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.procurement.contracts import Contract, ContractChange
from assets.procurement.dependencies import Free
from assets.procurement.lots import Lot
from assets.procurement.milestones import Milestone
from assets.words import N_

COMES = "delivery"  # the stage with which things arrive
SUPPLIED = (COMES, "installation", "works_reception")  # what a contract must have seen by its end


@dataclass(frozen=True)
class Clash:
    """Two days that do not go together. The words are put into the reader's at the edge."""

    words: str
    values: dict[str, object]
    code: str = ""  # of the milestone that it is about


class Bounds(NamedTuple):
    """The days around a lot that its own must suit."""

    contract_ends_on: date | None = None
    # The last of the rooms that its things are for and that do not exist yet.
    room: str = ""
    room_opens_on: date | None = None


NO_BOUNDS = Bounds()


def of(lot: Lot, milestones: Sequence[Milestone], bounds: Bounds, free: Free) -> list[Clash]:
    """Every clash of one lot, by the order of its stages."""
    known = {each.code: each for each in milestones}
    found = [
        clash
        for each in milestones
        for clash in (
            *_too_early(each, known),
            *_too_late(each, known, lot, free),
            *_beyond(each, lot, bounds),
        )
    ]
    return found + list(_homeless(known.get(COMES), bounds))


def _too_early(milestone: Milestone, known: Mapping[str, Milestone]) -> Iterator[Clash]:
    """Before what must have happened first: accepted before it was delivered."""
    needed = known.get(milestone.stage.not_before)
    if needed and milestone.expected_on < needed.expected_on:
        yield _clash(
            N_("“{stage}” on {day} comes before “{needed}” on {needed_day}."),
            milestone,
            needed=needed.names,
            needed_day=needed.expected_on,
        )


def _too_late(
    milestone: Milestone, known: Mapping[str, Milestone], lot: Lot, free: Free
) -> Iterator[Clash]:
    """After the working days that the law leaves: the result, published late in Hungary."""
    country, stage = lot.partner.country, milestone.stage
    begun = known.get(stage.deadline_from)
    if begun is None or not stage.working_in(country):
        return
    days = stage.days_for(lot.kind, country)
    last = workdays.later(free, begun.expected_on, days)
    if milestone.expected_on > last:
        yield _clash(
            N_(
                "“{stage}” on {day} comes more than {days} working days after “{begun}” "
                "on {begun_day}: the last day is {last}."
            ),
            milestone,
            days=days,
            begun=begun.names,
            begun_day=begun.expected_on,
            last=last,
        )


def _beyond(milestone: Milestone, lot: Lot, bounds: Bounds) -> Iterator[Clash]:
    """After the end of the project, which pays nothing more, or of the contract."""
    ends_on = lot.project.ends_on
    if milestone.stage.within_project and milestone.expected_on > ends_on:
        yield _clash(
            N_("“{stage}” on {day} comes after the end of the project on {end}."),
            milestone,
            end=ends_on,
        )
    agreed = bounds.contract_ends_on
    if agreed and milestone.stage.code in SUPPLIED and milestone.expected_on > agreed:
        yield _clash(
            N_("“{stage}” on {day} comes after the end of the contract on {end}."),
            milestone,
            end=agreed,
        )


def _homeless(coming: Milestone | None, bounds: Bounds) -> Iterator[Clash]:
    """Things that come before their room is there."""
    opens_on = bounds.room_opens_on
    if coming and opens_on and coming.expected_on < opens_on:
        yield _clash(
            N_(
                "“{stage}” on {day} comes before {room} opens on {opens}. Agree on a store, "
                "and on a warranty that begins later."
            ),
            coming,
            room=bounds.room,
            opens=opens_on,
        )


def _clash(words: str, milestone: Milestone, **values: object) -> Clash:
    said = {"stage": milestone.names, "day": milestone.expected_on}
    return Clash(words, said | values, milestone.code)


def bounds(session: Session, lots: Sequence[Lot]) -> dict[UUID, Bounds]:
    """The bounds of these lots, in two queries."""
    keys = [lot.id for lot in lots]
    agreed: dict[UUID, date] = dict(iter(session.connection().execute(_ends(keys))))
    rooms: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for number, name, opens_on in session.connection().execute(_rooms(lots)):
        rooms[number].append((opens_on, name))
    found = {}
    for lot in lots:
        opens_on, room = max(rooms[lot.number], default=(None, ""))
        if lot.site and lot.site.opens_on and (opens_on is None or lot.site.opens_on > opens_on):
            opens_on, room = lot.site.opens_on, lot.site.name
        found[lot.id] = Bounds(agreed.get(lot.id), room, opens_on)
    return found


def _ends(keys: Sequence[UUID]) -> Select[Any]:
    """Until when each of these lots has a contract: the last that was agreed on any of them."""
    agreed: Any = ContractChange.ends_on
    of_it = (ContractChange.contract_id == Contract.id, agreed.is_not(None))
    latest = select(agreed).where(*of_it).order_by(col(ContractChange.number).desc()).limit(1)
    until = func.coalesce(latest.correlate(Contract).scalar_subquery(), Contract.ends_on)
    lot_id: Any = Contract.lot_id
    rows: Any = select(lot_id, func.max(until))
    standing = (col(Contract.terminated_on).is_(None), until.is_not(None))
    found: Select[Any] = rows.where(lot_id.in_(keys), *standing).group_by(lot_id)
    return found


def _rooms(lots: Sequence[Lot]) -> Select[Any]:
    """The rooms of these lots' things that have yet to open."""
    opens: Any = Place.opens_on
    rows: Any = select(Asset.lot_number, Place.name, opens)
    joined = rows.join(Place, col(Place.id) == col(Asset.place_id))
    of_them = col(Asset.lot_number).in_([lot.number for lot in lots])
    found: Select[Any] = joined.where(of_them, opens.is_not(None)).distinct()
    return found
