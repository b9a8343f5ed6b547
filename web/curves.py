"""The course of a meter as a picture: a line over the bands of its limits."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from math import ceil, floor, log10
from typing import NamedTuple

from assets import words
from assets.maintenance.limits import Severity
from assets.maintenance.logbooks import Point, Span
from assets.maintenance.profiles import Bounds
from assets.words import Language

WIDE, TALL = 1000, 200  # what the line is drawn in; it is stretched to fit
_LEVELS, _DAYS = 4, 4
_AROUND = 0.08  # of the height, left free above and below
_FEW = 60  # points that are marked one by one


class Band(NamedTuple):
    """A strip of the picture in which a value means this, from the top."""

    y: float
    height: float
    severity: Severity


class Mark(NamedTuple):
    """Something that stands at the edge: where, and what it says."""

    place: float
    words: str


@dataclass(frozen=True)
class Curve:
    """What a template draws."""

    path: str
    points: Sequence[tuple[float, float]]
    bands: Sequence[Band]
    levels: Sequence[Mark]
    days: Sequence[Mark]

    @property
    def dots(self) -> Sequence[tuple[float, float]]:
        return self.points if len(self.points) <= _FEW else ()


def band(bounds: Bounds | None, language: Language) -> str:
    """Between which values it is well, as the reader writes them: ≤ 0.2, ≥ 750."""
    if bounds is None:
        return ""
    low = _tightest(max, bounds.warning_low, bounds.action_low, bounds.close_low)
    high = _tightest(min, bounds.warning_high, bounds.action_high, bounds.close_high)
    if low is not None and high is not None:
        return f"{words.number(low, language)}–{words.number(high, language)}"  # noqa: RUF001
    if low is not None:
        return f"≥ {words.number(low, language)}"
    return f"≤ {words.number(high, language)}" if high is not None else ""


def _tightest(choose: Callable[..., Decimal], *bounds: Decimal | None) -> Decimal | None:
    given = [each for each in bounds if each is not None]
    return choose(given) if given else None


def curve(
    points: Sequence[Point], bounds: Bounds | None, span: Span, language: Language, zone: tzinfo
) -> Curve:
    """The line through these points, and what of the limits lies beside it."""
    low, high = _height(points, bounds)

    def down(value: float) -> float:
        return round(TALL * (high - value) / (high - low), 2)

    length = (span.until - span.since).total_seconds() or 1
    places = [
        (round(WIDE * (each.at - span.since).total_seconds() / length, 2), down(float(each.value)))
        for each in points
    ]
    return Curve(
        path=" ".join(f"{'L' if number else 'M'}{x} {y}" for number, (x, y) in enumerate(places)),
        points=places,
        bands=[
            Band(down(top), round(down(bottom) - down(top), 2), severity)
            for bottom, top, severity in _strips(bounds, low, high)
            if top > bottom
        ],
        levels=[Mark(down(float(each)), words.number(each, language)) for each in _even(low, high)],
        days=list(_days(span, language, zone)),
    )


def _height(points: Sequence[Point], bounds: Bounds | None) -> tuple[float, float]:
    """From the least to the greatest of what is shown: the values, and the limits they go by."""
    shown = [float(each.value) for each in points]
    for severity in (Severity.WARNING, Severity.ACTION):
        pair = bounds.pair(severity) if bounds else ()
        shown += [float(each) for each in pair if each is not None]
    low, high = min(shown, default=0.0), max(shown, default=1.0)
    room = (high - low) * _AROUND or abs(high) * _AROUND or 1.0
    return low - room, high + room


def _strips(
    bounds: Bounds | None, low: float, high: float
) -> Iterator[tuple[float, float, Severity]]:
    """From where to where a value means what, as far as it is in the picture."""
    if bounds is None:
        return
    begin, end = low, high
    for severity in (Severity.CLOSE, Severity.ACTION, Severity.WARNING):
        least, most = bounds.pair(severity)
        if least is not None:
            edge = min(max(float(least), begin), end)
            yield begin, edge, severity
            begin = edge
        if most is not None:
            edge = max(min(float(most), end), begin)
            yield edge, end, severity
            end = edge
    yield begin, end, Severity.OK


def _even(low: float, high: float) -> list[Decimal]:
    """About four round numbers between the two."""
    raw = (high - low) / _LEVELS
    power = floor(log10(raw))
    step = next(each for each in (1, 2, 5, 10) if each * 10**power >= raw)
    size = Decimal(step).scaleb(power)
    first, last = ceil(low / float(size)), floor(high / float(size))
    plain = [(number * size).normalize() for number in range(first, last + 1)]
    finest = max(0, *(-int(each.as_tuple().exponent) for each in plain), 0)
    return [round(each, finest) if finest else Decimal(int(each)) for each in plain]


def _days(span: Span, language: Language, zone: tzinfo) -> Iterator[Mark]:
    length = span.until - span.since
    for number in range(_DAYS):
        at: datetime = span.since + length * (number + 0.5) / _DAYS
        if length < timedelta(days=2):
            said = f"{at.astimezone(zone):%H:%M}"
        else:
            said = words.day(at.astimezone(zone).date(), language)
        yield Mark(round(100 * (number + 0.5) / _DAYS, 2), said)
