"""What is to be written for each row of a list: a thing that is new, or what changes on one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from assets.database import CHANGED_MEANWHILE
from assets.errors import No, Refused
from assets.exchange.details import Describer, Values
from assets.exchange.differences import Difference, Teller
from assets.exchange.mappings import EXTRA, Field
from assets.exchange.products import Products
from assets.exchange.readings import Reader, Told
from assets.inventory import describing, finding, life, waiting
from assets.inventory.life import Grounds
from assets.inventory.places import Place
from assets.inventory.register import COMING, GONE, LIFE, LIVED, Asset
from assets.rights import Guarded, Permission, Rights
from assets.words import Words, sort_key

# Where the column of a list has another name than the field of a form.
_COLUMN = {"reason": Field.ENDED_REASON, "serial_number": Field.SERIAL_NUMBER}
_SAID_FIRST = (Field.SERIAL_NUMBER, Field.UNNUMBERED)  # for a step may ask for it
_BLANK = Asset(tag="", name="", place_id=uuid4()).model_dump()


@dataclass(slots=True)
class New:
    """A thing to register: its columns, and the words it is found by, apart from its tag."""

    row: int
    values: Values
    words: str
    teller: Teller

    @property
    def says(self) -> dict[Field | Words, Any]:
        return {each.field: each.new for each in self.teller.differences({}, self.values)}


@dataclass(slots=True)
class Changed:
    """A thing as it stands, and its columns as they shall be."""

    row: int
    thing: Values
    after: Values
    teller: Teller

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        return {
            column: (old, self.after[column])
            for column, old in self.thing.items()
            if old != self.after[column]
        }

    @property
    def says(self) -> list[Difference]:
        return self.teller.differences(self.thing, self.after)


class Drafter:
    """Turns what rows say into what is to be written, by the rules of the register."""

    def __init__(self, reader: Reader, products: Products, rights: Rights, on: date) -> None:
        self.reader, self.products, self.rights, self.on = reader, products, rights, on
        self.known, self.describer = reader.known, Describer(reader, products)
        self.teller = Teller(reader.known, products)
        self.grounds: Mapping[UUID, Grounds] = {}
        self.held: Mapping[UUID, Refused] = {}  # what may not change its owner
        self.wholes: Mapping[UUID, str] = {}  # the tags of what things are part of

    def where(self, told: Told) -> Place | None:
        """Where a new thing stands: the row's place or site, or what was said of the whole list."""
        place = self.reader.place(told) or told.values.get(Field.SITE)
        if place is None and not told.refusals:
            place = self.reader.said.place
            if place is None:
                self.reader.refusal(told, Field.PLACE, Refused("Say in which place it stands."))
        return place

    def new(self, told: Told, key: UUID) -> New | None:
        """The thing that this row registers, or None if something in the row is refused."""
        said, place = told.values, told.place
        if Field.NAME not in said:
            self.reader.refusal(told, Field.NAME, Refused("Give it a name."))
        if place is None:
            return None
        begun = {"id": key, "place_id": place.id, "site_id": place.site_id}
        values = _BLANK | begun | {"partner_id": place.partner_id}
        values |= {name: said[name] for name in (Field.STATE, Field.CONDITION) if name in said}
        values |= dict(self.describer.columns(told, values))
        values["name_key"] = sort_key(values["name"])
        product = self.products.products.get(values["model_id"])
        values["type_id"] = values["type_id"] or (product.type_id if product else None)
        values["extra"] = self._own(told, values)
        self._ask_of_new(told, values, place)
        if told.refusals:
            return None
        return New(told.number, values, self._words(values, place), self.teller)

    def _ask_of_new(self, told: Told, values: Values, place: Place) -> None:
        self._ask_for_more(told, values)
        self._ask_of_parts(told, values)
        self._ask(told, values)
        self._contradicted(told, values)
        for no in life.against_listing(values):
            column = _COLUMN.get(no.field)
            known = column if column in self.reader.headers else Field.STATE
            self.reader.refusal(told, known, no)
        self._stand(told, values["state"], place)

    def change(self, told: Told, thing: Values) -> Changed | None:
        """What this row changes on a thing that there is, or None if something is refused."""
        after = thing | self._lived(told, thing) | dict(self.describer.columns(told, thing))
        after["extra"] = self._own(told, after)
        if after["name"] != thing["name"]:
            after["name_key"] = sort_key(after["name"])
        self._ask_of_parts(told, thing)
        if after != thing:
            self._ask_to_change(told, thing, after)
        return None if told.refusals else Changed(told.number, thing, after, self.teller)

    def _ask_to_change(self, told: Told, thing: Values, after: Values) -> None:
        for values in (thing, after):
            if not told.refusals:
                self._ask(told, values)
        self._contradicted(told, after)
        if thing["partner_id"] not in (None, after["partner_id"]) and thing["id"] in self.held:
            self.reader.refusal(told, Field.OWNER, self.held[thing["id"]])
        if told.values.get(Field.VERSION, thing["version"]) != thing["version"]:
            self.reader.refusal(told, Field.VERSION, Refused(CHANGED_MEANWHILE))

    def _own(self, told: Told, thing: Values) -> Values:
        """What the custom fields of its kind say of this thing after this row."""
        stands: Values = thing["extra"]
        if not told.own:
            return stands
        asked = {each.key: each for each in self.known.asked(thing["type_id"])}
        after = dict(stands)
        for key, value in told.own.items():
            try:
                if key not in asked:
                    raise self._not_asked(key)
                after[key] = asked[key].kept(value, stands.get(key))
            except Refused as no:
                self.reader.refusal(told, f"{EXTRA}{key}", no)
        return after

    def _not_asked(self, key: str) -> Refused:
        names = self.known.fields[key].names
        return Refused("{name} is not asked of this kind of thing.", name=names)

    def _ask_for_more(self, told: Told, values: Values) -> None:
        """A new thing says all that must be said of its kind."""
        for field in self.known.asked(values["type_id"]):
            if field.required and field.key not in told.own and field.name not in told.written:
                no = Refused("{name} must be filled in.", name=field.names)
                self.reader.refusal(told, field.name, no)

    def _ask_of_parts(self, told: Told, thing: Values) -> None:
        """A list may say again what a thing is part of, and cannot change it."""
        whole = told.values.get(Field.PART_OF, "").upper()
        if whole not in {"", self.wholes.get(thing["part_of_id"])}:
            no = Refused(
                "A list puts nothing on another thing. Do it on the page of {whole}.", whole=whole
            )
            self.reader.refusal(told, Field.PART_OF, no)

    def _lived(self, told: Told, thing: Values) -> Values:
        """Where it is and how it is after this row, by the verbs of the register."""
        to = self._destination(told, thing)
        said = told.values
        state = said.get(Field.STATE, thing["state"])
        condition = said.get(Field.CONDITION, thing["condition"])
        if (to is None or to.id == thing["place_id"]) and (state, condition) == (
            thing["state"],
            thing["condition"],
        ):
            return {}
        said_first = {name: said[name] for name in _SAID_FIRST if name in said}
        asset = Asset(**(thing | said_first))
        # What is gone must come back before it can be moved; what goes, goes last.
        if asset.state in GONE:
            self._step(told, asset, state)
        if to is not None and to.id != asset.place_id:
            self._move(told, asset, to)
        if condition != asset.condition:
            self._judge(told, asset, condition)
        self._step(told, asset, state)
        return {column: getattr(asset, column) for column in LIVED}

    def _destination(self, told: Told, thing: Values) -> Place | None:
        now = self.known.places.get(thing["place_id"])
        site = told.values.get(Field.SITE)
        to = self.reader.place(told, now)
        if to is None and site is not None and site.id != thing["site_id"]:
            no = Refused("Say in which place of {site} it stands.", site=site.name)
            self.reader.refusal(told, Field.SITE, no)
        return to

    def _move(self, told: Told, asset: Asset, to: Place) -> None:
        try:
            self.rights.must(Permission.ASSETS_MOVE, asset)
            self.rights.must(Permission.ASSETS_MOVE, to)
            asset.move(to, self.on)
        except No as no:
            self.reader.refusal(told, Field.PLACE, no)

    def _judge(self, told: Told, asset: Asset, condition: Any) -> None:
        try:
            self.rights.must(Permission.ASSETS_CONDITION, asset)
            asset.judge(condition)
        except No as no:
            self.reader.refusal(told, Field.CONDITION, no)

    def _step(self, told: Told, asset: Asset, state: Any) -> None:
        if state == asset.state or told.refusals:
            return
        try:
            self.rights.must(LIFE[asset.state].get(state, Permission.ASSETS_STATE), asset)
            known = self.grounds.get(asset.id, Grounds())
            if asset.state in COMING:
                self._stand(told, state, self.known.places.get(asset.place_id))
            life.take(asset, state, self.on, known, told.values.get(Field.ENDED_REASON, ""))
        except No as no:
            self.reader.refusal(told, Field.STATE, no)

    def _stand(self, told: Told, state: Any, place: Place | None) -> None:
        """What is here cannot stand in a place that is not open."""
        if place and state not in waiting.NOT_HERE and not place.open(self.on):
            self.reader.refusal(told, Field.PLACE, place.not_open(self.on))

    def _contradicted(self, told: Told, values: Values) -> None:
        for no in describing.contradictions(values, self.on):
            self.reader.refusal(told, Field(no.field), no)

    def _ask(self, told: Told, values: Values) -> None:
        here = Guarded(site_id=values["site_id"], partner_id=values["partner_id"])
        if not self.rights.may(Permission.ASSETS_IMPORT, here):
            site = self.known.places.get(values["site_id"])
            no = Refused("You may not import into {site}.", site=site.name if site else "")
            self.reader.refusal(told, Field.SITE, no)

    def _words(self, values: Values, place: Place) -> str:
        product = self.products.products.get(values["model_id"])
        made = (product.maker, product.name, product.part_number) if product else ()
        said = [values[name] for name in ("name", "serial_number", "inventory_number")]
        found = finding.words_of([*said, *made, place.name], values["extra"], self.known.choices)
        return " ".join(found)
