"""The demonstration as a tale: what happened on which day, told by whom, in the order of time."""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from assets.database import Actor, transaction
from assets.files import Stored
from assets.inventory.documents import Kind
from assets.settings import Settings
from assets.words import Language

DATA = Path(__file__).parent.parent / "reference" / "demo"
BEGINS = 395  # days before DAY
MORNING = time(7, 30, tzinfo=UTC)

Story = dict[str, Any]
Told = Callable[[Session], None]


@dataclass(frozen=True)
class Event:
    """One thing that happened: when, who did it, and why if she said so."""

    day: date
    tell: Told
    who: str = ""
    why: str = ""

    @property
    def batch(self) -> tuple[date, str, str]:
        return self.day, self.who, self.why


@dataclass
class Tale:
    """Everything that has happened until DAY, and the ids of what it made by their keys."""

    day: date
    settings: Settings
    events: list[Event] = field(default_factory=list)
    ids: dict[str, UUID] = field(default_factory=dict)
    # A sheet of each kind of paper in each language.
    papers: dict[tuple[Kind, Language], Stored] = field(default_factory=dict)
    # From which day each serial number is on a thing that is here.
    here_since: dict[str, date] = field(default_factory=dict)

    @property
    def begins(self) -> date:
        return self.day - timedelta(BEGINS)

    def happens(self, on: date, tell: Told, *, who: str = "", why: str = "") -> None:
        """Before the register began it is told on its first day; after DAY it is not told."""
        if on <= self.day:
            self.events.append(Event(max(on, self.begins), tell, who, why))

    def on(self, row: Story, name: str) -> date | None:
        """The day that a row names: published as a date, or invented as an offset from DAY."""
        if f"{name}_on" in row:
            published: date = row[f"{name}_on"]
            return published
        offset = row.get(f"{name}_offset")
        return None if offset is None else self.day + timedelta(offset)

    def id(self, kind: str, key: str) -> UUID:
        return self.ids[f"{kind}:{key}"]

    def named(self, kind: str, key: str, made: UUID) -> None:
        self.ids[f"{kind}:{key}"] = made


def live(tale: Tale, engine: Engine) -> None:
    """Let it happen: one transaction for what one person did on one day, in the order of days."""
    ordered = sorted(tale.events, key=attrgetter("day"))
    for (day, who, why), events in groupby(ordered, key=attrgetter("batch")):
        person = tale.id("person", who) if who else None
        at = datetime.combine(day, MORNING)
        with transaction(engine, by=Actor("demo", person), at=at, reason=why) as session:
            tell_all(session, events)


def tell_all(session: Session, events: Iterable[Event]) -> None:
    for event in events:
        event.tell(session)
        session.flush()


@cache
def read(name: str) -> Story:
    """One file of the story, which nobody changes."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def sites() -> list[Story]:
    return [read(f"sites/{file.name}") for file in sorted((DATA / "sites").glob("*.toml"))]


def lots() -> list[Story]:
    return [lot for file in sorted(DATA.glob("lots-*.toml")) for lot in read(file.name)["lots"]]
