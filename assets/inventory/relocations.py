"""Places that move in the tree, with all that is in them, and places that become one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from assets.database import in_haste
from assets.errors import Refused
from assets.inventory import places, takeovers
from assets.inventory.documents import Attachment
from assets.inventory.identifiers import Label
from assets.inventory.places import DEEPEST, Kind, Place
from assets.inventory.register import COMING, FOLLOWERS, GONE, Asset
from assets.inventory.transfers import State, Transfer
from assets.trail import Change
from assets.words import fold, sort_key

Clause = ColumnElement[bool]

# What stands in a place or belongs to it.
BOUND: dict[Any, Any] = {
    Asset: Asset.place_id,
    Label: Label.place_id,
    Attachment: Attachment.subject_id,
}

# Who must know that what is in a place now stands inside other places.
MOVED: list[Callable[[Session, Place], None]] = []


class Load(NamedTuple):
    """What a branch holds: places, itself among them, and things, those that are gone too."""

    places: int
    things: int


@dataclass(frozen=True)
class Way:
    """From the surroundings of one place to those of another."""

    old: Place
    new: Place

    def owner(self, now: Any) -> Any:
        """Whose it is then: what belonged to the old surroundings belongs to the new ones."""
        return self.new.partner_id or now if now == self.old.partner_id else now

    def concerns(self, kind: Any) -> Clause:
        """The rows whose site or owner changes on this way."""
        elsewhere: Clause = col(kind.site_id) != self.new.site_id
        if self.new.partner_id in {None, self.old.partner_id}:
            return elsewhere
        return elsewhere | (col(kind.partner_id) == self.old.partner_id)

    def whose(self, row: Any) -> dict[str, Any]:
        """At which site a row is then, and whose it is."""
        return {"site_id": self.new.site_id, "partner_id": self.owner(row["partner_id"])}

    def changes(self, row: Any) -> dict[str, tuple[Any, Any]]:
        then = self.whose(row).items()
        return {name: (row[name], new) for name, new in then if row[name] != new}


def load(session: Session, place: Place) -> Load:
    """What goes along with this place."""
    inside = places.below(place)
    things = select(Asset.id).where(col(Asset.place_id).in_(inside))
    counts = (select(func.count()).select_from(each.subquery()) for each in (inside, things))
    return Load(*(session.exec(count).one() for count in counts))


def must_move(session: Session, place: Place, into: Place) -> None:
    """Raise Refused unless this branch can stand there."""
    _must_be_apart(place, into)
    if place.parent_id == into.id:
        raise Refused("It is inside {place} already.", place=into.name, field="into")
    _must_fit(session, place, into, levels=1)
    _must_be_told_apart(session, [place], into)


def move(session: Session, place: Place, into: Place) -> None:
    """Put a branch with all that is in it inside another place, be it of another site."""
    must_move(session, place, into)
    way = Way(session.get_one(Place, place.parent_id), into)
    with in_haste(session):
        inside = session.exec(places.branch(place)).all()
        _follow_all(session, place, way, inside)
        places.settle(session, inside, into)
        _tell(session, place)


def _tell(session: Session, place: Place) -> None:
    session.flush()
    for follow in MOVED:
        follow(session, place)


def must_merge(session: Session, place: Place, into: Place, on: date) -> None:
    """Raise Refused unless the one can take up all that is in the other."""
    _must_be_apart(place, into)
    _must_fit(session, place, into, levels=0)
    _must_be_told_apart(session, _inside(session, place), into, but=place)
    here = col(Asset.state).not_in(COMING | GONE)
    stands = select(Asset.id).where(Asset.place_id == place.id, here).limit(1)
    if not into.open(on) and session.exec(stands).first():
        raise into.not_open(on, "into")


def merge(session: Session, place: Place, into: Place, on: date) -> None:
    """Take up in another place all that is in this one, and whatever refers to it."""
    must_merge(session, place, into, on)
    with in_haste(session):
        inside = session.exec(places.branch(place)).all()
        _follow_all(session, place, Way(place, into), inside)
        place.give_way(into, on)
        places.settle(session, inside[1:], into)
        takeovers.hand_over(session, place, into)
        _tell(session, into)


def _inside(session: Session, place: Place) -> Sequence[Place]:
    return session.exec(select(Place).where(Place.parent_id == place.id)).all()


def _must_be_apart(place: Place, into: Place) -> None:
    if place.kind is Kind.SITE:
        raise Refused("A site stays where it is. Choose a place inside it.", field="into")
    if into.id == place.id or into.path_key.startswith(f"{place.path_key}\x1f"):
        raise Refused("{place} cannot go into itself.", place=place.name, field="into")


def _must_fit(session: Session, place: Place, into: Place, *, levels: int) -> None:
    inside = select(func.max(Place.depth)).where(col(Place.id).in_(places.below(place)))
    height = session.exec(inside).one() - place.depth
    if into.depth + levels + height >= DEEPEST:
        raise places.too_deep("into")


def _must_be_told_apart(
    session: Session, coming: Sequence[Place], into: Place, but: Place | None = None
) -> None:
    """Two that read alike cannot stand side by side."""
    beside = [each for each in _inside(session, into) if each not in (but, *coming)]
    known = {key for each in beside for key in (fold(each.name), sort_key(each.name))}
    for each in coming:
        if known & {fold(each.name), sort_key(each.name)}:
            raise Refused(
                "{place} has a place named {name} already. Merge the two first, or rename one.",
                place=into.name,
                name=each.name,
                field="into",
            )


def _follow_all(session: Session, place: Place, way: Way, inside: Sequence[Place]) -> None:
    """What is in this branch, and what is on its way to it. The tree itself comes after."""
    branch = places.below(place)
    for belonging in FOLLOWERS:
        of_things: Any = belonging(Asset)
        kind = of_things.column_descriptions[0]["entity"]
        _follow(session, kind, of_things.where(col(Asset.place_id).in_(branch)), way)
    for kind, of in BOUND.items():
        _follow(session, kind, select(kind).where(col(of).in_(branch)), way)
    coming = col(Transfer.to_place_id).in_(branch), Transfer.state == State.SENT
    for transfer in session.exec(select(Transfer).where(*coming)).all():
        transfer.to_site_id = way.new.site_id or transfer.to_site_id
    for each in inside:
        each.partner_id = way.owner(each.partner_id)


def _follow(session: Session, kind: Any, rows: Any, way: Way) -> None:
    found = takeovers.found(session, kind, rows.where(way.concerns(kind)))
    changed = [Change(row | way.whose(row), way.changes(row)) for row in found]
    takeovers.change_rows(session, kind, changed)
