"""The funnel: how far each single thing has come from the budget to the report, and what sticks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Uuid,
    case,
    cast,
    literal,
    null,
    type_coerce,
)
from sqlmodel import Session, col, func, select, union_all

from assets.inventory.documents import Attachment, Document
from assets.inventory.documents import Kind as PaperKind
from assets.inventory.identifiers import Label
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.inventory.register import GONE, Asset
from assets.listing import Cut, Order, PageOf, page
from assets.procurement import deliveries
from assets.procurement.contract_lines import ContractLine
from assets.procurement.contracts import Contract
from assets.procurement.deliveries import Delivery, DeliveryLine
from assets.procurement.invoices import Invoice, InvoiceLine, Payment
from assets.procurement.items import LotItem
from assets.procurement.lots import Kind, Lot, Status
from assets.procurement.milestones import Milestone
from assets.procurement.reports import PartnerReport, ReportedCost
from assets.procurement.stages import Stage
from assets.procurement.units import Unit
from assets.rights import Permission, Rights
from assets.words import N_, Worded

NEVER = date(9999, 12, 31)


class Step(Worded):
    """How far a thing has come."""

    WANTED = "wanted", N_("Wanted")
    BUDGETED = "budgeted", N_("Budgeted")
    TENDERED = "tendered", N_("Tendered")
    CONTRACTED = "contracted", N_("Contracted")
    DELIVERED = "delivered", N_("Delivered")
    ACCEPTED = "accepted", N_("Accepted")
    LABELLED = "labelled", N_("Labelled, with photo")
    PAID = "paid", N_("Paid")
    REPORTED = "reported", N_("In a report")


STEPS = list(Step)


@dataclass(frozen=True)
class Wanted:
    """Whose things: of one project, partner or site, or of all."""

    project_id: UUID | None = None
    partner_id: UUID | None = None
    site_id: UUID | None = None


@dataclass(frozen=True)
class Row:
    """The things of one partner at one site: how many have come to each step, and no further."""

    partner: str
    site: str
    at: dict[Step, int]

    @property
    def all(self) -> int:
        return sum(self.at.values())

    def come_to(self, step: Step) -> int:
        """How many have come to this step or further."""
        return sum(count for each, count in self.at.items() if _place(each) >= _place(step))


def _place(step: Step) -> int:
    return STEPS.index(step)


def rows(session: Session, wanted: Wanted, seen_by: Rights) -> list[Row]:
    """The funnel of each partner and site."""
    piles = _piles(wanted, seen_by)
    shown: list[Any] = [Partner.name, func.coalesce(Place.name, "")]
    shown += [piles.c.step, func.sum(piles.c.count)]
    whose: Any = select(*shown)
    counted = (
        whose.select_from(piles)
        .outerjoin(Partner, col(Partner.id) == piles.c.partner_id)
        .outerjoin(Place, col(Place.id) == piles.c.site_id)
        .group_by(col(Partner.name), col(Place.name), piles.c.step)
        .order_by(col(Partner.name), col(Place.name))
    )
    found: dict[tuple[str, str], dict[Step, int]] = {}
    for partner, site, step, count in session.connection().execute(counted):
        found.setdefault((partner or "", site), {})[STEPS[step]] = int(count)
    return [Row(partner, site, at) for (partner, site), at in found.items()]


def stuck(session: Session, wanted: Wanted, at: Step, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of what has come to this step and no further, the longest stuck first.

    What is not a thing yet stands in one row with its count.
    """
    piles, asset, invoice = _piles(wanted, seen_by), _ASSET, _INVOICE
    columns = [_LOT.c.number.label("lot"), asset.c.tag, asset.c.name]
    columns += [piles.c[name] for name in ("title", "count", "contract_id", "delivery_id")]
    columns += [invoice.c.number.label("invoice"), invoice.c.due_on, piles.c.since, piles.c.key]
    shown: Any = (
        select(*columns)
        .select_from(piles)
        .join(_LOT, _LOT.c.id == piles.c.lot_id)
        .outerjoin(asset, asset.c.id == piles.c.asset_id)
        .outerjoin(_LINE, _LINE.c.id == piles.c.invoice_line_id)
        .outerjoin(invoice, invoice.c.id == _LINE.c.invoice_id)
        .where(piles.c.step == _place(at))
    )
    return page(session, shown, Order(piles.c.since, piles.c.key), cut)


