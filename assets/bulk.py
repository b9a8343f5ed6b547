"""The same change to many things: first what it would do, thing by thing, and then doing it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from assets.database import in_haste
from assets.errors import Forbidden, Missing, No, Refused
from assets.exchange import arrivals, holds
from assets.inventory import custom_fields, describing, finding, leaving, life, waiting
from assets.inventory.custom_fields import CustomField, Value
from assets.inventory.finding import Wanted
from assets.inventory.leaving import Departure
from assets.inventory.life import Grounds
from assets.inventory.places import Place
from assets.inventory.register import (
    COMING,
    GONE,
    LIFE,
    LIVED,
    LONGEST_NOTE,
    Asset,
    Condition,
    State,
)
from assets.rights import Guarded, Permission, Rights
from assets.trail import Change

MOST = 10_000
# Things that come, go or change their kind take their plans and orders along, one by one.
MOST_FOLLOWED = 4_000

Values = dict[str, Any]

_TABLE: Any = Asset.__table__  # type: ignore[attr-defined]

# The fields that can be the same on many things. Where it stands and how it is are no fields.
FIELDS = frozenset({
    "type_id", "model_id", "supplier_id", "acquired_on", "warranty_from", "warranty_until",
    "service_provider_id", "service_contract", "service_until", "account", "class_code",
    "depreciation_months", "funding_source", "custodian_id", "department", "partner_id",
})  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What shall be so on all of them. What is not said here stays as it is."""

    values: Mapping[str, Any] = field(default_factory=dict)  # by the columns of FIELDS
    added: str = ""  # to the end of the note
    place: Place | None = None
    state: State | None = None
    condition: Condition | None = None
    reason: str = ""  # why, for the history
    on: date | None = None  # the day of the step, if it was not today
    own: Sequence[tuple[CustomField, Value]] = ()  # what custom fields shall say

    def __bool__(self) -> bool:
        lived = (self.place, self.state, self.condition)
        return bool(self.values or self.own or self.added or any(lived))

    def __post_init__(self) -> None:
        if unknown := set(self.values) - FIELDS:
            raise ValueError(f"Many things cannot share {', '.join(sorted(unknown))}.")


class Refusal(NamedTuple):
    """One thing that stays as it is, and why."""

    tag: str
    name: str
    no: No


class Reason(NamedTuple):
    """Why things are refused, told of the first of them, and which they are."""

    no: No
    tags: list[str]


@dataclass(frozen=True)
class Known:
    """What a wish is judged by besides the things: their papers, and where they come to."""

    grounds: Mapping[UUID, Grounds]
    places: Mapping[UUID, Place]
    sold: Mapping[UUID, Refused]  # what may not change its owner


@dataclass
class Planned:
    """What a wish changes, what it finds as it wishes already, and what is refused."""

    head: int
    places: dict[UUID, int] = field(default_factory=dict)  # where things come to, as they were read
    fields: dict[UUID, int] = field(default_factory=dict)  # the custom fields, in the same way
    changed: list[Change] = field(default_factory=list)
    same: list[str] = field(default_factory=list)  # their tags
    refused: list[Refusal] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """The same for the same plan: what somebody has seen is what is done, or nothing is."""
        said = hashlib.sha256()
        for row, changes in self.changed:
            new = [f"{name}={value}" for name, (_, value) in changes.items()]
            said.update("\x1f".join([str(row["id"]), str(row["version"]), *new]).encode() + b"\n")
        return said.hexdigest()

    @property
    def reasons(self) -> list[Reason]:
        """The refusals that say the same, together; the most frequent first."""
        found: dict[Any, Reason] = {}
        for tag, _, no in self.refused:
            alike = no.words, *(str(no.values[name]) for name in sorted({*no.values} - {"tag"}))
            found.setdefault(alike, Reason(no, [])).tags.append(tag)
        return sorted(found.values(), key=lambda reason: -len(reason.tags))


def plan(session: Session, wanted: Wanted, wish: Wish, on: date, rights: Rights) -> Planned:
    """What this wish would do to the things that are wanted. It only reads."""
    wish = replace(wish, on=life.made_on(wish.on, on))
    planned, chosen = Planned(holds.head(session)), _chosen(session, wanted, on, rights)
    known = _known(session, chosen, wish)
    planned.fields = {each.id: each.version for each, _ in wish.own}
    planned.places = {each.id: each.version for each in known.places.values()}
    for thing in chosen:
        try:
            changes = _changes(thing, _wished(known, thing, wish, on, rights))
        except No as no:
            planned.refused.append(Refusal(thing["tag"], thing["name"], no))
            continue
        if changes:
            planned.changed.append(Change(thing, changes))
        else:
            planned.same.append(thing["tag"])
    if len(arrivals.followed_by_others(session, planned.changed)) > MOST_FOLLOWED:
        raise Refused(
            "At most {count} things come, go or change their kind at once. Narrow the list.",
            count=MOST_FOLLOWED,
        )
    return planned


def apply(session: Session, planned: Planned) -> None:
    """Write what was planned, in this transaction. Raises Refused if the register has changed."""
    with in_haste(session):
        if holds.head(session) != planned.head:
            things = {each.row["id"]: each.row["version"] for each in planned.changed}
            holds.standing(session, Asset, things)
            holds.standing(session, Place, planned.places)
            holds.standing(session, CustomField, planned.fields)
        arrivals.change(session, planned.changed)


def sole_kind(session: Session, wanted: Wanted, on: date, seen_by: Rights) -> UUID | None:
    """The kind that the wanted things are all of; None where they are of several, or of none."""
    asked = finding.clauses(session, wanted, on, seen_by, leading=finding.MANY)
    some = select(Asset.type_id).where(*asked).limit(MOST).subquery()
    found = session.exec(select(some.c.type_id).distinct().limit(2)).all()
    return found[0] if len(found) == 1 else None


