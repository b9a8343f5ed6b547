import pypdfium2
import pytest

from assets.acceptance import Proof
from assets.procurement import deliveries, placeholders, receiving
from assets.procurement.protocols import ProtocolKind
from assets.procurement.receiving import Arrival
from assets.rights import EVERYTHING
from assets.words import Language
from labels.papers import protocol
from labels.papers.protocol import Sheet, Thing
from tests.builders import DAY, a_bought, a_contract, a_room, an_asset, committed

DRILL = "Árvíztűrő tükörfúrógép ŐŰ"


@pytest.fixture
def delivery(session):
    """Three drills are noted and two of them have come, at 1,234.50 RON each."""
    contract = a_contract(session)
    line = a_bought(session, contract, DRILL, 1_234_50, quantity=3)
    placeholders.lay(session, contract, a_room(session))
    brought = deliveries.announce(session, contract, {line.id: 3})
    receiving.receive(session, brought, Arrival(count=2), a_room(session), DAY, EVERYTHING)
    return committed(session, brought)


def drawn(delivery, kind, language=Language.HU, **said):
    sheet = Sheet(kind, "7/2027", DAY, language, delivery, **said)
    return protocol.pdf(sheet)


def read(pdf):
    """Its words, as somebody else reads them."""
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(each.get_textpage().get_text_range() for each in pages).split())


def test_the_goods_received_note_says_what_differs_and_what_all_is_worth(session, delivery):
    tallies = deliveries.tallies(session, delivery)

    text = read(drawn(delivery, ProtocolKind.RECEIPT, tallies=tallies))

    assert "Mennyiségi átvételi jegyzőkönyv" in text
    assert "Átvételkor megszámolva" in text
    # 3 noted, 2 counted, 1 missing; two of 1,234.50
    assert f"1 {DRILL} 3 2 \N{MINUS SIGN}1 1 234,50 RON 2 469,00 RON" in text
    assert "Összesen 2 469,00 RON" in text


def test_the_training_protocol_speaks_of_things_and_of_no_money(session, delivery):
    tallies = deliveries.tallies(session, delivery)

    text = read(drawn(delivery, ProtocolKind.TRAINING, tallies=tallies))

    assert f"1 {DRILL} 2" in text
    assert "RON" not in text


@pytest.mark.parametrize(
    ("language", "title", "missing"),
    [
        (Language.HU, "Átadás-átvételi jegyzőkönyv", "Használati útmutató a telephely nyelvén"),
        (Language.RO, "Proces-verbal de recepție", "Manual în limba unității"),
    ],
)
def test_the_acceptance_protocol_names_what_is_missing(session, delivery, language, title, missing):
    bench = an_asset(session, "Pat înalt, șezut țeapăn", unnumbered=True)
    thing = Thing(bench, "Lovrin / Sală", missing=[Proof.UDI, Proof.MANUAL])

    pdf = drawn(delivery, ProtocolKind.ACCEPTANCE, language, things=[thing])

    text = read(pdf)
    assert title in text
    assert "Pat înalt, șezut țeapăn" in text
    assert f"UDI, {missing}" in text
    assert {Language.HU: "Nincs", Language.RO: "Nu are"}[language] in text


@pytest.mark.parametrize(("heads", "lines"), [(1, [1]), (3, [3]), (4, [2, 2]), (5, [3, 2])])
def test_nobody_signs_alone_on_a_line(delivery, heads, lines):
    signed = "\n".join(f"Function {number}" for number in range(heads))

    pdf = drawn(delivery, ProtocolKind.INSTALLATION, signed_by=signed)

    assert signatures(pdf) == lines


def signatures(pdf):
    """How many sign beside one another, line by line: by the height at which they stand."""
    heights = []
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        found = text.search("Function")
        while place := found.get_next():
            heights.append(round(text.get_charbox(place[0])[1]))
    return [heights.count(each) for each in sorted(set(heights), reverse=True)]
