"""Whether this register is a demonstration, and of which day."""

from datetime import date

from sqlmodel import Session, col, select

from assets.database import Record


class Demonstration(Record, table=True):
    """That the demonstration was filled in here. Its only row, if there is one."""

    day: date


def day_of(session: Session) -> date | None:
    """The day that the demonstration was told from; None in a real register."""
    return session.exec(select(col(Demonstration.day))).first()
