"""The figures of maintenance as pages and programs ask for them, in words, drawn, and in lists."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from babel import dates
from fastapi import Depends
from pydantic import Field
from sqlmodel import Session

from assets import words
from assets.errors import Missing, Refused
from assets.exchange.exports import Value
from assets.inventory import catalogue, places
from assets.inventory.places import Place
from assets.maintenance import evidence, figures
from assets.maintenance.evidence import Line, Wanted
from assets.maintenance.figures import Measure, Part, Reckoned
from assets.maintenance.measures import Figure, Scope, Share, Span
from assets.money import Currency, Money
from assets.rights import Rights
from assets.words import N_, Language, Worded, say, spoken
from web.filters import site_of
from web.paging import Paged, Perhaps, from_address

ADDRESS = "/figures"
NBSP = "\N{NO-BREAK SPACE}"
EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)
TALL, TOP, FOOT = 112, 24, 136  # pixels of the drawing: its height, and where it begins and ends
_FEW = 4  # months that are named below the drawing
_DIGITS = {Measure.PERCENT: 1, Measure.DAYS: 0, Measure.HOURS: 1, Measure.RATE: 2}


class Period(Worded):
    """The days that are looked at."""

    MONTH = "month", N_("This month")
    QUARTER = "quarter", N_("This quarter")
    YEAR = "year", N_("This year")
    OWN = "own", N_("From one day to another")

    def begun(self, on: date) -> date:
        """The day on which it began."""
        months = {Period.MONTH: on.month, Period.QUARTER: on.month - (on.month - 1) % 3}
        return date(on.year, months.get(self, 1), 1)


Day = Annotated[date, Field(ge=EARLIEST, le=LATEST)]


class AskedFigures(Paged):
    """Of which things and days the figures are asked, which one is drawn, and which rows."""

    site: str = ""
    type: str = ""
    period: Perhaps[Period] = None
    since: Perhaps[Day] = None
    until: Perhaps[Day] = None
    figure: Perhaps[Figure] = None
    share: Perhaps[Share] = None

    @property
    def chosen_period(self) -> Period:
        return self.period or (Period.OWN if self.since or self.until else Period.YEAR)

    def span(self, today: date) -> Span:
        """The days that are asked for, until today at the latest."""
        if self.chosen_period is not Period.OWN:
            return Span(self.chosen_period.begun(today), today)
        until = min(self.until or today, today)
        since = self.since or date(until.year, 1, 1)
        if since > until:
            raise Refused(
                "The first day is after the last one, or has not come yet.", field="since"
            )
        return Span(since, until)

    def scope(self, session: Session, seen_by: Rights) -> Scope:
        kind = catalogue.type_called(session, self.type) if self.type else None
        sites = places.sites(session, seen_by)
        return Scope(sites, seen_by, site_of(session, self.site, seen_by), kind)

    def wanted(self, session: Session, figure: Figure, today: date, seen_by: Rights) -> Wanted:
        return Wanted(figure, self.scope(session, seen_by), self.span(today), self.share)

    def rows(self, figure: Figure, share: str = "") -> str:
        """The address of the rows behind a figure."""
        return self.address(f"{ADDRESS}/{figure}", figure="", share=share)


TheAskedFigures = Annotated[AskedFigures, from_address(AskedFigures)]


async def _figure(name: str) -> Figure:
    try:
        return Figure(name)
    except ValueError:
        raise Missing("There is no such page.") from None


TheFigure = Annotated[Figure, Depends(_figure)]


@dataclass(frozen=True)
class Shown:
    """A figure in words, of one currency where it is told in money."""

    name: str
    value: str
    above: str
    below: str


def shown(name: str, reckoned: Reckoned, part: Part, currency: str, language: Language) -> Shown:
    measure = reckoned.told.measure
    return Shown(
        name,
        _value(part, measure, language),
        _amount(part.above, currency, measure, language) if reckoned.told.above else "",
        _amount(part.below, currency, Measure.DAYS, language),
    )


def _value(part: Part, measure: Measure, language: Language) -> str:
    value = part.value(measure)
    if value is None:
        if measure is Measure.DAYS and part.above:
            return say(language, N_("n/a, at least {days} days"), days=round(part.above))
        return say(language, N_("n/a"))
    edge = measure is Measure.PERCENT and (0 < value < 1 or 99 < value < 100)  # noqa: PLR2004
    figure = words.number(round(Decimal(value), 2 if edge else _DIGITS[measure]), language)
    unit = "%" if measure is Measure.PERCENT else spoken(measure, language)
    return f"{figure}{NBSP}{unit}"


def _amount(amount: float, currency: str, measure: Measure, language: Language) -> str:
    if currency:
        return spoken(Money(round(amount), Currency(currency)), language)
    whole = float(amount).is_integer() or (measure is Measure.DAYS and amount > 10)  # noqa: PLR2004
    return words.number(round(Decimal(amount), 0 if whole else 1), language)


@dataclass(frozen=True)
class Bar:
    """One month or site as it is drawn: where, how long, and what it says."""

    x: float
    length: float
    told: Shown
    named: bool = True


@dataclass(frozen=True)
class Chart:
    """A figure drawn by months and by sites, of one currency. Across it is in per cent."""

    currency: str
    months: Sequence[Bar]
    sites: Sequence[Bar]
    most: str


def charts(
    session: Session, figure: Figure, scope: Scope, whole: Reckoned, span: Span, language: Language
) -> list[Chart]:
    """The figure by months, and of the span by sites; each currency for itself."""
    months, by_month = figures.by_month(session, figure, scope, span)
    return [
        _chart(whole, by_month, months, scope.sites, currency, language)
        for currency in whole.currencies
    ]


def _chart(
    whole: Reckoned,
    by_month: Reckoned,
    months: Sequence[Span],
    sites: Sequence[Place],
    currency: str,
    language: Language,
) -> Chart:
    measure, spans = whole.told.measure, by_month.by_span(currency)
    parts = [spans.get(number, Part()) for number in range(len(months))]
    of_sites = whole.by_site(currency)
    known = [(site, of_sites[site.id]) for site in sites if site.id in of_sites]
    most = _most([*parts, *(part for _, part in known)], measure)
    wide, step = 100 / len(months), -(-len(months) // _FEW)
    return Chart(
        currency,
        [
            Bar(
                x=round(wide * number, 2),
                length=round(TALL * (part.value(measure) or 0) / most, 1),
                told=shown(_month(each, language), by_month, part, currency, language),
                named=(len(months) - 1 - number) % step == 0,
            )
            for number, (each, part) in enumerate(zip(months, parts, strict=True))
        ],
        [
            Bar(
                x=0,
                length=round(100 * (part.value(measure) or 0) / most, 1),
                told=shown(site.name, whole, part, currency, language),
            )
            for site, part in known
        ],
        _value(Part(most, 100 if measure is Measure.PERCENT else 1), measure, language),
    )


def _most(parts: Sequence[Part], measure: Measure) -> float:
    """What the highest bar stands for."""
    values = [part.value(measure) or 0 for part in parts]
    usual = 100 if measure is Measure.PERCENT else 0
    return max([usual, *values]) or 1


def _month(span: Span, language: Language) -> str:
    return str(dates.format_skeleton("yMMM", span.first, locale=words.WRITTEN_AS[language]))


# Under the names by which programs know them.
FIGURES = ("figure", "site", "currency", "since", "until", "above", "below", "value", "measure")
ORDERS = (
    *("number", "title", "kind", "state", "tag", "name", "place", "site", "opened_on", "due_on"),
    *("early_on", "late_on", "done_on", "reported_at", "started_at", "down_from", "down_until"),
    *("failure_mode", "reason", "counts", "minutes", "cost"),
)
THINGS = ("tag", "name", "place", "site", "state", "condition", "counts")


def rows(found: Sequence[Reckoned], sites: Sequence[Place], span: Span) -> Iterator[list[Value]]:
    """Each figure as a whole and then of each site, under the names of `FIGURES`."""
    for each in found:
        for currency in each.currencies:
            yield _row(each, "", currency, span, each.whole(currency))
            of_sites = each.by_site(currency)
            for site in sites:
                if site.id in of_sites:
                    yield _row(each, site.code or "", currency, span, of_sites[site.id])


def _row(each: Reckoned, site: str, currency: str, span: Span, part: Part) -> list[Value]:
    measure = each.told.measure
    value, share = part.value(measure), 100 if currency else 1
    above = None if part.times else part.above / share
    told = [_plain(above), _plain(part.below / share), _plain(value), measure.value]
    return [each.figure.value, site, currency, span.first, span.last, *told]


def _plain(number: float | None) -> float | None:
    if number is None:
        return None
    return int(number) if float(number).is_integer() else round(number, 4)


def columns(figure: Figure) -> tuple[str, ...]:
    return THINGS if figure in evidence.OF_THINGS else ORDERS


def values(line: Line, figure: Figure) -> list[Value]:
    """A row behind a figure, in the order of `columns`."""
    beside: dict[str, Any] = {
        "counts": str(line.counts).lower(),
        "minutes": line.minutes,
        "cost": ", ".join(f"{each.amount:.2f} {each.currency}" for each in line.cost or ()),
    }
    return [beside[n] if n in beside else getattr(line.row, n) for n in columns(figure)]
