"""Where things can be: sites, their buildings, floors, rooms, zones, grounds and stores."""

from datetime import date
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import BYTEWISE, Row, stored
from assets.errors import Missing, Refused
from assets.rights import Guarded, Permission, Rights
from assets.trail import derived
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


class Place(Guarded, table=True):
    """Somewhere a thing can stand. It may not exist yet: see `opens_on`."""

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
    contact: str = Field(default="", max_length=200)

    @property
    def label(self) -> str:
        return self.path or self.name

    def open(self, on: date) -> bool:
        """Whether things can stand here on that day."""
        begun = self.opens_on is None or self.opens_on <= on
        return begun and (self.closes_on is None or on < self.closes_on)

    def stand_in(self, parent: "Place | None") -> None:
        """Take a place in the tree: the path, the depth and the site follow from the parent."""
        if parent is None:
            self.site_id, self.depth, above = self.id, 0, ("", "")
        else:
            self.parent_id, self.site_id = parent.id, parent.site_id
            self.partner_id = self.partner_id or parent.partner_id
            self.depth, above = parent.depth + 1, (f"{parent.path} / ", f"{parent.path_key}\x1f")
        if self.depth >= DEEPEST:
            raise Refused(
                "Places go {count} levels deep at most.", count=DEEPEST, field="parent_id"
            )
        self.path, self.path_key = above[0] + self.name, above[1] + sort_key(self.name)
        self.folded = fold(self.path)


class TagCounter(Row, table=True):
    """The last number that a site has given to a tag. Numbers are never given twice."""

    site_id: UUID = Field(foreign_key="place.id", unique=True)
    last: int = 0


def open_site(session: Session, site: Place) -> Place:
    """A new site, with its own counter of tags."""
    if not site.code or not site.zone or not site.language:
        raise Refused("A site needs a code, a time zone and a language.", field="code")
    site.kind, site.code = Kind.SITE, site.code.upper()
    site.stand_in(None)
    session.add(site)
    session.flush()
    session.add(TagCounter(site_id=site.id))
    return site


def open_place(session: Session, place: Place, inside: Place) -> Place:
    """A new place inside another. Two of the same name cannot stand side by side."""
    beside = select(Place.name).where(Place.parent_id == inside.id)
    if fold(place.name) in {fold(name) for name in session.exec(beside)}:
        raise Refused(
            "{place} has a place named {name} already.",
            place=inside.name,
            name=place.name,
            field="name",
        )
    place.stand_in(inside)
    session.add(place)
    session.flush()
    return place


def rename(session: Session, place: Place, name: str) -> None:
    """A new name, which the paths of everything below take up."""
    place.name = name.strip()
    _settle(session, place)


def _settle(session: Session, place: Place) -> None:
    parent = session.get(Place, place.parent_id) if place.parent_id else None
    place.stand_in(parent)
    for below in session.exec(select(Place).where(Place.parent_id == place.id)).all():
        _settle(session, below)


def listed(seen_by: Rights) -> SelectOfScalar[Place]:
    """Every place this person may see, in the order of the tree."""
    seen = seen_by.where(Permission.PLACES_SEE, Place)
    return select(Place).where(seen).order_by(col(Place.path_key), col(Place.id))


def sites(seen_by: Rights) -> SelectOfScalar[Place]:
    return listed(seen_by).where(Place.kind == Kind.SITE)


def place(session: Session, key: UUID, seen_by: Rights) -> Place:
    found = session.exec(listed(seen_by).where(Place.id == key)).first()
    if found is None:
        raise Missing("There is no such place.", field="place_id")
    return found


def called(session: Session, words: str, seen_by: Rights) -> Place:
    """The place that somebody means by its path, or by its name where only one is named so."""
    meant = fold(words.strip())
    paths = listed(seen_by).where(Place.folded == meant)
    names = listed(seen_by).where(col(Place.folded).endswith(f"/ {meant}", autoescape=True))
    found = session.exec(paths).all() or session.exec(names.limit(2)).all()
    if not found:
        raise Refused("There is no place called {name}.", name=words, field="place")
    if len(found) > 1:
        raise Refused(
            "Several places are called {name}. Choose one from the list.", name=words, field="place"
        )
    return found[0]


def suggested(words: str, seen_by: Rights) -> SelectOfScalar[Place]:
    """Places whose path holds these words, for choosing while typing."""
    return listed(seen_by).where(col(Place.folded).contains(fold(words.strip()), autoescape=True))


def site(session: Session, code: str, seen_by: Rights) -> Place:
    found = session.exec(sites(seen_by).where(Place.code == code.upper())).first()
    if found is None:
        raise Missing("There is no site {code}.", code=code, field="site")
    return found


def zone_of(site: Place) -> ZoneInfo:
    """The time zone in whose days this site's duties fall due."""
    return ZoneInfo(site.zone)


def below(place: Place) -> SelectOfScalar[UUID]:
    """The ids of this place and of everything inside it."""
    key = place.path_key
    inside = col(Place.path_key).between(f"{key}\x1f", f"{key}\x1f\U0010ffff")
    same_site = Place.site_id == place.site_id
    return select(Place.id).where(same_site, (col(Place.id) == place.id) | inside)
