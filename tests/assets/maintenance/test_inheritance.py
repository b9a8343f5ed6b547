from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from assets import acceptance, trail
from assets.errors import Refused
from assets.inventory import relocations
from assets.inventory.documents import Kind as PaperKind
from assets.inventory.register import Asset, State
from assets.maintenance import inheritance, occurrences, plans
from assets.maintenance.orders import WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import Kind as WorkKind
from assets.maintenance.terms import Source
from assets.rhythm import Rhythm, Unit
from assets.words import Language
from tests.builders import (
    DAY,
    a_document,
    a_model,
    a_plan,
    a_room,
    a_type,
    an_asset,
    some_terms,
)

YEARLY = some_terms("Electrical safety test", every=1, unit=Unit.YEAR)


def owed(session, asset):
    """The living plans of an asset, with their days."""
    own = session.exec(plans.of_asset(asset)).all()
    return [(plan.title, str(plan.due_on)) for plan in own if plan.living]


def test_what_is_accepted_is_owed_what_its_type_asks_for(session):
    treadmill = a_type(session)
    inheritance.add(session, treadmill, YEARLY, DAY)
    asset = an_asset(session, type_id=treadmill.id, state=State.INSTALLED, unnumbered=True)
    a_document(session, asset, PaperKind.ACCEPTANCE)
    before = owed(session, asset)

    given = acceptance.accept(session, asset, DAY)

    assert before == []
    assert [plan.title for plan in given] == ["Electrical safety test"]
    assert asset.due_on == date(2028, 3, 1)
    assert asset.accepted_on == DAY


def test_what_is_registered_in_use_is_owed_it_too(session):
    treadmill = a_type(session)
    inheritance.add(session, treadmill, YEARLY, DAY)

    asset = an_asset(session, type_id=treadmill.id, acquired_on=date(2024, 5, 31))

    (_, due_on), *others = owed(session, asset)
    assert due_on.endswith("-05-31")
    assert not others
    assert str(asset.due_on) == due_on


def test_a_new_plan_reaches_all_that_is_here_and_nothing_else(session):
    treadmill = a_type(session)
    here = an_asset(session, "In use", type_id=treadmill.id)
    coming = an_asset(session, "Ordered", type_id=treadmill.id, state=State.ORDERED)
    gone = an_asset(session, "Retired", type_id=treadmill.id, state=State.RETIRED)

    inheritance.add(session, treadmill, YEARLY, DAY)

    assert owed(session, here) == [("Electrical safety test", "2028-03-01")]
    assert here.due_on == date(2028, 3, 1)
    assert owed(session, coming) == owed(session, gone) == []


def test_what_retires_is_owed_nothing_and_what_comes_back_is_again(session):
    treadmill = a_type(session)
    inheritance.add(session, treadmill, YEARLY, DAY)
    asset = an_asset(session, type_id=treadmill.id, accepted_on=DAY)
    a_plan(session, asset, title="Its own")

    asset.step(State.RETIRED, DAY)
    session.flush()
    retired = owed(session, asset), asset.due_on
    for state in (State.IN_STORAGE, State.IN_USE):
        asset.step(state, DAY)
        session.flush()

    assert retired == ([], None)
    assert [title for title, _ in owed(session, asset)] == ["Electrical safety test"]
    assert asset.due_on is not None


def test_another_type_asks_for_other_work(session):
    treadmill, bath = a_type(session), a_type(session, "BAL-STANGER")
    inheritance.add(session, treadmill, YEARLY, DAY)
    inheritance.add(session, bath, some_terms("Descale", every=1), DAY)
    asset = an_asset(session, type_id=treadmill.id)

    asset.type_id = bath.id
    session.flush()

    assert [title for title, _ in owed(session, asset)] == ["Descale"]


