"""The papers that labels are sold on, in millimetres."""

from dataclasses import dataclass

from assets.errors import Refused


@dataclass(frozen=True)
class Stock:
    """A sheet of labels, measured from its top left corner. A roll is a sheet of one."""

    name: str
    page_width: float
    page_height: float
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    column_step: float
    row_step: float

    @property
    def count(self) -> int:
        return self.columns * self.rows

    def must_have(self, place: int) -> None:
        """Raise Refused when a sheet has no such place. The first one is 1."""
        if not 1 <= place <= self.count:
            raise Refused("A sheet has {count} places.", count=self.count, field="first")

    def corner(self, place: int) -> tuple[float, float]:
        """Where a label starts. Places are counted from nought, along the rows."""
        row, column = divmod(place, self.columns)
        return self.left + column * self.column_step, self.top + row * self.row_step


# The size is the one on the box. Some templates say 63.99 mm wide, from 7.48 by 15.49: on A4 that
# leaves 7.5 mm at the left and 6.5 at the right. Three labels of 63.5 at steps of 66.04 run 195.58
# across and seven of 38.1 run 266.7 down; half of what A4 has left is 7.21 and 15.15 mm.
L7160 = Stock(
    name="Avery L7160",
    page_width=210,
    page_height=297,
    columns=3,
    rows=7,
    width=63.5,
    height=38.1,
    left=7.21,
    top=15.15,
    column_step=66.04,
    row_step=38.1,
)

STOCKS = {"L7160": L7160}
