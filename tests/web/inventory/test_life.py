from datetime import date

import pytest

from assets.inventory import register
from assets.inventory.documents import Kind
from assets.inventory.register import State
from assets.rights import EVERYTHING, Role
from tests.builders import a_document, a_person, a_room, a_site, an_asset


@pytest.fixture
def manager(browser, session):
    return browser.sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


def again(session, asset):
    session.expire_all()
    return register.asset(session, asset.id, EVERYTHING)


def test_a_step_that_demands_something_leads_to_a_page_and_the_others_do_not(manager, session):
    asset = an_asset(session)

    page = manager.get(f"/assets/{asset.tag}").text

    assert f'href="/assets/{asset.tag}/state/retired"' in page
    assert 'name="state" value="in_storage"' in page
    for handed in ("on_loan", "in_transit"):
        assert f'value="{handed}"' not in page
        assert f"/state/{handed}" not in page


def test_a_step_is_dated_by_who_makes_it(manager, session):
    asset = an_asset(session, state=State.ORDERED, installed_on=None)
    here = f"/assets/{asset.tag}/state"

    come = manager.post(here, data={"state": "delivered", "on": "2025-02-03"})
    early = manager.post(here, data={"state": "installed", "on": "2025-02-02"})
    ahead = manager.post(f"{here}/retired", data={"reason": "Sold", "on": "2124-02-02"})

    assert (come.status_code, early.status_code, ahead.status_code) == (303, 422, 422)
    assert 'id="on-error"' in early.text
    assert "is dated 3 February 2025. Take that day or a later one." in early.text
    assert 'value="2124-02-02"' in ahead.text
    assert "This day is still to come." in ahead.text
    assert again(session, asset).delivered_on == date(2025, 2, 3)


def test_who_looks_for_a_thing_says_whether_it_is_there(technician, session):
    asset = an_asset(session, "Bath", a_room(session, "Gym"))
    here = f"/assets/{asset.tag}"

    technician.post(f"{here}/verify", data={"found": "true"})
    seen = technician.get(here).text
    technician.post(f"{here}/verify", data={"found": "false"})
    lost = technician.get(here).text

    assert "Seen</span>" in seen
    assert "Not found</span>" in lost
    assert "Not found." in technician.get(f"{here}/history").text
    assert again(session, asset).verified_found is False
    assert again(session, asset).verified_by.name == "technician"


def test_what_is_not_here_cannot_be_looked_for(manager, session):
    asset = an_asset(session, state=State.PLANNED)

    answer = manager.post(f"/assets/{asset.tag}/verify", data={"found": "true"})

    assert answer.status_code == 409
    assert "there is nothing to look for" in answer.text
    assert f"/assets/{asset.tag}/verify" not in manager.get(f"/assets/{asset.tag}").text


@pytest.mark.parametrize(
    ("state", "kind"), [(State.ACCEPTED, Kind.ACCEPTANCE), (State.DISPOSED, Kind.DISPOSAL)]
)
def test_the_paper_of_a_step_that_was_made_elsewhere_is_missing_until_it_comes(
    manager, session, state, kind
):
    asset = an_asset(session, state=state)
    adding = f"/assets/{asset.tag}/documents/new?kind={kind}"

    before = manager.get(f"/assets/{asset.tag}").text
    a_document(session, asset, kind)

    assert adding in before
    assert adding not in manager.get(f"/assets/{asset.tag}").text


def test_the_page_of_acceptance_says_what_is_missing_and_leads_there(manager, session):
    asset = an_asset(session, state=State.INSTALLED)
    here = f"/assets/{asset.tag}/state/accepted"

    page = manager.get(here).text

    kind = "acceptance_protocol"
    assert f"/assets/{asset.tag}/documents/new?kind={kind}&amp;back={here}" in page
    assert 'name="serial_number"' in page
    assert 'name="reason"' not in page


def test_a_missing_serial_number_is_typed_on_the_way(manager, session):
    asset = an_asset(session, state=State.INSTALLED)
    a_document(session, asset, Kind.ACCEPTANCE)
    here = f"/assets/{asset.tag}/state/accepted"

    refused = manager.post(here, data={"serial_number": ""})
    done = manager.post(here, data={"serial_number": "A1"})

    assert refused.status_code == 422
    assert "Write its serial number" in refused.text
    assert done.headers["location"] == f"/assets/{asset.tag}"
    assert (again(session, asset).state, asset.serial_number) == (State.ACCEPTED, "A1")


def test_what_was_typed_is_not_written_when_the_paper_is_missing(manager, session):
    asset = an_asset(session, state=State.INSTALLED)

    answer = manager.post(f"/assets/{asset.tag}/state/accepted", data={"serial_number": "A1"})

    assert answer.status_code == 422
    assert 'value="A1"' in answer.text
    assert again(session, asset).serial_number == ""


def test_a_number_that_is_known_is_not_lost_by_accepting(manager, session):
    asset = an_asset(session, state=State.INSTALLED, serial_number="A1")
    a_document(session, asset, Kind.ACCEPTANCE)

    manager.post(f"/assets/{asset.tag}/state/accepted", data={})

    assert (again(session, asset).state, asset.serial_number) == (State.ACCEPTED, "A1")


def test_retiring_asks_why_beside_the_field(manager, session):
    asset = an_asset(session)
    here = f"/assets/{asset.tag}/state/retired"

    refused = manager.post(here, data={"reason": ""})
    done = manager.post(here, data={"reason": "Worn out"})

    assert 'id="reason-error"' in refused.text
    assert done.status_code == 303
    assert "Worn out" in manager.get(f"/assets/{asset.tag}").text


def test_disposing_offers_the_reason_that_was_given(manager, session):
    asset = an_asset(session, state=State.RETIRED, ended_reason="Worn out")
    a_document(session, asset, Kind.DISPOSAL)
    here = f"/assets/{asset.tag}/state/disposed"

    page = manager.get(here).text
    manager.post(here, data={"reason": "Worn out"})

    assert "Worn out</textarea>" in page
    assert again(session, asset).state is State.DISPOSED


@pytest.mark.parametrize("state", ["nonsense", "planned"])
def test_a_step_that_there_is_not_is_not_offered_by_its_address(manager, session, state):
    asset = an_asset(session)

    assert manager.get(f"/assets/{asset.tag}/state/{state}").status_code in {404, 409, 422}


def test_a_technician_may_not_prepare_what_she_may_not_do(technician, session):
    asset = an_asset(session)

    assert technician.get(f"/assets/{asset.tag}/state/retired").status_code == 403
    assert technician.post(f"/assets/{asset.tag}/state/retired", data={}).status_code == 403
