import pypdfium2
import zxingcpp

from assets.inventory import identifiers
from tests.builders import an_asset


def test_labels_are_printed_without_a_browser(rehab_here, session, tmp_path):
    asset, out = an_asset(session, "Galvanic bath"), tmp_path / "labels.pdf"

    said = rehab_here("labels", "-o", out, "--tag", asset.tag, "--skip", "3")

    page = pypdfium2.PdfDocument(out)[0].render(scale=300 / 72).to_pil()
    label = session.exec(identifiers.of_asset(asset)).one()
    assert (said.status, label.prints) == (0, 1)
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [
        f"HTTP://127.0.0.1:8000/T/{label.code}"
    ]


def test_labels_of_what_is_not_there_are_refused_and_nothing_counts_as_printed(
    rehab_here, session, tmp_path
):
    asset, out = an_asset(session), tmp_path / "labels.pdf"

    said = rehab_here("labels", "-o", out, "--tag", asset.tag, "--tag", "LOV-99999")

    assert (said.status, said.err) == (1, "There is no asset LOV-99999.\n")
    assert session.exec(identifiers.of_asset(asset)).first() is None
    assert not out.exists()


def test_a_label_printer_is_told_in_its_own_language_as_often_as_asked(
    rehab_here, session, tmp_path
):
    asset, out = an_asset(session, "Galvanic bath"), tmp_path / "labels.zpl"
    asked = ("labels", "-o", out, "--tag", asset.tag, "--copies", "2", "--design", "strip", "--zpl")

    twice = [rehab_here(*asked).status for _ in range(2)]

    label = session.exec(identifiers.of_asset(asset)).one()
    assert (twice, label.prints) == ([0, 0], 2)
    assert out.read_text().count("^XA") == 2
    assert label.code in out.read_text()
