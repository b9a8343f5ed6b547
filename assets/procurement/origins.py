"""Origins: what paid for each thing, from the line of the budget to the report that declared it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, func, select

from assets.inventory import register
from assets.inventory.partners import Partner
from assets.inventory.register import Asset
from assets.inventory.suppliers import Supplier
from assets.money import Money
from assets.procurement import clocks
from assets.procurement.budgets import BudgetLine
from assets.procurement.contract_lines import ContractLine
from assets.procurement.contracts import Contract
from assets.procurement.deliveries import Delivery, DeliveryLine
from assets.procurement.fundings import WHOLE, AssetFunding, Funding, Source
from assets.procurement.invoices import Invoice, InvoiceLine, Payment
from assets.procurement.items import LotItem
from assets.procurement.lots import Lot
from assets.procurement.projects import Project
from assets.procurement.protocols import Protocol, ProtocolKind
from assets.procurement.reports import PartnerReport, ReportedCost
from assets.procurement.shares import shares
from assets.procurement.units import Unit
from assets.rights import EVERYTHING, Permission, Rights

_AT_ONCE = 200


@dataclass(frozen=True)
class Share:
    """Which part of a line of an invoice is one thing's: it is the `nth` of so many, from 0."""

    nth: int = 0
    of: int = 1

    def taken(self, minor: int | None) -> int | None:
        """Its part of an amount. The cents that are left over go to the first, one each."""
        if minor is None:
            return None
        each, left = divmod(minor, self.of)
        return each + (self.nth < left)


class Other(NamedTuple):
    """Whose money has paid for a part of a thing beside the project's, and how much in per cent."""

    name: str
    percent: Decimal


@dataclass
class Origin:
    """One thing and all that is known of how it was bought; what is not known is None."""

    asset: Asset
    lot: Lot | None = None
    item: LotItem | None = None
    budget: BudgetLine | None = None
    line: ContractLine | None = None
    contract: Contract | None = None
    supplier: Supplier | None = None
    delivery: Delivery | None = None
    invoice_line: InvoiceLine | None = None
    invoice: Invoice | None = None
    cost: ReportedCost | None = None
    report: PartnerReport | None = None
    share: Share = field(default_factory=Share)
    protocols: Mapping[ProtocolKind, Protocol] = field(default_factory=dict)
    payments: Sequence[Payment] = ()
    sources: Mapping[Source, Decimal] = field(default_factory=dict)  # in per cent
    others: Sequence[Other] = ()

    @property
    def net(self) -> Money | None:
        """Its price without VAT: of its invoice, of its contract, or as the register says."""
        if self.invoice and self.invoice_line:
            return Money.known(self.share.taken(self.invoice_line.net_minor), self.invoice.currency)
        if self.contract and self.line:
            return Money.known(self.line.price_minor, self.contract.currency)
        price, vat = self.asset.price, self.asset.vat
        return price - vat if price and vat else None

    @property
    def vat(self) -> Money | None:
        if self.invoice and self.invoice_line:
            return Money.known(self.share.taken(self.invoice_line.vat_minor), self.invoice.currency)
        if self.contract and self.line:
            rated = Decimal(self.line.price_minor * self.line.vat_rate) / 10_000
            return Money.known(round(rated), self.contract.currency)
        return self.asset.vat

    @property
    def gross(self) -> Money | None:
        return self.net + self.vat if self.net and self.vat else self.net or self.asset.price

    @property
    def euro_minor(self) -> int | None:
        """What was reported of it, in euro."""
        return self.share.taken(self.cost.euro_minor) if self.cost else None


def things(project: Project, partner: Partner | None, seen_by: Rights) -> Any:
    """The ids of the things that a project has paid for: of one partner, or all that she sees."""
    bought = clocks.funded().subquery()
    own = select(bought.c.thing_id).where(bought.c.project_id == project.id)
    seen = seen_by.where(Permission.ASSETS_SEE, Asset)
    rows = select(Asset.id).where(col(Asset.id).in_(own), seen)
    return rows.where(Asset.partner_id == partner.id) if partner else rows


