"""Choosing what to label, sorted by building and room as one walks."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, tuple_
from sqlmodel import Session, col, func, select

from assets.inventory import finding
from assets.inventory.documents import Attachment, Document
from assets.inventory.finding import Wanted
from assets.inventory.identifiers import Label
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.labelling import kinds, prints
from assets.labelling.kinds import AT_ONCE, NOUNS, Kind
from assets.listing import terms
from assets.maintenance.spares import SparePart
from assets.procurement.lots import Lot
from assets.rights import Permission, Rights

_ROOMS_AT_ONCE = 4  # at first, as one walks through them; then twice as many each time


@dataclass(frozen=True)
class Chosen:
    """What is to be labelled. Of things, `wanted` says more; of others its search and site count.

    `delivered_on` finds the things of one delivery.
    """

    kind: Kind = Kind.ASSET
    wanted: Wanted = field(default_factory=Wanted)
    unprinted: bool = False
    delivered_on: date | None = None


def keys(
    session: Session,
    chosen: Chosen,
    on: date,
    by: Rights,
    *,
    most: int = prints.MOST_AT_ONCE + 1,
    after: UUID | None = None,
) -> list[UUID]:
    """The first that are chosen and that she may label, or the first behind this one.

    One more than can be printed at once says that there are too many.
    """
    last = _standing_at(session, chosen.kind, after) if after else None
    if chosen.kind is Kind.ASSET:
        return _walked(session, chosen, on, by, most, last)
    asked = _ordered(chosen.kind).where(*_others(chosen, by), *_behind(chosen.kind, last))
    return list(session.connection().execute(asked.limit(most)).scalars())


def in_order(session: Session, kind: Kind, keys: Sequence[UUID]) -> list[UUID]:
    """These few in the order in which they are labelled."""
    table: Any = NOUNS[kind].table
    asked = _ordered(kind).where(table.id.in_(keys[:AT_ONCE]))
    return [*session.connection().execute(asked).scalars(), *keys[AT_ONCE:]]


def count(session: Session, chosen: Chosen, on: date, by: Rights) -> int:
    """How many `keys` would find, which stops at one more than can be printed at once."""
    table: Any = NOUNS[chosen.kind].table
    things = chosen.kind is Kind.ASSET
    asked = _things(session, chosen, on, by) if things else _others(chosen, by)
    found = select(table.id).where(*asked).limit(prints.MOST_AT_ONCE + 1)
    return session.exec(select(func.count()).select_from(found.subquery())).one()


def _walked(
    session: Session, chosen: Chosen, on: date, by: Rights, most: int, last: Any
) -> list[UUID]:
    """Things room by room: a list of them is soon full."""
    site = chosen.wanted.site
    anywhere = replace(chosen, wanted=replace(chosen.wanted, site=None))
    asked = _things(session, anywhere, on, by)
    ordered = _ordered(Kind.ASSET).where(*asked, *_behind(Kind.ASSET, last))
    walk = select(Place.id).order_by(col(Place.path_key))
    walk = walk.where(col(Place.path_key) >= last.path_key) if last else walk
    rooms = session.exec(walk.where(Place.site_id == site.id) if site else walk).all()
    things: list[UUID] = []
    begin, together = 0, _ROOMS_AT_ONCE
    while begin < len(rooms) and len(things) < most:
        here = col(Asset.place_id).in_(rooms[begin : begin + together])
        things += session.exec(ordered.where(here).limit(most - len(things)))
        begin, together = begin + together, min(2 * together, AT_ONCE)
    return things


def _things(session: Session, chosen: Chosen, on: date, by: Rights) -> list[ColumnElement[bool]]:
    asked = finding.clauses(session, chosen.wanted, on, by, leading=finding.MANY)
    asked.append(by.where(Permission.LABELS_PRINT, Asset))
    if chosen.delivered_on:
        asked.append(col(Asset.delivered_on) == chosen.delivered_on)
    return asked + _unprinted(chosen)


def _others(chosen: Chosen, by: Rights) -> list[ColumnElement[bool]]:
    kind, wanted = chosen.kind, chosen.wanted
    asked = [kinds.labelled(kind, by), *_standing(kind), *_unprinted(chosen)]
    asked += [_holds(kind, term) for term in terms(wanted.search)]
    if wanted.site and kind is Kind.PAPER:
        here = (col(Attachment.document_id) == Document.id, Attachment.site_id == wanted.site.id)
        asked.append(select(Attachment.id).where(*here).exists())
    elif wanted.site:
        table: Any = NOUNS[kind].table
        asked.append(table.site_id == wanted.site.id)
    return asked


def _standing(kind: Kind) -> list[ColumnElement[bool]]:
    """What was merged or given up gets no label any more."""
    if kind is Kind.PLACE:
        return [col(Place.merged_into_id).is_(None)]
    return [col(SparePart.given_up).is_(False)] if kind is Kind.PART else []


def _holds(kind: Kind, term: str) -> ColumnElement[bool]:
    if kind is Kind.LOT:
        titled = col(Lot.title).icontains(term, autoescape=True)
        return titled | col(Lot.number).icontains(term, autoescape=True)
    table: Any = NOUNS[kind].table
    return col(table.folded).contains(term, autoescape=True)


def _unprinted(chosen: Chosen) -> list[ColumnElement[bool]]:
    if not chosen.unprinted:
        return []
    noun: Any = NOUNS[chosen.kind]
    printed = select(Label.id).where(noun.column == noun.table.id, col(Label.prints) > 0)
    return [~printed.exists()]


def _ordered(kind: Kind) -> Any:
    """Things, places and parts as one walks, lots by number, papers the newest first."""
    table: Any = NOUNS[kind].table
    newest = kind is Kind.PAPER
    order = (each.desc() if newest else each for each in _ORDERS[kind])
    return _there(kind, select(table.id)).order_by(*order)


def _there(kind: Kind, rows: Any) -> Any:
    """The same rows with the place that each is at, if it is by that that they are ordered."""
    if kind is Kind.ASSET:
        return rows.join(Place, col(Place.id) == col(Asset.place_id))
    if kind is Kind.PART:
        where = func.coalesce(SparePart.place_id, SparePart.site_id)
        return rows.join(Place, col(Place.id) == where)
    return rows


def _standing_at(session: Session, kind: Kind, key: UUID) -> Any:
    """Where this one stands in the order of its kind."""
    table: Any = NOUNS[kind].table
    asked = _there(kind, select(*_ORDERS[kind]).select_from(table)).where(table.id == key)
    return session.connection().execute(asked).first()


def _behind(kind: Kind, last: Any) -> list[ColumnElement[bool]]:
    if last is None:
        return []
    here = tuple_(*_ORDERS[kind])
    return [here < tuple(last) if kind is Kind.PAPER else here > tuple(last)]


_ORDERS: dict[Kind, tuple[Any, ...]] = {
    Kind.ASSET: (col(Place.path_key), col(Asset.name_key), col(Asset.id)),
    Kind.PLACE: (col(Place.path_key), col(Place.id)),
    Kind.LOT: (col(Lot.number_key), col(Lot.id)),
    Kind.PART: (col(Place.path_key), col(SparePart.name_key), col(SparePart.id)),
    Kind.PAPER: (col(Document.created_at), col(Document.id)),
}
