import csv
import io

import pytest

from labels import manifest
from labels.codes import Kind
from labels.fields import FIELDS, sample


def test_other_programs_find_a_column_for_the_code_the_tag_and_every_field():
    written = b"".join(manifest.csv([sample(name="Cadă, „mare”", room="Fürdő")], Kind.QR))

    rows = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"))))
    assert written.startswith(b"\xef\xbb\xbf")
    assert list(rows[0]) == ["qr", "tag", *FIELDS]
    assert (rows[0]["name"], rows[0]["room"]) == ("Cadă, „mare”", "Fürdő")
    assert rows[0]["qr"] == "HTTPS://REGISTER.EXAMPLE.ORG/T/K7QX29MZ"


@pytest.mark.parametrize(
    ("kind", "printed"),
    [
        (Kind.DIGITAL_LINK, "HTTPS://REGISTER.EXAMPLE.ORG/8004/59412345K7QX29MZ"),
        (Kind.DATAMATRIX, "HTTPS://REGISTER.EXAMPLE.ORG/T/K7QX29MZ"),
        (Kind.CODE128, "K7QX29MZ"),
    ],
)
def test_the_code_of_the_list_is_the_code_of_the_labels(kind, printed):
    written = b"".join(manifest.csv([sample()], kind)).decode("utf-8-sig")

    (row,) = csv.DictReader(io.StringIO(written))
    assert row["qr"] == printed


def test_no_name_in_it_is_a_formula():
    said = ["=1+1", "+40 256", "-2", "@SUM(A1)", "\t=1", "\r=1"]

    written = b"".join(manifest.csv([sample(name=each) for each in said], Kind.QR)).decode(
        "utf-8-sig"
    )

    cells = [row["name"] for row in csv.DictReader(io.StringIO(written, newline=""))]
    assert all(not cell.strip().startswith(("=", "+", "-", "@")) for cell in cells), cells
