"""Demands: the certificate, the photo and the signature that an order asks for."""

from sqlmodel import Session, col, select

from assets import contents
from assets.database import moment_of
from assets.errors import Refused
from assets.inventory.documents import About, Attachment, Document
from assets.inventory.documents import Kind as Paper
from assets.maintenance.orders import NEEDS, WorkOrder
from assets.maintenance.terms import Terms
from assets.people import Person
from assets.words import N_, fold

CERTIFICATE = N_("Add the certificate.")
PHOTO = N_("Add a photo.")
SIGNATURE = N_("Sign it with your name.")


def lacking(session: Session, order: WorkOrder) -> list[str]:
    """What it still asks for before it can be done: sentences, untranslated."""
    papers = _papers(session, order) if order.needs_certificate or order.needs_photo else []
    lacks = {
        CERTIFICATE: order.needs_certificate
        and not any(each.kind is Paper.CERTIFICATE for each in papers),
        PHOTO: order.needs_photo and not any(each.photo for each in papers),
        SIGNATURE: order.needs_signature and order.signed_at is None,
    }
    return [sentence for sentence, lacks_it in lacks.items() if lacks_it]


def _papers(session: Session, order: WorkOrder) -> list[Document]:
    own = (Attachment.about == About.ORDER, Attachment.subject_id == order.id)
    held = select(Document).join(Attachment, col(Attachment.document_id) == col(Document.id))
    photo = col(Document.media_type).in_(contents.PHOTOS)
    return list(session.exec(held.where(*own, photo | (Document.kind == Paper.CERTIFICATE))))


def follow(order: WorkOrder, before: Terms, now: Terms) -> None:
    """Its plan asks for other proofs, or another checklist: so does it, unless it has begun one.

    What somebody has said of this order alone stays.
    """
    for name in NEEDS if order.version_id else ("checklist_id", *NEEDS):
        if getattr(order, name) == getattr(before, name):
            setattr(order, name, getattr(now, name))


def sign(session: Session, order: WorkOrder, by: Person, name: str) -> None:
    """She vouches for it under her own name, after her password or PIN has been checked."""
    order.must_be_to_do()
    if fold(name) != fold(by.name):
        raise Refused("Write your name as it stands here: {name}.", name=by.name, field="signed_by")
    order.signed_by, order.signed_by_id, order.signed_at = by.name, by.id, moment_of(session)


def unsign(order: WorkOrder) -> None:
    """What was signed did not hold: who completes it signs anew."""
    order.signed_by, order.signed_by_id, order.signed_at = "", None, None
