"""Straight-line depreciation by months, from the month after a thing was put into use."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from assets.money import Money
from assets.rhythm import months_after


@dataclass(frozen=True)
class Depreciation:
    """What a thing cost, over how many months that is written off, and since when it is used."""

    value: Money
    months: int
    in_use_on: date | None = None

    @property
    def monthly(self) -> Money:
        """What is written off in a month; the last one takes what rounding has left."""
        share = Decimal(self.value.minor) / self.months
        return Money(int(share.quantize(Decimal(1), ROUND_HALF_UP)), self.value.currency)

    def after(self, months: int) -> Money:
        """How much is written off after so many months: in the end the value, to the last ban."""
        so_far = max(months, 0) * self.monthly.minor
        whole = months >= self.months or so_far > self.value.minor
        return self.value if whole else Money(so_far, self.value.currency)

    def of_month(self, number: int) -> Money:
        """How much is written off in one month, the first being 1."""
        return self.after(number) - self.after(number - 1)

    @property
    def complete_on(self) -> date | None:
        """The first day of the month with which all is written off."""
        return months_after(self.in_use_on.replace(day=1), self.months) if self.in_use_on else None

    @property
    def yearly_percent(self) -> Decimal:
        share = Decimal(1200) / self.months
        return share.quantize(Decimal("0.01"), ROUND_HALF_UP)
