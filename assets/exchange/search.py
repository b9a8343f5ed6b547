"""Finding everything: one search over all that a person may see, the likeliest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session

from assets.exchange import candidates, spellings
from assets.exchange.candidates import MOST, Asked
from assets.exchange.nouns import NOUNS, Line, Noun
from assets.inventory import finding
from assets.rights import Rights
from assets.words import fold, sort_key

LEAST = 2  # letters
LONGEST = 100
_MOST_GUESSES = 6

EXACTLY, BY_ITS_BEGINNING, BY_ITS_NAME, BY_ANYTHING = range(4)


@dataclass(frozen=True)
class Hit:
    """One thing that was found; `exact` when its number is what was typed."""

    kind: str
    line: Line
    exact: bool


@dataclass(frozen=True)
class Group:
    """What was found of one noun: the first ones, and how many there are, up to MOST."""

    kind: str
    hits: list[Hit]
    count: int
    fit: int

    @property
    def many(self) -> bool:
        return self.count > MOST


@dataclass(frozen=True)
class Found:
    """All that was found for a text: for what is `meant`, if what was typed finds nothing."""

    text: str = ""
    terms: Sequence[str] = ()
    groups: list[Group] = field(default_factory=list)
    meant: str = ""

    @property
    def opened(self) -> Hit | None:
        """The one thing whose number was typed."""
        exact = [hit for group in self.groups for hit in group.hits if hit.exact]
        return exact[0] if len(exact) == 1 and not self.meant else None


def found(
    session: Session, text: str, by: Rights, *, few: int, home: UUID | None = None, kind: str = ""
) -> Found:
    """What this person may see of what `text` finds: a `few` of each noun, or of one `kind`."""
    typed = text.strip()[:LONGEST]
    asked = Asked(typed, by, home, candidates.scanned(session, typed))
    if len("".join(asked.terms)) < LEAST:
        return Found(typed)
    nouns = [noun for noun in NOUNS if by.may(noun.needs) and kind in {"", noun.kind}]
    if groups := _groups(session, asked, nouns, few):
        return Found(typed, asked.terms, groups)
    for guess in islice(_guesses(session, asked), _MOST_GUESSES):
        if groups := _groups(session, guess, nouns, few):
            return Found(guess.text, guess.terms, groups, guess.text)
    return Found(typed, asked.terms)


def _guesses(session: Session, asked: Asked) -> Iterator[Asked]:
    """The same with another word in place of one that may be mistyped."""
    terms = asked.terms
    for at, term in enumerate(terms):
        for word in spellings.near(session, term):
            yield replace(asked, text=" ".join([*terms[:at], word, *terms[at + 1 :]]))


def _groups(session: Session, asked: Asked, nouns: list[Noun], few: int) -> list[Group]:
    """What is found of each noun; the noun with the best fit comes first."""
    groups = []
    for noun, rows in candidates.of_each(session, asked, nouns):
        ranked = sorted((_rank(asked, noun, row), row.key) for row in rows)
        hits = _told(session, asked, noun, ranked[:few])
        groups.append(Group(noun.kind, hits, len(rows), ranked[0][0][0]))
    return sorted(groups, key=lambda group: group.fit)


def _rank(asked: Asked, noun: Noun, row: Any) -> tuple[int, bool, bool, str, list[str]]:
    """How well it fits; then what is still here comes first, and what is at her own site."""
    said, count = row[candidates.SAID :], len(noun.named)
    names = [_heard(name) for name in said[:count] if name]
    numbers = [fold(number or "") for number in said[count:]]
    phrase = fold(asked.text)
    if row.key in asked.scanned or phrase in numbers:
        fit = EXACTLY
    elif any(name.folded.startswith(phrase) for name in names):
        fit = BY_ITS_BEGINNING
    elif any(name.holds(asked.terms) for name in names):
        fit = BY_ITS_NAME
    else:
        fit = BY_ANYTHING
    name = names[0].key if names else ""
    return fit, bool(row.gone), bool(row.elsewhere), name, numbers


class _Heard(NamedTuple):
    """A name as it is searched and sorted."""

    folded: str
    words: set[str]
    key: str

    def holds(self, terms: list[str]) -> bool:
        return all(any(word.startswith(term) for word in self.words) for term in terms)


@lru_cache(maxsize=5_000)
def _heard(name: str) -> _Heard:
    return _Heard(fold(name), finding.words_of([name]), sort_key(name))


def _told(session: Session, asked: Asked, noun: Noun, ranked: list[Any]) -> list[Hit]:
    keys = [key for _, key in ranked]
    records = session.exec(noun.whole().where(noun.id.in_(keys)))
    lines = {record.id: _line(asked, noun, record) for record in records}
    return [Hit(noun.kind, lines[key], rank[0] == EXACTLY) for rank, key in ranked]


def _line(asked: Asked, noun: Noun, record: Any) -> Line:
    """How it is told, with the number by which it was found."""
    line = noun.line(record)
    numbers = [getattr(record, name) or "" for name in noun.numbered]
    meant = [
        number
        for number in numbers
        if number not in line.said
        and any(
            word.startswith(term) for word in finding.words_of([number]) for term in asked.terms
        )
    ]
    return line._replace(said=(*line.said, *meant))
