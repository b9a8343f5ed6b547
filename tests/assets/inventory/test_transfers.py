from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import select

from assets import people
from assets.database import Actor, transaction
from assets.errors import Missing, Refused
from assets.inventory import dispatches, identifiers, register, transfers
from assets.inventory.places import Kind
from assets.inventory.register import Asset, Condition, State
from assets.inventory.transfers import Transfer, TransferLine
from assets.rights import EVERYTHING, Role
from tests.builders import (
    DAY,
    a_loan,
    a_person,
    a_plan,
    a_room,
    a_site,
    a_transfer,
    an_asset,
    committed,
)

BY = Actor("test")


@pytest.fixture
def szentes(session):
    return a_site(session, "SZE", "Szentes", "HU")


@pytest.fixture
def pool(session, szentes):
    return a_room(session, "Pool", szentes)


def received(session, transfer, at, *tags, **values):
    lines = dispatches.lines_of(session, transfer)
    come = [line for line in lines if not tags or line.asset.tag in tags]
    transfers.receive(session, transfer, come, at, DAY, **values)
    session.commit()


def test_what_is_sent_is_in_transit_and_stays_in_its_place_until_it_has_come(session, szentes):
    asset = an_asset(session, condition=Condition.DEGRADED)
    place, site = asset.place_id, asset.site_id

    transfer = a_transfer(session, asset, to=szentes)

    (line,) = dispatches.lines_of(session, transfer)
    assert (transfer.number, transfer.state) == ("MV-00001", transfers.State.SENT)
    assert (asset.state, asset.place_id, asset.site_id) == (State.IN_TRANSIT, place, site)
    assert (line.under_way_id, line.from_place_id) == (asset.id, place)
    assert (line.state_before, line.condition_sent) == (State.IN_USE, Condition.DEGRADED)


def test_what_is_received_belongs_to_the_other_site_with_its_tag_and_its_owner(session, pool):
    asset = an_asset(session)
    owner = asset.partner_id
    label = committed(session, identifiers.label_of(session, asset))
    plan = a_plan(session, asset)
    bela = a_person(session, name="Bela")
    transfer = a_transfer(session, asset)

    received(session, transfer, pool, by=bela)

    (line,) = dispatches.lines_of(session, transfer)
    assert (asset.state, asset.place_id, asset.site_id) == (State.IN_USE, pool.id, pool.site_id)
    assert (asset.tag, asset.partner_id) == ("LOV-00001", owner)
    assert (label.site_id, plan.site_id) == (pool.site_id, pool.site_id)
    assert (line.received_on, line.received_by_id, line.under_way_id) == (DAY, bela.id, None)
    assert (transfer.state, transfer.ended_on) == (transfers.State.RECEIVED, DAY)


def test_what_comes_into_a_store_is_stored_and_what_was_stored_stays_so(session, pool, szentes):
    used, kept = an_asset(session), an_asset(session, state=State.IN_STORAGE)
    store = a_room(session, "Store", szentes)
    store.become(Kind.STORE)
    transfer = a_transfer(session, used, kept)

    received(session, transfer, store, used.tag)
    received(session, transfer, pool, kept.tag)

    assert (used.state, kept.state) == (State.IN_STORAGE, State.IN_STORAGE)


def test_what_was_damaged_on_the_way_is_said_on_the_thing(session, pool):
    asset = an_asset(session)
    transfer = a_transfer(session, asset)

    received(session, transfer, pool, condition=Condition.DOWN, note="Fell off the lift.")

    (line,) = dispatches.lines_of(session, transfer)
    assert asset.condition is Condition.DOWN
    assert (line.condition_sent, line.condition_received) == (Condition.UP, Condition.DOWN)
    assert line.note == "Fell off the lift."


def test_partly_received_it_stays_open_and_the_rest_can_be_called_back(session, pool):
    one, other = an_asset(session, "Bath"), an_asset(session, "Bed", state=State.IN_STORAGE)
    transfer = a_transfer(session, one, other)

    received(session, transfer, pool, one.tag)
    after_one = transfer.state
    transfers.call_back(session, transfer, DAY)

    assert after_one is transfers.State.SENT
    assert (transfer.state, transfer.ended_on) == (transfers.State.RECEIVED, DAY)
    assert (one.site_id, one.state) == (pool.site_id, State.IN_USE)
    assert (other.site_id, other.state) == (a_site(session).id, State.IN_STORAGE)


