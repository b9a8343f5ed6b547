from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, timedelta
from functools import partial
from threading import Barrier

import pytest

from assets import tokens
from assets.database import Actor, transaction
from assets.inventory import identifiers, register
from assets.inventory.places import Kind, Place
from assets.inventory.suppliers import Supplier
from assets.rights import EVERYTHING, Role
from tests.browser import Browser
from tests.builders import (
    a_document,
    a_field,
    a_loan,
    a_lot,
    a_model,
    a_partner,
    a_person,
    a_plan,
    a_project,
    a_room,
    a_site,
    a_transfer,
    a_type,
    a_view,
    an_asset,
    an_order,
    committed,
)


@pytest.fixture
def ana(app, session):
    return Browser(app).sign_in(a_person(session, Role.ADMINISTRATOR, name="Ana"))


@pytest.fixture
def bela(app, session):
    return Browser(app).sign_in(a_person(session, Role.ADMINISTRATOR, name="Bela"))


def at_once(*doings):
    """Each in a thread of its own, all begun at the same moment."""
    ready = Barrier(len(doings))

    def begin(doing):
        ready.wait()
        return doing()

    with ThreadPoolExecutor(len(doings)) as threads:
        return list(threads.map(begin, doings))


def an_edit_of_a_thing(session):
    asset = an_asset(session, "Bath")
    return asset, f"/assets/{asset.tag}/edit", {"name": "Tub"}, {"name": "Basin"}


def an_edit_of_a_place(session):
    room = a_room(session, "Gym")
    kind = {"kind": "room"}
    return room, f"/places/{room.id}/edit", {"name": "Hall"} | kind, {"name": "Studio"} | kind


def an_edit_of_a_model(session):
    model = a_model(session)
    maker = {"maker": "Technogym"}
    path = f"/catalogue/models/{model.id}/edit"
    return model, path, {"name": "Run One"} | maker, {"name": "Run Two"} | maker


def an_edit_of_a_kind(session):
    kind = a_type(session)
    names = {"name_ro": "x", "name_hu": "y"}
    path = f"/catalogue/types/{kind.key}/edit"
    return kind, path, {"name_en": "Belt"} | names, {"name_en": "Mill"} | names


def an_edit_of_a_plan(session):
    plan = a_plan(session)
    rhythm = {"every": "3", "unit": "month", "mode": "fixed", "kind": "preventive"}
    return plan, f"/plans/{plan.id}/edit", {"title": "Oil"} | rhythm, {"title": "Wash"} | rhythm


def an_edit_of_a_person(session):
    person = a_person(session, name="Cora")
    said = {"email": person.email, "language": "en"}
    return person, f"/people/{person.id}/edit", {"name": "Cora A"} | said, {"name": "Cora B"} | said


def an_edit_of_a_partner(session):
    partner = a_partner(session, "TM")
    country = {"country": "RO"}
    return (
        partner,
        "/partners/TM/edit",
        {"name": "Timis A"} | country,
        {"name": "Timis B"} | country,
    )


def an_edit_of_a_project(session):
    project = a_project(session)
    said = {"title": "x", "starts_on": "2024-12-23", "ends_on": "2027-12-22"}
    path = f"/procurement/projects/{project.code}/edit"
    return project, path, {"acronym": "R4H"} | said, {"acronym": "Resilient"} | said


def an_edit_of_a_company(session):
    company = session.get(Supplier, a_model(session, "Gym80").maker_id)
    path = f"/catalogue/suppliers/{company.id}/edit"
    return company, path, {"name": "Gym eighty"}, {"name": "Gym 80"}


def an_edit_of_a_document(session):
    paper, kind = a_document(session, an_asset(session)), {"kind": "certificate"}
    path = f"/documents/{paper.id}/edit"
    return paper, path, {"name": "Old.csv"} | kind, {"name": "New.csv"} | kind


def an_edit_of_a_field(session):
    field, kind = a_field(session), {"kind": "number", "name_ro": "x", "name_hu": "y"}
    path = f"/catalogue/fields/{field.key}/edit"
    return field, path, {"name_en": "Volts"} | kind, {"name_en": "Mains"} | kind


def a_move_of_a_thing(session):
    asset = an_asset(session, "Bike")
    hall, pool = (a_room(session, name).path for name in ("Hall", "Pool"))
    return asset, f"/assets/{asset.tag}/move", {"place": hall}, {"place": pool}


def a_wait_of_a_thing(session):
    asset, store = an_asset(session, "Lift"), {"store": a_room(session, "S", kind=Kind.STORE).path}
    one, two = (a_room(session, name, opens_on=date(2099, 1, 1)).path for name in ("One", "Two"))
    return asset, f"/assets/{asset.tag}/wait", {"room": one} | store, {"room": two} | store


