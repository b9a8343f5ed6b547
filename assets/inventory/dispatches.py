"""Transfers as lists: what is on the way from where to where, and what of it has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from assets.database import alongside
from assets.errors import Missing, Refused
from assets.inventory import places
from assets.inventory.catalogue import Model
from assets.inventory.identifiers import Label
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.inventory.transfers import UNDER_WAY, State, Transfer, TransferLine, destinations
from assets.listing import Cut, Order, PageOf, page
from assets.rights import Permission, Rights
from assets.words import N_, Worded

_TABLE: Any = Transfer.__table__  # type: ignore[attr-defined]
_From, _To = aliased(Place), aliased(Place)


class Show(Worded):
    """Which transfers a list shows."""

    SENT = "sent", N_("On the way")
    LATE = "late", N_("Late")
    RECEIVED = "received", N_("Received")
    CANCELLED = "cancelled", N_("Called back")


@dataclass(frozen=True)
class Wanted:
    """What a list of transfers is asked for."""

    show: Show = Show.SENT
    from_site: Place | None = None
    to_site: Place | None = None


def concerning(rights: Rights, needs: Permission, *, leading: bool = True) -> ColumnElement[bool]:
    """The transfers from or to where this permission reaches."""
    sites = select(Place.id).where(col(Place.parent_id).is_(None), rights.where(needs, Place))
    to_site = col(Transfer.to_site_id) if leading else func.coalesce(Transfer.to_site_id, None)
    return rights.where(needs, Transfer, leading=leading) | to_site.in_(sites)


def open_still() -> ColumnElement[bool]:
    """Whether something of a transfer is on the way. There are few, whatever has been before."""
    return col(Transfer.id).in_(select(TransferLine.transfer_id).where(UNDER_WAY))


def listed(session: Session, wanted: Wanted, on: date, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of transfers, the latest first, as rows of columns."""
    asked = [concerning(seen_by, Permission.ASSETS_SEE), *_shown(wanted.show, on)]
    if wanted.from_site:
        asked.append(_TABLE.c.site_id == wanted.from_site.id)
    if wanted.to_site:
        asked.append(_TABLE.c.to_site_id == wanted.to_site.id)
    keys = (_TABLE.c.number.label("sort_key"), _TABLE.c.id)
    rows = _columns().where(*asked).add_columns(*keys)
    return page(session, rows, Order(_TABLE.c.number, _TABLE.c.id, descending=True), cut)


def _shown(show: Show, on: date) -> list[ColumnElement[bool]]:
    if show is Show.SENT:
        return [open_still()]
    if show is Show.LATE:
        return [open_still(), col(Transfer.expected_on) < on]
    return [_TABLE.c.state == State(show)]


def _columns() -> Select[Any]:
    lines = select(func.count()).where(TransferLine.transfer_id == Transfer.id)
    columns: Select[Any] = (
        select(
            Transfer.number,
            Transfer.state,
            Transfer.sent_on,
            Transfer.expected_on,
            Transfer.ended_on,
            col(_From.code).label("from_site"),
            col(_From.name).label("from_name"),
            col(_To.code).label("to_site"),
            col(_To.name).label("to_name"),
            lines.scalar_subquery().label("things"),
            lines.where(UNDER_WAY).scalar_subquery().label("missing"),
        )  # type: ignore[call-overload]
        .join(_From, col(_From.id) == col(Transfer.site_id))
        .join(_To, col(_To.id) == col(Transfer.to_site_id))
    )
    return columns


def destination(session: Session, code: str, place: str, by: Rights) -> Place:
    """Where things shall go: a place that this person sees at the site, or the site as a whole."""
    site = next((each for each in destinations(session) if each.code == code.upper()), None)
    if site is None:
        raise Missing("There is no site {code}.", code=code, field="site")
    at = places.called(session, place, by) if place.strip() else site
    if at.site_id != site.id:
        raise Refused("{place} is not at {site}.", place=at.name, site=site.name, field="place")
    return at


def transfer(session: Session, number: str, seen_by: Rights) -> Transfer:
    """The transfer with this number, with its sites."""
    sides = alongside(Transfer.site, Transfer.to_site, Transfer.to_place)
    seen = concerning(seen_by, Permission.ASSETS_SEE)
    wanted = select(Transfer).where(Transfer.number == number.strip().upper(), seen)
    found = session.exec(wanted.options(*sides)).one_or_none()
    if found is None:
        raise Missing("There is no transfer {number}.", number=number)
    return found


def lines_of(session: Session, transfer: Transfer) -> list[TransferLine]:
    """All that was sent, by name, each with its thing and what that is."""
    thing = alongside(TransferLine.asset)[0]
    made = thing.joinedload(Asset.model).joinedload(Model.maker)  # type: ignore[attr-defined]
    mine = select(TransferLine).where(TransferLine.transfer_id == transfer.id).join(Asset)
    by_name = mine.order_by(col(Asset.name_key), col(Asset.tag))
    return list(session.exec(by_name.options(thing, made)).all())


def owners(session: Session, transfer: Transfer) -> tuple[str, str]:
    """What the partners are called to whom the two sites belong."""
    keys = {transfer.site.partner_id, transfer.to_site.partner_id}
    named = select(Partner.id, Partner.name).where(col(Partner.id).in_(keys - {None}))
    known: dict[UUID | None, str] = dict(session.exec(named).all())
    return known.get(transfer.site.partner_id, ""), known.get(transfer.to_site.partner_id, "")


def of_asset(session: Session, key: UUID) -> Transfer | None:
    """The transfer by which a thing is on its way, if it is."""
    line = select(TransferLine.transfer_id).where(TransferLine.under_way_id == key)
    mine = select(Transfer).where(col(Transfer.id).in_(line))
    return session.exec(mine.options(*alongside(Transfer.site, Transfer.to_site))).first()


def meant(session: Session, lines: Sequence[TransferLine], said: str) -> list[TransferLine]:
    """The lines that these tags, codes or addresses of labels mean, however they are parted."""
    known = {line.asset.tag: line for line in lines}
    codes = [each.rstrip("/").rpartition("/")[2].upper() for each in said.replace(",", " ").split()]
    by_asset = {line.asset_id: line for line in lines}
    labels = select(Label.code, Label.asset_id).where(col(Label.code).in_(codes))
    known |= {code: by_asset[key] for code, key in session.exec(labels) if key in by_asset}
    for code in codes:
        if code not in known:
            raise Refused("{code} is not in this transfer.", code=code, field="scanned")
    return list({known[code].id: known[code] for code in codes}.values())