def test_all_called_back_nothing_was_sent(session):
    transfer = a_transfer(session)

    transfers.call_back(session, transfer, DAY)

    assert transfer.state is transfers.State.CANCELLED
    with pytest.raises(Refused, match="Nothing of MV-00001 is on the way any more"):
        transfers.call_back(session, transfer, DAY)


def test_nothing_is_received_twice_or_at_a_site_that_it_was_not_sent_to(session, pool):
    transfer = a_transfer(session)

    with pytest.raises(Refused, match="Gym is not at the site they were sent to"):
        received(session, transfer, a_room(session, "Gym"))
    received(session, transfer, pool)
    with pytest.raises(Refused, match="LOV-00001 is not on its way any more"):
        received(session, transfer, pool)


def test_a_room_that_is_not_open_yet_receives_nothing(session, szentes):
    later = a_room(session, "New hall", szentes, opens_on=DAY + timedelta(1))
    transfer = a_transfer(session, to=later)

    with pytest.raises(Refused, match="New hall is not open"):
        received(session, transfer, later)


def test_parts_that_are_at_hand_travel_with_their_whole(session, pool):
    unit = an_asset(session, "Shock-wave unit")
    piece = an_asset(session, "Handpiece", part_of_id=unit.id, place=a_room(session, "Store"))
    tip = an_asset(session, "Tip", part_of_id=piece.id)
    gone = an_asset(session, "Old tip", part_of_id=piece.id, state=State.RETIRED)
    lent = an_asset(session, "Case", part_of_id=unit.id)
    a_loan(session, lent)

    transfer = a_transfer(session, unit)
    received(session, transfer, pool)

    assert {each.site_id for each in (unit, piece, tip)} == {pool.site_id}
    assert {each.site_id for each in (gone, lent)} == {a_site(session).id}


@pytest.mark.parametrize(
    "state", sorted(set(State) - {State.IN_USE, State.IN_STORAGE, State.ON_LOAN, State.IN_TRANSIT})
)
def test_only_what_is_in_use_or_stored_can_be_sent(session, state):
    asset = an_asset(session, state=state)

    with pytest.raises(Refused, match="It cannot be sent"):
        a_transfer(session, asset)


def test_what_is_lent_or_on_its_way_is_not_sent(session):
    lent, sent = an_asset(session), an_asset(session)
    a_loan(session, lent)
    a_transfer(session, sent)

    for away in (lent, sent):
        with pytest.raises(Refused, match="It cannot be sent"):
            a_transfer(session, away)


def test_things_are_sent_from_one_site_to_another(session, pool):
    here, there = an_asset(session), an_asset(session, place=pool)
    third = a_site(session, "MOR", "Mórahalom", "HU")

    with pytest.raises(Refused, match="is at this site"):
        a_transfer(session, here, to=a_site(session))
    with pytest.raises(Refused, match="Send the things of one site at a time"):
        a_transfer(session, here, there, to=third)
    with pytest.raises(Refused, match="cannot arrive before they are sent"):
        a_transfer(session, here, expected_on=DAY - timedelta(1))
    pool.closes_on = DAY
    with pytest.raises(Refused, match="Pool is closed"):
        a_transfer(session, here, to=pool)
    assert session.exec(select(TransferLine)).all() == []


def test_a_move_to_another_site_says_send_it_instead_but_for_what_is_to_come(session, pool):
    here, coming = an_asset(session), an_asset(session, state=State.PLANNED)

    with pytest.raises(Refused, match="Pool is at another site") as no:
        here.move(pool, DAY)
    coming.move(pool, DAY)

    assert no.value.field == "place_id"
    assert (here.site_id, coming.site_id) == (a_site(session).id, pool.site_id)


def test_what_is_away_is_not_moved(session):
    asset = session.get_one(Asset, a_loan(session).asset_id)

    with pytest.raises(Refused, match="LOV-00001 is away"):
        asset.move(a_room(session, "Store"), DAY)


def test_of_two_who_send_the_same_thing_at_once_one_is_refused(engine, session, szentes):
    asset = an_asset(session)
    ready = Barrier(2)

    def send():
        with transaction(engine, by=BY) as changes:
            mine = register.asset(changes, asset.id, EVERYTHING)
            place = changes.merge(szentes, load=False)
            if engine.dialect.name == "postgresql":  # elsewhere writers stand in line
                ready.wait(10)
            transfers.send(changes, [mine], place, DAY)

    with ThreadPoolExecutor() as threads:
        outcomes = [threads.submit(send).exception for _ in range(2)]

    refused = [no for outcome in outcomes if (no := outcome())]
    assert [isinstance(no, Refused) for no in refused] == [True]
    assert len(session.exec(select(TransferLine)).all()) == 1