def _chosen(session: Session, wanted: Wanted, on: date, seen_by: Rights) -> list[Values]:
    """The things, column by column, in the order of their names."""
    asked = finding.clauses(session, wanted, on, seen_by, leading=finding.MANY)
    rows = select(_TABLE).where(*asked).order_by(_TABLE.c.name_key, _TABLE.c.id).limit(MOST + 1)
    found = [dict(row) for row in session.connection().execute(rows).mappings()]
    if len(found) > MOST:
        raise Refused("At most {count} things at once. Narrow the list.", count=MOST)
    if lost := set(wanted.tags) - {thing["tag"] for thing in found}:
        raise Missing("There is no asset {tag}.", tag=min(lost))
    return found


def _known(session: Session, things: list[Values], wish: Wish) -> Known:
    """What the wish is judged by; most steps demand nothing."""
    grounds: Mapping[UUID, Grounds] = {}
    if wish.state in life.DEMANDING:
        numbers = [(thing["id"], thing["lot_number"]) for thing in things]
        grounds = life.grounds(session, numbers)
    come = {thing["place_id"] for thing in things if wish.state and thing["state"] in COMING}
    found = [wish.place] if wish.place else []
    for some in holds.parts(come):
        found += session.exec(select(Place).where(col(Place.id).in_(some))).all()
    keys = [thing["id"] for thing in things if "partner_id" in wish.values]
    sold = leaving.held(session, keys, Departure.SALE)
    return Known(grounds, {place.id: place for place in found}, sold)


def _changes(thing: Values, after: Values) -> dict[str, tuple[Any, Any]]:
    return {name: (thing[name], new) for name, new in after.items() if thing[name] != new}


def _wished(known: Known, thing: Values, wish: Wish, on: date, rights: Rights) -> Values:
    """The columns of a thing as they are wished. Raises a no for what cannot be."""
    after = dict(wish.values)
    if wish.added:
        after["note"] = _noted(thing["note"], wish.added)
    if wish.own:
        after["extra"] = _own(thing | after, wish.own)
    if _changes(thing, after):
        _must_be_hers(thing, rights)
        _must_be_true(thing | after, on, rights)
        if thing["partner_id"] not in (None, after.get("partner_id", thing["partner_id"])):
            _must_be_free(known, thing)
    wishes = {"place_id": wish.place and wish.place.id, "state": wish.state}
    lived = wishes | {"condition": wish.condition}
    if any(value not in (None, thing[name]) for name, value in lived.items()):
        asset = Asset(**thing)
        _live(known, asset, wish, on, rights)
        after |= {column: getattr(asset, column) for column in LIVED}
    return after


def _own(thing: Values, own: Sequence[tuple[CustomField, Value]]) -> Values:
    """What the custom fields of a thing say then."""
    for asked, _ in own:
        if not asked.fits(thing["type_id"]):
            raise Refused("{name} is not asked of this kind of thing.", name=asked.names)
    said = {asked.key: value for asked, value in own}
    return custom_fields.validated([asked for asked, _ in own], said, thing["extra"])


def _must_be_hers(thing: Values, rights: Rights) -> None:
    if not rights.may(Permission.ASSETS_EDIT, _of(thing["site_id"], thing["partner_id"])):
        raise Forbidden("You may not edit things there.")


def _must_be_true(thing: Values, on: date, rights: Rights) -> None:
    """Raise a no unless it does not contradict, and is still this person's to edit."""
    _must_be_hers(thing, rights)
    for no in describing.contradictions(thing, on):
        raise no


def _must_be_free(known: Known, thing: Values) -> None:
    if no := known.sold.get(thing["id"]):
        raise no


def _noted(note: str, added: str) -> str:
    together = f"{note}\n{added}" if note else added
    if len(together) > LONGEST_NOTE:
        raise Refused("This is too long: {most} characters at most.", most=LONGEST_NOTE)
    return together


def _live(known: Known, asset: Asset, wish: Wish, on: date, rights: Rights) -> None:
    """What is gone comes back before it is moved or judged; what goes, goes last."""
    if asset.state in GONE:
        _step(known, asset, wish, on, rights)
    _move(asset, wish.place, on, rights)
    if wish.condition not in (None, asset.condition):
        if not rights.may(Permission.ASSETS_CONDITION, asset):
            raise Forbidden("You may not judge the condition of things there.")
        asset.judge(wish.condition)
    _step(known, asset, wish, on, rights)


def _move(asset: Asset, to: Place | None, on: date, rights: Rights) -> None:
    if to is None or to.id == asset.place_id:
        return
    if to.site_id != asset.site_id:
        raise Refused("{tag} stands at another site. Send it there.", tag=asset.tag)
    if not (rights.may(Permission.ASSETS_MOVE, asset) and rights.may(Permission.ASSETS_MOVE, to)):
        raise Forbidden("You may not move things there.")
    asset.move(to, on)


def _step(known: Known, asset: Asset, wish: Wish, on: date, rights: Rights) -> None:
    """The wished step of its life, if it is not there already."""
    if wish.state in (None, asset.state):
        return
    if not rights.may(LIFE[asset.state].get(wish.state, Permission.ASSETS_STATE), asset):
        raise Forbidden("You may not take this step with things there.")
    if asset.state in COMING and wish.state not in waiting.NOT_HERE:
        known.places[asset.place_id].must_be_open(on)
    life.take(asset, wish.state, wish.on or on, known.grounds.get(asset.id, Grounds()), wish.reason)


@cache
def _of(site_id: UUID | None, partner_id: UUID | None) -> Guarded:
    return Guarded(site_id=site_id, partner_id=partner_id)
