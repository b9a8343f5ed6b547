"""Where a label's pieces go. Every size follows the room there is; nothing goes outside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from labels import codes, fonts
from labels.codes import Code, Kind
from labels.drawings import Bar, Ink, Piece, Symbol, Writing
from labels.fonts import CAPITAL, LEADING, Face

LEAST = 1.5
"""Millimetres: no letters are smaller."""
SPECIMEN = "SPECIMEN"
"""Understood in all three languages, and so the same on every label."""

_SHARES = (
    (1.0, 9),
    (0.9, 9),
    (0.8, 9),
    (0.72, 9),
    (0.72, 2),
    (0.72, 1),
    (0.6, 1),
    (0.5, 1),
    (0.42, 1),
)
"""What letters and rows are cut down to, one after the other, until a text fits its height."""
CODE_SHARES = (0.46, 0.6)
_GAP = 0.62
"""White above a text, as a multiple of its letters."""


class Text(NamedTuple):
    """One field as it is wished for."""

    key: str
    words: str
    face: Face
    size: float
    rows: int


@dataclass(frozen=True)
class Content:
    """What has to be put into some room."""

    tag: str
    texts: tuple[Text, ...]
    kind: Kind
    carried: str
    gs1: bool
    specimen: bool
    margin: float


class Box(NamedTuple):
    """Some room on a label. It reaches to the label's edge, or to what stands next to it."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def less(self, margin: float) -> "Box":
        return Box(
            self.x + margin, self.y + margin, self.width - 2 * margin, self.height - 2 * margin
        )

    def below(self, y: float) -> "Box":
        return Box(self.x, y, self.width, self.bottom - y)

    def above(self, y: float) -> "Box":
        return Box(self.x, self.y, self.width, y - self.y)

    def after(self, x: float) -> "Box":
        return Box(x, self.y, self.right - x, self.height)


def plate(content: Content, box: Box) -> Iterator[Piece]:
    """A code at the top left, texts at its right, and the tag under both in the largest letters."""
    if content.kind in {Kind.CODE128, Kind.NONE}:
        yield from beside(content, box)
        return
    margin = content.margin
    side = min(0.577 * box.height, 0.36 * box.width)
    symbol = _square(content, box.x + margin, box.y + margin, side, margin)
    if symbol.module < codes.LEAST:
        yield from beside(content, box)
        return
    foot = box.less(margin)
    bar = _specimen(foot, 0.128 * box.height, 0.3 * foot.width)
    if content.specimen:
        foot = Box(foot.x, foot.y, bar[0].x - margin - foot.x, foot.height)
    low = foot.bottom - symbol.bottom - min(symbol.quiet, margin)
    tag = _tag(content, foot, wished=0.184 * box.height, height=low)
    tag = tag._replace(y=foot.bottom - (tag.last - tag.y))
    yield symbol
    yield tag
    texts = box.less(margin).after(symbol.right + margin).above(tag.top - 0.35 * tag.size)
    yield from _footed(_stacked(content.texts, texts, tag.size), content, symbol.bottom)
    yield from bar if content.specimen else ()


def _footed(writings: list[Writing], content: Content, bottom: float) -> list[Writing]:
    """The last of several texts ends level with the code, where those above leave it the room."""
    if writings and len(content.texts) > 1 and writings[-1].last < bottom:
        last = writings[-1]
        writings[-1] = last._replace(y=last.y + bottom - last.last)
    return writings


def beside(content: Content, box: Box) -> Iterator[Piece]:
    """A code at the left, over the whole height; the tag and the texts at its right."""
    margin = content.margin
    if content.kind is Kind.CODE128:
        yield from _over_bars(content, box)
    elif content.kind is Kind.NONE:
        yield from _column(content, box.less(margin), box.y + margin)
    elif box.height > 1.1 * box.width:
        yield from _under(content, box)
    else:
        symbol = _at_the_left(content, box)
        yield symbol
        start = symbol.right + max(symbol.quiet, margin)
        within = Box(start, box.y, box.right - margin - start, box.height)
        yield from _column(
            content, within.below(box.y + margin).above(box.bottom - margin), symbol.y
        )


def _at_the_left(content: Content, box: Box) -> Symbol:
    """As high as the box, but of no more than its share, unless a phone could not read it then."""
    for share in CODE_SHARES:
        room = min(box.height, share * box.width)
        symbol = _in_room(content, box, room)
        if symbol.module >= codes.LEAST or room == box.height:
            break
    return symbol._replace(y=box.y + (box.height - symbol.bottom + symbol.y) / 2)


def _under(content: Content, box: Box) -> Iterator[Piece]:
    """Where it is narrow: the code above, the tag and the texts under it."""
    room = min(box.width, 0.6 * box.height)
    symbol = _in_room(content, box, room)
    symbol = symbol._replace(x=box.x + max(symbol.quiet, content.margin))
    yield symbol
    below = symbol.bottom + max(symbol.quiet, 0.5 * content.margin)
    column = box.less(content.margin)
    yield from _column(content, column.below(below), below)


