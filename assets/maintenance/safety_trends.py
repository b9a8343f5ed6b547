"""What was measured on a device at each point over the years, and lists of its tests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlmodel import Session, col, select

from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.listing import Cut, Order, PageOf, page, pages
from assets.maintenance import measuring
from assets.maintenance.limits import Method
from assets.maintenance.safety_tests import Measurement, SafetyTest
from assets.maintenance.terms import Outcome
from assets.rights import Permission, Rights

# What stands in water with a patient in it, by the EMDN: hydrotherapy systems and bath lifts.
IN_WATER = ("Z120618", "V08050303")
MOST_SHOWN = 1000

_TABLE: Any = SafetyTest.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Dot:
    """One value of a series, with the test that it is of."""

    on: date
    number: str
    measured: Measurement


@dataclass(frozen=True)
class Series:
    """All that was measured alike at one point, the oldest first."""

    key: tuple[Any, ...]
    dots: Sequence[Dot]

    @property
    def latest(self) -> Measurement:
        return self.dots[-1].measured

    @property
    def method(self) -> Method | None:
        """How it was measured, where that makes a difference."""
        method: Method | None = self.key[-1]
        return method


def of_asset(session: Session, asset: Asset, seen_by: Rights) -> list[Series]:
    """The series of one device, in the order in which it is measured."""
    rows: Any = select(Measurement, SafetyTest).join(SafetyTest)
    seen = seen_by.where(Permission.ORDERS_SEE, SafetyTest)
    latest = (col(SafetyTest.tested_on).desc(), col(SafetyTest.number).desc())
    asked = rows.where(SafetyTest.asset_id == asset.id, seen).order_by(*latest).limit(MOST_SHOWN)
    found: dict[tuple[Any, ...], list[Dot]] = {}
    for measured, test in reversed(session.exec(asked).all()):
        dot = Dot(test.tested_on, test.number, measured)
        found.setdefault(measuring.series_of(measured, test.method), []).append(dot)
    series = [Series(key, dots) for key, dots in found.items()]
    return sorted(series, key=lambda each: each.latest.position)


def in_water(asset: Asset) -> bool:
    """Whether a patient and this device meet in water. It comes with its model and its type."""
    said = (each.emdn for each in (asset, asset.model, asset.type) if each)
    return any(code.startswith(IN_WATER) for code in said)


@dataclass(frozen=True)
class Wanted:
    """What a list of tests is asked for."""

    site: Place | None = None
    verdict: Outcome | None = None
    asset: Asset | None = None


def listed(session: Session, wanted: Wanted, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of tests, the latest first, as rows of columns."""
    by = Order(_TABLE.c.tested_on, _TABLE.c.id, descending=True)
    rows = _columns().where(*_asked(wanted, seen_by))
    return page(session, rows.add_columns(by.key.label("sort_key"), by.id), by, cut)


def everything(session: Session, wanted: Wanted, seen_by: Rights) -> Iterator[Any]:
    """All of them, page by page, for taking away."""
    for found in pages(lambda cut: listed(session, wanted, cut, seen_by)):
        yield from found.rows


def _asked(wanted: Wanted, seen_by: Rights) -> list[ColumnElement[bool]]:
    asked = [seen_by.where(Permission.ORDERS_SEE, SafetyTest)]
    if wanted.site:
        asked.append(_TABLE.c.site_id == wanted.site.id)
    if wanted.verdict:
        asked.append(_TABLE.c.verdict == wanted.verdict)
    if wanted.asset:
        asked.append(_TABLE.c.asset_id == wanted.asset.id)
    return asked


# Under the names by which programs know them.
NAMES = (
    *("number", "tested_on", "asset_tag", "asset_name", "serial_number", "site", "reason"),
    *("standard", "method", "protection_class", "instrument", "calibrated_until", "verdict"),
    *("reference", "defects", "signed_by", "next_due_on"),
)


def _columns() -> Select[Any]:
    test = SafetyTest
    shown: Select[Any] = (
        select(
            *(test.number, test.tested_on, test.reason, test.verdict, test.asset_tag),
            *(test.asset_name, test.serial_number, test.protection_class, test.method),
            *(test.standard, test.calibrated_until, test.signed_by, test.next_due_on),
            *(test.reference, test.defects, col(Place.code).label("site")),
            col(Asset.tag).label("instrument"),
        )  # type: ignore[call-overload]
        .select_from(test)
        .join(Place, col(Place.id) == col(test.site_id))
        .outerjoin(Asset, col(Asset.id) == col(test.instrument_id))
    )
    return shown
