"""Dossiers: what was put together for a controller, of whose things, and when."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field, Relationship, Session, col, select

from assets.database import UNLOADED, alongside
from assets.errors import Missing
from assets.inventory import documents
from assets.inventory.documents import Attachment, Document
from assets.inventory.partners import Partner
from assets.people import Person
from assets.procurement.projects import Project
from assets.rights import Guarded, Permission, Rights

SHOWN = 50
KEPT = timedelta(days=30)  # then a file is deleted: it can be put together anew


class Dossier(Guarded, table=True):
    """One ZIP that was made of a partner's things in a project. Its file lies by its digest."""

    project_id: UUID = Field(foreign_key="project.id", index=True)
    digest: str = Field(max_length=64)
    size: int = Field(sa_type=BigInteger)
    things: int
    made_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    label: str = Field(default="", max_length=120)

    project: Project = Relationship(sa_relationship_kwargs=UNLOADED)
    partner: Partner | None = Relationship(sa_relationship_kwargs=UNLOADED)
    made_by: Person | None = Relationship(sa_relationship_kwargs=UNLOADED)


def keep(
    session: Session,
    project: Project,
    partner: Partner | None,
    *,
    digest: str,
    size: int,
    things: int,
) -> Dossier:
    """Write down that it was made; its file is kept already."""
    made = Dossier(
        project_id=project.id,
        partner_id=partner.id if partner else None,
        digest=digest,
        size=size,
        things=things,
        made_by_id=session.info["by"].person_id,
        label=" ".join(filter(None, (project.code, partner.code if partner else ""))),
    )
    session.add(made)
    session.flush()
    return made


def latest(session: Session, seen_by: Rights) -> Sequence[Dossier]:
    """Those made last, the latest first."""
    rows = select(Dossier).where(seen_by.where(Permission.PROCUREMENT_SEE, Dossier))
    loaded = alongside(Dossier.project, Dossier.partner, Dossier.made_by)
    latest = rows.options(*loaded).order_by(col(Dossier.created_at).desc(), col(Dossier.id))
    return session.exec(latest.limit(SHOWN)).all()


def dossier(session: Session, key: UUID, seen_by: Rights) -> Dossier:
    seen = select(Dossier).where(seen_by.where(Permission.PROCUREMENT_SEE, Dossier))
    found = session.exec(seen.where(Dossier.id == key)).one_or_none()
    if found is None:
        raise Missing("There is no such dossier.")
    return found


def papers(
    session: Session, subjects: Collection[UUID], seen_by: Rights
) -> dict[UUID, list[Document]]:
    """The documents of each of these, as far as she sees them, the oldest first."""
    rows = (
        select(Attachment.subject_id, Document)
        .join(Document, col(Document.id) == col(Attachment.document_id))
        .where(col(Attachment.subject_id).in_(subjects), documents.seen(seen_by, leading=False))
        .order_by(col(Document.created_at), col(Document.id))
    )
    found: dict[UUID, list[Document]] = defaultdict(list)
    for subject, document in session.exec(rows):
        found[subject].append(document)
    return found
