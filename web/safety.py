"""What pages show of safety tests: what each value is of, its limit in words, its trend drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from assets.inventory import inherited
from assets.inventory.catalogue import Check
from assets.inventory.custom_fields import canonical
from assets.inventory.register import Asset
from assets.maintenance import safety_tests, safety_trends
from assets.maintenance.safety_trends import Dot, Series
from assets.words import N_
from web.page import PageFor

SHOWN = 3  # tests on the page of their device
TALL, TOP, FOOT = 96, 16, 112  # pixels of the drawing: its height, and where it begins and ends
EDGES = (4, 92)  # per cent, between which its days lie
ROOM = Decimal("1.15")  # above the highest value


@dataclass(frozen=True)
class Mark:
    """One value as it is drawn: where, what it says, and how it stands to its limit."""

    x: float
    y: float
    tone: str
    words: str
    on: date
    number: str
    value: str


@dataclass(frozen=True)
class Line:
    """A line across the drawing: the limit, or the value that was measured first."""

    y: float
    kind: str
    words: str


@dataclass(frozen=True)
class Chart:
    """One series, drawn. Across, it is in per cent, so that its letters never shrink."""

    title: str
    told: str
    unit: str
    marks: Sequence[Mark]
    lines: Sequence[Line]


def title(page: PageFor, of: Any) -> str:
    """What is measured, in words: the measure, and where and how it was measured."""
    return ", ".join(filter(None, (page.said(of.measure), *where(page, of))))


def where(page: PageFor, of: Any) -> list[str]:
    said = (page.said(of.circuit), of.point, page.said(of.polarity))
    return [each for each in said if each]


def limit(page: PageFor, bounds: Any, unit: str) -> str:
    """At most 500 µA. Nothing where there is no limit."""
    said = []
    if bounds.least is not None:
        least = canonical(bounds.least)
        said.append(page.say(N_("at least {value} {unit}"), value=least, unit=unit))
    if bounds.most is not None:
        most = canonical(bounds.most)
        said.append(page.say(N_("at most {value} {unit}"), value=most, unit=unit))
    return ", ".join(said)


def of_asset(page: PageFor, db: Session, asset: Asset) -> dict[str, Any]:
    """The section of a thing's page: its last tests, and their trend where it stands in water."""
    tests = db.exec(safety_tests.of_asset(asset, page.rights).limit(SHOWN)).all()
    wet = safety_trends.in_water(asset)
    return {
        "safety_tests": tests,
        "tested": bool(tests) or _electrical(asset),
        "charts": charts(page, db, asset) if tests and wet else [],
    }


def _electrical(asset: Asset) -> bool:
    """Whether safety tests are usual for it."""
    usual = asset.type is not None and Check.EST in asset.type.usual_checks
    return usual or bool(inherited.of_asset(asset)["protection_class"].value)


def charts(page: PageFor, db: Session, asset: Asset) -> list[Chart]:
    """The trend of each point of a thing."""
    return [_chart(page, each) for each in safety_trends.of_asset(db, asset, page.rights)]


def _chart(page: PageFor, series: Series) -> Chart:
    latest = series.latest
    method = f" ({page.said(series.method)})" if series.method else ""
    highest = _highest(series)
    return Chart(
        title=title(page, latest) + method,
        told=_told(page, series),
        unit=latest.unit,
        marks=[_mark(page, dot, series, highest) for dot in series.dots],
        lines=_lines(page, series, highest),
    )


def _highest(series: Series) -> Decimal:
    values = [dot.measured.value for dot in series.dots]
    known = [series.latest.least, series.latest.most]
    return max([*values, *(each for each in known if each is not None)]) * ROOM or Decimal(1)


def _told(page: PageFor, series: Series) -> str:
    """The drawing in a sentence, for who does not see it."""
    latest, bounds = series.latest, limit(page, series.latest, series.latest.unit)
    said = page.say(
        N_("Last measured on {day}: {value} {unit}."),
        day=series.dots[-1].on,
        value=latest.exact("value"),
        unit=latest.unit,
    )
    limited = page.say(N_("Limit: {limit}."), limit=bounds) if bounds else ""
    return f"{said} {limited}".strip()


def _mark(page: PageFor, dot: Dot, series: Series, highest: Decimal) -> Mark:
    measured = dot.measured
    tone = "bad" if measured.passed is False else "warn" if measured.rising else "good"
    value = f"{page.said(measured.exact('value'))} {measured.unit}"
    words = f"{page.said(dot.on)}: {value}"
    return Mark(
        x=_across(dot.on, series.dots[0].on, series.dots[-1].on),
        y=_down(measured.value, highest),
        tone=tone,
        words=words,
        on=dot.on,
        number=dot.number,
        value=value,
    )


def _lines(page: PageFor, series: Series, highest: Decimal) -> list[Line]:
    latest = series.latest
    limits = [each for each in (latest.exact("least"), latest.exact("most")) if each is not None]
    drawn = [
        Line(_down(each, highest), "limit", page.say(N_("limit {value}"), value=each))
        for each in limits
    ]
    if (first := latest.exact("reference")) is not None:
        words = page.say(N_("first {value}"), value=first)
        drawn.append(Line(_down(first, highest), "reference", words))
    return drawn


def _across(on: date, first: date, last: date) -> float:
    span, (left, right) = (last - first).days, EDGES
    return round(left + (right - left) * ((on - first).days / span if span else 0.5), 2)


def _down(value: Decimal, highest: Decimal) -> float:
    return round(TOP + TALL * float(1 - value / highest), 1)
