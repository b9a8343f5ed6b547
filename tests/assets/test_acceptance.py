import pytest

from assets import acceptance
from assets.errors import Refused
from assets.inventory.documents import Kind
from assets.inventory.register import State
from assets.maintenance import inheritance
from assets.rhythm import Unit
from tests.builders import DAY, a_document, a_type, an_asset, some_terms


def test_what_is_accepted_begins_its_duties(session):
    treadmill = a_type(session)
    for title, every in {"Safety test": 2, "Grease": 1}.items():
        terms = some_terms(title, every=every, unit=Unit.YEAR)
        inheritance.add(session, treadmill, terms, DAY)
    asset = an_asset(session, type_id=treadmill.id, state=State.DELIVERED, serial_number="A1")
    a_document(session, asset, Kind.ACCEPTANCE)

    given = acceptance.accept(session, asset, DAY)

    assert [(plan.title, str(plan.due_on)) for plan in given] == [
        ("Grease", "2028-03-01"),
        ("Safety test", "2029-03-01"),
    ]
    assert (asset.state, asset.accepted_on) == (State.ACCEPTED, DAY)


def test_what_is_only_ordered_cannot_be_accepted(session):
    asset = an_asset(session, state=State.ORDERED)

    with pytest.raises(Refused, match="LOV-00001 is ordered"):
        acceptance.accept(session, asset, DAY)
