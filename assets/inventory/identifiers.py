"""Labels: what a printed code opens. A label is a row of its own and its code is never reused."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, Column, ColumnElement
from sqlalchemy.sql.base import ExecutableOption
from sqlmodel import Field, Relationship, Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import UNLOADED, Record, alongside
from assets.errors import Missing, Refused
from assets.inventory import finding, register
from assets.inventory.finding import Wanted
from assets.inventory.places import Place
from assets.inventory.register import FOLLOWERS, Asset
from assets.rights import Guarded, Permission, Rights

# Without I, L, O and U: nobody misreads it, and no word comes out.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8

MOST_AT_ONCE = 10_000
MOST_BLANK = 500
_AT_ONCE = 500
_ROOMS_AT_ONCE = 4  # at first, as one walks through them; then twice as many each time


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


class LabelPrint(Record, table=True):
    """Labels that were printed together: which, of what design, on what paper, from which place on.

    `stock` and `design` are the keys of what is shipped, or the ids of what a site made.
    """

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


def print_labels(
    session: Session, keys: Sequence[UUID], *, stock: str, skipping: int, at: datetime
) -> LabelPrint:
    """Print the labels of these assets, in this order; those that have none get one."""
    if not keys:
        raise Refused("Choose at least one thing to label.", field="tags")
    if len(keys) > MOST_AT_ONCE:
        raise Refused("At most {count} labels at once.", count=MOST_AT_ONCE, field="tags")
    codes = []
    for begin in range(0, len(keys), _AT_ONCE):
        some = keys[begin : begin + _AT_ONCE]
        labels = _labels_of(session, some)
        for key in some:
            labels[key].printed(at)
            codes.append(labels[key].code)
    made = LabelPrint(stock=stock, skipping=skipping, codes=codes)
    session.add(made)
    return made


def print_blank(
    session: Session, count: int, site: Place, *, stock: str, at: datetime
) -> LabelPrint:
    """Print labels in advance, which wait at this site for the things that they will stick on."""
    labels = blank(session, count, site)
    for label in labels:
        label.printed(at)
    made = LabelPrint(stock=stock, codes=[label.code for label in labels])
    session.add(made)
    return made


def blank(session: Session, count: int, site: Place) -> list[Label]:
    """New labels that are on nothing yet."""
    if not 1 <= count <= MOST_BLANK:
        raise Refused("From 1 to {count} labels at once.", count=MOST_BLANK, field="count")
    owner = site.partner_id
    labels = [Label(code=new_code(), site_id=site.id, partner_id=owner) for _ in range(count)]
    session.add_all(labels)
    return labels


def claim(session: Session, label: Label, asset: Asset, at: datetime) -> None:
    """Give a blank label to the thing that it sticks on. A thing wears one label."""
    if not label.blank:
        raise Refused("This label is on something already.", field="thing")
    if worn := session.exec(of_asset(asset)).first():
        raise Refused(
            "{tag} has the label {code} already. If that one is lost, print it again.",
            tag=asset.tag,
            code=worn.code,
            field="thing",
        )
    label.asset_id, label.site_id, label.partner_id = asset.id, asset.site_id, asset.partner_id
    label.verify(at)


def _labels_of(session: Session, keys: Sequence[UUID]) -> dict[UUID, Label]:
    """The labels of these assets by asset id, made where they are missing."""
    known = session.exec(select(Label).where(col(Label.asset_id).in_(keys))).all()
    labels = {each.asset_id: each for each in known if each.asset_id}
    for asset in session.exec(select(Asset).where(col(Asset.id).in_(set(keys) - set(labels)))):
        labels[asset.id] = label = Label(
            code=new_code(),
            asset_id=asset.id,
            site_id=asset.site_id,
            partner_id=asset.partner_id,
        )
        session.add(label)
    return labels


def to_label(
    session: Session,
    wanted: Wanted,
    on: date,
    by: Rights,
    *,
    unprinted: bool,
    most: int = MOST_AT_ONCE + 1,
) -> list[UUID]:
    """The first assets that are wanted and that she may label, by site, place and name.

    One more than can be printed at once says that there are too many.
    """
    asked = _asked(session, replace(wanted, site=None), on, by, unprinted=unprinted)
    found = select(Asset.id).join(Place, col(Place.id) == col(Asset.place_id)).where(*asked)
    ordered = found.order_by(col(Place.path_key), col(Asset.name_key), col(Asset.id))
    walk = select(Place.id).order_by(col(Place.path_key))
    if wanted.site:
        walk = walk.where(Place.site_id == wanted.site.id)
    rooms = session.exec(walk).all()
    keys: list[UUID] = []
    begin, count = 0, _ROOMS_AT_ONCE
    while begin < len(rooms) and len(keys) < most:
        here = col(Asset.place_id).in_(rooms[begin : begin + count])
        keys += session.exec(ordered.where(here).limit(most - len(keys)))
        begin, count = begin + count, min(2 * count, _AT_ONCE)
    return keys


def count_to_label(
    session: Session, wanted: Wanted, on: date, by: Rights, *, unprinted: bool
) -> int:
    """How many `to_label` would find, which stops at one more than can be printed at once."""
    asked = _asked(session, wanted, on, by, unprinted=unprinted)
    found = select(Asset.id).where(*asked).limit(MOST_AT_ONCE + 1)
    return session.exec(select(func.count()).select_from(found.subquery())).one()


def _asked(
    session: Session, wanted: Wanted, on: date, by: Rights, *, unprinted: bool
) -> list[ColumnElement[bool]]:
    asked = finding.clauses(session, wanted, on, by, leading=finding.MANY)
    asked.append(by.where(Permission.LABELS_PRINT, Asset))
    if unprinted:
        printed = select(Label.id).where(Label.asset_id == Asset.id, col(Label.prints) > 0)
        asked.append(~printed.exists())
    return asked


def things(session: Session, keys: Sequence[UUID], seen_by: Rights) -> list[Asset]:
    """These assets in this order, as far as this person sees them."""
    found = session.exec(register.whole(seen_by).where(col(Asset.id).in_(keys)))
    known = {each.id: each for each in found}
    return [known[key] for key in keys if key in known]


def print_of(session: Session, key: UUID, seen_by: Rights) -> tuple[LabelPrint, list[Label]]:
    """A print with its labels in order. Raises Missing unless this person may see them all."""
    made = session.get(LabelPrint, key)
    found: dict[str, Label] = {}
    for begin in range(0, len(made.codes) if made else 0, _AT_ONCE):
        assert made is not None
        some = col(Label.code).in_(made.codes[begin : begin + _AT_ONCE])
        seen = seen_by.where(Permission.LABELS_PRINT, Label)
        rows = session.exec(select(Label).where(some, seen).options(*_with_thing()))
        found |= {label.code: label for label in rows}
    if made is None or len(found) < len(set(made.codes)):
        raise Missing("There is no such print.")
    return made, [found[code] for code in made.codes]


def _with_thing() -> list[ExecutableOption]:
    """Load a label with all that is printed on it."""
    asset = alongside(Label.asset)[0]
    return [asset.joinedload(each) for each in (Asset.place, Asset.partner)]  # type: ignore[attr-defined]


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
    """The thing whose tag somebody types, or whose label she scans."""
    said = words.strip().rstrip("/").rpartition("/")[2].upper()
    label = session.exec(select(Label).where(Label.code == said)).first()
    if label and label.asset_id:
        return register.asset(session, label.asset_id, seen_by)
    return register.tagged(session, said, seen_by)


def new_code() -> str:
    """A random code: eight letters, two to the fortieth."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
