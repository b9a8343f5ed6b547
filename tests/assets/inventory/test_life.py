from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets import trail
from assets.errors import Refused
from assets.inventory import life, parts, register
from assets.inventory.documents import Kind
from assets.inventory.life import Grounds
from assets.inventory.register import COMING, GONE, HANDED, LIFE, Asset, Condition, State
from assets.rights import EVERYTHING
from tests.builders import DAY, a_document, a_lot, a_model, a_room, a_type, an_asset, committed


def stepped(session, asset, to, **said):
    life.step(session, asset, to, DAY, **said)
    return committed(session, asset)


def test_nothing_is_accepted_without_a_serial_number_and_its_protocol(session):
    asset = an_asset(session, state=State.INSTALLED)

    with pytest.raises(Refused, match="Write its serial number") as plate:
        stepped(session, asset, State.ACCEPTED)
    asset.serial_number = "A1"
    with pytest.raises(Refused, match="Add the acceptance protocol") as paper:
        stepped(session, asset, State.ACCEPTED)
    a_document(session, asset, Kind.ACCEPTANCE)
    stepped(session, asset, State.ACCEPTED)

    assert (plate.value.field, paper.value.field) == ("serial_number", "document")
    assert (asset.state, asset.accepted_on) == (State.ACCEPTED, DAY)


def test_by_hand_a_thing_begins_where_no_step_has_been_left_out(session):
    room, begun, refused = a_room(session), set(), set()

    for state in State:
        try:
            begun.add(life.begin(session, room, "Bath", state).state)
        except Refused as no:
            refused.add(no.field)

    assert begun == {"planned", "ordered", "delivered", "in_use", "in_storage"}
    assert refused == {"state"}


def test_a_step_is_not_dated_before_the_thing_was_bought(session):
    asset = an_asset(session, state=State.IN_STORAGE, acquired_on=DAY + timedelta(1))

    with pytest.raises(Refused, match="was acquired on 2027-03-02") as no:
        stepped(session, asset, State.IN_USE)

    assert no.value.field == "on"


def test_what_carries_no_number_is_accepted_by_the_protocol_of_its_lot(session):
    lot = a_lot(session)
    asset = an_asset(session, state=State.DELIVERED, unnumbered=True, lot_number=lot.number)
    other = an_asset(session, state=State.DELIVERED, unnumbered=True)
    a_document(session, lot, Kind.ACCEPTANCE)

    stepped(session, asset, State.ACCEPTED)

    assert asset.state is State.ACCEPTED
    with pytest.raises(Refused, match="acceptance protocol"):
        stepped(session, other, State.ACCEPTED)


def test_an_invoice_proves_no_acceptance(session):
    asset = an_asset(session, state=State.DELIVERED, serial_number="A1")
    a_document(session, asset, Kind.INVOICE)

    with pytest.raises(Refused, match="acceptance protocol"):
        stepped(session, asset, State.ACCEPTED)


def test_what_goes_says_why_and_what_is_disposed_of_proves_it(session):
    asset = an_asset(session)

    with pytest.raises(Refused, match="Say why it goes"):
        stepped(session, asset, State.RETIRED, reason="  ")
    stepped(session, asset, State.RETIRED, reason="Worn out")
    with pytest.raises(Refused, match="disposal protocol"):
        stepped(session, asset, State.DISPOSED)
    a_document(session, asset, Kind.DISPOSAL)
    stepped(session, asset, State.DISPOSED)

    assert (asset.state, asset.ended_reason) == (State.DISPOSED, "Worn out")


def test_what_comes_back_has_not_gone(session):
    asset = stepped(session, an_asset(session), State.RETIRED, reason="Worn out")

    stepped(session, asset, State.IN_STORAGE)

    assert (asset.ended_on, asset.ended_reason) == (None, "")


@pytest.mark.parametrize(
    ("to", "instead"), [(State.ON_LOAN, "Lend it"), (State.IN_TRANSIT, "Send it")]
)
def test_no_plain_step_lends_or_sends(session, to, instead):
    asset = an_asset(session)

    with pytest.raises(Refused, match=f"{instead} instead"):
        stepped(session, asset, to)

    assert to not in life.next_steps(asset, EVERYTHING)


def test_the_days_of_its_steps_are_remembered(session):
    asset = an_asset(session, state=State.ORDERED)

    for number, to in enumerate((State.DELIVERED, State.INSTALLED)):
        life.step(session, asset, to, DAY + timedelta(number))

    assert (asset.delivered_on, asset.installed_on) == (DAY, DAY + timedelta(1))


def test_no_step_is_dated_before_the_one_that_it_follows(session):
    asset = an_asset(session, state=State.DELIVERED, delivered_on=DAY)

    with pytest.raises(Refused, match="An earlier step of LOV-00001 is dated 2027-03-01") as no:
        life.step(session, asset, State.INSTALLED, DAY - timedelta(1))

    assert (no.value.field, asset.state) == ("on", State.DELIVERED)


def test_what_is_taken_down_again_is_no_longer_installed(session):
    asset = an_asset(session, state=State.INSTALLED, delivered_on=DAY, installed_on=DAY)

    life.step(session, asset, State.DELIVERED, DAY + timedelta(2))
    life.step(session, asset, State.INSTALLED, DAY + timedelta(3))

    assert (asset.delivered_on, asset.installed_on) == (DAY, DAY + timedelta(3))


