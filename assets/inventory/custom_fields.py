"""Fields that a house adds to its things: of one kind of equipment, or of all."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, ColumnElement
from sqlmodel import Field, Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import Record, Trilingual, stored
from assets.errors import Missing, Refused
from assets.words import N_, Language, Worded, Words, fold, spoken

MOST = 500  # that are asked
LONGEST = 400  # letters of a text
DIGITS, DECIMALS = 15, 6  # of a number: a spreadsheet keeps no more

Value = str | bool | Decimal | date | None  # as it was read
Kept = str | bool  # as `Asset.extra` keeps it


class Kind(Worded):
    """What can be written into a field."""

    TEXT = "text", N_("Text")
    NUMBER = "number", N_("Number")
    YES_NO = "yes_no", N_("Yes or no")
    DAY = "day", N_("Day")
    CHOICE = "choice", N_("One of a list")


@dataclass(frozen=True)
class Choice:
    """One of the list that a field offers. An ended one is offered no more."""

    key: str
    en: str
    ro: str
    hu: str
    ended: bool = False

    @property
    def names(self) -> Words:
        return Words(self.en, self.ro, self.hu)


class CustomField(Trilingual, Record, table=True):
    """One more thing to say of an asset. Values are kept under its key in `Asset.extra`."""

    key: str = Field(unique=True, max_length=40)
    type_id: UUID | None = Field(default=None, foreign_key="equipment_type.id", index=True)
    kind: Kind = Field(sa_type=stored(Kind))
    unit: str = Field(default="", max_length=20)
    choices: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    least: Decimal | None = Field(default=None, max_digits=18, decimal_places=6)
    most: Decimal | None = Field(default=None, max_digits=18, decimal_places=6)
    required: bool = False
    position: int = 0
    ended: bool = False

    @property
    def label(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """What it is called in forms, lists, addresses and headers."""
        return f"extra.{self.key}"

    @property
    def offered(self) -> list[Choice]:
        return [Choice(**each) for each in self.choices]

    def offer(self, choices: Iterable[Choice]) -> None:
        self.choices = [asdict(each) for each in choices]

    def fits(self, type_id: UUID | None) -> bool:
        return not self.ended and self.type_id in {None, type_id}

    def plain(self, value: Value) -> Kept | None:
        """A value as it is kept; None where there is nothing."""
        match value:
            case Decimal():
                return f"{canonical(value):f}"
            case date():
                return value.isoformat()
            case str():
                return " ".join(value.split()) or None
            case _:
                return value

    def kept(self, value: Value, stands: Kept | None = None) -> Kept | None:
        """A value as it is kept, once no rule is against it. What `stands` already may stay."""
        plain = self.plain(value)
        if plain is None and self.required:
            raise Refused("Fill this in.", field=self.name)
        if plain is not None and plain != stands:
            self._check(value, str(plain))
        return plain

    def _check(self, value: Value, plain: str) -> None:
        if isinstance(value, Decimal):
            self._check_bounds(value)
        elif self.kind is Kind.CHOICE:
            chosen = {each.key: each for each in self.offered}[plain]
            if chosen.ended:
                raise Refused(
                    "{name} is no longer offered. Choose another one.",
                    name=chosen.names,
                    field=self.name,
                )
        elif len(plain) > LONGEST:
            raise Refused(
                "This is too long: {most} characters at most.", most=LONGEST, field=self.name
            )

    def _check_bounds(self, value: Decimal) -> None:
        if not is_plain(value):
            raise Refused(
                "Write at most {digits} digits, and {decimals} of them as decimals.",
                digits=DIGITS,
                decimals=DECIMALS,
                field=self.name,
            )
        if self.least is not None and value < self.least:
            least = canonical(self.least)
            raise Refused("Write a number of at least {ge}.", ge=least, field=self.name)
        if self.most is not None and value > self.most:
            most = canonical(self.most)
            raise Refused("Write a number of at most {le}.", le=most, field=self.name)

    def read(self, kept: Kept) -> Any:
        """A kept value as it can be spoken: a number, a day, a choice by its names."""
        match self.kind:
            case Kind.NUMBER:
                return Decimal(kept)
            case Kind.DAY:
                return date.fromisoformat(str(kept))
            case Kind.CHOICE:
                return next(each.names for each in self.offered if each.key == kept)
            case _:
                return kept

    def said(self, kept: Kept | None, language: Language) -> str:
        """A kept value as the reader writes it, with its unit."""
        if kept is None:
            return ""
        words = spoken(self.read(kept), language)
        return f"{words}\N{NO-BREAK SPACE}{self.unit}" if self.unit else words


def canonical(number: Decimal) -> Decimal:
    """The same number without idle zeros: 12.50 is 12.5, and -0 is 0."""
    return number.normalize() + 0


def is_plain(number: Decimal) -> bool:
    """Whether every program and every spreadsheet keeps it digit by digit."""
    if not number.is_finite():
        return False
    _, digits, exponent = number.normalize().as_tuple()
    places = int(exponent)
    return -places <= DECIMALS and len(digits) + max(0, places) <= DIGITS


def validated(
    fields: Sequence[CustomField], said: Mapping[str, Value], stands: Mapping[str, Kept]
) -> dict[str, Kept]:
    """What `stands`, with what is said in these fields, by their keys; nothing else changes.

    Raises Refused beside the first field whose rule is against it.
    """
    after = dict(stands)
    for field in fields:
        if field.key in said:
            kept = field.kept(said[field.key], stands.get(field.key))
            after.pop(field.key, None)
            if kept is not None:
                after[field.key] = kept
    return after


def living() -> SelectOfScalar[CustomField]:
    """The fields that are asked, each kind's in its order."""
    return every().where(col(CustomField.ended).is_(False))


