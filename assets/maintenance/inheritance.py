"""How a plan on a type or a model reaches its assets: who is here gets it, who is gone does not.

This holds by whichever door an asset comes or goes (accepted, registered, imported, retired, given
another type or model), so it is kept where all doors lead: before the flush.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import event, inspect
from sqlmodel import Session, col, select

from assets.database import moment_of
from assets.errors import Refused
from assets.inventory.catalogue import EquipmentType, Model
from assets.inventory.register import GONE, NEVER, Asset, State
from assets.maintenance import plans
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import Kind, Terms
from assets.rhythm import Rhythm, Unit
from assets.words import Language, say

HERE = frozenset({State.ACCEPTED, State.IN_USE, State.IN_STORAGE, State.ON_LOAN, State.IN_TRANSIT})
_AT_ONCE = 500


def add(
    session: Session, subject: EquipmentType | Model, terms: Terms, on: date
) -> MaintenancePlan:
    """A new plan on a type or a model. Every asset of it that is here is owed it from now on."""
    on_model = isinstance(subject, Model)
    plan = plans.new(terms, **{"model_id" if on_model else "type_id": subject.id})
    session.add(plan)
    session.flush()
    reach(session, plan, on)
    return plan


def reach(session: Session, plan: MaintenancePlan, on: date) -> None:
    """Give it to every asset that is here, that it is written for, and that has not had it yet."""
    has = select(MaintenancePlan.asset_id).where(MaintenancePlan.from_plan_id == plan.id)
    of_it = Asset.model_id == plan.model_id if plan.model_id else Asset.type_id == plan.type_id
    here = select(Asset).where(of_it, col(Asset.state).in_(HERE), col(Asset.id).not_in(has))
    for asset in session.exec(here).all():
        given = inherited(plan, asset, on)
        session.add(given)
        if given.living:
            asset.owe(min(given.due_key, asset.due_key))


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


def change(session: Session, plan: MaintenancePlan, terms: Terms) -> None:
    """Other terms. They pass on to every heir that has not got its own."""
    plan.agree(terms)
    plan.overridden = plan.from_plan_id is not None
    for each in _heirs(session, plan):
        if not each.overridden:
            each.agree(terms)


def pause(session: Session, plan: MaintenancePlan) -> None:
    for each in (plan, *_heirs(session, plan)):
        each.pause()
        plans.settle(session, each)


def resume(session: Session, plan: MaintenancePlan) -> None:
    if plan.ended_on:
        raise Refused("This plan has ended. Write a new one.")
    for each in (plan, *_heirs(session, plan)):
        each.resume()
        plans.settle(session, each)


def end(session: Session, plan: MaintenancePlan, on: date) -> None:
    for each in (plan, *_heirs(session, plan)):
        each.end(on)
        plans.settle(session, each)


def inherited(plan: MaintenancePlan, asset: Asset, on: date) -> MaintenancePlan:
    """What the plan of a type or a model asks of one asset, counted from the day it was taken over.

    The first time is one rhythm after that day; of an old thing, the next time in its series.
    """
    anchor = asset.accepted_on or asset.in_use_on or asset.acquired_on or on
    given = plans.new(
        plan.terms,
        asset_id=asset.id,
        from_plan_id=plan.id,
        site_id=asset.site_id,
        partner_id=asset.partner_id,
        anchor_on=anchor,
        paused=plan.paused,
    )
    given.set_due(plan.rhythm.after(max(anchor, on - timedelta(1)), anchor))
    return given


def _heirs(session: Session, plan: MaintenancePlan) -> Sequence[MaintenancePlan]:
    if plan.asset_id is not None:
        return ()
    living = col(MaintenancePlan.ended_on).is_(None)
    return session.exec(
        select(MaintenancePlan).where(MaintenancePlan.from_plan_id == plan.id, living)
    ).all()


@event.listens_for(Session, "before_flush")
def _follow_life(session: Session, _: object, __: object) -> None:
    """Give and end the plans of every asset that has come, gone, or got another type or model."""
    met = [each for each in (*session.new, *session.dirty) if isinstance(each, Asset)]
    turned = [asset for asset in met if _turned(asset)]
    if not turned:
        return
    at = moment_of(session)
    subjects = {key for asset in turned for key in (asset.type_id, asset.model_id)}
    written = written_on(session, subjects)
    known = _of_assets(session, [asset.id for asset in turned if asset not in session.new])
    for asset in turned:
        own = known[asset.id]
        asked = [*written[asset.type_id], *written[asset.model_id]]
        fresh = _follow(asset, own, asked, at.date())
        for plan in fresh:
            plan.created_at = at
        session.add_all(fresh)
        due_key = min((plan.due_key for plan in (*own, *fresh)), default=NEVER)
        asset.owe(None if due_key == NEVER else due_key)


def _turned(asset: Asset) -> bool:
    """Whether it has come, gone, or got another type or model. Into a store is none of these."""
    past = inspect(asset).attrs
    before = next(iter(past["state"].history.deleted or ()), asset.state)
    if asset.state in GONE:
        return before not in GONE
    other = any(past[name].history.has_changes() for name in ("type_id", "model_id"))
    return asset.state in HERE and (inspect(asset).pending or before not in HERE or other)


def _follow(
    asset: Asset, own: list[MaintenancePlan], asked: list[MaintenancePlan], on: date
) -> list[MaintenancePlan]:
    """End what the asset is no longer owed, revive what it is owed again; what is new to it."""
    if asset.state in GONE:
        for plan in own:
            plan.end(asset.ended_on or on)
        return []
    inheriting = {plan.from_plan_id: plan for plan in own if plan.from_plan_id}
    for plan in asked:
        again = inheriting.pop(plan.id, None)
        if again is not None and again.ended_on:
            again.resume()
            again.set_due(inherited(plan, asset, on).due_on)
    for plan in inheriting.values():
        plan.end(on)
    known = {plan.from_plan_id for plan in own}
    return [inherited(plan, asset, on) for plan in asked if plan.id not in known]


def written_on(
    session: Session, keys: Iterable[UUID | None]
) -> dict[UUID | None, list[MaintenancePlan]]:
    """The plans on these types and models that are still asked for, by what they are written on."""
    found: dict[UUID | None, list[MaintenancePlan]] = defaultdict(list)
    wanted = [key for key in keys if key]
    if wanted:
        living = col(MaintenancePlan.ended_on).is_(None)
        on_type, on_model = col(MaintenancePlan.type_id), col(MaintenancePlan.model_id)
        written = select(MaintenancePlan).where(on_type.in_(wanted) | on_model.in_(wanted), living)
        for plan in session.exec(written).all():
            found[plan.type_id or plan.model_id].append(plan)
    return found


def _of_assets(session: Session, keys: list[UUID]) -> dict[UUID | None, list[MaintenancePlan]]:
    found: dict[UUID | None, list[MaintenancePlan]] = defaultdict(list)
    for begin in range(0, len(keys), _AT_ONCE):
        some = col(MaintenancePlan.asset_id).in_(keys[begin : begin + _AT_ONCE])
        for plan in session.exec(select(MaintenancePlan).where(some)).all():
            found[plan.asset_id].append(plan)
    return found
