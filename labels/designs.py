"""What stands where on a label: designs as data, in millimetres from its top left corner."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from assets.errors import Refused
from labels import codes, fonts
from labels.codes import Code
from labels.fields import Label
from labels.fonts import CAPITAL, LEADING, Face
from labels.stocks import Stock


@dataclass(frozen=True)
class Text:
    """How one field is set: its letters from the wished size down to the least that can be read."""

    read: Callable[[Label], str]
    face: Face
    size: float
    least: float
    rows: int = 1
    above: float = 0


@dataclass(frozen=True)
class Design:
    """A code at the top left, texts at its right, and the tag under both in the largest letters."""

    name: str
    margin: float
    code: float
    tag: Text
    beside: tuple[Text, ...]
    foot: Text
    """Ends level with the code, or below it when the texts above need the room."""


class Symbol(NamedTuple):
    """A code in its place, without its quiet zone."""

    code: Code
    x: float
    y: float
    module: float

    @property
    def bottom(self) -> float:
        return self.y + self.code.side * self.module


class Writing(NamedTuple):
    """Rows of one text, from where the first stands on its line."""

    rows: tuple[str, ...]
    face: Face
    size: float
    x: float
    y: float


class Bar(NamedTuple):
    """A black bar with a word left white in it."""

    x: float
    y: float
    width: float
    height: float
    word: Writing


class Drawing(NamedTuple):
    """One label, ready for whatever draws it."""

    symbol: Symbol
    writings: tuple[Writing, ...]
    bars: tuple[Bar, ...]


PLATE = Design(
    name="plate",
    margin=3.5,
    code=22,
    tag=Text(attrgetter("tag"), Face.STRONG, size=7, least=2),
    beside=(
        Text(attrgetter("name"), Face.STRONG, size=3.8, least=2.7, rows=3),
        Text(attrgetter("room"), Face.REGULAR, size=2.8, least=2.3, rows=2, above=2),
    ),
    foot=Text(attrgetter("owner"), Face.REGULAR, size=2.4, least=2, rows=2, above=1.7),
)

DESIGNS = {PLATE.name: PLATE}

SPECIMEN = "SPECIMEN"
"""Understood in all three languages, and so the same on every label."""


def drawing(label: Label, design: Design, on: Stock) -> Drawing:
    """Lay one label out. Refused only where the tag would have to be shortened."""
    symbol = _symbol(label, design)
    bars = (_specimen(design, on),) if label.specimen else ()
    tag = _tag(label, design, on, until=bars[0].x if bars else on.width)
    return Drawing(symbol, (tag, *_beside(label, design, on, symbol, tag)), bars)


def _symbol(label: Label, design: Design) -> Symbol:
    code = codes.qr(label.code_text)
    module = min(design.code / code.side, design.margin / codes.QUIET)
    return Symbol(code, design.margin, design.margin, module)


def _tag(label: Label, design: Design, on: Stock, *, until: float) -> Writing:
    words, text = fonts.printable(label.tag), design.tag
    within = until - 2 * design.margin
    size = min(text.size, within / max(fonts.width(words, text.face), 1))
    if size < text.least:
        raise Refused("The tag {tag} is too long for {stock}.", tag=label.tag, stock=on.name)
    return Writing((words,), text.face, size, design.margin, on.height - design.margin)


def _beside(
    label: Label, design: Design, on: Stock, symbol: Symbol, tag: Writing
) -> Iterator[Writing]:
    """The texts from the top down. None is larger than the tag."""
    x, y = design.code + 2 * design.margin, design.margin
    for text in (*design.beside, design.foot):
        sizes = min(text.size, tag.size), min(text.least, tag.size)
        size, rows = fonts.fit(
            text.read(label), text.face, on.width - design.margin - x, sizes, text.rows
        )
        first = y + text.above + CAPITAL * size
        if text is design.foot:
            first = max(first, symbol.bottom - (len(rows) - 1) * LEADING * size)
        if rows:
            yield Writing(rows, text.face, size, x, first)
            y = first + (len(rows) - 1) * LEADING * size


def _specimen(design: Design, on: Stock) -> Bar:
    """Stands at the right of the tag, as high as its capitals, and so never over the code."""
    text = design.tag
    height, size = CAPITAL * text.size, text.size * 0.44
    width = fonts.width(SPECIMEN, text.face) * size + size
    x, y = on.width - design.margin - width, on.height - design.margin - height
    word = Writing((SPECIMEN,), text.face, size, x + size / 2, y + (height + CAPITAL * size) / 2)
    return Bar(x, y, width, height, word)
