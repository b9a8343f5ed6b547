import html
import re
from decimal import Decimal

import pytest
from sqlalchemy import event

from assets import chronicle, trail
from assets.database import Actor, transaction
from assets.inventory import catalogue, custom_fields, register, shipped, tailoring
from assets.inventory.custom_fields import Kind
from assets.rights import EVERYTHING, Role
from assets.words import Language, Words
from tests.builders import (
    a_field,
    a_person,
    a_room,
    a_site,
    a_type,
    an_asset,
    some_choices,
)

PARTIAL = {"HX-Request-Type": "partial"}
FIELD = {"name_en": "Frame", "name_ro": "Cadru", "name_hu": "Váz", "kind": "choice"}


@pytest.fixture
def manager(browser, session):
    return browser.sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


@pytest.fixture
def tub(session):
    """A kind of which a voltage must be said, and of which a frame is asked."""
    kind = a_type(session, "TUB")
    bounds = {"least": Decimal(100), "most": Decimal(400)}
    a_field(session, "Voltage", unit="V", type_id=kind.id, required=True, **bounds)
    a_field(session, "Frame", Kind.CHOICE, type_id=kind.id, choices=some_choices("Steel", "Wood"))
    return kind


def again(session, asset):
    session.expire_all()
    return register.asset(session, asset.id, EVERYTHING)


def inputs(shown):
    return set(re.findall(r'name="(extra\.\w+)"', shown))


def errors(shown):
    found = re.findall(r'id="([\w.]+)-error"><svg.*?</svg>([^<]*)</p>', shown, re.DOTALL)
    return {name: html.unescape(said) for name, said in found}


def test_a_field_is_added_with_its_choices_and_asked_where_it_fits(manager, session):
    a_type(session, "TUB")
    said = FIELD | {"type": "TUB", "choices": "Steel; Oțel; Acél\nMDF\n"}

    added = manager.post("/catalogue/fields", data=said)

    assert added.headers["location"] == "/catalogue/fields"
    field = custom_fields.field(session, "frame")
    assert [each.names for each in field.offered] == [
        Words("Steel", "Oțel", "Acél"),
        Words("MDF", "MDF", "MDF"),
    ]
    assert "extra.frame" in inputs(manager.get("/catalogue/fields/asked?type=TUB").text)
    assert inputs(manager.get("/catalogue/fields/asked?type=").text) == set()


@pytest.mark.parametrize(
    ("said", "beside"),
    [
        ({"name_ro": ""}, "name_ro"),
        ({"choices": ""}, "choices"),
        ({"choices": "Steel; Oțel"}, "choices"),
        ({"type": "Balloon"}, "type"),
        ({"kind": "number", "least": "1,234"}, "least"),
        ({"kind": "number", "least": "5", "most": "4"}, "least"),
        ({"kind": "colour"}, "kind"),
    ],
)
def test_what_is_wrong_with_a_field_stands_beside_it_and_nothing_typed_is_lost(
    manager, said, beside
):
    answer = manager.post("/catalogue/fields", data=FIELD | {"choices": "Steel"} | said)

    assert answer.status_code == 422
    assert list(errors(answer.text)) == [beside]
    assert 'value="Váz"' in answer.text


def test_choices_are_renamed_ended_and_taken_away_in_the_form(manager, session):
    field = a_field(session, "Frame", Kind.CHOICE, choices=some_choices("Steal", "Wood", "Iron"))
    names = {"choice.steal.en": "Steel", "choice.steal.ro": "Oțel", "choice.steal.hu": "Acél"}
    kept = {f"choice.wood.{code}": "Wood" for code in Language} | {"choice.wood.ended": "true"}
    gone = {f"choice.iron.{code}": "" for code in Language}

    manager.post(
        "/catalogue/fields/frame/edit", data=FIELD | names | kept | gone | {"version": "1"}
    )

    session.refresh(field)
    assert [(each.key, each.en, each.ended) for each in field.offered] == [
        ("steal", "Steel", False),
        ("wood", "Wood", True),
    ]


def test_a_field_is_put_where_it_is_asked_ended_and_asked_again(manager, session):
    first, second = a_field(session, "One", Kind.TEXT), a_field(session, "Two", Kind.TEXT)
    said = {"name_en": "Two", "name_ro": "Doi", "name_hu": "Kettő", "kind": "text", "after": ""}

    manager.post("/catalogue/fields/two/edit", data=said)
    session.expire_all()
    assert tailoring.fellows(session, first) == [second, first]

    manager.post("/catalogue/fields/two/end", data={})
    assert inputs(manager.get("/assets/new").text) == {"extra.one"}
    manager.post("/catalogue/fields/two/resume", data={})
    assert inputs(manager.get("/assets/new").text) == {"extra.one", "extra.two"}


