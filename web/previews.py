"""How a list is looked at before it is brought in: how it was understood, and what it would do."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from assets.errors import Missing, Refused
from assets.exchange import cells, intake, mappings
from assets.exchange.cells import Order
from assets.exchange.custom_fields import recognised
from assets.exchange.intake import Intake
from assets.exchange.mappings import EXTRA, Mapping
from assets.exchange.readings import Said
from assets.exchange.sheets import Sheet
from assets.inventory import places
from assets.inventory.custom_fields import CustomField
from assets.money import Currency
from assets.rights import Rights
from assets.words import Language
from web.forms import Form

EXAMPLES = 3
LOOKED_AT = 200  # rows, for examples
OWN = "own"  # the mapping that was chosen column by column


class Choices(BaseModel):
    """What a person says about a list, as it stands in the address of the page that shows it."""

    model_config = ConfigDict(frozen=True)

    name: str = ""
    mapping: str = ""
    shown: str = ""  # the mapping by which the columns were filled in when they were shown
    column: list[str] = Field(default_factory=list)
    loose: bool = False
    order: str = ""
    place: str | None = None
    currency: str = ""


class Column(NamedTuple):
    """One column of the list: its header, some of what stands in it, and what it is taken for."""

    header: str
    examples: str
    field: str


@dataclass
class Preview:
    """A list as it was understood. Without a plan, something must be said first: see the form."""

    sheet: Sheet
    mapping: Mapping
    form: Form[Choices]
    plan: Intake | None = None

    @property
    def columns(self) -> Iterator[Column]:
        for place, header in enumerate(self.sheet.headers):
            said = (cells.text(row.cells[place]) for row in islice(self.sheet.rows, LOOKED_AT))
            examples = islice(dict.fromkeys(filter(None, said)), EXAMPLES)
            yield Column(header, " · ".join(examples), _meaning(self.mapping, header))

    def own(self, fields: Iterable[CustomField]) -> list[CustomField]:
        """The custom fields that a column of this list is taken for, or could be."""
        alone = recognised(Mapping("", {}), self.sheet.headers, fields := [*fields])
        keys = {*alone.own.values(), *self.mapping.own.values()}
        return [field for field in fields if field.key in keys]

    @property
    def query(self) -> str:
        """The address of this very page, in which nothing is left to be guessed again."""
        said = {**self.form.values, "shown": self.form.values["mapping"]}
        return urlencode(
            {name: value for name, value in said.items() if value or name == "place"}, doseq=True
        )

    def to_mend(self, heading: str) -> tuple[list[str], Iterable[list[Any]]]:
        """The refused rows as they came, each with what is wrong with it, to be mended and sent."""
        kept = [place for place, header in enumerate(self.sheet.headers) if header != heading]
        headers = [self.sheet.headers[place] for place in kept]
        return [*headers, heading], self._to_mend(kept, self.form.language)

    def _to_mend(self, kept: list[int], language: Language) -> Iterator[list[Any]]:
        wrong: dict[int, list[str]] = {}
        for refusal in self.plan.refused if self.plan else ():
            wrong.setdefault(refusal.row, []).append(refusal.said(language))
        for row in self.sheet.rows:
            if row.number in wrong:
                yield [*(row.cells[place] for place in kept), " ".join(wrong[row.number])]


def preview(
    session: Session, sheet: Sheet, form: Form[Choices], rights: Rights, on: date
) -> Preview:
    """What this list would do, as the form has it."""
    said = form.values
    columns = mappings.chosen(sheet.headers, said["column"], loose=said["loose"])
    shown = Preview(sheet, columns, form)
    try:
        where = places.called(session, said["place"], rights) if said["place"] else None
        order = Order(said["order"]) if said["order"] in set(Order) else None
        currency = Currency(said["currency"]) if said["currency"] in set(Currency) else None
        about = Said(order, where, currency)
        shown.plan = intake.plan(session, sheet, columns, on, rights, about)
    except (Refused, Missing) as no:
        form.refuse(no)
    return shown


def understood(
    sheet: Sheet,
    choices: Choices,
    fields: Sequence[CustomField],
    usual: str,
    language: Language,
) -> Form[Choices]:
    """The form as it is shown: with what was chosen, and with a guess where nothing was.

    Things go to the `usual` place if the list has no places of ours.
    """
    mapping = _mapping(sheet.headers, choices, fields)
    foreign = mapping.loose or not {"place", "site"} & set(mapping.columns.values())
    place = choices.place if choices.place is not None else usual if foreign else ""
    values = {
        "name": choices.name,
        "mapping": mapping.key or OWN,
        "column": [_meaning(mapping, header) for header in sheet.headers],
        "loose": mapping.loose,
        "order": choices.order,
        "place": place,
        "currency": choices.currency,
    }
    return Form(values, choices, language)


def _mapping(headers: tuple[str, ...], choices: Choices, fields: Sequence[CustomField]) -> Mapping:
    """As the columns were chosen, unless another mapping was chosen for all of them at once."""
    known = {each.key: recognised(each.of(headers), headers, fields) for each in mappings.shipped()}
    if choices.column and choices.mapping in {"", OWN, choices.shown}:
        own = mappings.chosen(headers, choices.column, loose=choices.loose)
        return next((each for each in known.values() if _same(each, own)), own)
    return known.get(choices.mapping) or known[mappings.guessed(headers).key]


def _same(one: Mapping, other: Mapping) -> bool:
    return one.columns == other.columns and one.own == other.own and one.loose == other.loose


def _meaning(mapping: Mapping, header: str) -> str:
    """What a column is taken for: a field, or a custom field by its name."""
    key = mapping.own.get(header)
    return f"{EXTRA}{key}" if key else mapping.columns.get(header, "")
