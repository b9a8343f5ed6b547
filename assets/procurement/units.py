"""Units: each single thing that is bought, from the budget line to the thing with its label."""

from uuid import UUID

from sqlmodel import Field

from assets.rights import Guarded


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
