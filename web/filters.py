"""What a list is asked for, as it stands in the address: filters, order and page."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlmodel import Session

from assets import colleagues, people
from assets.database import Actor
from assets.errors import Missing
from assets.exchange import custom_fields
from assets.exchange.mappings import EXTRA
from assets.inventory import catalogue, custody, kinds, places, register, suppliers
from assets.inventory.catalogue import Model
from assets.inventory.finding import Due, SortBy, Wanted
from assets.inventory.places import Place
from assets.inventory.register import Condition, State
from assets.inventory.suppliers import Supplier
from assets.maintenance import inbox, planned, safety_trends, worklists
from assets.maintenance.faults import State as FaultState
from assets.maintenance.orders import State as OrderState
from assets.maintenance.planned import Asleep
from assets.maintenance.terms import (
    FailureMode,
    Kind,
    Outcome,
    Priority,
    Register,
    Source,
    Waiting,
    When,
)
from assets.people import Person
from assets.rights import Permission, Rights
from web.paging import PAGE, Paged, Perhaps, from_address, one_of

ASSETS = "/assets"

Own = Annotated[str, StringConstraints(pattern=f"^{re.escape(EXTRA)}")]
Found = TypeVar("Found")


class Sought(BaseModel):
    """Which things are looked for. A filter that a list of them knows stands here.

    Beside the fields below, `extra.key=value` asks for what a custom field says.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[Own, str]

    search: str = ""
    site: str = ""
    place: str = ""
    group: str = ""
    type: str = ""
    model: str = ""
    supplier: str = ""
    state: Perhaps[State] = None
    condition: Perhaps[Condition] = None
    due: Perhaps[Due] = None
    lot: str = ""
    custodian: str = ""
    part_of: str = ""

    @property
    def own_filters(self) -> dict[str, str]:
        """What custom fields shall say, by their names."""
        return {name: value for name, value in (self.model_extra or {}).items() if value}

    def wanted(self, session: Session, seen_by: Rights) -> Wanted:
        """What these words ask of the register. Raises Missing for what she may not see."""
        return Wanted(
            search=self.search,
            site=site_of(session, self.site, seen_by),
            place=place_of(session, self.place, seen_by),
            group_id=kinds.group(session, self.group).id if self.group else None,
            kind=catalogue.keyed(session, self.type) if self.type else None,
            model=model_of(session, self.model),
            supplier=_supplier(session, self.supplier),
            state=self.state,
            condition=self.condition,
            due=self.due,
            lot_number=self.lot,
            marks=custom_fields.marks(
                session, {name.removeprefix(EXTRA): said for name, said in self.own_filters.items()}
            ),
            custodian=_custodian(session, self.custodian, seen_by),
            part_of_id=register.tagged(session, self.part_of, seen_by).id if self.part_of else None,
        )


class Listed(Paged, Sought):
    """A page of the things that are looked for, or of those that are ticked, and its order."""

    tag: list[str] = Field(default_factory=list)
    sort: str = Field(default="", pattern=one_of(SortBy, before="-?"))

    def wanted(self, session: Session, seen_by: Rights) -> Wanted:
        return replace(
            super().wanted(session, seen_by),
            tags=tuple(each.strip().upper() for each in self.tag),
            sort=SortBy(self.sort.removeprefix("-") or SortBy.NAME),
            descending=self.sort.startswith("-"),
        )


class Asked(Listed):
    """What the page of the things is asked for, as it stands in the address."""

    columns: list[str] = Field(default_factory=list)
    column: str = ""  # one more, as somebody typed its name
    own: str = ""  # a custom field, as somebody typed its name
    says: str = ""  # and what it shall say

    @property
    def to_label(self) -> str:
        """The address at which all that the list finds is labelled."""
        return self._found("/labels")

    @property
    def everything(self) -> str:
        """The address at which all that the list finds is changed at once."""
        found = self._found("/assets/bulk")
        if self.tag:  # which are all that it finds
            return found
        return f"{found}{'&' if '?' in found else '?'}all=true"

    def _found(self, path: str) -> str:
        return self.address(path, sort="", columns=[], column="", own="", says="", limit=PAGE)

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


class AskedPlans(Paged):
    """What a list of plans is asked for, as it stands in the address."""

    when: Perhaps[When] = None
    site: str = ""
    place: str = ""
    kind: Perhaps[Kind] = None
    source: Perhaps[Source] = None
    listed_in: Perhaps[Register] = None
    state: Perhaps[Asleep] = None

    def wanted(self, session: Session, seen_by: Rights) -> planned.Wanted:
        return planned.Wanted(
            when=self.when,
            site=site_of(session, self.site, seen_by),
            place=place_of(session, self.place, seen_by),
            kind=self.kind,
            source=self.source,
            listed_in=self.listed_in,
            asleep=self.state,
        )


