from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import col, select

from assets import checks, demo, settings
from assets.database import Actor, open_engine, transaction
from assets.demo import tale
from assets.demonstrations import day_of
from assets.errors import Refused
from assets.inventory import catalogue, register
from assets.inventory.register import Asset, State
from assets.maintenance.orders import TO_DO, WorkOrder
from assets.people import RoleHeld
from assets.procurement import outlooks, planning, projects, reports, schedules, spending
from assets.procurement.deliveries import Delivery, DeliveryLine
from assets.procurement.fundings import AssetFunding
from assets.procurement.units import Unit
from assets.rights import EVERYTHING, Role
from assets.settings import Settings
from assets.trail import Batch
from tests.builders import a_site

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return Settings(home=tmp_path_factory.mktemp("demonstration"))


@pytest.fixture(scope="module")
def told_once(empty_register, kept):
    """One register with the demonstration: these tests only read it."""
    with empty_register() as url:
        engine = open_engine(url, durable=False)
        demo.fill(engine, DAY, kept)
        yield engine
        engine.dispose()


@pytest.fixture
def told(told_once):
    with transaction(told_once, by=Actor("test"), read_only=True) as session:
        yield session


def test_the_demonstration_is_proved_from_its_own_trail(told_once, kept):
    assert list(checks.check(told_once, kept)) == []


def test_it_shows_every_state_of_life_and_one_person_per_role(told):
    states = set(told.exec(select(register.Asset.state)))
    roles = set(told.exec(select(RoleHeld.role)))

    assert states == set(State)
    assert roles == set(Role)
    assert day_of(told) == DAY


def test_its_story_lies_in_the_past_and_goes_forward(told):
    moments = list(told.exec(select(Batch.at).order_by(col(Batch.number))))

    assert moments == sorted(moments)
    assert moments[0].date() == DAY - timedelta(395)
    assert moments[-1].date() <= DAY


def test_nothing_is_accepted_or_used_before_it_has_come(told):
    came = select(register.Asset, Delivery).join(Unit, col(Unit.asset_id) == col(register.Asset.id))
    lines = came.join(DeliveryLine, col(DeliveryLine.id) == col(Unit.delivery_line_id))
    pairs = told.exec(lines.join(Delivery, col(Delivery.id) == col(DeliveryLine.delivery_id))).all()

    for thing, delivery in pairs:
        days = [day for day in (thing.accepted_on, thing.in_use_on) if day]
        assert delivery.received_on <= min(days, default=DAY), thing.tag
    assert len(pairs) > 50


def test_some_work_is_late_and_some_has_been_done(told):
    left = told.exec(select(WorkOrder).where(col(WorkOrder.state).in_(TO_DO))).all()
    done = told.exec(select(WorkOrder).where(WorkOrder.state == "done")).all()

    assert any(order.due_on < DAY for order in left)
    assert any(order.due_on == DAY for order in left)
    assert all(order.done_on <= DAY for order in done)


def test_published_facts_of_the_project_stand(told):
    project = projects.coded(told, "ROHU00627", EVERYTHING)

    assert str(project.total.amount) == "10937499.44"
    assert str(project.erdf.amount) == "7209999.55"
    assert (project.starts_on, project.ends_on) == (date(2024, 12, 23), date(2027, 12, 22))


def test_the_closed_project_is_within_its_durability(told):
    earlier = next(
        each for each in told.exec(projects.listed(EVERYTHING)) if each.code != "ROHU00627"
    )

    assert earlier.closed
    assert earlier.durability_until > DAY


def test_some_lots_slip_and_one_ends_after_the_project(told):
    project = projects.coded(told, "ROHU00627", EVERYTHING)

    lots = schedules.timeline(told, project, EVERYTHING)

    assert any(lot.slip_days > 0 for lot in lots)
    assert any(lot.beyond_days > 0 for lot in lots)


def test_what_is_to_come_has_who_answers_for_it_a_plan_approved_anew_and_an_outlook(told):
    project = projects.coded(told, "ROHU00627", EVERYTHING)
    lots = {each.lot.number: each for each in schedules.timeline(told, project, EVERYTHING)}

    assert lots["ROHU00627-L12"].milestone("delivery").responsible_id
    plans = told.exec(planning.of_lot(lots["ROHU00627-L11"])).all()
    assert [each.number for each in plans] == [1, 2]
    assert outlooks.of(told, project).on == DAY
    assert reports.last_due(told, [project], EVERYTHING)[project.id] > project.ends_on


def test_only_what_is_bought_in_forints_costs_more_than_its_budget(told):
    rows = [
        row
        for project in told.exec(projects.listed(EVERYTHING))
        for row in spending.account(told, project, EVERYTHING).rows
    ]

    assert {row.line.code for row in rows if row.spent.over} == {"SZTE-5.1", "SZTE-6.1"}


def test_a_thing_of_the_works_at_lovrin_is_part_county_money_and_says_that_this_is_invented(told):
    [ours, county] = told.exec(select(AssetFunding).order_by(AssetFunding.name)).all()
    thing = told.get_one(Asset, ours.asset_id)

    assert (ours.asset_id, ours.basis_points, county.basis_points) == (
        county.asset_id,
        6_667,
        3_333,
    )
    assert thing.lot_number == "ROHU00627-L01"
    assert county.name == "Consiliul Județean Timiș (împărțire inventată)"
    assert ours.project_id == projects.coded(told, "ROHU00627", EVERYTHING).id


def test_all_shipped_types_are_there_in_three_languages(told):
    kinds = told.exec(catalogue.types()).all()

    assert len(kinds) >= 124
    assert all(all(kind.names) for kind in kinds)


def test_a_register_in_use_is_left_alone(engine, session):
    a_site(session)

    with pytest.raises(Refused, match="not empty"):
        demo.fill(engine, DAY, settings.load())


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 11, 22), date(2026, 11, 22)),
        (date(2027, 9, 30), date(2027, 9, 30)),
        (date(2027, 10, 1), date(2027, 3, 1)),
    ],
)
def test_after_the_project_the_story_is_told_from_its_last_spring(today, day):
    assert demo.usual_day(today) == day


@pytest.mark.proof
@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2027, 12, 31), date(2028, 2, 29)])
def test_it_can_be_told_from_any_day(engine, session, day):
    """And from DAY, above: on the day after a short month, on the last of a year, on a leap day."""
    demo.fill(engine, day, settings.load())

    assert list(checks.check(engine, settings.load())) == []
    assert day_of(session) == day


def test_the_money_of_the_grant_adds_up_to_what_was_published():
    told = tale.read("money.toml")
    ours = {
        noun: [row for row in told[noun] if row["project"] == "ROHU00627"]
        for noun in ("lines", "fundings", "results")
    }

    first = sum(Decimal(row.get("before", row["amount"])) for row in ours["lines"])
    assert sum(Decimal(row["amount"]) for row in ours["lines"]) == Decimal("10937499.44")
    assert first == Decimal("10937499.44")
    given = {row["source"]: Decimal(0) for row in ours["fundings"]}
    for row in ours["fundings"]:
        given[row["source"]] += Decimal(row["amount"])
    assert given["erdf"] == Decimal("7209999.55")
    assert sum(given.values()) == Decimal("10937499.44")
    assert [row["target"] for row in ours["results"]] == [6, 108, 1, 1, 3]
