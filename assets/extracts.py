"""The history field by field, as a list that is taken away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from assets import chronicle, mentions, words
from assets.chronicle import NOW, THEN, Teller
from assets.naming import FIELDS, KINDS
from assets.trail import Batch, Entry
from assets.words import Language

WHOLE = 100_000  # letters of a text
OWN = "extra"

Said = tuple[str, Any, Any]


@dataclass(frozen=True)
class Line:
    """What happened to one field of a record, as a row of a list that is taken away."""

    at: datetime
    person: str
    source: str
    kind: str
    record: str
    field: str
    old: Any
    new: Any
    reason: str
    batch: int


def lines(session: Session, pairs: list[tuple[Entry, Batch]], language: Language) -> Iterator[Line]:
    """These entries field by field, in the reader's words."""
    teller = Teller(session, [entry for entry, _ in pairs], language, longest=WHOLE)
    persons = mentions.called(session, "person", {batch.person_id for _, batch in pairs})
    for entry, batch in pairs:
        person = persons.get(batch.person_id) or chronicle.nobody(batch.source, language)
        kind = words.say(language, KINDS.get(entry.kind, entry.kind))
        known = (batch.at, person, batch.source, kind, teller.subject(entry))
        for called, old, new in _said(teller, entry):
            yield Line(*known, called, old, new, batch.reason, batch.number)


def _said(teller: Teller, entry: Entry) -> Iterator[Said]:
    """Each field of an entry by its name; what a house has added, field by field too."""
    for name in entry.changes:
        if name == OWN:
            for field, old, new in teller.own(entry):
                yield words.spoken(field.names, teller.language), old, new
        else:
            sides = (teller.value(entry, name, side) for side in (THEN, NOW))
            old, new = (words.spoken(value, teller.language) for value in sides)
            called = words.say(teller.language, FIELDS[name]) if name in FIELDS else name
            yield called, old, new
