"""Reminders: what is said to whom each day, decided here and written down once; posted later."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true
from sqlmodel import Session, col, exists, select
from sqlmodel.sql.expression import SelectOfScalar

from assets import agenda, awaited, duties, expiring, ladders, notices, people, subscriptions
from assets.agenda import Duty, Group, Source
from assets.inventory import places
from assets.inventory.places import Place
from assets.maintenance.orders import WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import BINDING, When, binding
from assets.maintenance.terms import Source as AskedBy
from assets.notices import Kind, Notice
from assets.people import Person, RoleHeld
from assets.rights import EVERYTHING, Permission, Rights
from assets.subscriptions import Topic

# What ends is told so many days ahead, and then each day of the last week.
AHEAD, NEAR = timedelta(days=30), timedelta(days=7)

_ORDER: Any = WorkOrder.__table__  # type: ignore[attr-defined]
_PLAN: Any = MaintenancePlan.__table__  # type: ignore[attr-defined]


def write_digests(session: Session, on: date, site: Place, hour: int | None = None) -> int:
    """Write one digest for each person who is at home here and has something to be told.

    With an hour, only for those who want theirs at that hour. It tells what is late, today's and
    this week's, what should have come, what ends soon, and what others have left undone for so
    long that she must know; nothing, no digest.
    """
    told = Notice.kind == Kind.DIGEST
    known = set(session.exec(select(Notice.person_id).where(Notice.day == on, told)).all())
    written = 0
    for person in session.exec(_at_home(session, site, hour)).all():
        if person.id not in known and (values := _digest(session, person, on)):
            values["off"] = _off(session, site, on)
            written += notices.write(session, Kind.DIGEST, person, on, values)
    return written


def _at_home(session: Session, site: Place, hour: int | None) -> SelectOfScalar[Person]:
    at_home = select(Person).where(_lives(session, site), ~col(Person.disabled))
    wanted = at_home if hour is None else at_home.where(Person.digest_hour == hour)
    return wanted.order_by(Person.email)


def _lives(session: Session, site: Place) -> ColumnElement[bool]:
    """Who is at home here. Who works everywhere, or for a partner, may be at home nowhere.

    She is told at the first site.
    """
    home = col(Person.home_site_id)
    first = places.sites(session, EVERYTHING)[0]
    return (home == site.id) | home.is_(None) if site.id == first.id else home == site.id


def hours(session: Session, site: Place) -> list[int]:
    """The hours at which somebody who is at home here wants her digest."""
    wanted = select(Person.digest_hour).where(_lives(session, site), ~col(Person.disabled))
    return sorted(set(session.exec(wanted)))


def _off(session: Session, site: Place, on: date) -> list[str] | None:
    """From when to when nothing was kept here: the program was off."""
    off = duties.off_since(session, None, site.id, on)
    return [off.isoformat(), (on - timedelta(1)).isoformat()] if off else None


def _digest(session: Session, person: Person, on: date) -> dict[str, Any]:
    """The values of her digest for that day; empty when there is nothing to say."""
    work = list(_work(session, person))
    near = {"late": When.LATE, "today": When.TODAY, "week": When.WEEK}
    groups = {name: agenda.group(session, work, when, on) for name, when in near.items()}
    groups["awaited"] = agenda.group(session, _awaited(session, person), When.LATE, on)
    groups["ending"] = agenda.counted(session, _ending(session, person, on))
    groups["escalated"] = agenda.counted(session, list(_escalated(session, person, on)))
    if not any(group.count for group in groups.values()):
        return {}
    return {name: _plain(group) for name, group in groups.items()}


def _work(session: Session, person: Person) -> Iterator[Source]:
    """What she must do, and the duties of those who are reminded through her."""
    told = [
        (each, topic)
        for topic in (Topic.SAFETY, Topic.DUTIES)
        for each in _meant(session, person, topic)
    ]
    sources = [_of_topic(session, each, topic) for each, topic in told]
    for alike in zip(*sources, strict=True):
        yield agenda.either(alike)


def _meant(session: Session, person: Person, topic: Topic) -> list[Person]:
    """Whose reminders of this topic come to her: her own, and of those who moved theirs."""
    own = [person] if subscriptions.wants(session, person, topic) else []
    return [*own, *subscriptions.moved_to(session, person, topic)]


def _of_topic(session: Session, person: Person, topic: Topic) -> list[Source]:
    rights, held = people.rights_of(session, person), _held(session, person)
    by_law = exists().where(_PLAN.c.id == _ORDER.c.plan_id, _PLAN.c.source == AskedBy.LAW)
    bound = [_ORDER.c.kind.in_(BINDING) | by_law, binding(_PLAN.c)]
    of_kind = bound if topic is Topic.SAFETY else [~each for each in bound]
    whose = [
        hers(_ORDER.c.taken_by_id, _ORDER, person, held),
        hers(_PLAN.c.person_id, _PLAN, person, held),
    ]
    return [
        replace(source, asked=[*source.asked, kind, own])
        for source, kind, own in zip(agenda.work(rights), of_kind, whose, strict=True)
    ]


def _held(session: Session, person: Person) -> list[RoleHeld]:
    return list(session.exec(people.roles_of(person.id)).all())


def hers(
    taken_by: ColumnElement[Any], table: Any, person: Person, held: Iterable[RoleHeld]
) -> ColumnElement[bool]:
    """What is given to her, to a role that she holds there, or to nobody in particular."""
    to_role = [and_(table.c.role == each.role, _covered(table, each)) for each in held]
    for_nobody = and_(taken_by.is_(None), or_(table.c.role.is_(None), *to_role))
    return or_(taken_by == person.id, for_nobody)


def _covered(table: Any, held: RoleHeld) -> ColumnElement[bool]:
    """Whether a role is held at the site of a row, for its partner, or everywhere."""
    if held.site_id:
        return table.c.site_id == held.site_id  # type: ignore[no-any-return]
    return table.c.partner_id == held.partner_id if held.partner_id else true()


def _awaited(session: Session, person: Person) -> list[Source]:
    rights = _rights(session, person, Topic.AWAITED)
    kinds = [[awaited.transfers(each) for each in rights], [awaited.loans(each) for each in rights]]
    return [agenda.either(alike) for alike in kinds if alike]


def _ending(session: Session, person: Person, on: date) -> list[Source]:
    """What ends this week, or in thirty days."""
    needs = Permission.ASSETS_EDIT
    rights = _rights(session, person, Topic.EXPIRING)
    kinds = [expiring.papers, expiring.warranties, expiring.contracts]
    sources = [agenda.either([kind(each, needs) for each in rights]) for kind in kinds if rights]
    bought = [expiring.guarantees(each, Permission.PROCUREMENT_KEEP) for each in rights]
    sources += [agenda.either(bought)] if bought else []
    return [
        replace(
            each, asked=[*each.asked, each.day.between(on, on + NEAR) | (each.day == on + AHEAD)]
        )
        for each in sources
    ]


def _rights(session: Session, person: Person, topic: Topic) -> list[Rights]:
    return [people.rights_of(session, each) for each in _meant(session, person, topic)]


def _escalated(session: Session, person: Person, on: date) -> Iterator[Source]:
    """The work of others that has been late for so long that her role is told."""
    held = _held(session, person)
    above = [
        and_(
            _ORDER.c.site_id == site.id,
            _ORDER.c.due_on <= on - timedelta(rung.after_days),
        )
        for site in places.sites(session, EVERYTHING)
        for rung in ladders.of_site(session, site)
        if any(each.role is rung.role and _covers(each, site) for each in held)
    ]
    if above:
        all_orders = agenda.orders(EVERYTHING)
        own = hers(_ORDER.c.taken_by_id, _ORDER, person, held)
        yield replace(all_orders, asked=[*all_orders.asked, or_(*above), ~own])


def _covers(held: RoleHeld, site: Place) -> bool:
    """Whether a role is held at this site: there, for its partner, or everywhere."""
    if held.site_id is None and held.partner_id is None:
        return True
    return held.site_id == site.id or (
        held.partner_id is not None and held.partner_id == site.partner_id
    )


def _plain(group: Group) -> dict[str, Any]:
    return {"count": group.count, "lines": [_line(duty) for duty in group.duties]}


def _line(duty: Duty) -> dict[str, Any]:
    return {
        "number": duty.number,
        "titles": list(duty.titles),
        "tag": duty.tag,
        "name": duty.name,
        "place": duty.place,
        "site": duty.site,
        "due_on": duty.due_on.isoformat(),
        "transfer": duty.transfer,
        "loan": str(duty.loan_id) if duty.loan_id else "",
    }
