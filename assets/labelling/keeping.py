"""What holds for all that a site makes for its own labels: its name, how many, who sees it."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.errors import Refused
from assets.inventory.places import Place
from assets.listing import Cut, Order, PageOf, page
from assets.rights import Guarded, Permission, Rights
from assets.words import fold

# They stand together in one choice, and nobody chooses among more.
MOST = 60


class Kept(Guarded):
    """Something that a site made for its labels. What it has given up stays for old prints."""

    name: str = Field(max_length=40)
    given_up: bool = False

    @property
    def label(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """What a print and a habit keep of it."""
        return str(self.id)


Made = TypeVar("Made", bound=Kept)


def begin(session: Session, made: Kept, name: str) -> None:
    """Keep something new."""
    _must_have_room(session, made)
    call(session, made, name)
    session.add(made)
    session.flush()


def call(session: Session, made: Kept, name: str) -> None:
    """Give it a name that no other of its kind at its site reads like."""
    if not (name := " ".join(name.split())):
        raise Refused("Give it a name.", field="name")
    table = type(made)
    others = select(table.name).where(table.site_id == made.site_id, table.id != made.id)
    with session.no_autoflush:
        if fold(name) in map(fold, session.exec(others)):
            raise Refused("{name} is kept at this site already.", name=name, field="name")
    made.name = name


def give_up(session: Session, made: Kept, *, given_up: bool) -> None:
    """Offer it no more, or again."""
    if made.given_up and not given_up:
        _must_have_room(session, made)
    made.given_up = given_up


def listed(table: type[Made], seen_by: Rights, *, given_up: bool = False) -> SelectOfScalar[Made]:
    """Those that somebody sees, by name."""
    kept = select(table).where(_seen(table, seen_by), col(table.given_up).is_(given_up))
    return kept.order_by(col(table.name), col(table.id))


_Site = aliased(Place)


def page_of(
    session: Session,
    table: type[Kept],
    cut: Cut,
    seen_by: Rights,
    *,
    site: Place | None = None,
    given_up: bool = False,
) -> PageOf:
    """One page of them, the newest first, each with the code of its site."""
    columns: Any = table.__table__.c  # type: ignore[attr-defined]
    asked = [_seen(table, seen_by), columns.given_up.is_(given_up)]
    if site:
        asked.append(columns.site_id == site.id)
    shown: list[Any] = [each for each in columns if each.name not in {"id", "created_at"}]
    shown.append(col(_Site.code).label("site"))
    rows: Select[Any] = select(*shown).where(*asked)
    rows = rows.join(_Site, col(_Site.id) == columns.site_id)
    rows = rows.add_columns(columns.created_at, columns.id)
    return page(session, rows, Order(columns.created_at, columns.id, descending=True), cut)


def one(session: Session, table: type[Made], key: str, seen_by: Rights) -> Made | None:
    """The one of this key, if somebody sees it."""
    try:
        asked = UUID(key)
    except ValueError:
        return None
    return session.exec(select(table).where(table.id == asked, _seen(table, seen_by))).first()


def _seen(table: type[Kept], seen_by: Rights) -> ColumnElement[bool]:
    return seen_by.where(Permission.LABELS_SEE, table)


def _must_have_room(session: Session, made: Kept) -> None:
    table = type(made)
    here = (table.site_id == made.site_id, col(table.given_up).is_(False))
    with session.no_autoflush:
        count = session.exec(select(func.count()).select_from(table).where(*here)).one()
    if count >= MOST:
        raise Refused(
            "A site keeps {count} of them at most. Give one up that nobody uses.", count=MOST
        )
