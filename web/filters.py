"""What a list is asked for, as it stands in the address: filters, order and page."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlmodel import Session

from assets import people
from assets.database import Actor
from assets.errors import Missing
from assets.exchange import custom_fields
from assets.exchange.mappings import EXTRA
from assets.inventory import catalogue, places, register
from assets.inventory.finding import Due, SortBy, Wanted
from assets.inventory.places import Place
from assets.inventory.register import Condition, State
from assets.maintenance import plans, worklists
from assets.maintenance.orders import State as OrderState
from assets.maintenance.terms import Kind, When
from assets.people import Person
from assets.rights import Rights
from web.paging import PAGE, Paged

ASSETS = "/assets"


class Sought(BaseModel):
    """Which things are looked for."""

    search: str = ""
    site: str = ""
    place: str = ""
    group: str = ""
    type: str = ""
    state: str = ""
    condition: str = ""
    due: str = ""
    lot: str = ""


class Asked(Paged, Sought):
    """The words of the address, as they came. What is not understood is as good as not said.

    Beside the fields below, `extra.key=value` asks for what a custom field says.
    """

    model_config = ConfigDict(extra="allow")

    tag: list[str] = Field(default_factory=list)
    custodian: str = ""
    part_of: str = ""
    sort: str = ""
    columns: list[str] = Field(default_factory=list)
    column: str = ""  # one more, as somebody typed its name
    own: str = ""  # a custom field, as somebody typed its name
    says: str = ""  # and what it shall say

    @model_validator(mode="before")
    @classmethod
    def _only_fields(cls, said: dict[str, Any]) -> dict[str, Any]:
        own = {name: _last(value) for name, value in said.items() if name.startswith(EXTRA)}
        return {name: said[name] for name in said if name in cls.model_fields} | own

    @property
    def own_filters(self) -> dict[str, str]:
        """What custom fields shall say, by their names."""
        return {name: value for name, value in (self.model_extra or {}).items() if value}

    def wanted(self, session: Session, seen_by: Rights) -> Wanted:
        """What these words ask of the register. Raises Missing for what she may not see."""
        sort = self.sort.removeprefix("-")
        return Wanted(
            search=self.search,
            site=site_of(session, self.site, seen_by),
            place=_place(session, self.place, seen_by),
            group_id=_group(session, self.group),
            type_id=catalogue.keyed(session, self.type).id if self.type else None,
            state=one_of(State, self.state),
            condition=one_of(Condition, self.condition),
            due=one_of(Due, self.due),
            lot_number=self.lot,
            marks=custom_fields.marks(
                session, {name.removeprefix(EXTRA): said for name, said in self.own_filters.items()}
            ),
            tags=tuple(each.strip().upper() for each in self.tag),
            custodian_id=_person(session, self.custodian),
            part_of_id=register.tagged(session, self.part_of, seen_by).id if self.part_of else None,
            sort=one_of(SortBy, sort) or SortBy.NAME,
            descending=self.sort.startswith("-"),
        )

    @property
    def everything(self) -> str:
        """The address at which all that the list finds is changed at once."""
        found = self.address("/assets/bulk", sort="", columns=[], limit=PAGE)
        if self.tag:  # which are all that it finds
            return found
        return f"{found}{'&' if '?' in found else '?'}all=true"

    def sorted_by(self, key: str) -> str:
        """The address that sorts by this column, or turns its order round."""
        turned = self.sort == key or (not self.sort and key == SortBy.NAME)
        return self.address(ASSETS, sort=f"-{key}" if turned else key)

    def direction(self, key: str) -> str:
        """How the list is sorted by this column, in the words of aria-sort."""
        sort = self.sort or SortBy.NAME
        if sort.removeprefix("-") != key:
            return ""
        return "descending" if sort.startswith("-") else "ascending"


class AskedWork(Paged):
    """What a list of plans or orders is asked for, as it stands in the address."""

    when: str = ""
    site: str = ""
    place: str = ""
    kind: str = ""
    state: str = ""
    mine: bool = False

    def standing_in(self, place: Place | None) -> dict[str, list[tuple[str, str]]]:
        """The place that is asked for, as the only choice there is."""
        return {"place": [(self.place, place.path)]} if place else {}

    def orders(self, session: Session, seen_by: Rights, me: Person) -> worklists.Wanted:
        """The orders that these words ask for: without a state, all that are still to be done."""
        return worklists.Wanted(
            when=one_of(When, self.when),
            site=site_of(session, self.site, seen_by),
            place=_place(session, self.place, seen_by),
            state=one_of(OrderState, self.state),
            kind=one_of(Kind, self.kind),
            taken_by=me if self.mine else None,
        )

    def plans(self, session: Session, seen_by: Rights) -> plans.Wanted:
        """The plans that these words ask for."""
        return plans.Wanted(
            when=one_of(When, self.when),
            site=site_of(session, self.site, seen_by),
            place=_place(session, self.place, seen_by),
            kind=one_of(Kind, self.kind),
            paused=self.state == "paused",
        )


async def _asked(words: Annotated[Asked, Query()]) -> Asked:
    return words


# For lists that are asked for something else beside: what is no dependency takes the whole address.
TheAsked = Annotated[Asked, Depends(_asked)]
TheAskedWork = Annotated[AskedWork, Query()]


def one_of(choices: Any, value: str) -> Any:
    return choices(value) if value in set(choices) else None


def site_of(session: Session, code: str, seen_by: Rights) -> Place | None:
    return places.site(session, code, seen_by) if code else None


def _place(session: Session, key: str, seen_by: Rights) -> Place | None:
    return places.place(session, _key(key), seen_by) if key else None


def _last(said: Any) -> str:
    return str(said[-1] if isinstance(said, list) else said)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Missing("There is no such place.") from None


def _person(session: Session, words: str) -> UUID | None:
    """The person with this id, or the one who asks where it says `me`."""
    if words == "me":
        by: Actor = session.info["by"]
        return by.person_id
    return people.person(session, _key(words)).id if words else None


def _group(session: Session, key: str) -> UUID | None:
    if not key:
        return None
    group = catalogue.group_of(session, key)
    if group is None:
        raise Missing("There is no such group.")
    return group.id
