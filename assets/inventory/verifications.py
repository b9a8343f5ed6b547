"""Whether a thing is there: who looked for it last, on which day, and what she found."""

from datetime import date
from uuid import UUID

from assets.errors import Refused
from assets.inventory.register import Asset
from assets.inventory.waiting import NOT_HERE


def look(asset: Asset, *, found: bool, by: UUID | None, on: date) -> None:
    """Note that somebody has looked for it on that day, and whether she has found it."""
    if asset.state in NOT_HERE:
        raise Refused(
            "{tag} is {state}: there is nothing to look for.",
            tag=asset.tag,
            state=asset.state,
            field="found",
        )
    if asset.verified_on and on < asset.verified_on:
        raise Refused("It was looked for on {day} already.", day=asset.verified_on, field="on")
    asset.verified_on, asset.verified_found, asset.verified_by_id = on, found, by
