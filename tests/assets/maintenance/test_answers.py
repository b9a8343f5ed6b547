from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from assets import checks, settings, trail
from assets.errors import Missing, Refused
from assets.inventory.register import Asset, Condition, State
from assets.maintenance import answering, answers, checklists, drafts, orders, plans, weighings
from assets.maintenance.answering import Said
from assets.maintenance.answers import UNANSWERED, UNSETTLED, Answer
from assets.maintenance.limits import Severity
from assets.maintenance.rounds import Reached, Stop
from assets.maintenance.steps import Choice, StepKind
from assets.maintenance.terms import FailureMode, Kind, Outcome, Priority
from assets.words import Language, Words
from tests.builders import (
    DAY,
    a_checked_order,
    a_document,
    a_person,
    a_room,
    a_site,
    a_step,
    an_asset,
    committed,
    saved,
    some_terms,
)
from tests.hostile import photo

OUTPUT = a_step(
    "output", low=Decimal("0.8"), high=Decimal("1.2"), warn_low=Decimal("0.9"), unit="W"
)
SLING = a_step(
    "sling",
    StepKind.CHOICE,
    choices=(Choice("sound", "Sound"), Choice("worn", "Worn", fails=True)),
    as_left=True,
)


@pytest.fixture(autouse=True)
def then(session):
    session.info["at"] = datetime(2027, 3, 1, 8, tzinfo=UTC)


def answered(session, order, step, found="", **said):
    """The technician's answer."""
    by = session.exec(select(answering.Person)).first() or a_person(session)
    return committed(session, answering.give(session, order, Said(step, found, **said), by, DAY))


@pytest.mark.parametrize(
    ("typed", "outcome", "severity"),
    [
        ("0,79", Outcome.FAIL, Severity.ACTION),
        ("0.85", Outcome.REMARK, Severity.WARNING),
        ("0,9", Outcome.PASS, Severity.OK),
        ("1.2", Outcome.PASS, Severity.OK),
        ("1,2001", Outcome.FAIL, Severity.ACTION),
    ],
)
def test_a_number_is_held_against_its_limits_with_comma_or_point(session, typed, outcome, severity):
    order = a_checked_order(session, OUTPUT)

    answer = answered(session, order, "output", typed)

    assert (answer.outcome, answer.severity) == (outcome, severity)
    assert answer.number_found == Decimal(typed.replace(",", "."))


@pytest.mark.parametrize(
    ("step", "said", "field"),
    [
        (OUTPUT, {"found": ""}, "found"),
        (OUTPUT, {"found": "much"}, "found"),
        (OUTPUT, {"found": "1.00001"}, "found"),
        (OUTPUT, {"found": "12345678901"}, "found"),
        (OUTPUT, {"found": "1", "left": "1"}, "left"),
        (OUTPUT, {"not_applicable": True}, "note"),
        (OUTPUT, {"found": "1", "note": "x" * 1001}, "note"),
        (SLING, {"found": "torn"}, "found"),
        (SLING, {"found": "worn", "left": "torn"}, "left"),
        (a_step("belt"), {"found": "perhaps"}, "found"),
        (a_step("belt", StepKind.TICK), {"found": ""}, "found"),
        (a_step("belt", StepKind.TEXT), {"found": " "}, "found"),
        (a_step("belt", StepKind.PHOTO), {"found": "plate.jpg"}, "found"),
        (a_step("belt", StepKind.INSTRUMENT), {"found": "LOV-1"}, "found"),
    ],
)
def test_an_answer_that_means_nothing_is_refused_beside_its_field(session, step, said, field):
    order = a_checked_order(session, step)

    with pytest.raises(Refused) as no:
        answered(session, order, step.key, **said)

    assert no.value.field == field
    assert session.exec(select(Answer)).all() == []


@pytest.mark.parametrize(
    ("step", "found", "outcome", "told"),
    [
        (a_step("belt"), "pass", Outcome.PASS, None),
        (a_step("belt"), "fail", Outcome.FAIL, None),
        (a_step("belt"), "not_applicable", Outcome.NOT_APPLICABLE, None),
        (a_step("belt", StepKind.TICK), "true", Outcome.PASS, None),
        (a_step("belt", StepKind.TEXT), "Quiet", None, "Quiet"),
        (SLING, "worn", Outcome.FAIL, "Worn"),
        (OUTPUT, "1.10", Outcome.PASS, "1,10\N{NO-BREAK SPACE}W"),
    ],
)
def test_each_kind_of_step_comes_to_its_outcome(session, step, found, outcome, told):
    order = a_checked_order(session, step)

    answer = answered(session, order, step.key, found)

    assert answer.outcome is outcome
    if told:
        assert weighings.told(answer.asked, answer.as_found, Language.HU) == told


