from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from assets import derivations, files, settings, trail
from assets.database import Actor, transaction
from assets.errors import Missing, Refused
from assets.inventory import documents, places
from assets.inventory.register import Condition
from assets.inventory.register import State as AssetState
from assets.listing import Cut
from assets.maintenance import claims, completion, faults, inbox, knocks, orders, triage
from assets.maintenance.faults import State
from assets.maintenance.inbox import Wanted
from assets.maintenance.terms import FailureMode, Priority
from assets.maintenance.triage import Asked
from assets.rights import EVERYTHING, Role
from tests.builders import DAY, a_fault, a_person, a_room, a_site, an_asset, committed
from tests.hostile import photo

AT = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
MEND = Asked("Mend the seal", DAY)


@pytest.fixture(autouse=True)
def at_nine(session):
    session.info["at"] = AT


def later(session, **step):
    session.info["at"] += timedelta(**step)
    return session.info["at"]


@pytest.fixture
def ana(session):
    return a_person(session, Role.TECHNICIAN, a_site(session), name="Ana")


def again(session, fault):
    session.expire_all()
    return inbox.fault(session, fault.number, EVERYTHING)


def mended(session, fault, by):
    order = triage.accept(session, fault, by, MEND, DAY)
    completion.complete(session, order, by, DAY)
    session.commit()
    return order


def listed(session, rights=EVERYTHING, cut=None, **wanted):
    return inbox.listed(session, Wanted(**wanted), cut or Cut(), rights)


def test_a_report_keeps_what_was_said_and_takes_the_next_number(session):
    a_fault(session)

    fault = a_fault(session, words=" Water below the tub ", phone="0256 1", reporter_id=None)

    assert (fault.number, fault.state, fault.reported_at) == ("F-00002", State.NEW, AT)
    assert (fault.words, fault.phone) == ("Water below the tub", "0256 1")
    assert fault.site_id == a_site(session).id
    assert fault.asset_id


def test_what_could_hurt_somebody_is_out_of_order_at_once(session):
    asset, bath = an_asset(session), an_asset(session, "Bath")

    a_fault(session, asset, danger=True)
    a_fault(session, bath)

    assert (asset.condition, bath.condition) == (Condition.DOWN, Condition.UP)


def test_something_else_must_be_said_in_words_and_what_is_gone_is_not_reported(session):
    asset = an_asset(session)

    with pytest.raises(Refused, match="Say in a few words") as wordless:
        a_fault(session, asset, FailureMode.OTHER)
    asset.step(AssetState.RETIRED, DAY)
    with pytest.raises(Refused, match="is retired"):
        a_fault(session, asset)

    assert wordless.value.field == "words"


def test_accepted_it_becomes_an_order_that_knows_what_was_reported_and_has_its_photos(session, ana):
    asset = an_asset(session)
    kept = files.receive(photo(), "leak.jpg", settings.load())
    fault = a_fault(session, asset, danger=True, words="Water on the floor", photo=kept)
    later(session, hours=2)

    order = triage.accept(session, fault, ana, MEND, DAY)
    session.commit()

    assert (order.title, order.kind, order.due_on) == ("Mend the seal", "corrective", DAY)
    assert (order.reported_at, order.failure_mode) == (AT, FailureMode.LEAKS)
    assert (order.asked_by_id, order.priority) == (ana.id, "urgent")
    held = select(documents.Attachment).where(documents.Attachment.subject_id == order.id)
    assert len(session.exec(held).all()) == 1
    assert [each.words for each in inbox.of_order(session, order, EVERYTHING)] == [fault.words]
    assert again(session, fault).state is State.ACCEPTED


def test_the_order_knows_since_when_the_thing_has_not_worked(session, ana):
    asset = an_asset(session)
    session.info["at"] = AT - timedelta(days=3)
    asset.judge(Condition.DOWN)
    session.commit()
    session.info["at"] = AT
    asset.judge(Condition.QUARANTINED)
    session.commit()

    order = triage.accept(session, a_fault(session, asset), ana, MEND, DAY)

    assert order.down_from == AT - timedelta(days=3)


