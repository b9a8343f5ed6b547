"""What the columns of somebody's list mean here: guessed from their headers, or chosen by hand."""

import dataclasses
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assets.errors import Refused
from assets.words import N_, Language, Worded, fold, say

SHIPPED = Path(__file__).parents[1] / "reference" / "mappings"
OURS = "rehab"
EXTRA = "extra."  # how the columns of custom fields begin


class Field(Worded):
    """What a column of a list can say of a thing."""

    TAG = "tag", N_("Tag")
    NAME = "name", N_("Name")
    STATE = "state", N_("State")
    CONDITION = "condition", N_("Condition")
    SITE = "site", N_("Site")
    PLACE = "place", N_("Place")
    TYPE = "type", N_("Kind")
    MAKER = "maker", N_("Maker")
    MODEL = "model", N_("Model")
    PART_NUMBER = "part_number", N_("Part number")
    SERIAL_NUMBER = "serial_number", N_("Serial number")
    UNNUMBERED = "unnumbered", N_("Carries no serial number")
    BATCH_NUMBER = "batch_number", N_("Batch")
    MANUFACTURED_ON = "manufactured_on", N_("Made on")
    EXPIRES_ON = "expires_on", N_("Expires on")
    UDI_RAW = "udi_raw", N_("UDI as scanned")
    SOFTWARE_VERSION = "software_version", N_("Software version")
    INVENTORY_NUMBER = "inventory_number", N_("Inventory number")
    EXTERNAL_REF = "external_ref", N_("Number in another system")
    OWNER = "owner", N_("Owner")
    DEPARTMENT = "department", N_("Department")
    CUSTODIAN = "custodian", N_("Custodian")
    PART_OF = "part_of", N_("Part of")
    ACCESSORIES = "accessories", N_("Accessories")
    LOT = "lot_number", N_("Lot")
    SUPPLIER = "supplier", N_("Supplier")
    SOURCE_DOCUMENT = "source_document", N_("Document of origin")
    PRICE = "price", N_("Price")
    VAT = "vat", N_("VAT")
    FUNDING_SOURCE = "funding_source", N_("Paid from")
    ACCOUNT = "account", N_("Account")
    CLASS_CODE = "class_code", N_("Classification code")
    DEPRECIATION_MONTHS = "depreciation_months", N_("Months of depreciation")
    ACQUIRED_ON = "acquired_on", N_("Acquired on")
    DELIVERED_ON = "delivered_on", N_("Delivered on")
    INSTALLED_ON = "installed_on", N_("Installed on")
    ACCEPTED_ON = "accepted_on", N_("Accepted on")
    IN_USE_ON = "in_use_on", N_("In use since")
    ENDED_ON = "ended_on", N_("Out of use since")
    ENDED_REASON = "ended_reason", N_("Why it went")
    WARRANTY_FROM = "warranty_from", N_("Warranty from")
    WARRANTY_UNTIL = "warranty_until", N_("Warranty until")
    SERVICE_PROVIDER = "service_provider", N_("Service firm")
    SERVICE_CONTRACT = "service_contract", N_("Service contract")
    SERVICE_UNTIL = "service_until", N_("Serviced until")
    SERVICE_LIFE_YEARS = "service_life_years", N_("Years of service")
    NOTE = "note", N_("Note")
    NOTED = "noted", N_("Into the note, with its heading")
    VERSION = "version", N_("Version")


