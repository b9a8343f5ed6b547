"""How a plan on a type, a model or a place reaches its assets: who is here gets it, who is gone
does not.

This holds by whichever door an asset comes or goes (accepted, registered, imported, moved, retired,
given another type or model), so it is kept where all doors lead: before the flush.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import event, inspect
from sqlmodel import Session, col, select

from assets.database import moment_of
from assets.errors import Refused
from assets.inventory import places, relocations
from assets.inventory.catalogue import EquipmentType, Model
from assets.inventory.places import Place
from assets.inventory.register import GONE, NEVER, Asset, State
from assets.maintenance import (
    demands,
    occurrences,
    orders,
    plans,
    reckoning,
    rests,
    series,
    whereabouts,
)
from assets.maintenance.orders import WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.series import Standing
from assets.maintenance.terms import Kind, Source, Terms
from assets.maintenance.writings import Writings
from assets.rhythm import Rhythm, Unit
from assets.words import Language, say

HERE = frozenset({State.ACCEPTED, State.IN_USE, State.IN_STORAGE, State.ON_LOAN, State.IN_TRANSIT})
_AT_ONCE = 500


def add(
    session: Session,
    subject: EquipmentType | Model | Place,
    terms: Terms,
    on: date,
    kind: EquipmentType | None = None,
) -> MaintenancePlan:
    """A new plan on a type, a model, or what stands in a place, of a kind if one is named.

    Every asset of it that is here is owed it from now on.
    """
    plan = plans.new(terms, **_written_for(subject, kind))
    session.add(plan)
    session.flush()
    reach(session, plan, on)
    return plan


def add_round(
    session: Session, place: Place, terms: Terms, first_on: date, kind: EquipmentType | None = None
) -> MaintenancePlan:
    """A new plan of a place itself: one order for all that is in it, of a kind if one is named."""
    if terms.quantity_id:
        raise Refused("A round goes by the calendar alone.", field="meter_every")
    plan = plans.new(terms, in_rounds=True, **_written_for(place, kind))
    return plans.begin(session, plan, first_on)


def _written_for(
    subject: EquipmentType | Model | Place, kind: EquipmentType | None
) -> dict[str, UUID | None]:
    if isinstance(subject, Model):
        return {"model_id": subject.id}
    if isinstance(subject, EquipmentType):
        return {"type_id": subject.id}
    whose = {"site_id": subject.site_id, "partner_id": subject.partner_id}
    return whose | {"place_id": subject.id, "type_id": kind.id if kind else None}


def reach(session: Session, plan: MaintenancePlan, on: date) -> None:
    """Give it to every asset that is here, that it is written for, and that has not had it yet."""
    has = select(MaintenancePlan.asset_id).where(MaintenancePlan.from_plan_id == plan.id)
    here = select(Asset).where(col(Asset.state).in_(HERE), col(Asset.id).not_in(has))
    if plan.place_id:
        place = session.get_one(Place, plan.place_id)
        here = here.where(col(Asset.place_id).in_(places.below(place)))
    if plan.model_id:
        here = here.where(Asset.model_id == plan.model_id)
    if plan.type_id:
        here = here.where(Asset.type_id == plan.type_id)
    for asset in session.exec(here).all():
        given = inherited(session, plan, asset, on)
        session.add(given)
        asset.owe(min(given.due_key, asset.due_key), min(given.barred_key, asset.barred_key))


def recommend(session: Session, kind_of_thing: EquipmentType, on: date) -> list[MaintenancePlan]:
    """The plans that the catalogue's intervals of this type recommend, in three languages."""
    intervals = {
        Kind.PREVENTIVE: kind_of_thing.pm_months,
        Kind.SAFETY_TEST: kind_of_thing.est_months,
        Kind.CALIBRATION: kind_of_thing.cal_months,
    }
    return [
        add(session, kind_of_thing, _shipped(kind, months), on)
        for kind, months in intervals.items()
        if months
    ]