def test_what_is_reported_twice_is_mended_once_and_both_are_told(session, ana):
    asset = an_asset(session)
    first, second = a_fault(session, asset, secret="one"), a_fault(session, asset, secret="two")
    third = a_fault(session, asset, secret="three", danger=True)

    triage.join(session, third, second, ana)
    triage.join(session, second, first, ana)
    assert [each.danger for each in inbox.told(session, asset)] == [True]
    order = mended(session, first, ana)

    assert order.priority is Priority.URGENT
    assert {third.order_id, second.order_id} == {order.id}
    assert third.joined_to_id == first.id
    for secret, own in (("two", second), ("three", third), ("one", first)):
        fault, telling = inbox.followed(session, secret)
        assert (fault.id, telling.id, telling.state) == (own.id, first.id, State.SETTLED)
    with pytest.raises(Missing):
        inbox.followed(session, "four")


def test_a_report_joins_only_another_about_the_same_thing(session, ana):
    fault, other = a_fault(session), a_fault(session)

    for mistaken in (fault, other):
        with pytest.raises(Refused, match="no other report about this thing"):
            triage.join(session, fault, mistaken, ana)


def test_a_report_goes_into_an_order_that_is_open_already_but_not_of_another_thing(session, ana):
    asset = an_asset(session)
    order = triage.accept(session, a_fault(session, asset), ana, MEND, DAY)
    fault, stray = a_fault(session, asset), a_fault(session)

    triage.accept(session, fault, ana, Asked(into=order), DAY)
    with pytest.raises(Refused, match="no open order of this thing"):
        triage.accept(session, stray, ana, Asked(into=order), DAY)

    assert fault.order_id == order.id


def test_an_order_that_takes_up_a_report_takes_since_when_the_thing_is_down(session, ana):
    asset = an_asset(session)
    order = triage.accept(session, a_fault(session, asset), ana, MEND, DAY)
    before, down_at = order.down_from, AT - timedelta(hours=2)
    session.commit()
    session.info["at"] = down_at
    asset.judge(Condition.DOWN)
    session.commit()
    session.info["at"] = AT

    triage.accept(session, a_fault(session, asset), ana, Asked(into=order), DAY)

    assert (before, order.down_from) == (None, down_at)


def test_what_becomes_of_the_order_becomes_of_the_report(session, ana):
    done, off = a_fault(session), a_fault(session)

    mended(session, done, ana)
    order = triage.accept(session, off, ana, MEND, DAY)
    orders.cancel(session, order, "Sold", DAY)
    session.commit()

    assert [again(session, each).state for each in (done, off)] == [State.SETTLED] * 2


def test_nobody_mends_what_is_gone(session, ana):
    asset = an_asset(session)
    new, taken = a_fault(session, asset), a_fault(session, asset)
    triage.accept(session, taken, ana, MEND, DAY)
    session.commit()

    asset.step(AssetState.RETIRED, DAY)
    session.commit()

    assert [again(session, each).state for each in (new, taken)] == [State.SETTLED] * 2


def test_an_answer_ends_it_unless_work_is_ordered(session, ana):
    plain, taken = a_fault(session), a_fault(session)
    triage.accept(session, taken, ana, MEND, DAY)

    for each in (plain, taken):
        triage.answer(session, each, ana, "The tap was closed.")

    assert (plain.state, taken.state) == (State.ANSWERED, State.ACCEPTED)
    assert taken.answer == "The tap was closed."
    assert (plain.handled_by_id, plain.handled_at) == (ana.id, AT)


def test_nothing_is_turned_away_without_a_reason_and_what_is_seen_to_stays_so(session, ana):
    fault = a_fault(session)

    with pytest.raises(Refused) as no:
        triage.reject(session, fault, ana, " ")
    triage.reject(session, fault, ana, "It is built so.")
    triage.accept(session, fault, ana, MEND, DAY)
    with pytest.raises(Refused, match="seen to already"):
        triage.reject(session, fault, ana, "After all")

    assert no.value.field == "reason"


