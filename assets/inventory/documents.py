"""Documents and photos: kept once by their digest, and belonging to as many things as need them."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ColumnElement, Index, UniqueConstraint, event, inspect, or_
from sqlmodel import Field, Relationship, Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets import contents
from assets.database import UNLOADED, Record, alongside, stored
from assets.errors import Forbidden, Missing, Refused
from assets.files import Stored
from assets.inventory.register import FOLLOWERS, Asset, State
from assets.rights import Guarded, Permission, Rights
from assets.trail import derived
from assets.words import N_, Language, Worded, fold


class Kind(Worded):
    """What a document proves or tells."""

    DECLARATION = "declaration_of_conformity", N_("Declaration of conformity")
    MANUAL = "manual", N_("Manual")
    ACCEPTANCE = "acceptance_protocol", N_("Acceptance protocol")
    COMMISSIONING = "commissioning_protocol", N_("Commissioning protocol")
    INVOICE = "invoice", N_("Invoice")
    DELIVERY_NOTE = "delivery_note", N_("Delivery note")
    RECEIPT = "goods_received_note", N_("Goods-received note")
    TRAINING = "training_protocol", N_("Training protocol")
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
    FAULT = "fault", N_("Fault")
    SAFETY_TEST = "safety_test", N_("Electrical safety test")
    ITEM = "lot_item", N_("Item of a lot")
    MILESTONE = "milestone", N_("Milestone")
    CONTRACT = "contract", N_("Contract")
    DELIVERY = "delivery", N_("Delivery")
    INVOICE = "invoice", N_("Invoice")
    REPORT = "partner_report", N_("Partner report")
    RELEASE = "release", N_("Early leaving")


class Document(Record, table=True):
    """One file and what is said of it. The file itself lies beside the database, by its digest."""

    __table_args__ = (Index("ix_document_created_at_id", "created_at", "id"),)

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
    keep_until: date | None = Field(default=None, index=True)
    taken_at: datetime | None = None  # of a photo, before it lost its EXIF
    note: str = Field(default="", max_length=1000)

    @property
    def label(self) -> str:
        return self.name

    @property
    def photo(self) -> bool:
        return self.media_type in contents.PHOTOS

    @property
    def pictured(self) -> bool:
        """Whether there is a small picture of it."""
        return self.media_type in contents.SHOWN

    def call(self, name: str) -> None:
        self.name = contents.ended(contents.called(name), self.media_type)
        self.folded = fold(self.name)

    def describe(self, **said: Any) -> None:
        """What is said of it: kind, language, number, dated_on, valid_until, note."""
        check_days(**said)
        for name, value in said.items():
            setattr(self, name, value)


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

    @property
    def label(self) -> str:
        """The document's name, where that is at hand."""
        return "" if "document" in inspect(self).unloaded else self.document.name


# Where else the documents of a kind of thing are seen and kept, beside its own site.
ALSO: dict[About, Callable[[Rights, Permission], ColumnElement[bool]]] = {}

FOLLOWERS.append(lambda asset: select(Attachment).where(Attachment.subject_id == asset.id))


_OTHERS = set(About) - {About.ASSET, About.ORDER}  # an order goes where its thing goes


@event.listens_for(Session, "before_flush")
def _bring_along(session: Session, _: object, __: object) -> None:
    """What belongs to a place, a lot or a transfer goes with it to another site."""
    for record in session.dirty:
        if isinstance(record, Guarded) and record.__tablename__ in _OTHERS:
            past = inspect(record).attrs
            if past["site_id"].history.has_changes() or past["partner_id"].history.has_changes():
                belonging = select(Attachment).where(Attachment.subject_id == record.id)
                for attachment in session.exec(belonging).all():
                    attachment.site_id, attachment.partner_id = record.site_id, record.partner_id


def check_days(
    *, dated_on: date | None = None, valid_until: date | None = None, **_: object
) -> None:
    if dated_on and valid_until and valid_until < dated_on:
        raise Refused("It cannot end before the day it is dated.", field="valid_until")


def attach(
    session: Session, stored: Stored, kind: Kind, to: Iterable[Record], **said: Any
) -> Document:
    """Write down a file that is kept, and all that it belongs to. `said` are columns of Document.

    What has this very file already is left out. Raises Refused when nothing is left.
    """
    things = _without(session, to, Document.digest == stored.digest)
    document = Document(
        digest=stored.digest,
        name=stored.name,
        folded=fold(stored.name),
        media_type=stored.media_type,
        size=stored.size,
        taken_at=stored.taken_at,
        kind=kind,
    )
    document.describe(**said)
    session.add(document)
    session.add_all(_attached(document, each) for each in things)
    return document


def add_to(session: Session, document: Document, to: Iterable[Record]) -> None:
    """Let it belong to these too. Raises Refused when it belongs to all of them already."""
    things = _without(session, to, Attachment.document_id == document.id)
    session.add_all(_attached(document, each) for each in things)


# Who is asked before a paper is taken off; each raises Refused where it must stay.
HOLDS: list[Callable[[Session, Attachment], None]] = []


def detach(session: Session, attachment: Attachment) -> None:
    """It belongs there no more. The file stays: what belongs to nothing is seen by nobody."""
    for hold in HOLDS:
        hold(session, attachment)
    session.delete(attachment)


def ids_beside(thing_id: UUID) -> tuple[UUID, UUID]:
    """The first and the last id that an attachment of this thing can have: they begin alike.

    So the trail still tells with a thing what does not belong to it any more.
    """
    begun = thing_id.bytes[:8]
    return UUID(bytes=begun + bytes(8)), UUID(bytes=begun + b"\xff" * 8)