def _over_bars(content: Content, box: Box) -> Iterator[Piece]:
    """Bars along the foot, over the whole width; the tag and the texts above them."""
    inside, height = box.less(content.margin), min(0.34 * box.height, 15.0)

    def module(code: Code) -> float:
        return min(box.width / (code.columns + 2 * code.kind.quiet), codes.AMPLE)

    code = codes.made(content.carried, content.kind, module, gs1=content.gs1)
    wide = module(code)
    x = max(inside.x, box.x + code.kind.quiet * wide)
    symbol = Symbol(code, x, inside.bottom - height, wide, height)
    yield symbol
    yield from _column(content, inside.above(symbol.y - 0.5 * content.margin), inside.y)


def _square(content: Content, x: float, y: float, side: float, quiet: float) -> Symbol:
    """A code as large as its side and the white round it allow."""
    module = partial(_module, side=side, quiet=quiet)
    code = codes.made(content.carried, content.kind, module, gs1=content.gs1)
    return Symbol(code, x, y, module(code), module(code))


def _module(code: Code, *, side: float, quiet: float) -> float:
    return max(min(side / code.columns, quiet / code.kind.quiet), 0.001)


def _in_room(content: Content, box: Box, room: float) -> Symbol:
    """A code in the middle of a square room, which has its white and the margin in it."""

    def module(code: Code) -> float:
        with_white = room / (code.columns + 2 * code.kind.quiet)
        return max(min(with_white, (room - 2 * content.margin) / code.columns), 0.001)

    code = codes.made(content.carried, content.kind, module, gs1=content.gs1)
    edge = (room - module(code) * code.columns) / 2
    return Symbol(code, box.x + edge, box.y + edge, module(code), module(code))


def _column(content: Content, box: Box, top: float) -> Iterator[Piece]:
    """The tag in the largest letters, the texts under it, and at the foot whether it is in earnest.

    They begin as high as the code does, if the room under that is enough. A tag that is alone
    stands in the middle.
    """
    bar = _specimen(box, min(0.16 * box.height, 4.5), box.width)
    if content.specimen:
        box = box.above(bar[0].y - 0.25 * content.margin)
    share = 0.34 if any(text.words for text in content.texts) else 1
    tag = _tag(content, box, wished=0.3 * box.height, height=share * box.height)
    texts = box.below(tag.last + 0.45 * tag.size)
    block = [tag, *_stacked(content.texts, texts, tag.size)]
    left = box.bottom - block[-1].last
    down = left / 2 if len(block) == 1 else min(left, max(top - box.y, 0))
    yield from (each._replace(y=each.y + down) for each in block)
    yield from bar if content.specimen else ()


def _tag(content: Content, box: Box, *, wished: float, height: float) -> Writing:
    """Whole, whatever it costs: it is for the remarks to say that it came out too small."""
    within, height = max(box.width, 0.1), max(height, 0.1)
    size, rows = fonts.whole(content.tag, Face.STRONG, within, wished, rows=3, height=height)
    return Writing("tag", rows, Face.STRONG, size, box.x, box.y + CAPITAL * size)


def _stacked(texts: Sequence[Text], box: Box, largest: float) -> list[Writing]:
    """Texts from the top down, none larger than the tag. What has no room is left out."""
    said = [text for text in texts if text.words]
    while said:
        for share, rows in _SHARES:
            writings = list(_set(said, box, largest, (share, rows)))
            if writings[-1].last + 0.2 * writings[-1].size <= box.bottom:
                return [each for each in writings if each.rows != (fonts.ELLIPSIS,)]
        said.pop()
    return []


def _set(
    texts: Sequence[Text], box: Box, largest: float, cut: tuple[float, int]
) -> Iterator[Writing]:
    y, (share, rows) = box.y, cut
    for number, text in enumerate(texts):
        size = min(max(text.size * share, LEAST), max(largest, LEAST))
        least = max(min(0.72 * text.size, size), LEAST)
        setting = fonts.fit(text.words, text.face, box.width, (size, least), min(rows, text.rows))
        y += CAPITAL * setting.size + (_GAP * setting.size if number else 0)
        yield Writing(text.key, setting.rows, text.face, setting.size, box.x, y)
        y += (len(setting.rows) - 1) * LEADING * setting.size


def _specimen(box: Box, height: float, within: float) -> tuple[Bar, Writing]:
    """At the right foot of the room, and so never over the code."""
    size = min(0.63 * max(height, 0.1), max(within, 0.1) / (fonts.width(SPECIMEN, Face.STRONG) + 1))
    wide = (fonts.width(SPECIMEN, Face.STRONG) + 1) * size
    bar = Bar(box.right - wide, box.bottom - height, wide, height)
    y = bar.y + (height + CAPITAL * size) / 2
    return bar, Writing("specimen", (SPECIMEN,), Face.STRONG, size, bar.x + size / 2, y, Ink.WHITE)
