"""A small register with something in every wing, made by the domain's own verbs."""

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlmodel import Session, select

from assets import files, settings
from assets.database import Actor, transaction
from assets.inventory import documents, places
from assets.inventory.places import Kind, Place
from assets.inventory.register import Asset, Condition
from assets.maintenance import occurrences, plans, readings, terms
from assets.maintenance.readings import Taken
from assets.rhythm import Rhythm, Unit
from tests.assets.procurement.money import an_invoice
from tests.builders import (
    a_checklist,
    a_fault,
    a_lot,
    a_meter,
    a_model,
    a_person,
    a_room,
    a_schedule,
    a_site,
    a_spare_part,
    an_asset,
)

BY = Actor("test")
MORNING = datetime(2027, 3, 1, 6, tzinfo=UTC)
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
FIRST = date(2027, 4, 1)
MANUAL = b"Step;Tool", "Manual.csv"


def furnished(engine, home=None):
    """The engine of a register with two sites, two assets, a duty that fell due, and a lot."""
    with Session(engine, info={"by": BY, "at": MORNING}, expire_on_commit=False) as session:
        gym = a_room(session, "Gym")
        places.open_place(session, Place(name="Zone 2", kind=Kind.ZONE), gym)
        a_site(session, "SZE", "Szentes", "HU")
        model = a_model(session)
        treadmill = an_asset(session, "Treadmill", gym, model_id=model.id)
        an_asset(session, "Pompă de căldură", gym)
        duty = terms.Terms("Look after it", terms.Kind.PREVENTIVE, Rhythm(1, Unit.MONTH))
        plans.add(session, treadmill, duty, FIRST)
        occurrences.open_due(session, FIRST)
        _cared_for(session, treadmill)
        a_schedule(session, lot := a_lot(session))
        an_invoice(session, lot=lot)
        a_person(session)
        manual = files.receive(*MANUAL, home or settings.load())
        documents.attach(session, manual, documents.Kind.MANUAL, to=[model])
        session.commit()
    with transaction(engine, by=BY, at=NOON) as changes:
        changes.exec(select(Asset)).first().judge(Condition.DEGRADED)
    return engine


def _cared_for(session, treadmill):
    """What the care of things brings with it."""
    a_fault(session, treadmill)
    a_spare_part(session)
    a_checklist(session)
    hours = a_meter(session, "operating_hours", asset=treadmill)
    readings.take(session, hours, Taken(Decimal(12), MORNING))
