"""Until when a measuring instrument may be trusted: by its certificate, or by its plan."""

from datetime import date

from sqlmodel import Session, col, func, select

from assets.inventory.documents import Attachment, Document
from assets.inventory.documents import Kind as Paper
from assets.inventory.register import Asset
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import Kind


def valid_until(session: Session, instrument: Asset) -> date | None:
    """The last day of its calibration, as far as anybody has said; None where nobody has.

    A certificate says it. Without one, it is calibrated until its plan asks for it again.
    """
    return _certified(session, instrument) or _planned(session, instrument)


def _certified(session: Session, instrument: Asset) -> date | None:
    last = select(func.max(col(Document.valid_until))).join(Attachment)
    of_it = last.where(Attachment.subject_id == instrument.id, Document.kind == Paper.CERTIFICATE)
    return session.exec(of_it).one()


def _planned(session: Session, instrument: Asset) -> date | None:
    earliest = select(func.min(col(MaintenancePlan.due_on))).where(
        MaintenancePlan.asset_id == instrument.id,
        MaintenancePlan.kind == Kind.CALIBRATION,
        col(MaintenancePlan.ended_on).is_(None),
    )
    return session.exec(earliest).one()