def listed(
    session: Session, project: Project, partner: Partner | None, seen_by: Rights
) -> Iterator[list[Origin]]:
    """The origins of these things, some at once, by their tags."""
    wanted = things(project, partner, seen_by).order_by(Asset.tag)
    keys = list(session.exec(wanted))
    for begin in range(0, len(keys), _AT_ONCE):
        yield of(session, keys[begin : begin + _AT_ONCE], project)


def of(session: Session, keys: Collection[UUID], project: Project) -> list[Origin]:
    """The origins of these things in one project, by their tags."""
    whole = register.whole(EVERYTHING).where(col(Asset.id).in_(keys)).order_by(Asset.tag)
    origins = {asset.id: Origin(asset) for asset in session.exec(whole)}
    _link(session, origins)
    _tell_lots(session, origins)
    _tell_papers(session, list(origins.values()))
    _tell_sources(session, origins, project)
    return list(origins.values())


_LINKS = (
    ("lot", Lot),
    ("item", LotItem),
    ("budget", BudgetLine),
    ("line", ContractLine),
    ("contract", Contract),
    ("supplier", Supplier),
    ("delivery", Delivery),
    ("invoice_line", InvoiceLine),
    ("invoice", Invoice),
    ("cost", ReportedCost),
    ("report", PartnerReport),
)


def _link(session: Session, origins: Mapping[UUID, Origin]) -> None:
    """Follow each unit along its links."""
    lines = col(InvoiceLine.budget_line_id), col(LotItem.budget_line_id), col(Lot.budget_line_id)
    tables: Any = [table for _, table in _LINKS]
    rows = (
        select(Unit, *tables)
        .join(Lot, col(Lot.id) == col(Unit.lot_id))
        .outerjoin(LotItem, col(LotItem.id) == col(Unit.item_id))
        .outerjoin(ContractLine, col(ContractLine.id) == col(Unit.contract_line_id))
        .outerjoin(Contract, col(Contract.id) == col(ContractLine.contract_id))
        .outerjoin(Supplier, col(Supplier.id) == col(Contract.supplier_id))
        .outerjoin(DeliveryLine, col(DeliveryLine.id) == col(Unit.delivery_line_id))
        .outerjoin(Delivery, col(Delivery.id) == col(DeliveryLine.delivery_id))
        .outerjoin(InvoiceLine, col(InvoiceLine.id) == col(Unit.invoice_line_id))
        .outerjoin(Invoice, col(Invoice.id) == col(InvoiceLine.invoice_id))
        .outerjoin(ReportedCost, col(ReportedCost.invoice_line_id) == col(InvoiceLine.id))
        .outerjoin(PartnerReport, col(PartnerReport.id) == col(ReportedCost.report_id))
        .outerjoin(BudgetLine, col(BudgetLine.id) == func.coalesce(*lines))
        .where(col(Unit.asset_id).in_(origins))
    )
    lines_asked = set()
    for unit, *linked in session.exec(rows):
        for (name, _), record in zip(_LINKS, linked, strict=True):
            setattr(origins[unit.asset_id], name, record)
        lines_asked.add(unit.invoice_line_id)
    _divide(session, origins, lines_asked - {None})


def _divide(session: Session, origins: Mapping[UUID, Origin], lines: Collection[UUID]) -> None:
    """Of how many things each line of an invoice is, and which of them each of these is."""
    columns: Any = (Unit.invoice_line_id, Unit.asset_id)
    of_lines = select(*columns).where(col(Unit.invoice_line_id).in_(lines)).order_by(Unit.id)
    held: dict[UUID, list[UUID | None]] = defaultdict(list)
    for line, thing in session.exec(of_lines) if lines else ():
        held[line].append(thing)
    for owners in held.values():
        for nth, thing in enumerate(owners):
            chain = origins.get(thing) if thing else None
            if chain and chain.invoice_line:
                chain.share = Share(nth, max(chain.invoice_line.quantity, len(owners)))


