"""Lines of contracts: so many of one thing at one price."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.errors import Missing, Refused
from assets.money import Money
from assets.procurement.contracts import Contract
from assets.rights import Guarded

_WHOLE = 10_000  # hundredths of a percent


class ContractLine(Guarded, table=True):
    """So many of one thing at one price."""

    __table_args__ = (UniqueConstraint("contract_id", "position"),)

    contract_id: UUID = Field(foreign_key="contract.id")
    item_id: UUID | None = Field(default=None, foreign_key="lot_item.id", index=True)
    position: int
    title: str = Field(max_length=300)
    type_id: UUID | None = Field(default=None, foreign_key="equipment_type.id")
    model_id: UUID | None = Field(default=None, foreign_key="model.id")
    quantity: int = 1
    # Of one, without VAT, in the currency of the contract.
    price_minor: int = Field(sa_type=BigInteger)
    # Hundredths of a percent: 2100 is 21 %.
    vat_rate: int = 0

    @property
    def label(self) -> str:
        return f"{self.position}. {self.title}"[:200]

    @property
    def net_minor(self) -> int:
        """All of them, without VAT."""
        return self.quantity * self.price_minor

    @property
    def vat_minor(self) -> int:
        """The VAT on all of them, to the nearest minor unit."""
        exact = Decimal(self.net_minor * self.vat_rate) / _WHOLE
        return int(exact.quantize(Decimal(1), ROUND_HALF_UP))

    def describe(self, contract: Contract, *, price: Money, **values: Any) -> None:
        """What is bought. `values` are title, quantity, vat_rate, item_id, type_id, model_id."""
        for name, value in values.items():
            setattr(self, name, value)
        self.title, self.price_minor = self.title.strip(), price.minor
        if not self.title:
            raise Refused("Give it a name.", field="title")
        if self.quantity < 1:
            raise Refused("At least one is bought.", field="quantity")
        if not 0 <= self.vat_rate <= _WHOLE:
            raise Refused("The rate of VAT is between 0 and 100 %.", field="vat_rate")
        _must_cost(contract, price)


def add(
    session: Session, contract: Contract, *, title: str, price: Money, **values: Any
) -> ContractLine:
    """One more line, after the last, of so many at the price of one.

    `values` are quantity, vat_rate, item_id, type_id and model_id.
    """
    last = select(func.max(ContractLine.position)).where(ContractLine.contract_id == contract.id)
    line = ContractLine(
        contract_id=contract.id,
        site_id=contract.site_id,
        partner_id=contract.partner_id,
        position=(session.exec(last).one() or 0) + 1,
        title=title,
        price_minor=price.minor,
    )
    line.describe(contract, title=title, price=price, **values)
    session.add(line)
    session.flush()
    return line


def of(contract: Contract) -> SelectOfScalar[ContractLine]:
    return of_contracts([contract.id])


def of_contracts(keys: Iterable[UUID]) -> SelectOfScalar[ContractLine]:
    rows = select(ContractLine).where(col(ContractLine.contract_id).in_(list(keys)))
    return rows.order_by(col(ContractLine.position))


def line(session: Session, contract: Contract, key: UUID) -> ContractLine:
    found = session.exec(of(contract).where(ContractLine.id == key)).first()
    if found is None:
        raise Missing("There is no such line.")
    return found


def _must_cost(contract: Contract, price: Money) -> None:
    if price.minor < 0:
        raise Refused("A price is not below zero.", field="price")
    if price.currency is not contract.currency:
        raise Refused("The contract is in {currency}.", currency=contract.currency, field="price")
