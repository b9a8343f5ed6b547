"""One label ready for whatever draws it, in millimetres from its top left corner."""

from enum import StrEnum
from typing import NamedTuple

from labels.codes import Code
from labels.fields import Mark
from labels.fonts import CAPITAL, LEADING, Face


class Ink(StrEnum):
    """A printer of one colour prints red as black."""

    BLACK = "black"
    WHITE = "white"
    RED = "red"


class Symbol(NamedTuple):
    """A code in its place, without its quiet zone."""

    code: Code
    x: float
    y: float
    module: float
    row: float
    """How high a row of modules is: as wide as they are, but for bars."""

    @property
    def right(self) -> float:
        return self.x + self.code.columns * self.module

    @property
    def bottom(self) -> float:
        return self.y + self.code.rows * self.row

    @property
    def quiet(self) -> float:
        return self.code.kind.quiet * self.module


class Writing(NamedTuple):
    """Rows of one text, from where the first stands on its line."""

    key: str
    """Which of the fields, or the tag."""
    rows: tuple[str, ...]
    face: Face
    size: float
    x: float
    y: float
    ink: Ink = Ink.BLACK

    @property
    def top(self) -> float:
        return self.y - CAPITAL * self.size

    @property
    def last(self) -> float:
        """Where the last row stands on its line."""
        return self.y + (len(self.rows) - 1) * LEADING * self.size


class Bar(NamedTuple):
    """A filled box. What is written on it comes after it."""

    x: float
    y: float
    width: float
    height: float
    ink: Ink = Ink.BLACK


class Picture(NamedTuple):
    """The mark of a grant, in its own proportions."""

    mark: Mark
    x: float
    y: float
    width: float
    height: float

    @property
    def emblem(self) -> float:
        """How high the emblem comes out."""
        return self.height * self.mark.emblem_share


Piece = Symbol | Writing | Bar | Picture


class Drawing(NamedTuple):
    """A label's pieces. Bars come first, since words stand on them."""

    width: float
    height: float
    turned: bool
    """The label lies upright on its paper, and is drawn from its bottom left corner upwards."""
    symbols: tuple[Symbol, ...]
    writings: tuple[Writing, ...]
    bars: tuple[Bar, ...]
    pictures: tuple[Picture, ...]
