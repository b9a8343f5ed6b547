"""Partners: the bodies that own sites and things, and that take part in projects."""

from uuid import UUID

from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import Record
from assets.errors import Missing


class Partner(Record, table=True):
    """A hospital, university, county or company that owns and answers for things."""

    code: str = Field(unique=True, max_length=20)
    name: str = Field(max_length=200)
    country: str = Field(max_length=2)

    @property
    def label(self) -> str:
        return self.code


def listed() -> SelectOfScalar[Partner]:
    return select(Partner).order_by(Partner.code)


def coded(session: Session, code: str) -> Partner:
    found = session.exec(select(Partner).where(col(Partner.code) == code.upper())).first()
    if found is None:
        raise Missing("There is no partner {code}.", code=code, field="partner")
    return found


def partner(session: Session, key: UUID) -> Partner:
    found = session.get(Partner, key)
    if found is None:
        raise Missing("There is no such partner.")
    return found
