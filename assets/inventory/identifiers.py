"""Labels: what a printed code opens. A label is a row of its own and its code is never reused."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlmodel import Field, Relationship, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import UNLOADED, alongside
from assets.errors import Missing
from assets.inventory.register import FOLLOWERS, Asset
from assets.rights import Guarded

# Without I, L, O and U: nobody misreads it, and no word comes out.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8


class Label(Guarded, table=True):
    """A code and what it opens: an asset, a place, or nothing yet."""

    code: str = Field(unique=True, max_length=12)
    asset_id: UUID | None = Field(default=None, foreign_key="asset.id", index=True)
    place_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    prints: int = 0
    printed_at: datetime | None = None
    verified_at: datetime | None = None

    asset: Asset | None = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.code

    def printed(self, at: datetime) -> None:
        self.prints, self.printed_at = self.prints + 1, at

    def verify(self, at: datetime) -> None:
        """Somebody has scanned it where it sticks."""
        self.verified_at = at


def label_of(session: Session, asset: Asset) -> Label:
    """The label of an asset; a new one if it has none."""
    found = session.exec(of_asset(asset)).first()
    if found is None:
        found = Label(
            code=new_code(), asset_id=asset.id, site_id=asset.site_id, partner_id=asset.partner_id
        )
        session.add(found)
    return found


def of_asset(asset: Asset) -> SelectOfScalar[Label]:
    return select(Label).where(Label.asset_id == asset.id)


FOLLOWERS.append(of_asset)


def labels_of(session: Session, assets: list[Asset]) -> dict[UUID, Label]:
    """The labels of many assets by asset id, made where they are missing."""
    wanted = [asset.id for asset in assets]
    known = session.exec(select(Label).where(col(Label.asset_id).in_(wanted))).all()
    labels = {each.asset_id: each for each in known if each.asset_id}
    for asset in assets:
        if asset.id not in labels:
            labels[asset.id] = label = Label(
                code=new_code(),
                asset_id=asset.id,
                site_id=asset.site_id,
                partner_id=asset.partner_id,
            )
            session.add(label)
    return labels


def coded(session: Session, code: str) -> Label:
    """The label with this code, as a stranger's scan finds it: no right is asked for."""
    read = code.strip().upper()
    found = session.exec(
        select(Label).where(Label.code == read).options(*alongside(Label.asset))
    ).first()
    if found is None:
        raise Missing("This label opens nothing here.")
    return found


def new_code() -> str:
    """A random code: eight letters, two to the fortieth."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
