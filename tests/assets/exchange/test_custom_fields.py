"""What people write into custom fields: in forms, in lists, in three languages."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assets.errors import Refused
from assets.exchange.custom_fields import read, written
from assets.inventory import custom_fields, tailoring
from assets.inventory.custom_fields import Choice, CustomField, Kind
from assets.inventory.finding import Wanted
from assets.words import Language, day, number
from tests.assets.exchange.lists import applied, brought, counts, known, planned, refusals, wrong
from tests.assets.exchange.test_outgoing import exported, records
from tests.builders import a_field, a_room, a_type, an_asset, committed, some_choices

NAMES = {"name_en": "Voltage", "name_ro": "Tensiune", "name_hu": "Feszültség"}
languages = some.sampled_from(Language)
numbers = some.decimals(-(10**9), 10**9, allow_nan=False, places=6).filter(custom_fields.is_plain)
days = some.dates(date(1900, 1, 1), date(2199, 12, 31))


def a_bare(kind, **said):
    return CustomField(key="voltage", kind=kind, **(NAMES | said))


def kept(field, typed):
    return field.kept(read(field, typed))


def answered(field, typed):
    """What is kept, or the no that is said instead."""
    try:
        return kept(field, typed), None
    except Refused as no:
        return None, no


@given(numbers, languages)
def test_a_number_is_kept_as_it_is_written_in_each_language_or_asked_about(value, language):
    field = a_bare(Kind.NUMBER)
    typed = number(value.normalize() + 0, language)

    read_again, no = answered(field, typed)

    assert (no and "two ways" in no.words) or Decimal(read_again) == value


@given(numbers)
def test_a_kept_number_is_written_so_that_it_is_read_as_the_same(value):
    field = a_bare(Kind.NUMBER)
    plain = field.plain(value)

    assert kept(field, f"{written(field, plain):f}") == plain
    assert kept(field, float(written(field, plain))) == plain
    assert kept(field, f"{value:f}0" if "." in f"{value:f}" else f"{value:f}.0") == plain


@given(days, languages)
def test_a_day_is_kept_as_it_is_written_in_figures_or_asked_about(value, language):
    field = a_bare(Kind.DAY)

    assert kept(field, value.isoformat()) == value.isoformat()
    assert kept(field, value.strftime("%d.%m.%Y")) == value.isoformat()
    read_again, no = answered(field, day(value, language, "short"))
    assert (no and "iso" in no.values) or read_again == value.isoformat()


@given(some.text(max_size=30))
def test_whatever_is_typed_is_kept_or_refused_beside_its_field(typed):
    for kind in Kind:
        field = a_bare(kind)
        field.offer([Choice("steel", "Steel", "Oțel", "Acél")])
        said, no = answered(field, typed)
        assert no is None or no.field == "extra.voltage"
        assert said is None or field.said(said, Language.HU)
        assert " " not in custom_fields.mark("voltage", said or "")


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Kind.NUMBER, "1 234,50", "1234.5"),
        (Kind.NUMBER, "-0", "0"),
        (Kind.NUMBER, 230.0, "230"),
        (Kind.YES_NO, "Da", True),
        (Kind.YES_NO, "nem", False),
        (Kind.CHOICE, "OTEL", "steel"),
        (Kind.CHOICE, "steel", "steel"),
        (Kind.TEXT, "  two \n words ", "two words"),
        (Kind.TEXT, 3271901481.0, "3271901481"),
        (Kind.DAY, "1.3.2027", "2027-03-01"),
    ],
)
def test_what_is_typed_is_kept_in_one_form(kind, typed, value):
    field = a_bare(kind)
    field.offer([Choice("steel", "Steel", "Oțel", "Acél")])

    assert kept(field, typed) == value


@pytest.mark.parametrize(
    ("kind", "typed", "why"),
    [
        (Kind.NUMBER, "99", "Write a number of at least 100."),
        (Kind.NUMBER, "400,5", "Write a number of at most 400."),
        (Kind.NUMBER, "0.1234567", "Write at most 15 digits"),
        (Kind.NUMBER, "many", "many is not a number."),
        (Kind.NUMBER, float("nan"), "Write at most 15 digits"),
        (Kind.NUMBER, "", "Fill this in."),
        (Kind.YES_NO, "perhaps", "perhaps is neither yes nor no."),
        (Kind.DAY, "2/30/2027", "is not a date"),
        (Kind.CHOICE, "Wood", "Wood is none of these"),
        (Kind.TEXT, "x" * 401, "This is too long: 400 characters at most."),
    ],
)
def test_what_no_rule_allows_is_refused_beside_its_field(kind, typed, why):
    bounds = {"least": Decimal(100), "most": Decimal(400)} if kind is Kind.NUMBER else {}
    field = a_bare(kind, required=True, **bounds)
    field.offer([Choice("steel", "Steel", "Oțel", "Acél")])

    with pytest.raises(Refused, match=why) as no:
        kept(field, typed)

    assert no.value.field == "extra.voltage"


@pytest.fixture
def tub(session):
    """A kind of which all five sorts of fields are asked."""
    kind = a_type(session, "TUB")
    a_field(session, "Voltage", type_id=kind.id, unit="V", least=Decimal(0), most=Decimal(400))
    a_field(session, "Frame", Kind.CHOICE, type_id=kind.id, choices=some_choices("Steel", "Wood"))
    a_field(session, "Cleaned", Kind.DAY)
    a_field(session, "Wheels", Kind.YES_NO)
    a_field(session, "Cabinet", Kind.TEXT)
    return kind


def a_full(session, kind, name="Tub"):
    said = {"voltage": "12.345", "frame": "wood", "cleaned": "2027-03-01", "wheels": True}
    return an_asset(session, name, type_id=kind.id, extra=said | {"cabinet": "=7; \"a\", 'b'"})


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_fields_say_goes_out_and_comes_in_again_without_a_change(engine, session, tub, form):
    a_full(session, tub)
    outgrown = a_full(session, tub, "Was a tub")
    outgrown.type_id = a_type(session, "COUCH").id
    an_asset(session, "Bare", type_id=tub.id)
    session.commit()

    plan = planned(engine, exported(engine, form))

    assert counts(plan) == (0, 0, 3, 0)


def test_a_list_has_a_column_for_each_field_in_use_or_for_all_of_one_kind(engine, session, tub):
    asset = a_full(session, tub)
    a_field(session, "Unused", type_id=a_type(session, "COUCH").id)

    row = records(exported(engine, "csv"))[0]
    of_couches = json.loads(exported(engine, "json", wanted=Wanted(kind=tub)))[0]

    assert row["extra.voltage"] == "12.3450"
    assert (row["extra.frame"], row["extra.wheels"], row["extra.cleaned"]) == (
        "wood",
        "true",
        "2027-03-01",
    )
    assert "extra.unused" not in {*row, *of_couches}
    assert of_couches["extra.cabinet"] == asset.extra["cabinet"]


@pytest.mark.usefixtures("tub")
def test_a_list_fills_fields_by_their_keys_and_by_their_names_in_any_language(engine, session):
    a_room(session)
    rows = (
        "name;place;type;extra.voltage;Frame hu;CLEANED RO;Wheels\n"
        "Tub;Gym;TUB;230,5;wood ro;1.3.2027;igen\n"
    )

    plan = brought(engine, rows)

    assert counts(plan) == (1, 0, 0, 0)
    assert known(session).extra == {
        "voltage": "230.5",
        "frame": "wood",
        "cleaned": "2027-03-01",
        "wheels": True,
    }
    assert wrong(engine) == []


def test_a_list_changes_only_the_fields_that_it_fills(engine, session, tub):
    asset = a_full(session, tub)

    plan = planned(engine, f"tag,extra.frame,extra.voltage\n{asset.tag},steel,\n")
    (told,) = plan.changed[0].says
    applied(engine, plan)

    assert (told.field.en, told.old.en, told.new.en) == ("Frame", "Wood", "Steel")
    assert known(session).extra == asset.extra | {"frame": "steel"}
    assert wrong(engine) == []


def test_a_refused_cell_is_told_with_its_row_and_its_column(engine, session, tub):
    asset = a_full(session, tub)
    other = an_asset(session, "Couch", type_id=a_type(session, "COUCH").id)

    plan = planned(engine, f"tag,Voltage,extra.frame\n{asset.tag},500,iron\n{other.tag},,steel\n")

    assert [each[:3] for each in refusals(plan)] == [
        (2, "extra.frame", "iron"),
        (2, "Voltage", "500"),
        (3, "extra.frame", "steel"),
    ]
    assert "is not asked of this kind" in refusals(plan)[2][3]


def test_a_new_thing_in_a_list_says_what_must_be_said_of_its_kind(engine, session, tub):
    a_room(session)
    a_field(session, "Volume", type_id=tub.id, required=True)

    plan = planned(
        engine, "name,place,type,extra.volume\nOne,Gym,TUB,\nTwo,Gym,TUB,200\nThree,Gym,,\n"
    )

    assert [new.values["name"] for new in plan.new] == ["Two", "Three"]
    assert refusals(plan)[0][:2] == (2, "extra.volume")
    assert "must be filled in" in refusals(plan)[0][3]


def test_what_stands_may_stay_though_the_rule_has_changed(engine, session, tub):
    asset = a_full(session, tub)
    field = custom_fields.field(session, "voltage")
    said = tailoring.Wanted(**(vars(tailoring.wanted(field)) | {"least": Decimal(100)}))
    tailoring.change(session, field, said)
    session.commit()

    plan = planned(engine, f"tag,extra.voltage\n{asset.tag},12.3450\n")

    assert counts(plan) == (0, 0, 1, 0)


def test_a_name_that_two_fields_share_is_no_header(engine, session, tub):
    asset = a_full(session, tub)
    committed(session, a_field(session, "Frame", Kind.TEXT, type_id=a_type(session, "COUCH").id))

    plan = planned(engine, f"tag,Frame\n{asset.tag},steel\n")

    assert plan.left_out == ("Frame",)


def test_days_of_a_field_that_read_in_two_ways_are_asked_about(engine, session, tub):
    asset = a_full(session, tub)

    plan = planned(engine, f"tag,extra.cleaned\n{asset.tag},01/03/2027\n")

    assert plan.unsure == ["extra.cleaned"]
