"""What a search may mean, noun by noun: so few that they can be ranked, whatever is registered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, false, literal, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from assets.errors import Missing
from assets.exchange.glossary import FoundBy
from assets.exchange.nouns import NOUNS, Noun
from assets.exchange.spellings import AssetName
from assets.inventory import finding, identifiers
from assets.inventory.finding import SearchWord, Wanted
from assets.inventory.register import NEVER, Asset
from assets.rights import Rights
from assets.words import fold

MOST = 100  # of one noun that are counted and told
MOST_TERMS = 8
SAID = 3  # the first of the columns that hold what a candidate says of itself
# So many are sorted, those at her own site first; of more, the first in the order of their words.
_FEW = 1_500
_ENOUGH = 10
_READ = 2 * MOST  # for one record may be found by several words that begin alike
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class Asked:
    """What is looked for, by whom, and where she is at home."""

    text: str
    by: Rights
    home: UUID | None
    scanned: frozenset[UUID] = frozenset()

    @cached_property
    def terms(self) -> list[str]:
        return list(dict.fromkeys(finding.terms_of(self.text)))[:MOST_TERMS]


def of_each(
    session: Session, asked: Asked, nouns: Sequence[Noun]
) -> Iterator[tuple[Noun, list[Any]]]:
    """The candidates of every noun that has one, as rows of columns: see `_columns`."""
    counts = _counts(session, asked.terms)
    for noun in nouns:
        of_terms = {term: counts[noun.kind, term] for term in asked.terms}
        if noun.table is Asset:
            rows = _assets(session, asked, noun)
        else:
            rows = _others(session, asked, noun, of_terms) if all(of_terms.values()) else []
        rows += _numbered(session, asked, noun)
        if rows:
            yield noun, list({row.key: row for row in rows}.values())


def scanned(session: Session, text: str) -> frozenset[UUID]:
    """What a scanner that types into the box opens: what a label's code stands for."""
    try:
        label = identifiers.coded(session, text)
    except Missing:
        return frozenset()
    return frozenset(key for key in (label.asset_id, label.place_id) if key)


def _counts(session: Session, terms: list[str]) -> dict[tuple[str, str], int]:
    """How many words of each noun begin with each term, counted no further than is asked."""
    values = {f"from_{number}": term for number, term in enumerate(terms)}
    values |= {f"to_{number}": term + _LAST for number, term in enumerate(terms)}
    found = session.connection().execute(_counted(len(terms)), values)
    return {(kind, terms[number]): count for kind, number, count in found}


@cache
def _counted(terms: int) -> CompoundSelect[Any]:
    """It is built once for so many terms, which takes its time."""
    counted = []
    for noun in NOUNS:
        for number in range(terms):
            words = select(FoundBy.key).where(
                FoundBy.kind == noun.kind,
                FoundBy.word >= bindparam(f"from_{number}"),
                FoundBy.word < bindparam(f"to_{number}"),
            )
            some = words.limit(_FEW + 1).subquery()
            said = (literal(noun.kind), literal(number), func.count())
            counted.append(select(*said).select_from(some))
    return union_all(*counted)


def _columns(asked: Asked, noun: Noun) -> list[Any]:
    """What a candidate is ranked by: is it gone, is it elsewhere, its names and its numbers."""
    table: Any = noun.table
    placed = asked.home is not None and "site_id" in table.__table__.c
    elsewhere = table.site_id.is_distinct_from(asked.home) if placed else false()
    said = [getattr(table, name) for name in (*noun.named, *noun.numbers_known)]
    return [noun.id.label("key"), noun.gone.label("gone"), elsewhere.label("elsewhere"), *said]


def _seen(asked: Asked, noun: Noun) -> Select[Any]:
    rows: Select[Any] = select(*_columns(asked, noun))
    return rows.where(noun.seen(asked.by))


def _others(session: Session, asked: Asked, noun: Noun, of_terms: dict[str, int]) -> list[Any]:
    """Those that all terms find; the rarest leads to them."""
    first, *rest = sorted(of_terms, key=of_terms.__getitem__)
    led = _seen(asked, noun).join(FoundBy, col(FoundBy.key) == noun.id)
    led = led.where(col(FoundBy.kind) == noun.kind, _begins(FoundBy.word, first))
    for term in rest:
        other = aliased(FoundBy)
        same = [col(other.kind) == noun.kind, col(other.key) == noun.id, _begins(other.word, term)]
        led = led.where(select(other.key).where(*same).exists())
    best = ("gone", "elsewhere") if of_terms[first] <= _FEW else ()
    return _read(session, led.order_by(*best, col(FoundBy.word), col(FoundBy.key)).limit(_READ))


def _numbered(session: Session, asked: Asked, noun: Noun) -> list[Any]:
    """Those that a code leads to, and no word."""
    rows, seen = [], _seen(asked, noun)
    if noun.numbers and (numbers := noun.numbers(asked.text)):
        number: Any = getattr(noun.table, noun.numbers_known[0])
        rows += _read(session, seen.where(number.in_(numbers)))
    if asked.scanned:
        rows += _read(session, seen.where(noun.id.in_(asked.scanned)))
    return rows


def _begins(word: Any, term: str) -> ColumnElement[bool]:
    begun: ColumnElement[bool] = (col(word) >= term) & (col(word) < term + _LAST)
    return begun


def _assets(session: Session, asked: Asked, noun: Noun) -> list[Any]:
    """The first of their list; of many, also those that fit best."""
    wanted = Wanted(search=" ".join(asked.terms))
    of_list = select(*_columns(asked, noun)).where(
        *finding.clauses(session, wanted, NEVER, asked.by)
    )
    by_name = (col(Asset.name_key), noun.id)
    rows = _read(session, of_list.order_by(*by_name).limit(MOST + 1))
    if len(rows) > MOST:
        rows += _beginning(session, asked, noun)
        if any(letter.isdigit() for letter in asked.text):
            rows += _read(session, _seen(asked, noun).where(noun.id.in_(_worded(asked))))
    return rows


def _worded(asked: Asked) -> Select[Any]:
    """The ids of some assets that have these very words: one of them may be a number."""
    first, *rest = sorted(asked.terms, key=len, reverse=True)
    having = select(SearchWord.asset_id).where(SearchWord.word == first)
    for term in rest:
        other = aliased(SearchWord)
        same = select(other.asset_id).where(other.asset_id == SearchWord.asset_id)
        having = having.where(same.where(other.word == term).exists())
    return having.limit(MOST)


def _beginning(session: Session, asked: Asked, noun: Noun) -> list[Any]:
    """Enough assets whose names begin with what was typed, those at her own site first."""
    begun = select(AssetName.name_key).where(_begins(AssetName.folded, fold(asked.text)))
    keys = session.exec(begun.order_by(col(AssetName.folded)).limit(_ENOUGH)).all()
    seen, rows = _seen(asked, noun).order_by(noun.id), list[Any]()
    at_home = seen.where(col(Asset.site_id) == asked.home)
    for asking in (at_home, seen):
        for key in keys:
            if len(rows) < _ENOUGH:
                rows += _read(session, asking.where(col(Asset.name_key) == key).limit(_ENOUGH))
    return rows


def _read(session: Session, rows: Select[Any]) -> list[Any]:
    return list(session.connection().execute(rows).all())
