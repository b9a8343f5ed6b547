"""What documents can belong to: the pages where each stands, and how one is found there."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from assets import mentions
from assets.database import Record
from assets.errors import Missing
from assets.inventory import catalogue, dispatches, papers, places, register
from assets.inventory.documents import About, Attachment
from assets.inventory.register import Asset
from assets.maintenance import inbox, safety_tests, worklists
from assets.procurement import (
    contracts,
    deliveries,
    invoices,
    items,
    lots,
    milestones,
    releases,
    reports,
)
from assets.rights import Rights
from web.doors import PROGRAMS

Found = Callable[[Session, str, Rights], Record]


@dataclass(frozen=True)
class Home:
    """One kind of subject: its addresses, the column that stands in them, and its name's."""

    about: About
    path: str
    key: str
    name: str
    find: Found

    @property
    def program(self) -> str:
        """Its address for programs: the last word of the page's."""
        return f"/{self.path.rpartition('/')[2]}"


@dataclass(frozen=True)
class Subject:
    """One thing as a page names it; without an address where there is no page of it."""

    about: About
    key: str
    name: str
    href: str = ""
    tag: str = ""


def _model(session: Session, key: str, _: Rights) -> Record:
    return catalogue.model(session, _id(key))


def _by_id(find: Callable[[Session, UUID, Rights], Record]) -> Found:
    """What finds it by the id that stands in its address."""
    return lambda session, key, seen_by: find(session, _id(key), seen_by)


HOMES = (
    Home(About.ASSET, "/assets", "tag", "name", register.tagged),
    Home(About.MODEL, "/catalogue/models", "id", "name", _model),
    Home(About.LOT, "/procurement/lots", "number", "title", lots.numbered),
    Home(About.MILESTONE, "/procurement/milestones", "id", "label", _by_id(milestones.seen)),
    Home(About.ORDER, "/orders", "number", "number", worklists.order),
    Home(About.FAULT, "/faults", "number", "number", inbox.fault),
    Home(About.PLACE, "/places", "id", "name", _by_id(places.place)),
    Home(About.TRANSFER, "/transfers", "number", "number", dispatches.transfer),
    Home(About.DELIVERY, "/procurement/deliveries", "id", "label", _by_id(deliveries.delivery)),
    Home(About.ITEM, "/procurement/items", "id", "title", _by_id(items.item)),
    Home(About.CONTRACT, "/procurement/contracts", "id", "number", _by_id(contracts.contract)),
    Home(About.INVOICE, "/procurement/invoices", "id", "number", _by_id(invoices.invoice)),
    Home(About.REPORT, "/procurement/reports", "id", "label", _by_id(reports.report)),
    Home(About.RELEASE, "/procurement/releases", "id", "label", _by_id(releases.release)),
    Home(About.SAFETY_TEST, "/safety-tests", "number", "number", safety_tests.test),
)
_BY_ABOUT = {home.about: home for home in HOMES}


def found(session: Session, path: str, key: str, seen_by: Rights) -> Record:
    """The thing that an address of a page or of the API is about, if this person sees it."""
    begun = path.removeprefix(PROGRAMS)
    for home in HOMES:
        if begun.startswith((f"{home.path}/", f"{home.program}/")):
            return home.find(session, key, seen_by)
    raise Missing("There is no such page.")


def meant(session: Session, about: About, key: str, seen_by: Rights) -> Record:
    """The thing of this kind with this tag, number or id, if this person sees it."""
    home = _BY_ABOUT.get(about)
    if home is None:
        raise Missing("There is no such page.")
    return home.find(session, key, seen_by)


def numbered(session: Session, number: str, seen_by: Rights) -> Record | None:
    """What has this number, if this person sees it: a lot, an order, a transfer, a safety test."""
    for home in HOMES:
        if home.key == "number":
            with suppress(Missing):
                return home.find(session, number, seen_by)
    return None


def subject(thing: Record) -> Subject:
    """A thing that was found, as a page names it."""
    home = _BY_ABOUT[About(str(thing.__tablename__))]
    key, name = str(getattr(thing, home.key)), str(getattr(thing, home.name))
    tag = key if home.key != "id" and key != name else ""
    return Subject(home.about, key, name, f"{home.path}/{key}", tag)


def sources(session: Session, thing: Record) -> dict[About, UUID]:
    """A thing and what else gives it documents: an asset has those of its model and its lot."""
    things = {About(str(thing.__tablename__)): thing.id}
    if isinstance(thing, Asset):
        if thing.model_id:
            things[About.MODEL] = thing.model_id
        if thing.lot_number and (lot := session.exec(lots.id_of(thing.lot_number)).first()):
            things[About.LOT] = lot
    return things


def named(session: Session, attachments: Iterable[Attachment]) -> dict[UUID, Subject]:
    """What each of these attachments belongs to, by the thing's id."""
    keys: dict[About, set[UUID]] = {}
    for each in attachments:
        keys.setdefault(each.about, set()).add(each.subject_id)
    assets = papers.names_of(session, keys.get(About.ASSET, ()))
    return {
        key: _named(about, key, called, assets.get(key, ""))
        for about, ids in keys.items()
        for key, called in mentions.called(session, about, ids).items()
    }


def _named(about: About, key: UUID, called: str, name: str) -> Subject:
    home = _BY_ABOUT.get(about)
    own = str(key) if home and home.key == "id" else called
    href = f"{home.path}/{own}" if home else ""
    return Subject(about, own, name or called, href, called if name else "")


def _id(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise Missing("There is no such page.") from None
