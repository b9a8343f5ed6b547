from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlmodel import select

from assets import checks, people, settings
from assets.database import Actor, open_engine, transaction
from assets.errors import Missing, Refused
from assets.listing import Cut
from assets.maintenance import completion, orders, spares, stock
from assets.maintenance.orders import WorkOrder
from assets.maintenance.spares import SparePart, StockMove, Wanted
from assets.money import Currency, Money
from assets.rights import EVERYTHING, Role
from tests.builders import (
    DAY,
    a_model,
    a_person,
    a_site,
    a_spare_part,
    an_asset,
    an_order,
)
from tests.processes import PROCESSES

LEI = Money(12_050, Currency.RON)


@pytest.fixture(autouse=True)
def later(session):
    """All of this happened before now."""
    session.info["at"] = datetime(2030, 1, 1, tzinfo=UTC)


def names(session, **wanted):
    return [row.name for row in spares.listed(session, Wanted(**wanted), Cut(), EVERYTHING).rows]


def test_what_comes_and_goes_is_what_lies_there(engine, session):
    part, order = a_spare_part(session, quantity=2), an_order(session)

    stock.receive(session, part, Decimal(5), LEI)
    used = stock.use(session, part, order, Decimal("1.5"))
    stock.use(session, part, order, Decimal(1))
    stock.take_back(session, used, order)
    stock.count(session, part, Decimal(4), "Two were broken.")
    session.commit()

    moved = [str(move.change) for move in session.exec(stock.moves(part))]
    assert part.quantity == 4
    assert sorted(map(Decimal, moved)) == [
        Decimal(each) for each in ("-2", "-1.5", "-1", "1.5", "2", "5")
    ]
    assert list(checks.check(engine, settings.load())) == []


def test_a_number_is_the_same_with_more_decimals(engine, session):
    part = a_spare_part(session, quantity=2)

    for minimum in ("0.05", "0.07"):
        part.minimum = Decimal(minimum)
        session.commit()
        session.expire_all()
        assert part.minimum == Decimal(minimum)

    assert list(checks.check(engine, settings.load())) == []


def test_a_stock_that_its_movements_do_not_make_is_told(engine, session):
    a_spare_part(session, quantity=2)

    with engine.begin() as connection:
        connection.execute(text("UPDATE spare_part SET quantity = 3"))

    told = list(checks.check(engine, settings.load()))
    assert any("quantity does not follow from the rest" in each for each in told)


def test_nothing_is_taken_that_does_not_lie_there(session):
    part, order = a_spare_part(session, quantity=2, unit="m"), an_order(session)

    with pytest.raises(Refused, match="Only 2 of Drive belt lie in the store") as no:
        stock.use(session, part, order, Decimal("2.001"))

    assert no.value.field == "quantity"
    assert part.quantity == 2


@pytest.mark.parametrize("quantity", ["0", "-1"])
def test_nothing_at_all_is_neither_used_nor_received(session, quantity):
    part, order = a_spare_part(session), an_order(session)

    for verb in (
        lambda: stock.use(session, part, order, Decimal(quantity)),
        lambda: stock.receive(session, part, Decimal(quantity), None),
    ):
        with pytest.raises(Refused, match="more than none"):
            verb()


def test_a_count_says_why_and_the_same_count_writes_nothing(session):
    part = a_spare_part(session, quantity=2)

    with pytest.raises(Refused, match="Say why the stock is another one"):
        stock.count(session, part, Decimal(3), " ")
    same = stock.count(session, part, Decimal("2.000"), "Yearly count")

    assert same is None
    assert len(session.exec(stock.moves(part)).all()) == 1


def test_an_order_takes_from_the_store_of_its_site_alone(session):
    theirs = a_spare_part(session, site=a_site(session, "SZE", "Szentes", "HU"))

    with pytest.raises(Refused, match="lies in the store of another site"):
        stock.use(session, theirs, an_order(session), Decimal(1))


def test_what_is_settled_takes_no_more_parts_but_what_is_only_done_does(session):
    part, done, given_up = a_spare_part(session), an_order(session), an_order(session)
    completion.complete(session, done, a_person(session), on=DAY)
    orders.cancel(session, given_up, "No", on=DAY)

    stock.use(session, part, done, Decimal(1))
    with pytest.raises(Refused, match="is settled"):
        stock.use(session, part, given_up, Decimal(1))


def test_a_part_is_put_back_once(session):
    part, order = a_spare_part(session), an_order(session)
    used = stock.use(session, part, order, Decimal(1))

    back = stock.take_back(session, used, order)

    for each in (used, back):
        with pytest.raises(Refused, match="put back already"):
            stock.take_back(session, each, order)
    assert (part.quantity, stock.used_by(session, order)) == (2, [])


def test_below_its_minimum_it_is_short_and_no_longer_when_more_comes(session):
    part, order = a_spare_part(session, quantity=2, minimum=Decimal(2)), an_order(session)

    found = [part.short]
    stock.use(session, part, order, Decimal(1))
    found.append(part.short)
    stock.receive(session, part, Decimal(1), None)
    found.append(part.short)
    part.keep(Decimal(3))
    found.append(part.short)
    part.keep(None)
    found.append(part.short)

    assert found == [False, True, False, True, False]


