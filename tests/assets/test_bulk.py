from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from assets import bulk, checks, derivations, replays, trail, undo
from assets.bulk import Wish
from assets.database import transaction
from assets.errors import Missing, Refused
from assets.inventory import finding
from assets.inventory.finding import Wanted
from assets.inventory.places import Kind
from assets.inventory.register import Asset, Condition, State
from assets.maintenance import inheritance, orders, plans
from assets.people import rights_of
from assets.rights import EVERYTHING, Permission, Rights, Role
from tests.assets.many import BY
from tests.builders import (
    DAY,
    a_field,
    a_model,
    a_partner,
    a_person,
    a_plan,
    a_room,
    a_site,
    a_type,
    an_asset,
    an_order,
    committed,
    some_terms,
)

ALL = Wanted()
MORNING = datetime(2027, 2, 1, 6, tzinfo=UTC)


@pytest.fixture
def session(session):
    """What is arranged has its moment, as the trail asks of all that it proves."""
    session.info["at"] = MORNING
    return session


def planned(engine, wish, wanted=ALL, rights=EVERYTHING):
    with transaction(engine, by=BY, read_only=True) as session:
        return bulk.plan(session, wanted, wish, DAY, rights)


def applied(engine, plan, reason=""):
    """The number of the batch that was written."""
    with transaction(engine, by=BY, reason=reason) as session:
        bulk.apply(session, plan)
        return trail.next_number(session)


def changed(engine, wish, wanted=ALL):
    return applied(engine, planned(engine, wish, wanted))


def counts(plan):
    return len(plan.changed), len(plan.same), len(plan.refused)


def reasons(plan):
    return [(str(reason.no), reason.tags) for reason in plan.reasons]


def wrong(engine):
    """What the program's own check finds."""
    with transaction(engine, by=BY, read_only=True) as session:
        proofs = [checks.broken(session), replays.told_otherwise(session)]
        proofs += [proof(session) for proof in derivations.WRONG.values()]
        return [problem for proof in proofs for problem in proof if problem]


def found(session, words):
    session.expire_all()
    rows = finding.listed(session, Wanted(search=words), DAY, finding.Cut(), EVERYTHING).rows
    return [row.tag for row in rows]


def test_what_is_wished_is_so_on_all_and_nothing_else_has_changed(engine, session):
    one, other = an_asset(session, "Bath", note="Old"), an_asset(session, "Bike")
    before = one.model_dump()
    ana = a_person(session, name="Ana")

    changed(engine, Wish({"custodian_id": ana.id, "account": "2131"}, condition=Condition.DOWN))

    session.expire_all()
    for asset in (one, other):
        kept = session.get(Asset, asset.id)
        assert (kept.custodian_id, kept.account, kept.condition) == (ana.id, "2131", "down")
    after = session.get(Asset, one.id).model_dump()
    assert {name for name in after if after[name] != before[name]} == {
        "custodian_id",
        "account",
        "condition",
        "version",
    }
    assert wrong(engine) == []


def test_it_is_one_batch_with_its_reason(engine, session):
    for _ in range(3):
        an_asset(session)

    number = applied(engine, planned(engine, Wish({"account": "2131"})), reason="New plan")

    batch = session.exec(select(trail.Batch).order_by(trail.Batch.number.desc())).first()
    assert (batch.number, batch.entries, batch.reason) == (number, 3, "New plan")


