"""What is there to be said on labels, read many at a time."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import distinct
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from assets.inventory.catalogue import Model
from assets.inventory.documents import Attachment, Document
from assets.inventory.identifiers import Label
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.inventory.suppliers import Supplier
from assets.labelling.kinds import AT_ONCE, NOUNS, Kind
from assets.maintenance.spares import SparePart, trimmed
from assets.procurement.lots import Lot
from assets.procurement.marks import GrantMark
from assets.procurement.projects import Project

LONGEST_TAG = 20  # letters; of what has a longer number, the code of its label stands there


@dataclass(frozen=True)
class Fact:
    """One thing, place, lot, part or paper as its label tells of it. A blank label has a code."""

    kind: Kind | None = None
    id: UUID | None = None
    code: str = ""
    number: str = ""
    name: str = ""
    path: str = ""  # of the room, from the site down
    site: str = ""
    owner: str = ""
    prefix: str = ""  # of its owner's numbers, see GS1
    maker: str = ""
    model: str = ""
    serial_number: str = ""
    inventory_number: str = ""
    lot: str = ""
    project: str = ""
    project_id: UUID | None = None
    quantity: str = ""

    @property
    def tag(self) -> str:
        """What people tell it by."""
        return self.number if 0 < len(self.number) <= LONGEST_TAG else self.code

    @property
    def room(self) -> str:
        return self.path.rpartition(" / ")[2]

    @property
    def building(self) -> str:
        steps = self.path.split(" / ")
        return steps[1] if len(steps) > 2 else ""  # noqa: PLR2004  (a site, a building, a room)

    @property
    def named(self) -> str:
        """What it goes by in addresses."""
        return self.number if self.kind in {Kind.ASSET, Kind.LOT} else str(self.id)

    @property
    def address(self) -> str:
        """Its own page."""
        return f"{PAGES[self.kind]}/{self.named}" if self.kind else f"/t/{self.code}"


PAGES = {
    Kind.ASSET: "/assets",
    Kind.PLACE: "/places",
    Kind.LOT: "/procurement/lots",
    Kind.PART: "/spares",
    Kind.PAPER: "/documents",
}

_Site, _Room = aliased(Place), aliased(Place)


def of_codes(session: Session, codes: Sequence[str]) -> list[Fact]:
    """What these labels say, in this order."""
    table: Any = Label.__table__  # type: ignore[attr-defined]
    labels: dict[str, Any] = {}
    for begin in range(0, len(codes), AT_ONCE):
        asked = select(table).where(table.c.code.in_(codes[begin : begin + AT_ONCE]))
        labels |= {row.code: row for row in session.connection().execute(asked)}
    wanted: dict[Kind, list[UUID]] = defaultdict(list)
    for label in labels.values():
        for kind in Kind:
            if key := getattr(label, f"{kind}_id"):
                wanted[kind].append(key)
    known = {kind: of_things(session, kind, keys) for kind, keys in wanted.items()}
    homes = _homes(session, {each.site_id for each in labels.values() if each.document_id})
    return [_of_label(labels[code], known, homes) for code in codes]


def _of_label(
    label: Any, known: dict[Kind, dict[UUID, Fact]], homes: dict[UUID, dict[str, Any]]
) -> Fact:
    for kind, facts in known.items():
        if key := getattr(label, f"{kind}_id"):
            home = homes.get(label.site_id, {}) if kind is Kind.PAPER else {}
            return replace(facts[key], code=label.code, **home)
    return Fact(code=label.code)


def _homes(session: Session, sites: Collection[UUID | None]) -> dict[UUID, dict[str, Any]]:
    """What these sites and their owners are called: a folder stands where its label is."""
    asked: Any = select(Place.id, Place.name, Partner.name)
    asked = asked.outerjoin(Partner, col(Partner.id) == col(Place.partner_id))
    known = session.exec(asked.where(col(Place.id).in_(sites))) if sites else ()
    return {key: {"site": site, "owner": owner or ""} for key, site, owner in known}


def marks(session: Session, projects: Collection[UUID]) -> Sequence[GrantMark]:
    """The marks of these projects that have one."""
    known = (col(GrantMark.project_id).in_(projects), GrantMark.digest != "")
    return session.exec(select(GrantMark).where(*known)).all()


def of_things(session: Session, kind: Kind, keys: Sequence[UUID]) -> dict[UUID, Fact]:
    """The facts of these by their ids."""
    found: dict[UUID, Fact] = {}
    table: Any = NOUNS[kind].table
    for begin in range(0, len(keys), AT_ONCE):
        some = table.id.in_(keys[begin : begin + AT_ONCE])
        for row in session.connection().execute(_ASKED[kind]().where(some)):
            found[row.id] = _fact(kind, row)
    return found


def _fact(kind: Kind, row: Any) -> Fact:
    said = {name: value for name, value in row._mapping.items() if value is not None}  # noqa: SLF001
    least, unit = said.pop("minimum", None), said.pop("unit", "")
    if least is not None:
        said["quantity"] = f"min. {trimmed(least):f} {unit}".strip()
    return Fact(kind=kind, **said)


def _whose(rows: Any, table: Any) -> Any:
    """The same rows with the site and the partner of each."""
    rows = rows.outerjoin(_Site, col(_Site.id) == table.site_id)
    rows = rows.outerjoin(Partner, col(Partner.id) == table.partner_id)
    owner: Any = (col(Partner.name).label("owner"), col(Partner.gs1_prefix).label("prefix"))
    return rows.add_columns(col(_Site.name).label("site"), *owner)


def _assets() -> Any:
    said: Any = (
        *(Asset.id, col(Asset.tag).label("number"), Asset.name, col(_Room.path).label("path")),
        *(col(Supplier.name).label("maker"), col(Model.name).label("model"), Asset.serial_number),
        *(Asset.inventory_number, col(Asset.lot_number).label("lot")),
        *(col(Project.code).label("project"), col(Project.id).label("project_id")),
    )
    rows = _whose(select(*said).select_from(Asset), Asset)
    rows = rows.join(_Room, col(_Room.id) == Asset.place_id)
    rows = rows.outerjoin(Model, col(Model.id) == Asset.model_id)
    rows = rows.outerjoin(Supplier, col(Supplier.id) == Model.maker_id)
    rows = rows.outerjoin(Lot, col(Lot.number) == Asset.lot_number)
    return rows.outerjoin(Project, col(Project.id) == Lot.project_id)


def _places() -> Any:
    return _whose(select(Place.id, Place.name, Place.path).select_from(Place), Place)


def _lots() -> Any:
    number: Any = (col(Lot.number).label("number"), col(Lot.number).label("lot"))
    project: Any = (col(Project.code).label("project"), col(Project.id).label("project_id"))
    said: Any = (Lot.id, *number, col(Lot.title).label("name"), *project)
    rows = _whose(select(*said).select_from(Lot), Lot)
    return rows.join(Project, col(Project.id) == Lot.project_id)


def _parts() -> Any:
    said: Any = (SparePart.id, col(SparePart.part_number).label("number"), SparePart.name)
    lies: Any = (SparePart.minimum, SparePart.unit, col(_Room.path).label("path"))
    fits: Any = (col(Supplier.name).label("maker"), col(Model.name).label("model"))
    rows = _whose(select(*said, *lies, *fits).select_from(SparePart), SparePart)
    rows = rows.outerjoin(_Room, col(_Room.id) == SparePart.place_id)
    rows = rows.outerjoin(Model, col(Model.id) == SparePart.model_id)
    return rows.outerjoin(Supplier, col(Supplier.id) == Model.maker_id)


def _papers() -> Any:
    """With the site that keeps it, unless several do."""
    said: Any = (Document.id, col(Document.number).label("number"), Document.name)
    kept = col(Attachment.document_id) == Document.id, col(Attachment.site_id).is_not(None)
    sites = select(func.count(distinct(col(Attachment.site_id)))).where(*kept).scalar_subquery()
    site = select(Attachment.site_id).where(*kept).limit(1).scalar_subquery()
    rows = select(*said).select_from(Document)
    rows = rows.outerjoin(_Site, (col(_Site.id) == site) & (sites == 1))
    rows = rows.outerjoin(Partner, col(Partner.id) == col(_Site.partner_id))
    return rows.add_columns(col(_Site.name).label("site"), col(Partner.name).label("owner"))


_ASKED = {
    Kind.ASSET: _assets,
    Kind.PLACE: _places,
    Kind.LOT: _lots,
    Kind.PART: _parts,
    Kind.PAPER: _papers,
}
