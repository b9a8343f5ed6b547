"""Checklists: what is looked at, step by step, in versions that do not change any more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, ColumnElement, UniqueConstraint
from sqlmodel import Field, Relationship, Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import UNLOADED, Record, Trilingual, alongside, stored
from assets.errors import Missing, Refused
from assets.listing import Cut, Order, PageOf, page, terms
from assets.maintenance import steps
from assets.maintenance.steps import Step
from assets.maintenance.terms import Kind
from assets.trail import derived
from assets.words import Words, fold

MOST_TYPES = 20
_NAMESAKES = 50


class Checklist(Trilingual, Record, table=True):
    """What a piece of work goes through. Its steps stand in its versions; the last one holds.

    It may lack a name in a language. It is `shipped` until somebody publishes a version of her
    own; from then on nothing that is shipped touches it.
    """

    key: str = Field(unique=True, max_length=60)
    kind: Kind | None = Field(default=None, sa_type=stored(Kind))
    # The keys of the equipment types that it is made for, between semicolons: ";PHY-US;".
    types: str = Field(default="", max_length=1000)
    shipped: bool = False
    withdrawn: bool = False
    # The steps of the next version, while somebody works on them.
    draft: list[dict[str, Any]] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )
    folded: str = Field(default="", sa_column_kwargs=derived())

    @property
    def label(self) -> str:
        return self.key

    @property
    def names(self) -> Words:
        return names_of(self)

    @property
    def made_for(self) -> list[str]:
        """The keys of the equipment types that it is made for."""
        return [each for each in self.types.split(";") if each]

    def describe(self, names: Words, kind: Kind | None, types: Iterable[str]) -> None:
        """What it is called, in the languages that somebody knows, and what it is made for."""
        names, made_for = Words(*(" ".join(name.split()) for name in names)), sorted(set(types))
        if not any(names):
            raise Refused("Give it a name.", field="name_en")
        if len(made_for) > MOST_TYPES:
            raise Refused(
                "It can be made for {most} kinds of equipment.", most=MOST_TYPES, field="types"
            )
        self.name_en, self.name_ro, self.name_hu = names
        self.kind, self.types = kind, f";{';'.join(made_for)};" if made_for else ""
        self.folded = fold(" ".join((self.key, *names)))


class ChecklistVersion(Record, table=True):
    """The steps as they were on a day: never changed, only followed by the next version."""

    __table_args__ = (UniqueConstraint("checklist_id", "number"),)

    checklist_id: UUID = Field(foreign_key="checklist.id")
    number: int
    published_on: date
    source: str = Field(default="", max_length=500)
    steps: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))

    checklist: Checklist = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return str(self.number)

    @property
    def asked(self) -> list[Step]:
        return steps.read(self.steps)


@dataclass(frozen=True)
class Wanted:
    """What a list of checklists is asked for. Those withdrawn are told of only when asked for."""

    search: str = ""
    kind: Kind | None = None
    type_key: str = ""
    withdrawn: bool = False


_TABLE: Any = Checklist.__table__  # type: ignore[attr-defined]
_VERSION: Any = ChecklistVersion.__table__  # type: ignore[attr-defined]


def names_of(row: Any) -> Words:
    """What a checklist, or a row with the same three columns, is called for every reader."""
    return steps.shown(Words(row.name_en, row.name_ro, row.name_hu))


def listed(session: Session, wanted: Wanted, cut: Cut) -> PageOf:
    """One page of checklists by their keys, as rows of columns, with the number of the last one."""
    newest = func.max(_VERSION.c.number).label("newest")
    last = select(_VERSION.c.checklist_id, newest).group_by(_VERSION.c.checklist_id).subquery()
    shown = [_TABLE.c[f"name_{language}"] for language in ("en", "ro", "hu")]
    shown += [_TABLE.c[name] for name in ("key", "kind", "types", "shipped", "withdrawn")]
    shown += [_TABLE.c.draft.is_not(None).label("drafted"), last.c.newest]
    rows: Any = select(*shown)
    rows = rows.outerjoin(last, last.c.checklist_id == _TABLE.c.id).where(*_asked(wanted))
    rows = rows.add_columns(_TABLE.c.key.label("sort_key"), _TABLE.c.id)
    return page(session, rows, Order(_TABLE.c.key, _TABLE.c.id), cut)


def _asked(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked = [_TABLE.c.folded.contains(term, autoescape=True) for term in terms(wanted.search)]
    asked.append(_TABLE.c.withdrawn.is_(wanted.withdrawn))
    if wanted.kind:
        asked.append(_TABLE.c.kind == wanted.kind)
    if wanted.type_key:
        asked.append(_for_type(wanted.type_key))
    return asked


def _for_type(key: str) -> ColumnElement[bool]:
    made_for: ColumnElement[bool] = _TABLE.c.types.contains(f";{key.upper()};", autoescape=True)
    return made_for


def offered() -> SelectOfScalar[Checklist]:
    """Those that work can go through: published, and not withdrawn."""
    published = select(_VERSION.c.id).where(_VERSION.c.checklist_id == _TABLE.c.id)
    living = select(Checklist).where(col(Checklist.withdrawn).is_(False), published.exists())
    return living.order_by(Checklist.key)


def found(words: str) -> SelectOfScalar[Checklist]:
    """Those offered whose key or name in any language holds these words, for choosing by typing."""
    return offered().where(
        *(col(Checklist.folded).contains(term, autoescape=True) for term in terms(words))
    )


def for_type(session: Session, type_key: str) -> Sequence[Checklist]:
    """Those offered that are made for this kind of equipment."""
    return session.exec(offered().where(_for_type(type_key))).all() if type_key else []


def called(session: Session, words: str, now: UUID | None = None) -> Checklist:
    """The one that somebody means by its key, or by its name in any language.

    The one that stands `now` may be withdrawn meanwhile.
    """
    meant = fold(words.strip())
    kept = session.get(Checklist, now) if now else None
    if kept and meant in _names(kept):
        return kept
    near = session.exec(found(words).limit(_NAMESAKES)).all()
    same = [each for each in near if meant == each.key]
    same = same or [each for each in near if meant in _names(each)]
    if not same:
        raise Refused("There is no checklist {name}.", name=words[:60], field="checklist")
    if len(same) > 1:
        raise Refused(
            "Several are called {name}. Write what tells them apart.",
            name=words[:60],
            field="checklist",
        )
    return same[0]


def _names(checklist: Checklist) -> set[str]:
    return {fold(name) for name in (checklist.key, *checklist.names)}


def keyed(session: Session, key: str) -> Checklist:
    """The checklist of this key, offered or not."""
    known = session.exec(select(Checklist).where(Checklist.key == key.lower())).first()
    if known is None:
        raise Missing("There is no checklist {name}.", name=key[:60])
    return known


def versions(checklist: Checklist) -> SelectOfScalar[ChecklistVersion]:
    """Its versions, the last one first."""
    of_it = select(ChecklistVersion).where(ChecklistVersion.checklist_id == checklist.id)
    return of_it.order_by(col(ChecklistVersion.number).desc())


def last(session: Session, checklist: Checklist) -> ChecklistVersion | None:
    """The version that holds; None while none has been published."""
    return session.exec(versions(checklist).limit(1)).first()


def version(session: Session, checklist: Checklist, number: int) -> ChecklistVersion:
    numbered = versions(checklist).where(ChecklistVersion.number == number)
    known = session.exec(numbered).first()
    if known is None:
        raise Missing("There is no version {number} of this checklist.", number=number)
    return known


def in_force(session: Session, key: UUID) -> ChecklistVersion:
    """The version with this id, with its checklist."""
    one = select(ChecklistVersion).where(ChecklistVersion.id == key)
    return session.exec(one.options(*alongside(ChecklistVersion.checklist))).one()
