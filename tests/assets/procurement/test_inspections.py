from datetime import UTC, date, datetime, timedelta

import pytest

from assets.errors import Missing, Refused
from assets.listing import Cut
from assets.procurement import guests, inspections
from assets.procurement.inspections import Found
from tests.builders import DAY, a_partner, a_room, a_site, an_asset, committed
from tests.procured import a_purchase

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def begun(session, things=None, **said):
    things = things or a_purchase(session, count=5)
    project = session.get_one(inspections.Project, _project_of(session))
    named = {"on": DAY, "controller": "First level control"} | said
    whose = a_partner(session)
    return committed(session, inspections.begin(session, project, whose, **named)), things


def _project_of(session):
    return session.exec(inspections.select(inspections.Project.id)).one()


def walked(session, inspection):
    return inspections.walk(session, inspection, Cut()).rows


def test_the_same_seed_draws_the_same_sample_in_whatever_order_the_things_stand():
    tags = [f"LOV-{number:05}" for number in range(1, 41)]

    drawn = inspections.sample(tags, "2027-03-01/FLC", 5)

    assert drawn == inspections.sample(tags[::-1], "2027-03-01/FLC", 5)
    assert len(set(drawn)) == 5
    assert drawn != inspections.sample(tags, "another seed", 5)


def test_a_check_walks_over_the_funded_things_of_its_partner_alone(session):
    things = a_purchase(session, count=2)
    an_asset(session, "Bike")
    there = a_room(
        session, site=a_site(session, "SZE", "S", partner_id=a_partner(session, "CV").id)
    )
    an_asset(session, "Bath", there, lot_number=things[0].lot_number)

    inspection, _ = begun(session, things)

    assert {each.asset.tag for each in walked(session, inspection)} == {each.tag for each in things}


def test_what_is_not_as_listed_needs_a_remark(session):
    inspection, things = begun(session)
    each = inspections.listed(session, inspection, things[0].tag)

    with pytest.raises(Refused, match="Say what was found instead"):
        each.tick(Found.MISSING, " ", NOON)
    each.tick(Found.MISSING, "At repair, hand-over sheet seen", NOON)
    inspections.listed(session, inspection, things[1].tag).tick(Found.SEEN, "", NOON)
    session.flush()

    assert inspections.progress(session, inspection) == inspections.Progress(5, 2, 1)


def test_a_closed_check_stays_as_it_is(session):
    inspection, things = begun(session, size=2, seed="a")
    inspection.close(DAY)
    (first, _) = walked(session, inspection)

    with pytest.raises(Refused, match="This inspection is closed"):
        first.tick(Found.SEEN, "", NOON)

    assert len(things) == 5


@pytest.mark.parametrize(
    ("said", "field"), [({"size": 2}, "seed"), ({"size": 6, "seed": "a"}, "size")]
)
def test_a_sample_says_what_it_lacks(session, said, field):
    with pytest.raises(Refused) as no:
        begun(session, **said)

    assert no.value.field == field


def test_no_check_is_older_than_its_project(session):
    a_purchase(session, count=1)
    project = session.get_one(inspections.Project, _project_of(session))
    before = project.starts_on - timedelta(1)

    with pytest.raises(Refused, match="begins on") as no:
        inspections.begin(session, project, a_partner(session), on=before)

    assert no.value.field == "on"


def test_a_guest_sees_the_funded_things_of_one_partner_until_its_last_day(session):
    things = a_purchase(session, count=2)
    bike = an_asset(session, "Bike")
    project = session.get_one(inspections.Project, _project_of(session))
    lasts = {"ends_on": date(2027, 3, 5), "today": DAY}

    link = guests.invite(session, project, a_partner(session), "FLC", "house", **lasts)
    session.commit()
    secret = guests.secret_of(link.id, "house")

    found = guests.behind(session, secret, date(2027, 3, 5))
    shown = guests.things(session, found, Cut()).rows
    assert [each.tag for each in shown] == [each.tag for each in things]
    assert secret not in str(link.model_dump())
    with pytest.raises(Missing):
        guests.thing(session, found, bike.tag)
    with pytest.raises(Missing, match="leads nowhere"):
        guests.behind(session, secret, date(2027, 3, 6))
    link.end(DAY)
    session.commit()
    with pytest.raises(Missing, match="leads nowhere"):
        guests.behind(session, secret, DAY)
