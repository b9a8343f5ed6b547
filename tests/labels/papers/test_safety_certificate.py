"""The certificate as others read it: PDFium reads its words."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pypdfium2
from pypdfium2 import raw

from assets.inventory.catalogue import AppliedPart, ProtectionClass
from assets.inventory.places import Kind, Place
from assets.inventory.register import Asset
from assets.maintenance.limits import Circuit, Measure, Method
from assets.maintenance.safety_tests import (
    Connection,
    Measurement,
    Polarity,
    Reason,
    SafetyTest,
)
from assets.maintenance.terms import Outcome
from assets.words import Language
from labels.papers import safety_certificate

LETTERS = "ăâîșț ĂÂÎȘȚ őűöüáéí ŐŰÖÜÁÉÍ"


def a_value(position=1, **values):
    usual = {
        "measure": Measure.EQUIPMENT,
        "polarity": Polarity.REVERSED,
        "value": Decimal("118.5000"),
        "unit": "µA",
        "most": Decimal(500),
        "limit_source": "IEC 62353, to be verified",
        "reference": Decimal(90),
        "passed": True,
    }
    return Measurement(test_id=Place(name="", kind=Kind.SITE).id, position=position,
                       **(usual | values))  # fmt: skip


def printed(language, *measured, **values):
    site = Place(name="Lovrin", kind=Kind.SITE, language=language, zone="Europe/Bucharest")
    device = Asset(tag="LOV-00001", name="Cadă", place_id=site.id, site=site)
    analyser = Asset(tag="LOV-00002", name="Analizor", place_id=site.id, serial_number="A-7")
    usual = {
        "number": "EST-00001",
        "tested_on": date(2027, 3, 1),
        "reason": Reason.RECURRENT,
        "method": Method.DIRECT,
        "protection_class": ProtectionClass.I,
        "connection": Connection.FIXED,
        "applied_parts": [{"label": "Electrod", "type": AppliedPart.BF, "defib_proof": True}],
        "calibrated_until": date(2027, 12, 31),
        "verdict": Outcome.REMARK,
        "defects": LETTERS,
        "next_due_on": date(2028, 3, 1),
        "signed_by": "Tehnician",
        "signed_at": datetime(2027, 3, 1, 9, 30, tzinfo=UTC),
        "asset_tag": "LOV-00001",
        "asset_name": "Cadă",
    }
    test = SafetyTest(asset_id=device.id, asset=device, instrument=analyser, **(usual | values))
    return safety_certificate.pdf(test, measured)


def pages(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def test_it_tells_all_of_the_test_in_the_language_of_the_site():
    earth = a_value(2, measure=Measure.EARTH, circuit=Circuit.CORD, polarity=None, unit="Ω",
                    value=Decimal("0.0900"), most=Decimal("0.1"), rising=True)  # fmt: skip

    (page,) = pages(printed(Language.RO, a_value(), earth))

    for said in (
        "Buletin de verificare a securității electrice",
        "EST-00001",
        "Cadă, LOV-00001",
        "1 martie 2027",
        "Analizor, LOV-00002, A-7",
        "31 decembrie 2027",
        "protejată la defibrilare",
        "polaritate inversată",
        "118,5 µA",
        "cel mult 500 µA",
        "de verificat",
        "90 µA",
        "Numai cablul",
        "0,09 ohm",
        "admis, în creștere",
        "Tehnician",
        "11:30",  # on the clock of the site
        "1 martie 2028",
        LETTERS,
    ):
        assert said in page, said
    assert "at most" not in page


def test_a_hungarian_site_reads_hungarian():
    (page,) = pages(printed(Language.HU, a_value(passed=False)))

    for said in ("Villamos biztonsági vizsgálati jegyzőkönyv", "nem felelt meg", "legfeljebb"):
        assert said in page, said


def test_the_same_test_gives_the_same_bytes_with_its_letters_in_it():
    many = [a_value(number) for number in range(1, 60)]

    first, second = printed(Language.HU, *many), printed(Language.HU, *many)

    document = pypdfium2.PdfDocument(first)
    texts = [
        each for page in document for each in page.get_objects()
        if each.type == raw.FPDF_PAGEOBJ_TEXT
    ]  # fmt: skip
    assert first == second
    assert len(document) > 1
    assert all(raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(text)) == 1 for text in texts)
