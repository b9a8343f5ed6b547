"""Labels: what a printed code opens. A label is a row of its own and its code is never reused."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, Relationship, Session, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import UNLOADED, Record, alongside
from assets.errors import Missing, Refused
from assets.inventory import register
from assets.inventory.places import Place
from assets.inventory.register import FOLLOWERS, Asset
from assets.rights import Guarded, Rights

# Without I, L, O and U: nobody misreads it, and no word comes out.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8

MOST_BLANK = 500


class Label(Guarded, table=True):
    """A code and what it opens: a thing, a place, a lot, a part, a paper, or nothing yet."""

    code: str = Field(unique=True, max_length=12)
    asset_id: UUID | None = Field(default=None, foreign_key="asset.id", index=True)
    place_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    lot_id: UUID | None = Field(default=None, foreign_key="lot.id", index=True)
    spare_part_id: UUID | None = Field(default=None, foreign_key="spare_part.id", index=True)
    document_id: UUID | None = Field(default=None, foreign_key="document.id", index=True)
    prints: int = 0
    printed_at: datetime | None = None
    verified_at: datetime | None = None
    verified_by_id: UUID | None = Field(default=None, foreign_key="person.id")

    asset: Asset | None = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.code

    @property
    def blank(self) -> bool:
        """Printed in advance, and not on anything yet."""
        opened = (
            self.asset_id,
            self.place_id,
            self.lot_id,
            self.spare_part_id,
            self.document_id,
        )
        return not any(opened)

    def verify(self, at: datetime, by: UUID | None = None) -> None:
        """Somebody has scanned it where it sticks."""
        self.verified_at, self.verified_by_id = at, by


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


class LabelPrint(Guarded, table=True):
    """Labels that were printed together: which, of what design, on what paper, from which place on.

    `stock` and `design` are the keys of what is shipped, or the ids of what a site made. Labels of
    several sites belong to none of them.
    """

    __table_args__ = (Index("ix_label_print_created_at_id", "created_at", "id"),)

    stock: str = Field(max_length=40)
    design: str = Field(default="plate", max_length=40)
    printer_id: UUID | None = Field(default=None, foreign_key="printer.id")
    skipping: int = 0
    copies: int = 1
    reason: str = Field(default="", max_length=200)  # of a reprint
    codes: list[str] = Field(sa_column=Column(JSON, nullable=False))

    @property
    def label(self) -> str:
        return ", ".join(self.codes[:3])


def blank(session: Session, count: int, site: Place) -> list[Label]:
    """New labels that are on nothing yet."""
    if not 1 <= count <= MOST_BLANK:
        raise Refused("From 1 to {count} labels at once.", count=MOST_BLANK, field="count")
    owner = site.partner_id
    labels = [Label(code=new_code(), site_id=site.id, partner_id=owner) for _ in range(count)]
    session.add_all(labels)
    return labels


def claim(session: Session, label: Label, thing: Record, at: datetime) -> None:
    """Give a blank label to what it sticks on. A thing wears one label, and so does a place.

    A paper belongs to no site, and has a folder with a label at each that keeps it.
    """
    if not label.blank:
        raise Refused("This label is on something already.", field="thing")
    column = f"{thing.__tablename__}_id"
    its_own = select(Label.code).where(getattr(Label, column) == thing.id)
    if not isinstance(thing, Guarded):
        its_own = its_own.where(Label.site_id == label.site_id)
    worn = session.exec(its_own).first()
    if worn:
        raise Refused(
            "{tag} has the label {code} already. If that one is lost, print it again.",
            tag=getattr(thing, "label", ""),
            code=worn,
            field="thing",
        )
    setattr(label, column, thing.id)
    if isinstance(thing, Guarded):
        label.site_id, label.partner_id = thing.site_id, thing.partner_id
    label.verify(at, session.info["by"].person_id)


def coded(session: Session, code: str) -> Label:
    """The label with this code, as a stranger's scan finds it: no right is asked for."""
    read = code.strip().upper()
    found = session.exec(
        select(Label).where(Label.code == read).options(*alongside(Label.asset))
    ).first()
    if found is None:
        raise Missing("This label opens nothing here.")
    return found


def scanned(session: Session, words: str, seen_by: Rights) -> Asset:
    """The thing whose tag somebody types, or whose label she scans: a Digital Link ends with it."""
    said = words.strip().rstrip("/").rpartition("/")[2].upper()
    label = session.exec(select(Label).where(Label.code == said[-LENGTH:])).first()
    if label and label.asset_id:
        return register.asset(session, label.asset_id, seen_by)
    return register.tagged(session, said, seen_by)


def new_code() -> str:
    """A random code: eight letters, two to the fortieth."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
