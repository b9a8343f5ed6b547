"""Printers: how one is reached, how fine it prints, and by how much it is off."""

import re
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from uuid import UUID

from sqlalchemy import Select, UniqueConstraint
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import Row, stored
from assets.errors import Missing, Refused
from assets.inventory.places import Place
from assets.listing import Cut, Order, PageOf, page
from assets.rights import Guarded, Permission, Rights
from assets.words import N_, Worded

RAW_PORT = 9100
FINENESS = (203, 300, 600)
FARTHEST = 20  # mm that a printer may be off

_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:\[([^]]+)\]|([^:\[\]]+))(?::(\d{1,5}))?")
_QUEUE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@-]{0,126}")


class Way(Worded):
    """How a print reaches a printer."""

    PAPER = "paper", N_("Somebody prints the PDF")
    RAW = "raw", N_("At its address on the network")
    QUEUE = "queue", N_("Through a queue of the server")


class Speech(StrEnum):
    """What a printer is told in."""

    PDF = "pdf"
    ZPL = "zpl"


@dataclass(frozen=True)
class Said:
    """What an administrator says of a printer."""

    name: str
    way: Way = Way.PAPER
    speech: Speech = Speech.PDF
    address: str = ""
    dots_per_inch: int = 300


class Printer(Guarded, table=True):
    """One printer of a site. What is printed is moved by its offset, in millimetres."""

    __table_args__ = (UniqueConstraint("site_id", "name"),)

    name: str = Field(max_length=40)
    way: Way = Field(default=Way.PAPER, sa_type=stored(Way))
    speech: Speech = Field(default=Speech.PDF, sa_type=stored(Speech))
    # A host and a port, or the name of a queue.
    address: str = Field(default="", max_length=200)
    dots_per_inch: int = 300
    offset_x: float = 0
    offset_y: float = 0
    given_up: bool = False

    @property
    def label(self) -> str:
        return self.name

    @property
    def sent_to(self) -> bool:
        """Whether the program itself can send it something."""
        return self.way is not Way.PAPER and not self.given_up

    @property
    def reached(self) -> tuple[str, int]:
        """The host and the port of one on the network."""
        host, _, port = self.address.rpartition(":")
        return host.strip("[]"), int(port)

    def agree(self, said: Said, *, near: bool = False) -> None:
        """Take what is said of it. With `near`, it may stand at an address of this server."""
        if not said.name.strip():
            raise Refused("Give it a name.", field="name")
        if said.dots_per_inch not in FINENESS:
            raise Refused("Choose one of the list.", field="dots_per_inch")
        self.address = _address(said, near=near)
        self.name, self.way, self.speech = said.name.strip(), said.way, said.speech
        self.dots_per_inch = said.dots_per_inch

    def shift(self, x: float, y: float) -> None:
        """Everything is printed so many millimetres further to the right and further down."""
        for field, value in (("offset_x", x), ("offset_y", y)):
            if not -FARTHEST <= value <= FARTHEST:
                raise Refused("At most {most} mm either way.", most=FARTHEST, field=field)
        self.offset_x, self.offset_y = round(x, 2), round(y, 2)


class PrintHabit(Row, table=True):
    """What somebody chose last at a printer, or on paper, so that she need not choose it again."""

    __table_args__ = (UniqueConstraint("person_id", "printer_id"),)

    person_id: UUID = Field(foreign_key="person.id", ondelete="CASCADE")
    printer_id: UUID | None = Field(default=None, foreign_key="printer.id", ondelete="CASCADE")
    stock: str = Field(max_length=40)
    design: str = Field(max_length=40)
    copies: int = 1


def of_this_server(address: str) -> bool:
    """Whether an address leads to this machine, to a cloud's own services, or to no one machine.

    Nothing is sent there, so that nobody reaches by mistake what listens beside the register.
    """
    ip = _plain(ip_address(address.partition("%")[0]))
    return ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_unspecified


def name_one(session: Session, site: Place, said: Said, *, near: bool = False) -> Printer:
    """A new printer of a site."""
    printer = Printer(name="", site_id=site.id, partner_id=site.partner_id)
    describe(session, printer, said, near=near)
    session.add(printer)
    session.flush()
    return printer


def describe(session: Session, printer: Printer, said: Said, *, near: bool = False) -> None:
    """Take what is said of a printer. No two of a site are called the same."""
    alike = select(Printer.id).where(
        Printer.site_id == printer.site_id,
        Printer.name == said.name.strip(),
        Printer.id != printer.id,
    )
    if session.exec(alike).first():
        raise Refused("Another printer of this site is called so.", field="name")
    printer.agree(said, near=near)


def printer(session: Session, key: UUID, seen_by: Rights) -> Printer:
    found = session.exec(_seen(seen_by).where(Printer.id == key)).one_or_none()
    if found is None:
        raise Missing("There is no such printer.")
    return found


def listed(session: Session, seen_by: Rights, cut: Cut, *, given_up: bool = False) -> PageOf:
    """One page of the printers that she may print on, by name."""
    printed = Printer.__table__.c  # type: ignore[attr-defined]
    shown = seen_by.where(Permission.LABELS_PRINT, Printer)
    rows: Select[Any] = (
        select(
            Place.name.label("site"), printed.way, printed.speech, printed.address,  # type: ignore[attr-defined, call-overload]
            printed.dots_per_inch, printed.name, printed.id,
        )
        .join(Place, col(Place.id) == col(Printer.site_id))
        .where(shown, col(Printer.given_up) == given_up)
    )  # fmt: skip
    return page(session, rows, Order(printed.name, printed.id), cut)


def _seen(by: Rights) -> SelectOfScalar[Printer]:
    return select(Printer).where(by.where(Permission.LABELS_PRINT, Printer))


def _address(said: Said, *, near: bool) -> str:
    text = said.address.strip()
    if said.way is Way.PAPER:
        return ""
    if said.way is Way.QUEUE:
        if not _QUEUE.fullmatch(text):
            raise Refused("Write the name of the queue, as lpstat -p says it.", field="address")
        return text
    host, port = _host_and_port(text)
    if not near:
        _must_be_elsewhere(host)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _host_and_port(text: str) -> tuple[str, int]:
    found = _ADDRESS.fullmatch(text)
    host = (found[1] or found[2] if found else text).lower()
    port = int(found[3] or RAW_PORT) if found else RAW_PORT
    if not 0 < port < 65_536 or not (_ip(host) or _NAME.fullmatch(host)):  # noqa: PLR2004
        raise Refused("Write its address, such as 192.168.1.40 or zebra.lan:9100.", field="address")
    return host, port


def _must_be_elsewhere(host: str) -> None:
    ip = _ip(host)
    if host.rpartition(".")[2] == "localhost" or (ip and of_this_server(host)):
        raise Refused(
            "This address leads back to the server. Name a printer on the network, "
            "or use a queue for one that is plugged into the server.",
            field="address",
        )
    if ip and not ip.is_private:
        raise Refused(
            "This is an address of the internet. Write one of your own network, or a name.",
            field="address",
        )


def _ip(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return _plain(ip_address(host))
    except ValueError:
        return None


def _plain(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """An address of version 4 that is written as one of version 6 is what it says."""
    return ip.ipv4_mapped or ip if isinstance(ip, IPv6Address) else ip
