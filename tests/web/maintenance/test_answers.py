import re
from decimal import Decimal

import pytest
from sqlmodel import select

from assets.inventory.documents import Document
from assets.inventory.documents import Kind as Paper
from assets.inventory.register import Asset, Condition
from assets.inventory.suppliers import Supplier
from assets.maintenance.answers import Answer
from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.rounds import Stop
from assets.maintenance.steps import StepKind
from assets.maintenance.terms import Kind, Outcome
from tests.builders import (
    a_checked_order,
    a_checklist,
    a_document,
    a_model,
    a_step,
    an_asset,
    an_order,
    saved,
)
from tests.hostile import photo

PARTIAL = {"HX-Request-Type": "partial"}
OUTPUT = a_step("output", low=Decimal("0.8"), high=Decimal("1.2"), unit="W", as_left=True)
HERE = "/orders/W-00001/checklist"


@pytest.fixture
def order(session):
    return a_checked_order(
        session, OUTPUT, a_step("stop", critical=True), a_step("gel", StepKind.TICK)
    )


def given(session, key="output"):
    session.expire_all()
    return session.exec(select(Answer).where(Answer.step_key == key)).first()


@pytest.mark.usefixtures("order")
def test_a_step_is_kept_when_it_is_answered_and_the_next_one_comes(technician, session):
    first = technician.post(f"{HERE}/output", data={"found": "0,9", "version": 0})
    second = technician.post(f"{HERE}/stop", data={"found": "pass", "version": 0})

    assert first.headers["location"] == f"{HERE}#step-stop"
    assert second.headers["location"] == f"{HERE}#step-gel"
    assert (given(session).as_found, given(session).outcome) == ("0.9", Outcome.PASS)
    page = technician.get(HERE).text
    assert "1 step is still to be answered." in page
    assert "0.9\N{NO-BREAK SPACE}W" in page
    assert "Limits: 0.8 to 1.2\N{NO-BREAK SPACE}W" in page


@pytest.mark.usefixtures("order")
def test_with_scripts_only_the_step_and_the_count_come_back(technician):
    part = technician.post(f"{HERE}/output", data={"found": "1", "version": 0}, headers=PARTIAL)

    assert "<title>" not in part.text
    assert re.findall(r'<section class="step" id="([\w-]+)"', part.text) == ["step-output"]
    assert 'id="progress" hx-swap-oob="true"' in part.text
    assert "2 steps are still" in part.text


@pytest.mark.usefixtures("order")
def test_what_was_sent_twice_is_kept_once_and_leads_to_the_page(technician, session):
    said = {"found": "1", "version": 0, "key": "one"}
    technician.post(f"{HERE}/output", data=said, headers=PARTIAL)

    again = technician.post(f"{HERE}/output", data=said, headers=PARTIAL)

    assert again.headers["HX-Redirect"] == HERE
    assert given(session).version == 1


@pytest.mark.parametrize("headers", [{}, PARTIAL])
@pytest.mark.usefixtures("order")
def test_a_mistake_is_told_beside_its_field_and_what_was_typed_stays(technician, session, headers):
    answer = technician.post(f"{HERE}/output", data={"found": "abc", "version": 0}, headers=headers)

    assert answer.status_code == 422
    assert 'id="found-output-error"' in answer.text
    assert 'value="abc"' in answer.text
    assert given(session) is None


def test_a_failed_step_asks_for_the_repair_in_the_same_breath(technician, session, order):
    failed = technician.post(f"{HERE}/stop", data={"found": "fail", "version": 0}, headers=PARTIAL)
    title = re.search(r'name="title" value="([^"]+)"', failed.text).group(1)

    asked = technician.post(
        f"{HERE}/stop/correct", data={"title": title, "out_of_use": "true"}, headers=PARTIAL
    )

    work = session.exec(select(WorkOrder).where(WorkOrder.corrects_id == order.id)).one()
    assert re.search(r'name="out_of_use" value="true" checked', failed.text)
    assert (work.number, work.kind, given(session, "stop").corrected_by_id) == (
        "W-00002",
        Kind.CORRECTIVE,
        work.id,
    )
    assert session.get_one(Asset, order.asset_id).condition is Condition.DOWN
    assert "W-00002 puts it right" in asked.text
    assert technician.post(f"{HERE}/stop/correct", data={"title": "Again"}).status_code == 422


@pytest.mark.usefixtures("order")
def test_as_found_is_followed_by_as_left(technician, session):
    failed = technician.post(f"{HERE}/output", data={"found": "2", "version": 0}, headers=PARTIAL)

    technician.post(f"{HERE}/output", data={"found": "2", "left": "1,1", "version": 1})

    assert 'name="left"' in failed.text
    answer = given(session)
    assert (answer.as_found, answer.as_left, answer.result) == ("2", "1.1", Outcome.REMARK)
    assert "Failed, and put right" in technician.get(HERE).text


