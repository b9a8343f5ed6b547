"""Barcodes of others that open a thing here: an old inventory sticker, a maker's own code."""

from uuid import UUID

from sqlmodel import Field

from assets.rights import Guarded


class Barcode(Guarded, table=True):
    """What a scanner reads from it, and the asset that it sticks on."""

    code: str = Field(unique=True, max_length=400)
    asset_id: UUID = Field(foreign_key="asset.id", index=True)

    @property
    def label(self) -> str:
        return self.code
