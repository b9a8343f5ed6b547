"""Knocks: how often somebody without an account has written, so that nobody is flooded."""

from datetime import timedelta

from sqlmodel import Session, col, delete, func, select

from assets.database import moment_of
from assets.errors import Refused
from assets.maintenance.faults import Knock
from assets.signins import digest
from assets.words import N_

PER_ADDRESS, SHORTLY = 6, timedelta(minutes=10)
PER_LABEL, LONG = 30, timedelta(days=1)

OF_ADDRESS = N_("Many reports have come from here just now. Wait {minutes} minutes and send again.")
OF_LABEL = N_("This has been reported many times today already. The site knows of it.")


def refuse_too_many(session: Session, *, address: str, label: str) -> None:
    """Raise Refused when too much has come of late from this address, or about this label."""
    if _counted(session, f"address {address}", SHORTLY) >= PER_ADDRESS:
        raise Refused(OF_ADDRESS, minutes=int(SHORTLY.total_seconds() // 60))
    if _counted(session, f"label {label}", LONG) >= PER_LABEL:
        raise Refused(OF_LABEL)


def note(session: Session, *, address: str, label: str) -> None:
    """Remember that somebody wrote, for as long as it is counted."""
    at = moment_of(session)
    session.exec(delete(Knock).where(col(Knock.at) <= at - LONG))
    for source in (f"address {address}", f"label {label}"):
        session.add(Knock(source=digest(source), at=at))


def _counted(session: Session, source: str, within: timedelta) -> int:
    since = moment_of(session) - within
    recent = select(func.count()).select_from(Knock).where(col(Knock.at) > since)
    return session.exec(recent.where(Knock.source == digest(source))).one()
