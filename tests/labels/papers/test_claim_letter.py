"""The letter as others read it: PDFium reads its words; the lengths are reckoned by hand."""

from datetime import UTC, date, datetime

import pypdfium2
import pytest

from assets.inventory.catalogue import Model
from assets.inventory.documents import Document
from assets.inventory.documents import Kind as Paper
from assets.inventory.places import Kind, Place
from assets.inventory.register import Asset
from assets.inventory.suppliers import Supplier
from assets.maintenance.claims import Claim
from assets.maintenance.faults import Fault
from assets.maintenance.terms import FailureMode
from assets.words import Language
from labels.papers import claim_letter
from labels.papers.claim_letter import Letter

LETTERS = "ăâîșț ĂÂÎȘȚ őűöüáéí ŐŰÖÜÁÉÍ"
SZENTES = Place(
    name="Szentes", kind=Kind.SITE, language=Language.HU, zone="Europe/Budapest", contact="63 1"
)


def at(day, hour):
    return datetime(2027, 3, day, hour, tzinfo=UTC)


def a_letter(language=Language.EN, words="Water below the tub", **values):
    maker = Supplier(name="Chinesport", folded="")
    asset = Asset(
        tag="SZE-00042",
        name="Weight bath",
        place_id=SZENTES.id,
        place=Place(name="Pool", path="Szentes / Pool", kind=Kind.ROOM),
        site=SZENTES,
        serial_number="SN-77",
        delivered_on=date(2026, 2, 1),
        warranty_until=date(2028, 2, 1),
        supplier=Supplier(name="Medimpex", folded="", contact="service@medimpex.example"),
        model=Model(name="Pool lift", maker_id=maker.id, maker=maker),
    )
    fault = Fault(
        number="F-1", asset_id=asset.id, kind=FailureMode.LEAKS, words=words, reported_at=at(1, 9)
    )
    claim = Claim(asset, [fault], **({"down_from": at(1, 9), "down_until": at(4, 14)} | values))
    invoice = Document(
        digest="", name="", media_type="", size=1, kind=Paper.INVOICE, number="INV-9",
        dated_on=date(2026, 2, 3),
    )  # fmt: skip
    return Letter(claim, language, date(2027, 3, 4), "University of Szeged", [invoice])


def words(letter):
    pages = pypdfium2.PdfDocument(claim_letter.pdf(letter))
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pages]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            Language.EN,
            ("Warranty claim: Weight bath", "1 February 2028", "3 days 5 hours", "4 March 2027"),
        ),
        (
            Language.RO,
            ("Reclamație în garanție", "1 februarie 2028", "3 zile 5 ore", "Nr. etichetă"),
        ),
        (Language.HU, ("Jótállási igény", "2028. február 1.", "3 nap 5 óra", "Eszközszám")),
    ],
)
def test_the_supplier_reads_it_in_his_language_on_paper_and_as_text(language, said):
    letter = a_letter(language)

    (page,) = words(letter)
    text = claim_letter.text(letter)

    for each in (*said, "SZE-00042", "SN-77", "Chinesport Pool lift", "INV-9", "Water below"):
        assert each in page, each
        assert each in text or each == "4 March 2027", each
    assert "Medimpex service@medimpex.example" in page


def test_moments_are_told_on_the_clock_of_the_site():
    assert "10:00" in claim_letter.text(a_letter(Language.HU))


def test_what_still_works_is_not_said_to_stand():
    text = claim_letter.text(a_letter(down_from=None))

    assert "Out of order" not in text


def test_no_letter_is_lost_and_a_long_story_goes_on_over_the_page():
    pages = words(a_letter(words=f"<b>{LETTERS}</b> & {'lorem ' * 1500}"))

    assert LETTERS in pages[0]
    assert "<b>" in pages[0]
    assert len(pages) > 1
    assert f"Page 2 of {len(pages)}" in pages[1]
