"""The sheet of a site's week: each task with a code, and room to tick and to sign by hand."""

from collections.abc import Sequence
from datetime import date

from reportlab.platypus import Flowable, TableStyle

from assets.maintenance.week_sheets import MOST, Line, Sheet
from assets.words import N_, Language, day, say, spoken
from labels import codes
from labels.papers import frame
from labels.papers.frame import CAPTION, LINE, STRONG

HEADINGS = (
    N_("Code"),
    N_("Number"),
    N_("Due"),
    N_("Thing"),
    N_("Place"),
    N_("What is to be done"),
    N_("Done"),
    N_("Failed"),
    N_("Day"),
    N_("Reading, note"),
    N_("Initials"),
)
SHARES = (20, 18, 26, 43, 38, 47, 13, 14, 17, 45, 18)
# Lines between what is filled in by hand.
BY_HAND = TableStyle([("LINEBEFORE", (6, 0), (-1, -1), 0.4, LINE)])
SIDE = 15  # of a code with the white around it
BOX = 4.5  # of what is ticked
LEAST = 12  # how high what is filled in by hand is at least


def pdf(sheet: Sheet, printed_on: date, base: str = "") -> bytes:
    """The sheet in the language of its site. Codes hold addresses below `base`, or numbers."""
    language = sheet.site.language or Language.EN

    def story() -> list[Flowable]:
        return [*_head(sheet, printed_on, language), *_tasks(sheet, language, base)]

    def foot(page: int, count: int) -> str:
        of = frame.page_of(language, page, count)
        return f"{sheet.site.name} · {_week(sheet, language)} · {of}"

    return frame.pdf(f"{sheet.site.code} {sheet.first.isoformat()}", story, foot)


def _week(sheet: Sheet, language: Language) -> str:
    return f"{day(sheet.first, language)}\N{EN DASH}{day(sheet.last, language)}"


def _head(sheet: Sheet, printed_on: date, language: Language) -> list[Flowable]:
    title = say(language, N_("Work of the week"))
    printed = say(language, N_("Printed on {day}"), day=printed_on)
    told = f"{sheet.site.name} · {_week(sheet, language)} · {printed}"
    return [frame.text(title, frame.TITLE), frame.text(told), frame.gap(4)]


def _tasks(sheet: Sheet, language: Language, base: str) -> list[Flowable]:
    if not sheet.lines:
        return [frame.text(say(language, N_("Nothing is to be done this week.")), STRONG)]
    heads = [[frame.text(say(language, each), CAPTION)] for each in HEADINGS]
    rows = [_row(line, sheet.first, language, base) for line in sheet.lines]
    tasks = frame.table(heads, rows, SHARES)
    tasks.setStyle(BY_HAND)
    told: list[Flowable] = [tasks]
    if sheet.more:
        more = N_("More is due than these {count} tasks. The rest comes with the next sheet.")
        told += [frame.gap(3), frame.text(say(language, more, count=MOST), STRONG)]
    return told


def _row(line: Line, first: date, language: Language, base: str) -> list[Sequence[Flowable]]:
    late = [frame.text(say(language, N_("Late")), STRONG)] if line.due_on < first else []
    carried = f"{base}{line.path}" if base else line.number
    code: list[Flowable] = [frame.Square(SIDE, codes.qr(carried))] if carried else []
    thing = [frame.text(line.name), frame.text(line.tag, STRONG)] if line.tag else []
    title, kind = spoken(line.titles, language), spoken(line.kind, language)
    return [
        code,
        [frame.text(line.number, STRONG)],
        [frame.text(day(line.due_on, language)), *late],
        thing,
        [frame.text(line.place)],
        [frame.text(title), *([frame.text(kind, CAPTION)] if kind != title else [])],
        [frame.Square(BOX)],
        [frame.Square(BOX)],
        [],
        [frame.gap(LEAST)],
        [],
    ]
