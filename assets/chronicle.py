"""The history of a record in sentences: what the trail keeps, put into the reader's words."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from string import Formatter
from typing import Any
from uuid import UUID

from sqlalchemy import Column
from sqlmodel import Session

from assets import mentions, words
from assets.captions import (
    BECAME,
    BETTER,
    CREATED,
    CREATED_WITH,
    DELETED,
    FIRST,
    KEPT_BACK,
    LAST,
    PHRASES,
    SOURCES,
    TOLD,
    WRITTEN,
)
from assets.inventory import custom_fields
from assets.inventory.catalogue import Check, DeviceClass
from assets.inventory.custom_fields import CustomField
from assets.money import Money
from assets.naming import FIELDS
from assets.rights import Role
from assets.seals import plain
from assets.trail import Batch, Entry
from assets.words import N_, Language, Worded, Words

Changes = Mapping[str, tuple[Any, Any]]

LONGEST = 160  # of a text that is quoted
THEN, NOW = 0, 1  # the sides of a change
NOTHING = (None, "")
CODED: dict[str, type[Worded]] = {"checks": Check, "mdr_class": DeviceClass}
_STOPS = re.compile(r"([.!?…]”?)\.$")


def fields_of(kind: str) -> list[tuple[str, str]]:
    """The columns of such records that the history tells, with what they are called."""
    columns = {name: mentions.column_of(kind, name) for name in FIELDS}
    told = {name for name, column in columns.items() if column is not None and not column.info}
    return [(name, called) for name, called in FIELDS.items() if name in told]


@dataclass(frozen=True)
class Told:
    """One entry as a reader sees it: when, by whom, of what, and what happened in sentences."""

    at: datetime
    person: str
    source: str
    label: str
    reason: str
    sentences: list[str] = field(default_factory=list)
    kind: str = ""
    verb: str = ""
    about: UUID | None = None  # whose row it is, or else the record itself
    subject: str = ""
    batch: int = 0
    role: str = ""  # of that person at the site, if her name does not say it


def told(
    session: Session, entries: Iterable[tuple[Entry, Batch]], language: Language
) -> list[Told]:
    """These entries in the reader's words, in the order given."""
    pairs = list(entries)
    teller = Teller(session, [entry for entry, _ in pairs], language)
    keys = {batch.person_id for _, batch in pairs}
    persons, roles = mentions.called(session, "person", keys), mentions.roles(session, keys)
    return [
        Told(
            at=batch.at,
            person=persons.get(batch.person_id) or nobody(batch.source, language),
            role=_role_of(persons, roles, batch.person_id, entry.site_id, language),
            source=batch.source,
            label=entry.label,
            reason=batch.reason,
            sentences=teller.sentences(entry),
            kind=entry.kind,
            verb=entry.verb,
            about=teller.owners.get(entry.key, [entry.key])[0],
            subject=teller.subject(entry),
            batch=batch.number,
        )
        for entry, batch in pairs
    ]


def _role_of(
    persons: dict[Any, Any],
    roles: Mapping[Any, Role],
    person_id: UUID | None,
    site_id: UUID | None,
    language: Language,
) -> str:
    role = roles.get((person_id, site_id))
    if role is None or person_id not in persons:
        return ""
    called = words.fold(persons[person_id])
    named = any(words.fold(words.spoken(role, each)) in called for each in Language)
    return "" if named else words.spoken(role, language)


def foretold(
    session: Session, kind: str, planned: Iterable[tuple[UUID, Changes]], language: Language
) -> list[list[str]]:
    """What planned changes would be told as, in the order given."""
    entries = [_planned(kind, key, changes) for key, changes in planned]
    teller = Teller(session, entries, language)
    return [teller.sentences(entry) for entry in entries]


def _planned(kind: str, key: UUID, changes: Changes) -> Entry:
    said = {name: [plain(value) for value in pair] for name, pair in changes.items()}
    return Entry(
        batch_id=key, position=0, verb="changed", kind=kind, key=key, label="", changes=said
    )


