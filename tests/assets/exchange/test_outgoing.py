import csv
import io
import json

import pytest
from python_calamine import CalamineWorkbook

from assets.database import Actor, transaction
from assets.errors import Refused
from assets.exchange import outgoing
from assets.inventory import columns, suppliers
from assets.inventory.finding import Wanted
from assets.inventory.register import Condition, State
from assets.money import Currency
from assets.people import rights_of
from assets.rights import EVERYTHING, Role
from tests.assets.exchange.lists import counts, planned
from tests.builders import DAY, a_lot, a_model, a_person, a_room, a_site, a_type, an_asset

PAYLOADS = [
    "=cmd|' /C calc'!A0",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!D2",
    'DDE ("cmd";"/C calc";"!A0")A0',
    "+1;=2",
    "'=1",
]


def exported(engine, form, rights=EVERYTHING, wanted=None):
    with transaction(engine, by=Actor("test"), read_only=True) as session:
        own = outgoing.fields(session, wanted or Wanted())
        rows = outgoing.assets(session, wanted or Wanted(), DAY, rights, own)
        return b"".join(outgoing.FORMATS[form](outgoing.headers(own), rows))


def records(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def _full_record(session):
    ana = a_person(session, Role.TECHNICIAN, a_site(session), name="Ana Pop")
    return {
        "batch_number": "007",
        "manufactured_on": DAY,
        "expires_on": DAY,
        "udi_raw": "0104012345678901\x1d21A1",
        "software_version": "4.2",
        "accessories": "Two hoses\nand a belt",
        "custodian_id": ana.id,
        "supplier_id": suppliers.named(session, "Medimpex").id,
        "service_provider_id": suppliers.named(session, "Servis SRL").id,
        "service_contract": "S-12/2027",
        "service_until": DAY,
        "service_life_years": 9,
        "source_document": "Invoice 118",
        "department": "Balneo ward",
        "vat_minor": 197111,
        "funding_source": "County budget",
        "account": "2132",
        "class_code": "2.2.9",
        "depreciation_months": 48,
        "delivered_on": DAY,
        "installed_on": DAY,
        "warranty_from": DAY,
    }


@pytest.fixture
def furnished(session):
    """Things with every field filled, with none, and with fields that are hard to keep."""
    kind, model, lot = a_type(session), a_model(session, "h/p/cosmos", "pluto"), a_lot(session)
    an_asset(
        session,
        "Bandă „Ő”",
        a_room(session, "Sală"),
        type_id=kind.id,
        model_id=model.id,
        lot_number=lot.number,
        state=State.IN_STORAGE,
        condition=Condition.DEGRADED,
        serial_number="0012",
        inventory_number="=47+11",
        external_ref="3271901481",
        price_minor=1234567890,
        price_currency=Currency.EUR,
        acquired_on=DAY,
        accepted_on=DAY,
        in_use_on=DAY,
        warranty_until=DAY,
        **_full_record(session),
        note="two\nlines, and\ta tab; 'quoted' \"twice\"",
    )
    an_asset(session, "Bare", a_site(session))
    an_asset(session, "Gone", state=State.DISPOSED, ended_on=DAY, ended_reason="Worn out")
    an_asset(session, "Nameless", unnumbered=True)
    for payload in PAYLOADS:
        an_asset(session, payload, note=payload)


@pytest.mark.usefixtures("furnished")
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_exported_comes_in_again_without_a_change(engine, form):
    plan = planned(engine, exported(engine, form))

    assert counts(plan) == (0, 0, 4 + len(PAYLOADS), 0)


@pytest.mark.usefixtures("furnished")
def test_the_headers_are_the_names_of_the_contract(engine):
    content = exported(engine, "csv").decode("utf-8-sig")

    said = {"price_minor": "price", "vat_minor": "vat"}
    assert content.splitlines()[0].split(",") == [
        said.get(name, name) for name in columns.FIELDS if name != "price_currency"
    ]


@pytest.mark.usefixtures("furnished")
def test_an_amount_is_said_with_its_currency(engine):
    named = Wanted(search="Bandă")
    in_csv = records(exported(engine, "csv", wanted=named))[0]
    in_json = json.loads(exported(engine, "json", wanted=named))[0]

    assert in_csv["price"] == "12345678.90 EUR"
    assert in_json["price"] == {"amount": "12345678.90", "currency": "EUR"}
    assert in_json["state"] == "in_storage"


@pytest.mark.usefixtures("furnished")
def test_no_cell_of_a_list_is_a_formula(engine):
    cells = [cell for row in records(exported(engine, "csv")) for cell in row.values()]

    assert [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}] == []


@pytest.mark.usefixtures("furnished")
def test_excel_gets_its_text_as_text(engine):
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(exported(engine, "xlsx")))

    names = [row[1] for row in workbook.get_sheet_by_index(0).to_python()]

    assert set(PAYLOADS) <= set(names)


def test_of_two_places_of_one_name_the_path_is_said(engine, session):
    a_room(session, "Store", a_room(session, "Cellar"))
    an_asset(session, "Bike", a_room(session, "Store"))
    an_asset(session, "Cart", a_room(session, "Gym"))

    places = [row["place"] for row in records(exported(engine, "csv"))]

    assert places == ["Lovrin / Store", "Gym"]


def test_a_list_holds_what_was_asked_for_and_may_be_seen(engine, session):
    an_asset(session, "Bike")
    an_asset(session, "Cart", state=State.IN_STORAGE)
    an_asset(session, "Tub", a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU")))
    hers = rights_of(session, a_person(session, Role.VIEWER, a_site(session)))

    seen = records(exported(engine, "csv", hers))
    stored = records(exported(engine, "csv", hers, Wanted(state=State.IN_STORAGE)))

    assert [row["name"] for row in seen] == ["Bike", "Cart"]
    assert [row["name"] for row in stored] == ["Cart"]


def test_a_file_is_there_whole_or_not_at_all(tmp_path):
    def broken():
        yield [None] * len(outgoing.HEADERS)
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011
        outgoing.save(broken(), tmp_path / "assets.csv")

    assert list(tmp_path.iterdir()) == []


def test_a_file_is_written_as_its_name_ends(tmp_path):
    outgoing.save([], tmp_path / "assets.JSON")

    assert json.loads((tmp_path / "assets.JSON").read_text()) == []
    with pytest.raises(Refused, match=r"not as assets\.pdf"):
        outgoing.save([], tmp_path / "assets.pdf")
