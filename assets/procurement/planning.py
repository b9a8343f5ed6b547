"""Planning: approving the plan of a lot, again and again, and saying what waits for what."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets import colleagues, trail
from assets.database import moment_of
from assets.errors import Missing, Refused
from assets.people import Person
from assets.procurement import chains, milestones
from assets.procurement.baselines import Baseline, BaselineDay
from assets.procurement.dependencies import Dependency, Link
from assets.procurement.milestones import Milestone
from assets.procurement.schedules import Schedule
from assets.procurement.stages import Stage

LONGEST = 3650  # days that one thing waits for another


def approve(session: Session, schedule: Schedule, on: date, reason: str = "") -> Baseline:
    """The plan as it stands is what everything is measured against from now on.

    Approved again, it takes over what is expected of all that is still open, and says why.
    """
    lot = schedule.lot
    if lot.baseline_approved_on is None:
        milestones.approve_baseline(session, lot, on)
        _write_down(session, schedule)
        return _frozen(session, schedule, 1, on, "")
    if not reason.strip():
        raise Refused("Say why the plan is approved again.", field="reason")
    last = _last(session, schedule, lot.baseline_approved_on)
    for each in schedule.milestones:
        if not each.met:
            each.baseline_on = each.forecast_on
    lot.baseline_approved_on = on
    return _frozen(session, schedule, last + 1, on, reason.strip())


def _last(session: Session, schedule: Schedule, on: date) -> int:
    """The number of the last approval. One from before they were kept is kept now."""
    known = session.exec(of_lot(schedule)).all() or [_frozen(session, schedule, 1, on, "")]
    _write_down(session, schedule)
    return known[-1].number


def _frozen(session: Session, schedule: Schedule, number: int, on: date, reason: str) -> Baseline:
    lot = schedule.lot
    baseline = Baseline(
        lot_id=lot.id,
        site_id=lot.site_id,
        partner_id=lot.partner_id,
        number=number,
        approved_on=on,
        reason=reason,
    )
    session.add(baseline)
    session.flush()
    days = [
        BaselineDay(baseline_id=baseline.id, milestone_id=each.id, on=each.baseline_on)
        for each in schedule.milestones
    ]
    trail.add_rows(session, BaselineDay, [each.model_dump() for each in days], label="on")
    return baseline


def of_lot(schedule: Schedule) -> SelectOfScalar[Baseline]:
    """The plans of a lot as they were approved, the first one first."""
    mine = select(Baseline).where(Baseline.lot_id == schedule.lot.id)
    return mine.order_by(col(Baseline.number))


def days_of(session: Session, schedule: Schedule) -> dict[UUID, dict[int, date]]:
    """For each milestone the day that each approved plan gave it, by the number of the plan."""
    day: Any = BaselineDay.on
    asked = (
        select(BaselineDay.milestone_id, Baseline.number, day)
        .join(Baseline, col(Baseline.id) == col(BaselineDay.baseline_id))
        .where(Baseline.lot_id == schedule.lot.id)
    )
    found: dict[UUID, dict[int, date]] = {}
    for key, number, on in session.exec(asked):
        found.setdefault(key, {})[number] = on
    return found


def wait(
    session: Session,
    schedule: Schedule,
    milestone: Milestone,
    after: Milestone,
    *,
    days: int = 0,
    working: bool = False,
) -> Dependency:
    """A milestone waits for another one, so many days; said again, for as many as is said now."""
    if not 0 <= days <= LONGEST:
        raise Refused("Choose from 0 to {most} days.", most=LONGEST, field="days")
    link = Link(milestone.id, after.id, days, working)
    others = [each for each in schedule.links if each[:2] != link[:2]]
    chains.must_not_turn_back([*others, link])
    _write_down(session, schedule)
    known = session.exec(_between(milestone, after)).one_or_none()
    dependency = known or _dependency(schedule, link)
    dependency.days, dependency.working = days, working
    session.add(dependency)
    session.flush()
    return dependency


def wait_no_more(
    session: Session, schedule: Schedule, milestone: Milestone, after: Milestone
) -> None:
    """A milestone waits for another one no more."""
    _write_down(session, schedule)
    found = session.exec(_between(milestone, after)).one_or_none()
    if found is None:
        raise Missing("It does not wait for that.")
    session.delete(found)
    session.flush()


def _between(milestone: Milestone, after: Milestone) -> SelectOfScalar[Dependency]:
    both = (Dependency.milestone_id == milestone.id, Dependency.after_id == after.id)
    return select(Dependency).where(*both)


def _write_down(session: Session, schedule: Schedule) -> None:
    """Keep what is usual as it is now: from here on the stages change nothing of it."""
    if not schedule.said:
        moment = {"created_at": moment_of(session)}
        rows = [_dependency(schedule, link).model_dump() | moment for link in schedule.links]
        trail.add_rows(session, Dependency, rows, label="label")


def _dependency(schedule: Schedule, link: Link) -> Dependency:
    lot, known = schedule.lot, schedule.chain.known
    milestone, after = known[link.milestone_id], known[link.after_id]
    return Dependency(
        lot_id=lot.id,
        site_id=lot.site_id,
        partner_id=lot.partner_id,
        milestone_id=milestone.id,
        after_id=after.id,
        days=link.days,
        working=link.working,
        label=f"{milestone.label} < {after.code}",
    )


def add(
    session: Session, schedule: Schedule, stage: Stage, on: date, detail: str = ""
) -> Milestone:
    """One more milestone, which waits for the one before it, and the next one for it."""
    lot = schedule.lot
    if not stage.suits(lot.kind, lot.partner.country):
        raise Refused("“{stage}” is no stage of such a lot.", stage=stage.names, field="stage")
    milestone = milestones.add(session, lot, stage, on, detail)
    if schedule.said:
        around = sorted([*schedule.milestones, milestone], key=lambda each: each.turn)
        place = around.index(milestone)
        earlier = [each for each in around[:place] if each.expected_on <= on]
        later = [each for each in around[place + 1 :] if each.expected_on >= on and not each.met]
        links = [Link(milestone.id, each.id) for each in earlier[-1:]]
        links += [Link(each.id, milestone.id) for each in later[:1]]
        grown = Schedule(lot, around, schedule.said, schedule.own_days)
        session.add_all(_dependency(grown, link) for link in links)
        session.flush()
    return milestone


def remove(session: Session, schedule: Schedule, milestone: Milestone) -> None:
    """Take a milestone off the plan while it is not approved. What waited for it is joined up."""
    lot = schedule.lot
    if lot.baseline_approved_on:
        raise Refused(
            "The plan of {lot} was approved on {day} and keeps its milestones.",
            lot=lot.number,
            day=lot.baseline_approved_on,
        )
    if milestone.met:
        raise Refused("“{stage}” has happened and stays.", stage=milestone.names)
    either = (Dependency.milestone_id == milestone.id) | (Dependency.after_id == milestone.id)
    for each in session.exec(select(Dependency).where(either)):
        session.delete(each)
    _join_up(session, schedule, milestone)
    session.flush()
    session.delete(milestone)
    session.flush()


def _join_up(session: Session, schedule: Schedule, milestone: Milestone) -> None:
    """Let what waited for a milestone wait for what that one waited for."""
    if not schedule.said:
        return
    known = {each[:2] for each in schedule.links}
    before = [each.after_id for each in schedule.links if each.milestone_id == milestone.id]
    waiting = [each.milestone_id for each in schedule.links if each.after_id == milestone.id]
    for key in waiting:
        for other in before:
            if (key, other) not in known:
                session.add(_dependency(schedule, Link(key, other)))


def entrust_named(session: Session, schedule: Schedule, milestone: Milestone, name: str) -> None:
    """Who answers for a milestone, by name or e-mail address; nobody when that is empty."""
    there = colleagues.at(schedule.lot)
    now = milestone.responsible_id
    found = colleagues.called(session, name, there, now, "person") if name.strip() else None
    entrust(milestone, found)


def responsible(session: Session, schedule: Schedule) -> dict[UUID, Person]:
    """Who answers for which milestone of a lot."""
    keys = {each.responsible_id for each in schedule.milestones if each.responsible_id}
    known = session.exec(select(Person).where(col(Person.id).in_(keys))) if keys else ()
    people = {each.id: each for each in known}
    return {
        each.id: people[each.responsible_id] for each in schedule.milestones if each.responsible_id
    }


def entrust(milestone: Milestone, person: Person | None) -> None:
    """Who answers for it, and is reminded of it; without a person, nobody in particular."""
    milestone.responsible_id = person.id if person else None