def test_into_a_store_and_back_changes_nothing(session):
    treadmill = a_type(session)
    inheritance.add(session, treadmill, YEARLY, DAY)
    asset = an_asset(session, type_id=treadmill.id)
    session.exec(plans.of_asset(asset)).one().end(DAY)
    session.flush()

    for state in (State.IN_STORAGE, State.IN_USE):
        asset.step(state, DAY)
        session.flush()

    assert owed(session, asset) == []


def test_a_change_reaches_every_heir_but_those_with_terms_of_their_own(session):
    treadmill = a_type(session)
    on_type = inheritance.add(session, treadmill, YEARLY, DAY)
    first, second = (an_asset(session, type_id=treadmill.id) for _ in range(2))
    own = session.exec(plans.of_asset(second)).one()
    inheritance.change(session, own, some_terms("By its maker's manual", every=3))

    inheritance.change(session, on_type, some_terms("Every half year"))

    assert session.exec(plans.of_asset(first)).one().title == "Every half year"
    assert own.title == "By its maker's manual"
    assert own.overridden


@pytest.mark.parametrize("verb", [inheritance.pause, lambda *args: inheritance.end(*args, DAY)])
def test_what_rests_on_the_type_rests_on_its_assets(session, verb):
    treadmill = a_type(session)
    on_type = inheritance.add(session, treadmill, YEARLY, DAY)
    asset = an_asset(session, type_id=treadmill.id)

    verb(session, on_type)

    assert owed(session, asset) == []
    assert asset.due_on is None


def test_what_goes_on_on_the_type_goes_on_on_its_assets(session):
    treadmill = a_type(session)
    on_type = inheritance.add(session, treadmill, YEARLY, DAY)
    asset = an_asset(session, type_id=treadmill.id, accepted_on=DAY)
    before = asset.due_on

    inheritance.pause(session, on_type)
    inheritance.resume(session, on_type)

    assert asset.due_on == before is not None


def test_what_has_ended_does_not_go_on(session):
    plan = a_plan(session)
    inheritance.end(session, plan, DAY)

    with pytest.raises(Refused, match="This plan has ended"):
        inheritance.resume(session, plan)

    assert plan.ended_on == DAY


def test_the_catalogue_recommends_what_its_intervals_say(session):
    bath = a_type(session, "BAL-STANGER", pm_months=6, est_months=12, cal_months=24)

    recommended = inheritance.recommend(session, bath, DAY)

    assert [(plan.title, plan.rhythm) for plan in recommended] == [
        ("Preventive maintenance", Rhythm(6, Unit.MONTH)),
        ("Electrical safety test", Rhythm(1, Unit.YEAR)),
        ("Calibration", Rhythm(2, Unit.YEAR)),
    ]


def test_an_inherited_title_is_read_in_three_languages(session):
    treadmill = a_type(session)
    terms = some_terms("Check the belt", title_ro="Verificarea benzii", title_hu="A szalag")
    inheritance.add(session, treadmill, terms, DAY)
    asset = an_asset(session, type_id=treadmill.id)

    titles = session.exec(plans.of_asset(asset)).one().titles

    assert [titles.of(language) for language in Language] == [
        "Check the belt",
        "Verificarea benzii",
        "A szalag",
    ]


def test_what_is_given_is_on_the_trail(session):
    treadmill = a_type(session)
    inheritance.add(session, treadmill, YEARLY, DAY)

    asset = an_asset(session, type_id=treadmill.id)

    given = session.exec(select(MaintenancePlan).where(MaintenancePlan.asset_id == asset.id)).one()
    entry, _ = session.exec(trail.history(given.id)).one()
    assert entry.changes["title"] == [None, "Electrical safety test"]
    assert entry.site_id == asset.site_id


def test_a_plan_on_a_model_reaches_its_things_beside_that_of_their_type(session):
    treadmill, model = a_type(session), a_model(session)
    inheritance.add(session, treadmill, YEARLY, DAY)
    here = an_asset(session, type_id=treadmill.id, model_id=model.id)
    other = an_asset(session, "Of no model", type_id=treadmill.id)

    inheritance.add(session, model, some_terms("By its maker's manual", every=3), DAY)

    assert {title for title, _ in owed(session, here)} == {YEARLY.title, "By its maker's manual"}
    assert [title for title, _ in owed(session, other)] == [YEARLY.title]
    assert str(here.due_on) == dict(owed(session, here))["By its maker's manual"]


