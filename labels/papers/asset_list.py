"""The list of things on paper, place by place as one walks, with a box beside each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Table, TableStyle

from assets.words import N_, Language, day, say, say_count
from labels import fonts
from labels.fonts import LEADING, Face
from labels.papers import frame
from labels.papers.frame import CAPTION, INK, LINE, SOFT, TITLE, Square

MOST = 5_000
HEADINGS = (
    N_("No."),
    N_("Tag"),
    N_("Name"),
    N_("Model"),
    N_("Serial number"),
    N_("Inventory number"),
    N_("Place"),
    N_("State"),
    N_("Seen"),
)
SHARES = (9, 20, 44, 38, 26, 26, 54, 24, 10)
WIDTHS = [share * frame.ACROSS / sum(SHARES) for share in SHARES]
PADDING = 1.5
SIZE = 8.5 / mm  # of the letters
HIGH = 9.4  # of a row, which holds two lines
HEAD = 6
FIRST, OTHERS = 15, 18  # rows on the first page, below its head, and on each other
ROWS = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), Face.REGULAR, 8.5, 8.5 * LEADING),
        ("FONT", (1, 1), (1, -1), Face.STRONG, 8.5, 8.5 * LEADING),
        ("TEXTCOLOR", (0, 0), (-1, -1), INK),
        ("TEXTCOLOR", (0, 0), (-1, 0), SOFT),
        ("FONTSIZE", (0, 0), (-1, 0), 8),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), PADDING * mm),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ("LINEBELOW", (0, 0), (-1, 0), 1, INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
    ]
)


@dataclass(frozen=True)
class Listed:
    """What was found, in the order of the places, and which filters it was found by."""

    rows: Sequence[Any]
    on: date
    language: Language
    filters: Sequence[str] = field(default_factory=tuple)


def pdf(listed: Listed) -> bytes:
    """The list. Rows are equally high, so that thousands are soon laid out."""
    language = listed.language
    title = say(language, N_("List of assets"))

    def story() -> list[Flowable]:
        return [*_head(listed, title), *_pages(listed)]

    def foot(page: int, count: int) -> str:
        return f"{title} · {day(listed.on, language)} · {frame.page_of(language, page, count)}"

    return frame.pdf(title, story, foot)


def _head(listed: Listed, title: str) -> list[Flowable]:
    language, count = listed.language, len(listed.rows)
    told = [
        say_count(language, "{count} asset", "{count} assets", count),
        say(language, N_("Printed on {day}"), day=listed.on),
        *listed.filters,
    ]
    return [frame.text(title, TITLE), frame.text(" · ".join(told), CAPTION), frame.gap(4)]


def _pages(listed: Listed) -> list[Flowable]:
    """One table a page: a table that must find out for itself where to break is slow."""
    if not listed.rows:
        return [frame.text(say(listed.language, N_("No asset like this.")), frame.STRONG)]
    rows = [_row(number, each, listed.language) for number, each in enumerate(listed.rows, 1)]
    begins = [0, *range(FIRST, len(rows), OTHERS)]
    ends = [*begins[1:], len(rows)]
    pages = [
        _table(rows[begin:end], listed.language) for begin, end in zip(begins, ends, strict=True)
    ]
    parts: list[Flowable] = [part for page in pages for part in (page, PageBreak())]
    return parts[:-1]


def _table(rows: list[list[Any]], language: Language) -> Table:
    heads = [
        _fitted(say(language, each), width) for each, width in zip(HEADINGS, WIDTHS, strict=True)
    ]
    heights = [HEAD * mm, *([HIGH * mm] * len(rows))]
    return Table([heads, *rows], [each * mm for each in WIDTHS], heights, style=ROWS)


def _row(number: int, row: Any, language: Language) -> list[Any]:
    state = say(language, row.state.words)
    said = (
        *(str(number), row.tag, row.name, " ".join(filter(None, (row.maker, row.model)))),
        *(row.serial_number, row.inventory_number, row.path, state),
    )
    return [
        *(_fitted(each or "", width) for each, width in zip(said, WIDTHS, strict=False)),
        Square(4),
    ]


def _fitted(words: str, width: float) -> str:
    """In two lines at most: what is longer ends with an ellipsis, after a whole word."""
    set_ = fonts.fit(words, Face.STRONG, width - PADDING, (SIZE, SIZE), 2)
    return "\n".join(set_.rows)
