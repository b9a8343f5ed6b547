"""The expenditure list of a partner report on paper, with the share of each source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_skeleton
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from assets.money import Money
from assets.procurement.expenditures import Expenditure
from assets.procurement.fundings import Funding
from assets.procurement.rates import shown
from assets.procurement.reports import PartnerReport
from assets.words import N_, WRITTEN_AS, Language, day, say, spoken
from labels.papers import frame
from labels.papers.frame import CAPTION, STRONG, TEXT

HEADINGS = (
    N_("No."),
    N_("Line of the budget"),
    N_("What was bought"),
    N_("Lot, contract"),
    N_("Supplier"),
    N_("Invoice"),
    N_("Issued on"),
    N_("Number given by the state"),
    N_("Paid on"),
    N_("Without VAT"),
    N_("VAT"),
    N_("Declared"),
    N_("Exchange rate"),
    N_("Declared in euro"),
    N_("Taken out"),
    N_("Accepted by control"),
)
# Days and amounts of a hundred million have the room that they need; words go on below.
SHARES = (6, 14, 19, 18, 17, 14, 15, 11, 15, 21, 21, 21, 13, 21, 21, 21)
SMALL = ParagraphStyle("small", CAPTION, fontSize=6.5, leading=8.5)
AMOUNT = ParagraphStyle("amount", SMALL, alignment=TA_RIGHT)
AMOUNTS = HEADINGS[9:12] + HEADINGS[13:]
TOGETHER = N_("Together")


@dataclass(frozen=True)
class Listed:
    """A report with its costs and what each source pays of them, for one reader."""

    report: PartnerReport
    costs: Sequence[Expenditure]
    shares: Sequence[tuple[Funding, Money]]
    language: Language


def pdf(listed: Listed) -> bytes:
    title = say(listed.language, N_("List of expenditure"))

    def story() -> list[Flowable]:
        return [*_head(listed, title), _table(listed), *_foot(listed)]

    def foot(page: int, count: int) -> str:
        return f"{listed.report.label} · {frame.page_of(listed.language, page, count)}"

    return frame.pdf(f"{title} {listed.report.label}", story, foot)


def cells(cost: Expenditure, language: Language) -> list[Any]:
    """One cost under the headings, but for its number."""
    return [
        cost.budget_line,
        cost.title,
        " · ".join(filter(None, (cost.lot, cost.contract))),
        cost.supplier,
        cost.invoice,
        cost.issued_on,
        cost.e_reference,
        cost.paid_on,
        cost.net,
        cost.vat,
        cost.declared,
        _rate(cost, language),
        cost.euro,
        cost.refused,
        cost.accepted,
    ]


def _rate(cost: Expenditure, language: Language) -> str:
    """What a euro was, and in which month; nothing for what was paid in euro."""
    if cost.rate is None or cost.rate_month is None or cost.declared == cost.euro:
        return ""
    month = format_skeleton("yMMM", cost.rate_month, locale=WRITTEN_AS[language])
    return f"{spoken(shown(cost.rate), language)} ({month})"


def _head(listed: Listed, title: str) -> list[Flowable]:
    report, language = listed.report, listed.language
    period = f"{day(report.period_from, language)}\N{EN DASH}{day(report.period_to, language)}"
    told = [
        f"{report.project.code} {report.project.acronym}",
        report.partner.name,
        say(language, N_("Report {number}"), number=str(report.number)),
        period,
        spoken(report.stage, language),
    ]
    return [frame.text(title, frame.TITLE), frame.text(" · ".join(told), CAPTION), frame.gap(4)]


def _table(listed: Listed) -> Flowable:
    language = listed.language
    heads = [
        [frame.text(say(language, each), AMOUNT if each in AMOUNTS else SMALL)] for each in HEADINGS
    ]
    rows = [
        [[_cell(each, language)] for each in (number, *cells(cost, language))]
        for number, cost in enumerate(listed.costs, 1)
    ]
    return frame.table(heads, rows, SHARES)


def _cell(value: Any, language: Language) -> Flowable:
    if isinstance(value, date):
        return frame.unbroken(day(value, language, "short"), SMALL)
    if isinstance(value, Money):
        return frame.unbroken(spoken(value, language), AMOUNT)
    return frame.text(spoken(value, language), SMALL)


def _foot(listed: Listed) -> list[Flowable]:
    """What it comes to, who pays which part of it, and lines to sign on."""
    language = listed.language
    if not listed.costs:
        return [frame.text(say(language, N_("This report declares no cost.")), STRONG)]
    parts = [
        (spoken(given.source, language) + (f": {given.name}" if given.name else ""), part)
        for given, part in listed.shares
    ]
    accepted = [cost.accepted for cost in listed.costs if cost.accepted]
    told: list[Flowable] = [frame.gap(4)]
    if accepted:
        total = sum(accepted[1:], accepted[0])
        told.append(frame.text(f"{say(language, TOGETHER)}: {spoken(total, language)}", STRONG))
    told += [frame.text(f"{name}: {spoken(part, language)}", TEXT) for name, part in parts]
    heads = [say(language, each) for each in (N_("Drawn up by"), N_("Checked by"))]
    asked = [say(language, each) for each in (N_("Name"), N_("Date"), N_("Signature"))]
    return [*told, frame.signatures(heads, asked)]