@pytest.mark.usefixtures("order")
def test_an_answer_is_corrected_and_taken_back(technician, session):
    technician.post(f"{HERE}/output", data={"found": "2", "version": 0})
    stale = technician.post(f"{HERE}/output", data={"found": "1", "version": 0})
    technician.post(f"{HERE}/output", data={"found": "1", "note": "Typed wrong", "version": 1})
    corrected = given(session).as_found
    back = technician.post(f"{HERE}/output/take-back", data={"version": 2})

    assert stale.status_code == 422
    assert "Somebody else changed this meanwhile." in stale.text
    assert (corrected, given(session)) == ("1", None)
    assert back.headers["location"] == f"{HERE}#step-output"


@pytest.mark.usefixtures("order")
def test_a_step_that_does_not_apply_says_why(technician, session):
    refused = technician.post(f"{HERE}/gel", data={"not_applicable": "true", "version": 0})
    technician.post(f"{HERE}/gel", data={"not_applicable": "true", "note": "Dry", "version": 0})

    assert refused.status_code == 422
    assert 'id="why-gel-error"' in refused.text
    assert given(session, "gel").outcome is Outcome.NOT_APPLICABLE


def test_a_photo_loses_where_it_was_taken_and_answers_its_step(technician, session):
    a_checked_order(session, a_step("plate", StepKind.PHOTO))

    sent = technician.post(
        f"{HERE}/plate/photo",
        data={"version": "0"},
        files={"found": ("p.jpg", photo(), "image/jpeg")},
    )
    paper = technician.post(
        f"{HERE}/plate/photo", data={"version": "1"}, files={"found": ("p.csv", b"a;b", "text/csv")}
    )

    assert sent.headers["location"] == f"{HERE}#step-plate"
    kept = session.exec(select(Document)).one()
    assert given(session, "plate").document_id == kept.id
    assert paper.status_code == 422
    assert 'id="found-plate-error"' in paper.text
    assert f"/documents/{kept.id}/thumbnail" in technician.get(HERE).text


def test_an_instrument_is_named_by_its_tag(technician, session):
    a_checked_order(session, a_step("meter", StepKind.INSTRUMENT), kind=Kind.SAFETY_TEST)
    meter = an_asset(session, "Tester")

    unknown = technician.post(f"{HERE}/meter", data={"found": "LOV-99999", "version": 0})
    uncalibrated = technician.post(f"{HERE}/meter", data={"found": meter.tag, "version": 0})

    assert "There is no asset" in unknown.text
    assert "Nobody has said until when LOV-00002 is calibrated." in uncalibrated.text
    assert given(session, "meter") is None


def test_the_manual_the_service_firm_and_the_last_work_are_one_tap_away(technician, session):
    model = a_model(session)
    asset = an_asset(session, model_id=model.id)
    a_document(session, model, kind=Paper.MANUAL, name="Manual.csv")
    firm = session.get_one(Supplier, model.maker_id)
    firm.describe(contact="Ana, +40 256 123 456")
    asset.service_provider_id = firm.id
    done = an_order(session, asset)
    done.state, done.done_on = State.DONE, done.due_on
    session.commit()
    order = a_checked_order(session, OUTPUT, asset=asset)

    page = technician.get(f"/orders/{order.number}/checklist").text

    assert 'href="tel:+40256123456"' in page
    assert f'href="/orders/{done.number}"' in page
    assert re.search(r'href="/documents/[\w-]+/file">.*?Manual', page, re.DOTALL)


def test_an_order_without_a_checklist_is_given_one_by_its_name(technician, session):
    order = an_order(session)
    a_checklist(session)

    wrong = technician.post(f"/orders/{order.number}/checklist", data={"checklist": "Swim"})
    technician.post(f"/orders/{order.number}/checklist", data={"checklist": "Mers"})

    assert wrong.status_code == 422
    assert "There is no checklist Swim." in wrong.text
    assert 'id="step-belt"' in technician.get(f"/orders/{order.number}/checklist").text
    assert f"/orders/{order.number}/checklist" in technician.get(f"/orders/{order.number}").text


def test_each_stop_of_a_round_is_answered_at_its_own_address(technician, session):
    order = a_checked_order(session, OUTPUT)
    asset_id, order.asset_id = order.asset_id, None
    stop = saved(
        session, Stop(order_id=order.id, asset_id=asset_id, position=1, site_id=order.site_id)
    )

    which = technician.get(HERE).text
    sent = technician.post(f"{HERE}/output?stop={stop.id}", data={"found": "1", "version": 0})

    assert f"{HERE}?stop={stop.id}" in which
    assert sent.headers["location"] == f"{HERE}?stop={stop.id}#step-output"
    assert given(session).stop_key == str(stop.id)
    assert technician.get(f"{HERE}?stop={order.id}").status_code == 404


@pytest.mark.usefixtures("order")
def test_the_page_of_an_order_shows_what_was_found(technician):
    technician.post(f"{HERE}/output", data={"found": "2", "version": 0})

    page = technician.get("/orders/W-00001").text

    assert re.search(r'id="checklist-title">Walk <span class="count">1/3</span>', page)
    assert "2\N{NO-BREAK SPACE}W · Failed" in page
