"""Units: each single thing that is bought, from the budget line to the thing with its label."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Field, Relationship, Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import UNLOADED
from assets.errors import Refused
from assets.inventory import register
from assets.inventory.register import Asset, State
from assets.listing import Cut, Order, PageOf, page
from assets.procurement.contract_lines import ContractLine
from assets.procurement.contracts import Contract
from assets.procurement.deliveries import Delivery, DeliveryLine
from assets.rights import EVERYTHING, Guarded

MOST_AT_ONCE = 200


class Unit(Guarded, table=True):
    """One of what an item buys. Which of these it has says how far it has come."""

    lot_id: UUID = Field(foreign_key="lot.id", index=True)
    item_id: UUID | None = Field(default=None, foreign_key="lot_item.id", index=True)
    contract_line_id: UUID | None = Field(default=None, foreign_key="contract_line.id", index=True)
    delivery_line_id: UUID | None = Field(default=None, foreign_key="delivery_line.id", index=True)
    asset_id: UUID | None = Field(default=None, foreign_key="asset.id", unique=True)
    invoice_line_id: UUID | None = Field(default=None, foreign_key="invoice_line.id", index=True)
    # What was missing when it was accepted all the same, and why.
    waived: str = Field(default="", max_length=1000)
    label: str = Field(default="", max_length=120)

    asset: Asset | None = Relationship(sa_relationship_kwargs=UNLOADED)


def to_come(line: ContractLine) -> SelectOfScalar[Unit]:
    """The units of a line that have not come yet, by their tags."""
    waiting = select(Unit).where(
        Unit.contract_line_id == line.id, col(Unit.delivery_line_id).is_(None)
    )
    return waiting.where(col(Unit.asset_id).is_not(None)).order_by(col(Unit.label), col(Unit.id))


def of_asset(asset: Asset) -> SelectOfScalar[Unit]:
    return select(Unit).where(Unit.asset_id == asset.id)


def of_assets(keys: Collection[UUID]) -> SelectOfScalar[Unit]:
    return select(Unit).where(col(Unit.asset_id).in_(keys))


def laid(session: Session, contract: Contract) -> dict[UUID, int]:
    """How many things each line of a contract has in the register already."""
    counted = (
        select(Unit.contract_line_id, func.count())
        .join(ContractLine, col(ContractLine.id) == col(Unit.contract_line_id))
        .where(ContractLine.contract_id == contract.id, col(Unit.asset_id).is_not(None))
        .group_by(col(Unit.contract_line_id))
    )
    return {key: count for key, count in session.exec(counted) if key}


def received(session: Session, delivery: Delivery, cut: Cut) -> PageOf:
    """One page of the things that came with a delivery, by their tags."""
    rows: Any = select(
        Asset.name,
        Asset.state,
        Asset.serial_number,
        Asset.tag,
        Asset.id,
    )  # type: ignore[call-overload]
    columns: Any = Asset.__table__.c  # type: ignore[attr-defined]
    return page(session, rows.where(_came_with(delivery)), Order(columns.tag, columns.id), cut)


def called(session: Session, delivery: Delivery, tags: Sequence[str]) -> list[Asset]:
    """The things with these tags that came with a delivery: whoever keeps it sees them all."""
    if not tags:
        raise Refused("Choose at least one thing.", field="chosen")
    if len(tags) > MOST_AT_ONCE:
        raise Refused("At most {count} things at once.", count=MOST_AT_ONCE, field="chosen")
    meant = register.whole(EVERYTHING).where(col(Asset.tag).in_(tags), _came_with(delivery))
    known = {asset.tag: asset for asset in session.exec(meant)}
    for tag in tags:
        if tag not in known:
            raise Refused("{tag} did not come with this delivery.", tag=tag, field="chosen")
    return [known[tag] for tag in tags]


def in_states(session: Session, delivery: Delivery, states: Collection[State]) -> list[Asset]:
    """The first things of a delivery that are in one of these states, by their tags."""
    those = register.whole(EVERYTHING).where(_came_with(delivery), col(Asset.state).in_(states))
    return list(session.exec(those.order_by(col(Asset.tag)).limit(MOST_AT_ONCE)).all())


def _came_with(delivery: Delivery) -> Any:
    lines = select(DeliveryLine.id).where(DeliveryLine.delivery_id == delivery.id)
    own = select(Unit.asset_id).where(col(Unit.delivery_line_id).in_(lines))
    return col(Asset.id).in_(own)
