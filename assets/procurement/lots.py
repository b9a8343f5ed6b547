"""Lots: what is bought together, in one procedure and under one contract."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field, Relationship, Session, col, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from assets.database import BYTEWISE, UNLOADED, alongside, stored
from assets.errors import Missing, Refused
from assets.inventory import partners, places
from assets.inventory.life import LOTS
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.money import Currency, Money
from assets.procurement import projects
from assets.procurement.budgets import BudgetLine
from assets.procurement.projects import Project
from assets.rights import Guarded, Permission, Rights
from assets.trail import derived
from assets.words import N_, Worded, sort_key


class Kind(Worded):
    """What a lot buys."""

    GOODS = "goods", N_("Goods")
    WORKS = "works", N_("Works")
    SERVICES = "services", N_("Services")


class Procedure(Worded):
    """By which way a lot is bought."""

    OPEN = "open", N_("Open procedure")
    SIMPLIFIED = "simplified", N_("Simplified procedure")
    RESTRICTED = "restricted", N_("Restricted procedure")
    NEGOTIATED = "negotiated", N_("Negotiated procedure")
    DIRECT = "direct", N_("Direct purchase")


class Status(Worded):
    """How far a lot has come. It follows from its milestones and is never kept."""

    PREPARED = "prepared", N_("Being prepared")
    TENDERED = "tendered", N_("Out to tender")
    CONTRACTED = "contracted", N_("Under contract")
    DELIVERED = "delivered", N_("Delivered")
    ACCEPTED = "accepted", N_("Accepted")
    PAID = "paid", N_("Paid")


class Lot(Guarded, table=True):
    """One purchase of one partner, for a site or for all of them."""

    number: str = Field(unique=True, max_length=40)
    number_key: str = Field(sa_type=BYTEWISE, index=True, sa_column_kwargs=derived())
    title: str = Field(max_length=200)
    kind: Kind = Field(sa_type=stored(Kind))
    procedure: Procedure = Field(default=Procedure.OPEN, sa_type=stored(Procedure))
    project_id: UUID = Field(foreign_key="project.id", index=True)
    # Net: without VAT.
    estimate_minor: int | None = Field(default=None, sa_type=BigInteger)
    estimate_currency: Currency | None = Field(default=None, sa_type=stored(Currency))
    baseline_approved_on: date | None = None
    legal_basis: str = Field(default="", max_length=200)
    # Of its notice in the state's system: SEAP or SICAP in Romania, EKR in Hungary.
    notice_number: str = Field(default="", max_length=80)
    budget_line_id: UUID | None = Field(default=None, foreign_key="budget_line.id", index=True)

    project: Project = Relationship(sa_relationship_kwargs=UNLOADED)
    partner: Partner = Relationship(sa_relationship_kwargs=UNLOADED)
    site: Place | None = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.number

    @property
    def estimate(self) -> Money | None:
        """What it is expected to cost, without VAT."""
        if self.estimate_minor is None or self.estimate_currency is None:
            return None
        return Money(self.estimate_minor, self.estimate_currency)

    def describe(self, *, title: str, estimate: Money | None, **values: Any) -> None:
        """What it is. `values` are procedure, legal_basis, notice_number and budget_line_id."""
        _must_say(title, estimate.minor if estimate else None)
        self.title = title.strip()
        self.estimate_minor = estimate.minor if estimate else None
        self.estimate_currency = estimate.currency if estimate else None
        for name, value in values.items():
            setattr(self, name, value)


def open_lot(
    session: Session, project: Project, *, title: str, partner: Partner, **values: Any
) -> Lot:
    """A new lot with the next number of its project. `values` are columns of Lot, `kind` is one."""
    if project.closed:
        raise Refused("{project} is closed. It buys nothing more.", project=project.code)
    _must_say(title, values.get("estimate_minor"))
    projects.must_take_part(session, project, partner)
    project.lots_numbered += 1
    number = f"{project.code}-L{project.lots_numbered:02}"
    keys: dict[str, Any] = {"project_id": project.id, "partner_id": partner.id} | values
    lot = Lot(number=number, number_key=sort_key(number), title=title.strip(), **keys)
    lot.project, lot.partner, lot.site = project, partner, _site(session, lot.site_id)
    if lot.site:
        projects.work_at(session, project, lot.site)
    session.add(lot)
    session.flush()
    return lot


def open_named(
    session: Session,
    by: Rights,
    *,
    project: str,
    partner: str,
    site: str | None = None,
    estimate: Money | None = None,
    **values: Any,
) -> Lot:
    """A new lot of the project, partner and site with these codes, if `by` may keep it."""
    where = places.site(session, site, by) if site else None
    lot = open_lot(
        session,
        projects.coded(session, project, by),
        partner=partners.coded(session, partner),
        site_id=where.id if where else None,
        estimate_minor=estimate.minor if estimate else None,
        estimate_currency=estimate.currency if estimate else None,
        **values,
    )
    by.must(Permission.PROCUREMENT_KEEP, lot)
    return lot


def listed(seen_by: Rights) -> SelectOfScalar[Lot]:
    """The lots this person may see, with their project, partner and site, by number."""
    rows = select(Lot).where(seen_by.where(Permission.PROCUREMENT_SEE, Lot))
    loaded = alongside(Lot.project, Lot.partner, Lot.site)
    return rows.options(*loaded).order_by(col(Lot.number_key))


def numbered(session: Session, number: str, seen_by: Rights) -> Lot:
    found = session.exec(listed(seen_by).where(Lot.number == number.strip().upper())).first()
    if found is None:
        raise Missing("There is no lot {number}.", number=number)
    return found


def of_id(session: Session, key: UUID, seen_by: Rights) -> Lot:
    found = session.exec(listed(seen_by).where(Lot.id == key)).first()
    if found is None:
        raise Missing("There is no such lot.")
    return found


def budget_line(session: Session, lot: Lot, code: str) -> BudgetLine | None:
    """The budget line of its partner in its project that has this code; none for no code."""
    if not code.strip():
        return None
    same = select(BudgetLine).where(
        BudgetLine.project_id == lot.project_id, BudgetLine.code == code.strip()
    )
    found = session.exec(same.where(BudgetLine.partner_id == lot.partner_id)).first()
    if found is None:
        raise Refused("There is no budget line {code}.", code=code.strip(), field="budget_line")
    return found


def budget_lines(lot: Lot) -> SelectOfScalar[BudgetLine]:
    """The budget lines of its partner in its project, for choosing."""
    own = select(BudgetLine).where(
        BudgetLine.project_id == lot.project_id, BudgetLine.partner_id == lot.partner_id
    )
    return own.order_by(col(BudgetLine.code))


def id_of(number: str) -> SelectOfScalar[UUID]:
    return select(Lot.id).where(Lot.number == number)


def _must_say(title: str, minor: int | None) -> None:
    if not title.strip():
        raise Refused("Give it a name.", field="title")
    if minor and minor < 0:
        raise Refused("A price is not below zero.", field="estimate")


def _site(session: Session, key: UUID | None) -> Place | None:
    return session.get(Place, key) if key else None


def _of_numbers(numbers: Collection[str]) -> Select[str, UUID]:
    return select(Lot.number, Lot.id).where(col(Lot.number).in_(numbers))


LOTS.append(_of_numbers)
