"""On-the-spot checks: which funded things a controller looks at, and what was found in the room."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Relationship, Session, col, func, select

from assets.database import UNLOADED, alongside, stored
from assets.errors import Missing, Refused
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.listing import Cut, Order, PageOf, page
from assets.procurement import origins
from assets.procurement.projects import Project
from assets.rights import EVERYTHING, Guarded, Permission, Rights
from assets.words import N_, Worded

SHOWN = 50


class Found(Worded):
    """What the controller found."""

    SEEN = "seen", N_("Seen as listed")
    DIFFERENT = "different", N_("Seen, with a remark")
    MISSING = "missing", N_("Not found")


class Inspection(Guarded, table=True):
    """One check of a partner's things: all of them, or a sample that a seed draws again."""

    project_id: UUID = Field(foreign_key="project.id", index=True)
    on: date
    seed: str = Field(default="", max_length=40)
    size: int | None = None
    controller: str = Field(default="", max_length=120)  # the body, not a person
    closed_on: date | None = None
    label: str = Field(default="", max_length=120)

    project: Project = Relationship(sa_relationship_kwargs=UNLOADED)
    partner: Partner | None = Relationship(sa_relationship_kwargs=UNLOADED)

    def close(self, on: date) -> None:
        """The list stays as it is from now on."""
        self.must_be_open()
        self.closed_on = on

    def must_be_open(self) -> None:
        if self.closed_on:
            raise Refused("This inspection is closed.")


class InspectedAsset(Guarded, table=True):
    """One thing on the list of a check."""

    __table_args__ = (UniqueConstraint("inspection_id", "asset_id"),)

    inspection_id: UUID = Field(foreign_key="inspection.id")
    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    found: Found | None = Field(default=None, sa_type=stored(Found))
    remark: str = Field(default="", max_length=400)
    looked_at: datetime | None = None
    label: str = Field(default="", max_length=120)

    asset: Asset = Relationship(sa_relationship_kwargs=UNLOADED)
    inspection: Inspection = Relationship(sa_relationship_kwargs=UNLOADED)

    def tick(self, found: Found, remark: str, at: datetime) -> None:
        """What the controller found in the room."""
        self.inspection.must_be_open()
        if found is not Found.SEEN and not remark.strip():
            raise Refused("Say what was found instead.", field="remark")
        self.found, self.remark, self.looked_at = found, remark.strip(), at


@dataclass(frozen=True)
class Progress:
    """How many of the list were looked at, and how many of these not found or with a remark."""

    all: int
    looked_at: int
    wanting: int


def sample(tags: Sequence[str], seed: str, size: int) -> list[str]:
    """So many of these tags: the same seed draws the same ones again, in any order."""
    return sorted(random.Random(seed).sample(sorted(tags), size))  # noqa: S311 - to be drawn again


def begin(  # noqa: PLR0913
    session: Session,
    project: Project,
    partner: Partner,
    *,
    on: date,
    controller: str = "",
    seed: str = "",
    size: int | None = None,
) -> Inspection:
    """A check of the funded things of a partner: of all, or of as many as the seed draws."""
    _must_have_begun(project, on)
    things = _funded(session, project, partner)
    drawn = _drawn([tag for _, tag, _ in things], seed, size)
    inspection = Inspection(
        project_id=project.id,
        partner_id=partner.id,
        on=on,
        seed=seed.strip() if size else "",
        size=size,
        controller=controller.strip(),
        label=f"{project.code} {partner.code}",
    )
    inspection.project, inspection.partner = project, partner
    session.add(inspection)
    session.flush()
    session.add_all(
        InspectedAsset(
            inspection_id=inspection.id,
            asset_id=key,
            site_id=site,
            partner_id=partner.id,
            label=tag,
        )
        for key, tag, site in things
        if tag in drawn
    )
    session.flush()
    return inspection