class Teller:
    """Knows what all that these entries mention is called, and tells them one by one."""

    def __init__(
        self, session: Session, entries: list[Entry], language: Language, longest: int = LONGEST
    ) -> None:
        self.language, self.longest = language, longest
        self.currencies = mentions.currencies(session, entries)
        self.owners = mentions.owners(session, entries)
        self.names = mentions.names(session, entries, self.owners)
        self.fields = custom_fields.keyed(session, mentions.own(entries))
        self.papers = mentions.papers(session, entries)
        self.zones = mentions.zones(session, entries)

    def subject(self, entry: Entry) -> str:
        """What the entry is about: the name of today, or what it was called then."""
        owners = self.owners.get(entry.key, [])
        if entry.kind in {"person", "equipment_type", "maintenance_plan"}:
            owners = [entry.key]
        named = [self.names[key] for key in owners if key in self.names]
        return ", ".join(words.spoken(name, self.language) for name in named) or entry.label

    def sentences(self, entry: Entry) -> list[str]:
        if entry.kind == "role_held" and entry.verb != "deleted":
            return [self._role(entry)]
        if entry.verb == "created":
            return [self._created(entry)]
        if entry.verb == "deleted":
            return [self._told_by(DELETED.get(entry.kind, N_("{label} removed.")), entry, THEN)]
        told = [
            name for name in entry.changes if BETTER.get((entry.kind, name)) not in entry.changes
        ]
        said = [self._change(entry, name) for name in told] + self._extra(entry)
        sentences = [sentence for sentence in said if sentence]
        return sentences or [self._say(N_("Other details changed."))]

    def _say(self, msgid: str, **values: Any) -> str:
        """A sentence in the reader's language, whose last value may end in a stop of its own."""
        return _STOPS.sub(r"\1", words.say(self.language, msgid, **values))

    def _created(self, entry: Entry) -> str:
        more = (CREATED_WITH.get((entry.kind, name)) for name in entry.changes)
        usual = CREATED.get(entry.kind, N_("{label} entered."))
        return self._told_by(next(filter(None, more), usual), entry, NOW)

    def _told_by(self, sentence: str, entry: Entry, side: int) -> str:
        values: dict[str, Any] = {"label": _name(entry, side), "paper": self.papers.get(entry.key)}
        for _, name, _, _ in Formatter().parse(sentence):
            if name and name not in values:
                values[name] = self.value(entry, name, side)
        return self._say(sentence, **values)

    def _role(self, entry: Entry) -> str:
        where = self.names.get(entry.site_id) or self.names.get(entry.partner_id)
        ended = entry.verb == "changed" and entry.changes.get("ended", [False, False])[1]
        if where is None:
            sentence = N_("Role given: {role}, everywhere.")
            sentence = N_("Role taken away: {role}, everywhere.") if ended else sentence
        else:
            sentence = N_("Role given: {role}, {place}.")
            sentence = N_("Role taken away: {role}, {place}.") if ended else sentence
        role = next((role for role in Role if role == entry.label), entry.label)
        return self._say(sentence, role=role, place=where)

    def _change(self, entry: Entry, name: str) -> str:
        """The change of one column; nothing for what is not spoken of."""
        then, now = entry.changes[name]
        if isinstance(now, str | bool) and (became := BECAME.get((entry.kind, name, now))):
            return self._say(became)
        sentence = _sentence(entry.kind, name, then, now)
        called, (old, new) = FIELDS.get(name, ""), (self.value(entry, name, s) for s in (THEN, NOW))
        return sentence and self._say(sentence, field=self._say(called), old=old, new=new)

    def _extra(self, entry: Entry) -> list[str]:
        """What has changed in the custom fields of a thing, each by its name of today."""
        return [
            self._say(_phrased(old, new), field=field.names, old=old, new=new)
            for field, old, new in self.own(entry)
        ]

    def own(self, entry: Entry) -> Iterator[tuple[CustomField, str, str]]:
        """The custom fields that have changed, each with what it said then and now."""
        then, now = (_side(entry, "extra", side) or {} for side in (THEN, NOW))
        for key, known in self.fields.items():
            if then.get(key) != now.get(key):
                old, new = (known.said(each.get(key), self.language) for each in (then, now))
                yield known, old, new

    def value(self, entry: Entry, name: str, side: int) -> Any:
        """A value of the trail as a person would name it."""
        column, value = mentions.column_of(entry.kind, name), _side(entry, name, side)
        if value in NOTHING or column is None:
            return value
        if column.foreign_keys:
            return self.names.get(UUID(value), value)
        if name.endswith("_minor"):
            currencies = self.currencies.get((entry.id, name))
            return Money(value, currencies[side]) if currencies else value
        if f"{name}_ro" in entry.changes:
            others = (_side(entry, f"{name}_{each}", side) or value for each in ("ro", "hu"))
            return words.spoken(Words(value, *others), self.language)
        if name in CODED:
            return self._decoded(CODED[name], value)
        said = self._own(value) if name in WRITTEN else self._clocked(entry, _typed(column, value))
        return said if isinstance(said, Enum) or not isinstance(said, str) else self._cut(said)

    def _clocked(self, entry: Entry, value: Any) -> Any:
        """A moment by the clock of the site; any other value as it is."""
        if not isinstance(value, datetime):
            return value
        return words.moment(value, self.language, self.zones.get(entry.site_id, UTC))

    def _decoded(self, choices: type[Worded], codes: str) -> str:
        """Codes in words, as `PM;EST` of the checks of a kind."""
        known = [choices(code) if code in set(choices) else code for code in codes.split(";")]
        return ", ".join(words.spoken(each, self.language) for each in known)

    def _own(self, text: str) -> str:
        """What somebody typed, or what we say ourselves, such as that the asset was retired."""
        return words.translations(self.language).gettext(text)

    def _cut(self, text: str) -> str:
        text = text.replace("\x1d", "<GS>")  # a scanner's separator has no letter of its own
        return text if len(text) <= self.longest else f"{text[: self.longest]}…"


