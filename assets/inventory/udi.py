"""Device identifiers (UDI-DI), as makers print them on a label, and what stands behind them."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

from biip.checksums import gs1_standard_check_digit

from assets.errors import Refused
from assets.words import N_, Worded

GTIN_LENGTHS = (8, 12, 13, 14)
CENTURY = 100
AHEAD = 50  # years that two figures reach into the future; the others lie in the past

UNREAD = N_("What follows the UDI-DI was not understood. Fill it in from the plate.")


class Agency(Worded):
    """Who has issued a UDI-DI."""

    GS1 = "gs1", N_("GS1")
    HIBCC = "hibcc", N_("HIBCC")
    ICCBBA = "iccbba", N_("ICCBBA")
    IFA = "ifa", N_("IFA")


@dataclass(frozen=True)
class Udi:
    """What the identifier on a device says: which model it is, and which one of it."""

    agency: Agency
    device: str = ""
    serial_number: str = ""
    batch_number: str = ""
    manufactured_on: date | None = None
    expires_on: date | None = None
    software_version: str = ""
    doubt: str = ""

    @property
    def spellings(self) -> list[str]:
        """How the catalogue may have written its UDI-DI: of HIBC, with its mark or without."""
        return [self.device, f"+{self.device}"] if self.agency is Agency.HIBCC else [self.device]


def identifier(text: str) -> str:
    """A UDI-DI as it is kept: one of GS1 by its fourteen figures, any other as it is written.

    Raises Refused for one of GS1 that has too few figures, or whose check digit is wrong.
    """
    written = re.sub(r"\s", "", text).removeprefix("(01)")
    if not written.isascii() or not written.isdigit():
        return written
    if len(written) not in GTIN_LENGTHS:
        raise Refused(
            "A UDI-DI in figures has 14 of them, not {count}.", count=len(written), field="udi_di"
        )
    digit = gs1_standard_check_digit(written[:-1])
    if digit != int(written[-1]):
        raise Refused(
            "{udi} cannot be right: after these figures the last one must be {digit}.",
            udi=written,
            digit=digit,
            field="udi_di",
        )
    return written.zfill(max(GTIN_LENGTHS))


def day(figures: str, on: date) -> date:
    """The day of YYMMDD. Its year is the one of GS1: from 49 years before `on` to 50 after it.

    Day 00, or none, is the last of the month. Raises ValueError for what is no day.
    """
    year, month, of_month = _year(figures[:2], on), int(figures[2:4]), int(figures[4:] or 0)
    return date(year, month, of_month or monthrange(year, month)[1])


def day_of_year(figures: str, on: date) -> date:
    """The day of YYJJJ: its year, and its number in that year."""
    return datetime.strptime(f"{_year(figures[:2], on)}{figures[2:]}", "%Y%j").date()  # noqa: DTZ007


def _year(figures: str, on: date) -> int:
    year = on.year - on.year % CENTURY + int(figures)
    if year > on.year + AHEAD:
        return year - CENTURY
    return year + CENTURY if year <= on.year + AHEAD - CENTURY else year
