"""Reporting: a fault is written down with its photo, and what is dangerous is told at once."""

from sqlmodel import Session

from assets import alarms
from assets.files import Stored
from assets.inventory import documents
from assets.inventory.documents import Kind
from assets.inventory.register import Asset
from assets.maintenance import faults
from assets.maintenance.faults import Fault, Report
from assets.words import in_three


def report(
    session: Session, asset: Asset, said: Report, secret: str, photo: Stored | None = None
) -> Fault:
    fault = faults.report(session, asset, said, secret)
    if photo is not None:
        documents.attach(session, photo, Kind.PHOTO, to=[fault])
    if fault.danger:
        told = fault.words or in_three(fault.kind)
        alarms.danger(session, asset, told, about=fault.id)
    return fault