def another_day_for_a_loan(session):
    loan = a_loan(session, an_asset(session, "Walker"))
    path = f"/loans/{loan.id}/extend"
    return loan, path, {"due_on": "2099-05-01"}, {"due_on": "2099-06-01"}


def another_day_for_a_plan(session):
    plan = a_plan(session, title="Rinse")
    path = f"/plans/{plan.id}/reschedule"
    return plan, path, {"due_on": "2099-05-01"}, {"due_on": "2099-06-01"}


def another_name_for_a_view(session):
    view = a_view(session, a_person(session, name="Dana"), a_site(session))
    return view, f"/views/{view.id}/rename", {"name": "Iron"}, {"name": "Copper"}


EDITS = [
    an_edit_of_a_partner,
    an_edit_of_a_project,
    an_edit_of_a_thing,
    an_edit_of_a_place,
    an_edit_of_a_model,
    an_edit_of_a_kind,
    an_edit_of_a_plan,
    an_edit_of_a_person,
]
OTHERS = [
    an_edit_of_a_company,
    an_edit_of_a_document,
    an_edit_of_a_field,
    a_move_of_a_thing,
    a_wait_of_a_thing,
    another_day_for_a_loan,
    another_day_for_a_plan,
    another_name_for_a_view,
]
SAVE_AGAIN = "The register now says this. Save again to keep what stands below instead."


def test_the_second_of_two_is_told_and_keeps_what_she_typed(ana, bela, session):
    for an_edit in EDITS + OTHERS:
        record, path, hers, his = an_edit(session)
        seen = {"version": record.version}

        first = ana.post(path, data=hers | seen)
        session.refresh(record)
        written = record.version
        second = bela.post(path, data=his | seen)

        assert (first.status_code, second.status_code) == (303, 422), path
        assert "Somebody else changed this meanwhile." in second.text, path
        theirs, ours = next((hers[name], his[name]) for name in his if hers[name] != his[name])
        told = second.text.partition(SAVE_AGAIN)[2].partition("</dl>")[0]
        assert theirs.replace("2099-05-01", "1 May 2099") in told, path
        assert f'value="{ours}"' in second.text, path
        session.refresh(record)
        assert record.version == written, path


@pytest.mark.parametrize("an_edit", [an_edit_of_a_thing, an_edit_of_a_place, an_edit_of_a_plan])
def test_who_is_overtaken_while_she_saves_gets_her_form_back(ana, engine, session, an_edit):
    record, path, hers, _ = an_edit(session)
    said = hers | {"version": record.version, "key": "once"}

    with ThreadPoolExecutor(1) as thread:
        with transaction(engine, by=Actor("test")) as quicker:
            quicker.get(type(record), record.id).created_at += timedelta(1)
            quicker.flush()
            saving = thread.submit(ana.post, path, data=said)
            wait([saving], 0.5)
        answer = saving.result()

    assert answer.status_code == 422
    assert "Somebody else changed this meanwhile." in answer.text
    assert all(value in answer.text for value in hers.values())


def test_a_program_that_is_overtaken_is_heard_again(app, engine, session):
    asset = an_asset(session, "Bath")
    program, _ = programs(app, session)

    with ThreadPoolExecutor(1) as thread:
        with transaction(engine, by=Actor("test")) as quicker:
            quicker.get(type(asset), asset.id).created_at += timedelta(1)
            quicker.flush()
            path, note = f"/api/v1/assets/{asset.tag}", {"note": "By the window"}
            saving = thread.submit(program.patch, path, json=note, headers={"Idempotency-Key": "1"})
            wait([saving], 0.5)
        answer = saving.result()

    assert (answer.status_code, answer.json()["version"]) == (200, 3)
    assert program.get(path).json()["note"] == "By the window"


@pytest.mark.parametrize("an_edit", EDITS)
def test_of_two_at_the_same_moment_one_is_told(ana, bela, session, an_edit):
    record, path, hers, his = an_edit(session)
    seen = {"version": record.version}

    answers = at_once(
        partial(ana.post, path, data=hers | seen), partial(bela.post, path, data=his | seen)
    )

    assert sorted(answer.status_code for answer in answers) == [303, 422]