class AskedOrders(Paged):
    """What a list of orders is asked for: without a state, all that are still to be done."""

    when: Perhaps[When] = None
    site: str = ""
    place: str = ""
    kind: Perhaps[Kind] = None
    state: Perhaps[OrderState] = None
    priority: Perhaps[Priority] = None
    waiting_for: Perhaps[Waiting] = None
    mine: bool = False
    nobodys: bool = False
    assignee: str = ""  # a name or an e-mail address
    provider: str = ""  # the name of a service firm
    sort: Perhaps[Literal["due", "-due"]] = None  # else the most pressing first

    def wanted(self, session: Session, seen_by: Rights, me: Person) -> worklists.Wanted:
        among = colleagues.seen(seen_by, Permission.ORDERS_SEE)
        named = colleagues.called(session, self.assignee, among) if self.assignee else None
        return worklists.Wanted(
            when=self.when,
            site=site_of(session, self.site, seen_by),
            place=place_of(session, self.place, seen_by),
            state=self.state,
            kind=self.kind,
            priority=self.priority,
            waiting_for=self.waiting_for,
            taken_by=me if self.mine else named,
            held=session.exec(people.roles_of(me.id)).all() if self.mine else (),
            nobodys=self.nobodys,
            provider=suppliers.known(session, self.provider) if self.provider else None,
            by_day=self.sort is not None,
            descending=self.sort == "-due",
        )

    def sorted_by_day(self) -> str:
        """The address of the list by its days, or turned round if it goes by them already."""
        return self.address("/orders", sort="-due" if self.sort == "due" else "due")


class AskedFaults(Paged):
    """What a list of reports is asked for: without a state, the new ones."""

    state: Perhaps[FaultState] = None
    site: str = ""
    kind: Perhaps[FailureMode] = None
    danger: bool = False
    asset: str = ""
    order: str = ""

    def wanted(self, session: Session, seen_by: Rights) -> inbox.Wanted:
        return inbox.Wanted(
            state=self.state or FaultState.NEW,
            site=site_of(session, self.site, seen_by),
            kind=self.kind,
            danger=self.danger,
            asset=register.tagged(session, self.asset, seen_by) if self.asset else None,
            order=worklists.order(session, self.order, seen_by) if self.order else None,
        )


class AskedTests(Paged):
    """What a list of safety tests is asked for: a site, what they came to, one thing by its tag."""

    site: str = ""
    verdict: Perhaps[Outcome] = None
    asset: str = ""

    def wanted(self, session: Session, seen_by: Rights) -> safety_trends.Wanted:
        return safety_trends.Wanted(
            site=site_of(session, self.site, seen_by),
            verdict=self.verdict,
            asset=register.tagged(session, self.asset, seen_by) if self.asset else None,
        )


def standing_in(key: str, place: Place | None) -> dict[str, list[tuple[str, str]]]:
    """The place that is asked for, as the only choice there is."""
    return {"place": [(key, place.path)]} if place else {}


def site_of(session: Session, code: str, seen_by: Rights) -> Place | None:
    return places.site(session, code, seen_by) if code else None


def place_of(session: Session, key: str, seen_by: Rights) -> Place | None:
    if not key:
        return None
    asked = (session, _id(key, "There is no such place."), seen_by)
    return _standing(places.place, places.taken_up, *asked)


def model_of(session: Session, key: str) -> Model | None:
    if not key:
        return None
    return _standing(
        catalogue.model, catalogue.taken_up, session, _id(key, "There is no such model.")
    )


def _supplier(session: Session, key: str) -> Supplier | None:
    if not key:
        return None
    asked = (session, _id(key, "There is no such supplier."))
    return _standing(suppliers.supplier, suppliers.taken_up, *asked)


def _standing(
    find: Callable[..., Found], taken_up: Callable[..., Found | None], *asked: Any
) -> Found:
    """What is found so, or what it turned out to be."""
    try:
        return find(*asked)
    except Missing:
        if (into := taken_up(*asked)) is None:
            raise
        return into


def _id(key: str, no: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise Missing(no) from None


def _custodian(session: Session, key: str, seen_by: Rights) -> Person | None:
    """The person with this id, or the one who asks where it says `me`."""
    if not key:
        return None
    by: Actor = session.info["by"]
    asked_for = by.person_id if key == "me" else _id(key, "There is no such person.")
    return custody.custodian(session, asked_for, seen_by)


TheAsked = Annotated[Asked, from_address(Asked)]
TheAskedPlans = Annotated[AskedPlans, from_address(AskedPlans)]
TheAskedFaults = Annotated[AskedFaults, from_address(AskedFaults)]
TheAskedOrders = Annotated[AskedOrders, from_address(AskedOrders)]
TheAskedTests = Annotated[AskedTests, from_address(AskedTests)]