def beside(thing_id: UUID) -> UUID:
    """A new id for what is told with this thing."""
    return UUID(bytes=thing_id.bytes[:8] + uuid4().bytes[8:])


def _attached(document: Document, thing: Record) -> Attachment:
    return Attachment(
        id=beside(thing.id),
        document=document,
        document_id=document.id,
        about=About(str(thing.__tablename__)),
        subject_id=thing.id,
        site_id=getattr(thing, "site_id", None),
        partner_id=getattr(thing, "partner_id", None),
    )


def _without(session: Session, to: Iterable[Record], having: Any) -> list[Record]:
    """Those of them that have no such document yet."""
    things = {each.id: each for each in to}
    joined = select(Attachment.subject_id).join(Document).where(having)
    for held in session.exec(joined.where(col(Attachment.subject_id).in_(things))).all():
        things.pop(held, None)
    if not things:
        raise Refused("It is here already.")
    return list(things.values())


def keeps(by: Rights, thing: Record) -> bool:
    """Whether this person may add to what belongs to this thing, or undo this attachment.

    A model belongs to nobody: whoever keeps the catalogue keeps its documents. Those of a transfer
    are also kept where it shall arrive.
    """
    about = thing.about if isinstance(thing, Attachment) else thing.__tablename__
    if about == About.MODEL:
        return by.may(Permission.CATALOGUE_KEEP)
    assert isinstance(thing, Guarded)
    arrives = getattr(thing, "to_site_id", None) in by.sites(Permission.DOCUMENTS_KEEP)
    return arrives or by.may(Permission.DOCUMENTS_KEEP, thing)


def must_keep(by: Rights, thing: Record) -> None:
    if not keeps(by, thing):
        raise Forbidden("You may not do that here.")


def seen(by: Rights, *, leading: bool = True) -> ColumnElement[bool]:
    """The attachments through which this person sees documents."""
    return _reached(
        by, Permission.DOCUMENTS_SEE, of_models=Permission.CATALOGUE_SEE, leading=leading
    )


def _reached(
    by: Rights, permission: Permission, *, of_models: Permission, leading: bool = False
) -> ColumnElement[bool]:
    about = col(Attachment.about) if leading else func.coalesce(Attachment.about, None)
    of_model = about == About.MODEL
    here = by.where(permission, Attachment, leading=leading) & ~of_model
    also = [(about == each) & reached(by, permission) for each, reached in ALSO.items()]
    return or_(here, *also, *([of_model] if by.may(of_models) else ()))


def shown(by: Rights) -> ColumnElement[bool]:
    """The documents that belong to something where this person sees documents."""
    its_own = Attachment.document_id == Document.id
    belonging = select(Attachment.id).where(its_own, seen(by, leading=False))
    return belonging.exists()


def document(session: Session, key: UUID, seen_by: Rights) -> Document:
    """The document, if it belongs to something that this person sees."""
    found = session.exec(select(Document).where(Document.id == key, shown(seen_by))).first()
    if found is None:
        raise Missing("There is no such document.")
    return found


def attachments(document: Document, seen_by: Rights) -> SelectOfScalar[Attachment]:
    """What it belongs to, as far as this person sees it."""
    its_own = Attachment.document_id == document.id
    belonging = select(Attachment).where(its_own, seen(seen_by, leading=False))
    belonging = belonging.options(*alongside(Attachment.document))
    return belonging.order_by(col(Attachment.created_at), col(Attachment.id))


def kept_whole(session: Session, document: Document, by: Rights) -> bool:
    """Whether this person keeps all that it belongs to: what is said of it is said there too."""
    kept = _reached(by, Permission.DOCUMENTS_KEEP, of_models=Permission.CATALOGUE_KEEP)
    everywhere = select(func.count()).where(Attachment.document_id == document.id)
    return session.exec(everywhere).one() == session.exec(everywhere.where(kept)).one()


def must_keep_whole(session: Session, document: Document, by: Rights) -> None:
    if not kept_whole(session, document, by):
        raise Forbidden("It belongs to things that you do not keep.")


# What a thing that is in use should have; the first are of devices alone.
_OF_DEVICES = (Kind.DECLARATION, Kind.MANUAL, Kind.PLATE)
_OF_ALL = (Kind.ACCEPTANCE, Kind.WHOLE, Kind.STICKER)
_NO_DEVICE = "-"


def missing(
    asset: Asset, held: Iterable[Document], language: Language | None
) -> list[tuple[Kind, Language | None]]:
    """What an accepted thing, or one that is gone for good, still lacks.

    A manual counts in the language of its site.
    """
    known = {(each.kind, each.language if each.kind is Kind.MANUAL else None) for each in held}
    if asset.state is State.DISPOSED:
        kinds: tuple[Kind, ...] = (Kind.DISPOSAL,)
    elif asset.state in {State.ACCEPTED, State.IN_USE}:
        kinds = _OF_DEVICES + _OF_ALL if device(asset) else _OF_ALL
    else:
        return []
    wanted = [(kind, language if kind is Kind.MANUAL else None) for kind in kinds]
    return [each for each in wanted if each not in known]


def device(asset: Asset) -> bool:
    """Whether it may be a medical device: what nobody has said to be none is taken for one."""
    said = (asset.mdr_class, *(each.mdr_class for each in (asset.model, asset.type) if each))
    return next((each for each in said if each), "") != _NO_DEVICE
