"""What a label says, and the table of what may be chosen to stand on one."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from assets.words import N_

DO_NOT_USE = ("Do not use", "A nu se utiliza", "Használni tilos")


@dataclass(frozen=True)
class Mark:
    """The official logo of a programme, as it was uploaded, and the statement beside it."""

    digest: str
    width: int  # pixels
    height: int
    emblem_share: float
    """How high the emblem stands in the logo, as a share of the logo's height."""
    statement: str
    png: bytes


@dataclass(frozen=True)
class Label:
    """One thing to be labelled, in the words of its own site."""

    code_text: str
    """What the code carries: an address in capitals, which makes a smaller code."""
    tag: str
    name: str
    code: str = ""
    """The eight letters that are typed where nothing can scan."""
    room: str = ""
    building: str = ""
    site: str = ""
    owner: str = ""
    maker: str = ""
    model: str = ""
    serial_number: str = ""
    inventory_number: str = ""
    lot: str = ""
    project: str = ""
    funding: str = ""
    quantity: str = ""
    warning: tuple[str, ...] = DO_NOT_USE
    """Once per language."""
    giai: str = ""
    """(8004) and what follows it, for an owner with a company prefix of its own."""
    link: str = ""
    """The same number as an address, which is a Digital Link of GS1."""
    mark: Mark | None = None
    specimen: bool = False
    """Printed before the register has an address that a phone can reach."""


class Field(NamedTuple):
    """Something that a label can say beside its tag, which every label bears."""

    key: str
    words: str
    sample: str
    read: Callable[[Label], str]


def _after(sign: str, key: str) -> Callable[[Label], str]:
    """A number alone says nothing; a sign before it says whose it is, in every language."""

    def read(label: Label) -> str:
        number: str = getattr(label, key)
        return f"{sign} {number}" if number else ""

    return read


_ALL = [
    Field("name", N_("Name"), "Cadă pentru hidromasaj", attrgetter("name")),
    Field("room", N_("Room"), "Hidroterapie 2", attrgetter("room")),
    Field("building", N_("Building"), "Pavilion B", attrgetter("building")),
    Field("site", N_("Site"), "Lovrin", attrgetter("site")),
    Field("owner", N_("Owner"), "Județul Timiș", attrgetter("owner")),
    Field("maker", N_("Maker"), "Unbescheiden", attrgetter("maker")),
    Field("model", N_("Model"), "Balneo 400", attrgetter("model")),
    Field("serial_number", N_("Serial number"), "UB-20417", _after("S/N", "serial_number")),
    Field("inventory_number", N_("Inventory number"), "204117", _after("Inv.", "inventory_number")),
    Field("lot", N_("Lot"), "ROHU00627-L03", attrgetter("lot")),
    Field("project", N_("Project"), "ROHU00627", attrgetter("project")),
    Field("funding", N_("Funding"), "Co-funded by the European Union", attrgetter("funding")),
    Field("quantity", N_("Minimum stock"), "min. 4", attrgetter("quantity")),
    Field("code", N_("Code"), "K7QX29MZ", attrgetter("code")),
    Field("giai", N_("GIAI"), "(8004) 59412345K7QX29MZ", attrgetter("giai")),
]
FIELDS = {field.key: field for field in _ALL}


def sample(**said: object) -> Label:
    """A label as good as any, to try a design with."""
    facts: dict[str, object] = {key: field.sample for key, field in FIELDS.items() if key != "giai"}
    address = "HTTPS://REGISTER.EXAMPLE.ORG/T/K7QX29MZ"
    link = "HTTPS://REGISTER.EXAMPLE.ORG/8004/59412345K7QX29MZ"
    facts |= {"code_text": address, "link": link, "tag": "LOV-00042"}
    return Label(**(facts | said))  # type: ignore[arg-type]


_OF_THINGS = "maker model serial_number inventory_number lot project funding quantity link"
_NO_THING = dict.fromkeys(_OF_THINGS.split(), "")
_OTHERS = {
    "spare_part": {
        "tag": "UB-F118",
        "name": "Cartuș filtrant 10 µm",
        "room": "Magazie",
        "maker": "Unbescheiden",
        "model": "Balneo 400",
        "quantity": "min. 4 buc",
    },
    "lot": {
        "tag": "ROHU00627-L03",
        "name": "Echipamente de hidroterapie",
        "room": "",
        "building": "",
        "lot": "ROHU00627-L03",
        "project": "ROHU00627",
        "funding": "Co-funded by the European Union",
    },
    "place": {"tag": "K7QX29MZ", "name": "Hidroterapie 2"},
    "document": {"tag": "K7QX29MZ", "name": "Manual, Balneo 400", "room": "", "building": ""},
}


def example(for_what: Collection[str]) -> Label:
    """A label of what a design is made for: of a thing, unless it is made for none."""
    others = [said for kind, said in _OTHERS.items() if kind in for_what]
    return sample(**(_NO_THING | others[0])) if others and "asset" not in for_what else sample()
