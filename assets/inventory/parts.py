"""What is part of what: a handpiece of its unit, a pump of its pool, the things of a kit.

A part stands where its whole stands, whichever of the two is moved, sent, lent or back.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import event, inspect
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.errors import Missing, Refused
from assets.inventory import register
from assets.inventory.places import Place
from assets.inventory.register import FOLLOWERS, GONE, HANDED, Asset, State
from assets.rights import Rights

DEEPEST = 5  # levels, the whole among them
ABSENT = GONE | HANDED
_AT_ONCE = 500
MOST = 100  # things that are made into a kit at once


def put_on(session: Session, part: Asset, whole: Asset, on: date) -> None:
    """Make it a part of that whole, which it stands with from now on."""
    if part.part_of_id == whole.id:
        return
    _ask(session, part, whole)
    part.move(to=whole.place, on=on)
    part.part_of_id = whole.id


def take_off(part: Asset) -> None:
    """From now on it stands for itself, where it is."""
    if part.part_of_id is None:
        raise Refused("{tag} is not part of anything.", tag=part.tag)
    part.part_of_id = None


def make_kit(
    session: Session, name: str, place: Place, members: Collection[Asset], on: date
) -> Asset:
    """A new thing that these are the parts of. They are put where it stands."""
    if not members:
        raise Refused("Choose what belongs to the kit.", field="part")
    kit = register.register(session, place=place, name=name)
    kit.place = place
    for part in members:
        put_on(session, part, kit, on)
    return kit


def chosen(session: Session, tags: Collection[str], seen_by: Rights) -> list[Asset]:
    """The things with these tags, to make a kit of. Raises Missing unless she sees them all."""
    if len(tags) > MOST:
        raise Refused("At most {count} things at once.", count=MOST)
    found = session.exec(register.whole(seen_by).where(col(Asset.tag).in_(tags))).all()
    for tag in set(tags) - {each.tag for each in found}:
        raise Missing("There is no asset {tag}.", tag=tag)
    return sorted(found, key=lambda asset: asset.tag)


def of(whole: Asset) -> SelectOfScalar[Asset]:
    """Its parts, by their tags."""
    return select(Asset).where(Asset.part_of_id == whole.id).order_by(Asset.tag)


def below(session: Session, whole: Asset) -> list[Asset]:
    """Its parts and their parts, however deep."""
    found = list(session.exec(of(whole)))
    return found + [each for part in found for each in below(session, part)]


def wholes(session: Session, keys: Iterable[UUID]) -> set[UUID]:
    """Which of these have parts."""
    asked: Any = select(Asset.part_of_id).where(col(Asset.part_of_id).in_(keys)).distinct()
    return set(session.exec(asked))


def tags(session: Session, keys: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """The tags of these wholes, by their ids."""
    known, found = [*{key for key in keys if key}], dict[UUID, str]()
    for begin in range(0, len(known), _AT_ONCE):
        some = known[begin : begin + _AT_ONCE]
        found |= dict(
            session.exec(select(Asset.id, Asset.tag).where(col(Asset.id).in_(some))).all()
        )
    return found


def states(session: Session, keys: Collection[UUID]) -> Mapping[UUID, set[State]]:
    """In which states the parts of these are."""
    asked = select(Asset.part_of_id, Asset.state).where(col(Asset.part_of_id).in_(keys)).distinct()
    found: dict[UUID, set[State]] = defaultdict(set)
    for whole, state in session.exec(asked):
        found[whole].add(State(state))  # type: ignore[index]
    return found


@event.listens_for(Session, "before_flush")
def _bring_along(session: Session, _: object, __: object) -> None:
    """Whoever moves a thing, its parts move with it, and what belongs to each of them."""
    met = [each for each in session.dirty if isinstance(each, Asset)]
    for part in [each for each in met if _back(each)]:
        _rejoin(session, part)
    moved = [each for each in met if _back(each) or _changed(each, "place_id")]
    for asset in [*met, *_bring_parts(session, moved)]:
        if _changed(asset, "site_id", "partner_id"):
            for belonging in FOLLOWERS:
                for row in session.exec(belonging(asset)).all():
                    row.site_id, row.partner_id = asset.site_id, asset.partner_id


def _rejoin(session: Session, part: Asset) -> None:
    """It is here again, where its whole stands if that is here."""
    whole = session.get(Asset, part.part_of_id) if part.part_of_id else None
    if whole and whole.state not in ABSENT:
        _stand_together(part, whole)


def _bring_parts(session: Session, moved: list[Asset]) -> list[Asset]:
    """The parts of what has moved, and theirs, now where it stands; not what is away or gone."""
    brought = []
    for begin in range(0, len(moved), _AT_ONCE):
        wholes = {each.id: each for each in moved[begin : begin + _AT_ONCE]}
        for part in session.exec(select(Asset).where(col(Asset.part_of_id).in_(wholes))).all():
            whole = wholes[part.part_of_id]  # type: ignore[index]
            if part.place_id != whole.place_id and part.state not in ABSENT:
                _stand_together(part, whole)
                brought.append(part)
    return brought + (_bring_parts(session, brought) if brought else [])


def _stand_together(part: Asset, whole: Asset) -> None:
    """The part comes to its whole; what was away and is at another site stands for itself now."""
    if part.site_id != whole.site_id and (_back(part) or _back(whole)):
        part.part_of_id = None
    else:
        part.place_id, part.site_id = whole.place_id, whole.site_id


def _back(asset: Asset) -> bool:
    return asset.left in ABSENT and asset.state not in ABSENT


def _changed(asset: Asset, *names: str) -> bool:
    past = inspect(asset).attrs
    return any(past[name].history.has_changes() for name in names)


def _ask(session: Session, part: Asset, whole: Asset) -> None:
    if part.id == whole.id:
        raise Refused("A thing cannot be part of itself.", field="part")
    for each in (part, whole):
        if each.state in ABSENT:
            raise Refused(
                "{tag} is {state}: parts are not changed now.",
                tag=each.tag,
                state=each.state,
                field="part",
            )
    if part.part_of_id:
        raise Refused(
            "{tag} is part of another thing. Take it off first.", tag=part.tag, field="part"
        )
    if part.site_id != whole.site_id:
        raise Refused("{tag} stands at another site.", tag=part.tag, field="part")
    _ask_the_tree(session, part, whole)


def _ask_the_tree(session: Session, part: Asset, whole: Asset) -> None:
    above = _above(session, whole)
    if part.id in above:
        raise Refused(
            "{whole} is part of {part} already.", whole=whole.tag, part=part.tag, field="part"
        )
    if len(above) + _height(session, part) > DEEPEST:
        raise Refused(
            "Parts of parts go down to {count} levels, and no further.", count=DEEPEST, field="part"
        )


def _above(session: Session, asset: Asset) -> list[UUID]:
    """The thing and all that it is a part of."""
    keys, above = [asset.id], asset.part_of_id
    while above:
        keys.append(above)
        above = session.exec(select(Asset.part_of_id).where(Asset.id == above)).one()
    return keys


def _height(session: Session, asset: Asset) -> int:
    """How many levels there are from it downwards, itself among them."""
    height, level = 0, {asset.id}
    while level:
        height += 1
        level = set(session.exec(select(Asset.id).where(col(Asset.part_of_id).in_(level))))
    return height