def test_who_is_second_at_a_field_is_told_what_changed_and_keeps_what_she_typed(manager, session):
    field = a_field(session, "Frame", Kind.TEXT)
    said = {name: getattr(field, name) for name in ("name_en", "name_ro", "name_hu", "kind")}
    manager.post("/catalogue/fields/frame/edit", data=said | {"name_ro": "Cadru", "version": "1"})

    second = manager.post(
        "/catalogue/fields/frame/edit", data=said | {"name_hu": "Váz", "version": "1"}
    )

    assert second.status_code == 422
    assert "Cadru" in second.text
    assert 'value="Váz"' in second.text


def test_a_thing_is_registered_with_what_is_asked_of_its_kind(manager, session, tub):
    a_room(session)
    said = {"name": "Tub", "place": "Gym", "type": tub.key}

    asked = manager.post("/assets", data=said)
    wrong = manager.post("/assets", data=said | {"extra.voltage": "99", "extra.frame": "iron"})
    manager.post("/assets", data=said | {"extra.voltage": "230,50", "extra.frame": "steel"})

    assert asked.status_code == 422
    assert "There is more to say of this kind." in asked.text
    assert inputs(asked.text) == {"extra.voltage", "extra.frame"}
    assert errors(wrong.text) == {
        "extra.voltage": "Write a number of at least 100.",
        "extra.frame": "iron is none of these: Steel, Wood.",
    }
    assert 'value="99"' in wrong.text
    asset = register.tagged(session, "LOV-00001", EVERYTHING)
    assert asset.extra == {"voltage": "230.5", "frame": "steel"}


def test_the_page_of_a_thing_says_what_fields_say_and_what_is_no_longer_asked(
    manager, session, tub
):
    a_field(session, "Cabinet", Kind.TEXT)
    old = a_field(session, "Old code", Kind.TEXT)
    extra = {"voltage": "230", "frame": "steel", "old_code": "B-17"}
    asset = an_asset(session, "Tub", type_id=tub.id, extra=extra)
    tailoring.end(old)
    session.commit()

    shown = manager.get(f"/assets/{asset.tag}").text

    assert "230\xa0V" in shown
    assert '<a href="/assets?extra.frame=steel">Steel</a>' in shown
    assert "1 more field is not filled in." in shown
    assert shown.index("No longer asked for") < shown.index("B-17")


def test_a_number_that_reads_in_two_ways_is_shown_so_that_it_can_be_saved_again(
    manager, session, tub
):
    asset = an_asset(session, "Tub", type_id=tub.id, extra={"voltage": "123.456"})

    shown = manager.get(f"/assets/{asset.tag}/edit").text
    (value,) = re.findall(r'name="extra.voltage"[^>]* value="([^"]*)"', shown)
    said = {"name": "Tub", "type": "TUB", "extra.voltage": value, "extra.frame": ""}
    answer = manager.post(f"/assets/{asset.tag}/edit", data=said)

    assert answer.status_code == 303
    assert again(session, asset).extra == {"voltage": "123.456"}


def test_an_ended_choice_stays_with_the_thing_that_has_taken_it(manager, session, tub):
    asset = an_asset(session, "Tub", type_id=tub.id, extra={"voltage": "230", "frame": "wood"})
    field = custom_fields.field(session, "frame")
    field.offer([each if each.key == "steel" else ended(each) for each in field.offered])
    session.commit()

    assert 'value="wood" selected' in manager.get(f"/assets/{asset.tag}/edit").text
    assert 'value="wood"' not in manager.get("/catalogue/fields/asked?type=TUB").text


def ended(choice):
    return custom_fields.Choice(choice.key, *choice.names, ended=True)


def test_who_is_second_at_a_thing_is_told_what_its_fields_say_now(manager, session, tub):
    asset = an_asset(session, "Tub", type_id=tub.id, extra={"voltage": "230"})
    said = {"name": "Tub", "type": "TUB", "version": "1", "extra.frame": ""}
    manager.post(f"/assets/{asset.tag}/edit", data=said | {"extra.voltage": "110"})

    second = manager.post(f"/assets/{asset.tag}/edit", data=said | {"extra.voltage": "380"})

    assert second.status_code == 422
    assert "<dt>Voltage</dt><dd>110\xa0V</dd>" in second.text
    assert 'value="380"' in second.text


