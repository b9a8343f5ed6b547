"""The mark of a grant: the official logo as it was uploaded, and the statement beside it."""

from uuid import UUID

from sqlmodel import Field

from assets.database import Record

STATEMENT = "Co-funded by the European Union"


class GrantMark(Record, table=True):
    """The logo of one project's programme. It is kept as it came and never drawn anew."""

    project_id: UUID = Field(foreign_key="project.id", unique=True)
    digest: str = Field(default="", max_length=64)
    width: int = 0  # pixels
    height: int = 0
    # How high the emblem stands in the logo, as a share of it: it is never under 10 mm.
    emblem_share: float = 1
    statement: str = Field(default=STATEMENT, max_length=200)

    @property
    def label(self) -> str:
        return self.statement