def _shipped(kind: Kind, months: int) -> Terms:
    whole = months % 12 == 0
    rhythm = Rhythm(months // 12, Unit.YEAR) if whole else Rhythm(months, Unit.MONTH)
    ro, hu = (say(language, kind.words) for language in (Language.RO, Language.HU))
    return Terms(kind.words, kind, rhythm, title_ro=ro, title_hu=hu)


class Move(NamedTuple):
    """An open order that goes to another day with its plan."""

    number: str
    tag: str
    name: str
    old: date
    new: date


def change(session: Session, plan: MaintenancePlan, terms: Terms, reason: str = "") -> list[Move]:
    """Other terms. They pass on to every heir that has not got its own. Which open orders move.

    Whoever asks less often than the law or the maker does says why.
    """
    above = session.get(MaintenancePlan, plan.from_plan_id) if plan.from_plan_id else None
    _may_ask_less((above or plan).terms, terms, reason)
    plan.overridden = above is not None and terms != above.terms
    plan.reason = reason.strip() if plan.overridden or above is None else ""
    return pass_on(session, plan, terms)


def pass_on(session: Session, plan: MaintenancePlan, terms: Terms) -> list[Move]:
    """These terms, for it and its heirs, without asking whether they may be."""
    own = [plan, *(each for each in heirs(session, plan) if not each.overridden)]
    moved = [(order, old) for each in own for order, old in _changed(session, each, terms)]
    session.flush()
    plans.settle_all(session, [each.asset_id for each in own if each.asset_id])
    keys = [order.asset_id for order, _ in moved if order.asset_id]
    things = _called(session, keys)
    return [Move(order.number, *things[order.asset_id], old, order.due_on) for order, old in moved]


def _called(session: Session, keys: list[UUID]) -> dict[UUID | None, tuple[str, str]]:
    """The tags and names of these things; of a round there is none."""
    found: dict[UUID | None, tuple[str, str]] = defaultdict(lambda: ("", ""))
    for begin in range(0, len(keys), _AT_ONCE):
        some = col(Asset.id).in_(keys[begin : begin + _AT_ONCE])
        told = select(Asset.id, Asset.tag, Asset.name).where(some)
        found |= {key: (tag, name) for key, tag, name in session.exec(told)}
    return found


def _may_ask_less(before: Terms, terms: Terms, reason: str) -> None:
    if before.source in {Source.LAW, Source.MAKER} and terms.longer_than(before) and not reason:
        raise Refused(
            "This is less often than {source} asks. Say why.", source=before.source, field="reason"
        )


def _changed(
    session: Session, plan: MaintenancePlan, terms: Terms
) -> Iterator[tuple[WorkOrder, date]]:
    """Its open order with the day that it had, if that moves."""
    day, before, asked = places.day_at(session, plan.site_id), plan.due_on, plan.terms
    take_up(plan, terms, day)
    order = orders.to_do_of(session, plan) if plan.falls_due else None
    if order is None:
        reckoning.reckon(session, plan)
        return
    if plan.series_on:
        reckoning.reckon(session, plan)
    plan.set_due(plan.due_on or before)
    demands.follow(order, asked, terms)
    old = order.due_on
    occurrences.keep_in_step(session, plan)
    if order.due_on != old:
        yield order, old


def take_up(plan: MaintenancePlan, terms: Terms, on: date) -> None:
    """Where the new terms ask more often, nothing waits longer than they say."""
    before, standing = plan.rhythm, plan.standing
    plan.agree(terms)
    rhythm = plan.rhythm
    if rhythm is None or not plan.falls_due:
        return
    if before is None or standing is None:
        plan.fall_due(rhythm.after(on, on))
    elif sooner := series.sooner(before, rhythm, standing, on):
        plan.stand(sooner)


def other_terms(session: Session, plan: MaintenancePlan) -> list[tuple[str, Any, Any]]:
    """What this plan says otherwise than the one it comes from: the name, theirs and its own."""
    above = session.get(MaintenancePlan, plan.from_plan_id) if plan.from_plan_id else None
    if above is None or not plan.overridden:
        return []
    pairs = (
        (each.name, getattr(above.terms, each.name), getattr(plan.terms, each.name))
        for each in fields(Terms)
    )
    return [(name, theirs, own) for name, theirs, own in pairs if theirs != own]


def pause(session: Session, plan: MaintenancePlan, reason: str = "") -> None:
    """Nothing falls due until it goes on. What binds is not switched off without a reason."""
    _must_say_why(session, plan, reason)
    for each in (plan, *heirs(session, plan)):
        each.pause()
        plans.settle(session, each)


def resume(session: Session, plan: MaintenancePlan) -> None:
    if plan.ended_on:
        raise Refused("This plan has ended. Write a new one.")
    for each in (plan, *heirs(session, plan)):
        each.resume()
        plans.settle(session, each)


def end(session: Session, plan: MaintenancePlan, on: date, reason: str = "") -> None:
    """It asks for nothing any more. What binds does not end without a reason."""
    _must_say_why(session, plan, reason)
    for each in (plan, *heirs(session, plan)):
        each.end(on)
        plans.settle(session, each)


def _must_say_why(session: Session, plan: MaintenancePlan, reason: str) -> None:
    """The reason enters the history with what was done."""
    if plan.binding and not reason.strip():
        raise Refused("The law or safety asks for this. Say why it shall rest.", field="reason")
    if reason.strip():
        session.info["reason"] = reason.strip()


def inherited(session: Session, plan: MaintenancePlan, asset: Asset, on: date) -> MaintenancePlan:
    """What the plan of a type, a model or a place asks of one asset.

    It is counted from the day the asset was taken over: the first time is one rhythm after that
    day; of an old thing, the next time in its series.
    """
    given = plans.new(
        plan.terms,
        asset_id=asset.id,
        from_plan_id=plan.id,
        site_id=asset.site_id,
        partner_id=asset.partner_id,
        paused=plan.paused,
    )
    _begin(session, given, asset, on)
    return given


def _begin(session: Session, given: MaintenancePlan, asset: Asset, on: date) -> None:
    anchor = asset.accepted_on or asset.in_use_on or asset.acquired_on or on
    if given.rhythm:
        day = given.rhythm.after(max(anchor, on - timedelta(1)), anchor)
        given.stand(Standing(day, anchor))
    reckoning.reckon(session, given, asset)
    if reason := rests.why(asset.state, asset.condition):
        rests.rest(given, on, reason)


def heirs(session: Session, plan: MaintenancePlan) -> Sequence[MaintenancePlan]:
    """The plans of assets that come from this one and go on."""
    if plan.falls_due:
        return ()
    living = col(MaintenancePlan.ended_on).is_(None)
    return session.exec(
        select(MaintenancePlan).where(MaintenancePlan.from_plan_id == plan.id, living)
    ).all()


@event.listens_for(Session, "before_flush")
def _follow_life(session: Session, _: object, __: object) -> None:
    """Give, end, lay to rest and wake the plans of every asset that has come, gone or changed."""
    met = [each for each in (*session.new, *session.dirty) if isinstance(each, Asset)]
    shaken = {each.id for each in met if inspect(each).persistent and rests.changed(each)}
    turned = [each for each in met if _turned(each)]
    turned += _moved(session, [each for each in met if each not in turned])
    followed = [*turned, *(each for each in met if each.id in shaken and each not in turned)]
    if followed:
        _follow_all(session, followed, {each.id for each in turned}, shaken)
    elsewhere = {each.id: each for each in met if whereabouts.changed(each)}
    for key, own in _of_assets(session, whereabouts.follow(session, elsewhere)).items():
        if key:
            owe(elsewhere[key], own)


def _follow_place(session: Session, place: Place) -> None:
    """The same for all that is in a place which stands inside others now."""
    if Writings.on_places(session):
        inside = select(Asset).where(col(Asset.place_id).in_(places.below(place)))
        followed = session.exec(inside.where(col(Asset.state).in_(HERE))).all()
        _follow_all(session, followed, {each.id for each in followed}, set())
        session.flush()


relocations.MOVED.append(_follow_place)


def _follow_all(
    session: Session, followed: Sequence[Asset], turned: set[UUID], shaken: set[UUID]
) -> None:
    at = moment_of(session)
    written = Writings(session, (asset for asset in followed if asset.id in turned))
    known = _of_assets(session, [asset.id for asset in followed if asset not in session.new])
    for asset in followed:
        own = known[asset.id]
        fresh = _follow(session, asset, own, written, at.date()) if asset.id in turned else []
        for plan in fresh:
            plan.created_at = at
        session.add_all(fresh)
        if asset.id in shaken:
            living = [plan for plan in own if not plan.ended_on]
            rests.follow(session, living, rests.why(asset.state, asset.condition), at.date())
        owe(asset, [*own, *fresh])


def owe(asset: Asset, own: Iterable[MaintenancePlan]) -> None:
    """Note on an asset what these plans, which are all that it has, ask of it."""
    keys = [(plan.due_key, plan.barred_key) for plan in own]
    asset.owe(
        min((due_key for due_key, _ in keys), default=NEVER),
        min((barred_key for _, barred_key in keys), default=NEVER),
    )


def _turned(asset: Asset) -> bool:
    """Whether it has come, gone, or got another type or model. Into a store is none of these."""
    past = inspect(asset).attrs
    before = next(iter(past["state"].history.deleted or ()), asset.state)
    if asset.state in GONE:
        return before not in GONE
    other = any(past[name].history.has_changes() for name in ("type_id", "model_id"))
    return asset.state in HERE and (inspect(asset).pending or before not in HERE or other)


def _moved(session: Session, met: list[Asset]) -> list[Asset]:
    """Those that stand in another place now, if anything is written on places at all."""
    moved = [asset for asset in met if asset.state in HERE and whereabouts.changed(asset)]
    return moved if moved and Writings.on_places(session) else []


def _follow(
    session: Session, asset: Asset, own: list[MaintenancePlan], written: Writings, on: date
) -> list[MaintenancePlan]:
    """End what the asset is no longer owed, revive what it is owed again; what is new to it."""
    if asset.state in GONE:
        for plan in own:
            plan.end(asset.ended_on or on)
        return []
    asked = written.of(asset.type_id, asset.model_id, asset.place_id)
    inheriting = {plan.from_plan_id: plan for plan in own if plan.from_plan_id}
    for plan in asked:
        again = inheriting.pop(plan.id, None)
        if again is not None and again.ended_on:
            _give_again(session, again, plan, asset, on)
    for plan in inheriting.values():
        plan.end(on)
    known = {plan.from_plan_id for plan in own}
    return [inherited(session, plan, asset, on) for plan in asked if plan.id not in known]


def _give_again(
    session: Session, again: MaintenancePlan, plan: MaintenancePlan, asset: Asset, on: date
) -> None:
    """It is owed once more what it had before, as that is asked now."""
    again.resume()
    again.paused = plan.paused
    if not again.overridden:
        again.agree(plan.terms)
    _begin(session, again, asset, on)


def _of_assets(session: Session, keys: list[UUID]) -> dict[UUID | None, list[MaintenancePlan]]:
    found: dict[UUID | None, list[MaintenancePlan]] = defaultdict(list)
    for begin in range(0, len(keys), _AT_ONCE):
        some = col(MaintenancePlan.asset_id).in_(keys[begin : begin + _AT_ONCE])
        for plan in session.exec(select(MaintenancePlan).where(some)).all():
            found[plan.asset_id].append(plan)
    return found
