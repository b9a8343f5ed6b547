"""The papers of the demonstration: what a thing is accepted by, and what it is disposed of by."""

import hashlib
from uuid import UUID

from sqlmodel import Session, select

from assets.inventory.documents import About, Attachment, Document, Kind
from assets.inventory.life import PAPERS
from assets.inventory.register import Asset, State
from assets.procurement.lots import Lot
from assets.words import Language, fold

_NAMES = {
    Kind.ACCEPTANCE: {
        Language.RO: "Proces-verbal de recepție {number}.pdf",
        Language.HU: "Átvételi jegyzőkönyv {number}.pdf",
    },
    Kind.DISPOSAL: {
        Language.RO: "Proces-verbal de casare {number}.pdf",
        Language.HU: "Selejtezési jegyzőkönyv {number}.pdf",
    },
}


def prove(session: Session, asset: Asset, to: State, language: Language) -> None:
    """Add the paper that this step asks for: one for a whole lot, or one for a thing alone."""
    kind = PAPERS[to]
    lot = session.exec(select(Lot).where(Lot.number == asset.lot_number)).first()
    subject = lot if lot and kind is Kind.ACCEPTANCE else asset
    name = _NAMES[kind][language].format(number=subject.label)
    known = select(Attachment.id).join(Document).where(Attachment.subject_id == subject.id)
    if session.exec(known.where(Document.kind == kind)).first() is None:
        added = Attachment(
            document_id=_paper(session, name, kind, language),
            about=About.LOT if subject is lot else About.ASSET,
            subject_id=subject.id,
            site_id=subject.site_id,
            partner_id=subject.partner_id,
        )
        session.add(added)
        session.flush()


def _paper(session: Session, name: str, kind: Kind, language: Language) -> UUID:
    paper = Document(
        digest=hashlib.sha256(name.encode()).hexdigest(),
        name=name,
        folded=fold(name),
        media_type="application/pdf",
        size=len(name.encode()),
        kind=kind,
        language=language,
    )
    session.add(paper)
    session.flush()
    return paper.id
