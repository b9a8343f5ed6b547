from datetime import date

import pytest
from sqlmodel import select

from assets import trail
from assets.errors import Refused
from assets.inventory.documents import Kind as PaperKind
from assets.listing import Cut
from assets.maintenance import inheritance, officers, statutory
from assets.maintenance.officers import Office, Said
from assets.maintenance.orders import State
from assets.maintenance.statutory import Wanted
from assets.maintenance.terms import Kind, Register, Terms, When
from assets.rhythm import Rhythm, Unit
from assets.rights import EVERYTHING, Permission, Rights
from tests.builders import (
    a_document,
    a_person,
    a_plan,
    a_room,
    a_site,
    a_type,
    an_asset,
    an_order,
    committed,
)

DAY = date(2027, 3, 1)


def a_listed_plan(session, asset=None, due_on=DAY, register=Register.ISCIR, **terms):
    plan = a_plan(session, asset, due_on, **terms)
    plan.listed_in = register
    return committed(session, plan)


def listed(session, register=Register.ISCIR, seen_by=EVERYTHING, **wanted):
    found = statutory.listed(session, Wanted(register, **wanted), DAY, Cut(), seen_by)
    return found.rows


def done(session, order, on):
    order.state, order.done_on, order.due_key = State.DONE, on, date(9999, 12, 31)
    return committed(session, order)


def test_a_register_holds_the_duties_that_are_listed_in_it_and_go_on(session):
    boiler = an_asset(session, "Boiler", serial_number="B-77")
    plan = a_listed_plan(session, boiler, title="VTP")
    a_listed_plan(session, an_asset(session, "Lift")).ended_on = DAY
    a_listed_plan(session, an_asset(session, "ECG"), register=Register.ANNEX_13)
    a_plan(session, an_asset(session, "Treadmill"))
    session.commit()

    (line,) = listed(session)

    assert (line.row.id, line.row.tag, line.row.serial_number) == (plan.id, boiler.tag, "B-77")
    assert (line.row.due_on, line.done) == (DAY, None)
    assert statutory.counts(session, Register.ISCIR, date(2027, 3, 2), EVERYTHING) == (1, 1)


def test_a_register_holds_what_things_inherit_and_what_a_place_owes_itself(session):
    shaft, kind = a_room(session, "Lift shaft"), a_type(session)
    terms = Terms(
        "Inspection", Kind.STATUTORY_INSPECTION, Rhythm(1, Unit.YEAR), listed_in=Register.ISCIR
    )
    there, alike = an_asset(session, "Lift", shaft), an_asset(session, type_id=kind.id)
    inheritance.add(session, shaft, terms, DAY)
    inheritance.add(session, kind, terms, DAY)
    inheritance.add_round(session, shaft, terms, date(2027, 2, 1))
    session.commit()

    rows = [line.row for line in listed(session)]

    assert rows[0].due_on == date(2027, 2, 1)
    told = [(row.tag, row.name, row.place) for row in rows]
    assert told[0] == ("", "Lift shaft", shaft.path)
    assert {tag for tag, *_ in told[1:]} == {there.tag, alike.tag}


def test_a_line_says_when_it_was_last_done_and_by_which_certificate(session):
    boiler = an_asset(session, "Boiler")
    early = an_order(session, boiler, date(2026, 3, 1))
    plan_id = early.plan_id
    done(session, early, date(2026, 3, 2))
    late = an_order(session, boiler, date(2027, 3, 1))
    late.plan_id = plan_id
    done(session, late, date(2027, 3, 3))
    for order, number in ((early, "OLD-1"), (late, "PV-77/2027")):
        a_document(
            session,
            order,
            PaperKind.CERTIFICATE,
            name=f"{number[:3]}.csv",
            number=number,
            valid_until=date(2029, 3, 3),
        )

    found = statutory.last_done(session, [plan_id])

    assert found[plan_id].certificate == "PV-77/2027"
    assert (found[plan_id].number, found[plan_id].done_on) == (late.number, date(2027, 3, 3))
    assert found[plan_id].valid_until == date(2029, 3, 3)


def test_a_register_is_narrowed_by_site_and_by_how_near_the_day_is_and_shows_only_what_is_hers(
    session,
):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    a_listed_plan(session, an_asset(session, "Boiler"))
    theirs = a_listed_plan(session, an_asset(session, "Autoclave", a_room(session, "CS", szentes)))
    late = a_listed_plan(session, an_asset(session, "Lift"), date(2027, 2, 1))
    only_szentes = Rights(at_sites={szentes.id: frozenset({Permission.PLANS_SEE})})

    by_site = [line.row.id for line in listed(session, site=szentes)]
    by_day = [line.row.id for line in listed(session, when=When.LATE)]
    hers = [line.row.id for line in listed(session, seen_by=only_szentes)]

    assert (by_site, by_day, hers) == ([theirs.id], [late.id], [theirs.id])


def test_who_is_in_office_is_known_by_site_and_day_and_when_the_authorisation_ends(session):
    site = a_site(session)
    ana = a_person(session, name="Ana")
    before = Said(None, "Ion Popescu", "TM-1", None, date(2020, 1, 1), date(2026, 12, 31))
    now = Said(ana, "", "TM-2", date(2027, 4, 1), date(2027, 1, 1))
    for said in (before, now):
        committed(session, officers.appoint(session, site, Office.RSVTI, said))

    found = {
        day: [
            each.called
            for each in officers.in_office(session, Office.RSVTI, [site.id], day)[site.id]
        ]
        for day in (date(2026, 12, 31), DAY)
    }

    assert found == {date(2026, 12, 31): ["Ion Popescu"], DAY: ["Ana"]}
    (officer,) = officers.in_office(session, Office.RSVTI, [site.id], DAY)[site.id]
    days = [date(2027, 1, 1), DAY, date(2027, 4, 1), date(2027, 4, 2)]
    assert [officer.expires_soon(day) for day in days] == [False, True, True, False]
    assert [officer.expired(day) for day in days] == [False, False, False, True]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said(None, " ", "", None, DAY), "person"),
        (Said(None, "Ion", "", None, DAY, date(2027, 2, 1)), "until"),
    ],
)
def test_an_officer_is_one_person_for_a_time_that_ends_after_it_begins(session, said, field):
    with pytest.raises(Refused) as no:
        officers.appoint(session, a_site(session), Office.POOL_OPERATOR, said)

    assert no.value.field == field


def test_the_name_of_somebody_from_outside_never_stands_on_the_trail(session):
    said = Said(None, "Ion Popescu", "TM-1", None, DAY)

    officer = committed(session, officers.appoint(session, a_site(session), Office.RSVTI, said))

    entries = session.exec(select(trail.Entry).where(trail.Entry.key == officer.id)).all()
    assert entries
    assert "Popescu" not in str([each.model_dump() for each in entries])
