"""What a list may name: the places, kinds, owners and lots that its reader knows here."""

import re
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlmodel import Session

from assets import colleagues, people
from assets.errors import Refused
from assets.inventory import catalogue, custom_fields, partners, places
from assets.inventory.catalogue import EquipmentType
from assets.inventory.custom_fields import CustomField
from assets.inventory.partners import Partner
from assets.inventory.places import Kind, Place
from assets.people import Person
from assets.procurement import lots
from assets.rights import Guarded, Rights
from assets.words import N_, Language, Worded, fold, spoken

Named = TypeVar("Named")

COMPARED = 100_000  # names, in search of the nearest one; a list may be nothing but mistakes
NEAR = 0.6
LONGEST = 60  # letters of an unknown name that are said again

PLACES = (
    N_("There is no place called {name} here. Open it first, or take another one."),
    N_("There is no place called {name} here. The nearest name is {near}."),
)
PLACES_THERE = (
    N_("There is no place called {name} in {site}. Open it first, or take another one."),
    N_("There is no place called {name} in {site}. The nearest name is {near}."),
)
SITES = (
    N_("There is no site {name} here."),
    N_("There is no site {name} here. The nearest name is {near}."),
)
TYPES = (
    N_("There is no kind of equipment called {name}."),
    N_("There is no kind of equipment called {name}. The nearest name is {near}."),
)
OWNERS = (
    N_("There is no partner called {name}."),
    N_("There is no partner called {name}. The nearest name is {near}."),
)
STAFF = (
    N_("Nobody called {name} works there."),
    N_("Nobody called {name} works there. The nearest name is {near}."),
)
LOTS = (
    N_("There is no lot {name}."),
    N_("There is no lot {name}. The nearest one is {near}."),
)
CHOICES = (
    N_("{name} is none of these: {choices}."),
    N_("{name} is none of these: {choices}. The nearest one is {near}."),
)


class Names(Generic[Named]):
    """Things by what they are called, however that is accented."""

    def __init__(
        self,
        named: Iterable[tuple[Named, Iterable[str]]],
        sentences: tuple[str, str],
        **values: object,
    ) -> None:
        self.sentences, self.values, self.left = sentences, values, COMPARED
        self.spelled: dict[str, str] = {}
        self._called: dict[str, list[Named]] = defaultdict(list)
        for thing, names in named:
            spelled = {plain(name): name for name in names if name}
            for meant in spelled:
                self._called[meant].append(thing)
            self.spelled |= spelled

    def called(self, words: str) -> list[Named]:
        return self._called.get(plain(words), [])

    def only(self, words: str) -> Named:
        """What is called so. Raises Refused, with the nearest name, unless it is one thing."""
        found = self.called(words)
        if not found:
            raise self.unknown(words)
        if len(found) > 1:
            raise Refused("Several are called {name}. Write what tells them apart.", name=words)
        return found[0]

    def unknown(self, words: str) -> Refused:
        values: dict[str, Any] = {"name": words[:LONGEST]} | self.values
        near: list[str] = []
        if self.left > 0:
            self.left -= len(self.spelled)
            near = get_close_matches(plain(words)[:LONGEST], self.spelled, n=1, cutoff=NEAR)
        if not near:
            return Refused(self.sentences[0], **values)
        return Refused(self.sentences[1], near=self.spelled[near[0]], **values)


