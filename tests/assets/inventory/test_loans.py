from datetime import date, timedelta

import pytest

from assets import chronicle, people, trail
from assets.errors import Missing, Refused
from assets.inventory import lendings, loans
from assets.inventory.lendings import Show
from assets.inventory.places import Kind
from assets.inventory.register import Asset, Condition, State
from assets.listing import Cut
from assets.rights import EVERYTHING, Role
from assets.words import Language
from tests.builders import DAY, a_loan, a_person, a_room, a_site, an_asset

BACK = DAY + timedelta(10)


def thing(session, loan):
    return session.get_one(Asset, loan.asset_id)


def test_what_is_lent_keeps_its_place_and_comes_back_as_it_was(session):
    asset = an_asset(session, state=State.IN_STORAGE)
    place = asset.place_id

    loan = a_loan(session, asset, due_on=BACK)
    lent = asset.state
    loans.give_back(session, loan, BACK)

    assert lent is State.ON_LOAN
    assert (asset.state, asset.place_id) == (State.IN_STORAGE, place)
    assert (loan.returned_on, loan.condition_returned, loan.away_id) == (BACK, Condition.UP, None)


def test_a_worse_condition_on_return_is_said_on_the_thing(session):
    loan = a_loan(session, note="With charger.")

    loans.give_back(session, loan, BACK, condition=Condition.DOWN, note="Screen broken.")

    assert thing(session, loan).condition is Condition.DOWN
    assert (loan.condition_lent, loan.condition_returned) == (Condition.UP, Condition.DOWN)
    assert loan.note == "With charger.\nScreen broken."


def test_it_may_come_back_to_another_place_of_its_site(session):
    loan, store = a_loan(session), a_room(session, "Store")
    store.become(Kind.STORE)

    loans.give_back(session, loan, BACK, place=store)

    assert thing(session, loan).place_id == store.id
    assert thing(session, loan).state is State.IN_STORAGE


def test_it_does_not_come_back_to_another_site(session):
    loan = a_loan(session)
    pool = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))

    with pytest.raises(Refused, match="Pool is at another site"):
        loans.give_back(session, loan, BACK, place=pool)


def test_parts_are_lent_with_their_whole_and_come_back_with_it(session):
    unit = an_asset(session, "Shock-wave unit")
    piece = an_asset(session, "Handpiece", part_of_id=unit.id, state=State.IN_STORAGE)
    spare = an_asset(session, "Spare", part_of_id=unit.id)
    own = a_loan(session, spare, borrower="Firm")

    loan = a_loan(session, unit)
    lent = piece.state
    loans.extend(session, loan, BACK)
    loans.give_back(session, loan, BACK, condition=Condition.DEGRADED)

    (of_piece,) = session.exec(lendings.of_asset(piece.id)).all()
    assert lent is State.ON_LOAN
    assert (piece.state, piece.condition) == (State.IN_STORAGE, Condition.UP)
    assert (of_piece.due_on, of_piece.returned_on) == (BACK, BACK)
    assert (own.away_id, spare.state) == (spare.id, State.ON_LOAN)


@pytest.mark.parametrize("state", sorted(set(State) - {State.IN_USE, State.IN_STORAGE}))
def test_only_what_is_in_use_or_stored_can_be_lent(session, state):
    asset = an_asset(session)
    asset.state = state

    with pytest.raises(Refused, match="It cannot be lent"):
        a_loan(session, asset)


def test_a_loan_says_to_whom_and_ends_after_it_begins(session):
    with pytest.raises(Refused, match="Say who has it") as no:
        a_loan(session, borrower=" ")
    with pytest.raises(Refused, match="cannot be back before it is lent"):
        a_loan(session, due_on=DAY - timedelta(1))
    loan = a_loan(session)
    with pytest.raises(Refused, match="cannot be back before it is lent"):
        loans.extend(session, loan, DAY - timedelta(1))
    with pytest.raises(Refused, match="cannot be back before it is lent"):
        loans.give_back(session, loan, DAY - timedelta(1))

    assert no.value.field == "borrower"


def test_what_is_back_is_neither_extended_nor_given_back_again(session):
    loan = a_loan(session)
    loans.give_back(session, loan, BACK)

    for verb in (loans.extend, loans.give_back):
        with pytest.raises(Refused, match="It is back already"):
            verb(session, loan, BACK)


@pytest.mark.parametrize("state", [State.IN_USE, State.RETIRED])
def test_by_whichever_door_a_thing_comes_back_its_loan_is_over(session, state):
    loan = a_loan(session)

    thing(session, loan).step(state, DAY)
    session.commit()

    assert loan.away_id is None
    assert loan.returned_on is not None


def test_an_open_loan_follows_the_owner_of_its_thing(session):
    loan, asset = a_loan(session), None
    asset = thing(session, loan)
    asset.partner_id = None
    session.commit()

    assert loan.partner_id is None


def shown(session, show=Show.AWAY, on=BACK, seen_by=EVERYTHING, **wanted):
    asked = lendings.Wanted(show, **wanted)
    return [row.borrower for row in lendings.listed(session, asked, on, Cut(), seen_by).rows]


def test_the_list_begins_with_what_is_due_first(session):
    for borrower, due_on in {"Late": 9, "Today": 10, "Later": 11, "Some day": None}.items():
        a_loan(session, borrower=borrower, due_on=due_on and DAY + timedelta(due_on))
    loans.give_back(session, a_loan(session, borrower="Back"), BACK)
    session.commit()

    assert shown(session) == ["Late", "Today", "Later", "Some day"]
    assert shown(session, Show.LATE) == ["Late"]
    assert shown(session, Show.RETURNED) == ["Back"]


def test_loans_are_seen_at_their_own_site_alone(session):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    loan = a_loan(session)
    a_loan(session, an_asset(session, place=a_room(session, "Pool", szentes)), borrower="Theirs")
    theirs = people.rights_of(session, a_person(session, Role.VIEWER, szentes))

    assert shown(session, seen_by=theirs) == shown(session, site=szentes) == ["Theirs"]
    with pytest.raises(Missing):
        lendings.loan(session, loan.id, theirs)


def test_a_list_pages_through_loans_without_a_due_day(session):
    for number in range(5):
        a_loan(session, borrower=f"Ward {number}", due_on=BACK if number < 2 else None)

    first = lendings.listed(session, lendings.Wanted(), BACK, Cut(limit=3), EVERYTHING)
    rest = lendings.listed(
        session, lendings.Wanted(), BACK, Cut(limit=3, after=first.following), EVERYTHING
    )

    found = [row.borrower for row in (*first.rows, *rest.rows)]
    assert sorted(found) == [f"Ward {number}" for number in range(5)]


def test_the_history_tells_to_whom_and_until_when(session):
    loan = a_loan(session, due_on=date(2027, 3, 5))
    loans.extend(session, loan, date(2027, 3, 9))
    session.commit()
    loans.give_back(session, loan, BACK)
    session.commit()

    told = chronicle.told(session, session.exec(trail.history(loan.id)).all(), Language.EN)

    assert [" ".join(each.sentences) for each in told] == [
        "Back on 11 March 2027.",
        "Due back on 9 March 2027 instead of 5 March 2027.",
        "Lent to Cardiology until 5 March 2027.",
    ]
    assert told[0].subject == "LOV-00001"
