"""Letters: what is gathered from all wings for a letter that leaves the house."""

from datetime import datetime

from sqlmodel import Session

from assets.errors import Missing
from assets.inventory import papers, places
from assets.inventory.documents import Document, Kind
from assets.maintenance import claims
from assets.maintenance.faults import Fault
from assets.rights import Rights
from assets.words import Language
from labels.papers.claim_letter import Letter
from web import subjects

# What names the purchase.
NUMBERED = (Kind.CONTRACT, Kind.INVOICE, Kind.DELIVERY_NOTE)


def letter(
    db: Session, fault: Fault, now: datetime, language: Language | None, by: Rights
) -> Letter:
    """The warranty claim: in the language that is chosen, at first in that of the site."""
    asset, on = fault.asset, now.astimezone(places.zone_of(fault.asset.site)).date()
    if not claims.covered(fault):
        raise Missing("{tag} is not under warranty.", tag=asset.tag)
    return Letter(
        claim=claims.of(db, fault, now),
        language=language or asset.site.language or Language.EN,
        on=on,
        sender=asset.partner.name if asset.partner else asset.site.name,
        papers=_bought_by(db, fault, by),
    )


def _bought_by(db: Session, fault: Fault, by: Rights) -> list[Document]:
    """The numbered papers by which the thing, or its lot, was bought."""
    sources = subjects.sources(db, fault.asset)
    held = [each.document for each in db.exec(papers.of_things(sources.items(), by)).all()]
    return [each for each in held if each.kind in NUMBERED and each.number]
