"""Suppliers: who makes, sells and repairs things."""

from uuid import UUID

from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import Record
from assets.errors import Missing, Refused
from assets.trail import derived, private
from assets.words import fold


class Supplier(Record, table=True):
    """A company: a maker, a seller, a service firm, often all three."""

    name: str = Field(max_length=200)
    folded: str = Field(unique=True, max_length=200, sa_column_kwargs=derived())
    contact: str = Field(default="", max_length=400, sa_column_kwargs=private())
    # The company that this one turned out to be.
    merged_into_id: UUID | None = Field(default=None, foreign_key="supplier.id", index=True)

    @property
    def label(self) -> str:
        return self.name


def named(session: Session, name: str) -> Supplier:
    """The supplier of this name, however it is accented; a new one if there is none."""
    folded = fold(name.strip())
    found = session.exec(select(Supplier).where(Supplier.folded == folded)).first()
    if found is None:
        found = Supplier(name=name.strip(), folded=folded)
        session.add(found)
        session.flush()
    return found


def listed() -> SelectOfScalar[Supplier]:
    return select(Supplier).order_by(Supplier.folded)


def supplier(session: Session, key: UUID) -> Supplier:
    found = session.get(Supplier, key)
    if found is None:
        raise Missing("There is no such supplier.")
    return found


def suggested(words: str) -> SelectOfScalar[Supplier]:
    """Suppliers whose name holds these words, for choosing while typing."""
    return listed().where(col(Supplier.folded).contains(fold(words), autoescape=True))


def called(session: Session, name: str) -> Supplier:
    """The company of this name, however it is accented."""
    found = session.exec(select(Supplier).where(Supplier.folded == fold(name.strip()))).first()
    if found is None:
        raise Refused("There is no company called {name}.", name=name)
    return found
