"""Moving within a site: many things in one step, and what goes along with them elsewhere."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from sqlmodel import Session, col

from assets.errors import Missing, Refused
from assets.inventory import register
from assets.inventory.places import Place
from assets.inventory.register import AT_HAND, Asset
from assets.rights import EVERYTHING, Permission, Rights

MOST_AT_ONCE = 200


def chosen(
    session: Session,
    tags: Iterable[str],
    by: Rights,
    needs: Permission = Permission.ASSETS_MOVE,
    *,
    field: str = "tags",
) -> list[Asset]:
    """The things with these tags, in this order, if she may move (or what it `needs`) each."""
    meant = list(dict.fromkeys(tag.strip().upper() for tag in tags if tag.strip()))
    if not meant:
        raise Refused("Choose at least one thing.", field=field)
    _must_fit(len(meant), field)
    found = session.exec(register.whole(by).where(col(Asset.tag).in_(meant))).all()
    known = {asset.tag: asset for asset in found}
    for tag in meant:
        if tag not in known:
            raise Missing("There is no asset {tag}.", tag=tag, field=field)
        by.must(needs, known[tag])
    return [known[tag] for tag in meant]


def together(
    session: Session, assets: Sequence[Asset], along: Callable[[Asset, Asset], bool]
) -> list[Asset]:
    """These things, and of their parts and of the parts of these all for which `along` holds."""
    found, wholes = {asset.id: asset for asset in assets}, list(assets)
    while wholes:
        within = col(Asset.part_of_id).in_([each.id for each in wholes])
        parts = session.exec(register.whole(EVERYTHING).where(within).order_by(Asset.tag)).all()
        wholes = [
            part
            for part in parts
            if part.part_of_id and part.id not in found and along(part, found[part.part_of_id])
        ]
        found |= {part.id: part for part in wholes}
        _must_fit(len(found))
    return list(found.values())


def _must_fit(count: int, field: str = "tags") -> None:
    if count > MOST_AT_ONCE:
        raise Refused("At most {count} things at once.", count=MOST_AT_ONCE, field=field)


def at_hand(part: Asset, whole: Asset) -> bool:
    """Whether this part is at the same site, ready to be lent or sent with its whole."""
    return part.state in AT_HAND and part.site_id == whole.site_id


def move(session: Session, assets: Sequence[Asset], to: Place, on: date) -> list[Asset]:
    """Put these things there, and with them their parts. All, or none; those that were asked."""
    keys = {asset.id for asset in assets}
    moved = [asset for asset in assets if asset.part_of_id not in keys]
    for asset in moved:
        asset.move(to, on)
    session.flush()
    return moved
