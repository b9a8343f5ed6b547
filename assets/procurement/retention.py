"""Retention: papers of what a grant paid for are kept to the end of a year, and not taken off."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, event, or_, true, union
from sqlmodel import Session, col, select

from assets import trail
from assets.database import moment_of
from assets.errors import Refused
from assets.inventory import documents
from assets.inventory.documents import About, Attachment, Document
from assets.inventory.register import Asset
from assets.procurement import clocks
from assets.procurement.contracts import Contract
from assets.procurement.deliveries import Delivery
from assets.procurement.durability import Release
from assets.procurement.invoices import Invoice
from assets.procurement.items import LotItem
from assets.procurement.lots import Lot
from assets.procurement.milestones import Milestone
from assets.procurement.projects import Project
from assets.procurement.reports import PartnerReport
from assets.trail import Change

_AT_ONCE = 500
_OF_GRANTS = {
    *(About.ASSET, About.LOT, About.ITEM, About.MILESTONE, About.CONTRACT, About.DELIVERY),
    *(About.INVOICE, About.REPORT, About.RELEASE),
}


def _subjects(keys: Collection[UUID] | None = None) -> CompoundSelect[Any]:
    """The ids of all that has papers for a grant, or of these, each with that of its project."""

    def among(table: Any) -> Any:
        return true() if keys is None else col(table.id).in_(keys)

    def whose(table: Any, project: Any = Lot.project_id) -> Any:
        named: Any = (col(table.id).label("subject_id"), col(project).label("project_id"))
        return select(*named).where(among(table))

    of_lot, of_contract = col(Lot.id), col(Contract.id)
    by_lot = [
        whose(table).join(Lot, of_lot == col(table.lot_id))
        for table in (LotItem, Milestone, Contract, Invoice)
    ]
    by_contract = [
        whose(table)
        .join(Contract, of_contract == col(table.contract_id))
        .join(Lot, of_lot == col(Contract.lot_id))
        for table in (Delivery, Invoice)
    ]
    things, asked = clocks.funded(among(Asset)).subquery(), col(Release.asset_id)
    released = clocks.funded(col(Asset.id).in_(select(asked).where(among(Release)))).subquery()
    release: Any = select(col(Release.id), released.c.project_id).where(among(Release))
    return union(
        whose(Lot),
        select(things.c.thing_id, things.c.project_id),
        *by_lot,
        *by_contract,
        whose(PartnerReport, PartnerReport.project_id),
        release.join(released, asked == released.c.thing_id),
    )


def ends(session: Session, subjects: Collection[UUID]) -> dict[UUID, date]:
    """Until when the papers of each of these must be kept, where a grant that is paid asks it."""
    found: dict[UUID, date] = {}
    keys = list(subjects)
    for begin in range(0, len(keys), _AT_ONCE):
        pairs = list(session.connection().execute(_subjects(keys[begin : begin + _AT_ONCE])))
        projects = select(Project).where(col(Project.id).in_({pair[1] for pair in pairs}))
        known = {each.id: each.retention_until for each in session.exec(projects)} if pairs else {}
        for subject, project in pairs:
            if until := known[project]:
                found[subject] = max(found.get(subject, until), until)
    return found


@event.listens_for(Session, "before_flush")
def _note(session: Session, _: object, __: object) -> None:
    """A paper that is added is kept as long as what it belongs to asks."""
    new = [
        each
        for each in session.new
        if isinstance(each, Attachment) and each.about in _OF_GRANTS and each.document
    ]
    until = ends(session, {each.subject_id for each in new}) if new else {}
    for each in new:
        if end := until.get(each.subject_id):
            each.document.keep_until = max(each.document.keep_until or end, end)


@event.listens_for(Session, "before_flush")
def _hold(session: Session, _: object, __: object) -> None:
    """What has papers that must be kept is not taken away with them."""
    going = [each.id for each in session.deleted if isinstance(each, LotItem | Milestone)]
    belonging = select(Attachment).where(col(Attachment.subject_id).in_(going))
    for attachment in session.exec(belonging).all() if going else ():
        must_not_be_kept(session, attachment)


def must_not_be_kept(session: Session, attachment: Attachment) -> None:
    """Raise Refused while a paper must be kept, unless it stays where it is kept as long."""
    of_it = Attachment.document_id == attachment.document_id
    rows = session.exec(select(Attachment.id, Attachment.subject_id).where(of_it)).all()
    until = ends(session, {subject for _, subject in rows})
    noted = session.get_one(Document, attachment.document_id).keep_until
    asked = [until.get(attachment.subject_id), noted]
    end = max((each for each in asked if each), default=None)
    if end is None or end < moment_of(session).date():
        return
    left = [until[subject] for key, subject in rows if key != attachment.id and subject in until]
    if max(left, default=date.min) < end:
        raise Refused("This paper must be kept here until {day}: a grant has paid.", day=end)


documents.HOLDS.append(must_not_be_kept)


def close(session: Session, project: Project, final_payment_on: date, today: date) -> None:
    """All is paid: from that day its things stay so long, and its papers are kept so long."""
    project.close(final_payment_on, today)
    _settle(session, project, None)


def revise(session: Session, project: Project, said: Project) -> None:
    """Take what `said` says of a project; its papers follow its years of retention."""
    before = project.retention_until
    project.revise(said)
    if project.retention_until != before:
        _settle(session, project, before)


def _settle(session: Session, project: Project, before: date | None) -> None:
    """Keep the papers of a project to its end, but those that somebody else asks for longer."""
    session.flush()
    end = project.retention_until
    things = _subjects().subquery()
    own = select(things.c.subject_id).where(things.c.project_id == project.id)
    held = select(Attachment.document_id).where(col(Attachment.subject_id).in_(own))
    table: Any = Document.__table__  # type: ignore[attr-defined]
    kept = table.c.keep_until
    wanted = or_(kept.is_(None), kept == before, kept < end)
    rows = table.select().where(table.c.id.in_(held), wanted)
    changed = [
        Change(dict(row), {"keep_until": (row["keep_until"], end)})
        for row in session.connection().execute(rows).mappings()
        if row["keep_until"] != end
    ]
    trail.change_rows(session, Document, changed, label="name")
