from datetime import UTC, date, datetime

import pytest

from assets.database import Actor, transaction
from assets.errors import Refused
from assets.inventory.documents import Kind as Paper
from assets.inventory.register import Asset
from assets.maintenance import answering, completion, demands, plans, rounds, worklists
from assets.maintenance.answering import Said
from assets.maintenance.orders import State
from assets.maintenance.terms import Kind, Outcome
from assets.rights import EVERYTHING
from assets.words import Language, spoken
from tests.builders import DAY, a_checklist, a_document, a_person, a_round, a_step, an_order
from tests.hostile import photo

AT = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at(session):
    session.info["at"] = AT


@pytest.fixture
def order(session):
    """One that demands everything, of a monthly inspection."""
    order = an_order(session, every=1, kind=Kind.STATUTORY_INSPECTION)
    order.needs_certificate = order.needs_photo = order.needs_signature = True
    session.commit()
    return order


@pytest.fixture
def bela(session):
    return a_person(session, name="Béla Kiss")


def plan_of(session, order):
    return session.get_one(plans.MaintenancePlan, order.plan_id)


def test_all_that_is_lacking_is_said_at_once(session, order, bela):
    with pytest.raises(Refused) as no:
        completion.complete(session, order, bela, DAY)

    assert str(no.value) == (
        "This is still lacking: Add the certificate. Add a photo. Sign it with your name."
    )
    assert order.state is State.OPEN
    assert completion.lacking(session, order) == [
        demands.CERTIFICATE, demands.PHOTO, demands.SIGNATURE,
    ]  # fmt: skip
    assert "Adăugați certificatul." in spoken(no.value.values["lacking"], Language.RO)


def test_each_demand_is_met_by_what_it_asks_for(session, order, bela):
    a_document(session, order, kind=Paper.MANUAL)
    nothing_yet = completion.lacking(session, order)
    a_document(session, order, kind=Paper.CERTIFICATE, name="Found.csv")
    a_document(session, order, kind=Paper.OTHER, content=photo(), name="Belt.jpg")
    demands.sign(session, order, bela, " bela kiss ")

    completion.complete(session, order, bela, DAY, outcome=Outcome.PASS)

    assert len(nothing_yet) == 3
    assert (order.state, order.outcome) == (State.DONE, Outcome.PASS)
    assert (order.signed_by, order.signed_by_id, order.signed_at) == ("Béla Kiss", bela.id, AT)


def test_nobody_signs_under_another_name(session, order, bela):
    with pytest.raises(Refused, match="Write your name as it stands here: Béla Kiss") as no:
        demands.sign(session, order, bela, "Cora")

    assert no.value.field == "signed_by"


def test_a_failed_check_leaves_the_duty_owed_until_it_is_passed(session, bela):
    order = an_order(session, due_on=date(2027, 2, 1), every=1, kind=Kind.INSPECTION)

    completion.complete(session, order, bela, date(2027, 2, 3), "Cracked", Outcome.FAIL)
    session.flush()
    owed = (order.state, order.outcome, order.done_on, plan_of(session, order).due_on)
    duty = session.get_one(Asset, order.asset_id).due_on
    completion.complete(session, order, bela, date(2027, 2, 20), "Welded", Outcome.PASS)

    assert owed == (State.IN_PROGRESS, Outcome.FAIL, None, date(2027, 2, 1))
    assert duty == date(2027, 2, 1)
    assert (order.done_on, plan_of(session, order).due_on) == (date(2027, 2, 20), DAY)


def test_what_was_signed_for_a_failed_check_does_not_sign_the_passed_one(session, bela):
    order = an_order(session)
    order.needs_signature = True
    demands.sign(session, order, bela, bela.name)

    completion.complete(session, order, bela, DAY, "Cracked", Outcome.FAIL)

    assert completion.lacking(session, order) == [demands.SIGNATURE]


def test_a_round_is_not_done_while_a_stop_is_open(session, bela):
    order = a_round(session, 2)

    with pytest.raises(Refused) as no:
        completion.complete(session, order, bela, DAY)

    assert rounds.OPEN_STOPS in str(no.value)


def test_the_passed_test_moves_the_plan_on_whenever_it_is_signed_off(session, bela):
    order = an_order(session, due_on=date(2027, 1, 10), every=1, mode="floating")

    completion.complete(session, order, bela, date(2027, 1, 12))

    assert (order.done_on, order.done_at) == (date(2027, 1, 12), AT)
    assert plan_of(session, order).due_on == date(2027, 2, 12)


def _done_at_once(engine, numbers, by):
    with transaction(engine, by=Actor("web"), at=AT) as changes:
        both = worklists.chosen(changes, numbers, EVERYTHING)
        completion.complete_all(changes, both, by, DAY)


def test_many_are_done_at_once_or_none(engine, session, bela):
    first, second = an_order(session), an_order(session)
    second.needs_photo = True
    session.commit()
    numbers = [first.number, second.number]

    with pytest.raises(Refused) as no:
        _done_at_once(engine, numbers, bela)
    left = worklists.counted(session, worklists.Wanted(), DAY, EVERYTHING)
    second.needs_photo = False
    completion.complete_all(session, [first, second], bela, DAY, "All fine")

    assert str(no.value) == ("Nothing was saved. W-00002: This is still lacking: Add a photo.")
    assert left == 2
    assert [each.note for each in (first, second)] == ["All fine", "All fine"]


@pytest.mark.parametrize("critical", [True, False])
def test_a_check_with_a_failed_step_is_not_passed(session, bela, critical):
    steps = a_checklist(session, a_step("brake", critical=critical))
    order = an_order(session, every=1, kind=Kind.INSPECTION, checklist_id=steps.id)
    answer = answering.give(session, order, Said("brake", "fail"), bela, DAY)
    answering.correct(session, answer, bela, DAY)
    unlike = [None, Outcome.PASS, *([Outcome.REMARK] if critical else [])]

    for outcome in unlike:
        with pytest.raises(Refused, match="A step of the checklist has failed") as no:
            completion.complete(session, order, bela, DAY, outcome=outcome)
        assert no.value.field == "outcome"
    answering.give(session, order, Said("brake", "pass" if critical else "fail"), bela, DAY)
    completion.complete(session, order, bela, DAY, outcome=Outcome.REMARK)

    assert plan_of(session, order).due_on == date(2027, 4, 1)
