"""Closures: when a site, a place or a thing is shut, once or every year."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Select
from sqlmodel import Field, Relationship, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import UNLOADED, alongside
from assets.errors import Missing, Refused
from assets.inventory import places, relocations
from assets.inventory.places import Place
from assets.inventory.register import FOLLOWERS, GONE, Asset
from assets.listing import Cut, Order, PageOf, page
from assets.maintenance.checklists import Checklist
from assets.rhythm import months_after
from assets.rights import Guarded, Permission, Rights
from assets.words import N_, Worded

Span = tuple[date, date]


@dataclass(frozen=True)
class Said:
    """What somebody says of a closure: its name, its first and last day, and what is asked then."""

    name: str
    begins_on: date
    ends_on: date
    yearly: bool = False
    checklist: Checklist | None = None


class Closure(Guarded, table=True):
    """From one day to another a whole place, or one thing, is not in operation."""

    __table_args__ = (
        CheckConstraint("(place_id IS NULL) <> (asset_id IS NULL)", name="one_subject"),
    )

    name: str = Field(max_length=200)
    place_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    asset_id: UUID | None = Field(default=None, foreign_key="asset.id", index=True)
    begins_on: date
    ends_on: date
    yearly: bool = False
    # What must be answered well before it opens again.
    checklist_id: UUID | None = Field(default=None, foreign_key="checklist.id")
    cancelled: bool = False

    place: Place | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "Closure.place_id"}
    )
    asset: Asset | None = Relationship(sa_relationship_kwargs=UNLOADED)
    checklist: Checklist | None = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.name

    def agree(self, said: Said) -> None:
        """Take these days. Of a yearly closure they are those of its first year."""
        if not said.name.strip():
            raise Refused("Give it a name.", field="name")
        if said.ends_on < said.begins_on:
            raise Refused("It cannot end before it begins.", field="ends_on")
        if said.yearly and said.ends_on >= months_after(said.begins_on, 12):
            raise Refused("What closes every year is shut for less than a year.", field="ends_on")
        self.name, self.begins_on, self.ends_on = said.name.strip(), said.begins_on, said.ends_on
        self.yearly = said.yearly
        self.checklist_id = said.checklist.id if said.checklist else None

    def must_stand(self) -> None:
        if self.cancelled:
            raise Refused("This closure was cancelled.")

    def next_from(self, on: date) -> Span | None:
        """When it is shut on that day, or next: None if it has been and does not come again."""
        if not self.yearly:
            return (self.begins_on, self.ends_on) if on <= self.ends_on else None
        for year in range(max(0, on.year - self.begins_on.year - 2), 9000):
            span = in_year(self.begins_on, self.ends_on, year)
            if on <= span[1]:
                return span
        return None

    def last_by(self, on: date) -> Span | None:
        """When it was shut last, or is since: None if that has not begun by this day."""
        later = on.year - self.begins_on.year if self.yearly else 0
        spans = (in_year(self.begins_on, self.ends_on, each) for each in (later, later - 1))
        begun = (span for span in spans if self.begins_on <= span[0] <= on)
        return next(begun, None)


FOLLOWERS.append(lambda asset: select(Closure).where(Closure.asset_id == asset.id))
relocations.BOUND[Closure] = Closure.place_id


def in_year(begins_on: date, ends_on: date, later: int) -> Span:
    """The days of a yearly closure so many years after the first. A leap day becomes the 28th."""
    return months_after(begins_on, 12 * later), months_after(ends_on, 12 * later)


def shut(session: Session, subject: Place | Asset, said: Said) -> Closure:
    """A new closure of a place, with everything in it, or of one thing."""
    if isinstance(subject, Asset) and subject.state in GONE:
        raise Refused("{tag} is retired.", tag=subject.tag, field="asset")
    thing = isinstance(subject, Asset)
    closure = Closure(
        name="",
        begins_on=said.begins_on,
        ends_on=said.ends_on,
        asset_id=subject.id if thing else None,
        place_id=None if thing else subject.id,
        site_id=subject.site_id,
        partner_id=subject.partner_id,
    )
    closure.agree(said)
    session.add(closure)
    session.flush()
    return closure


def standing() -> Select[Any]:
    """Every closure that holds, with the site and the path of the place that is shut."""
    rows: Any = select(Closure, col(Place.site_id), col(Place.path_key))
    joined = rows.outerjoin(Place, col(Place.id) == col(Closure.place_id))
    found: Select[Any] = joined.where(col(Closure.cancelled).is_(False))
    return found.order_by(col(Closure.begins_on), col(Closure.id))


class Show(Worded):
    """Which closures a list shows."""

    COMING = "coming", N_("Now and to come")
    PAST = "past", N_("Past")
    CANCELLED = "cancelled", N_("Cancelled")


@dataclass(frozen=True)
class Wanted:
    """What a list of closures is asked for."""

    show: Show = Show.COMING
    site: Place | None = None


_TABLE: Any = Closure.__table__  # type: ignore[attr-defined]


def listed(session: Session, wanted: Wanted, on: date, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of closures by the day on which they began first, each with what it shuts."""
    asked = [seen_by.where(Permission.PLANS_SEE, Closure), _shown(wanted.show, on)]
    if wanted.site:
        asked.append(_TABLE.c.site_id == wanted.site.id)
    begins, descending = _TABLE.c.begins_on, wanted.show is not Show.COMING
    which: Any = select(begins.label("sort_key"), _TABLE.c.id).where(*asked)
    found = page(session, which, Order(begins, _TABLE.c.id, descending=descending), cut)
    keys = [row.id for row in found.rows]
    records = session.exec(select(Closure).where(col(Closure.id).in_(keys)).options(*_whole()))
    known = {each.id: each for each in records}
    return replace(found, rows=[known[key] for key in keys])


