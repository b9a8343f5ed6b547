"""The list of what a grant has bought, as a controller goes through it: a block for each thing."""

from collections.abc import Iterable, Sequence
from datetime import date
from xml.sax.saxutils import escape

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Table, TableStyle

from assets.procurement.inventories import COLUMNS, Entry
from assets.words import N_, Language, day, say, say_count, spoken
from labels import fonts
from labels.papers import frame
from labels.papers.frame import CAPTION, INK, RULED, SOFT, STRONG, TITLE, Square

ABREAST = 4
OWN = ("tag", "name")  # what stands above the block
SAID = [name for name in COLUMNS if name not in OWN]
BLANK = "…" * 8  # to be written by hand
FACT = CAPTION.clone("fact", fontSize=8.5, leading=12.5, textColor=INK)
BESIDE = TableStyle([("RIGHTPADDING", (0, 0), (-2, -1), 5 * mm)], parent=RULED)


def pdf(entries: Iterable[Entry], head: Sequence[str], on: date, language: Language) -> bytes:
    """The list. Under each thing stand all columns, those without an answer too."""
    title = say(language, N_("List of what was bought"))
    blocks = [_block(nth, each, language) for nth, each in enumerate(entries, 1)]
    count = say_count(language, "{count} asset", "{count} assets", len(blocks))
    told = " · ".join([count, say(language, N_("Printed on {day}"), day=on), *head])

    def story() -> list[Flowable]:
        return [
            frame.text(title, TITLE),
            frame.text(told, CAPTION),
            frame.gap(4),
            *map(_laid, blocks),
        ]

    def foot(page: int, count: int) -> str:
        return f"{title} · {day(on, language)} · {frame.page_of(language, page, count)}"

    return frame.pdf(title, story, foot)


Block = tuple[str, list[str]]


def _block(nth: int, entry: Entry, language: Language) -> Block:
    """What stands above it, and its columns side by side as marked text."""
    tag, name = (entry.said(COLUMNS[each].of(entry)) for each in OWN)
    lines = [_line(each, entry, language) for each in SAID]
    high = -(-len(lines) // ABREAST)
    parts = [lines[begin : begin + high] for begin in range(0, len(lines), high)]
    return f"{nth}. {tag} · {name}", ["<br/>".join(part) for part in parts]


def _line(name: str, entry: Entry, language: Language) -> str:
    column = COLUMNS[name]
    value = column.of(entry)
    shown = _unbroken(value, language) if isinstance(value, date) else spoken(value, language)
    said = escape(fonts.printable(shown or BLANK))
    heading = escape(fonts.printable(say(language, column.heading)))
    return f'<font color="{SOFT.hexval().replace("0x", "#")}">{heading}:</font> {said}'


def _unbroken(on: date, language: Language) -> str:
    return day(on, language).replace(" ", "\N{NO-BREAK SPACE}")


def _laid(block: Block) -> Flowable:
    head, parts = block
    width = frame.ACROSS / ABREAST * mm
    columns = [Paragraph(part, FACT) for part in parts]
    line = Table(
        [[frame.text(head, STRONG), Square(4)]],
        [(frame.ACROSS - 8) * mm, 8 * mm],
        style=frame.LOOSE,
    )
    facts = Table([columns], [width] * len(columns), style=BESIDE)
    return KeepTogether([line, facts, frame.gap(5)])
