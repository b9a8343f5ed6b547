"""Amounts of money in whole minor units, and figures as people write them."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Self

from babel.numbers import format_decimal

from assets.errors import Refused
from assets.words import WRITTEN_AS, Language, spoken


class Currency(StrEnum):
    EUR = "EUR"
    RON = "RON"
    HUF = "HUF"


# What is paid with in a country; elsewhere in euro.
SPENT_IN = {"RO": Currency.RON, "HU": Currency.HUF}

# How people name a currency beside an amount; the stored name is always understood too.
_NAMES = {"€": "EUR", "EURO": "EUR", "LEI": "RON", "LEU": "RON", "FT": "HUF", "FORINT": "HUF"}
_LARGEST = 10**14  # minor units: a thousand billion, and it fits every database's whole numbers


@dataclass(frozen=True)
class Money:
    """An amount of one currency. Forints too are kept with two decimals, and shown without."""

    minor: int
    currency: Currency

    @classmethod
    def read(cls, text: str, currency: Currency) -> Self:
        """An amount as people write it: 1.234,50 or 1,234.50 or 1 234,5 lei. Never guesses."""
        return cls.of(_sum(_without_name(text, currency)), currency)

    @classmethod
    def of(cls, amount: Decimal, currency: Currency) -> Self:
        minor = amount.scaleb(2)
        if minor != minor.to_integral_value():
            raise Refused("{amount} has more than two decimals.", amount=amount)
        if abs(minor) > _LARGEST:
            raise Refused("{amount} is more than an amount can be here.", amount=amount)
        return cls(int(minor), currency)

    @classmethod
    def known(cls, minor: int | None, currency: Currency | str | None) -> Self | None:
        """The amount of these two columns, or None where either is empty."""
        return None if minor is None or not currency else cls(minor, Currency(currency))

    @property
    def amount(self) -> Decimal:
        return Decimal(self.minor).scaleb(-2)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._alike(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._alike(other).minor, self.currency)

    def json(self) -> dict[str, str]:
        return {"amount": f"{self.amount:.2f}", "currency": str(self.currency)}

    def _alike(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise Refused(
                "{one} and {other} cannot be reckoned together without a rate.",
                one=self.currency,
                other=other.currency,
            )
        return other


@dataclass(frozen=True)
class Written:
    """An amount as somebody wrote it, with the currency that she named beside it, if she did."""

    amount: Decimal
    currency: Currency | None = None

    @classmethod
    def read(cls, text: str) -> Self:
        """`1.234.567,89 lei`, `7 188 244 Ft`, `€ 680.286,90` or `1234,50`. Never guesses."""
        plain = _NO_CENTS.sub(r"\1", text.strip())
        named = _NAMED.fullmatch(plain)
        if not named:
            return cls(_sum(plain))
        name = (named["before"] or named["after"]).upper()
        known = _NAMES.get(name, name)
        if known not in set(Currency):
            raise Refused("{amount}: EUR, RON and HUF are known here.", amount=text.strip()[:40])
        return cls(_sum(named["before_it"] or named["after_it"]), Currency(known))

    def of(self, currency: Currency, field: str = "") -> Money:
        """So much in this currency. Raises Refused where another one was named beside it."""
        if self.currency not in {None, currency}:
            raise Refused(
                "{amount} is not in {currency}.",
                amount=f"{self.amount} {self.currency}",
                currency=currency,
                field=field,
            )
        try:
            return Money.of(self.amount, currency)
        except Refused as no:
            raise Refused(no.words, field=field, **no.values) from None


@spoken.register
@lru_cache(maxsize=20_000)
def _(value: Money, language: Language) -> str:
    """With the currency where the language puts it, and a space that does not break a line."""
    forints = value.currency is Currency.HUF
    shown = value.amount.quantize(Decimal(1), ROUND_HALF_UP) if forints else value.amount
    pattern = "#,##0" if forints else "#,##0.00"
    figures = format_decimal(shown, pattern, locale=WRITTEN_AS[language])
    if language is Language.EN:
        return f"{value.currency}\xa0{figures}"
    unit = "Ft" if forints and language is Language.HU else value.currency
    return f"{figures}\xa0{unit}"


_PLAIN = re.compile(r"(?P<whole>\d+)(?:[.,](?P<part>\d+))?", re.ASCII)
_GROUPED = re.compile(
    r"(?P<whole>\d{1,3}(?P<gap>[ .,])\d{3}(?:(?P=gap)\d{3})*)(?:(?!(?P=gap))[.,](?P<part>\d+))?",
    re.ASCII,
)
_LONGEST = 25  # digits, and fewer than a Decimal reckons with
_MINUS = ("-", "\N{MINUS SIGN}")
_TWO_WAYS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)


def figure(text: str) -> Decimal:
    """A number as people write it, with decimal comma or point. Refuses what reads two ways."""
    sign, digits = _without_sign(" ".join(text.split()))
    if not digits:
        raise Refused("There is no number.")
    _must_be_certain(text, sign, digits, f"{digits}0")
    read = _PLAIN.fullmatch(digits) or _GROUPED.fullmatch(digits)
    if not read or len(digits) > _LONGEST:
        raise Refused("{figure} is not a number.", figure=text.strip()[:40])
    whole = re.sub(r"\D", "", read["whole"])
    return Decimal(f"{sign}{whole}.{read['part']}" if read["part"] else f"{sign}{whole}")


def _sum(text: str) -> Decimal:
    """The same of an amount, which has two decimals and no more."""
    sign, digits = _without_sign(" ".join(text.split()))
    _must_be_certain(text, sign, digits, digits[:-1])
    return figure(text)


def _must_be_certain(text: str, sign: str, digits: str, small: str) -> None:
    if _TWO_WAYS.fullmatch(digits):
        raise Refused(
            "{figure} can be read in two ways. Write {large} or {small}.",
            figure=text.strip(),
            large=sign + re.sub(r"\D", "", digits),
            small=f"{sign}{small}",
        )


def _without_sign(text: str) -> tuple[str, str]:
    if text.startswith(_MINUS):
        return "-", text[1:].lstrip()
    return "", text


_NAMED = re.compile(
    r"(?P<before>[^\W\d]+|€)\s*(?P<after_it>[\d\W]*\d)|(?P<before_it>[\d\W]*\d)\s*(?P<after>[^\W\d]+|€)\.?"
)

# How people say that there are no cents: 5000,- Ft.
_NO_CENTS = re.compile(r"(\d)[.,]\s?[-\N{EN DASH}\N{EM DASH}]{1,2}(?=\s*\D*$)")


def _without_name(text: str, currency: Currency) -> str:
    """The amount alone, after making sure that a currency named beside it is the expected one."""
    named = _NAMED.fullmatch(text.strip())
    if not named:
        return text
    name = (named["before"] or named["after"]).upper()
    if _NAMES.get(name, name) != currency:
        raise Refused("{amount} is not in {currency}.", amount=text.strip()[:40], currency=currency)
    return named["before_it"] or named["after_it"]