def test_an_order_and_its_answers_keep_the_version_they_began_with(session):
    order = a_checked_order(session, OUTPUT, a_step("belt"))
    answered(session, order, "output", "1")
    ours = session.get(checklists.Checklist, order.checklist_id)

    drafts.redraft(ours, [a_step("output", low=Decimal(5), unit="mW")])
    drafts.publish(session, ours, DAY)
    session.commit()

    assert [each.key for each in answers.version_of(session, order).asked] == ["output", "belt"]
    assert answers.given(session, order)["output"].asked == OUTPUT
    assert answered(session, order, "belt", "pass").version_id == order.version_id
    with pytest.raises(Missing):
        answered(session, order, "gel", "pass")


def test_a_corrected_answer_leaves_the_old_one_on_the_trail(engine, session):
    order = a_checked_order(session, OUTPUT)
    first = answered(session, order, "output", "0.5", expected=0)

    answered(session, order, "output", "1", expected=first.version)

    assert len(session.exec(select(Answer)).all()) == 1
    latest, _ = session.exec(trail.history(first.id)).first()
    assert latest.changes["as_found"] == ["0.5", "1"]
    assert list(checks.check(engine, settings.load())) == []


def test_who_did_not_see_the_answer_of_another_does_not_write_over_it(session):
    order = a_checked_order(session, OUTPUT)
    answered(session, order, "output", "0.5", expected=0)

    with pytest.raises(Refused, match="Somebody else"):
        answered(session, order, "output", "1", expected=0)


def test_an_answer_is_taken_back_but_not_one_that_work_hangs_on(session):
    order = a_checked_order(session, OUTPUT)
    answer = answered(session, order, "output", "1")

    answering.take_back(session, order, answer)
    session.commit()
    failed = answered(session, order, "output", "2")
    answering.correct(session, failed, a_person(session, name="Ana"), DAY)
    session.commit()

    with pytest.raises(Refused, match="Correct the answer"):
        answering.take_back(session, order, failed)
    assert [each.as_found for each in session.exec(select(Answer)).all()] == ["2"]


def test_what_is_lacking_and_the_outcome_follow_from_the_answers(session):
    adjusted = a_step("speed", nominal=Decimal(5), tolerance=Decimal(1), unit="km/h", as_left=True)
    optional = a_step("gel", required=False)
    order = a_checked_order(session, OUTPUT, adjusted, optional)
    told = [(answers.lacking(session, order), answers.outcome(session, order))]

    for step, found, left in (("output", "1", ""), ("speed", "7", ""), ("speed", "7", "8")):
        answered(session, order, step, found, left=left)
        told.append((answers.lacking(session, order), answers.outcome(session, order)))
    answered(session, order, "speed", "7", left="5,5")
    told.append((answers.lacking(session, order), answers.outcome(session, order)))

    assert told == [
        ([UNANSWERED], None),
        ([UNANSWERED], Outcome.PASS),
        ([UNSETTLED], Outcome.FAIL),
        ([UNSETTLED], Outcome.FAIL),
        ([], Outcome.REMARK),
    ]


def test_an_order_without_a_checklist_lacks_nothing(session):
    order = a_checked_order(session, OUTPUT, checklist_id=None)

    assert answers.lacking(session, order) == []
    with pytest.raises(Missing):
        answered(session, order, "output", "1")


def test_a_failed_step_becomes_an_order_once_and_takes_the_thing_out_of_use(session):
    stop = a_step("stop", high=Decimal(2), unit="s", critical=True)
    order = a_checked_order(session, OUTPUT, stop)
    ana = a_person(session, name="Ana")
    failed = answered(session, order, "stop", "2,5")

    work = committed(session, answering.correct(session, failed, ana, DAY, out_of_use=True))

    assert failed.severity is Severity.CLOSE
    assert (work.kind, work.priority) == (Kind.CORRECTIVE, Priority.URGENT)
    assert (work.corrects_id, work.failure_mode) == (order.id, FailureMode.OUT_OF_LIMITS)
    assert work.titles == Words(
        "Stop: 2.5\N{NO-BREAK SPACE}s",
        "stop ro: 2,5\N{NO-BREAK SPACE}s",
        "stop hu: 2,5\N{NO-BREAK SPACE}s",
    )
    assert session.get_one(Asset, work.asset_id).condition is Condition.DOWN
    answered(session, order, "output", "1")
    assert answers.lacking(session, order) == []
    assert answers.outcome(session, order) is Outcome.FAIL
    with pytest.raises(Refused, match="already"):
        answering.correct(session, failed, ana, DAY)
    with pytest.raises(Refused, match="has not failed"):
        answering.correct(session, answered(session, order, "output", "1"), ana, DAY)


