"""The registers of the law as pages and programs ask for them, and as a list is taken away."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from sqlmodel import Session

from assets.exchange.exports import Value
from assets.inventory.places import Place
from assets.maintenance import officers, statutory
from assets.maintenance.officers import ANSWERS_FOR, Officer
from assets.maintenance.statutory import Line, Wanted
from assets.maintenance.terms import Register, When
from assets.rhythm import Rhythm
from assets.rights import Rights
from labels.papers.statutory import Sheet
from web.filters import site_of
from web.paging import Paged, Perhaps, from_address

# Under the names by which programs know them.
FIELDS = (
    *("asset", "name", "maker", "model", "serial_number", "inventory_number", "site", "place"),
    *("condition", "state", "plan", "duty", "every", "unit", "reference", "due_on", "paused"),
    *("last_order", "last_done_on", "outcome", "certificate", "certificate_valid_until"),
    "responsible",
)


class AskedRegister(Paged):
    """Which part of a register is asked for."""

    site: str = ""
    when: Perhaps[When] = None

    def wanted(self, session: Session, register: Register, seen_by: Rights) -> Wanted:
        return Wanted(register, site_of(session, self.site, seen_by), self.when)


TheAskedRegister = Annotated[AskedRegister, from_address(AskedRegister)]

Held = dict[UUID | None, list[Officer]]


def item(line: Line, held: Held) -> dict[str, Any]:
    """A line of a register under the names of the contract."""
    return dict(zip(FIELDS, map(_written, values(line, held)), strict=True))


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def values(line: Line, held: Held) -> list[Value]:
    """A line of a register in the order of `FIELDS`."""
    row, done = line.row, line.done
    thing = [row.tag, row.name, row.maker, row.model, row.serial_number, row.inventory_number]
    stands = [row.site, row.place, row.condition, row.state]
    owed = [str(row.id), row.title, row.every, row.unit, row.reference]
    due = [statutory.due(row), str(row.paused).lower()]
    last: list[Value] = [None] * 5
    if done:
        last = [done.number, done.done_on, done.outcome, done.certificate, done.valid_until]
    return [*thing, *stands, *owed, *due, *last, responsible(held.get(row.site_id, ()))]


def responsible(held: Iterable[Officer]) -> str:
    """Whoever is in office, each with the number of the authorisation."""
    named = (f"{each.called} ({each.authorisation})" if each.authorisation else each.called
             for each in held)  # fmt: skip
    return ", ".join(named)


def rows(session: Session, wanted: Wanted, on: date, seen_by: Rights) -> Iterator[list[Value]]:
    """The whole register, line by line, to be taken away."""
    held = in_office(session, wanted.register, None, on, seen_by)
    for line in statutory.everything(session, wanted, on, seen_by):
        yield values(line, held)


def in_office(
    session: Session,
    register: Register,
    sites: Iterable[UUID] | None,
    on: date,
    seen_by: Rights,
) -> Held:
    """Who answers for the register at these sites, or at all that have something in it."""
    if sites is None:
        sites = statutory.sites_of(session, Wanted(register), on, seen_by)
    return officers.in_office(session, ANSWERS_FOR[register], list(sites), on)


def sheets(
    session: Session, wanted: Wanted, on: date, sites: Sequence[Place], seen_by: Rights
) -> list[Sheet]:
    """The paper of each site that has something in the register; an empty one where none has."""
    register, held = wanted.register, in_office(session, wanted.register, None, on, seen_by)
    filled = statutory.sites_of(session, wanted, on, seen_by)
    asked = [site for site in sites if site.id in filled]
    nothing = [wanted.site] if wanted.site else sites[:1]
    papers = []
    for site in asked or nothing:
        of_site = statutory.everything(session, Wanted(register, site, wanted.when), on, seen_by)
        papers.append(Sheet(register, site, on, list(of_site), held.get(site.id, [])))
    return papers


@dataclass(frozen=True)
class Summary:
    """A register as the page of all of them names it."""

    register: Register
    count: int
    late: int

    @property
    def address(self) -> str:
        return f"/registers/{self.register.replace('_', '-')}"


def summaries(session: Session, on: date, seen_by: Rights) -> list[Summary]:
    return [Summary(each, *statutory.counts(session, each, on, seen_by)) for each in Register]


def rhythm(row: Any) -> Rhythm | None:
    """How often a duty comes; None if it goes by a meter alone."""
    return Rhythm(row.every, row.unit) if row.every and row.unit else None
