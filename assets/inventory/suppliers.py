"""Suppliers: who makes, sells and repairs things."""

from functools import cache
from typing import Any
from uuid import UUID

from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import Record
from assets.errors import Missing, Refused
from assets.listing import Cut, Order, PageOf, page, terms
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

    def describe(self, *, contact: str) -> None:
        """How to reach it."""
        self.contact = contact.strip()


def called(session: Session, name: str) -> Supplier | None:
    """The company that has or had this name, however it is accented, merged or not."""
    folded = fold(name.strip())
    return session.exec(select(Supplier).where(Supplier.folded == folded)).first()


def named(session: Session, name: str) -> Supplier:
    """The supplier of this name, or the one it turned out to be; a new one if there is none."""
    found = called(session, name)
    if found is None:
        found = Supplier(name=name.strip(), folded=fold(name.strip()))
        session.add(found)
        session.flush()
    return session.get_one(Supplier, found.merged_into_id) if found.merged_into_id else found


def known(session: Session, name: str, field: str = "into") -> Supplier:
    """The company of this name, or the one it turned out to be. Raises Refused without one."""
    found = called(session, name)
    if found is None:
        raise Refused("There is no company called {name}.", name=name, field=field)
    return session.get_one(Supplier, found.merged_into_id) if found.merged_into_id else found


def rename(session: Session, supplier: Supplier, name: str) -> None:
    if not name.strip():
        raise Refused("Give it a name.", field="name")
    other = called(session, name)
    if other is not None and other.id != supplier.id:
        raise Refused(
            "There is a company named {name} already. Merge the two.", name=other.name, field="name"
        )
    supplier.name, supplier.folded = name.strip(), fold(name.strip())


@cache
def listed() -> SelectOfScalar[Supplier]:
    standing = col(Supplier.merged_into_id).is_(None)
    return select(Supplier).where(standing).order_by(Supplier.folded)


def found(session: Session, search: str, cut: Cut) -> PageOf:
    """One page of the companies by name, as rows of columns. Every word must be in the name."""
    table: Any = Supplier.__table__  # type: ignore[attr-defined]
    asked = [table.c.folded.contains(term, autoescape=True) for term in terms(search)]
    rows: Any = select(table.c.name, table.c.version, table.c.contact)
    keyed = rows.add_columns(table.c.folded.label("sort_key"), table.c.id)
    standing = table.c.merged_into_id.is_(None)
    return page(session, keyed.where(standing, *asked), Order(table.c.folded, table.c.id), cut)


def supplier(session: Session, key: UUID) -> Supplier:
    found = session.exec(listed().where(Supplier.id == key)).first()
    if found is None:
        raise Missing("There is no such supplier.")
    return found


def taken_up(session: Session, key: UUID) -> Supplier | None:
    """The company that a merged one turned out to be."""
    into = select(Supplier.merged_into_id).where(Supplier.id == key).scalar_subquery()
    return session.exec(listed().where(Supplier.id == into)).first()


def suggested(words: str) -> SelectOfScalar[Supplier]:
    """Suppliers whose name holds these words, for choosing while typing."""
    return listed().where(col(Supplier.folded).contains(fold(words), autoescape=True))
