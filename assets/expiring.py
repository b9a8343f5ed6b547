"""What expires: papers, warranties, contracts with service firms, guarantees of contracts."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from assets.agenda import Duty, Occasion, Source
from assets.inventory.documents import About, Attachment, Document
from assets.inventory.places import Place
from assets.inventory.register import GONE, Asset
from assets.inventory.suppliers import Supplier
from assets.procurement.contracts import Contract
from assets.procurement.lots import Lot
from assets.rights import Permission, Rights
from assets.words import N_, Said, in_three

_Site = aliased(Place)
_ASSET: Any = Asset.__table__  # type: ignore[attr-defined]
_AGREED: Any = Contract.__table__  # type: ignore[attr-defined]
_DOCUMENT: Any = Document.__table__  # type: ignore[attr-defined]
_ATTACHMENT: Any = Attachment.__table__  # type: ignore[attr-defined]

# Few papers belong to much: the index leads by the document, and no other sees these.
_OF_A_THING = func.coalesce(_ATTACHMENT.c.about, None) == About.ASSET


def papers(rights: Rights, needs: Permission = Permission.DOCUMENTS_SEE) -> Source:
    """Documents of things that are valid until a day."""
    shown: list[Any] = [
        Document.id,
        Document.version,
        col(Document.valid_until).label("due_on"),
        col(Document.kind).label("paper"),
        *_whose(),
    ]
    rows: Any = (
        select(*shown)
        .join(Attachment, _ATTACHMENT.c.document_id == _DOCUMENT.c.id)
        .join(Asset, col(Asset.id) == _ATTACHMENT.c.subject_id)
        .join(Place, col(Place.id) == col(Asset.place_id))
        .join(_Site, col(_Site.id) == col(Asset.site_id))
    )
    of_a_thing = (
        select(_ATTACHMENT.c.id)
        .join(Asset, col(Asset.id) == _ATTACHMENT.c.subject_id)
        .where(
            _ATTACHMENT.c.document_id == _DOCUMENT.c.id,
            _OF_A_THING,
            rights.where(needs, _ATTACHMENT.c, leading=False),
            col(Asset.state).not_in(GONE),
        )
        .correlate(_DOCUMENT)
    )
    first = of_a_thing.order_by(_ATTACHMENT.c.id).limit(1).scalar_subquery()
    asked = (_DOCUMENT.c.valid_until.is_not(None), of_a_thing.exists())
    return Source(
        _DOCUMENT, asked, _DOCUMENT.c.valid_until, rows.where(_ATTACHMENT.c.id == first), _paper
    )


def at(site: Place) -> ColumnElement[bool]:
    """The documents of things at this site."""
    attached = select(_ATTACHMENT.c.id).where(
        _ATTACHMENT.c.document_id == _DOCUMENT.c.id,
        _OF_A_THING,
        func.coalesce(_ATTACHMENT.c.site_id, None) == site.id,
    )
    return attached.correlate(_DOCUMENT).exists()


def warranties(rights: Rights, needs: Permission = Permission.ASSETS_SEE) -> Source:
    here = rights.where(needs, _ASSET.c, leading=False)
    return _of_things(here, _ASSET.c.warranty_until, Occasion.WARRANTY, N_("The warranty ends"))


def contracts(rights: Rights, needs: Permission = Permission.ASSETS_SEE) -> Source:
    here, words = rights.where(needs, _ASSET.c, leading=False), N_("The service contract ends")
    return _of_things(here, _ASSET.c.service_until, Occasion.CONTRACT, words)


def guarantees(rights: Rights, needs: Permission = Permission.PROCUREMENT_SEE) -> Source:
    """The guarantees of good performance, which the bank gives until a day."""
    day = _AGREED.c.guarantee_until
    shown: list[Any] = [Contract.id, Contract.version, day.label("due_on"), Contract.number]
    named: list[Any] = [col(Lot.number).label("lot"), col(Supplier.name).label("supplier")]
    rows: Any = (
        select(*shown, *named)
        .join(Lot, col(Lot.id) == col(Contract.lot_id))
        .join(Supplier, col(Supplier.id) == col(Contract.supplier_id))
    )
    return Source(_AGREED, (day.is_not(None), rights.where(needs, Contract)), day, rows, _agreed)


def _agreed(row: Any) -> Duty:
    return Duty(
        in_three(Said(N_("The guarantee of good performance ends"))),
        row.due_on,
        lot=row.lot,
        name=f"{row.number} {row.supplier}",
        contract_id=row.id,
        occasion=Occasion.GUARANTEE,
        id=row.id,
        version=row.version,
    )


def _of_things(here: ColumnElement[bool], day: Any, occasion: Occasion, words: str) -> Source:
    titles = in_three(Said(words))
    shown: list[Any] = [Asset.id, Asset.version, day.label("due_on"), *_whose()]
    rows: Any = (
        select(*shown)
        .join(Place, col(Place.id) == col(Asset.place_id))
        .join(_Site, col(_Site.id) == col(Asset.site_id))
    )

    def read(row: Any) -> Duty:
        return Duty(titles, row.due_on, occasion=occasion, **_said(row))

    return Source(_ASSET, (day.is_not(None), here, _ASSET.c.state.not_in(GONE)), day, rows, read)


def _whose() -> list[Any]:
    """What is said of the thing, after joining Asset, Place and _Site."""
    names = {"site": _Site.code, "tag": Asset.tag, "name": Asset.name, "place": Place.name}
    return [col(column).label(name) for name, column in names.items()]


def _paper(row: Any) -> Duty:
    return Duty(in_three(row.paper), row.due_on, occasion=Occasion.PAPER, **_said(row))


def _said(row: Any) -> dict[str, Any]:
    names = ("site", "tag", "name", "place", "id", "version")
    return {name: getattr(row, name) for name in names}
