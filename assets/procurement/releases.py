"""Releases: asking that a funded thing leaves early, and finding who asked for what."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import alongside
from assets.errors import Missing, Refused
from assets.inventory.leaving import Departure
from assets.inventory.register import COMING, Asset
from assets.listing import Cut, Order, PageOf, page
from assets.people import Person
from assets.procurement import clocks
from assets.procurement.durability import Release
from assets.rights import Permission, Rights


def ask(
    session: Session, asset: Asset, departure: Departure, reason: str, by: Person, on: date
) -> Release:
    """Ask that a thing leaves before its years are over. A second person decides."""
    if not reason.strip():
        raise Refused("Say why it is to leave.", field="reason")
    clock = clocks.clocks(session, [asset.id]).get(asset.id)
    if clock is None or not clock.runs(on) or asset.state in COMING:
        raise Refused("Nothing holds {tag}: it may leave as it is.", tag=asset.tag)
    known = session.exec(_of(asset).where(Release.departure == departure)).all()
    if any(each.refused_on is None and each.used_on is None for each in known):
        raise Refused("This has been asked for already.", field="departure")
    release = Release(
        asset_id=asset.id,
        site_id=asset.site_id,
        partner_id=asset.partner_id,
        departure=departure,
        reason=reason.strip(),
        asked_by_id=by.id,
        asked_on=on,
    )
    release.asset, release.asked_by, release.agreed_by = asset, by, None
    session.add(release)
    session.flush()
    return release


def _of(asset: Asset) -> SelectOfScalar[Release]:
    return select(Release).where(Release.asset_id == asset.id)


def of_asset(asset: Asset) -> SelectOfScalar[Release]:
    """What was asked about one thing, the latest first."""
    asked = _of(asset).options(*_loaded())
    return asked.order_by(col(Release.created_at).desc(), col(Release.id))


def _loaded() -> Any:
    return alongside(Release.asset, Release.asked_by, Release.agreed_by)


def release(session: Session, key: UUID, seen_by: Rights) -> Release:
    wanted = select(Release).where(Release.id == key).options(*_loaded())
    found = session.exec(
        wanted.where(seen_by.where(Permission.PROCUREMENT_SEE, Release))
    ).one_or_none()
    if found is None:
        raise Missing("There is no such early leaving.")
    return found


def listed(session: Session, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of what was asked, the latest first."""
    columns: Any = Release.__table__.c  # type: ignore[attr-defined]
    rows = select(columns.created_at, columns.id)
    rows = rows.where(seen_by.where(Permission.PROCUREMENT_SEE, Release))
    order = Order(columns.created_at, columns.id, descending=True)
    found = page(session, rows, order, cut)
    keys = [row.id for row in found.rows]
    whole = select(Release).where(col(Release.id).in_(keys)).options(*_loaded())
    known = {each.id: each for each in session.exec(whole)}
    return replace(found, rows=[known[key] for key in keys])


def to_decide(session: Session, by: Person, rights: Rights) -> int:
    """How many early leavings wait for this person: not those she asked for herself."""
    asked = select(func.count()).select_from(Release)
    still = col(Release.agreed_on).is_(None), col(Release.refused_on).is_(None)
    hers = rights.where(Permission.PROCUREMENT_KEEP, Release)
    return session.exec(
        asked.where(hers, *still, col(Release.asked_by_id).is_distinct_from(by.id))
    ).one()


def waiting(session: Session, seen_by: Rights) -> int:
    """How many wait for the second person."""
    asked = select(func.count()).select_from(Release)
    still = col(Release.agreed_on).is_(None), col(Release.refused_on).is_(None)
    own = seen_by.where(Permission.PROCUREMENT_SEE, Release)
    return session.exec(asked.where(own, *still)).one()
