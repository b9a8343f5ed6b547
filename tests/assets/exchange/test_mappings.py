import tomllib

import pytest

from assets.errors import Refused
from assets.exchange import mappings, outgoing
from assets.exchange.mappings import Field
from assets.inventory import columns

ROMANIAN = {
    "Cod etichetă": Field.TAG,
    "Denumirea": Field.NAME,
    "Stare tehnică": Field.CONDITION,
    "Încăpere": Field.PLACE,
    "Producător": Field.MAKER,
    "Număr de serie": Field.SERIAL_NUMBER,
    "Nr. inventar": Field.INVENTORY_NUMBER,
    "Furnizor": Field.SUPPLIER,
    "Preț": Field.PRICE,
    "Data recepției": Field.ACCEPTED_ON,
    "Garanție până la": Field.WARRANTY_UNTIL,
    "Observații": Field.NOTE,
}
HUNGARIAN = {
    "Címke": Field.TAG,
    "Megnevezés": Field.NAME,
    "Műszaki állapot": Field.CONDITION,
    "Telephely": Field.SITE,
    "Helyiség": Field.PLACE,
    "Gyártó": Field.MAKER,
    "Gyári szám": Field.SERIAL_NUMBER,
    "Leltári szám": Field.INVENTORY_NUMBER,
    "Szállító": Field.SUPPLIER,
    "Beszerzési ár": Field.PRICE,
    "Üzembe helyezés dátuma": Field.IN_USE_ON,
    "Megjegyzés": Field.NOTE,
}


def test_every_header_of_an_export_is_known_but_what_is_inherited_reckoned_or_looked_for():
    exported = list(outgoing.HEADERS)

    mapping = mappings.guessed(exported)

    assert mapping.key == "rehab"
    assert set(mapping.left_out(exported)) == {
        *(*columns.INHERITED, "udi_di", "waits_for"),
        *("replace_on", "due_on", "verified_on", "verified_found", "verified_by"),
    }
    assert all(field == header for header, field in mapping.columns.items())


@pytest.mark.parametrize("headers", [ROMANIAN, HUNGARIAN])
def test_headers_of_romanian_and_hungarian_lists_are_known(headers):
    assert mappings.guessed(list(headers)).columns == headers


def test_accents_capitals_and_signs_of_a_header_do_not_matter():
    mapping = mappings.guessed(["NR INVENTAR", "megnevezes", "Serial-Number"])

    assert mapping.columns["NR INVENTAR"] is Field.INVENTORY_NUMBER
    assert mapping.columns["Serial-Number"] is Field.SERIAL_NUMBER


@pytest.mark.parametrize(
    ("headers", "key"),
    [
        (["Asset Tag", "Item Name", "Category", "Model", "Checked Out To: Username"], "snipe-it"),
        (["HB.name", "HB.asset_id", "HB.location"], "homebox"),
        (["qrId", "title", "description", "category", "custodian"], "shelf"),
        (["name", "serial", "location"], "rehab"),
    ],
)
def test_the_mapping_that_understands_most_headers_is_guessed(headers, key):
    assert mappings.guessed(headers).key == key


def test_a_column_that_nobody_foresaw_is_kept_of_another_program_and_left_out_of_ours():
    theirs = mappings.named("homebox", ["HB.name", "HB.field.Voltage"])
    ours = mappings.named("rehab", ["name", "Voltage"])

    assert theirs.columns["HB.field.Voltage"] is Field.NOTED
    assert ours.left_out(["name", "Voltage"]) == ("Voltage",)


def test_people_of_another_program_are_left_behind():
    headers = ["Name", "Asset Tag", "Checked Out To: Username", "Checked Out To: Email"]

    mapping = mappings.named("snipe-it", headers)

    assert mapping.left_out(headers) == ("Checked Out To: Username", "Checked Out To: Email")


def test_of_two_columns_that_say_the_same_the_better_one_says_it():
    mapping = mappings.named("homebox", ["HB.asset_id", "HB.import_ref", "HB.name"])

    assert mapping.columns["HB.import_ref"] is Field.EXTERNAL_REF
    assert mapping.columns["HB.asset_id"] is Field.NOTED


def test_a_person_may_say_what_each_column_is():
    mapping = mappings.chosen(["Ce", "Unde", "Cod"], ["name", "place", ""], loose=False)

    assert mapping.columns == {"Ce": Field.NAME, "Unde": Field.PLACE}


def test_two_columns_cannot_be_the_same():
    mapping = mappings.chosen(["One", "Two"], ["name", "name"], loose=False)

    with pytest.raises(Refused, match="One and Two cannot both be"):
        mapping.check(["One", "Two"])


def test_a_list_that_never_says_what_a_thing_is_called_is_refused():
    mapping = mappings.guessed(["Price", "Colour"])

    with pytest.raises(Refused, match="None of these columns says what a thing is called"):
        mapping.check(["Price", "Colour"])


def test_a_mapping_that_is_unknown_is_refused_with_those_that_are_known():
    with pytest.raises(Refused, match=r"Take one of: rehab, homebox, shelf, snipe-it\."):
        mappings.named("excel", ["name"])


@pytest.mark.parametrize(
    "path", sorted(mappings.SHIPPED.glob("*.toml")), ids=lambda path: path.stem
)
def test_a_shipped_mapping_names_known_fields_and_no_header_twice(path):
    written = tomllib.loads(path.read_text(encoding="utf-8"))

    named = [header for headers in written["columns"].values() for header in headers]
    named += written["left_out"]

    assert set(written["columns"]) <= set(Field)
    assert len(named) == len(set(named))