def every() -> SelectOfScalar[CustomField]:
    return select(CustomField).order_by(col(CustomField.position), CustomField.key)


def fitting(session: Session, type_id: UUID | None) -> Sequence[CustomField]:
    """What is asked of a kind of thing: first what is asked of all, and then of this kind."""
    found = session.exec(living().where(asked_of(type_id))).all()
    return sorted(found, key=lambda field: field.type_id is not None)


def asked_of(type_id: UUID | None) -> ColumnElement[bool]:
    return or_(col(CustomField.type_id).is_(None), col(CustomField.type_id) == type_id)


def keyed(session: Session, keys: Iterable[str]) -> dict[str, CustomField]:
    """The fields of these keys, also those that have ended."""
    known = [*keys]
    found = session.exec(every().where(col(CustomField.key).in_(known))) if known else ()
    return {field.key: field for field in found}


def field(session: Session, key: str) -> CustomField:
    found = keyed(session, [key]).get(key)
    if found is None:
        raise Missing("There is no field {name}.", name=key)
    return found


def called(session: Session, words: str) -> CustomField:
    """The field that somebody means by its key or by its name in any language."""
    meant = fold(words)
    asked = session.exec(living()).all()
    found = [each for each in asked if meant in {each.key, each.name}]
    found = found or [each for each in asked if meant in map(fold, each.names)]
    if not found:
        raise Refused("There is no field {name}.", name=words[:60])
    if len(found) > 1:
        raise Refused("Several are called {name}. Write what tells them apart.", name=words)
    return found[0]


def matching(fields: Iterable[CustomField], search: str) -> list[CustomField]:
    """Those whose key, or whose name in any language, holds all these words."""
    terms = fold(search).split()
    texts = [(each, fold(" ".join((each.key, *each.names)))) for each in fields]
    return [each for each, text in texts if all(term in text for term in terms)]


def choices(session: Session) -> dict[str, dict[str, Words]]:
    """What the choices of every field are called, by the keys of both."""
    lists = select(CustomField.key, CustomField.choices).where(CustomField.kind == Kind.CHOICE)
    return {
        key: {each["key"]: Choice(**each).names for each in offered}
        for key, offered in session.execute(lists)
    }


_MARKED = 40  # letters of a value
_SIGNS = re.compile(r"[^\w.-]+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def mark(key: str, kept: Kept) -> str:
    """The word by which things with this value are found. No word that is typed has a = in it."""
    return f"={key}={_SIGNS.sub('_', fold(str(kept)))[:_MARKED]}="


def texts(extra: Mapping[str, Kept], choices: Mapping[str, Mapping[str, Words]]) -> Iterator[str]:
    """What things with these values are found by as one types: texts, numbers, and choices."""
    for key, kept in extra.items():
        if key in choices:
            yield from choices[key][str(kept)]
        elif isinstance(kept, str) and not _DAY.fullmatch(kept):
            yield kept