def _shown(show: Show, on: date) -> ColumnElement[bool]:
    cancelled: ColumnElement[bool] = _TABLE.c.cancelled.is_(True)
    to_come: ColumnElement[bool] = _TABLE.c.yearly.is_(True) | (_TABLE.c.ends_on >= on)
    if show is Show.CANCELLED:
        return cancelled
    return ~cancelled & (to_come if show is Show.COMING else ~to_come)


def closure(session: Session, key: UUID, seen_by: Rights) -> Closure:
    seen = seen_by.where(Permission.PLANS_SEE, Closure)
    asked = select(Closure).where(Closure.id == key, seen).options(*_whole())
    found = session.exec(asked).first()
    if found is None:
        raise Missing("There is no such closure.")
    return found


def _whole() -> list[Any]:
    return alongside(Closure.place, Closure.asset, Closure.checklist)


def of_place(place: Place, on: date) -> SelectOfScalar[Closure]:
    """What shuts this place, or something inside it, on that day or later."""
    inside = col(Closure.place_id).in_(places.below(place))
    keys = place.path_key.split("\x1f")
    upwards = ["\x1f".join(keys[:count]) for count in range(1, len(keys))]
    above = select(Place.id).where(Place.site_id == place.site_id, col(Place.path_key).in_(upwards))
    return _to_come([inside | col(Closure.place_id).in_(above)], on)


def of_asset(asset: Asset, place: Place, on: date) -> SelectOfScalar[Closure]:
    """What shuts this thing, or what it stands in, on that day or later."""
    return _to_come([_over(asset, place)], on)


def reopened(asset: Asset, place: Place) -> SelectOfScalar[Closure]:
    """What shuts this thing, or what it stands in, ever, and asks for a checklist afterwards."""
    asked = col(Closure.checklist_id).is_not(None), col(Closure.cancelled).is_(False)
    found = select(Closure).where(_over(asset, place), *asked)
    return found.order_by(col(Closure.begins_on), col(Closure.id))


def _over(asset: Asset, place: Place) -> ColumnElement[bool]:
    keys = place.path_key.split("\x1f")
    upwards = ["\x1f".join(keys[:count]) for count in range(1, len(keys) + 1)]
    around = select(Place.id).where(
        Place.site_id == place.site_id, col(Place.path_key).in_(upwards)
    )
    mine: ColumnElement[bool] = col(Closure.asset_id) == asset.id
    return col(Closure.place_id).in_(around) | mine


def _to_come(asked: Iterable[Any], on: date) -> SelectOfScalar[Closure]:
    found = select(Closure).where(*asked, _shown(Show.COMING, on)).options(*_whole())
    return found.order_by(col(Closure.begins_on), col(Closure.id))
