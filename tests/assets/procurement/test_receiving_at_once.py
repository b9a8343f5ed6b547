"""Two people at one ramp, and a ramp at which the light goes out."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import select

from assets.database import Actor, transaction
from assets.errors import Refused
from assets.inventory.places import Place
from assets.inventory.register import Asset, State
from assets.procurement import deliveries, placeholders, receiving
from assets.procurement.deliveries import DeliveryLine
from assets.procurement.receiving import Arrival
from assets.rights import EVERYTHING
from tests.builders import DAY, a_bought, a_contract, a_room, committed

BY = Actor("test")


@pytest.fixture
def delivery(session):
    """Two treadmills and two mats of one lot are on their way; the first treadmill has come."""
    contract = a_contract(session)
    line, mats = (a_bought(session, contract, each, quantity=3) for each in ("Treadmill", "Mat"))
    placeholders.lay(session, contract, a_room(session))
    brought = deliveries.announce(session, contract, {line.id: 3, mats.id: 3})
    receiving.receive(session, brought, Arrival("LOV-00003"), a_room(session), DAY, EVERYTHING)
    return committed(session, brought)


def received(engine, delivery, room, arrival, ready=None):
    """Each in a transaction of his own; on PostgreSQL both begin before one ends."""
    with transaction(engine, by=BY) as changes:
        if ready and engine.dialect.name == "postgresql":
            ready.wait(10)
        brought = deliveries.delivery(changes, delivery.id, EVERYTHING)
        place = changes.get_one(Place, room.id)
        receiving.receive(changes, brought, arrival, place, DAY, EVERYTHING)


@pytest.mark.parametrize(
    "arrivals",
    [
        [Arrival("LOV-00001"), Arrival("LOV-00001")],
        [Arrival("LOV-00001", "SN-1"), Arrival("LOV-00004", "SN-1")],
    ],
    ids=["the same label", "the same serial number on things of two lines"],
)
def test_of_two_who_say_the_same_at_once_one_is_refused(engine, session, delivery, arrivals):
    room, ready = a_room(session), Barrier(2)

    with ThreadPoolExecutor() as threads:
        asked = [
            threads.submit(received, engine, delivery, room, each, ready).exception
            for each in arrivals
        ]
        outcomes = [each() for each in asked]

    assert [isinstance(no, Refused) for no in outcomes if no] == [True]
    session.expire_all()
    here = session.exec(select(Asset).where(Asset.state == State.DELIVERED)).all()
    assert len(here) == 2
    assert sum(session.exec(select(DeliveryLine.counted))) == 2


def test_what_breaks_off_half_way_has_received_nothing(engine, session, delivery):
    room = a_room(session)

    def interrupted():
        with transaction(engine, by=BY) as changes:
            brought = deliveries.delivery(changes, delivery.id, EVERYTHING)
            arrival = Arrival("LOV-00001", "SN-1")
            place = changes.get_one(Place, room.id)
            receiving.receive(changes, brought, arrival, place, DAY, EVERYTHING)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()

    session.expire_all()
    here = session.exec(select(Asset.tag).where(Asset.state == State.DELIVERED)).all()
    assert here == ["LOV-00003"]