def test_an_order_keeps_what_its_parts_cost_when_they_were_used(session):
    part, order = a_spare_part(session), an_order(session)
    stock.receive(session, part, Decimal(1), LEI)
    stock.use(session, part, order, Decimal(1))

    stock.receive(session, part, Decimal(1), Money(99_00, Currency.EUR))

    (used,) = stock.used_by(session, order)
    assert (used.price_minor, used.price_currency) == (12_050, Currency.RON)
    assert part.price == Money(99_00, Currency.EUR)


def test_two_parts_of_one_site_are_not_called_alike(session):
    a_spare_part(session, "Curea de transmisie", part_number="DB-7")

    a_spare_part(session, "Curea de transmisie", part_number="DB-8")
    a_spare_part(
        session, "Curea de transmisie", part_number="DB-7", site=a_site(session, "SZE", "Szentes")
    )
    with pytest.raises(Refused, match=r"curea de transmisie \(DB-7\) is in the store"):
        spares.add(session, a_site(session), "curea de transmisie ", "DB-7")


def test_a_list_finds_parts_by_name_and_number_whatever_the_accents(session):
    a_spare_part(session, "Șurub M8", part_number="XK-17", quantity=1, minimum=Decimal(4))
    a_spare_part(session, "Ékszíj", model_id=(model := a_model(session)).id)
    a_spare_part(session, "Filter", site=a_site(session, "SZE", "Szentes", "HU"))
    a_spare_part(session, "Old seal", given_up=True)

    assert names(session) == ["Ékszíj", "Filter", "Șurub M8"]
    assert names(session, search="surub xk-1") == names(session, short=True) == ["Șurub M8"]
    assert names(session, model=model) == names(session, search="ekszij") == ["Ékszíj"]
    assert names(session, site=a_site(session, "SZE")) == ["Filter"]
    assert names(session, given_up=True) == ["Old seal"]


@pytest.mark.parametrize("said", ["Drive belt (DB-7)", "db-7", "DRIVE belt"])
def test_a_part_is_meant_by_its_name_or_its_number_or_both(session, said):
    part = a_spare_part(session, part_number="DB-7")
    a_spare_part(session, "Drive belt cover")

    assert spares.meant(session, said, part.site_id).id == part.id


@pytest.mark.parametrize(
    ("said", "no"),
    [("Belt", "There is no spare part"), ("Drive belt", "Several"), ("", "no spare")],
)
def test_what_could_be_this_or_that_is_not_guessed(session, said, no):
    part = a_spare_part(session, part_number="DB-7")
    a_spare_part(session, part_number="DB-8")

    with pytest.raises(Refused, match=no) as refused:
        spares.meant(session, said, part.site_id)

    assert refused.value.field == "part"


def test_another_sites_store_is_not_seen(session):
    theirs = a_spare_part(session, minimum=Decimal(9), site=a_site(session, "SZE", "Szentes", "HU"))
    rights = people.rights_of(session, a_person(session, Role.TECHNICIAN, a_site(session)))

    with pytest.raises(Missing, match="no such spare part"):
        spares.part(session, theirs.id, rights)

    assert spares.listed(session, Wanted(), Cut(), rights).rows == []
    assert (spares.shortages(session, rights), spares.shortages(session, EVERYTHING)) == (
        0,
        1,
    )


def test_what_fits_a_model_is_known(session):
    model = a_model(session)
    fits = a_spare_part(session, model_id=model.id)
    a_spare_part(session, "Other")
    a_spare_part(session, "Gone", model_id=model.id, given_up=True)

    assert session.exec(spares.fitting(model.id, fits.site_id)).all() == [fits]


def test_who_has_looked_before_another_took_the_last_one_is_told_so(engine, session):
    part, order = a_spare_part(session, quantity=1), an_order(session)
    with transaction(engine, by=Actor("test")) as changes:
        theirs = changes.get_one(SparePart, part.id)
        stock.use(changes, theirs, changes.get_one(WorkOrder, order.id), Decimal(1))

    with pytest.raises(Refused, match="Only 0"):
        stock.use(session, part, order, Decimal(1))


def _use(url, number, begin):
    engine = open_engine(url)
    begin.wait()
    try:
        with transaction(engine, by=Actor("test")) as session:
            part = session.exec(select(SparePart)).one()
            order = session.exec(select(WorkOrder).where(WorkOrder.number == number)).one()
            stock.use(session, part, order, Decimal(1))
    except Refused as no:
        assert "Only 0" in str(no)  # noqa: PT017
        raise SystemExit(3) from None
    finally:
        engine.dispose()


def test_of_two_who_take_the_last_one_at_once_one_is_told_so(database_url, engine, session):
    a_spare_part(session, quantity=1)
    numbers = [an_order(session, an_asset(session)).number for _ in range(2)]
    begin = PROCESSES.Event()
    both = [PROCESSES.Process(target=_use, args=(database_url, each, begin)) for each in numbers]

    for each in both:
        each.start()
    begin.set()
    for each in both:
        each.join(60)

    session.expire_all()
    assert sorted(each.exitcode for each in both) == [0, 3]
    assert session.exec(select(SparePart)).one().quantity == 0
    assert len(session.exec(select(StockMove)).all()) == 2
    assert list(checks.check(engine, settings.load())) == []