def test_another_model_asks_for_other_work(session):
    first, second = a_model(session, name="One"), a_model(session, name="Two")
    inheritance.add(session, first, some_terms("Oil"), DAY)
    inheritance.add(session, second, some_terms("Descale"), DAY)
    asset = an_asset(session, model_id=first.id, state=State.INSTALLED, unnumbered=True)
    a_document(session, asset, PaperKind.ACCEPTANCE)
    before = owed(session, asset)

    acceptance.accept(session, asset, DAY)
    accepted = owed(session, asset)
    asset.model_id = second.id
    session.flush()

    assert before == []
    assert [title for title, _ in accepted] == ["Oil"]
    assert [title for title, _ in owed(session, asset)] == ["Descale"]


def test_what_changes_on_a_models_plan_changes_on_its_things(session):
    model = a_model(session)
    plan = inheritance.add(session, model, YEARLY, DAY)
    asset = an_asset(session, model_id=model.id)

    inheritance.change(session, plan, some_terms("Every half year"))
    changed = owed(session, asset)
    inheritance.end(session, plan, DAY)

    assert [title for title, _ in changed] == ["Every half year"]
    assert (owed(session, asset), asset.due_on) == ([], None)


def test_a_plan_on_a_place_is_for_what_stands_in_it_and_below_of_the_kind_it_names(session):
    hall, kind = a_room(session, "Hall"), a_type(session)
    basin = a_room(session, "Basin", hall)
    here = an_asset(session, "Pump", basin, type_id=kind.id)
    of_another_kind = an_asset(session, "Chair", basin)
    elsewhere = an_asset(session, "Spare pump", a_room(session, "Hall of old"), type_id=kind.id)

    inheritance.add(session, hall, YEARLY, DAY, kind)
    registered = an_asset(session, "Second pump", hall, type_id=kind.id)

    assert owed(session, here) == [(YEARLY.title, "2028-03-01")]
    assert [title for title, _ in owed(session, registered)] == [YEARLY.title]
    assert owed(session, of_another_kind) == owed(session, elsewhere) == []


def test_what_is_moved_in_gets_the_plan_of_the_place_and_what_is_moved_out_loses_it(session):
    hall, gym = a_room(session, "Hall"), a_room(session, "Gym")
    asset = an_asset(session, place=gym)
    inheritance.add(session, hall, YEARLY, DAY)

    asset.move(hall, DAY)
    session.flush()
    inside, due_on = owed(session, asset), asset.due_on
    asset.move(gym, DAY)
    session.flush()

    assert [title for title, _ in inside] == [YEARLY.title]
    assert due_on is not None
    assert (owed(session, asset), asset.due_on) == ([], None)


def test_a_round_falls_due_once_for_its_place_and_nothing_inherits_it(session):
    hall = a_room(session, "Hall")
    asset = an_asset(session, place=hall)
    daily = some_terms("Walk through the hall", every=1, unit=Unit.DAY, kind=WorkKind.HYGIENE)

    plan = inheritance.add_round(session, hall, daily, DAY)
    opened = occurrences.open_due(session, DAY)

    order = session.exec(select(WorkOrder).where(WorkOrder.plan_id == plan.id)).one()
    assert opened == 1
    assert (order.asset_id, order.place_id, order.site_id) == (None, hall.id, hall.site_id)
    assert owed(session, asset) == []


def test_a_round_does_not_go_by_a_meter(session):
    terms = some_terms(quantity_id=a_room(session).id, meter_every=500)

    with pytest.raises(Refused, match="by the calendar alone"):
        inheritance.add_round(session, a_room(session), terms, DAY)