def test_the_inbox_begins_with_danger_and_then_with_what_has_waited_longest(session):
    for hour, danger in enumerate([False, False, True, True]):
        session.info["at"] = AT + timedelta(hours=hour)
        a_fault(session, danger=danger)

    first = listed(session, cut=Cut(limit=3))
    rest = listed(session, cut=Cut(limit=3, after=first.following))

    told = [row.number for row in (*first.rows, *rest.rows)]
    assert told == ["F-00003", "F-00004", "F-00001", "F-00002"]
    assert [row.number for row in listed(session, danger=True).rows] == told[:2]


def test_the_inbox_of_a_site_is_its_own_and_goes_along_with_a_thing(session):
    pool = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))
    asset = an_asset(session)
    a_fault(session, asset)
    a_fault(session, an_asset(session, place=pool))
    szentes = places.site(session, "SZE", EVERYTHING)

    assert len(listed(session).rows) == 2
    assert [row.number for row in listed(session, site=szentes).rows] == ["F-00002"]
    asset.stand_in(pool, DAY)
    session.commit()
    assert len(listed(session, site=szentes).rows) == 2


def test_a_stranger_is_told_what_when_and_by_how_many_but_no_words(session, ana):
    asset = an_asset(session)
    first = a_fault(session, asset, words="Bed 7, Mrs Pop")
    second = a_fault(session, asset)
    triage.join(session, second, first, ana)
    triage.accept(session, first, ana, MEND, DAY)
    a_fault(session, asset, FailureMode.NOISE)
    triage.reject(session, a_fault(session, asset), ana, "No")
    session.commit()

    told = {each.kind: each for each in inbox.told(session, asset)}

    assert set(told) == {FailureMode.LEAKS, FailureMode.NOISE}
    leak = told[FailureMode.LEAKS]
    assert (leak.people, leak.ordered, told[FailureMode.NOISE].people) == (2, True, 1)
    assert "Pop" not in repr(told)


def test_seven_reports_from_one_address_in_ten_minutes_are_too_many(session):
    def write(minutes, address="10.0.0.7", label="ABCD"):
        session.info["at"] = AT + timedelta(minutes=minutes)
        knocks.refuse_too_many(session, address=address, label=label)
        knocks.note(session, address=address, label=label)
        session.commit()

    for minute in range(6):
        write(minute)

    with pytest.raises(Refused, match="Wait 10 minutes"):
        write(9)
    write(9, address="10.0.0.8")
    write(10)
    for other in range(22):
        write(30, address=f"10.0.1.{other}")
    with pytest.raises(Refused, match="many times today"):
        write(40, address="10.0.2.1")
    write(24 * 60 + 31)
    assert "10.0.0" not in repr(session.exec(select(faults.Knock)).all())


def test_a_claim_tells_how_long_it_has_not_worked(session, ana):
    asset = an_asset(session, warranty_until=DAY)
    fault = a_fault(session, asset, danger=True)
    order = triage.accept(session, fault, ana, MEND, DAY)
    order.down_from = AT
    session.commit()

    claim = claims.of(session, again(session, fault), later(session, days=2, hours=5))
    claims.mark(again(session, fault))
    session.commit()

    assert claim.downtime == timedelta(days=2, hours=5)
    order.down_until = AT + timedelta(days=1)
    session.commit()
    assert claims.of(session, again(session, fault), AT).downtime == timedelta(days=1)
    assert claims.covered(again(session, fault))
    asset.warranty_until = DAY - timedelta(1)
    session.commit()
    assert not claims.covered(again(session, fault))
    assert again(session, fault).order.warranty_claim


def test_neither_phone_nor_words_nor_secret_enter_the_trail(session, ana):
    fault = a_fault(session, words="Mrs Pop in bed 7", phone="0740 123 456", secret="of hers")
    triage.answer(session, fault, ana, "Thank you")
    session.commit()

    written = repr([entry.changes for entry, _ in session.exec(trail.history(fault.id))])

    for hidden in ("Pop", "0740", "of hers", fault.secret):
        assert hidden not in written
    assert "Thank you" in written


def test_what_lists_are_sorted_by_follows_from_the_rest(engine, session, ana):
    fault = a_fault(session, danger=True)
    triage.reject(session, fault, ana, "No")
    committed(session, fault)

    with transaction(engine, by=Actor("test"), read_only=True) as db:
        wrong = {each for claim in (derivations.keys, derivations.counters) for each in claim(db)}

    assert wrong == {None}
