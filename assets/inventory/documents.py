"""Documents and photos: kept once by their digest, and belonging to as many things as need them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, Relationship, Session, col, select

from assets.database import UNLOADED, Record, stored
from assets.inventory.register import Asset
from assets.rights import Guarded
from assets.trail import derived
from assets.words import N_, Language, Worded


class Kind(Worded):
    """What a document proves or tells."""

    DECLARATION = "declaration_of_conformity", N_("Declaration of conformity")
    MANUAL = "manual", N_("Manual")
    ACCEPTANCE = "acceptance_protocol", N_("Acceptance protocol")
    COMMISSIONING = "commissioning_protocol", N_("Commissioning protocol")
    INVOICE = "invoice", N_("Invoice")
    DELIVERY_NOTE = "delivery_note", N_("Delivery note")
    CONTRACT = "contract", N_("Contract")
    CERTIFICATE = "certificate", N_("Certificate")
    DISPOSAL = "disposal_protocol", N_("Disposal protocol")
    HANDOVER = "hand_over", N_("Hand-over sheet")
    PLATE = "photo_plate", N_("Photo of the plate")
    WHOLE = "photo_whole", N_("Photo of the whole")
    STICKER = "photo_sticker", N_("Photo of the sticker")
    PHOTO = "photo", N_("Photo")
    OTHER = "other", N_("Other document")


class About(Worded):
    """What a document can belong to: the name of the table."""

    ASSET = "asset", N_("Asset")
    MODEL = "model", N_("Model")
    LOT = "lot", N_("Lot")
    ORDER = "work_order", N_("Order")
    TRANSFER = "transfer", N_("Transfer")
    PLACE = "place", N_("Place")


class Document(Record, table=True):
    """One file and what is said of it. The file itself lies beside the database, by its digest."""

    digest: str = Field(max_length=64, index=True)
    name: str = Field(max_length=200)
    folded: str = Field(default="", max_length=200, sa_column_kwargs=derived())
    media_type: str = Field(max_length=100)
    size: int = Field(sa_type=BigInteger)
    kind: Kind = Field(sa_type=stored(Kind))
    language: Language | None = Field(default=None, sa_type=stored(Language))
    number: str = Field(default="", max_length=80)
    dated_on: date | None = None
    valid_until: date | None = Field(default=None, index=True)
    taken_at: datetime | None = None  # of a photo, before it lost its EXIF
    note: str = Field(default="", max_length=1000)

    @property
    def label(self) -> str:
        return self.name


class Attachment(Guarded, table=True):
    """That a document belongs to something, and so is seen by whoever sees that."""

    __table_args__ = (
        UniqueConstraint("document_id", "subject_id"),
        Index("ix_attachment_about_subject_id", "about", "subject_id"),
    )

    document_id: UUID = Field(foreign_key="document.id")
    about: About = Field(sa_type=stored(About))
    subject_id: UUID

    document: Document = Relationship(sa_relationship_kwargs=UNLOADED)


def proven(session: Session, asset: Asset, kind: Kind) -> bool:
    """Whether this asset has a document of that kind."""
    own = select(Attachment.id).join(Document, col(Document.id) == col(Attachment.document_id))
    asked = own.where(Attachment.subject_id == asset.id, Document.kind == kind)
    return session.exec(asked.limit(1)).first() is not None
