"""What a record was on a past day: its entries, replayed as far as that day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from assets import mentions, replays, trail, words
from assets.chronicle import NOW, Teller
from assets.database import Record
from assets.extracts import WHOLE
from assets.inventory.register import Asset
from assets.money import Money
from assets.naming import FIELDS
from assets.replays import State
from assets.trail import Batch, Entry
from assets.words import Language, Words

# What a program calls by its code, under which name and by which column.
_CALLED = {"site_id": "site", "type_id": "type", "partner_id": "owner"}
_CODED = {"site_id": "code", "type_id": "key", "partner_id": "code"}


@dataclass(frozen=True)
class Fact:
    """One field of a record as it was, in the reader's words."""

    label: str
    value: str


def end_of(day: date, zone: tzinfo) -> datetime:
    """The moment at which this day is over in that zone."""
    return datetime.combine(day + timedelta(1), time(), zone).astimezone(UTC)


def as_of(session: Session, key: UUID, moment: datetime) -> State | None:
    """What the trail said of a record just before this moment; None before it was made."""
    told: Any = select(Entry.verb, Entry.changes, Batch.at)
    own = told.join(Batch, col(Batch.id) == col(Entry.batch_id)).where(Entry.key == key)
    ordered = own.where(col(Batch.at) < moment).order_by(Batch.number, Entry.position)
    state: State | None = None
    for entry in session.execute(ordered):
        state = replays.after(state or {"created_at": entry.at}, entry)
    return state


def facts(
    session: Session, record: Record, state: State, moment: datetime, language: Language
) -> list[Fact]:
    """What is known of a record as it was, field by field, with the names of that time."""
    entry = _told(record, state)
    teller = Teller(session, [entry], language, longest=WHOLE)
    teller.names |= _names_then(session, entry, moment)
    known = [(words.say(language, FIELDS[name]), teller.value(entry, name, NOW)) for name in FIELDS]
    own = [(words.spoken(field.names, language), said) for field, _, said in teller.own(entry)]
    spoken = [(label, words.spoken(value, language)) for label, value in known]
    return [Fact(label, said) for label, said in [*spoken, *own] if said]


def item(session: Session, record: Record, state: State, moment: datetime) -> dict[str, Any]:
    """The record as it was, under the names of the list, with the names of that time."""
    kept = _kept(record)
    names = _names_then(session, _told(record, state), moment)
    said: dict[str, Any] = {"tag": record.tag} if isinstance(record, Asset) else {}
    for name, value in state.items():
        if name in _CODED:
            known = as_of(session, UUID(value), moment) if value else None
            said[_CALLED[name]] = (known or {}).get(_CODED[name])
        elif name.endswith("_id"):
            said[name.removesuffix("_id")] = words.spoken(names.get(value), Language.EN) or None
        elif name in kept and not name.endswith(("_minor", "_currency")):
            said[name] = value
    return said | (_amounts(state) if isinstance(record, Asset) else {})


def _amounts(state: State) -> dict[str, dict[str, str] | None]:
    currency = state.get("price_currency")
    known = {name: Money.known(state.get(f"{name}_minor"), currency) for name in ("price", "vat")}
    return {name: amount.json() if amount else None for name, amount in known.items()}


def _kept(record: Record) -> frozenset[str]:
    """The columns of such a record that the trail tells."""
    return frozenset(name for name, hidden in trail.columns(type(record)) if not hidden)


def _told(record: Record, state: State) -> Entry:
    """The state as if it had been entered so."""
    kept = _kept(record)
    changes = {name: [None, value] for name, value in state.items() if name in kept and value}
    return Entry(
        batch_id=record.id,
        position=0,
        verb="created",
        kind=str(record.__tablename__),
        key=record.id,
        label="",
        changes=changes,
    )


def _names_then(session: Session, entry: Entry, moment: datetime) -> dict[Any, Any]:
    """What the records that an entry names were called then; today, if the trail says nothing."""
    found: dict[Any, Any] = {}
    for name, (_, value) in entry.changes.items():
        column = mentions.column_of(entry.kind, name)
        for reference in column.foreign_keys if column is not None and value else ():
            table, key = reference.column.table, UUID(value)
            then = as_of(session, key, moment) or {}
            names = [then.get(each) for each in mentions.named_by(table)]
            if not names or names[0] in (None, "changed"):
                called = mentions.called(session, table.name, {key}).get(key)
            else:
                spelled = [each or names[0] for each in names]
                called = Words(*spelled) if len(spelled) > 1 else names[0]
            found[key] = found[value] = called
    return found
