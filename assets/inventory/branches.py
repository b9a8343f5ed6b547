"""Looking at the tree of places: what is above and below, and how many things stand where."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, case, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.inventory import finding, places
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.inventory.register import COMING, GONE, Asset
from assets.listing import Cut, Order, PageOf, page
from assets.rights import Permission, Rights
from assets.words import fold

MOST_SHOWN = 400

FIELDS = (
    "name",
    "kind",
    "path",
    "code",
    "zone",
    "country",
    "language",
    "area_m2",
    "capacity",
    "opens_on",
    "closes_on",
    "contact",
)


@dataclass
class Tally:
    """How many things stand in a place and in all that is inside it, and how many are to come."""

    here: int = 0
    coming: int = 0


Tallies = dict[tuple[UUID | None, str], Tally]


def above(place: Place, seen_by: Rights) -> SelectOfScalar[Place]:
    """The places that this one is inside of, from the site down."""
    keys = place.path_key.split("\x1f")
    upwards = ["\x1f".join(keys[:count]) for count in range(1, len(keys))]
    of_site = places.listed(seen_by).where(Place.site_id == place.site_id)
    return of_site.where(col(Place.path_key).in_(upwards))


def tree(
    session: Session, seen_by: Rights, inside: Place | None = None, most: int = MOST_SHOWN
) -> list[Place]:
    """The tree from the top, or below a place: as many whole levels as fit, the first always."""
    rows = places.listed(seen_by)
    if inside:
        rows = rows.where(*_inside(inside))
    counted: Any = rows.with_only_columns(col(Place.depth), func.count()).order_by(None)
    shown, deepest = 0, -1
    by_level = counted.group_by(Place.depth).order_by(Place.depth)
    for depth, count in session.connection().execute(by_level):
        shown += count
        if shown > most and deepest >= 0:
            break
        deepest = depth
    return list(session.exec(rows.where(Place.depth <= deepest).limit(most)))


def _inside(place: Place) -> list[ColumnElement[bool]]:
    return [col(Place.id).in_(places.below(place)), col(Place.id) != place.id]


def tallies(session: Session, seen_by: Rights, inside: Place | None = None) -> Tallies:
    """What stands where, by the site and the key of each path, counted in one query."""
    coming = func.sum(case((col(Asset.state).in_(COMING), 1), else_=0))
    asked = [seen_by.where(Permission.ASSETS_SEE, Asset), col(Asset.state).not_in(GONE)]
    if inside:
        asked.append(col(Asset.place_id).in_(places.below(inside)))
    counted = (
        select(Asset.place_id, func.count().label("all"), coming.label("coming"))
        .where(*asked)
        .group_by(col(Asset.place_id))
        .subquery()
    )
    rows: Any = select(Place.site_id, Place.path_key, counted.c.all, counted.c.coming)
    found: Tallies = defaultdict(Tally)
    for site_id, key, everything, to_come in session.exec(
        rows.join(counted, counted.c.place_id == Place.id)
    ):
        parts = key.split("\x1f")
        for depth in range(len(parts)):
            tally = found[site_id, "\x1f".join(parts[: depth + 1])]
            tally.here, tally.coming = tally.here + everything - to_come, tally.coming + to_come
    return found


def tally_of(tallies: Tallies, place: Place) -> Tally:
    return tallies.get((place.site_id, place.path_key), Tally())


_Thing = aliased(Asset)


def holding(
    session: Session, place: Place, table: Any, asked: Iterable[ColumnElement[bool]]
) -> list[ColumnElement[bool]]:
    """What is `asked` of the rows of `table`, and that they belong here.

    That is to this place (place_id), to what is inside it, or to what stands there (asset_id).
    """
    here = table.c.place_id.in_(places.below(place))
    things: Any = select(Asset.id).where(col(Asset.place_id).in_(places.below(place)))
    if finding.few_in(session, place):  # so that no index leads away from them
        asked = [func.coalesce(each, None) for each in asked]
        return [*asked, or_(table.c.asset_id.in_(things), here)]
    stands = func.coalesce(col(_Thing.place_id), None).in_(places.below(place))
    thing = select(_Thing.id).where(_Thing.id == table.c.asset_id, stands)
    return [*asked, table.c.site_id == place.site_id, or_(thing.exists(), here)]


_Site = aliased(Place)
_TABLE: Any = Place.__table__  # type: ignore[attr-defined]


def listing(
    session: Session,
    search: str,
    site: Place | None,
    cut: Cut,
    seen_by: Rights,
    inside: Place | None = None,
) -> PageOf:
    """One page of the places in the order of the tree, as rows of columns."""
    asked: list[ColumnElement[bool]] = [seen_by.where(Permission.PLACES_SEE, Place)]
    asked.append(col(Place.merged_into_id).is_(None))
    if site:
        asked.append(col(Place.site_id) == site.id)
    if inside:
        asked += _inside(inside)
    if search.strip():
        asked.append(col(Place.folded).contains(fold(search), autoescape=True))
    key, row_id = _TABLE.c.path_key, _TABLE.c.id
    rows = _columns().where(*asked).add_columns(key.label("sort_key"), row_id)
    return page(session, rows, Order(key, row_id), cut)


def one(session: Session, place: Place) -> Any:
    """The row of one place, which has been found through the person who asks."""
    return session.connection().execute(_columns().where(_TABLE.c.id == place.id)).one()


def _columns() -> Select[Any]:
    shown = [_TABLE.c[name] for name in FIELDS]
    codes: list[Any] = [col(_Site.code).label("site"), col(Partner.code).label("partner")]
    rows: Select[Any] = select(
        _TABLE.c.id, *shown, *codes, _TABLE.c.parent_id.label("inside"), _TABLE.c.version
    )  # type: ignore[call-overload]
    at_site = rows.join(_Site, col(_Site.id) == _TABLE.c.site_id)
    return at_site.outerjoin(Partner, col(Partner.id) == _TABLE.c.partner_id)
