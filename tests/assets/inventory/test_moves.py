"""Many things moved at once; and whatever is done with a thing, it is away by one way only."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from assets import checks
from assets import settings as of_the_house
from assets.errors import Forbidden, Missing, Refused
from assets.inventory import dispatches, loans, moves, register, transfers
from assets.inventory.loans import Loan
from assets.inventory.parts import ABSENT
from assets.inventory.register import Asset, State
from assets.inventory.transfers import Transfer, TransferLine
from assets.people import rights_of
from assets.rights import EVERYTHING, Role
from tests.builders import DAY, a_loan, a_person, a_room, a_site, a_transfer, an_asset


def test_many_things_are_moved_in_one_step_and_their_parts_beside_them(session):
    gym, store, hall = (a_room(session, name) for name in ("Gym", "Store", "Hall"))
    bath, bed = an_asset(session, "Bath", gym), an_asset(session, "Bed", store)
    beside = an_asset(session, "Pump", gym, part_of_id=bath.id)
    inside = an_asset(session, "Seal", gym, part_of_id=beside.id)
    lent = an_asset(session, "Hose", gym, part_of_id=bath.id)
    a_loan(session, lent)

    moved = moves.move(session, [bath, bed], hall, DAY)

    assert moved == [bath, bed]
    assert {each.place_id for each in (bath, bed, beside, inside)} == {hall.id}
    assert lent.place_id == gym.id


def test_a_part_that_comes_back_stands_where_its_whole_stands_now(session):
    bath = an_asset(session, "Bath")
    hose = an_asset(session, "Hose", part_of_id=bath.id)
    loan = a_loan(session, hose)
    moves.move(session, [bath], a_room(session, "Hall"), DAY)

    loans.give_back(session, loan, DAY)

    assert hose.place_id == bath.place_id


def test_a_part_that_is_left_behind_is_no_part_any_more(session):
    bath = an_asset(session, "Bath")
    hose = an_asset(session, "Hose", part_of_id=bath.id)
    loan = a_loan(session, hose)
    received(session, a_transfer(session, bath) and bath)

    loans.give_back(session, loan, DAY)

    assert (hose.part_of_id, hose.site_id) == (None, a_site(session).id)


def test_of_the_chosen_things_each_must_be_seen_and_be_hers_to_move(session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    own, hidden = an_asset(session), an_asset(session, place=a_room(session, "Pool", szentes))
    technician = rights_of(session, a_person(session, Role.TECHNICIAN, lovrin))
    viewer = rights_of(session, a_person(session, Role.VIEWER, lovrin))

    assert moves.chosen(session, ["lov-00001 ", "", "LOV-00001"], technician) == [own]
    with pytest.raises(Missing, match="There is no asset SZE-00001"):
        moves.chosen(session, [own.tag, hidden.tag], technician)
    with pytest.raises(Forbidden):
        moves.chosen(session, [own.tag], viewer)
    with pytest.raises(Refused, match="Choose at least one thing"):
        moves.chosen(session, [" "], technician)


@pytest.mark.parametrize("verb", [a_transfer, a_loan])
def test_no_more_go_at_once_than_a_page_holds(session, monkeypatch, verb):
    monkeypatch.setattr(moves, "MOST_AT_ONCE", 2)
    bath = an_asset(session, "Bath")
    for name in ("Pump", "Filter"):
        an_asset(session, name, part_of_id=bath.id)

    with pytest.raises(Refused, match="At most 2 things at once"):
        verb(session, bath)
    with pytest.raises(Refused, match="At most 2 things at once"):
        moves.chosen(session, ["A", "B", "C"], EVERYTHING)


def sent(session, asset):
    other = "SZE" if asset.site_id == a_site(session).id else "LOV"
    there = a_site(session, other, other, "HU")
    transfers.send(session, [asset], a_room(session, "Hall", there), DAY)


def lent(session, asset):
    loans.lend(session, [asset], borrower="Ward", on=DAY)


def received(session, asset):
    if transfer := dispatches.of_asset(session, asset.id):
        lines = dispatches.meant(session, dispatches.lines_of(session, transfer), asset.tag)
        hall = a_room(session, "Hall", transfer.to_site)
        transfers.receive(session, transfer, lines, hall, DAY)


def called_back(session, asset):
    if transfer := dispatches.of_asset(session, asset.id):
        transfers.call_back(session, transfer, DAY)


def returned(session, asset):
    if loan := session.exec(select(Loan).where(Loan.away_id == asset.id)).first():
        loans.give_back(session, loan, DAY + timedelta(1))


def moved(session, asset):
    moves.move(session, [asset], a_room(session, "Store", asset.site), DAY)


def stepped(_, asset):
    if asset.state in register.HANDED:
        asset.step(State.IN_USE, DAY)


VERBS = [sent, lent, received, called_back, returned, moved, stepped]
# What is done with which of three things; the second is a part of the first.
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 2)), max_size=12)


@given(STEPS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_done_a_thing_is_away_by_one_way_and_comes_back_as_it_was(session, steps):
    unit = an_asset(session, "Unit")
    part = an_asset(session, "Part", part_of_id=unit.id, state=State.IN_STORAGE)
    things = [unit, part, an_asset(session, "Other")]
    before = {each.id: each.state for each in things}
    for verb, number in steps:
        known = {each.id: each.state for each in things}
        with suppress(Refused):
            verb(session, register.asset(session, things[number].id, EVERYTHING))
        session.commit()
        for each in things:
            assert_whole(session, each)
            if verb is not stepped:
                assert_as_before(each, known[each.id], before)
            before |= {each.id: each.state} if each.state not in register.HANDED else {}
        assert_open_while_under_way(session)
        assert_together(unit, part)


def assert_whole(session, asset):
    session.refresh(asset)
    sent = session.exec(select(TransferLine).where(TransferLine.under_way_id == asset.id)).all()
    lent = session.exec(select(Loan).where(Loan.away_id == asset.id)).all()
    assert len(sent) == (asset.state is State.IN_TRANSIT)
    assert len(lent) == (asset.state is State.ON_LOAN)
    assert all(each.asset_id == asset.id for each in (*sent, *lent))


def assert_as_before(asset, known, before):
    if known in register.HANDED and asset.state not in register.HANDED:
        assert asset.state is before[asset.id]


def assert_together(whole, part):
    if part.part_of_id and not {whole.state, part.state} & ABSENT:
        assert part.place_id == whole.place_id


def assert_open_while_under_way(session):
    """Nothing that was sent is over before its last thing has come or is back."""
    under_way = select(TransferLine.transfer_id).where(transfers.UNDER_WAY)
    still = select(Transfer.id).where(Transfer.state == transfers.State.SENT)
    assert set(session.exec(still)) == set(session.exec(under_way))


def test_what_was_sent_and_lent_follows_from_the_trail(engine, session):
    session.info["at"] = datetime(2027, 3, 1, tzinfo=UTC)
    a_loan(session, an_asset(session))
    transfer = a_transfer(session, an_asset(session), an_asset(session))
    transfers.call_back(session, transfer, DAY)
    session.commit()

    assert list(checks.check(engine, of_the_house.load())) == []
    assert len(session.exec(select(Asset)).all()) == 3
