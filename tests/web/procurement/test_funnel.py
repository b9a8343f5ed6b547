"""The funnel as people look at it: where it opens, how long things are stuck, who moves them."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from assets.procurement import deliveries, placeholders, receiving
from assets.procurement.funnel import STEPS, Step
from assets.procurement.receiving import Arrival
from assets.rights import EVERYTHING, Role
from assets.words import Language
from tests.builders import a_bought, a_contract, a_lot, a_person, a_room
from web.stuck import mover


@pytest.fixture
def officer(browser, session):
    return browser.sign_in(a_person(session, Role.PROCUREMENT_OFFICER))


def test_the_funnel_opens_where_the_most_is_stuck_and_counts_its_days(officer, session):
    contract = a_contract(session, a_lot(session))
    line = a_bought(session, contract, quantity=3)
    placeholders.lay(session, contract, a_room(session))
    brought = deliveries.announce(session, contract, {line.id: 3})
    day = datetime.now(UTC).date() - timedelta(12)
    receiving.receive(session, brought, Arrival(count=2), a_room(session), day, EVERYTHING)
    session.commit()

    page = officer.get("/procurement/funnel").text

    assert re.search(r'aria-current="true">([^<]+)<', page)[1] == "Delivered"
    assert re.findall(r'data-label="For how long">([^<]+)<', page) == ["12 days", "12 days"]
    assert page.count("Acceptance commission: have it installed, tested and accepted.") == 2


def test_without_purchases_the_funnel_says_so(officer):
    assert "Nothing is bought yet." in officer.get("/procurement/funnel").text


WHO = {
    Step.WANTED: "Project manager",
    Step.BUDGETED: "Procurement",
    Step.TENDERED: "Procurement",
    Step.CONTRACTED: "Supplier",
    Step.DELIVERED: "Acceptance commission",
    Step.ACCEPTED: "Site",
    Step.LABELLED: "Procurement",
    Step.PAID: "Finance",
    Step.REPORTED: "Nobody",
}


@pytest.mark.parametrize("step", STEPS)
def test_for_each_step_the_funnel_names_who_can_move_it(step):
    said = mover(Language.EN, step, SimpleNamespace(invoice="", due_on=None))

    assert said.split(":")[0] == WHO[step]