def _tell_lots(session: Session, origins: Mapping[UUID, Origin]) -> None:
    """Of things without a unit: their lot, and its contract where it has only one."""
    alone = [each for each in origins.values() if each.lot is None and each.asset.lot_number]
    numbers = {each.asset.lot_number for each in alone}
    lots = session.exec(select(Lot).where(col(Lot.number).in_(numbers))).all() if alone else []
    known = {lot.number: lot for lot in lots}
    signed = select(Contract, Supplier).join(Supplier, col(Supplier.id) == Contract.supplier_id)
    contracts = defaultdict(list)
    for contract, supplier in session.exec(
        signed.where(col(Contract.lot_id).in_([lot.id for lot in lots]))
    ):
        contracts[contract.lot_id].append((contract, supplier))
    for each in alone:
        each.lot = known.get(each.asset.lot_number)
        found = contracts[each.lot.id] if each.lot else []
        if len(found) == 1:
            each.contract, each.supplier = found[0]


def _tell_papers(session: Session, origins: Sequence[Origin]) -> None:
    """The protocols of their deliveries, and what was paid of their invoices."""
    deliveries = {each.delivery.id for each in origins if each.delivery}
    invoices = {each.invoice.id for each in origins if each.invoice}
    signed = select(Protocol).where(col(Protocol.delivery_id).in_(deliveries))
    protocols: dict[UUID, dict[ProtocolKind, Protocol]] = defaultdict(dict)
    for protocol in session.exec(signed.order_by(col(Protocol.on), Protocol.number)):
        protocols[protocol.delivery_id][protocol.kind] = protocol
    paid = select(Payment).where(col(Payment.invoice_id).in_(invoices))
    payments = defaultdict(list)
    for payment in session.exec(paid.order_by(col(Payment.paid_on), col(Payment.id))):
        payments[payment.invoice_id].append(payment)
    for each in origins:
        each.protocols = protocols[each.delivery.id] if each.delivery else {}
        each.payments = payments[each.invoice.id] if each.invoice else ()


def _tell_sources(session: Session, origins: Mapping[UUID, Origin], project: Project) -> None:
    """Who pays: the sources of each partner in the proportion of what they give, and others.

    Of a thing that others have paid a share of, the sources of the project pay the rest.
    """
    given: dict[UUID | None, dict[Source, int]] = defaultdict(lambda: defaultdict(int))
    for one in session.exec(select(Funding).where(Funding.project_id == project.id)):
        given[one.partner_id][one.source] += one.amount_minor
    payers = _payers(session, origins)
    for chain in origins.values():
        whose = chain.lot.partner_id if chain.lot else chain.asset.partner_id
        told = payers[chain.asset.id]
        ours = [each.basis_points for each, payer in told if payer and payer.id == project.id]
        chain.sources = _in_per_cent(given[whose], sum(ours) if told else WHOLE)
        chain.others = [
            Other(payer.acronym if payer else each.name, each.percent)
            for each, payer in told
            if payer is None or payer.id != project.id
        ]


def _in_per_cent(given: Mapping[Source, int], basis_points: int) -> dict[Source, Decimal]:
    """How much of a thing each source pays of the part that is the project's. They sum to it."""
    known = [source for source in Source if given.get(source)]
    parts = shares(basis_points, [given[source] for source in known]) if known else []
    return {source: Decimal(part).scaleb(-2) for source, part in zip(known, parts, strict=True)}


def _payers(
    session: Session, origins: Collection[UUID]
) -> Mapping[UUID, list[tuple[AssetFunding, Project | None]]]:
    """Of things that more than one has paid for: who, with the project if it is one's."""
    found: dict[UUID, list[tuple[AssetFunding, Project | None]]] = defaultdict(list)
    project = col(Project.id) == col(AssetFunding.project_id)
    rows = select(AssetFunding, Project).outerjoin(Project, project)
    told = rows.where(col(AssetFunding.asset_id).in_(origins))
    for each, payer in session.exec(told.order_by(AssetFunding.name, col(AssetFunding.id))):
        found[each.asset_id].append((each, payer))
    return found
