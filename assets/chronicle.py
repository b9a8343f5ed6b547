"""The history of a record in sentences: what the trail keeps, put into the reader's words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Session, SQLModel, col, select

from assets import words
from assets.inventory.catalogue import EquipmentType, Model
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.inventory.suppliers import Supplier
from assets.people import Person
from assets.trail import Batch, Entry
from assets.words import N_, Language, Worded

# What a column is called on screen; a column that is not here is not spoken of.
FIELDS = {
    "name": N_("Name"),
    "title": N_("Title"),
    "tag": N_("Tag"),
    "state": N_("State"),
    "condition": N_("Condition"),
    "place_id": N_("Place"),
    "type_id": N_("Kind"),
    "model_id": N_("Model"),
    "partner_id": N_("Owner"),
    "supplier_id": N_("Supplier"),
    "serial_number": N_("Serial number"),
    "inventory_number": N_("Inventory number"),
    "external_ref": N_("Number in another system"),
    "acquired_on": N_("Acquired"),
    "accepted_on": N_("Accepted"),
    "in_use_on": N_("In use since"),
    "ended_on": N_("Out of use since"),
    "warranty_until": N_("Warranty until"),
    "lot_number": N_("Lot"),
    "note": N_("Note"),
    "opens_on": N_("Opens"),
    "closes_on": N_("Closes"),
    "baseline_approved_on": N_("Plan approved"),
    "baseline_on": N_("Planned"),
    "forecast_on": N_("Expected"),
    "actual_on": N_("Done"),
    "due_on": N_("Due"),
    "language": N_("Language"),
    "disabled": N_("Signed out for good"),
    "kind": N_("Kind"),
    "prints": N_("Times printed"),
}

# Sentences for what happens most; every other change is told field by field.
TOLD = {
    ("asset", "place_id"): N_("Moved from {old} to {new}."),
    ("asset", "state"): N_("State changed from {old} to {new}."),
    ("asset", "condition"): N_("Condition changed from {old} to {new}."),
    ("milestone", "forecast_on"): N_("Expected on {new} instead of {old}."),
    ("work_order", "state"): N_("State changed from {old} to {new}."),
}
# The same for what is said for the first time.
FIRST = {
    ("lot", "baseline_approved_on"): N_("Plan approved on {new}."),
    ("milestone", "actual_on"): N_("Done on {new}."),
}
CREATED = {
    "asset": N_("Registered as {label}."),
    "label": N_("Label {label} made."),
    "lot": N_("Lot {label} opened."),
}

NAMED: dict[str, type[SQLModel]] = {
    "place_id": Place,
    "type_id": EquipmentType,
    "model_id": Model,
    "partner_id": Partner,
    "supplier_id": Supplier,
}


@dataclass(frozen=True)
class Told:
    """One batch as a reader sees it: when, by whom, and what happened in sentences."""

    at: datetime
    person: str
    source: str
    label: str
    reason: str
    sentences: list[str] = field(default_factory=list)


def told(
    session: Session, entries: Iterable[tuple[Entry, Batch]], language: Language
) -> list[Told]:
    """These entries in the reader's words, in the order given."""
    pairs = list(entries)
    names = _names(session, [entry for entry, _ in pairs])
    persons = _persons(session, [batch for _, batch in pairs])
    return [
        Told(
            at=batch.at,
            person=persons.get(batch.person_id, ""),
            source=batch.source,
            label=entry.label,
            reason=batch.reason,
            sentences=_sentences(entry, names, language),
        )
        for entry, batch in pairs
    ]


def _sentences(entry: Entry, names: dict[UUID, Any], language: Language) -> list[str]:
    if entry.verb != "changed":
        words_of = N_("{label} removed.")
        if entry.verb == "created":
            words_of = CREATED.get(entry.kind, N_("{label} entered."))
        return [words.say(language, words_of, label=entry.label)]
    return [
        _change(entry, name, _values(entry.kind, name, change, names), language)
        for name, change in entry.changes.items()
        if name in FIELDS
    ]


def _change(entry: Entry, name: str, change: tuple[Any, Any], language: Language) -> str:
    old, new = change
    called = words.say(language, FIELDS[name])
    if old in (None, ""):
        first = FIRST.get((entry.kind, name), N_("{field} is now {new}."))
        return words.say(language, first, field=called, new=new)
    if new in (None, ""):
        return words.say(language, N_("{field} removed; it was {old}."), field=called, old=old)
    sentence = TOLD.get((entry.kind, name), N_("{field} changed from {old} to {new}."))
    return words.say(language, sentence, field=called, old=old, new=new)


def _values(kind: str, name: str, change: list[Any], names: dict[UUID, Any]) -> tuple[Any, Any]:
    old, new = (_value(kind, name, value, names) for value in change)
    return old, new


def _value(kind: str, name: str, value: Any, names: dict[UUID, Any]) -> Any:
    """A value of the trail as a person would name it."""
    if not isinstance(value, str) or value == "":
        return value
    if name in NAMED:
        return names.get(UUID(value), value)
    if name.endswith(("_on", "_until")):
        return date.fromisoformat(value)
    return _worded(kind, name, value)


def _worded(kind: str, name: str, value: str) -> Any:
    column = SQLModel.metadata.tables[kind].columns.get(name)
    choices: Any = getattr(column.type, "enum_class", None) if column is not None else None
    if choices and issubclass(choices, Worded) and value in set[StrEnum](choices):
        return choices(value)
    return value


def _names(session: Session, entries: list[Entry]) -> dict[UUID, Any]:
    wanted: dict[type[SQLModel], set[UUID]] = defaultdict(set)
    for entry in entries:
        for name, change in entry.changes.items():
            if name in NAMED:
                wanted[NAMED[name]] |= {UUID(value) for value in change if value}
    found: dict[UUID, Any] = {}
    for table, keys in wanted.items():
        rows = session.exec(select(table).where(col(table.id).in_(keys)))  # type: ignore[attr-defined]
        found |= {row.id: getattr(row, "names", None) or row.name for row in rows}  # type: ignore[attr-defined]
    return found


def _persons(session: Session, batches: list[Batch]) -> dict[UUID | None, str]:
    keys = {batch.person_id for batch in batches if batch.person_id}
    return dict(session.exec(select(Person.id, Person.name).where(col(Person.id).in_(keys))).all())