def test_the_plan_says_what_changes_what_stays_and_what_is_refused_and_why(engine, session):
    store = a_room(session, "Store")
    an_asset(session, "A"), an_asset(session, "B", store)
    an_asset(session, "C", state=State.RETIRED), an_asset(session, "D", state=State.RETIRED)
    there = an_asset(session, "E", a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU")))

    plan = planned(engine, Wish(place=store))

    assert counts(plan) == (1, 1, 3)
    assert reasons(plan) == [
        ("LOV-00003 is retired and stays where it is.", ["LOV-00003", "LOV-00004"]),
        ("SZE-00001 stands at another site. Send it there.", [there.tag]),
    ]
    assert there.tag in {refusal.tag for refusal in plan.refused}


def test_what_is_seen_but_not_hers_is_refused_by_the_right_that_is_lacking(engine, session):
    an_asset(session)
    site = a_site(session)
    technician = rights_of(session, a_person(session, Role.TECHNICIAN, site))
    officer = rights_of(session, a_person(session, Role.PROCUREMENT_OFFICER, site))

    said = [
        reasons(planned(engine, wish, rights=rights))[0][0]
        for wish, rights in (
            (Wish({"account": "1"}), technician),
            (Wish(state=State.RETIRED), technician),
            (Wish(place=a_room(session, "Store")), officer),
            (Wish(condition=Condition.DOWN), officer),
        )
    ]

    assert said == [
        "You may not edit things there.",
        "You may not take this step with things there.",
        "You may not move things there.",
        "You may not judge the condition of things there.",
    ]


def test_what_she_may_not_see_is_neither_counted_nor_named(engine, session):
    an_asset(session, place=a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU")))
    rights = rights_of(session, a_person(session, Role.SITE_MANAGER, a_site(session)))

    assert counts(planned(engine, Wish({"account": "1"}), rights=rights)) == (0, 0, 0)
    with pytest.raises(Missing):
        planned(engine, Wish({"account": "1"}), Wanted(tags=("SZE-00001",)), rights)


def test_a_step_that_life_does_not_allow_is_refused_and_the_rest_goes_on(engine, session):
    an_asset(session, "A", state=State.PLANNED), an_asset(session, "B")

    plan = planned(engine, Wish(state=State.IN_STORAGE))

    assert counts(plan) == (1, 0, 1)
    assert "cannot become" in str(plan.refused[0].no)


def test_what_comes_needs_a_room_that_is_open_and_then_waits_no_more(engine, session):
    gym = a_room(session, "Gym", opens_on=date(2200, 1, 1))
    store, hall = a_room(session, "Store", kind=Kind.STORE), a_room(session, "Hall")
    an_asset(session, "A", gym, state=State.ORDERED)
    waits = an_asset(session, "B", store, waits_for_id=gym.id)

    early = planned(engine, Wish(state=State.DELIVERED), Wanted(tags=("LOV-00001",)))
    changed(engine, Wish(place=hall))
    changed(engine, Wish(state=State.DELIVERED), Wanted(tags=("LOV-00001",)))

    assert reasons(early)[0][0].startswith("Gym is not open")
    session.expire_all()
    assert session.get(Asset, waits.id).waits_for_id is None
    assert {each.place_id for each in session.exec(select(Asset))} == {hall.id}
    assert wrong(engine) == []


def test_what_contradicts_what_is_known_of_a_thing_is_refused(engine, session):
    an_asset(session, "A", warranty_from=DAY), an_asset(session, "B")

    plan = planned(engine, Wish({"warranty_until": date(2020, 1, 1)}))

    assert reasons(plan) == [("This is before 2027-03-01.", ["LOV-00001"])]
    assert counts(plan) == (1, 0, 1)


def test_fields_of_the_house_are_set_where_they_are_asked_and_undone(engine, session):
    kind, other = a_type(session), a_type(session, "BED")
    volts = a_field(session, "Voltage", type_id=kind.id, most=Decimal(400))
    bath = an_asset(session, "Bath", type_id=kind.id)
    an_asset(session, "Bed", type_id=other.id)
    before = bath.model_dump()

    plan = planned(engine, Wish(own=[(volts, Decimal(230))]))
    number = applied(engine, plan)
    session.expire_all()
    after = session.get(Asset, bath.id).extra
    with transaction(engine, by=BY) as writing:
        batch = undo.numbered(writing, number, EVERYTHING, None)
        undo.apply(writing, undo.plan(writing, batch, EVERYTHING))

    assert counts(plan) == (1, 0, 1)
    assert reasons(plan)[0][1] == ["LOV-00002"]
    assert after == {volts.key: "230"}
    session.expire_all()
    assert session.get(Asset, bath.id).extra == before["extra"]
    assert wrong(engine) == []


def test_who_may_edit_for_the_new_owner_alone_takes_nothing_over(engine, session):
    asset, partner = an_asset(session), a_partner(session, "PB")
    sees = {asset.site_id: frozenset({Permission.ASSETS_SEE})}
    stranger = Rights(at_sites=sees, at_partners={partner.id: frozenset(Permission)})

    plan = planned(engine, Wish({"partner_id": partner.id}), rights=stranger)

    assert reasons(plan) == [("You may not edit things there.", [asset.tag])]


def test_a_step_of_many_is_dated_by_who_makes_it(engine, session):
    late = an_asset(session, "Bath", state=State.ORDERED, acquired_on=DAY)
    an_asset(session, "Bike", state=State.DELIVERED, delivered_on=DAY)

    past = planned(engine, Wish(state=State.DELIVERED, on=DAY - timedelta(7)))
    with pytest.raises(Refused, match="This day is still to come") as no:
        planned(engine, Wish(state=State.DELIVERED, on=DAY + timedelta(1)))
    applied(engine, past)

    assert no.value.field == "on"
    session.expire_all()
    assert session.get(Asset, late.id).delivered_on == DAY - timedelta(7)


def test_plans_and_orders_follow_what_goes_and_what_comes_back(engine, session):
    asset = an_asset(session)
    order = an_order(session, asset)

    changed(engine, Wish(state=State.RETIRED, reason="Worn out"))
    session.expire_all()
    gone = session.get(Asset, asset.id).due_on, session.get(type(order), order.id).state
    changed(engine, Wish(state=State.IN_STORAGE))

    assert gone == (None, orders.State.CANCELLED)
    assert wrong(engine) == []


def test_the_search_finds_what_was_moved_and_renewed_by_its_new_words_alone(engine, session):
    asset = an_asset(session, "Bath", a_room(session, "Gym"), model_id=a_model(session).id)
    other = a_model(session, "Enraf", "Manumed")
    store = a_room(session, "Store")

    changed(engine, Wish({"model_id": other.id}, place=store))

    assert found(session, "store manumed") == [asset.tag]
    assert found(session, "gym") == found(session, "technogym") == []
    assert wrong(engine) == []


def test_a_note_is_added_to_and_one_that_grows_too_long_is_refused(engine, session):
    an_asset(session, "A", note="Squeaks"), an_asset(session, "B", note="x" * 3999)

    plan = planned(engine, Wish(added="Oiled"))
    applied(engine, plan)

    session.expire_all()
    notes = [asset.note for asset in session.exec(select(Asset).order_by(Asset.name))]
    assert notes == ["Squeaks\nOiled", "x" * 3999]
    assert counts(plan) == (1, 0, 1)


def test_whatever_happens_to_one_of_them_meanwhile_refuses_the_whole(engine, session):
    asset, other = an_asset(session, "A"), an_asset(session, "B")
    plan = planned(engine, Wish({"account": "2131"}))
    committed(session, session.get(Asset, asset.id)).judge(Condition.DOWN)
    session.commit()

    with pytest.raises(Refused, match="has changed"):
        applied(engine, plan)

    session.expire_all()
    assert session.get(Asset, other.id).account == ""
    assert plan.fingerprint != planned(engine, Wish({"account": "2131"})).fingerprint


def test_what_happens_to_others_meanwhile_does_not_matter(engine, session):
    an_asset(session, "A"), an_asset(session, "B")
    plan = planned(engine, Wish({"account": "2131"}), Wanted(tags=("LOV-00001",)))
    a_plan(session, session.exec(select(Asset).where(Asset.tag == "LOV-00002")).one())

    applied(engine, plan)

    session.expire_all()
    accounts = session.exec(select(Asset.account).order_by(Asset.tag)).all()
    assert accounts == ["2131", ""]


def test_another_type_brings_its_plans_and_ends_those_of_the_old_one(engine, session):
    old, new = a_type(session), a_type(session, "REH-BIKE")
    for kind, title in ((old, "Belt"), (new, "Chain")):
        committed(session, inheritance.add(session, kind, some_terms(title), DAY))
    asset = an_asset(session, type_id=old.id)

    changed(engine, Wish({"type_id": new.id}))

    session.expire_all()
    told = [(plan.title, plan.ended_on is None) for plan in session.exec(plans.of_asset(asset))]
    assert sorted(told) == [("Belt", False), ("Chain", True)]
    assert wrong(engine) == []


@pytest.mark.parametrize(("most", "wish"), [("MOST", {"account": "1"}), ("MOST_FOLLOWED", {})])
def test_too_many_at_once_are_refused_with_the_number(engine, session, monkeypatch, most, wish):
    an_asset(session), an_asset(session)
    monkeypatch.setattr(bulk, most, 1)

    with pytest.raises(Refused, match="At most 1 things"):
        planned(engine, Wish(wish, state=None if wish else State.RETIRED, reason="Worn out"))
