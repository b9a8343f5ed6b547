"""Verdicts: whether a thing may be used, and what speaks against it, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from assets.inventory.register import OPERATED, Asset, Verdict
from assets.maintenance import reopenings
from assets.maintenance.limits import Quantity, Severity
from assets.maintenance.meters import COUNTS, Meter, Reading, measured
from assets.maintenance.profiles import BOUNDS, Bounds
from assets.words import N_, Said

# What the last reading of a meter leaves of the use of its thing.
LEFT = {
    Severity.WARNING: Verdict.CARE,
    Severity.ACTION: Verdict.CARE,
    Severity.CLOSE: Verdict.STOP,
}
_GRAVER = [Verdict.USE, Verdict.CARE, Verdict.STOP]
_TOO_LOW = N_("{quantity}: {value}. It should be at least {bound}.")
_TOO_HIGH = N_("{quantity}: {value}. It should be at most {bound}.")
_SHUT = N_("Closed: {name}. It may be used again when {number} is done.")
_TO_BE_SHUT = N_("Closed: {name}. It may be used again when its checklist is done.")


@dataclass(frozen=True)
class Judged:
    """Whether a thing may be used, and the reasons that its condition does not say already."""

    verdict: Verdict
    reasons: Sequence[Said] = ()


def of(session: Session, asset: Asset, on: date) -> Judged:
    """What holds on a day: its own condition, its last readings, and whether it is shut.

    A reading that is out of its limits counts until a good one follows.
    """
    judged = [Judged(asset.verdict_on(on))]
    if asset.state in OPERATED:
        judged += [*_shut(session, asset, on), *_out_of_limits(session, asset)]
    worst = max((each.verdict for each in judged), key=_GRAVER.index)
    return Judged(worst, [reason for each in judged for reason in each.reasons])


def _shut(session: Session, asset: Asset, on: date) -> Iterator[Judged]:
    for closure, order in reopenings.awaited(session, asset, on):
        said: dict[str, Any] = {"name": closure.name}
        words = _SHUT if order else _TO_BE_SHUT
        said |= {"number": order.number} if order else {}
        yield Judged(Verdict.STOP, [Said(words, said)])


def _out_of_limits(session: Session, asset: Asset) -> Iterator[Judged]:
    last = (col(Reading.meter_id) == Meter.id) & (col(Reading.at) == Meter.last_at)
    asked = select(Meter, Quantity, Reading).join(Quantity).join(Reading, last & COUNTS)
    out = col(Meter.last_severity).in_(LEFT), ~col(Meter.given_up), Meter.asset_id == asset.id
    for meter, quantity, reading in session.exec(asked.where(*out).order_by(Quantity.key)):
        if reading.severity in LEFT:
            yield Judged(LEFT[reading.severity], [_said(meter, quantity, reading)])


def _said(meter: Meter, quantity: Quantity, reading: Reading) -> Said:
    """The parameter, what it was, and the limit of the day that it lies beyond."""
    kept = {name: Decimal(reading.limits[name]) for name in BOUNDS if name in reading.limits}
    low, high = Bounds(**kept).pair(reading.severity or Severity.OK)
    too_low = low is not None and reading.value < low
    names = Said("{names} ({name})", {"names": quantity.names, "name": meter.name})
    return Said(
        _TOO_LOW if too_low else _TOO_HIGH,
        {
            "quantity": names if meter.name else quantity.names,
            "value": measured(reading.value, quantity),
            "bound": measured(low if too_low else high, quantity),
        },
    )