def test_what_breaks_off_half_way_has_sent_nothing(engine, session, szentes):
    whole, broken = an_asset(session), an_asset(session, state=State.RETIRED)

    def send(*assets):
        with transaction(engine, by=BY) as changes:
            mine = [register.asset(changes, each.id, EVERYTHING) for each in assets]
            transfers.send(changes, mine, changes.merge(szentes, load=False), DAY)
            raise RuntimeError

    with pytest.raises(Refused):
        send(whole, broken)
    with pytest.raises(RuntimeError):
        send(whole)

    session.expire_all()
    assert register.asset(session, whole.id, EVERYTHING).state is State.IN_USE
    assert session.exec(select(Transfer)).all() == session.exec(select(TransferLine)).all() == []
    assert a_transfer(session, whole).number == "MV-00001"


def test_by_whichever_door_a_thing_leaves_its_way_its_transfer_is_over(session):
    asset = an_asset(session)
    transfer = a_transfer(session, asset)

    asset.step(State.IN_USE, DAY)
    session.commit()

    (line,) = dispatches.lines_of(session, transfer)
    assert line.under_way_id is None
    assert transfer.state is transfers.State.CANCELLED


def shown(session, seen_by=EVERYTHING, on=DAY, **wanted):
    page = dispatches.listed(session, dispatches.Wanted(**wanted), on, dispatches.Cut(), seen_by)
    return [row.number for row in page.rows]


def test_a_list_shows_what_is_on_the_way_and_what_is_late_of_it(session, pool, szentes):
    mora = a_site(session, "MOR", "Mórahalom", "HU")
    unsaid, said = an_asset(session, "Bath"), an_asset(session, "Bed")
    come, there = an_asset(session, "Lamp"), an_asset(session, "Laser", place=pool)
    a_transfer(session, unsaid)
    a_transfer(session, said, expected_on=DAY + timedelta(20))
    received(session, a_transfer(session, come), pool)
    a_transfer(session, there, to=mora)

    in_a_week, after = DAY + timedelta(7), DAY + timedelta(8)
    assert shown(session) == ["MV-00004", "MV-00002", "MV-00001"]
    assert shown(session, on=in_a_week, show=dispatches.Show.LATE) == []
    assert shown(session, on=after, show=dispatches.Show.LATE) == ["MV-00004", "MV-00001"]
    assert shown(session, show=dispatches.Show.RECEIVED) == ["MV-00003"]
    assert shown(session, from_site=szentes) == ["MV-00004"]
    assert shown(session, to_site=szentes) == ["MV-00002", "MV-00001"]


def test_a_transfer_is_seen_from_both_ends_and_from_nowhere_else(session, szentes):
    sites = [a_site(session), szentes, a_site(session, "MOR", "Mórahalom", "HU")]
    lovrin, szeged, mora = (
        people.rights_of(session, a_person(session, Role.VIEWER, site, name=site.name))
        for site in sites
    )
    transfer = a_transfer(session)

    for rights in (lovrin, szeged):
        assert shown(session, rights) == [transfer.number]
        assert dispatches.transfer(session, "mv-00001", rights) is transfer
    assert shown(session, mora) == []
    with pytest.raises(Missing):
        dispatches.transfer(session, transfer.number, mora)


def test_a_partner_sees_what_is_sent_to_its_site(session, szentes):
    bela = a_person(session, name="Bela")
    session.delete(session.exec(people.roles_of(bela.id)).one())
    people.give(session, bela, Role.TECHNICIAN, partner_id=szentes.partner_id)
    a_transfer(session, an_asset(session, partner_id=None))

    assert shown(session, people.rights_of(session, bela)) == ["MV-00001"]


@pytest.mark.parametrize(
    "as_scanned", ["https://register.example.org/t/{}", "HTTPS://X/T/{}", "{}"]
)
def test_a_line_is_meant_by_its_label_or_by_its_tag(session, as_scanned):
    asset, other = an_asset(session), an_asset(session)
    label = committed(session, identifiers.label_of(session, asset))
    lines = dispatches.lines_of(session, a_transfer(session, asset, other))

    found = dispatches.meant(session, lines, f" {as_scanned.format(label.code)}\n lov-00002 ")

    assert [line.asset.tag for line in found] == ["LOV-00001", "LOV-00002"]
    with pytest.raises(Refused, match="LOV-00003 is not in this transfer"):
        dispatches.meant(session, lines, "LOV-00003")


def test_numbers_are_not_given_twice(session):
    assert [a_transfer(session).number for _ in range(2)] == ["MV-00001", "MV-00002"]
