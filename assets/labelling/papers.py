"""Papers that a site has measured itself, beside those that are shipped."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from assets.rights import Guarded


class LabelStock(Guarded, table=True):
    """A sheet or a roll of labels, in millimetres from the top left corner of the sheet."""

    __table_args__ = (UniqueConstraint("site_id", "name"),)

    name: str = Field(max_length=40)
    page_width: float
    page_height: float
    columns: int = 1
    rows: int = 1
    width: float
    height: float
    left: float = 0
    top: float = 0
    column_step: float = 0
    row_step: float = 0
    film: bool = False  # for wet rooms
    given_up: bool = False

    @property
    def label(self) -> str:
        return self.name
