"""Validity: until when the checks hold without which a thing must not be used."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from assets.inventory.documents import About, Attachment, Document
from assets.inventory.documents import Kind as Paper
from assets.inventory.register import NEVER, Asset
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import binding, titles_of
from assets.words import Words


@dataclass(frozen=True)
class Check:
    """One check, and the last day that the one before it is good for."""

    titles: Words
    until: date


def checks(session: Session, asset: Asset) -> list[Check]:
    """What safety or the law asks for, the next to end first."""
    plan = MaintenancePlan
    rows: Any = select(plan.title, plan.title_ro, plan.title_hu, plan.due_key)
    asked = rows.where(plan.asset_id == asset.id, binding(plan), plan.due_key < NEVER)
    found = session.exec(asked.order_by(col(plan.due_key), col(plan.title)))
    return [Check(titles_of(row), row.due_key) for row in found]


def certified_until(session: Session, asset: Asset) -> date | None:
    """The last day of its certificates: a newer one takes the place of those before."""
    certificates = select(func.max(Document.valid_until)).join(Attachment)
    own = certificates.where(Attachment.subject_id == asset.id, Attachment.about == About.ASSET)
    return session.exec(own.where(Document.kind == Paper.CERTIFICATE)).one()
