"""A logger's file: which column is which meter, and what every row says of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal

from sqlmodel import Session

from assets.errors import Refused
from assets.exchange import cells
from assets.exchange.cells import Cell, Order
from assets.exchange.readings import Refusal
from assets.exchange.sheets import Sheet
from assets.maintenance import meters, readings, recordings
from assets.maintenance.meters import Meter
from assets.maintenance.readings import Taken
from assets.maintenance.recordings import Numbered, Series
from assets.people import Person
from assets.words import N_, Worded, fold

_CLOCK = re.compile(r"(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?", re.ASCII)
_WHEN = (
    "time",
    "date",
    "timestamp",
    "datetime",
    "data",
    "ora",
    "datum",
    "ido",
    "idopont",
    "moment",
)


class Mark(Worded):
    """What stands before the decimals."""

    COMMA = "comma", N_("A comma: 7,25")
    POINT = "point", N_("A point: 7.25")


@dataclass(frozen=True)
class Reading:
    """How a file is to be read: when each row was taken, and what is the meter of each column."""

    moment: str
    columns: Mapping[str, Meter]
    clock: str = ""  # where the time stands apart from the day
    mark: Mark | None = None
    order: Order | None = None


@dataclass(frozen=True)
class Plan:
    """What a file would bring, meter by meter, and the rows that cannot be taken."""

    series: list[Series]
    refusals: list[Refusal]

    @property
    def fresh(self) -> int:
        return sum(len(each.fresh) for each in self.series)

    @property
    def known(self) -> int:
        return sum(each.known for each in self.series)


def moment_column(sheet: Sheet) -> str:
    """The column that says when, by its name, or the first."""
    named = (each for each in sheet.headers if fold(each).split()[0].strip(":") in _WHEN)
    return next(named, sheet.headers[0])


def proven(sheet: Sheet, headers: Mapping[str, object]) -> Mark | None:
    """What the columns themselves prove: 7,25 and 0.4 can each be read in one way alone."""
    seen = set[Mark]()
    for header in headers:
        for cell in sheet.column(header):
            seen |= _proof(cells.text(cell)) if isinstance(cell, str) else set()
    return seen.pop() if len(seen) == 1 else None


def _proof(text: str) -> set[Mark]:
    found = re.fullmatch(r"[-+]?\d+([.,])(\d+)", text)
    if not found or (len(found[2]) == len("000") and text.strip("+-")[0] != "0"):
        return set()
    return {Mark.COMMA if found[1] == "," else Mark.POINT}


def plan(session: Session, sheet: Sheet, how: Reading, by: Person | None) -> Plan:
    """What this file would bring: what is new, known and refused. Writes nothing."""
    told: dict[str, list[Numbered]] = {header: [] for header in how.columns}
    refusals: list[Refusal] = []
    zones = {header: readings.zone_of(session, each) for header, each in how.columns.items()}
    reader = _Reader(sheet, how)
    for row, header, cell, local in reader.cells(refusals):
        try:
            at = reader.placed(local, zones[header])
            told[header].append(Numbered(row, Taken(reader.number(cell), at)))
        except Refused as no:
            refusals.append(Refusal(row, header, cells.text(cell), no))
    planned = [recordings.plan(session, how.columns[each], told[each], by) for each in how.columns]
    for header, each in zip(how.columns, planned, strict=True):
        refusals += [
            Refusal(told.row, header, f"{meters.plain(told.taken.value):f}", against)
            for told, against in each.refused
        ]
    return Plan(planned, sorted(refusals, key=lambda each: each.row))


def apply(session: Session, plan: Plan) -> int:
    """Keep what is new; how many."""
    return sum(recordings.keep(session, each) for each in plan.series)


def parts(plan: Plan, at: datetime) -> Iterator[Plan]:
    """The same in parts. To bring the whole in after some of them doubles nothing."""
    for series in plan.series:
        yield from (Plan([part], []) for part in recordings.parts(series, at))


class _Reader:
    """Reads the moments and the numbers of one file."""

    def __init__(self, sheet: Sheet, how: Reading) -> None:
        self.sheet, self.how = sheet, how
        self.order = cells.proven_order(map(_day_of, sheet.column(how.moment))) or how.order
        self.mark = how.mark or proven(sheet, how.columns)
        self._last: dict[tzinfo, datetime] = {}

    def cells(self, refusals: list[Refusal]) -> Iterator[tuple[int, str, Cell, datetime]]:
        """Each cell that says something: its row, its column, and when it was read."""
        places = [(self.sheet.headers.index(header), header) for header in self.how.columns]
        when = self.sheet.headers.index(self.how.moment)
        clock = self.sheet.headers.index(self.how.clock) if self.how.clock else None
        for row in self.sheet.rows:
            filled = [each for each in places if not cells.blank(row.cells[each[0]])]
            if not filled:
                continue
            try:
                local = self._moment(row.cells[when], None if clock is None else row.cells[clock])
            except Refused as no:
                written = cells.text(row.cells[when])
                refusals.append(Refusal(row.number, self.how.moment, written, no))
                continue
            for place, header in filled:
                yield row.number, header, row.cells[place], local

    def _moment(self, cell: Cell, clock: Cell) -> datetime:
        if isinstance(cell, datetime):
            return cell
        if isinstance(cell, date):
            return datetime.combine(cell, _time(clock))
        written = cells.text(cell)
        if found := _zoned(written):
            return found
        day = cells.day(_day_of(written), self.order)
        if day is None:
            raise Refused("There is no date.")
        rest = written[len(_day_of(written)) :].strip(" T")
        return datetime.combine(day, _time(rest or clock))

    def number(self, cell: Cell) -> Decimal:
        """The value, with the sign before its decimals that the file is written with."""
        if isinstance(cell, str) and self.mark:
            plain = cells.text(cell).replace(" ", "")
            group, sign = (".", ",") if self.mark is Mark.COMMA else (",", ".")
            cell = plain.replace(group, "").replace(sign, ".")
            if not re.fullmatch(r"[-+]?\d+(\.\d+)?", cell):
                raise Refused("{figure} is not a number.", figure=plain[:40])
            return Decimal(cell)
        number = cells.decimal(cell)
        assert number is not None  # blank cells say nothing
        return number

    def placed(self, local: datetime, zone: tzinfo) -> datetime:
        """The moment of a time on that zone's clock; of an hour that comes twice, the next one."""
        if local.tzinfo:
            return local.astimezone(UTC)
        at = local.replace(tzinfo=zone).astimezone(UTC)
        if (last := self._last.get(zone)) and at < last:
            again = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
            at = again if again >= last else at
        self._last[zone] = at
        return at


def _day_of(written: Cell) -> str:
    """The day of 01.03.2027 07:30, of 2027. 03. 01. 7:30 and of 2027-03-01T07:30."""
    text = cells.text(written)
    found = re.match(r"\d{4}-\d\d-\d\d(?=T)|[\d./-]+(?: \d\d?\.)*(?= |$)", text)
    return found[0].strip() if found else text


def _zoned(written: str) -> datetime | None:
    """A moment that names its zone itself."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _time(cell: Cell) -> time:
    if isinstance(cell, time):
        return cell
    if cells.blank(cell):
        return time()
    written = cells.text(cell)
    found = _CLOCK.fullmatch(written)
    try:
        hour, minute, second = map(int, found.groups("0")) if found else (-1, 0, 0)
        return time(hour, minute, second)
    except ValueError:
        raise Refused("{cell} is no time of day.", cell=written[:40]) from None
