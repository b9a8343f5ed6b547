import json
import shutil
import subprocess
import sys
import venv
from datetime import UTC, date, datetime
from pathlib import Path

import jsonschema
import pytest
from referencing import Registry, Resource

from assets.errors import Missing
from assets.exchange import ocds, processes
from assets.inventory import suppliers
from assets.money import Currency, Money
from assets.procurement import bids, invoices, items, modifications
from assets.procurement.lots import Procedure
from assets.rights import EVERYTHING, Permission, Rights
from tests.builders import (
    DAY,
    a_contract,
    a_line,
    a_lot,
    a_partner,
    a_project,
    a_schedule,
    committed,
)

STANDARD = Path(__file__).parent / "ocds-1.1.5"
AT = datetime(2027, 3, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def official():
    """The schema of release packages with lots, as both are published, without a network.

    That of lots is the extension's at its commit 0666df1, which is stricter than v1.1.5.
    """
    read = {path.name: json.loads(path.read_text()) for path in STANDARD.glob("schema/*.json")}
    packages, releases = read["release-package-schema.json"], read["release-schema.json"]
    lots = json.loads((STANDARD / "lots" / "release-schema.json").read_text())
    address = packages["properties"]["releases"]["items"]["$ref"]
    known = Registry().with_resource(address, Resource.from_contents(extended(releases, lots)))
    return jsonschema.Draft4Validator(packages, registry=known)


def extended(schema, patch):
    """A schema with an extension merged into it (RFC 7396)."""
    if not isinstance(schema, dict) or not isinstance(patch, dict):
        return patch
    return schema | {name: extended(schema.get(name), patch[name]) for name in patch}


def exported(session, rights=EVERYTHING, project=""):
    return json.loads(ocds.of_project(session, rights, AT, "", project))


def bought(session, **said):
    """A lot that was called, offered for, awarded, signed, changed and paid in part."""
    lot = a_lot(session, legal_basis="Legea 98/2016", **said)
    a_schedule(session, lot)
    item = items.add(session, lot, title="Treadmill", quantity=3, price=Money(9_000_00, "RON"))
    for name, amount in (("Hidro S.R.L.", 100_000_00), ("Electro S.R.L.", 120_000_00)):
        firm = suppliers.named(session, name)
        firm.describe(contact="Ioana Pop, 0744 000 000")
        offer = bids.receive(session, lot, firm, Money(amount, Currency.RON), today=DAY)
        if amount == 100_000_00:
            bids.award(session, lot, offer)
    contract = a_contract(session, lot, awarded_on=date(2027, 1, 15), ends_on=date(2027, 9, 30))
    a_line(session, contract, item_id=item.id, quantity=2)
    a_line(session, contract, item_id=item.id, title="Treadmill with handrail")
    return lot, contract


def paid(session, contract, minor=25_000_00):
    said = {"supplier_id": contract.supplier_id, "number": "F 12", "number_key": "F12"}
    invoice = invoices.Invoice(
        contract_id=contract.id,
        issued_on=date(2027, 2, 10),
        currency=contract.currency,
        partner_id=contract.partner_id,
        **said,
    )
    session.add(invoice)
    session.flush()
    payment = invoices.Payment(
        invoice_id=invoice.id, paid_on=date(2027, 2, 20), amount_minor=minor, reference="OP 3"
    )
    session.add(payment)
    return committed(session, payment)


def test_a_package_is_valid_by_the_official_schema(session, official):
    lot, contract = bought(session)
    paid(session, contract)
    a_lot(session, "Not planned yet", lot.project, lot.partner)

    package = exported(session)

    assert [error.message for error in official.iter_errors(package)] == []
    assert len(package["releases"]) == 2


def test_the_official_schema_sees_what_is_wrong(session, official):
    bought(session)
    package = exported(session)

    package["releases"][0]["tender"]["mainProcurementCategory"] = "things"

    assert list(official.iter_errors(package)) != []


def test_a_contract_says_its_award_its_price_with_modifications_and_what_was_paid(session):
    lot, contract = bought(session)
    modifications.add(
        session,
        contract,
        net_minor=5_000_00,
        signed_on=date(2027, 2, 15),
        reason="One more handrail",
        today=DAY,
    )
    paid(session, contract)

    release = exported(session)["releases"][0]

    award, signed = release["awards"][0], release["contracts"][0]
    assert release["tag"] == ["planning", "award", "contract", "implementation"]
    assert (award["id"], award["date"]) == (signed["awardID"], "2027-01-15T00:00:00+02:00")
    assert award["value"] == {"amount": 100_000.0, "currency": "RON"}
    assert award["relatedLots"] == [lot.number]
    assert signed["value"] == {"amount": 105_000.0, "currency": "RON"}
    assert signed["amendments"][0]["rationale"] == "One more handrail"
    assert signed["period"]["endDate"] == "2027-09-30T00:00:00+03:00"  # the clocks are on summer
    assert signed["implementation"]["transactions"][0]["value"]["amount"] == 25_000.0
    assert [each["quantity"] for each in signed["items"]] == [2, 1]


def test_those_who_offered_are_named_once_with_all_that_they_were(session):
    bought(session)

    release = exported(session)["releases"][0]

    roles = {each["name"]: each["roles"] for each in release["parties"]}
    assert roles["Hidro S.R.L."] == ["payee", "supplier", "tenderer"]
    assert roles["Electro S.R.L."] == ["tenderer"]
    assert release["tender"]["numberOfTenderers"] == 2
    assert release["tender"]["procurementMethod"] == "open"


def test_lots_of_one_notice_are_one_process(session):
    partner = a_partner(session)
    project = a_project(session, partners=[partner])
    for title in ("Treadmills", "Lasers"):
        a_lot(session, title, project, partner, notice_number="SCN1100234")
    a_lot(session, "Chairs", project, partner, procedure=Procedure.DIRECT)

    called, alone = exported(session)["releases"]

    assert called["ocid"] == "ocds-000000-ROHU00627-L01"
    assert [each["id"] for each in called["tender"]["lots"]] == ["ROHU00627-L01", "ROHU00627-L02"]
    assert called["tender"]["id"] == "SCN1100234"
    assert alone["tender"]["procurementMethod"] == "direct"


def test_nobody_is_named(session):
    _, contract = bought(session)
    contract.note = "Ask Ioana Pop"

    text = json.dumps(exported(session))

    assert "Ioana" not in text
    assert "0744" not in text


def test_what_she_does_not_see_is_not_published(session):
    mine, other = a_partner(session), a_partner(session, "MV", "HU")
    project = a_project(session, partners=[mine, other])
    a_lot(session, "Treadmills", project, mine)
    a_lot(session, "Lasers", project, other)
    hers = Rights(at_partners={mine.id: frozenset({Permission.PROCUREMENT_SEE})})

    releases = exported(session, hers)["releases"]

    assert [each["tender"]["title"] for each in releases] == ["Treadmills"]
    with pytest.raises(Missing):
        exported(session, Rights(), project.code)


def test_days_begin_where_the_partner_is(session):
    partner = a_partner(session, "MV", "HU")
    lot = a_lot(session, project=a_project(session, partners=[partner]), partner=partner)

    process = processes.listed(session, EVERYTHING, lot.project)[0]

    assert process.moment(date(2027, 2, 1)) == "2027-02-01T00:00:00+01:00"


def test_the_same_register_gives_the_same_file(session):
    bought(session)

    first, second = (ocds.of_project(session, EVERYTHING, AT, "") for _ in range(2))

    assert first == second


@pytest.mark.proof
def test_the_standards_own_reviewer_finds_no_error(session, tmp_path):
    _, contract = bought(session)
    paid(session, contract)
    (tmp_path / "package.json").write_bytes(ocds.of_project(session, EVERYTHING, AT, ""))
    shutil.copytree(STANDARD, tmp_path / "zipped" / "standard-1__1__5")
    standard = shutil.make_archive(str(tmp_path / "standard"), "zip", tmp_path / "zipped")
    venv.create(tmp_path / "own", with_pip=True)
    reviewer = tmp_path / "own" / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([reviewer / "pip", "install", "--quiet", "libcoveocds"], check=True)

    asked = [reviewer / "libcoveocds", "--standard-zip", standard, "package.json", "-o", "said"]
    said = subprocess.run(asked, cwd=tmp_path, check=True, capture_output=True)

    review = json.loads(said.stdout)
    assert review["validation_errors"] == []
    assert "conformance_errors" not in review
    assert review["additional_closed_codelist_values"] == {}
    assert review["deprecated_fields"] == []
