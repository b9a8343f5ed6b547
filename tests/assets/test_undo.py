import pytest
from sqlmodel import select

from assets import bulk, schema, trail, undo
from assets.bulk import Wish
from assets.database import Actor, transaction
from assets.errors import Forbidden, Missing, Refused
from assets.inventory import identifiers
from assets.inventory.finding import Wanted
from assets.inventory.places import TagCounter
from assets.inventory.register import Asset, Condition, State
from assets.maintenance import inheritance
from assets.people import rights_of
from assets.rights import EVERYTHING, Role
from assets.trail import Batch
from tests.assets.exchange.lists import brought
from tests.assets.many import BY, many
from tests.assets.test_bulk import MORNING, changed, found, planned, wrong
from tests.builders import (
    DAY,
    a_person,
    a_room,
    a_site,
    a_type,
    an_asset,
    an_order,
    committed,
    some_terms,
)


@pytest.fixture
def session(session):
    """What is arranged has its moment, as the trail asks of all that it proves."""
    session.info["at"] = MORNING
    return session


TOUCHED = ("asset", "maintenance_plan", "work_order", "label", "search_word")


def register_as_it_stands(engine, *but):
    """Every column but the version of every row that a change of things can touch."""
    with engine.connect() as connection:
        return {
            name: _rows(connection, schema.TABLES.tables[name], {"version", *but})
            for name in TOUCHED
        }


def _rows(connection, table, but):
    names = ", ".join(f'"{column.name}"' for column in table.columns if column.name not in but)
    return connection.exec_driver_sql(f"SELECT {names} FROM {table.name} ORDER BY 1, 2").all()


def undone(engine, number, rights=EVERYTHING, person_id=None):
    """The number of the batch that undid this one."""
    with transaction(engine, by=BY, read_only=True) as session:
        batch = undo.numbered(session, number, rights, person_id)
        undoing = undo.plan(session, batch, rights)
    with transaction(engine, by=BY) as session:
        undo.apply(session, undoing)
        return trail.next_number(session)


def last(session):
    return session.exec(select(Batch).order_by(Batch.number.desc())).first()


@pytest.mark.parametrize("count", [2_000, pytest.param(10_000, marks=pytest.mark.proof)])
def test_a_change_of_thousands_of_things_and_its_undoing_leave_them_exactly_as_they_were(
    engine, session, count
):
    """Every column of every row that it touched, of all ten thousand in the proof."""
    many(engine, session, count)
    store, ana = a_room(session, "Store"), a_person(session, name="Ana")
    before = register_as_it_stands(engine)
    values = {"custodian_id": ana.id, "account": "2131", "warranty_until": DAY}

    number = changed(
        engine, Wish(values, "Moved", store, State.IN_STORAGE, Condition.DEGRADED), Wanted()
    )
    between = register_as_it_stands(engine)
    undone(engine, number)

    unchanged = [
        one for one, other in zip(between["asset"], before["asset"], strict=True) if one == other
    ]
    as_before = register_as_it_stands(engine) == before
    assert (len(before["asset"]), unchanged, as_before) == (count, [], True)


def test_after_a_change_of_a_hundred_things_and_its_undoing_the_check_finds_nothing(
    engine, session
):
    many(engine, session, 100)

    undone(engine, changed(engine, Wish({"account": "2131"}, place=a_room(session, "Store"))))

    assert wrong(engine) == []


def test_the_search_finds_by_the_old_words_again(engine, session):
    asset = an_asset(session, "Bath", a_room(session, "Gym"))
    number = changed(engine, Wish(place=a_room(session, "Store")))

    undone(engine, number)

    assert found(session, "gym") == [asset.tag]
    assert found(session, "store") == []


def test_the_new_batch_names_the_one_that_it_undoes(engine, session):
    an_asset(session)
    number = changed(engine, Wish({"account": "1"}))

    undone(engine, number)

    new = last(session)
    assert undo.undone(session, new) == number
    old = session.exec(select(Batch).where(Batch.number == number)).one()
    assert (undo.undone_by(session, old), undo.offered(session, old)) == (new.number, False)
    assert undo.offered(session, new)


def test_plans_and_orders_of_what_went_stand_as_before(engine, session):
    an_order(session, an_asset(session))
    before = register_as_it_stands(engine)
    number = changed(engine, Wish(state=State.RETIRED, reason="Worn out"))

    undone(engine, number)

    assert register_as_it_stands(engine) == before
    assert wrong(engine) == []