def test_what_is_changed_on_a_thing_is_told_beside_what_it_comes_from(session):
    treadmill = a_type(session)
    inheritance.add(session, treadmill, YEARLY, DAY)
    asset = an_asset(session, type_id=treadmill.id)
    own = session.exec(plans.of_asset(asset)).one()
    before = inheritance.other_terms(session, own)

    inheritance.change(session, own, replace(YEARLY, lead_days=14))

    assert before == []
    assert inheritance.other_terms(session, own) == [("lead_days", 0, 14)]


@pytest.mark.parametrize("source", [Source.LAW, Source.MAKER])
def test_less_often_than_the_law_or_the_maker_asks_wants_a_reason(session, source):
    treadmill = a_type(session)
    inheritance.add(session, treadmill, replace(YEARLY, source=source), DAY)
    asset = an_asset(session, type_id=treadmill.id)
    own = session.exec(plans.of_asset(asset)).one()
    rarer = replace(own.terms, rhythm=Rhythm(2, Unit.YEAR))

    with pytest.raises(Refused, match="Say why") as no:
        inheritance.change(session, own, rarer)
    inheritance.change(session, own, rarer, "The maker wrote so on 3 May.")

    assert no.value.field == "reason"
    assert own.reason == "The maker wrote so on 3 May."


def test_a_shorter_rhythm_brings_the_next_day_and_its_open_order_nearer(session):
    plan = a_plan(session, due_on=date(2027, 3, 31), every=1, unit=Unit.YEAR)
    plan.move_on(plan.due_on, plan.due_on)
    session.info["at"] = datetime(2027, 5, 1, 8, tzinfo=UTC)
    order = occurrences.open_next(session, plan, date(2027, 5, 1))

    moves = inheritance.change(session, plan, replace(plan.terms, rhythm=Rhythm(3, Unit.MONTH)))

    told = (order.number, "LOV-00001", "Treadmill", date(2028, 3, 31), date(2027, 6, 30))
    assert moves == [told]
    assert order.due_on == plan.due_on == date(2027, 6, 30)
    assert session.get_one(Asset, plan.asset_id).due_on == date(2027, 6, 30)
    assert plan.move_on(plan.due_on, plan.due_on) == 0
    assert plan.due_on == date(2027, 9, 30)


def test_a_longer_rhythm_leaves_the_next_day_where_it_is(session):
    plan = a_plan(session, due_on=date(2027, 3, 31), every=1)
    plan.move_on(plan.due_on, plan.due_on)

    moves = inheritance.change(session, plan, replace(plan.terms, rhythm=Rhythm(6, Unit.MONTH)))

    assert (moves, plan.due_on) == ([], date(2027, 4, 30))


@pytest.mark.parametrize(
    "verb",
    [
        inheritance.pause,
        lambda session, plan, *reason: inheritance.end(session, plan, DAY, *reason),
    ],
)
def test_what_the_law_or_safety_asks_for_is_not_switched_off_without_a_reason(session, verb):
    plan = a_plan(session, kind=WorkKind.SAFETY_TEST)

    with pytest.raises(Refused, match="Say why") as no:
        verb(session, plan)
    verb(session, plan, "Taken over by the service firm")
    session.commit()

    assert no.value.field == "reason"
    assert not plan.living
    (_, batch), *_ = session.exec(trail.history(plan.id)).all()
    assert batch.reason == "Taken over by the service firm"


def test_a_room_that_moves_in_the_tree_takes_its_things_to_other_plans(session):
    hall, gym = a_room(session, "Hall"), a_room(session, "Gym")
    cabin = a_room(session, "Cabin", gym)
    asset = an_asset(session, place=cabin)
    inheritance.add(session, hall, YEARLY, DAY)
    inheritance.add(session, gym, some_terms("Gym's own"), DAY)
    before = owed(session, asset)

    relocations.move(session, cabin, hall)

    assert [title for title, _ in before] == ["Gym's own"]
    assert [title for title, _ in owed(session, asset)] == [YEARLY.title]
