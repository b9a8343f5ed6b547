"""Which thing of the register each row of a list means."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID, uuid5

from sqlmodel import Session, col, select

from assets.errors import Missing, Refused
from assets.exchange.details import Values
from assets.exchange.holds import parts
from assets.exchange.mappings import Field
from assets.exchange.products import Products
from assets.exchange.readings import Told
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.rights import Permission, Rights

_TABLE: Any = Asset.__table__  # type: ignore[attr-defined]
_KEPT = UUID("6f0c3f0e-51d1-4b53-9b0e-2d8b1f1c8a4d")


class Things:
    """The things that a list may mean, read once: by tag, by number, by serial, and by row."""

    def __init__(
        self,
        session: Session,
        seen_by: Rights,
        products: Products,
        rows: Collection[Told],
        place: Place | None,
        *,
        loose: bool,
    ) -> None:
        self.products = products
        self.known: dict[UUID, Values] = {}
        self._tags: dict[str, UUID] = {}
        self._refs: dict[tuple[UUID, str], list[UUID]] = defaultdict(list)
        self._serials: dict[str, list[UUID]] = defaultdict(list)
        self.keys = _keys(rows, place, loose=loose)
        seen = seen_by.where(Permission.ASSETS_SEE, Asset)
        self._read(session, seen, _TABLE.c.tag, _said(rows, Field.TAG, str.upper))
        self._read(session, seen, _TABLE.c.external_ref, _said(rows, Field.EXTERNAL_REF))
        self._read(session, seen, _TABLE.c.serial_number, _said(rows, Field.SERIAL_NUMBER))
        self._read(session, seen, _TABLE.c.id, set(self.keys.values()))
        self._hidden = _standing(session, set(self.keys.values()) - set(self.known))

    def meant(self, told: Told, site_id: UUID | None) -> Values | None:
        """The thing that this row is about, or None if it is a new one.

        A tag names it. Without one, the number that it has in another system does, at this site;
        or its model and serial number.
        """
        if tag := told.values.get(Field.TAG):
            if tag.upper() not in self._tags:
                raise Refused(
                    "There is no asset {tag}. Leave the cell empty to register a new one.", tag=tag
                )
            return self.known[self._tags[tag.upper()]]
        found = {*self._numbered(told, site_id), *self._made(told)}
        if len(found) > 1:
            tags = sorted(self.known[key]["tag"] for key in found)
            raise Refused(
                "This can be {one} or {other}. Write its tag.", one=tags[0], other=tags[1]
            )
        return self.known[found.pop()] if found else None

    def again(self, told: Told) -> Values | None:
        """The thing that this row registered when it was imported before, word for word."""
        key = self.keys[told.number]
        if key in self._hidden:
            raise Missing("This was imported before, and stands where you do not see it.")
        return self.known.get(key)

    def _numbered(self, told: Told, site_id: UUID | None) -> list[UUID]:
        ref = told.values.get(Field.EXTERNAL_REF)
        return self._refs.get((site_id, ref), []) if ref and site_id else []

    def _made(self, told: Told) -> Iterator[UUID]:
        """Those of the same maker and model with this serial number."""
        said = told.values
        if Field.SERIAL_NUMBER in said and Field.MAKER in said and Field.MODEL in said:
            known = self.products.known(said[Field.MAKER], said[Field.MODEL])
            meant = {product.id for product in known}
            for key in self._serials.get(said[Field.SERIAL_NUMBER], ()):
                if self.known[key]["model_id"] in meant:
                    yield key

    def _read(self, session: Session, seen: Any, column: Any, wanted: set[Any]) -> None:
        for some in parts(wanted):
            asked = select(_TABLE).where(seen, column.in_(some))
            for row in session.execute(asked).mappings():
                if row["id"] not in self.known:
                    self._keep(dict(row))

    def _keep(self, thing: Values) -> None:
        key = thing["id"]
        self.known[key], self._tags[thing["tag"]] = thing, key
        if thing["external_ref"]:
            self._refs[thing["site_id"], thing["external_ref"]].append(key)
        if thing["serial_number"]:
            self._serials[thing["serial_number"]].append(key)


def _keys(rows: Iterable[Told], place: Place | None, *, loose: bool) -> dict[int, UUID]:
    """The id of the thing that each row registers, by what it says and where the list is from.

    The same row of the same list, or of a mended copy of it, so always means the same thing; and
    of twenty rows that read alike, the third always means the third.
    """
    seen: Counter[str] = Counter()
    keys = {}
    for told in rows:
        identity = told.identity
        if place and (loose or not told.written.keys() & {Field.SITE, Field.PLACE}):
            identity = f"{place.site_id}\x1d{identity}"
        seen[identity] += 1
        keys[told.number] = uuid5(_KEPT, f"{identity}\x1d{seen[identity]}")
    return keys


def _said(rows: Iterable[Told], name: Field, form: Any = str) -> set[str]:
    return {form(told.values[name]) for told in rows if name in told.values}


def _standing(session: Session, keys: set[UUID]) -> set[UUID]:
    """Which of these things there are at all, whoever may see them."""
    found: set[UUID] = set()
    for some in parts(keys):
        found |= set(session.exec(select(Asset.id).where(col(Asset.id).in_(some))))
    return found
