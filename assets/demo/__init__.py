"""The demonstration: two projects and their houses, built by the domain's own verbs in the past."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine
from sqlmodel import Session, select

from assets import people
from assets.database import Actor, transaction
from assets.demo import (
    buying,
    care,
    checks,
    delivering,
    foreseeing,
    house,
    money,
    moves,
    proofs,
    repairs,
    safety,
    seasons,
    tendering,
    things,
    troubles,
    waters,
    workshop,
)
from assets.demo.tale import MORNING, Tale, live
from assets.demonstrations import Demonstration
from assets.errors import Refused
from assets.inventory.partners import Partner
from assets.people import Person
from assets.settings import Settings

# What everybody in the demonstration signs in with. It is printed, and says so on every page.
PASSWORD = "thermal water"  # noqa: S105

# The story is told from a day before the project's end: later it would all be over.
LAST_DAY = date(2027, 10, 1)
THEN = date(2027, 3, 1)
# In this order: of what happened on one day, what is told first was first.
TOLD = (
    things.live,
    money.plan,
    buying.buy,
    tendering.tender,
    money.pay,
    buying.close,
    care.care,
    seasons.keep,
    repairs.repair,
    waters.read,
    checks.check,
    moves.move,
    workshop.work,
    proofs.keep,
    delivering.deliver,
    troubles.tell,
    safety.test,
    foreseeing.foresee,
)


def usual_day(today: date) -> date:
    """The day that the demonstration is told from, unless another one is asked for."""
    return today if today < LAST_DAY else THEN


def fill(engine: Engine, on: date, settings: Settings) -> list[Person]:
    """Fill an empty register as of a day. Returns the people; all have the same PASSWORD."""
    tale, password_hash = Tale(on, settings), people.hashed(PASSWORD)
    at = datetime.combine(tale.begins, MORNING).astimezone(UTC)
    with transaction(engine, by=Actor("demo"), at=at) as session:
        _must_be_empty(session)
        session.add(Demonstration(day=on))
        known = house.build(session, tale, password_hash)
    for tell in TOLD:
        tell(tale)
    live(tale, engine)
    return known


def _must_be_empty(session: Session) -> None:
    for table in (Person, Partner, Demonstration):
        if session.exec(select(table.id).limit(1)).first():
            raise Refused(
                "This register is not empty. The demonstration needs an empty one: "
                "point REHAB_HOME to a new folder."
            )
