"""The mark of a grant: the official logo as it was uploaded, and the statement beside it."""

from uuid import UUID

from sqlmodel import Field, Session, select

from assets.database import Record
from assets.errors import Missing, Refused
from assets.logos import Logo
from assets.procurement.projects import Project

STATEMENT = "Co-funded by the European Union"
LONGEST = 200


class GrantMark(Record, table=True):
    """The logo of one project's programme. It is kept as it came and never drawn anew."""

    project_id: UUID = Field(foreign_key="project.id", unique=True)
    digest: str = Field(default="", max_length=64)
    width: int = 0  # pixels
    height: int = 0
    # How high the emblem stands in the logo, as a share of it: it is never under 10 mm.
    emblem_share: float = 1
    statement: str = Field(default=STATEMENT, max_length=LONGEST)

    @property
    def label(self) -> str:
        return self.statement

    @property
    def logo(self) -> Logo:
        """Its picture, without the file itself."""
        return Logo(b"", self.width, self.height)

    def describe(self, *, emblem_share: float, statement: str) -> None:
        """How much of the logo's height the emblem takes, and what is said beside it."""
        self._must_suit(self.logo, emblem_share, statement)
        self.emblem_share, self.statement = emblem_share, statement.strip()

    def take(self, logo: Logo, digest: str, *, emblem_share: float, statement: str) -> None:
        """Another logo stands for the grant from now on; its file is kept under this digest."""
        self._must_suit(logo, emblem_share, statement)
        self.digest, self.width, self.height = digest, logo.width, logo.height
        self.emblem_share, self.statement = emblem_share, statement.strip()

    def _must_suit(self, logo: Logo, emblem_share: float, statement: str) -> None:
        if not statement.strip():
            raise Refused("Write the statement in full.", field="statement")
        logo.must_carry(emblem_share)


def of(session: Session, project: Project) -> GrantMark | None:
    """The mark of this project's grant, if one was uploaded."""
    return session.exec(select(GrantMark).where(GrantMark.project_id == project.id)).first()


def must_be(session: Session, project: Project) -> GrantMark:
    found = of(session, project)
    if found is None:
        raise Missing("Nobody has uploaded the logo of this project's programme yet.")
    return found


def upload(
    session: Session,
    project: Project,
    logo: Logo,
    digest: str,
    *,
    emblem_share: float,
    statement: str,
) -> GrantMark:
    """Let this logo, whose file is kept, stand for the grant; it takes the place of another."""
    mark = of(session, project) or GrantMark(project_id=project.id)
    mark.take(logo, digest, emblem_share=emblem_share, statement=statement)
    session.add(mark)
    session.flush()
    return mark
