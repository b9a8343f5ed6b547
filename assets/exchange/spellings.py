"""The names that are in use: their words with any one letter left out, and how assets are called.

A few thousand do for a hundred thousand assets. What has come into use once stays.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import PrimaryKeyConstraint, text
from sqlmodel import Field, Session, SQLModel, col, select

from assets.database import BYTEWISE
from assets.inventory import finding
from assets.words import fold, sort_key

SHORTEST = 4  # letters; of a shorter word, too many others are one letter apart


class Spelling(SQLModel, table=True):
    """A word with one letter left out, and the word: whoever mistypes one meets here."""

    __tablename__ = "spelling"
    __table_args__ = (
        PrimaryKeyConstraint("without", "word"),
        {"sqlite_with_rowid": False},
    )

    without: str = Field(sa_type=BYTEWISE)
    word: str = Field(sa_type=BYTEWISE)


class AssetName(SQLModel, table=True):
    """A name of assets, folded, and the key that a list sorts it by: what begins so is found."""

    __tablename__ = "asset_name"
    __table_args__ = (
        PrimaryKeyConstraint("folded", "name_key"),
        {"sqlite_with_rowid": False},
    )

    folded: str = Field(sa_type=BYTEWISE)
    name_key: str = Field(sa_type=BYTEWISE)


def of_words(names: Iterable[str]) -> set[tuple[str, str]]:
    """The rows of Spelling for the words of these names."""
    words = {word for word in finding.words_of(names) if len(word) >= SHORTEST and word.isalpha()}
    return {(short, word) for word in words for short in _meeting(word)}


def _meeting(word: str) -> set[str]:
    """The word, and what it is with any one letter left out."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def of_assets(names: Iterable[str]) -> set[tuple[str, str]]:
    """The rows of AssetName for these names."""
    return {(fold(name), sort_key(name)) for name in names}


def of(names: Iterable[str], *, assets: bool) -> dict[type[SQLModel], set[tuple[str, str]]]:
    """The rows that these names must have, table by table."""
    return {Spelling: of_words(names), AssetName: of_assets(names) if assets else set()}


def keep(session: Session, names: Iterable[str], *, assets: bool) -> None:
    """Write down what is new in these names."""
    for table, pairs in of(names, assets=assets).items():
        _add(session, table, pairs)


def _add(session: Session, table: type[SQLModel], pairs: set[tuple[str, str]]) -> None:
    if pairs:
        said = {"pairs": json.dumps(sorted(pairs), ensure_ascii=False)}
        session.connection().execute(_ADD[session.get_bind().dialect.name][table], said)


def _adding(rows: str) -> dict[Any, Any]:
    """Two may bring the same name at once: the second waits for the first and adds nothing."""
    return {
        table: text(f"INSERT INTO {table.__tablename__} ({columns}) {rows} ON CONFLICT DO NOTHING")
        for table, columns in ((Spelling, "without, word"), (AssetName, "folded, name_key"))
    }


_ADD = {
    "sqlite": _adding(
        "SELECT json_extract(pair.value, '$[0]'), json_extract(pair.value, '$[1]')"
        " FROM json_each(:pairs) AS pair WHERE true"
    ),
    "postgresql": _adding(
        "SELECT pair ->> 0, pair ->> 1 FROM json_array_elements(CAST(:pairs AS json)) AS pair"
    ),
}


def near(session: Session, term: str) -> list[str]:
    """The words that somebody may have meant who typed this one, the likeliest first."""
    if not term.isalpha() or len(term) < SHORTEST - 1:
        return []
    asked = select(Spelling.word).where(col(Spelling.without).in_(sorted(_meeting(term))))
    meant = [word for word in session.exec(asked.distinct()) if one_apart(term, word)]
    return sorted(meant, key=lambda word: (word[0] != term[0], word))


def one_apart(a: str, b: str) -> bool:
    """Whether one letter was left out, put in, mistaken, or changed for the one beside it."""
    short, long = sorted((a, b), key=len)
    at = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return short != long and (short[at + 1 :] == long[at + 1 :] or swapped)