_ASSET: Any = Asset.__table__  # type: ignore[attr-defined]
_LOT: Any = Lot.__table__  # type: ignore[attr-defined]
_INVOICE: Any = Invoice.__table__  # type: ignore[attr-defined]
_LINE: Any = InvoiceLine.__table__  # type: ignore[attr-defined]


def _piles(wanted: Wanted, seen_by: Rights) -> Any:
    """All that goods lots buy: items not contracted, lines not laid or come, and single things."""
    return union_all(
        _items(wanted, seen_by), _lines(wanted, seen_by), _units(wanted, seen_by)
    ).subquery()


def _of_goods(rows: Select[Any], wanted: Wanted, seen_by: Rights) -> Select[Any]:
    asked: list[Any] = [Lot.kind == Kind.GOODS, seen_by.where(Permission.PROCUREMENT_SEE, Lot)]
    said = {"project_id": wanted.project_id, "partner_id": wanted.partner_id}
    said |= {"site_id": wanted.site_id}
    asked += [_LOT.c[name] == key for name, key in said.items() if key]
    return rows.where(*asked)


def _pile(  # noqa: PLR0913
    step: Any,
    since: Any,
    count: Any,
    title: Any,
    key: Any,
    *,
    asset_id: Any = None,
    contract_id: Any = None,
    delivery_id: Any = None,
    invoice_line_id: Any = None,
) -> list[Any]:
    """The columns of every part of the union, in one order."""
    keys = {
        "asset_id": asset_id,
        "contract_id": contract_id,
        "delivery_id": delivery_id,
        "invoice_line_id": invoice_line_id,
    }
    return [
        _LOT.c.id.label("lot_id"),
        _LOT.c.partner_id,
        _LOT.c.site_id,
        cast(step, Integer).label("step"),
        type_coerce(func.coalesce(since, literal(NEVER, Date)), Date).label("since"),
        cast(count, Integer).label("count"),
        title.label("title"),
        *(
            (cast(null(), Uuid) if each is None else each).label(name)
            for name, each in keys.items()
        ),
        key.label("key"),
    ]


def _items(wanted: Wanted, seen_by: Rights) -> Select[Any]:
    """What of the items of a lot is not under contract, and did not come under an earlier one."""
    bound = case((col(Contract.terminated_on).is_(None), col(ContractLine.quantity)), else_=_come())
    under = (
        select(func.coalesce(func.sum(bound), 0))
        .join(Contract, col(Contract.id) == col(ContractLine.contract_id))
        .where(ContractLine.item_id == LotItem.id)
        .scalar_subquery()
    )
    published = (
        select(func.max(Milestone.actual_on))
        .join(Stage, col(Stage.id) == col(Milestone.stage_id))
        .where(Milestone.lot_id == Lot.id, Stage.reaches == Status.TENDERED)
        .scalar_subquery()
    )
    budgeted = col(LotItem.budget_line_id).is_not(None) | col(Lot.budget_line_id).is_not(None)
    step = _first_missing([budgeted, published.is_not(None)], Step.WANTED)
    left = col(LotItem.quantity) - under
    columns = _pile(
        step,
        func.coalesce(published, func.date(LotItem.created_at, type_=Date)),
        left,
        col(LotItem.title),
        col(LotItem.id),
    )
    asked: Any = select(*columns).select_from(LotItem).join(Lot, col(Lot.id) == LotItem.lot_id)
    return _of_goods(asked.where(left > 0), wanted, seen_by)


def _lines(wanted: Wanted, seen_by: Rights) -> Select[Any]:
    """What of a contract has not come."""
    left = col(ContractLine.quantity) - _come()
    columns = _pile(
        literal(_place(Step.CONTRACTED)),
        col(Contract.signed_on),
        left,
        col(ContractLine.title),
        col(ContractLine.id),
        contract_id=col(Contract.id),
    )
    asked: Any = (
        select(*columns)
        .select_from(ContractLine)
        .join(Contract, col(Contract.id) == ContractLine.contract_id)
        .join(Lot, col(Lot.id) == Contract.lot_id)
        .where(left > 0, col(Contract.terminated_on).is_(None), deliveries.is_thing())
    )
    return _of_goods(asked, wanted, seen_by)


