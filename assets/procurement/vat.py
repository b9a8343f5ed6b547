"""VAT: how much a country asks, and from when; shipped with its source, then kept by the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import Record, stored
from assets.errors import Missing, Refused
from assets.inventory import partners, shipped
from assets.words import N_, Worded

WHOLE = 10_000  # hundredths of a percent


class Band(Worded):
    """Which of a country's rates it is."""

    STANDARD = "standard", N_("Standard rate")
    REDUCED = "reduced", N_("Reduced rate")
    LOWEST = "lowest", N_("Lowest rate")


class VatRate(Record, table=True):
    """How much VAT a country asks from a day on, until a later row says otherwise."""

    __table_args__ = (UniqueConstraint("country", "band", "valid_from"),)

    country: str = Field(max_length=2)
    band: Band = Field(default=Band.STANDARD, sa_type=stored(Band))
    # Hundredths of a percent: 2100 is 21 %.
    rate: int
    valid_from: date
    source: str = Field(default="", max_length=300)
    verified: bool = False

    @property
    def label(self) -> str:
        return f"{self.country} {self.percent} %"

    @property
    def percent(self) -> Decimal:
        return percent(self.rate)


@dataclass(frozen=True)
class Said:
    """What is said of a rate."""

    percent: Decimal
    valid_from: date
    source: str
    verified: bool = False


def percent(rate: int) -> Decimal:
    """Hundredths of a percent as people say them: 21, 9.5."""
    return Decimal(f"{Decimal(rate) / 100:f}")


def load(session: Session) -> int:
    """Add the shipped rates of what has none here yet: how many came. What is kept here stays."""
    known = {(each.country, each.band) for each in session.exec(select(VatRate))}
    rows = [VatRate.model_validate(row) for row in shipped.rows("vat_rates.csv")]
    fresh = [row for row in rows if (row.country, row.band) not in known]
    session.add_all(fresh)
    session.flush()
    return len(fresh)


def listed() -> SelectOfScalar[VatRate]:
    """Country by country and band by band, the latest first."""
    return select(VatRate).order_by(VatRate.country, VatRate.band, col(VatRate.valid_from).desc())


def rate(session: Session, key: UUID) -> VatRate:
    found = session.get(VatRate, key)
    if found is None:
        raise Missing("There is no such rate.")
    return found


def in_force(session: Session, country: str, on: date) -> Sequence[VatRate]:
    """What the country asks on a day: one rate of each band, the standard rate first."""
    asked = listed().where(VatRate.country == country, col(VatRate.valid_from) <= on)
    latest: dict[Band, VatRate] = {}
    for each in session.exec(asked):
        latest.setdefault(each.band, each)
    return sorted(latest.values(), key=lambda each: list(Band).index(each.band))


def add(session: Session, country: str, band: Band, said: Said) -> VatRate:
    """A rate that a country asks from a day on."""
    country = partners.country_of(country)
    made = VatRate(country=country, band=band, rate=0, valid_from=said.valid_from)
    same = select(VatRate.id).where(VatRate.country == country, VatRate.band == band)
    if session.exec(same.where(VatRate.valid_from == said.valid_from)).first():
        raise Refused(
            "There is a rate from {day} on already.", day=said.valid_from, field="valid_from"
        )
    correct(made, said)
    session.add(made)
    session.flush()
    return made


def correct(vat: VatRate, said: Said) -> None:
    """What the rate is, and where it is written. From when it holds stays."""
    hundredths = said.percent * 100
    if hundredths != hundredths.to_integral_value() or not 0 <= hundredths < WHOLE:
        raise Refused("VAT is at least 0 and below 100 %, with two decimals.", field="percent")
    if not said.source.strip():
        raise Refused("Say where it is written.", field="source")
    vat.rate, vat.source, vat.verified = int(hundredths), said.source.strip(), said.verified
