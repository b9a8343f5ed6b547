"""The letter that claims a warranty, over the pages."""

from datetime import timedelta

import pytest

from assets.maintenance import inbox
from assets.rights import EVERYTHING, Role
from tests.browser import Browser
from tests.builders import a_document, a_fault, a_model, a_person, a_site, an_asset


@pytest.fixture
def technician(app, session):
    return Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))


@pytest.fixture
def asset(session):
    return an_asset(session, "Galvanic bath", serial_number="SN-77")


def test_under_warranty_the_letter_is_ready_in_the_language_of_the_supplier(
    technician, session, asset
):
    asset.warranty_until = asset.created_at.date() + timedelta(2)
    asset.model_id = a_model(session).id
    a_document(session, asset, kind="invoice", number="INV-9", name="Invoice.csv")
    a_fault(session, asset, words="Water", danger=True)

    offered = technician.get("/faults/F-00001").text
    page = technician.get("/faults/F-00001/claim?language=hu").text
    pdf = technician.get("/faults/F-00001/claim.pdf?language=hu")
    early = technician.post("/faults/F-00001/claim", data={})
    technician.post("/faults/F-00001/accept", data={"title": "Mend"})
    order = technician.get("/orders/W-00001").text
    marked = technician.post("/faults/F-00001/claim", data={})

    assert "/faults/F-00001/claim" in offered
    assert "It is under warranty until" in order
    assert "/faults/F-00001/claim" in order
    for said in ("Jótállási igény", "SN-77", "INV-9", "Technogym", "Water"):
        assert said in page
    assert pdf.content[:4] == b"%PDF"
    assert early.status_code == 422
    assert marked.status_code == 303
    assert inbox.fault(session, "F-00001", EVERYTHING).order.warranty_claim


def test_without_warranty_there_is_no_letter(technician, session, asset):
    a_fault(session, asset)

    technician.post("/faults/F-00001/accept", data={"title": "Mend"})
    assert "/claim" not in technician.get("/faults/F-00001").text
    assert "under warranty" not in technician.get("/orders/W-00001").text
    assert technician.get("/faults/F-00001/claim").status_code == 404