def test_a_list_is_filtered_by_what_a_field_says_and_shows_it(manager, session, tub):
    an_asset(session, "Tub", type_id=tub.id, extra={"voltage": "230", "frame": "steel"})
    an_asset(session, "Other", type_id=tub.id, extra={"voltage": "23", "frame": "wood"})

    steel = manager.get("/assets?extra.frame=steel&columns=extra.voltage").text
    volts = manager.get("/assets?extra.voltage=23.0").text

    assert ("Tub" in steel, ">Other<" in steel) == (True, False)
    assert 'data-label="Voltage">230\xa0V</td>' in steel
    assert "Frame: Steel" in steel
    assert (">Tub<" in volts, "Other" in volts) == (False, True)
    unheard = manager.get("/assets?extra.unheard=1").text
    assert ("extra.unheard: 1" in unheard, "Tub" in unheard) == (True, False)


def test_a_column_and_a_filter_are_chosen_by_typing_their_names(manager, session, tub):
    an_asset(session, "Tub", type_id=tub.id)

    column = manager.get("/assets?columns=tag&column=voltage ro&state=in_use")
    filtered = manager.get("/assets", params={"own": "Frame", "says": "steel hu"})
    unknown = manager.get("/assets", params={"own": "Colour", "says": "red"})
    offered = manager.get("/catalogue/fields/suggestions?own=fra").text

    assert column.headers["location"] == "/assets?state=in_use&columns=tag&columns=extra.voltage"
    assert filtered.headers["location"] == "/assets?extra.frame=steel"
    assert errors(unknown.text) == {"own": "There is no field Colour."}
    assert 'value="red"' in unknown.text
    assert re.findall(r'value="([^"]+)"', offered) == ["Frame"]


def test_the_history_tells_each_field_by_its_name_in_the_readers_language(session, tub):
    asset = an_asset(session, "Tub", type_id=tub.id, extra={"voltage": "230", "frame": "wood"})
    asset.extra = {"voltage": "230.5", "frame": "steel"}
    session.commit()
    asset.extra = {"frame": "steel"}
    session.commit()

    entries = session.exec(trail.history(asset.id)).all()
    told = chronicle.told(session, entries, Language.HU)
    english = chronicle.told(session, entries, Language.EN)

    assert english[1].sentences == [
        "Voltage: 230.5\xa0V instead of 230\xa0V.",
        "Frame: Steel instead of Wood.",
    ]
    assert english[0].sentences == ["Voltage: 230.5\xa0V no more."]
    assert "Voltage hu" in told[1].sentences[0]
    assert "230,5\xa0V" in told[1].sentences[0]


@pytest.fixture
def crowded(engine, session):
    """Five hundred fields: twenty asked of everything, and twelve of each of forty kinds."""
    shipped.load(session)
    kinds = session.exec(catalogue.types().limit(40)).all()
    with transaction(engine, by=Actor("test")) as adding:
        for number in range(custom_fields.MOST):
            type_id = None if number < 20 else kinds[number % 40].id
            names = Words(*(f"Detail {number} {code}" for code in Language))
            tailoring.add(adding, tailoring.Wanted(names, list(Kind)[number % 4], type_id))
    return kinds


def statements(session, ask):
    told = []
    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", lambda *args: told.append(args[2]))
    ask()
    return len(told)


def test_five_hundred_fields_are_kept_without_a_special_case(manager, session, crowded):
    kind = crowded[7]
    fields = custom_fields.fitting(session, kind.id)
    said = {field.key: "7" for field in fields if field.kind in (Kind.TEXT, Kind.NUMBER)}
    asset = an_asset(session, "Tub", type_id=kind.id, extra=said)

    catalogue = manager.get("/catalogue/fields").text
    listed = manager.get("/assets").text

    assert catalogue.count('/edit">Detail') == 500
    assert len(inputs(manager.get(f"/assets/{asset.tag}/edit").text)) == len(fields) == 32
    assert len(listed) < 42_000
    assert "Tub" in manager.get(f"/assets?{fields[0].name}=7").text
    assert statements(session, lambda: manager.get(f"/assets/{asset.tag}")) < 40
