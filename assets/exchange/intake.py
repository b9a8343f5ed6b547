"""A list that is brought in: first what it would do, row by row, and then doing it."""

import hashlib
from collections import deque
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, func, select

from assets.errors import No, Refused
from assets.exchange import holds
from assets.exchange.arrivals import Arrivals, Done
from assets.exchange.drafts import Changed, Drafter, New
from assets.exchange.mappings import Field, Mapping
from assets.exchange.matching import Things
from assets.exchange.products import Products
from assets.exchange.readings import Reader, Refusal, Said, Told
from assets.exchange.sheets import Sheet
from assets.exchange.vocabulary import Vocabulary
from assets.inventory import leaving, life, parts, places
from assets.inventory.leaving import Departure
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.rights import Permission, Rights
from assets.trail import Batch, Entry

SAID_NOTHING = Said()
_TOLD = sorted(set(Asset.model_fields) - {"created_at"})


@dataclass
class Intake:
    """What a list would create, change and leave as it is, and what of it is refused."""

    arrivals: Arrivals
    same: list[tuple[int, str]] = field(default_factory=list)  # row and tag
    refused: list[Refusal] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)  # headers of dates that read in two ways
    left_out: tuple[str, ...] = ()  # headers that mean nothing here

    @property
    def new(self) -> list[New]:
        return self.arrivals.new

    @property
    def changed(self) -> list[Changed]:
        return self.arrivals.changed

    @property
    def refused_rows(self) -> list[int]:
        return sorted({refusal.row for refusal in self.refused})

    @property
    def fingerprint(self) -> str:
        """The same for the same plan: what somebody has seen is what is done, or nothing is."""
        said = hashlib.sha256()
        written = [(each.row, each.values) for each in self.new]
        written += [(each.row, each.after) for each in self.changed]
        for row, values in written:
            kept = [str(values[column]) for column in _TOLD]
            said.update("\x1f".join([str(row), *kept]).encode() + b"\n")
        return said.hexdigest()


def plan(
    session: Session,
    sheet: Sheet,
    mapping: Mapping,
    on: date,
    rights: Rights,
    said: Said = SAID_NOTHING,
) -> Intake:
    """What this list would do. It only reads, and the session may be over when it is applied."""
    mapping.check(sheet.headers)
    head = holds.head(session)
    reader = Reader(sheet, mapping, Vocabulary(session, rights), said)
    products = Products(session)
    drafter = Drafter(reader, products, rights, on)
    rows = deque(reader.rows())
    for told in rows:
        if Field.TAG not in told.written:
            told.place = drafter.where(told)
    things = Things(session, rights, products, rows, said.place, loose=mapping.loose)
    _look_up(session, drafter, things)
    sorter = _Sorter(drafter, things)
    refused: list[Refusal] = []
    while rows:
        told = rows.popleft()
        sorter.sort(told)
        refused += told.refusals
    return Intake(
        Arrivals(drafter, sorter.new, sorter.changed, head),
        sorter.same,
        refused,
        sorted(reader.unsure),
        mapping.left_out(sheet.headers),
    )


def _look_up(session: Session, drafter: Drafter, things: Things) -> None:
    """What the things of the register are judged by besides themselves."""
    known = things.known.values()
    if Field.STATE in drafter.reader.headers:
        numbered = ((each["id"], each["lot_number"]) for each in known)
        drafter.grounds = life.grounds(session, numbered)
    if Field.OWNER in drafter.reader.headers:
        drafter.held = leaving.held(session, [each["id"] for each in known], Departure.SALE)
    if Field.PART_OF in drafter.reader.headers:
        drafter.wholes = parts.tags(session, (each["part_of_id"] for each in known))


def apply(session: Session, intake: Intake) -> Done:
    """Write what was planned, in this transaction. Raises Refused if the register has changed."""
    return intake.arrivals.write(session)


class Written(NamedTuple):
    """What an import has written, as the trail tells it, with the first and the last new tag."""

    number: int
    created: int
    changed: int
    first: str
    last: str


def written(session: Session, batch_id: UUID, person_id: UUID) -> Written | None:
    """What this person's import has written, or None if there is no such import of hers."""
    batch = session.get(Batch, batch_id)
    if batch is None or batch.person_id != person_id:
        return None
    label = col(Entry.label)
    told = select(Entry.verb, func.count(), func.min(label), func.max(label))
    of_things = told.where(Entry.batch_id == batch_id, Entry.kind == "asset").group_by(Entry.verb)
    found: dict[str, Any] = {verb: rest for verb, *rest in session.exec(of_things)}
    created, first, last = found.get("created", (0, "", ""))
    changed, *_ = found.get("changed", (0, "", ""))
    return Written(batch.number, created, changed, first, last)


def sites(session: Session, rights: Rights) -> list[Place]:
    """The sites into which this person may import, the oldest first."""
    found = places.sites(session, rights)
    allowed = [each for each in found if rights.may(Permission.ASSETS_IMPORT, each)]
    return sorted(allowed, key=lambda site: (site.created_at, site.code or ""))


class _Sorter:
    """Says of each row whether it is new, changes something, or changes nothing."""

    def __init__(self, drafter: Drafter, things: Things) -> None:
        self.drafter, self.things = drafter, things
        self.new: list[New] = []
        self.changed: list[Changed] = []
        self.same: list[tuple[int, str]] = []
        self._taken: dict[Any, int] = {}

    def sort(self, told: Told) -> None:
        try:
            thing = self.things.meant(told, told.place.site_id if told.place else None)
            again = None if thing or Field.TAG in told.written else self.things.again(told)
        except No as no:
            name = Field.TAG if Field.TAG in told.written else None
            self.drafter.reader.refusal(told, name, no)
            return
        if again and not told.refusals:
            self.same.append((told.number, again["tag"]))
        elif thing:
            self._change(told, thing)
        elif Field.TAG not in told.written:
            self._add(told)

    def _change(self, told: Told, thing: dict[str, Any]) -> None:
        drafted = self.drafter.change(told, thing)
        if drafted is None or not self._first(told, [thing["id"]]):
            return
        if drafted.after != thing:
            self.changed.append(drafted)
        else:
            self.same.append((told.number, thing["tag"]))

    def _add(self, told: Told) -> None:
        drafted = self.drafter.new(told, self.things.keys[told.number])
        if drafted and self._first(told, _marks(drafted)):
            self.new.append(drafted)

    def _first(self, told: Told, marks: list[Any]) -> bool:
        """Whether no row before this one is about the same thing."""
        for mark in marks:
            row = self._taken.setdefault(mark, told.number)
            if row != told.number:
                no = Refused("Row {row} is about the same thing.", row=row)
                self.drafter.reader.refusal(told, None, no)
                return False
        return True


def _marks(new: New) -> list[tuple[UUID, str]]:
    """By what a new thing would be known again."""
    values = new.values
    marks = [
        (values["site_id"], values["external_ref"]),
        (values["model_id"], values["serial_number"]),
    ]
    return [mark for mark in marks if mark[0] and mark[1]]
