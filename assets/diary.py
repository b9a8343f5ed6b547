"""The diary: every dated thing that one person may see, as a list, and day by day."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, union_all
from sqlmodel import Session, func, select

from assets import agenda, awaited, expiring, owing, releasing
from assets.agenda import Duty, Group, Occasion, Source
from assets.inventory.places import Place
from assets.inventory.transfers import Transfer
from assets.listing import Cut, Order, PageOf, page, together
from assets.maintenance.orders import WorkOrder
from assets.people import Person
from assets.rights import Permission, Rights

P = Permission
SOURCES: dict[Occasion, Callable[[Rights], Source]] = {
    Occasion.ORDER: lambda rights: agenda.orders(rights, P.ORDERS_SEE),
    Occasion.DUTY: lambda rights: agenda.plans(rights, P.PLANS_SEE),
    Occasion.PAPER: expiring.papers,
    Occasion.WARRANTY: expiring.warranties,
    Occasion.CONTRACT: expiring.contracts,
    Occasion.LOAN: lambda rights: awaited.loans(rights, P.ASSETS_SEE),
    Occasion.TRANSFER: lambda rights: awaited.transfers(rights, P.ASSETS_SEE),
    Occasion.MILESTONE: lambda rights: agenda.milestones(rights, P.PROCUREMENT_SEE),
    Occasion.GUARANTEE: expiring.guarantees,
    Occasion.INVOICE: owing.bills,
    Occasion.REPORT: owing.reports,
    Occasion.DURABILITY: releasing.durability,
    Occasion.RETENTION: releasing.retention,
}
# With these nobody can be late: they end, and nothing is left to be done.
MERELY_ENDING = (Occasion.WARRANTY, Occasion.GUARANTEE, Occasion.DURABILITY, Occasion.RETENTION)
_ORDER: Any = WorkOrder.__table__  # type: ignore[attr-defined]
_TRANSFER: Any = Transfer.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Wanted:
    """What the diary is asked for. Without occasions: for all of them."""

    occasions: Sequence[Occasion] = ()
    site: Place | None = None
    taken_by: Person | None = None
    today: date | None = None  # what has merely ended before this day is left out


def listed(
    session: Session, wanted: Wanted, span: tuple[date, date], cut: Cut, seen_by: Rights
) -> PageOf:
    """One page of the dated things from the one day to the other, each row a Duty."""
    sources = asked(wanted, span, seen_by)
    read = [page(session, _sorted(each), Order(each.day, each.table.c.id), cut) for each in sources]
    found = together(read, cut)
    return replace(found, rows=[sources[nth].read(row) for row, nth in found.rows])


def all_of(
    session: Session, wanted: Wanted, span: tuple[date, date], seen_by: Rights, *, most: int
) -> list[Duty]:
    """The dated things from the one day to the other, the earliest first, and no more than so."""
    return agenda.first(session, asked(wanted, span, seen_by), most=most)


def days(
    session: Session, wanted: Wanted, span: tuple[date, date], seen_by: Rights, *, most: int
) -> dict[date, Group]:
    """The first things of each day from the one to the other, and how many there are that day."""
    first: dict[date, list[Duty]] = defaultdict(list)
    counts: dict[date, int] = defaultdict(int)
    for source in asked(wanted, span, seen_by):
        counted = dict(_counted(session, source).all())
        for day, count in counted.items():
            counts[day] += count
        for duty in _first_of_each_day(session, source, list(counted), most):
            first[duty.due_on].append(duty)
    return {
        day: Group(sorted(first[day], key=agenda.in_order)[:most], counts[day])
        for day in sorted(counts)
    }


def asked(wanted: Wanted, span: tuple[date, date], seen_by: Rights) -> list[Source]:
    """Where the things come from that are wanted, no further than these days."""
    chosen = [each for each in Occasion if each in wanted.occasions or not wanted.occasions]
    if wanted.taken_by:
        chosen = [Occasion.ORDER] if Occasion.ORDER in chosen else []
    sources = [(SOURCES[each](seen_by), _near(each, wanted, span)) for each in chosen]
    return [
        replace(each, asked=[*each.asked, *_narrowed(each, wanted), each.day.between(*near)])
        for each, near in sources
    ]


def _near(occasion: Occasion, wanted: Wanted, span: tuple[date, date]) -> tuple[date, date]:
    if wanted.today and occasion in MERELY_ENDING:
        return max(span[0], wanted.today), span[1]
    return span


def _narrowed(source: Source, wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    if wanted.taken_by:
        yield _ORDER.c.taken_by_id == wanted.taken_by.id
    if wanted.site is None:
        return
    if source.table is _TRANSFER:
        yield or_(_TRANSFER.c.site_id == wanted.site.id, _TRANSFER.c.to_site_id == wanted.site.id)
    elif "site_id" in source.table.c:
        yield source.table.c.site_id == wanted.site.id
    elif source.table is releasing.PROJECT:
        yield releasing.at(wanted.site)
    else:
        yield expiring.at(wanted.site)


def _sorted(source: Source) -> Any:
    rows = source.rows.where(*source.asked)
    return rows.add_columns(source.day.label("sort_key"), source.table.c.id.label("sort_id"))


def _counted(session: Session, source: Source) -> Any:
    counted = select(source.day, func.count()).where(*source.asked).group_by(source.day)
    return session.connection().execute(counted.select_from(source.table))


def _first_of_each_day(
    session: Session, source: Source, on: Sequence[date], most: int
) -> list[Duty]:
    """So many of each of these days, whichever come first in the index: it is read no further."""
    key = source.table.c.id
    of_table = select(key).where(*source.asked).select_from(source.table).order_by(key).limit(most)
    of_days = [of_table.where(source.day == day).subquery() for day in on]
    if not of_days:
        return []
    found = source.rows.where(key.in_(union_all(*(select(each.c.id) for each in of_days))))
    return [source.read(row) for row in session.connection().execute(found)]