def test_what_was_last_answered_on_the_same_thing_is_known(session):
    treadmill, other = an_asset(session), an_asset(session, "Other")
    first = a_checked_order(session, OUTPUT, asset=treadmill)
    list_id = first.checklist_id
    answered(session, first, "output", "1")
    later = {"due_on": DAY + timedelta(30)}
    second = a_checked_order(session, asset=treadmill, checklist_id=list_id, **later)
    third = a_checked_order(session, asset=other, checklist_id=list_id)

    before = answers.before(session, second, list_id, treadmill)

    assert [(key, each.as_found) for key, each in before.items()] == [("output", "1")]
    assert answers.before(session, third, list_id, other) == {}
    assert answers.before(session, first, list_id, treadmill) == {}


@pytest.fixture
def meter(session):
    return an_asset(session, "Safety tester")


def valid(session, meter, by, until):
    if by == "certificate":
        a_document(session, meter, valid_until=until)
    elif by == "plan":
        plans.add(session, meter, some_terms(kind=Kind.CALIBRATION, every=12), until)
        session.commit()


@pytest.mark.parametrize("by", ["certificate", "plan", "nothing"])
@pytest.mark.parametrize("kind", [Kind.SAFETY_TEST, Kind.INSPECTION])
@pytest.mark.parametrize("late", [0, 1])
def test_an_instrument_must_be_calibrated_on_the_day(session, meter, by, kind, late):
    order = a_checked_order(session, a_step("meter", StepKind.INSTRUMENT), kind=kind)
    valid(session, meter, by, DAY - timedelta(late))
    good, strict = by != "nothing" and not late, kind is Kind.SAFETY_TEST

    if strict and not good:
        with pytest.raises(Refused, match="valid calibration"):
            answered(session, order, "meter", instrument=meter)
    else:
        answer = answered(session, order, "meter", instrument=meter)
        assert answer.outcome is (Outcome.PASS if good else Outcome.REMARK)
        assert (answer.as_found, answer.instrument_id) == (meter.tag, meter.id)
        until = None if by == "nothing" else (DAY - timedelta(late)).isoformat()
        assert answer.step.get("calibrated_until") == until
        assert answer.asked.kind is StepKind.INSTRUMENT


def test_a_photo_is_kept_as_a_document_of_the_order(session):
    order = a_checked_order(session, a_step("plate", StepKind.PHOTO))
    picture = a_document(session, order, content=photo(), name="plate.jpg")
    paper = a_document(session, order)

    with pytest.raises(Refused, match="Choose a photo"):
        answered(session, order, "plate", document=paper)

    assert answered(session, order, "plate", document=picture).document_id == picture.id
    assert answers.lacking(session, order) == []


def test_nothing_is_answered_once_the_order_is_done(session):
    order = a_checked_order(session, OUTPUT)
    answer = answered(session, order, "output", "1")
    orders.cancel(session, order, "Not today", DAY)
    session.commit()

    for verb in (
        lambda: answered(session, order, "output", "2"),
        lambda: answering.take_back(session, order, answer),
    ):
        with pytest.raises(Refused, match="cancelled"):
            verb()


def test_each_stop_of_a_round_has_answers_of_its_own(session):
    things = [an_asset(session, name) for name in ("One", "Two", "Three")]
    order = a_checked_order(session, OUTPUT)
    order.asset_id = None
    first, second, third = (
        saved(
            session, Stop(order_id=order.id, asset_id=each.id, position=place, site_id=each.site_id)
        )
        for place, each in enumerate(things)
    )
    third.reached = Reached.PASSED_BY
    with pytest.raises(Refused, match="Choose the thing"):
        answers.stop(session, order, "")

    answered(session, order, "output", "2", at=first)
    assert answers.lacking(session, order) == [UNANSWERED, UNSETTLED]
    answered(session, order, "output", "1", at=second)
    failed = answers.given(session, order, first)["output"]
    work = answering.correct(session, failed, a_person(session, name="Ana"), DAY)
    session.commit()

    assert work.asset_id == things[0].id
    assert answers.lacking(session, order) == []
    assert answers.given(session, order, second)["output"].as_found == "1"
    with pytest.raises(Missing):
        answers.stop(session, order, str(order.id))


def test_answers_go_with_their_thing_to_another_site(session):
    asset = an_asset(session, state=State.PLANNED)
    answer = answered(session, a_checked_order(session, OUTPUT, asset=asset), "output", "1")
    gym = a_room(session, "Gym", a_site(session, "SZE", "Szentes", "HU"))

    asset.move(gym, DAY)
    session.commit()

    assert answer.site_id == gym.site_id
