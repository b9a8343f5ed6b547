"""Partner reports as pages and programs show them, and their expenditure list as a table."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlmodel import Session

from assets.exchange import exports
from assets.exchange.exports import Value
from assets.money import Currency, Money
from assets.procurement import expenditures, reports
from assets.procurement.expenditures import Expenditure
from assets.procurement.reports import PartnerReport
from assets.words import Language, say, spoken
from labels.papers import expenditure_list
from labels.papers.expenditure_list import HEADINGS, Listed

EURO_COLUMNS = ("euro", "refused", "accepted")


def xlsx(session: Session, report: PartnerReport, language: Language) -> bytes:
    """The expenditure list as a workbook: every cost, what it comes to, and each source's share."""
    headers = [say(language, each) for each in HEADINGS]
    return b"".join(exports.write_xlsx(headers, _rows(session, report, language)))


def pdf(session: Session, report: PartnerReport, language: Language) -> bytes:
    costs = expenditures.listed(session, report)
    shares = reports.shares_of(session, report)
    return expenditure_list.pdf(Listed(report, costs, shares, language))


def totals(costs: Sequence[Expenditure]) -> dict[str, Money]:
    """What the costs come to in euro: declared, taken out, accepted."""
    return {
        name: Money(
            sum(said.minor for each in costs if (said := getattr(each, name))), Currency.EUR
        )
        for name in EURO_COLUMNS
    }


def _rows(session: Session, report: PartnerReport, language: Language) -> Iterator[list[Value]]:
    costs = expenditures.listed(session, report)
    for number, cost in enumerate(costs, 1):
        yield [number, *expenditure_list.cells(cost, language)]
    blank: list[Any] = [""] * (len(HEADINGS) - len(EURO_COLUMNS) - 1)
    sums = totals(costs)
    together = say(language, expenditure_list.TOGETHER)
    yield [together, *blank, *(sums[name] for name in EURO_COLUMNS)]
    for given, part in reports.shares_of(session, report):
        named = spoken(given.source, language) + (f": {given.name}" if given.name else "")
        yield [named, *blank, "", "", part]
