"""People as others see and keep them: who sees whom, and who may take what away."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets import people
from assets.errors import Forbidden, Missing, Refused
from assets.listing import Cut, Order, PageOf, page, terms
from assets.people import Person, RoleHeld
from assets.rights import GRANTED, Guarded, Permission, Rights, Role
from assets.words import fold


def take(session: Session, held: RoleHeld) -> None:
    """Take a role away again."""
    if held.role is Role.ADMINISTRATOR and _everywhere(held):
        _refuse_last(session, held.person_id)
    held.ended = True


def keep_out(session: Session, person: Person) -> None:
    """Let her sign in no more. End her sign-ins too: see `signins.end_all`."""
    _refuse_last(session, person.id)
    person.disable()


def _refuse_last(session: Session, person_id: UUID) -> None:
    """Somebody must be left who can do everything, if this person is one who can."""
    able = select(RoleHeld).join(Person, col(Person.id) == col(RoleHeld.person_id))
    able = able.where(RoleHeld.role == Role.ADMINISTRATOR, ~col(RoleHeld.ended))
    all_able = session.exec(able.where(~col(Person.disabled))).all()
    able_ids = {held.person_id for held in all_able if _everywhere(held)}
    if able_ids == {person_id}:
        raise Refused("Nobody else is an administrator everywhere. Make somebody one first.")


def _everywhere(held: RoleHeld) -> bool:
    return held.site_id is None and held.partner_id is None


def keeps(session: Session, person: Person, by: Rights) -> bool:
    """Whether `by` keeps people wherever this person may do something."""
    held = session.exec(people.roles_of(person.id)).all() or [RoleHeld.at_home(person)]
    return all(by.may(Permission.PEOPLE_KEEP, each) for each in held)


def must_keep(session: Session, person: Person, by: Rights) -> None:
    if not keeps(session, person, by):
        raise Forbidden(
            "Only somebody who keeps people wherever {name} works may do that.", name=person.name
        )


def seen(seen_by: Rights, permission: Permission = Permission.PEOPLE_SEE) -> SelectOfScalar[Person]:
    """The people who may do something where this person sees people, and those at home there.

    With another permission: where this person has that one.
    """
    reached = seen_by.where(permission, RoleHeld)
    everywhere = col(RoleHeld.site_id).is_(None) & col(RoleHeld.partner_id).is_(None)
    hers = select(RoleHeld.id).where(RoleHeld.person_id == Person.id, reached | everywhere)
    if permission in seen_by.everywhere:
        return people.listed()
    at_home = col(Person.home_site_id).in_(seen_by.sites(permission))
    return people.listed().where(hers.exists() | at_home)


def beside(by: Rights) -> SelectOfScalar[Person]:
    """Whoever may sign in and do something where this person edits things."""
    home = col(Person.home_site_id)
    everywhere = Permission.ASSETS_EDIT in by.everywhere
    at_home = home.is_not(None) if everywhere else home.in_(by.sites(Permission.ASSETS_EDIT))
    return _working(by.where(Permission.ASSETS_EDIT, RoleHeld), at_home)


def at(where: Guarded) -> SelectOfScalar[Person]:
    """Whoever may sign in and do something with what belongs to this site or partner."""
    return _working(_there(where), col(Person.home_site_id) == where.site_id)


def able(where: Guarded, permission: Permission) -> SelectOfScalar[Person]:
    """Whoever may sign in and has this permission for what belongs to this site or partner."""
    granting = [role for role, granted in GRANTED.items() if permission in granted]
    return _working(_there(where), false(), col(RoleHeld.role).in_(granting))


def _there(where: Guarded) -> ColumnElement[bool]:
    reached: ColumnElement[bool] = false()
    for column, key in ((RoleHeld.site_id, where.site_id), (RoleHeld.partner_id, where.partner_id)):
        reached |= (col(column) == key) if key else false()
    return reached


def _working(
    reached: ColumnElement[bool], at_home: ColumnElement[bool], *having: ColumnElement[bool]
) -> SelectOfScalar[Person]:
    """Whoever has a role that is reached, or one everywhere, or is at home there."""
    everywhere = col(RoleHeld.site_id).is_(None) & col(RoleHeld.partner_id).is_(None)
    hers = (RoleHeld.person_id == Person.id, ~col(RoleHeld.ended))
    held = select(RoleHeld.id).where(*hers, *having, reached | everywhere)
    return people.listed().where(~col(Person.disabled), held.exists() | at_home)


def suggested(words: str, among: SelectOfScalar[Person]) -> SelectOfScalar[Person]:
    """Those of them whose name or address holds these words, for choosing while typing."""
    return among.where(col(Person.folded).contains(fold(words), autoescape=True))


def called(
    session: Session,
    words: str,
    among: SelectOfScalar[Person],
    now: UUID | None = None,
    field: str = "custodian",
) -> Person:
    """The one of them of this name or address; who answers `now` may have gone since."""
    meant = fold(words.strip())
    if (same := session.get(Person, now) if now else None) and meant in _names(same):
        return same
    of_name = suggested(words.strip(), among)
    found = [each for each in session.exec(of_name) if meant in _names(each)]
    if len(found) > 1:
        raise Refused(
            "Several people are called {name}. Write the e-mail address.",
            name=words,
            field=field,
        )
    if not found:
        raise Refused("Nobody called {name} works there.", name=words, field=field)
    return found[0]


def _names(person: Person) -> set[str]:
    return {fold(person.name), person.email}


_TABLE: Any = Person.__table__  # type: ignore[attr-defined]


def found(session: Session, search: str, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of these people by name, as rows of columns, with all these words in each."""
    key, row_id = _TABLE.c.name_key, _TABLE.c.id
    shown: Any = seen(seen_by).with_only_columns(
        _TABLE.c.name, _TABLE.c.email, _TABLE.c.disabled, key, row_id
    )
    asked = [_TABLE.c.folded.contains(term, autoescape=True) for term in terms(search)]
    return page(session, shown.where(*asked).order_by(None), Order(key, row_id), cut)


def colleague(session: Session, key: UUID, seen_by: Rights) -> Person:
    """The person with this id, if she may be seen."""
    person = session.exec(seen(seen_by).where(Person.id == key)).first()
    if person is None:
        raise Missing("There is no such person.")
    return person


def role_held(session: Session, person: Person, key: UUID, seen_by: Rights) -> RoleHeld:
    """One role of this person, if it may be seen and has not been taken away."""
    held = session.exec(roles_held([person.id], seen_by).where(RoleHeld.id == key)).first()
    if held is None:
        raise Missing("There is no such role.")
    return held


def roles_held(
    keys: Collection[UUID], seen_by: Rights, *, ended: bool = False
) -> SelectOfScalar[RoleHeld]:
    """The roles of these people that may be seen; with `ended`, those too that were taken away."""
    reached = seen_by.where(Permission.PEOPLE_SEE, RoleHeld)
    everywhere = col(RoleHeld.site_id).is_(None) & col(RoleHeld.partner_id).is_(None)
    held = select(RoleHeld).where(col(RoleHeld.person_id).in_(keys), reached | everywhere)
    held = held.order_by(RoleHeld.role)
    return held if ended else held.where(~col(RoleHeld.ended))