def nobody(source: str, language: Language) -> str:
    return words.say(language, SOURCES[source]) if source in SOURCES else ""


def _name(entry: Entry, side: int) -> str | Words:
    """What a record was called, in three languages where it has so many names."""
    named = [_side(entry, f"name_{each}", side) for each in Language]
    return Words(*named) if all(named) else entry.label


def _side(entry: Entry, name: str, side: int) -> Any:
    return entry.changes.get(name, [None, None])[side]


def _sentence(kind: str, name: str, then: Any, now: Any) -> str:
    """How the change of a column is told; nothing where it is not spoken of."""
    column = mentions.column_of(kind, name)
    if column is not None and column.info.get("private"):
        return KEPT_BACK.get((kind, name), N_("{field} changed.") if name in FIELDS else "")
    if name in WRITTEN:
        return N_("{field}: “{new}”.") if now else N_("{field} removed.")
    if own := _own_sentence(kind, name, then, now):
        return own
    if name not in FIELDS:
        return ""
    return _phrased(then, now) if name in PHRASES else _worded(then, now)


def _own_sentence(kind: str, name: str, then: Any, now: Any) -> str:
    """The sentence for this very change, if there is one."""
    if now in NOTHING:
        return LAST.get((kind, name), "")
    if then in NOTHING or name not in FIELDS:
        return FIRST.get((kind, name), "")
    return TOLD.get((kind, name), "")


def _phrased(then: Any, now: Any) -> str:
    """How a field is told whose name makes no sentence by itself, as that of a house's own."""
    if then in NOTHING:
        return N_("{field}: {new}.")
    if now in NOTHING:
        return N_("{field}: {old} no more.")
    return N_("{field}: {new} instead of {old}.")


def _worded(then: Any, now: Any) -> str:
    if then in NOTHING:
        return N_("{field} is now {new}.")
    if now in NOTHING:
        return N_("{field} removed; it was {old}.")
    return N_("{field} changed from {old} to {new}.")


def _typed(column: Column[Any], value: Any) -> Any:
    """A value as its column holds it: a day, a choice, an amount."""
    if choices := getattr(column.type, "enum_class", None):
        return choices(value) if value in set(choices) else value
    if not isinstance(value, str):
        return value
    if mentions.of_moments(column):
        return datetime.fromisoformat(value)
    kind = column.type.python_type
    if kind is date:
        return date.fromisoformat(value)
    if kind is Decimal:
        return Decimal(value)
    return value
