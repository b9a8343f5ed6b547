from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
from pydantic import BaseModel, Field
from sqlmodel import select

from assets.errors import Refused
from assets.inventory.register import Asset, Condition
from assets.rights import Role
from assets.trail import Entry
from assets.words import Language
from tests.builders import a_model, a_person, a_plan, a_project, a_room, a_site, a_type, an_asset
from web.forms import Amount, Day, understood


class Colour(StrEnum):
    RED = "red"


class Wish(BaseModel):
    name: str = Field(min_length=1, max_length=5)
    colour: Colour = Colour.RED
    place: UUID | None = None
    count: int | None = Field(default=None, ge=1, le=9)
    on: Day | None = None
    price: Amount | None = None
    chosen: list[str] = Field(default_factory=list)


def read(language=Language.EN, **values):
    return understood(Wish, values, language)


def test_what_is_understood_is_the_model():
    form = read(name="Bath", count="3", on="01.03.2027", price="1 234,50")

    assert form.valid
    assert (form.data.count, form.data.on) == (3, date(2027, 3, 1))
    assert form.data.price == Decimal("1234.50")


def test_what_is_left_empty_is_not_said():
    assert read(name="Bath", colour="", count="").data.colour is Colour.RED


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Fill this in."),
        ("name", "too long", "This is too long: 5 characters at most."),
        ("colour", "blue", "Choose one of the list."),
        ("place", "x", "Choose one of the list."),
        ("count", "x", "Write a whole number."),
        ("count", "0", "Write a number of at least 1."),
        ("count", "10", "Write a number of at most 9."),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_what_was_typed_is_kept(field, value, words):
    form = read(**({"name": "Bath"} | {field: value}))

    assert not form.valid
    assert form.errors == {field: words}
    assert form.values[field] == value


@pytest.mark.parametrize("on", ["03/04/2027", "31.02.2027", "yesterday", "9999-12-31"])
def test_a_day_that_is_none_or_two_is_never_guessed(on):
    assert set(read(name="Bath", on=on).errors) == {"on"}


def test_a_form_that_is_not_understood_has_nothing_to_act_on():
    with pytest.raises(Refused, match="not understood"):
        _ = read(name="").data


def test_a_no_without_a_field_of_this_form_stands_above_it():
    form = read(name="Bath")

    form.refuse(Refused("{place} is closed.", place="Pool", field="elsewhere"))

    assert form.errors == {"": "Pool is closed."}
    assert not form.valid


@pytest.mark.parametrize("verb", ["state", "condition"])
@pytest.mark.parametrize("value", ["nonsense", ""])
def test_a_verb_that_was_not_understood_is_not_reported_as_done(browser, session, verb, value):
    asset = an_asset(session)
    browser.sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))

    answer = browser.post(f"/assets/{asset.tag}/{verb}", data={verb: value})

    assert answer.status_code == 422
    assert "This was not understood." in answer.text
    session.expire_all()
    assert session.exec(select(Asset)).one().condition is Condition.UP


def half_right(session):
    """Forms whose first fields can be taken and whose last cannot."""
    asset, room, model = an_asset(session), a_room(session, "Gym"), a_model(session)
    kind, plan = a_type(session), a_plan(session, asset)
    person = a_person(session, name="Cora")
    names = {"name_en": "Belt", "name_ro": "x", "name_hu": "y"}
    days = {"starts_on": "2024-12-23", "ends_on": "2027-12-22"}
    project = days | {"acronym": "R4H", "title": "x", "total": "1", "erdf": "2"}
    a_project(session)
    rhythm = {"title": "Oil", "every": "3", "unit": "month", "kind": "preventive"}
    return {
        f"/assets/{asset.tag}/edit": {"name": "Tub", "serial_number": "1", "type": "no such kind"},
        f"/assets/{asset.tag}/move": {"place": "Nowhere"},
        "/assets": {"name": "Tub", "place": room.path, "maker": "X", "model": "Y", "type": "none"},
        f"/places/{room.id}/edit": {"name": "Hall", "opens_on": "2027-03-02",
                                    "closes_on": "2027-03-01"},
        f"/places/{room.id}/add": {"name": " ", "kind": "room"},
        f"/catalogue/models/{model.id}/edit": {"maker": "New", "name": "X", "udi_di": "123"},
        "/catalogue/models": {"maker": "New", "name": "X", "udi_di": "123"},
        f"/catalogue/types/{kind.key}/edit": names | {"emdn": "???", "version": "99"},
        f"/plans/{plan.id}/edit": rhythm | {"version": "99"},
        "/plans": rhythm | {"asset": "LOV-99999"},
        f"/people/{person.id}/edit": {"name": "Dana", "email": "no address"},
        "/partners": {"code": "NEW", "name": "New", "country": "XX"},
        "/partners/TM/edit": {"name": "New", "country": "XX"},
        "/procurement/projects": project | {"code": "NEW", "partner": "TM"},
        "/procurement/projects/ROHU00627/edit": project,
        "/procurement/projects/ROHU00627/close": {"final_payment_on": "2100-01-01"},
        "/people": {"name": "Dana", "email": "dana@demo.example", "password": "short",
                    "role": "viewer", "where": "everywhere"},
        f"/people/{person.id}/roles": {"role": "viewer", "where": "site:nowhere"},
    }  # fmt: skip


def test_a_refused_form_leaves_nothing_behind_not_even_what_was_right_in_it(administrator, session):
    forms = half_right(session)
    before = session.exec(select(Entry.id)).all()

    answers = {path: administrator.post(path, data=said) for path, said in forms.items()}

    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(
        forms, 422
    )
    assert session.exec(select(Entry.id)).all() == before
