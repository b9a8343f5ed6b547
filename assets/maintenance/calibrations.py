"""Calibrations: until which day a measuring instrument can be relied on."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.inventory.catalogue import EquipmentType
from assets.inventory.documents import Attachment, Document
from assets.inventory.documents import Kind as Paper
from assets.inventory.register import GONE, Asset
from assets.maintenance.orders import WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import Kind
from assets.rights import Permission, Rights

# The kind of thing that others are measured with, in the shipped catalogue.
INSTRUMENTS = "SUP-TEST"
MOST_SUGGESTED = 20


def instruments(beside: Asset, seen_by: Rights) -> SelectOfScalar[Asset]:
    """The measuring instruments at the site of a thing, for choosing one."""
    of_kind = select(EquipmentType.id).where(EquipmentType.key == INSTRUMENTS)
    here = select(Asset).where(Asset.site_id == beside.site_id, col(Asset.type_id).in_(of_kind))
    living = here.where(col(Asset.state).not_in(GONE), seen_by.where(Permission.ASSETS_SEE, Asset))
    return living.order_by(col(Asset.name_key), col(Asset.id)).limit(MOST_SUGGESTED)


def calibrated_until(session: Session, instrument: Asset, on: date) -> date | None:
    """The last day for which its calibration is proved, as it could be known on a day.

    A certificate says it by its end, and a plan by the day on which the next calibration is owed.
    """
    ends = [*_certified(session, instrument, on), *_planned(session, instrument, on)]
    return max(ends, default=None)


def _certified(session: Session, instrument: Asset, on: date) -> Iterator[date]:
    """The ends of the certificates of it, and of its calibrations, that were there on the day."""
    done = select(WorkOrder.id).where(WorkOrder.asset_id == instrument.id)
    calibrations = done.where(WorkOrder.kind == Kind.CALIBRATION)
    subject = col(Attachment.subject_id)
    of_it = (subject == instrument.id) | subject.in_(calibrations)
    dated = col(Document.dated_on).is_(None) | (col(Document.dated_on) <= on)
    certified = select(Document).join(Attachment).where(of_it, dated)
    for paper in session.exec(certified.where(Document.kind == Paper.CERTIFICATE)).all():
        if paper.valid_until:
            yield paper.valid_until


def _planned(session: Session, instrument: Asset, on: date) -> Iterator[date]:
    """Until when its plans were kept: the day of what was still owed then."""
    of_it = select(MaintenancePlan).where(MaintenancePlan.asset_id == instrument.id)
    living = col(MaintenancePlan.ended_on).is_(None)
    for plan in session.exec(of_it.where(MaintenancePlan.kind == Kind.CALIBRATION, living)).all():
        later = select(WorkOrder).where(WorkOrder.plan_id == plan.id, col(WorkOrder.done_on) > on)
        first = session.exec(later.order_by(col(WorkOrder.due_on))).first()
        if owed := first.due_on if first else plan.due_on:
            yield owed
