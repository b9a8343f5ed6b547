"""The records whose history has pages of its own: where each stands, and how it is found there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from sqlmodel import Session

from assets import biographies, chronicle, mentions
from assets.database import Record, Trilingual
from assets.errors import Missing
from assets.inventory import catalogue, custom_fields, places, register, suppliers
from assets.inventory.places import Place
from assets.rights import Guarded, Permission, Rights
from assets.words import N_, Words
from web.access import Db, MyRights
from web.doors import PROGRAMS
from web.named import id_of, led_on

Find = Callable[[Session, str, Rights], Record]
TakenUp = Callable[[Session, UUID, Rights], Record | None]

BESIDE = {"loan": N_("Loans"), "transfer": N_("Transfers"), "attachment": N_("Documents")}


@dataclass(frozen=True)
class Home:
    """One kind of record whose history has pages of its own, beneath that of the record."""

    path: str
    needs: Permission
    above: str  # what the list of all such records is called
    find: Find
    taken_up: TakenUp | None = None
    beside: tuple[str, ...] = ()

    @property
    def all(self) -> str:
        """The address of the list of all such records."""
        return "/catalogue" if self.path == "/catalogue/types" else self.path

    @property
    def program(self) -> str:
        """Its address for programs: the last word of the page's."""
        return f"/{self.path.rpartition('/')[2]}"


P = Permission
HOMES = (
    Home("/assets", P.ASSETS_SEE, N_("Assets"), register.tagged, beside=tuple(BESIDE)),
    Home(
        "/places",
        P.PLACES_SEE,
        N_("Places"),
        lambda session, key, by: places.place(session, id_of(key), by),
        places.taken_up,
        ("attachment",),
    ),
    Home(
        "/catalogue/models",
        P.CATALOGUE_SEE,
        N_("Models"),
        lambda session, key, _: catalogue.model(session, id_of(key)),
        lambda session, key, _: catalogue.taken_up(session, key),
        ("attachment",),
    ),
    Home(
        "/catalogue/suppliers",
        P.CATALOGUE_SEE,
        N_("Companies"),
        lambda session, key, _: suppliers.supplier(session, id_of(key)),
        lambda session, key, _: suppliers.taken_up(session, key),
    ),
    Home(
        "/catalogue/types",
        P.CATALOGUE_SEE,
        N_("Catalogue"),
        lambda session, key, _: catalogue.keyed(session, key),
    ),
)


@dataclass(frozen=True)
class Remembered:
    """A record whose history is asked for, as a page names it; its days end in `zone`."""

    home: Home
    record: Record
    href: str
    name: str | Words
    tag: str
    zone: tzinfo

    def fields(self, session: Session) -> list[tuple[str, str | Words]]:
        """What its history can be narrowed to, by the names in the address."""
        extra = mentions.own(list(session.exec(biographies.telling(self.record, "extra"))))
        own = custom_fields.keyed(session, extra).values()
        return [
            *((name, BESIDE[name]) for name in self.home.beside),
            *chronicle.fields_of(str(self.record.__tablename__)),
            *((field.name, field.names) for field in own),
        ]


def _remembered(request: Request, db: Db, rights: MyRights, key: str) -> Remembered:
    begun = request.url.path.removeprefix(PROGRAMS)
    home = next(each for each in HOMES if begun.startswith((f"{each.path}/", f"{each.program}/")))
    try:
        record: Any = home.find(db, key, rights)
    except Missing:
        if home.taken_up:
            led_on(request, home.taken_up(db, id_of(key), rights))
        raise
    site = db.get(Place, record.site_id) if isinstance(record, Guarded) else None
    return Remembered(
        home=home,
        record=record,
        href=f"{home.path}/{getattr(record, 'tag', key)}",
        name=record.names if isinstance(record, Trilingual) else record.name,
        tag=getattr(record, "tag", ""),
        zone=places.zone_of(site) if site else request.state.zone,
    )


TheRemembered = Annotated[Remembered, Depends(_remembered)]