def _funded(session: Session, project: Project, partner: Partner) -> Sequence[Any]:
    """Key, tag and site of each thing that the project has paid for at the partner."""
    own = origins.things(project, partner, EVERYTHING).subquery()
    columns: Any = (Asset.id, Asset.tag, Asset.site_id)
    asked = select(*columns).where(col(Asset.id).in_(select(own.c.id)))
    found: Sequence[Any] = session.exec(asked).all()
    return found


def _must_have_begun(project: Project, on: date) -> None:
    if on < project.starts_on:
        raise Refused(
            "{project} begins on {day}.", project=project.acronym, day=project.starts_on, field="on"
        )


def _drawn(tags: Sequence[str], seed: str, size: int | None) -> set[str]:
    if not tags:
        raise Refused("This project has paid for nothing that this partner has.", field="partner")
    if size is None:
        return set(tags)
    if not seed.strip():
        raise Refused("Write a seed, so that the same sample can be drawn again.", field="seed")
    if not 0 < size <= len(tags):
        raise Refused("Draw at least one and at most {count}.", count=len(tags), field="size")
    return set(sample(tags, seed.strip(), size))


def latest(session: Session, seen_by: Rights) -> Sequence[Inspection]:
    """Those begun last, the latest first."""
    rows = select(Inspection).where(seen_by.where(Permission.PROCUREMENT_SEE, Inspection))
    rows = rows.options(*alongside(Inspection.project, Inspection.partner))
    return session.exec(
        rows.order_by(col(Inspection.on).desc(), col(Inspection.id)).limit(SHOWN)
    ).all()


def inspection(session: Session, key: UUID, seen_by: Rights) -> Inspection:
    rows = select(Inspection).where(
        Inspection.id == key, seen_by.where(Permission.PROCUREMENT_SEE, Inspection)
    )
    found = session.exec(
        rows.options(*alongside(Inspection.project, Inspection.partner))
    ).one_or_none()
    if found is None:
        raise Missing("There is no such inspection.")
    return found


def walk(session: Session, inspection: Inspection, cut: Cut) -> PageOf:
    """One page of its list, as one walks: place by place."""
    columns: Any = InspectedAsset.__table__.c  # type: ignore[attr-defined]
    path: Any = Place.path_key
    rows: Any = (
        select(path, columns.id)
        .join(Asset, col(Asset.id) == columns.asset_id)
        .join(Place, col(Place.id) == col(Asset.place_id))
        .where(columns.inspection_id == inspection.id)
    )
    order = Order(path, columns.id)
    found = page(session, rows, order, cut)
    keys = [row.id for row in found.rows]
    known = {
        each.id: each for each in session.exec(_whole().where(col(InspectedAsset.id).in_(keys)))
    }
    return replace(found, rows=[known[key] for key in keys])


def _whole() -> Any:
    placed = alongside(InspectedAsset.asset)[0].joinedload(Asset.place)  # type: ignore[attr-defined]
    return select(InspectedAsset).options(placed, *alongside(InspectedAsset.inspection))


def listed(session: Session, inspection: Inspection, tag: str) -> InspectedAsset:
    """The thing of this tag on its list."""
    rows = _whole().join(Asset, col(Asset.id) == col(InspectedAsset.asset_id))
    own = InspectedAsset.inspection_id == inspection.id
    found: InspectedAsset | None = session.exec(
        rows.where(own, Asset.tag == tag.strip().upper())
    ).one_or_none()
    if found is None:
        raise Missing("{tag} is not on the list of this inspection.", tag=tag.strip().upper())
    return found


def progress(session: Session, inspection: Inspection) -> Progress:
    counted: Any = (
        func.count(),
        func.count(col(InspectedAsset.found)),
        func.count(func.nullif(InspectedAsset.found, Found.SEEN)),
    )
    own = select(*counted).where(InspectedAsset.inspection_id == inspection.id)
    return Progress(*session.exec(own).one())
