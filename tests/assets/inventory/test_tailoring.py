"""The fields that a house adds, and what its things say in them."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from assets import derivations
from assets.database import Actor, transaction
from assets.errors import Refused
from assets.inventory import custom_fields, finding, tailoring
from assets.inventory.custom_fields import Choice, Kind
from assets.inventory.finding import SearchWord, Wanted
from assets.listing import Cut
from assets.rights import EVERYTHING
from assets.words import Language, Words
from tests.builders import DAY, a_field, a_type, an_asset, committed, some_choices


def found(session, **wanted):
    page = finding.listed(session, Wanted(**wanted), DAY, Cut(), EVERYTHING)
    return [row.name for row in page.rows]


def wrong(engine):
    """What of the words that assets are found by does not follow from the rest."""
    with transaction(engine, by=Actor("test"), read_only=True) as session:
        return list(filter(None, derivations.search_words(session)))


def says(session, asset, **said):
    """The asset once these values are written down."""
    fields = custom_fields.fitting(session, asset.type_id)
    asset.extra = custom_fields.validated(fields, said, asset.extra)
    return committed(session, asset)


def again(field, **said):
    """What is said of a field, with something else."""
    return tailoring.Wanted(**(vars(tailoring.wanted(field)) | said))


def test_a_field_gets_its_key_from_its_english_name_and_keeps_it(session):
    first = a_field(session, "Supply voltage (V~)")
    second = a_field(session, "Supply voltage, V~")

    tailoring.change(session, first, again(first, names=Words("Mains", "Rețea", "Hálózat")))

    assert (first.key, second.key) == ("supply_voltage_v", "supply_voltage_v_2")
    assert first.names.ro == "Rețea"


def test_two_fields_of_one_form_are_not_called_the_same_in_any_language(session):
    a_field(session, "Voltage", names=Words("Voltage", "Tensiune", "Feszültség"))
    other = Words("Tension", "TENSIUNE", "Nyomás")

    with pytest.raises(Refused, match="There is a field"):
        a_field(session, names=other, type_id=a_type(session).id)


def test_two_kinds_may_each_have_a_field_of_the_same_name(session):
    tub, couch = a_type(session, "TUB"), a_type(session, "COUCH")

    keys = [a_field(session, "Length", type_id=each.id).key for each in (tub, couch)]

    assert keys == ["length", "length_2"]
    assert [each.key for each in custom_fields.fitting(session, couch.id)] == ["length_2"]


def test_what_is_asked_of_all_comes_first_and_then_what_is_asked_of_the_kind(session):
    tub = a_type(session, "TUB")
    for name in ("Volume", "Jets"):
        a_field(session, name, type_id=tub.id)
    for name in ("Wheels", "Key"):
        a_field(session, name)

    asked = [field.key for field in custom_fields.fitting(session, tub.id)]

    assert asked == ["wheels", "key", "volume", "jets"]


def test_fields_are_asked_in_the_order_that_they_are_put_in(session):
    one, two, three = (a_field(session, name) for name in ("One", "Two", "Three"))

    tailoring.order(session, three, after=None)
    tailoring.order(session, one, after=two)
    session.commit()

    assert tailoring.fellows(session, one) == [three, two, one]


def test_a_field_is_put_after_another_one_of_the_same_kind_only(session):
    of_tubs, of_all = a_field(session, "Jets", type_id=a_type(session).id), a_field(session, "Key")

    with pytest.raises(Refused, match="asked of other things"):
        tailoring.order(session, of_all, after=of_tubs)


def test_the_least_is_not_more_than_the_most(session):
    with pytest.raises(Refused, match="The least is more than the most") as no:
        a_field(session, least=Decimal(5), most=Decimal(4))

    assert no.value.field == "least"


def test_the_kind_of_a_field_changes_until_a_thing_says_something_in_it(session):
    field, asset = a_field(session, "Code", Kind.NUMBER), an_asset(session)
    tailoring.change(session, field, again(field, kind=Kind.TEXT))
    says(session, asset, code="B-17")

    with pytest.raises(Refused, match="its kind cannot change"):
        tailoring.change(session, field, again(field, kind=Kind.NUMBER))


def test_a_choice_that_a_thing_has_taken_can_end_but_not_go(session):
    field = a_field(session, "Frame", Kind.CHOICE, choices=some_choices("Steel", "Wood", "Iron"))
    asset = says(session, an_asset(session), frame="wood")
    steel, wood, _ = field.offered

    tailoring.change(session, field, again(field, choices=[steel, wood]))
    with pytest.raises(Refused, match="It can end, but not go"):
        tailoring.change(session, field, again(field, choices=[steel]))
    ended = [steel, Choice(wood.key, *wood.names, ended=True)]
    tailoring.change(session, field, again(field, choices=ended))
    session.commit()

    assert says(session, asset, frame="wood").extra == {"frame": "wood"}
    with pytest.raises(Refused, match="no longer offered"):
        says(session, an_asset(session, "Other"), frame="wood")


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        ([], "Name at least one choice"),
        ([Choice("", "Steel", "", "Acél")], "in all three languages"),
        (some_choices("Steel", "steel"), "Two choices are called"),
        ([Choice("made_up", "Steel", "Oțel", "Acél")], "There is no choice made_up"),
    ],
)
def test_a_list_of_choices_is_one_that_everybody_can_choose_from(session, choices, why):
    with pytest.raises(Refused, match=why) as no:
        a_field(session, "Frame", Kind.CHOICE, choices=choices)

    assert no.value.field == "choices"


def test_a_house_has_at_most_five_hundred_fields_that_are_asked(session, monkeypatch):
    monkeypatch.setattr(tailoring, "MOST", 2)
    first, _ = a_field(session, "One"), a_field(session, "Two")

    with pytest.raises(Refused, match="There are 2 fields"):
        a_field(session, "Three")
    tailoring.end(first)
    a_field(session, "Three")
    with pytest.raises(Refused, match="There are 2 fields"):
        tailoring.resume(session, first)


def test_nothing_that_was_said_is_lost_when_a_field_ends_or_a_thing_changes_its_kind(session):
    tub, couch = a_type(session, "TUB"), a_type(session, "COUCH")
    volume, _ = a_field(session, "Volume", type_id=tub.id), a_field(session, "Key", Kind.TEXT)
    asset = says(session, an_asset(session, type_id=tub.id), volume=Decimal(200), key="7")

    tailoring.end(volume)
    asset.type_id = couch.id
    says(session, asset, key="8")

    assert asset.extra == {"volume": "200", "key": "8"}


def test_things_are_found_by_what_their_fields_say_in_every_language(session):
    steel = Choice("", "Stainless steel", "Oțel inoxidabil", "Rozsdamentes acél")
    a_field(session, "Frame", Kind.CHOICE, choices=[steel])
    a_field(session, "Cabinet", Kind.TEXT)
    says(session, an_asset(session, "Tub"), frame="stainless_steel", cabinet="Dulap Ștefan 3")
    an_asset(session, "Couch")

    for typed in ("stainless", "otel inox", "rozsdament", "stefan dulap"):
        assert found(session, search=typed) == ["Tub"], typed
    assert found(session, search="frame") == []
    assert found(session, marks=(custom_fields.mark("frame", "stainless_steel"),)) == ["Tub"]
    assert found(session, marks=(custom_fields.mark("frame", "stainless"),)) == []


def test_a_renamed_choice_is_found_by_its_new_name_only(engine, session):
    field = a_field(session, "Frame", Kind.CHOICE, choices=some_choices("Steal"))
    says(session, an_asset(session, "Tub"), frame="steal")
    (choice,) = field.offered

    right = Choice(choice.key, "Steel", "Oțel", "Acél")
    tailoring.change(session, field, again(field, choices=[right]))
    session.commit()

    assert (found(session, search="steel"), found(session, search="steal")) == (["Tub"], [])
    assert wrong(engine) == []


def test_the_words_of_fields_follow_from_what_they_say(engine, session):
    a_field(session, "Cleaned", Kind.DAY)
    a_field(session, "Wheels", Kind.YES_NO)
    says(session, an_asset(session), cleaned=date(2027, 3, 1), wheels=False)

    words = set(session.exec(select(SearchWord.word)))

    assert {"=cleaned=2027-03-01=", "=wheels=false="} <= words
    assert wrong(engine) == []
    session.connection().exec_driver_sql("DELETE FROM search_word WHERE word LIKE '=wheels%%'")
    assert len(wrong(engine)) == 1


def test_a_value_is_said_with_its_unit_as_the_reader_writes_it(session):
    field = a_field(session, unit="kV")

    said = [field.said("1234.5", language) for language in Language]

    assert said == ["1,234.5\xa0kV", "1.234,5\xa0kV", "1\xa0234,5\xa0kV"]
