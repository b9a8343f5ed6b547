"""Bids: what suppliers offer for a lot, and what became of each."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, Relationship, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import UNLOADED, alongside, stored
from assets.errors import Missing, Refused
from assets.inventory.suppliers import Supplier
from assets.money import Currency, Money
from assets.procurement.lots import Lot, Procedure
from assets.rights import Guarded, Permission, Rights
from assets.words import N_, Worded

# How many offers are compared at a direct purchase.
OFFERS = 3


class Outcome(Worded):
    """What became of a bid."""

    OPEN = "open", N_("Not evaluated yet")
    WON = "won", N_("Won")
    LOST = "lost", N_("Did not win")
    REJECTED = "rejected", N_("Rejected")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


class Bid(Guarded, table=True):
    """An offer of one supplier for one lot, or one of the three offers of a direct purchase."""

    __table_args__ = (UniqueConstraint("lot_id", "supplier_id"),)

    lot_id: UUID = Field(foreign_key="lot.id")
    supplier_id: UUID = Field(foreign_key="supplier.id", index=True)
    received_on: date | None = None
    # Without VAT.
    amount_minor: int = Field(sa_type=BigInteger)
    currency: Currency = Field(sa_type=stored(Currency))
    score: str = Field(default="", max_length=40)
    outcome: Outcome = Field(default=Outcome.OPEN, sa_type=stored(Outcome))
    reason: str = Field(default="", max_length=1000)
    label: str = Field(default="", max_length=250)

    supplier: Supplier = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def amount(self) -> Money:
        """What is offered, without VAT."""
        return Money(self.amount_minor, self.currency)

    @property
    def stands(self) -> bool:
        """Whether it can still win."""
        return self.outcome in {Outcome.OPEN, Outcome.LOST}

    def describe(
        self, *, amount: Money, today: date, received_on: date | None = None, score: str = ""
    ) -> None:
        """What is offered, and when it came."""
        if amount.minor < 0:
            raise Refused("A price is not below zero.", field="amount")
        if received_on and received_on > today:
            raise Refused("{day} has not come yet.", day=received_on, field="received_on")
        self.amount_minor, self.currency = amount.minor, amount.currency
        self.received_on, self.score = received_on, score.strip()

    def judge(self, outcome: Outcome, reason: str = "") -> None:
        """What became of it, but for winning: see `award`."""
        if self.outcome is Outcome.WON:
            raise Refused("{supplier} has won already.", supplier=self.supplier.name)
        if outcome is Outcome.REJECTED and not reason.strip():
            raise Refused("Say why it is rejected.", field="reason")
        self.outcome, self.reason = outcome, reason.strip()


def receive(
    session: Session, lot: Lot, supplier: Supplier, amount: Money, *, today: date, **said: Any
) -> Bid:
    """One more offer; `said` are received_on and score. A supplier offers once for a lot."""
    same = select(Bid.id).where(Bid.lot_id == lot.id, Bid.supplier_id == supplier.id)
    if session.exec(same).first():
        raise Refused(
            "{supplier} has made an offer already. Change that one.",
            supplier=supplier.name,
            field="supplier",
        )
    keys: dict[str, Any] = {"lot_id": lot.id, "supplier_id": supplier.id}
    bid = Bid(
        **keys,
        site_id=lot.site_id,
        partner_id=lot.partner_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        label=f"{lot.number} {supplier.name}"[:250],
    )
    bid.supplier = supplier
    bid.describe(amount=amount, today=today, **said)
    session.add(bid)
    session.flush()
    return bid


def award(session: Session, lot: Lot, winner: Bid, reason: str = "") -> None:
    """This offer wins. Those not evaluated yet do not win; what was rejected stays rejected.

    A direct purchase with fewer than three offers, or of one that is not the cheapest, says why.
    """
    offered = session.exec(of_lot(lot)).all()
    held = next((each for each in offered if each.outcome is Outcome.WON), None)
    if held is not None:
        raise Refused("{supplier} has won already.", supplier=held.supplier.name)
    if not winner.stands:
        raise Refused("An offer that is rejected or withdrawn cannot win.")
    if lot.procedure is Procedure.DIRECT and not reason.strip():
        _must_be_compared(offered, winner)
    winner.outcome, winner.reason = Outcome.WON, reason.strip()
    for each in offered:
        if each.outcome is Outcome.OPEN:
            each.outcome = Outcome.LOST


def reopen(session: Session, lot: Lot) -> None:
    """The award does not stand: the winner and those who lost are evaluated anew."""
    for each in session.exec(of_lot(lot)):
        if each.outcome in {Outcome.WON, Outcome.LOST}:
            each.outcome, each.reason = Outcome.OPEN, ""


def of_lot(lot: Lot) -> SelectOfScalar[Bid]:
    """The offers for a lot with their suppliers, the cheapest first."""
    rows = select(Bid).where(Bid.lot_id == lot.id).options(*alongside(Bid.supplier))
    return rows.order_by(col(Bid.currency), col(Bid.amount_minor), col(Bid.label))


def bid(session: Session, key: UUID, seen_by: Rights) -> Bid:
    rows = select(Bid).where(Bid.id == key).options(*alongside(Bid.supplier))
    found = session.exec(rows.where(seen_by.where(Permission.PROCUREMENT_SEE, Bid))).first()
    if found is None:
        raise Missing("There is no such offer.")
    return found


def suppliers_of(lot: Lot) -> SelectOfScalar[Supplier]:
    """Who has made an offer for a lot, by name."""
    offering = select(Bid.supplier_id).where(Bid.lot_id == lot.id)
    return select(Supplier).where(col(Supplier.id).in_(offering)).order_by(Supplier.folded)


def winner_of(lot: Lot) -> SelectOfScalar[Bid]:
    return of_lot(lot).where(col(Bid.outcome) == Outcome.WON)


def _must_be_compared(offered: Sequence[Bid], winner: Bid) -> None:
    if len(offered) < OFFERS:
        raise Refused("There are fewer than {count} offers. Say why.", count=OFFERS, field="reason")
    alike = [each for each in offered if each.stands and each.currency is winner.currency]
    cheapest = min(alike, key=lambda each: each.amount_minor)
    if winner.amount_minor > cheapest.amount_minor:
        raise Refused(
            "{supplier} offers less. Say why it does not win.",
            supplier=cheapest.supplier.name,
            field="reason",
        )