class Vocabulary:
    """What this person knows, read once for a whole list."""

    def __init__(self, session: Session, seen_by: Rights) -> None:
        self.places = {each.id: each for each in session.exec(places.listed(seen_by))}
        self.types = {each.id: each for each in session.exec(catalogue.types())}
        self.fields = {each.key: each for each in session.exec(custom_fields.living())}
        self.choices = custom_fields.choices(session)
        self.partners = {each.id: each for each in session.exec(partners.listed())}
        self._listed_lots = lots.listed(seen_by)
        self._session = session
        self._places: dict[UUID | None, Names[Place]] = {}
        self._asked: dict[UUID | None, list[CustomField]] = {}
        self._custodians: dict[tuple[UUID | None, UUID | None], Names[Person]] = {}

    def place(self, words: str, site: Place | None = None, now: Place | None = None) -> Place:
        """The place of this path or name, at this site if one is named.

        Where several are called so, the one where the thing stands `now` is meant, or else the
        only one at the site where it stands.
        """
        names = self._places_of(site)
        found = names.called(words)
        if not found:
            raise names.unknown(words)
        if now and len(found) > 1:
            found = _nearest(found, now)
        if len(found) > 1:
            raise Refused(
                "Several places are called {name}. Write the path, such as {path}.",
                name=words,
                path=found[0].path,
            )
        return found[0]

    def shortest(self, place: Place) -> str:
        """The name by which a place is found again at its site, or else its path."""
        alone = len(self._places_of(self.site_of(place)).called(place.name)) == 1
        return place.name if alone else place.path

    def asked(self, type_id: UUID | None) -> list[CustomField]:
        """The custom fields that fit this kind of thing."""
        if type_id not in self._asked:
            found = self.fields.values()
            self._asked[type_id] = [each for each in found if each.fits(type_id)]
        return self._asked[type_id]

    def lot(self, words: str) -> str:
        return self.lots.only(words)

    def custodian(self, words: str, where: Guarded, now: UUID | None) -> UUID:
        """Whoever is called so where the thing stands; who answers for it `now` may be meant."""
        same = self.people.get(now) if now else None
        if same and fold(words) in {fold(same.name), same.email}:
            return same.id
        key = (where.site_id, where.partner_id)
        if key not in self._custodians:
            found = self._session.exec(colleagues.at(where))
            self._custodians[key] = Names(
                ((each, (each.name, each.email)) for each in found), STAFF
            )
        return self._custodians[key].only(words).id

    def site_of(self, place: Place) -> Place:
        return self.places.get(place.site_id or place.id, place)

    def _places_of(self, site: Place | None) -> Names[Place]:
        key = site.id if site else None
        if key not in self._places:
            here = [each for each in self.places.values() if key in {None, each.site_id}]
            named = ((each, _names_of(each)) for each in here)
            self._places[key] = (
                Names(named, PLACES_THERE, site=site.name) if site else Names(named, PLACES)
            )
        return self._places[key]

    @cached_property
    def sites(self) -> Names[Place]:
        found = (each for each in self.places.values() if each.kind is Kind.SITE)
        return Names(((each, (each.name, each.code or "")) for each in found), SITES)

    @cached_property
    def people(self) -> dict[UUID, Person]:
        return {each.id: each for each in self._session.exec(people.listed())}

    @cached_property
    def kinds(self) -> Names[EquipmentType]:
        return Names(((each, (each.key, *each.names)) for each in self.types.values()), TYPES)

    @cached_property
    def owners(self) -> Names[Partner]:
        return Names(((each, (each.code, each.name)) for each in self.partners.values()), OWNERS)

    @cached_property
    def lots(self) -> Names[str]:
        numbers = [each.number for each in self._session.exec(self._listed_lots)]
        return Names(((each, (each,)) for each in numbers), LOTS)


def choices(kind: type[Worded]) -> Names[Worded]:
    """States or conditions by their stored values, and by their words in every language."""
    named = (
        (each, (each.value, *(spoken(each, language) for language in Language))) for each in kind
    )
    return Names(named, CHOICES, choices=", ".join(each.value for each in kind))


def plain(words: str) -> str:
    """A name as it is compared: folded, and with one space around each stroke of a path."""
    folded = fold(words)
    return re.sub(r" ?/ ?", " / ", folded) if "/" in folded else folded


def _nearest(found: list[Place], now: Place) -> list[Place]:
    same = [each for each in found if each.id == now.id]
    return same or [each for each in found if each.site_id == now.site_id] or found


def _names_of(place: Place) -> Iterable[str]:
    """Its path, its path inside the site, and its name."""
    return {place.path, place.path.partition(" / ")[2], place.name}
