"""Where things can be: sites, their buildings, floors, rooms, zones, grounds and stores."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import groupby
from operator import attrgetter
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import BYTEWISE, Row, moment_of, stored
from assets.errors import Missing, Refused
from assets.inventory import partners
from assets.rights import EVERYTHING, Guarded, Permission, Rights
from assets.trail import derived, private
from assets.words import N_, Language, Worded, fold, sort_key

DEEPEST = 20


class Kind(Worded):
    """What a place is, from the whole site down to a zone of a room."""

    SITE = "site", N_("Site")
    BUILDING = "building", N_("Building")
    FLOOR = "floor", N_("Floor")
    ROOM = "room", N_("Room")
    ZONE = "zone", N_("Zone")
    OUTDOOR = "outdoor", N_("Outdoor area")
    STORE = "store", N_("Store")


class Openness(Worded):
    """Whether things can stand here: a place may still be built, and it may be given up."""

    COMING = "coming", N_("Not open yet")
    OPEN = "open", N_("Open")
    CLOSED = "closed", N_("Closed")


class Place(Guarded, table=True):
    """Somewhere a thing can stand. It may not exist yet: see `opens_on`."""

    __table_args__ = (UniqueConstraint("site_id", "path_key"),)

    name: str = Field(max_length=120)
    kind: Kind = Field(sa_type=stored(Kind))
    parent_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    # Derived from the tree: "Lovrin / Ground floor / Pool hall", and the key that sorts it.
    path: str = Field(default="", sa_column_kwargs=derived())
    path_key: str = Field(default="", sa_type=BYTEWISE, index=True, sa_column_kwargs=derived())
    folded: str = Field(default="", sa_column_kwargs=derived())
    depth: int = Field(default=0, sa_column_kwargs=derived())
    area_m2: Decimal | None = Field(default=None, max_digits=10, decimal_places=2)
    capacity: int | None = None
    opens_on: date | None = None
    closes_on: date | None = None
    # Only of a site.
    code: str | None = Field(default=None, unique=True, max_length=8)
    zone: str = Field(default="", max_length=40)
    country: str = Field(default="", max_length=2)
    language: Language | None = Field(default=None, sa_type=stored(Language))
    # Of any place: who answers for it.
    contact: str = Field(default="", max_length=200, sa_column_kwargs=private())
    # The place that took up all that was in it.
    merged_into_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)

    @property
    def label(self) -> str:
        return self.path or self.name

    def openness(self, on: date) -> Openness:
        if self.merged_into_id:
            return Openness.CLOSED
        if self.opens_on and on < self.opens_on:
            return Openness.COMING
        return Openness.CLOSED if self.closes_on and self.closes_on <= on else Openness.OPEN

    def open(self, on: date) -> bool:
        """Whether things can stand here on that day."""
        return self.openness(on) is Openness.OPEN

    def must_be_open(self, on: date) -> None:
        """Raise Refused unless things can stand here on that day."""
        if not self.open(on):
            raise self.not_open(on)

    def not_open(self, on: date, field: str = "place") -> Refused:
        return Refused(
            "{place} is not open on {day}. Choose a store or another room.",
            place=self.name,
            day=on,
            field=field,
        )

    def become(self, kind: Kind) -> None:
        if (kind is Kind.SITE) != (self.parent_id is None):
            raise Refused("A site stands by itself, not inside another place.", field="kind")
        self.kind = kind

    def stand_in(self, parent: "Place | None") -> None:
        """Take a place in the tree: the path, the depth and the site follow from the parent."""
        if parent is None:
            self.site_id, self.depth = self.id, 0
        else:
            self.parent_id, self.site_id = parent.id, parent.site_id
            self.partner_id = self.partner_id or parent.partner_id
            self.depth = parent.depth + 1
        if self.depth >= DEEPEST:
            raise too_deep("parent_id")
        self.path = f"{parent.path} / {self.name}" if parent else self.name
        self.path_key, self.folded = key_of(self, parent), fold(self.path)

    def give_way(self, to: "Place", on: date) -> None:
        """It turned out to be another place, which took up all that was in it."""
        self.merged_into_id, self.closes_on, self.parent_id = to.id, on, None
        self.site_id, self.depth, self.path = to.site_id, 0, self.name
        self.path_key, self.folded = key_of(self, None), fold(self.name)


def key_of(place: Place, parent: Place | None) -> str:
    """What a place is sorted by below its parent. One that gave way is sorted nowhere."""
    if place.merged_into_id:
        return place.id.hex
    above = f"{parent.path_key}\x1f" if parent else ""
    return above + sort_key(place.name)


def too_deep(field: str) -> Refused:
    return Refused("Places go {count} levels deep at most.", count=DEEPEST, field=field)


class TagCounter(Row, table=True):
    """The last number that a site has given to a tag. Numbers are never given twice."""

    site_id: UUID = Field(foreign_key="place.id", unique=True)
    last: int = 0


def open_site(session: Session, site: Place) -> Place:
    """A new site, with its own counter of tags."""
    if not site.code or not site.zone or not site.language:
        raise Refused("A site needs a code, a time zone and a language.", field="code")
    site.kind, site.code = Kind.SITE, site.code.upper()
    site.country = partners.country_of(site.country)
    _check_site(session, site)
    _check_days(opens_on=site.opens_on, closes_on=site.closes_on)
    _call(session, site, site.name, inside=None)
    session.add(site)
    session.flush()
    session.add(TagCounter(site_id=site.id))
    return site


def _check_site(session: Session, site: Place) -> None:
    if not re.fullmatch(r"[A-Z][A-Z0-9]{1,7}", site.code or ""):
        raise Refused("A code has two to eight letters and figures, such as LOV.", field="code")
    if session.exec(select(Place.id).where(Place.code == site.code)).first():
        raise Refused("There is a site {code} already.", code=site.code, field="code")
    try:
        ZoneInfo(site.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused("There is no time zone {zone}.", zone=site.zone, field="zone") from None


def open_place(session: Session, place: Place, inside: Place) -> Place:
    """A new place inside another, with its opening and closing days unless it has its own."""
    _call(session, place, place.name, inside)
    place.become(place.kind)
    _check_days(opens_on=place.opens_on, closes_on=place.closes_on)
    place.opens_on = place.opens_on or inside.opens_on
    place.closes_on = place.closes_on or inside.closes_on
    session.add(place)
    session.flush()
    return place


def rename(session: Session, place: Place, name: str) -> None:
    """A new name, which the paths of everything below take up."""
    parent = session.get(Place, place.parent_id) if place.parent_id else None
    inside = session.exec(branch(place)).all()[1:]
    _call(session, place, name, parent)
    settle(session, inside, place)


def settle(session: Session, inside: Sequence[Place], parent: Place) -> None:
    """Stand these places, whole branches of the tree, inside another one.

    Level by level, so that what is higher gives its path free before what is lower takes it.
    """
    known = {each.id: each for each in inside}
    session.flush()
    for _, level in groupby(sorted(inside, key=attrgetter("depth")), attrgetter("depth")):
        for each in list(level):
            each.stand_in(known.get(each.parent_id, parent) if each.parent_id else parent)
        session.flush()


def keep_open(
    session: Session, place: Place, *, opens_on: date | None, closes_on: date | None
) -> None:
    """From which day it is open, and from which day no more.

    What is inside and had the same day as this place follows it; a day of its own stays.
    """
    _check_days(opens_on=opens_on, closes_on=closes_on)
    new = {"opens_on": opens_on, "closes_on": closes_on}
    old = {name: getattr(place, name) for name in new}
    for each in session.exec(branch(place)).all():
        for name, day in new.items():
            if getattr(each, name) == old[name]:
                setattr(each, name, day)


def _check_days(*, opens_on: date | None, closes_on: date | None) -> None:
    if opens_on and closes_on and closes_on <= opens_on:
        raise Refused("It cannot close before it opens.", field="closes_on")


def _call(session: Session, place: Place, name: str, inside: Place | None) -> None:
    """Give it this name. Two that read alike cannot stand side by side."""
    name = name.strip()
    if not name:
        raise Refused("Give it a name.", field="name")
    for other in session.exec(_names_in(inside).where(Place.id != place.id)):
        if fold(other) == fold(name) or sort_key(other) == sort_key(name):
            raise Refused("There is a place named {name} here already.", name=other, field="name")
    place.name = name
    place.stand_in(inside)


def _names_in(parent: Place | None) -> SelectOfScalar[str]:
    inside = col(Place.parent_id) == (parent.id if parent else None)
    return select(Place.name).where(inside, col(Place.merged_into_id).is_(None))


def listed(seen_by: Rights) -> SelectOfScalar[Place]:
    """Every place this person may see, in the order of the tree."""
    seen = seen_by.where(Permission.PLACES_SEE, Place)
    standing = col(Place.merged_into_id).is_(None)
    return select(Place).where(seen, standing).order_by(col(Place.path_key), col(Place.id))


def sites(session: Session, seen_by: Rights) -> list[Place]:
    """Every site this person may see, in the order of the tree. There are few."""
    return [site for site in session.exec(_sites()) if seen_by.may(Permission.PLACES_SEE, site)]


@cache  # every page asks this
def _sites() -> SelectOfScalar[Place]:
    return listed(EVERYTHING).where(Place.kind == Kind.SITE)


def place(session: Session, key: UUID, seen_by: Rights) -> Place:
    found = session.exec(listed(seen_by).where(Place.id == key)).first()
    if found is None:
        raise Missing("There is no such place.", field="place_id")
    return found


def taken_up(session: Session, key: UUID, seen_by: Rights) -> Place | None:
    """The place that a merged one turned out to be, if she may see that."""
    into = select(Place.merged_into_id).where(Place.id == key).scalar_subquery()
    return session.exec(listed(seen_by).where(Place.id == into)).first()


def called(session: Session, words: str, seen_by: Rights, field: str = "place") -> Place:
    """The place that somebody means by its path, or by its name where only one is named so."""
    meant = fold(words.strip())
    paths = listed(seen_by).where(Place.folded == meant)
    names = listed(seen_by).where(col(Place.folded).endswith(f"/ {meant}", autoescape=True))
    found = session.exec(paths).all() or session.exec(names.limit(2)).all()
    if not found:
        raise Refused("There is no place called {name}.", name=words, field=field)
    if len(found) > 1:
        raise Refused(
            "Several places are called {name}. Choose one from the list.", name=words, field=field
        )
    return found[0]


def suggested(words: str, seen_by: Rights) -> SelectOfScalar[Place]:
    """Places whose path holds these words, for choosing while typing."""
    return listed(seen_by).where(col(Place.folded).contains(fold(words.strip()), autoescape=True))


def site(session: Session, code: str, seen_by: Rights) -> Place:
    for each in sites(session, seen_by):
        if each.code == code.upper():
            return each
    raise Missing("There is no site {code}.", code=code, field="site")


def day_at(session: Session, site_id: UUID | None) -> date:
    """The day on which this transaction happens, in the zone of that site."""
    return day_of(session, moment_of(session), site_id)


def day_of(session: Session, moment: datetime, site_id: UUID | None) -> date:
    """The day of a moment in the zone of that site."""
    site = session.get(Place, site_id) if site_id else None
    return moment.astimezone(zone_of(site) if site else None).date()


def zone_of(site: Place) -> ZoneInfo:
    """The time zone in whose days this site's duties fall due."""
    return ZoneInfo(site.zone)


def below(place: Place) -> SelectOfScalar[UUID]:
    """The ids of this place and of everything inside it."""
    key, inner = col(Place.path_key), f"{place.path_key}\x1f"
    inside = (key >= inner) & (key < f"{inner}\U0010ffff")  # PostgreSQL collates no BETWEEN
    same_site = Place.site_id == place.site_id
    return select(Place.id).where(same_site, (col(Place.id) == place.id) | inside)


def branch(place: Place) -> SelectOfScalar[Place]:
    """This place and everything inside it, in the order of the tree."""
    inside = select(Place).where(col(Place.id).in_(below(place)))
    return inside.order_by(col(Place.path_key), col(Place.id))
