import csv
import re
from decimal import Decimal

import pytest
from sqlmodel import select

from assets.maintenance import stock
from assets.maintenance.spares import SparePart
from assets.rights import Role
from tests.browser import Browser
from tests.builders import (
    a_model,
    a_person,
    a_room,
    a_site,
    a_spare_part,
    an_asset,
    an_order,
    committed,
)


@pytest.fixture
def technician(app, session):
    return Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))


@pytest.fixture
def manager(app, session):
    return Browser(app).sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


def kept(session):
    session.expire_all()
    return session.exec(select(SparePart)).one()


def test_a_new_part_is_kept_with_all_that_is_said_of_it(manager, session):
    a_model(session)
    said = {
        "site": "LOV",
        "name": "Curea",
        "part_number": "DB-7",
        "unit": "buc",
        "minimum": "2",
        "place": a_room(session, "Store").path,
        "model": "Technogym Run Artis",
        "supplier": "BTL",
        "price": "86,50",
        "currency": "RON",
        "quantity": "1,5",
    }

    answer = manager.post("/spares", data=said)

    part = kept(session)
    page = manager.get(answer.headers["location"]).text
    assert (part.quantity, part.minimum, part.short, part.price_minor) == (
        Decimal("1.5"),
        2,
        True,
        8650,
    )
    for told in (
        "Curea",
        "1.5 buc in the store: below the minimum of 2.",
        "RON\xa086.50",
        "Technogym Run Artis",
        "Lovrin / Store",
        "BTL",
        "First count.",
    ):
        assert told in page, told


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(manager, session):
    a_spare_part(session)
    said = {"site": "LOV", "name": "Drive belt", "minimum": "many", "model": "Nobody X"}

    many = manager.post("/spares", data=said)
    unknown = manager.post("/spares", data=said | {"name": "Belt", "minimum": "2"})
    twice = manager.post("/spares", data=said | {"model": "", "minimum": ""})

    assert "many is not a number." in many.text
    assert "There is no model called Nobody X." in unknown.text
    assert "Drive belt is in the store of this site already." in twice.text
    assert 'value="Nobody X"' in unknown.text
    assert [each.status_code for each in (many, unknown, twice)] == [422] * 3


def test_a_technician_receives_and_counts_but_does_not_define(technician, session):
    part = a_spare_part(session, quantity=2)

    got = technician.post(f"/spares/{part.id}/receive", data={"quantity": "3", "price": "10"})
    silent = technician.post(f"/spares/{part.id}/count", data={"counted": "4"})
    counted = technician.post(f"/spares/{part.id}/count", data={"counted": "4", "reason": "Lost"})
    defined = technician.post(f"/spares/{part.id}/edit", data={"name": "Belt"})

    assert [each.status_code for each in (got, silent, counted, defined)] == [303, 422, 303, 403]
    assert "Say why the stock is another one." in silent.text
    assert kept(session).quantity == 4


def test_who_edits_what_another_has_edited_is_shown_what_it_says_now(manager, session):
    part = a_spare_part(session)
    page = manager.get(f"/spares/{part.id}/edit").text
    (version,) = re.findall(r'name="version" value="(\d+)"', page)
    part.keep(Decimal(7))
    session.commit()

    answer = manager.post(f"/spares/{part.id}/edit", data={"name": "Belt", "version": version})

    assert answer.status_code == 422
    assert "The register now says this." in answer.text
    assert "Drive belt" in answer.text


def test_an_order_uses_a_part_and_puts_it_back(technician, session):
    order = an_order(session)
    a_spare_part(session, quantity=2, minimum=Decimal(2), part_number="DB-7")
    address = f"/orders/{order.number}/parts"

    used = technician.post(address, data={"part": "drive belt (DB-7)", "quantity": "1"})
    shown = technician.get(f"/orders/{order.number}").text
    (back,) = re.findall(rf'action="({address}/[\w-]+/back)"', shown)
    put_back = technician.post(back)
    again = technician.post(back)

    assert used.headers["location"] == f"/orders/{order.number}#parts"
    assert "Drive belt (DB-7): 1 left, below the minimum of 2." in shown
    assert put_back.status_code == 303
    assert (again.status_code, "put back already" in again.text) == (422, True)
    assert kept(session).quantity == 2


@pytest.mark.parametrize(
    ("said", "no"),
    [
        ({"part": "Drive belt", "quantity": "3"}, "Only 2 of Drive belt lie in the store."),
        ({"part": "Bolt", "quantity": "1"}, "There is no spare part Bolt in the store here."),
        ({"part": "Drive belt", "quantity": "0"}, "Write a number above 0."),
        ({"part": "Drive belt", "quantity": "1,2345"}, "Write at most 3 decimals."),
    ],
)
def test_what_cannot_be_used_is_told_and_kept_as_it_was_typed(technician, session, said, no):
    order = an_order(session)
    a_spare_part(session, quantity=2, unit="pcs")

    answer = technician.post(f"/orders/{order.number}/parts", data=said)

    assert answer.status_code == 422
    assert no in answer.text
    assert f'value="{said["quantity"]}"' in answer.text
    assert kept(session).quantity == 2


def test_what_fits_the_thing_is_offered_first_and_stands_on_its_page(technician, session):
    model = a_model(session)
    order = an_order(session, an_asset(session, model_id=model.id))
    a_spare_part(session, "Zz seal", model_id=model.id)
    a_spare_part(session, "Aa bolt")
    a_spare_part(session, "Theirs", site=a_site(session, "SZE", "Szentes", "HU"))

    page = technician.get(f"/orders/{order.number}").text
    typed = technician.get(f"/orders/{order.number}/parts/suggestions?part=bol").text

    assert re.findall(r'<option value="(\w+ \w+|Theirs)">', page) == ["Zz seal", "Aa bolt"]
    assert re.findall(r'value="([^"]+)"', typed) == ["Aa bolt"]
    assert "Zz seal" in technician.get("/assets/LOV-00001").text


def test_the_stock_is_taken_away_as_the_list_shows_it(technician, session):
    a_spare_part(session, "=Belt", quantity=2, unit="m", minimum=Decimal(3))
    a_spare_part(session, "Seal")

    taken = technician.get("/spares.csv?show=short")

    (row,) = csv.DictReader(taken.content.decode("utf-8-sig").splitlines())
    assert (row["name"], row["quantity"], row["minimum"], row["short"]) == (
        "'=Belt",
        "2",
        "3",
        "true",
    )


def test_short_parts_come_first_and_my_day_tells_of_them(technician, session):
    a_spare_part(session, "Aa bolt")
    order, part = an_order(session), a_spare_part(session, "Zz seal", minimum=Decimal(2))
    before = technician.get("/").text
    stock.use(session, part, order, Decimal(1))
    session.commit()

    page = technician.get("/spares").text

    assert "lies below its minimum" not in before
    assert "1 spare part lies below its minimum." in technician.get("/").text
    assert page.index("Zz seal") < page.index("Aa bolt")
    assert "Aa bolt" not in technician.get("/spares?show=short").text


def test_a_part_is_found_by_typing(technician, session):
    a_spare_part(session, "Șurub M8")
    committed(session, a_spare_part(session, "Seal"))

    page = technician.get("/spares?search=surub").text

    assert "Șurub M8" in page
    assert "Seal" not in page