@dataclass(frozen=True)
class Mapping:
    """Which field each column fills; a column that is not named here is left out.

    `own` names the columns that fill a custom field, with its key.

    A loose one is of another program, with words of its own: a place, kind or owner that is not
    known here, and a column that nobody foresaw, go into the note. Otherwise the row is refused.
    """

    key: str
    columns: dict[str, Field]
    loose: bool = False
    own: dict[str, str] = dataclasses.field(default_factory=dict)

    def left_out(self, headers: Iterable[str]) -> tuple[str, ...]:
        return tuple(header for header in headers if header not in {**self.columns, **self.own})

    def check(self, headers: Iterable[str]) -> None:
        """Raises Refused if it says nothing of a thing, or the same thing twice."""
        taken: dict[str, str] = {}
        own = {header: f"{EXTRA}{key}" for header, key in self.own.items()}
        for header, field in {**self.columns, **own}.items():
            if field is not Field.NOTED and taken.setdefault(field, header) != header:
                raise Refused(
                    "{one} and {other} cannot both be {meaning}. Choose one of them.",
                    one=taken[field],
                    other=header,
                    meaning=field,
                )
        if not taken.keys() & {Field.TAG, Field.NAME, Field.EXTERNAL_REF, Field.SERIAL_NUMBER}:
            raise Refused(
                "None of these columns says what a thing is called or what its tag is: {names}.",
                names=", ".join(headers)[:400],
            )


@dataclass(frozen=True)
class Shipped:
    """A mapping that comes with the program: the headers that it knows, the best ones first."""

    key: str
    title: str
    loose: bool
    known: dict[str, Field | None]

    def of(self, headers: Sequence[str]) -> Mapping:
        """What these headers mean. Of two columns that say the same, the better one says it."""
        best: dict[Field, str] = {}
        rest = Field.NOTED if self.loose else None
        meant = {header: self.known.get(plain(header), rest) for header in headers}
        columns = {header: field for header, field in meant.items() if field}
        ranks = {known: rank for rank, known in enumerate(self.known)}
        for header in sorted(columns, key=lambda each: ranks.get(plain(each), len(ranks))):
            if best.setdefault(columns[header], header) != header:
                columns[header] = Field.NOTED
        return Mapping(self.key, columns, self.loose)

    def understands(self, headers: Sequence[str]) -> int:
        return sum(plain(header) in self.known for header in headers)


def shipped() -> list[Shipped]:
    """Every mapping that comes with the program, our own first."""
    keys = sorted(path.stem for path in SHIPPED.glob("*.toml"))
    return [_read(key) for key in sorted(keys, key=lambda key: key != OURS)]


def named(key: str, headers: Sequence[str]) -> Mapping:
    """The mapping of this name, for a list with these headers."""
    known = {each.key: each for each in shipped()}
    if key not in known:
        names = ", ".join(known)
        raise Refused("There is no mapping {key}. Take one of: {names}.", key=key, names=names)
    return known[key].of(headers)


def guessed(headers: Sequence[str]) -> Mapping:
    """The mapping that understands most of these headers."""
    best = max(shipped(), key=lambda each: each.understands(headers))
    return best.of(headers)


def chosen(headers: Sequence[str], fields: Sequence[str], *, loose: bool) -> Mapping:
    """The mapping that a person chose, column by column; an empty choice leaves a column out."""
    known, named = set(Field), dict(zip(headers, fields, strict=False))
    columns = {header: Field(name) for header, name in named.items() if name in known}
    own = {each: name[len(EXTRA) :] for each, name in named.items() if name.startswith(EXTRA)}
    return Mapping("", columns, loose, own)


def plain(header: str) -> str:
    """A header without its accents, capitals and signs: `serial_number` is "Serial number"."""
    return re.sub(r"[\W_]+", " ", fold(header)).strip()


@lru_cache
def _read(key: str) -> Shipped:
    written: dict[str, Any] = tomllib.loads((SHIPPED / f"{key}.toml").read_text(encoding="utf-8"))
    known: dict[str, Field | None] = {}
    if key == OURS:
        known |= _own_headers()
    for name, headers in written["columns"].items():
        for header in headers:
            known.setdefault(plain(header), Field(name))
    known |= {plain(header): None for header in written.get("left_out", ())}
    return Shipped(key, written["title"], written["loose"], known)


def _own_headers() -> dict[str, Field | None]:
    """The names of the contract, and what they are called on screen in each language."""
    known: dict[str, Field | None] = {plain(field): field for field in Field}
    for language in Language:
        for field in Field:
            known.setdefault(plain(say(language, field.words)), field)
    return known
