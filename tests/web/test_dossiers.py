import subprocess
import sys
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO
from pathlib import PurePosixPath
from urllib.parse import unquote
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from assets import settings
from assets.inventory import partners
from assets.procurement import projects
from assets.rights import EVERYTHING
from assets.words import Language
from tests.builders import a_partner, a_site, an_asset
from tests.procured import a_purchase
from web import dossiers

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
# What somebody runs who has nothing but the ZIP and Python.
CHECK = """
import hashlib, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as dossier:
    lines = dossier.read("SHA256SUMS").decode().splitlines()
    said = dict(reversed(line.split("  ", 1)) for line in lines)
    there = set(dossier.namelist()) - {"SHA256SUMS"}
    assert said.keys() == there, said.keys() ^ there
    for name, digest in said.items():
        assert hashlib.sha256(dossier.read(name)).hexdigest() == digest, name
    print(len(said))
"""


class Links(HTMLParser):
    """Where a page leads, and what it shows."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):  # noqa: ARG002
        self.found += [value for name, value in attrs if name in {"href", "src"}]


def written(session, tmp_path, name="dossier.zip", partner="", language=Language.EN):
    session.info["at"] = NOON
    project = projects.coded(session, "ROHU00627", EVERYTHING)
    whose = partners.coded(session, partner) if partner else None
    asked = dossiers.Asked(project, whose, EVERYTHING, language, settings.load())
    file = tmp_path / name
    return file, dossiers.write(session, asked, file)


def rows_of(file):
    with ZipFile(file) as dossier:
        book = CalamineWorkbook.from_filelike(BytesIO(dossier.read("inventory.xlsx")))
    head, *rows = book.get_sheet_by_index(0).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_whoever_has_nothing_but_the_zip_finds_every_digest_right(session, tmp_path):
    a_purchase(session)
    file, count = written(session, tmp_path)

    run = subprocess.run(
        [sys.executable, "-I", "-c", CHECK, file], capture_output=True, text=True, check=False
    )

    # Three things with a page and a photo each, the contract, two lists, the style and the index.
    assert (run.stderr, run.stdout, count) == ("", "11\n", 3)


def test_every_link_of_the_dossier_leads_to_something_in_it(session, tmp_path):
    a_purchase(session)
    file, _ = written(session, tmp_path)

    with ZipFile(file) as dossier:
        names = set(dossier.namelist())
        for page in [each for each in names if each.endswith(".html")]:
            links = Links()
            links.feed(dossier.read(page).decode())
            for link in links.found:
                parts = []
                for part in (PurePosixPath(page).parent / unquote(link)).parts:
                    parts = parts[:-1] if part == ".." else [*parts, part]
                assert "/".join(parts) in names


def test_the_list_follows_each_thing_from_the_budget_to_the_report(session, tmp_path):
    a_purchase(session)

    rows = rows_of(written(session, tmp_path)[0])

    first = rows[0]
    told = ("Budget line", "Cost category", "Contract", "Supplier", "Delivery note", "Invoice")
    assert [first[name] for name in told] == [
        *("PP2-5.1", "Equipment", "C-17", "Kettler", "AV-5", "F-2026/31")
    ]
    assert [first[name] for name in ("Acceptance protocol", "Payment order")] == ["PV-8", "OP-77"]
    assert first["Partner report"] == 4
    assert [first[f"{name} (%)"] for name in ("ERDF", "National co-financing")] == [80, 13]
    assert [first["Photo of the sticker"], first["Photo of the plate"]] == ["yes", "no"]


def test_what_an_invoice_says_of_several_things_is_divided_to_the_cent(session, tmp_path):
    a_purchase(session, count=3)

    rows = rows_of(written(session, tmp_path)[0])

    # 100.00 of three: 33.34, 33.33 and 33.33; the VAT of 21.00 is 7.00 each.
    assert sorted(row["Net"] for row in rows) == [33.33, 33.33, 33.34]
    assert [row["VAT"] for row in rows] == [7, 7, 7]


def test_two_dossiers_of_the_same_data_are_the_same_bytes(session, tmp_path):
    a_purchase(session)

    first, _ = written(session, tmp_path, "first.zip")
    second, _ = written(session, tmp_path, "second.zip")

    assert first.read_bytes() == second.read_bytes()


def test_a_dossier_of_one_partner_holds_nothing_of_another(session, tmp_path):
    things = a_purchase(session, count=1)
    szentes = a_site(session, "SZE", "Szentes", "HU", partner_id=a_partner(session, "CV").id)
    an_asset(session, "Bath", szentes, lot_number=things[0].lot_number)

    rows = rows_of(written(session, tmp_path, partner="CV")[0])

    assert [row["Tag"] for row in rows] == ["SZE-00001"]


def test_a_dossier_is_made_at_the_command_line(rehab_here, session, tmp_path):
    a_purchase(session, count=1)

    made = rehab_here("export", "dossier", "-o", tmp_path / "d.zip", "--partner", "TM")
    unknown = rehab_here("export", "dossier", "-o", tmp_path / "e.zip", "--project", "X")

    assert (made.status, made.out.endswith("1 things.\n")) == (0, True)
    assert len(rows_of(tmp_path / "d.zip")) == 1
    assert unknown.status == 1
    assert not (tmp_path / "e.zip").exists()