def test_a_verb_on_what_has_changed_since_it_was_looked_at_leads_back_to_it(ana, session):
    asset, plan, order = an_asset(session, "Tub"), a_plan(session), an_order(session)
    sent, lot = a_transfer(session), a_lot(session)
    verbs = [
        (asset, f"/assets/{asset.tag}", "state", {"state": "in_storage"}),
        (asset, f"/assets/{asset.tag}", "state/retired", {"reason": "Worn out"}),
        (asset, f"/assets/{asset.tag}", "condition", {"condition": "down"}),
        (plan, f"/plans/{plan.id}", "pause", {}),
        (plan, f"/plans/{plan.id}", "end", {}),
        (order, f"/orders/{order.number}", "take", {}),
        (sent, f"/transfers/{sent.number}", "call-back", {}),
        (lot, f"/procurement/lots/{lot.number}", "approve", {}),
    ]

    for record, page, verb, said in verbs:
        looked_at = {"version": record.version}
        record.created_at += timedelta(1)
        session.commit()

        answer = ana.post(f"{page}/{verb}", data=said | looked_at)

        assert answer.status_code == 422, verb
        assert "Somebody else changed this meanwhile." in answer.text, verb
        assert "Worn out" in answer.text or page in answer.text, verb
        session.refresh(record)
        assert record.version == looked_at["version"] + 1, verb


def test_what_somebody_wrote_of_an_order_that_another_ended_is_not_lost(ana, bela, session):
    order = an_order(session)
    path, seen = f"/orders/{order.number}", {"done_on": "2026-11-01", "version": order.version}
    ana.post(f"{path}/complete", data=seen)

    second = bela.post(f"{path}/complete", data=seen | {"note": "The belt was loose"})

    assert second.status_code == 422
    assert "The belt was loose" in second.text


def test_an_order_is_completed_by_one_of_two(ana, bela, session):
    order = an_order(session)
    path, done = f"/orders/{order.number}/complete", {"done_on": "2026-11-01", "version": 1}

    answers = at_once(partial(ana.post, path, data=done), partial(bela.post, path, data=done))

    assert sorted(answer.status_code for answer in answers) == [303, 422]


def programs(app, session):
    for name in ("Cora", "Dana"):
        person = a_person(session, Role.ADMINISTRATOR, name=name)
        secret = committed(session, tokens.issue(session, person))
        yield Browser(app, headers={"Authorization": f"Bearer {secret}"})


def test_of_two_programs_one_is_told_and_the_other_has_written(app, session):
    asset = an_asset(session, "Bath")
    path, known = f"/api/v1/assets/{asset.tag}", {"If-Match": '"1"'}
    one, two = programs(app, session)

    answers = at_once(
        partial(one.patch, path, json={"note": "one"}, headers=known),
        partial(two.patch, path, json={"note": "two"}, headers=known),
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    written = next(answer.json() for answer in answers if answer.status_code == 200)
    assert one.get(path).json()["note"] == written["note"]


def test_registrations_at_the_same_moment_get_different_tags(app, session):
    room = a_room(session)
    one, two = programs(app, session)
    ask = [partial(each.post, "/api/v1/assets", json={"name": "Bed", "place": room.path})
           for each in (one, two, one, two, one, two)]  # fmt: skip

    answers = at_once(*ask)

    assert {answer.status_code for answer in answers} == {201}
    tags = sorted(answer.json()["tag"] for answer in answers)
    assert tags == [f"LOV-0000{number}" for number in range(1, 7)]


def test_a_thing_moved_twice_at_the_same_moment_stands_in_one_of_the_two_places(app, session):
    asset = an_asset(session, place=a_room(session, "Gym"))
    rooms = [a_room(session, name, a_site(session)) for name in ("Store", "Pool")]
    ask = [
        partial(each.post, f"/api/v1/assets/{asset.tag}/move", json={"place": room.path})
        for each, room in zip(programs(app, session), rooms, strict=True)
    ]

    answers = at_once(*ask)

    done = [room for room, answer in zip(rooms, answers, strict=True) if answer.status_code == 200]
    assert done
    assert {answer.status_code for answer in answers} <= {200, 409}
    session.expire_all()
    stands = session.get(Place, register.asset(session, asset.id, EVERYTHING).place_id)
    assert stands.name in {room.name for room in done}


def test_a_label_claimed_twice_at_the_same_moment_is_given_once(ana, bela, session):
    bike, bath = an_asset(session, "Bike"), an_asset(session, "Bath")
    (label,) = identifiers.blank(session, 1, a_site(session))
    address = f"/t/{committed(session, label).code}/claim"

    answers = at_once(
        partial(ana.post, address, data={"thing": bike.tag}),
        partial(bela.post, address, data={"thing": bath.tag}),
    )

    assert sorted(each.status_code for each in answers) == [303, 409]
    session.refresh(label)
    won = bike if answers[0].status_code == 303 else bath
    assert label.asset_id == won.id
