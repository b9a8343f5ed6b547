"""The European Medical Device Nomenclature, as the Commission's spreadsheet brings it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from sqlmodel import Field, Session, col, delete, insert, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import Row
from assets.listing import terms
from assets.words import fold


class EmdnTerm(Row, table=True):
    """One code of the nomenclature and its term in English."""

    code: str = Field(unique=True, max_length=20)
    term: str = Field(max_length=400)
    folded: str = Field(default="", max_length=400)


@dataclass(frozen=True)
class Meaning:
    """The term of a code; or that the list, which is here, has no such code."""

    term: str = ""
    unknown: bool = False


def replace(session: Session, terms: Mapping[str, str]) -> int:
    """Keep this list instead of the one that was here: how many codes it has."""
    session.execute(delete(EmdnTerm))
    rows = [
        {"id": uuid4(), "code": code, "term": term, "folded": fold(term)}
        for code, term in sorted(terms.items())
    ]
    session.execute(insert(EmdnTerm), rows)
    return len(rows)


def meaning(session: Session, code: str) -> Meaning:
    """What a code stands for. Without a list nothing is known, and nothing is unknown."""
    if not code:
        return Meaning()
    term = session.exec(select(EmdnTerm.term).where(EmdnTerm.code == code)).first()
    if term is None:
        return Meaning(unknown=session.exec(select(EmdnTerm.id).limit(1)).first() is not None)
    return Meaning(term)


def suggested(words: str) -> SelectOfScalar[EmdnTerm]:
    """The codes that begin so, or whose terms hold all these words, for choosing while typing."""
    folded = fold(words)
    begins = col(EmdnTerm.code).startswith(folded.replace(" ", "").upper(), autoescape=True)
    holds = [col(EmdnTerm.folded).contains(term, autoescape=True) for term in terms(words)]
    found = select(EmdnTerm)
    for each in holds:
        found = found.where(begins | each)
    return found.order_by(col(EmdnTerm.code))
