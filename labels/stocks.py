"""The papers that labels are sold on, in millimetres. Those shipped stand in stocks.csv."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from assets.errors import Refused
from assets.words import N_

A_HAIR = 0.2
"""By so much a sheet may be over: some makers' own measures are."""
LEAST = 5
"""No label is shorter a side."""


@dataclass(frozen=True)
class Stock:
    """A sheet of labels, measured from its top left corner. A roll is a sheet of one.

    Raises Refused when the labels lie on one another or do not fit on their sheet.
    """

    key: str
    name: str
    page_width: float
    page_height: float
    columns: int
    rows: int
    width: float
    height: float
    left: float = 0
    top: float = 0
    column_step: float = 0
    row_step: float = 0
    film: bool = False
    """Of a film that stands wet rooms and disinfectants."""
    check: bool = False
    """The measures are to be compared with those on the box."""
    continuous: bool = False
    """Cut off behind each label, which is as high as what it says and at most as high as this."""

    def __post_init__(self) -> None:
        for field in ("columns", "rows"):
            if getattr(self, field) < 1:
                raise Refused(N_("There is at least one label on a sheet."), field=field)
        for field in ("width", "height"):
            if getattr(self, field) < LEAST:
                raise Refused(N_("A label is at least {least} mm."), least=LEAST, field=field)
        self._must_run("width", "column_step", self.columns, self.left, self.page_width)
        self._must_run("height", "row_step", self.rows, self.top, self.page_height)

    def _must_run(self, side: str, step: str, count: int, begin: float, page: float) -> None:
        length, pitch = getattr(self, side), getattr(self, step)
        if begin < 0:
            field = "left" if side == "width" else "top"
            raise Refused(N_("The first label begins on the sheet."), field=field)
        if count > 1 and pitch < length - A_HAIR:
            raise Refused(N_("The labels would lie on one another."), field=step)
        over = begin + (count - 1) * pitch + length - page
        if over > A_HAIR:
            raise Refused(
                N_("The labels run {over} mm off the sheet."), over=round(over, 2), field=side
            )

    @property
    def count(self) -> int:
        return self.columns * self.rows

    @property
    def roll(self) -> bool:
        """The paper is the label: nothing is beside it."""
        return (self.width, self.height) == (self.page_width, self.page_height)

    def must_have(self, place: int) -> None:
        """Raise Refused when a sheet has no such place. The first one is 1."""
        if not 1 <= place <= self.count:
            raise Refused("A sheet has {count} places.", count=self.count, field="first")

    def corner(self, place: int) -> tuple[float, float]:
        """Where a label starts. Places are counted from nought, along the rows."""
        row, column = divmod(place, self.columns)
        return self.left + column * self.column_step, self.top + row * self.row_step

    def cut(self, length: float) -> "Stock":
        """This paper, cut off behind a label of that length."""
        return replace(self, height=length, page_height=length, continuous=False)


def _read(row: Mapping[str, str]) -> Stock:
    kinds = {"str": str, "float": float, "int": int, "bool": bool}
    said = {field.name: kinds[field.type.__name__](row[field.name]) for field in fields(Stock)}  # type: ignore[union-attr]
    return Stock(**said)


with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as _shipped:
    STOCKS = {row["key"]: _read(row) for row in csv.DictReader(_shipped)}

# The size of L7160 is the one on the box. Some templates say 63.99 mm wide, from 7.48 by 15.49: on
# A4 that leaves 7.5 mm at the left and 6.5 at the right. Three labels of 63.5 at steps of 66.04 run
# 195.58 across and seven of 38.1 run 266.7 down; half of what A4 has left is 7.21 and 15.15 mm.
L7160 = STOCKS["L7160"]