def test_a_whole_goes_alone_or_with_all_its_parts(session):
    whole, part, screw = (an_asset(session, name) for name in ("Unit", "Handpiece", "Screw"))
    parts.put_on(session, part, loaded(session, whole), DAY)
    parts.put_on(session, screw, loaded(session, part), DAY)
    session.commit()

    with pytest.raises(Refused, match="It has parts") as no:
        stepped(session, whole, State.RETIRED, reason="Worn out")
    stepped(session, whole, State.RETIRED, reason="Worn out", with_parts=True)

    assert no.value.field == "with_parts"
    assert {each.state for each in (whole, part, screw)} == {State.RETIRED}
    assert screw.ended_reason == "Worn out"


def test_a_part_that_cannot_go_keeps_the_whole(session):
    whole, part = an_asset(session, "Unit"), an_asset(session, "Handpiece")
    parts.put_on(session, part, loaded(session, whole), DAY)
    part.step(State.IN_TRANSIT, DAY)
    session.commit()

    with pytest.raises(Refused, match=part.tag):
        stepped(session, whole, State.RETIRED, reason="Worn out", with_parts=True)

    assert whole.state is State.IN_USE


def loaded(session, asset):
    return register.asset(session, asset.id, EVERYTHING)


def test_its_end_is_reckoned_from_the_nearest_word_on_how_long_it_serves(session):
    kind = a_type(session, service_life_years=10)
    model = a_model(session)
    asset = an_asset(session, type_id=kind.id, model_id=model.id, acquired_on=date(2020, 2, 29))

    of_its_kind = life.replace_on(loaded(session, asset))
    model.service_life_years = 8
    asset.in_use_on = date(2021, 5, 1)
    session.commit()
    of_its_model = life.replace_on(loaded(session, asset))
    asset.service_life_years = 3
    own = life.replace_on(loaded(session, asset))

    assert of_its_kind == date(2030, 2, 28)
    assert (of_its_model, own) == (date(2029, 5, 1), date(2024, 5, 1))
    assert life.replace_on(Asset(tag="", name="", place_id=asset.place_id)) is None


def test_a_refused_step_leaves_no_trace(session):
    asset = an_asset(session, state=State.DELIVERED)
    before = session.exec(trail.history(asset.id)).all()

    with pytest.raises(Refused):
        stepped(session, asset, State.ACCEPTED)
    session.commit()

    assert session.exec(trail.history(asset.id)).all() == before


# Steps as somebody may try them: after how many days, to which state, and with what at hand.
TRIED = st.lists(
    st.tuples(
        st.integers(-9, 9),
        st.integers(0, 40),
        st.sampled_from(["Worn out", " "]),
        st.frozensets(st.sampled_from([Kind.ACCEPTANCE, Kind.DISPOSAL])),
        st.booleans(),
    ),
    max_size=25,
)
LIVED = ("delivered_on", "installed_on", "accepted_on", "in_use_on", "ended_on")


@given(st.sampled_from([State.PLANNED, State.DELIVERED, State.IN_USE]), st.booleans(), TRIED)
def test_however_steps_are_tried_only_those_of_life_happen(first, unnumbered, tried):
    asset = Asset(tag="LOV-00001", name="Bath", state=first, unnumbered=unnumbered, place_id=None)
    day = DAY
    for days, number, *rest in tried:
        day += timedelta(days)
        step = [_one_of_all(asset.state, number), *rest]
        before = asset.model_dump()
        try:
            _try(asset, day, *step)
        except Refused:
            assert asset.model_dump() == before
        else:
            _must_be_allowed(asset, before["state"], *step)
            _must_go_forward(asset, day)


def _one_of_all(state, number):
    """Any state, but more often one that may follow."""
    offered = [*LIFE[state], *LIFE[state], *State]
    return offered[number % len(offered)]


def _try(asset, day, to, reason, papers, handed_over):
    if handed_over and to in HANDED:
        asset.step(to, day)
    else:
        life.take(asset, to, day, Grounds(papers), reason)


def _must_be_allowed(asset, was, to, _, papers, handed_over):
    assert to in LIFE[was]
    assert handed_over or to not in HANDED
    assert to is not State.ACCEPTED or (asset.unnumbered and Kind.ACCEPTANCE in papers)
    assert to is not State.DISPOSED or Kind.DISPOSAL in papers
    assert (to in GONE) == bool(asset.ended_reason)


def _must_go_forward(asset, day):
    lived = [known for name in LIVED if (known := getattr(asset, name))]
    assert lived == sorted(lived)
    assert not lived or lived[-1] <= day
    assert (asset.state in GONE) == (asset.ended_on is not None)
    if asset.state in GONE:
        with pytest.raises(Refused):
            asset.judge(Condition.DOWN)


def test_every_state_can_be_reached_and_left_but_the_last():
    reached = {to for following in LIFE.values() for to in following}

    assert reached == set(State)
    assert [state for state in State if not LIFE[state]] == [State.DISPOSED]
    assert {to for state in COMING for to in LIFE[state]} & {State.IN_USE, State.ACCEPTED} == set()
