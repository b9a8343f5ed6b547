"""What pages and programs say of durability: the clock of a thing, and its early leavings."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Request

from assets.inventory.register import COMING, GONE, Asset
from assets.procurement import clocks, guests, inspections, releases
from assets.procurement.clocks import Clock
from assets.procurement.durability import Release
from assets.procurement.guests import GuestLink
from assets.procurement.inspections import Inspection
from assets.rights import Permission
from web.access import Db, MyRights
from web.answer import Expected
from web.named import Key, within
from web.page import PageFor


@dataclass(frozen=True)
class Durable:
    """A funded thing as its page shows it: its clock, and what was asked of it."""

    clock: Clock
    releases: list[Release]
    asks: bool

    @property
    def until(self) -> date | None:
        return self.clock.until


def funded(page: PageFor, db: Db, asset: Asset) -> Durable | None:
    """The clock of a thing that a grant has paid for, if she may see that."""
    if not page.may(Permission.PROCUREMENT_SEE, asset):
        return None
    clock = clocks.clocks(db, [asset.id]).get(asset.id)
    if clock is None:
        return None
    here = asset.state not in COMING | GONE
    asks = here and page.may(Permission.ASSETS_STATE, asset)
    return Durable(clock, list(db.exec(releases.of_asset(asset)).all()), asks)


def _release(key: Key, request: Request, db: Db, rights: MyRights, expected: Expected) -> Release:
    found = releases.release(db, key, rights)
    within(request, found)
    found.expect(expected)
    return found


TheRelease = Annotated[Release, Depends(_release)]


def _inspection(
    key: Key, request: Request, db: Db, rights: MyRights, expected: Expected
) -> Inspection:
    found = inspections.inspection(db, key, rights)
    within(request, found)
    found.expect(expected)
    return found


TheInspection = Annotated[Inspection, Depends(_inspection)]


def item(release: Release) -> dict[str, Any]:
    """An early leaving under the names of the contract."""
    return {
        "id": str(release.id),
        "asset": release.asset.tag,
        "departure": release.departure,
        "standing": release.standing,
        "reason": release.reason,
        "notice_number": release.notice_number,
        "asked_by": release.asked_by.name if release.asked_by else None,
        "decided_by": release.agreed_by.name if release.agreed_by else None,
        **{
            name: day.isoformat() if (day := getattr(release, name)) else None
            for name in ("notice_on", "asked_on", "agreed_on", "refused_on", "used_on")
        },
        "version": release.version,
    }


def _guest_link(
    key: Key, request: Request, db: Db, rights: MyRights, expected: Expected
) -> GuestLink:
    found = guests.link(db, key, rights)
    within(request, found)
    found.expect(expected)
    return found


TheGuestLink = Annotated[GuestLink, Depends(_guest_link)]