def _come() -> Any:
    """How many things of a line of a contract have come."""
    return (
        select(func.count())
        .select_from(Unit)
        .where(Unit.contract_line_id == ContractLine.id, col(Unit.delivery_line_id).is_not(None))
        .correlate(ContractLine)
        .scalar_subquery()
    )


def _units(wanted: Wanted, seen_by: Rights) -> Select[Any]:
    """Each single thing that has come."""
    stuck_on = _first_sticker()
    paid_on = _paid_on()
    labelled = stuck_on.is_not(None) & _labelled()
    declared = _declared()
    reached = [col(Asset.accepted_on).is_not(None), labelled, paid_on.is_not(None), declared]
    step = _first_missing(reached, Step.DELIVERED)
    photographed = _later(col(Asset.accepted_on), stuck_on)
    paid = _later(photographed, paid_on)
    days = [col(Delivery.received_on), col(Asset.accepted_on), photographed, paid, paid]
    first = _place(Step.DELIVERED)
    since = case(*((step == first + number, day) for number, day in enumerate(days)), else_=null())
    columns = _pile(
        step,
        since,
        literal(1),
        col(ContractLine.title),
        col(Unit.id),
        asset_id=col(Unit.asset_id),
        contract_id=col(Delivery.contract_id),
        delivery_id=col(Delivery.id),
        invoice_line_id=col(Unit.invoice_line_id),
    )
    asked: Any = (
        select(*columns)
        .select_from(Unit)
        .join(Lot, col(Lot.id) == Unit.lot_id)
        .join(DeliveryLine, col(DeliveryLine.id) == Unit.delivery_line_id)
        .join(Delivery, col(Delivery.id) == DeliveryLine.delivery_id)
        .join(ContractLine, col(ContractLine.id) == Unit.contract_line_id)
        .join(Asset, col(Asset.id) == Unit.asset_id)
        .where(col(Asset.state).not_in(GONE) | col(Asset.accepted_on).is_not(None))
    )
    return _of_goods(asked, wanted, seen_by)


def _later(one: Any, other: Any) -> Any:
    """The later of two days: what was done before its turn is stuck since its turn came."""
    return case((one > other, one), else_=other)


def _first_missing(reached: Iterable[ColumnElement[bool]], begun: Step) -> Any:
    """The last step that has been reached without a gap."""
    gaps = [(~each, _place(begun) + number) for number, each in enumerate(reached)]
    return case(*gaps, else_=_place(begun) + len(gaps))


def _labelled() -> Any:
    return (
        select(Label.id)
        .where(
            Label.asset_id == Asset.id,
            (col(Label.prints) > 0) | col(Label.verified_at).is_not(None),
        )
        .exists()
    )


def _first_sticker() -> Any:
    """The day on which the first photo of the sticker was added."""
    return (
        select(func.date(func.min(Attachment.created_at), type_=Date))
        .join(Document, col(Document.id) == col(Attachment.document_id))
        .where(Attachment.subject_id == Asset.id, Document.kind == PaperKind.STICKER)
        .correlate(Asset)
        .scalar_subquery()
    )


def _paid_on() -> Any:
    """The day on which the whole invoice was paid; None while something of it is owed."""
    own = select(InvoiceLine.invoice_id).where(InvoiceLine.id == Unit.invoice_line_id)
    invoice = own.correlate(Unit).scalar_subquery()
    owed = (
        select(func.sum(InvoiceLine.net_minor + InvoiceLine.vat_minor))
        .where(InvoiceLine.invoice_id == Payment.invoice_id)
        .correlate(Payment)
        .scalar_subquery()
    )
    return (
        select(func.max(Payment.paid_on))
        .where(Payment.invoice_id == invoice)
        .group_by(col(Payment.invoice_id))
        .having(func.sum(Payment.amount_minor) >= owed)
        .correlate(Unit)
        .scalar_subquery()
    )


def _declared() -> Any:
    return (
        select(ReportedCost.id)
        .join(PartnerReport, col(PartnerReport.id) == col(ReportedCost.report_id))
        .where(
            ReportedCost.invoice_line_id == Unit.invoice_line_id,
            col(PartnerReport.submitted_on).is_not(None),
        )
        .correlate(Unit)
        .exists()
    )
