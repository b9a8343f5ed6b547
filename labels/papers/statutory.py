"""A register that the law asks for by name, on paper: one sheet for each site, in its language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable, PageBreak

from assets.inventory.places import Place
from assets.maintenance import statutory
from assets.maintenance.officers import ANSWERS_FOR, Officer
from assets.maintenance.statutory import Line
from assets.maintenance.terms import Register, titles_of
from assets.rhythm import Rhythm
from assets.words import N_, Language, day, say, spoken
from labels.papers import frame
from labels.papers.frame import CAPTION, STRONG, Cell

HEADINGS = (
    N_("No."),
    N_("Tag"),
    N_("Thing"),
    N_("Serial number"),
    N_("Place"),
    N_("Duty"),
    N_("Last done"),
    N_("Certificate"),
    N_("Next due"),
)
SHARES = (6, 12, 30, 17, 26, 30, 17, 22, 15)
TO_VERIFY = N_(
    "Which things are listed, and how often each is inspected, is as planned here. To be verified "
    "against the regulation in force."
)


@dataclass(frozen=True)
class Sheet:
    """What one site has in a register on a day, and who answers for it."""

    register: Register
    site: Place
    on: date
    lines: Sequence[Line]
    officers: Sequence[Officer]

    @property
    def language(self) -> Language:
        return self.site.language or Language.EN


def pdf(sheets: Sequence[Sheet]) -> bytes:
    """The sheets of one register, each beginning on a page of its own."""
    language = sheets[0].language if sheets else Language.EN
    title = say(language, sheets[0].register.words) if sheets else ""

    def story() -> list[Flowable]:
        pages = [_sheet(each) for each in sheets]
        return [part for each in pages for part in (*each, PageBreak())][:-1]

    def foot(page: int, count: int) -> str:
        return f"{title} · {frame.page_of(language, page, count)}"

    return frame.pdf(title, story, foot)


def _sheet(sheet: Sheet) -> list[Flowable]:
    language = sheet.language
    heads = [[frame.text(say(language, each), CAPTION)] for each in HEADINGS]
    rows = [_row(number, line, language) for number, line in enumerate(sheet.lines, 1)]
    return [
        frame.text(say(language, sheet.register.words), frame.TITLE),
        frame.gap(2),
        frame.facts(_facts(sheet), frame.width()),
        frame.gap(4),
        frame.table(heads, rows, SHARES),
        frame.gap(3),
        frame.text(say(language, TO_VERIFY), CAPTION),
        frame.signatures(
            [say(language, ANSWERS_FOR[sheet.register].words), say(language, N_("Site manager"))],
            [say(language, each) for each in (N_("Name"), N_("Place and date"), N_("Signature"))],
        ),
    ]


def _facts(sheet: Sheet) -> list[tuple[str, str]]:
    language = sheet.language
    named = [_officer(each, language) for each in sheet.officers]
    return [
        (say(language, N_("Site")), sheet.site.name),
        (say(language, N_("As of")), day(sheet.on, language, "long")),
        (
            say(language, ANSWERS_FOR[sheet.register].words),
            "; ".join(named) or say(language, N_("Nobody is named.")),
        ),
    ]


def _officer(officer: Officer, language: Language) -> str:
    said = [officer.called, officer.authorisation]
    if officer.valid_until:
        said.append(say(language, N_("valid until {day}"), day=officer.valid_until))
    return ", ".join(filter(None, said))


def _row(number: int, line: Line, language: Language) -> list[Cell]:
    row, done = line.row, line.done
    made = " ".join(filter(None, (row.maker, row.model)))
    rhythm = spoken(Rhythm(row.every, row.unit), language) if row.every and row.unit else ""
    last, certificate = _done(line, language)
    due = statutory.due(row)
    return [
        [frame.text(str(number))],
        [frame.text(row.tag, STRONG)],
        [frame.text(row.name), *_below(made)],
        [frame.text(row.serial_number or "")],
        [frame.text(row.place)],
        [frame.text(titles_of(row).of(language)), *_below(rhythm), *_below(row.reference)],
        [frame.text(last), *_below(done.number if done else "")],
        certificate,
        [frame.text(day(due, language) if due else say(language, N_("Paused")), STRONG)],
    ]


def _done(line: Line, language: Language) -> tuple[str, Cell]:
    done = line.done
    if done is None:
        return say(language, N_("not yet")), [frame.text("")]
    until = ""
    if done.valid_until:
        until = say(language, N_("valid until {day}"), day=done.valid_until)
    last = day(done.done_on, language) if done.done_on else ""
    return last, [frame.text(done.certificate), *_below(until)]


def _below(words: str) -> list[Flowable]:
    return [frame.text(words, CAPTION)] if words else []
