"""Barcodes of others that open a thing here: an old inventory sticker, a maker's own code."""

from uuid import UUID

from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.errors import Missing, Refused
from assets.inventory.register import FOLLOWERS, Asset
from assets.rights import Guarded, Permission, Rights


class Barcode(Guarded, table=True):
    """What a scanner reads from it, and the asset that it sticks on."""

    code: str = Field(unique=True, max_length=400)
    asset_id: UUID = Field(foreign_key="asset.id", index=True)

    @property
    def label(self) -> str:
        return self.code


def link(session: Session, asset: Asset, code: str, seen_by: Rights) -> Barcode:
    """From now on this code opens this thing. A code opens one thing only."""
    if taken := session.exec(select(Barcode).where(Barcode.code == code)).first():
        other = session.get_one(Asset, taken.asset_id)
        if seen_by.may(Permission.ASSETS_SEE, other):
            raise Refused("This code opens {tag} already.", tag=other.tag, field="code")
        raise Refused("This code opens another thing already.", field="code")
    linked = Barcode(
        code=code, asset_id=asset.id, site_id=asset.site_id, partner_id=asset.partner_id
    )
    session.add(linked)
    session.flush()
    return linked


def unlink(session: Session, asset: Asset, code: str) -> None:
    """The code opens this thing no more: its sticker has come off, or was another's."""
    found = session.exec(of_asset(asset).where(Barcode.code == code)).first()
    if found is None:
        raise Missing("This code does not open {tag}.", tag=asset.tag, field="code")
    session.delete(found)


def of_asset(asset: Asset) -> SelectOfScalar[Barcode]:
    return select(Barcode).where(Barcode.asset_id == asset.id).order_by(col(Barcode.code))


FOLLOWERS.append(of_asset)


def opened(code: str, seen_by: Rights) -> SelectOfScalar[Asset]:
    """The thing that this code opens, for whoever may see it."""
    seen = seen_by.where(Permission.ASSETS_SEE, Asset)
    found = select(Asset).join(Barcode, col(Barcode.asset_id) == col(Asset.id))
    return found.where(Barcode.code == code, seen)