def test_plans_that_a_new_type_brought_go_and_come_back_with_the_undoing_of_the_undoing(
    engine, session
):
    old, new = a_type(session), a_type(session, "REH-BIKE")
    for kind, title in ((old, "Belt"), (new, "Chain")):
        committed(session, inheritance.add(session, kind, some_terms(title), DAY))
    an_asset(session, type_id=old.id)
    before = register_as_it_stands(engine, "created_at")

    number = changed(engine, Wish({"type_id": new.id}))
    between = register_as_it_stands(engine, "created_at")
    back = undone(engine, number)
    after = register_as_it_stands(engine, "created_at")
    undone(engine, back)

    again = register_as_it_stands(engine, "created_at")
    assert (after, again) == (before, between)
    assert wrong(engine) == []


def test_a_batch_is_undone_once(engine, session):
    an_asset(session)
    number = changed(engine, Wish({"account": "1"}))
    undone(engine, number)

    with pytest.raises(Refused, match="undone already"):
        undone(engine, number)


def test_of_two_who_undo_at_once_one_is_refused(engine, session):
    an_asset(session)
    number = changed(engine, Wish({"account": "1"}))
    with transaction(engine, by=BY, read_only=True) as reading:
        batch = undo.numbered(reading, number, EVERYTHING, None)
        undoing = undo.plan(reading, batch, EVERYTHING)
    undone(engine, number)

    with pytest.raises(Refused), transaction(engine, by=BY) as second:
        undo.apply(second, undoing)


def test_what_was_touched_since_refuses_the_whole_and_says_how_many_and_which(engine, session):
    one, other = an_asset(session, "A"), an_asset(session, "B")
    number = changed(engine, Wish({"account": "2131"}))
    session.expire_all()
    session.get(Asset, other.id).judge(Condition.DOWN)
    session.commit()

    with pytest.raises(Refused, match="1 of them, such as LOV-00002"):
        undone(engine, number)

    session.expire_all()
    assert session.get(Asset, one.id).account == "2131"


def test_who_may_not_make_the_change_may_not_undo_it(engine, session):
    an_asset(session)
    technician = a_person(session, Role.TECHNICIAN, a_site(session))
    edited = changed(engine, Wish({"account": "1"}))
    rights = rights_of(session, technician)

    with pytest.raises(Missing):
        undo.numbered(session, edited, rights, technician.id)
    batch = undo.numbered(session, edited, EVERYTHING, None)
    with pytest.raises(Forbidden):
        undo.plan(session, batch, rights)


def test_a_technician_undoes_the_move_that_she_made_herself(engine, session):
    asset, store = an_asset(session), a_room(session, "Store")
    ana = a_person(session, Role.TECHNICIAN, a_site(session))
    rights = rights_of(session, ana)
    with transaction(engine, by=Actor("web", ana.id)) as writing:
        bulk.apply(writing, planned(engine, Wish(place=store), rights=rights))
        number = trail.next_number(writing)

    undone(engine, number, rights, ana.id)

    session.expire_all()
    assert session.get(Asset, asset.id).place_id == asset.place_id


LIST = "name,place,serial_number,maker,model\nBike,Gym,S1,Kettler,X1\nBed,Gym,S2,,\n"


def test_what_an_import_registered_goes_again_and_its_tags_stay_spent(engine, session):
    gym = a_room(session, "Gym")
    before = register_as_it_stands(engine)
    brought(engine, LIST)

    undone(engine, last(session).number)

    assert register_as_it_stands(engine) == before
    assert session.exec(select(TagCounter.last)).one() == 2
    assert an_asset(session, place=gym).tag == "LOV-00003"
    assert wrong(engine) == []


def test_an_import_that_was_undone_is_done_again_with_the_same_tags(engine, session):
    a_room(session, "Gym")
    brought(engine, LIST)
    back = undone(engine, last(session).number)

    undone(engine, back)

    assert session.exec(select(Asset.tag).order_by(Asset.tag)).all() == ["LOV-00001", "LOV-00002"]
    assert found(session, "kettler gym") == ["LOV-00001"]
    assert wrong(engine) == []


def labelled(session, asset):
    committed(session, identifiers.label_of(session, asset))


@pytest.mark.parametrize("hanging", [labelled, an_order])
def test_what_something_hangs_on_stays(engine, session, hanging):
    a_room(session, "Gym")
    brought(engine, LIST)
    number = last(session).number
    hanging(session, session.exec(select(Asset)).first())

    with pytest.raises(Refused, match="hang on 1 of them"):
        undone(engine, number)

    assert len(session.exec(select(Asset)).all()) == 2


def test_what_is_no_change_of_things_is_not_undone(session):
    a_person(session)
    batch = last(session)

    assert not undo.offered(session, batch)
    with pytest.raises(Refused, match="Only changes of things"):
        undo.plan(session, batch, EVERYTHING)


def test_a_single_edit_is_undone_too(engine, session):
    asset = an_asset(session, "Bath")
    with transaction(engine, by=BY) as writing:
        writing.get(Asset, asset.id).call("Whirlpool")

    undone(engine, last(session).number)

    assert found(session, "bath") == [asset.tag]
    assert wrong(engine) == []
