"""What stands across the top of a label: a warning, the mark of a grant, a heading."""

from collections.abc import Iterator

from labels import fonts
from labels.arranging import LEAST, Box, Text
from labels.drawings import Bar, Ink, Picture, Piece, Writing
from labels.fields import Mark
from labels.fonts import CAPITAL, LEADING, Face

EMBLEM = 10
"""Millimetres: no lower may the emblem stand."""
BELOW = 10.2
"""Millimetres under the mark that a code needs, beside the margins."""


def warning(words: tuple[str, ...], box: Box, margin: float) -> tuple[list[Piece], Box]:
    """White on red, each language in a row of its own; in one row where that reads larger."""
    bar = Bar(box.x, box.y, box.width, 0.36 * box.height, Ink.RED)
    inside = Box(bar.x, bar.y, bar.width, bar.height).less(0.6 * margin)
    rows = tuple(fonts.printable(each).upper() for each in words)
    ways = (rows, (" · ".join(rows),))
    size, said = max((_largest(way, inside), way) for way in ways)
    top = inside.y + (inside.height - fonts.tall(len(said)) * size) / 2 + CAPITAL * size
    written: list[Piece] = [bar]
    for number, row in enumerate(said):
        x = inside.x + (inside.width - fonts.width(row, Face.STRONG) * size) / 2
        y = top + number * LEADING * size
        written.append(Writing("warning", (row,), Face.STRONG, size, x, y, Ink.WHITE))
    return written, box.below(bar.y + bar.height)


def _largest(rows: tuple[str, ...], box: Box) -> float:
    widest = max(fonts.width(row, Face.STRONG) for row in rows)
    return min(box.width / widest, box.height / fonts.tall(len(rows)))


def heading(text: Text, box: Box, margin: float) -> tuple[list[Piece], Box]:
    """The first text in letters as large as a door asks for."""
    within, wished = box.width - 2 * margin, 0.3 * box.height
    size, rows = fonts.fit(text.words, Face.STRONG, within, (wished, LEAST), 2)
    size = min(size, 0.42 * box.height / fonts.tall(len(rows) or 1))
    written = Writing(
        text.key, rows, Face.STRONG, size, box.x + margin, box.y + margin + CAPITAL * size
    )
    return [written] if rows else [], box.below(written.last if rows else box.y)


def mark(of: Mark, statement: str, box: Box, margin: float) -> tuple[list[Piece], Box]:
    """The logo in its own proportions, its emblem as high as is asked for where there is room.

    The statement stands at its right, in two rows as in the official lock-up, or else under it.
    """
    inside = box.less(margin)
    aspect, left = of.width / of.height, inside.height - BELOW - (LEAST if statement else 0)
    height = max(EMBLEM / of.emblem_share, 0.3 * box.height)
    height = min(height, max(left, 0.25 * inside.height), inside.width / aspect)
    picture = Picture(of, inside.x, inside.y, height * aspect, height)
    pieces: list[Piece] = [picture]
    bottom = inside.y + height
    if statement:
        said = _statement(statement, picture, inside, margin)
        pieces.append(said)
        bottom = max(bottom, said.last + 0.25 * said.size)
    return pieces, box.below(bottom)


def _statement(statement: str, picture: Picture, inside: Box, margin: float) -> Writing:
    beside = inside.after(picture.x + picture.width + 0.6 * margin)
    wished = max(0.4 * picture.emblem, LEAST)
    size, rows = fonts.fit(statement, Face.STRONG, max(beside.width, 1), (wished, LEAST), 3)
    block = fonts.tall(len(rows)) * size
    if block <= picture.height and " ".join(rows) == fonts.printable(statement):
        y = picture.y + (picture.height - block) / 2 + CAPITAL * size
        return Writing("funding", rows, Face.STRONG, size, beside.x, y)
    size, rows = fonts.fit(statement, Face.STRONG, inside.width, (3.0, LEAST), 2)
    y = picture.y + picture.height + 0.5 * size + CAPITAL * size
    return Writing("funding", rows, Face.STRONG, size, inside.x, y)


def flags(box: Box) -> tuple[Box, Box]:
    """The two halves of a label that is folded round a cable, and the cable's room between them."""
    gap = max(0.12 * box.width, 6)
    half = (box.width - gap) / 2
    return Box(box.x, box.y, half, box.height), Box(box.right - half, box.y, half, box.height)


def fold(box: Box, margin: float) -> Iterator[Bar]:
    """Where to fold: a short stroke at either edge."""
    x, long = box.x + box.width / 2 - 0.1, 0.12 * box.height
    yield Bar(x, box.y + margin, 0.2, long)
    yield Bar(x, box.bottom - margin - long, 0.2, long)
