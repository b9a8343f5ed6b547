"""What is kept of a file that somebody sends, and why others are not."""

import errno
import os
from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from PIL import Image

from assets import files, settings
from assets.errors import Missing, Refused
from tests.hostile import (
    HTML,
    PDF,
    SVG,
    a_dense_pdf,
    a_locked_pdf,
    from_a_phone,
    office,
    packed,
    photo,
    png,
    saved,
)


@pytest.fixture
def here(home):
    assert not home.exists()
    return settings.load()


def receive(content, name, here):
    return files.receive(content, name, here, ZoneInfo("Europe/Bucharest"))


def left(here):
    """Every file in the home, whatever its name."""
    return [path for path in here.home.rglob("*") if path.is_file()]


def size_of(path):
    return Image.open(BytesIO(path.read_bytes())).size


HOSTILE = {
    "a web page": (HTML, "plan.html", "web page"),
    "a web page called PDF": (HTML, "plan.pdf", "web page"),
    "a web page called CSV": (b"\xef\xbb\xbf \n" + HTML, "plan.csv", "web page"),
    "a drawing with a script": (SVG, "logo.svg", "SVG"),
    "a drawing called PNG": (SVG, "logo.png", "SVG"),
    "an archive called PDF": (packed(a=b"x"), "manual.pdf", "archive"),
    "a damaged archive": (packed(a=b"x")[:30], "manual.docx", "damaged"),
    "an archive that unpacks to 300 MB": (
        office(bomb=b"\0" * 300_000_000),
        "manual.docx",
        "too densely",
    ),
    "a document with macros": (office("macroEnabled"), "list.xlsm", "macros"),
    "a document that hides its macros": (office(word__vbaProject=b""), "a.docx", None),
    "a program": (b"MZ\x90\0" + b"\0" * 200, "manual.pdf", "program"),
    "a program of another system": (b"\x7fELF\2\1\1" + b"\0" * 99, "photo.jpg", "program"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "list.csv", "program"),
    "only the head of a PDF": (b"%PDF-1.7\n%%EOF\n", "manual.pdf", "no whole PDF"),
    "a PDF of 4 kB that unpacks to 2 GB": (a_dense_pdf(), "manual.pdf", "too densely"),
    "a PDF with a password": (a_locked_pdf(), "manual.pdf", "password"),
    "half a PDF": (PDF[: len(PDF) // 2], "manual.pdf", "no whole PDF"),
    "nothing": (b"", "manual.pdf", "empty"),
    "spaces": (b" \n" * 9, "manual.pdf", "empty"),
    "2.5 billion pixels": (png(50_000, 50_000), "photo.png", "too many pixels"),
    "56 million pixels": (png(8_000, 7_000), "photo.png", "too many pixels"),
    "fewer pixels than it says": (png(500, 500, b"\0" * 9), "photo.png", "damaged"),
    "a photo cut off": (photo()[:700], "photo.jpg", "damaged"),
    "the head of a photo": (b"\xff\xd8\xff\xe0 and then text", "photo.jpg", "damaged"),
    "a photo of an iPhone": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_1.HEIC", "JPEG"),
    "an animation": (saved(Image.new("P", (9, 9)), "GIF"), "a.gif", "JPEG, PNG or WebP"),
    "zeros called CSV": (b"\0" * 200, "list.csv", "JPEG, PNG or WebP"),
    "text of no known kind": (b"dear colleague", "letter.txt", "JPEG, PNG or WebP"),
    "a path": (PDF, "../../etc/cron.d/manual.pdf", "path"),
    "a path of Windows": (PDF, "..\\manual.pdf", "path"),
    "a sign that ends the line": (PDF, "manual\r\nSet-Cookie: a=b.pdf", "nobody sees"),
    "a zero": (PDF, "manual\0.pdf", "nobody sees"),
    "a name that is read from the right": (PDF, "manual\u202efdp.exe", "nobody sees"),
    "a name of 500 letters": (PDF, "m" * 500, "too long"),
    "no name": (PDF, " .. ", "no name"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_not_kept_is_refused_with_its_reason_and_leaves_nothing(here, what):
    content, name, reason = HOSTILE[what]
    if reason is None:
        content, reason = (
            packed(**{"[Content_Types].xml": "", "word__vbaProject.bin": "x"}),
            "macros",
        )

    with pytest.raises(Refused, match=reason):
        receive(content, name, here)

    assert left(here) == []


KEPT = {
    "photo.jpg": (photo(), "image/jpeg"),
    "photo.png": (photo("PNG"), "image/png"),
    "photo.webp": (photo("WEBP"), "image/webp"),
    "Proces-verbal nr. 3.pdf": (PDF, "application/pdf"),
    "list.csv": ("name;place\nCadă;Sală\n".encode("cp1250"), "text/csv"),
    "manual.docx": (office(), None),
    "letter.odt": (
        packed(mimetype="application/vnd.oasis.opendocument.text"),
        "application/vnd.oasis.opendocument.text",
    ),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_is_kept_lies_whole_under_its_digest_and_is_typed_by_its_content(here, name):
    content, media_type = KEPT[name]

    stored = receive(content, name, here)

    kept = files.kept(here, stored.digest).read_bytes()
    assert stored.name == name
    assert stored.media_type == media_type or stored.media_type.endswith("processingml.document")
    assert stored.size == len(kept)
    assert media_type in {"image/jpeg", "image/png", "image/webp"} or kept == content


@pytest.mark.parametrize(
    ("name", "told"),
    [("a.exe", "a.jpg"), ("a", "a.jpg"), ("nr. 3", "nr. 3.jpg"), ("a.JPEG", "a.JPEG")],
)
def test_a_name_ends_as_what_the_file_is(here, name, told):
    assert receive(photo(), name, here).name == told


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_keeps_the_moment_and_loses_who_took_it_and_where(here, kind):
    sent = photo(kind, exif=from_a_phone(), icc_profile=b"Of somebody")
    assert Image.open(BytesIO(sent)).getexif().get_ifd(0x8825)

    stored = receive(sent, "photo", here)

    content = files.kept(here, stored.digest).read_bytes()
    shown = Image.open(BytesIO(content))
    assert stored.taken_at == datetime(2027, 3, 1, 8, 15, tzinfo=UTC)
    assert not shown.getexif()
    assert not {"exif", "xmp", "comment", "icc_profile"} & set(shown.info)
    assert b"Of somebody" not in content
    assert shown.size == (240, 320)  # upright
    assert shown.getpixel((120, 20))[2] > 200  # what the sensor had on the left is above
    assert shown.getpixel((120, 300))[0] > 200


@pytest.mark.parametrize(
    ("taken", "offset", "moment"),
    [
        ("2027:07:01 10:15:00", "", datetime(2027, 7, 1, 7, 15, tzinfo=UTC)),  # in Bucharest
        ("0000:00:00 00:00:00", "", None),
        ("yesterday", "+02:00", None),
    ],
)
def test_a_camera_without_a_zone_stands_where_the_sender_does(here, taken, offset, moment):
    sent = photo(exif=from_a_phone(taken, offset))

    assert receive(sent, "photo.jpg", here).taken_at == moment


def test_what_hides_behind_a_photo_is_gone(here):
    stored = receive(photo() + b"PK\x03\x04" + HTML, "photo.jpg", here)

    assert HTML not in files.kept(here, stored.digest).read_bytes()


def test_the_same_file_twice_lies_there_once(here):
    first, second = (receive(photo(), name, here) for name in ("a.jpg", "b.jpg"))

    assert first.digest == second.digest
    assert len([path for path in left(here) if here.files in path.parents]) == 1


@pytest.mark.parametrize("content", [photo(size=(3000, 1000)), PDF])
def test_a_small_picture_is_drawn_and_drawn_again_where_it_is_gone(here, content):
    stored = receive(content, "x", here)
    first = files.thumbnail(here, stored.digest, stored.media_type)
    drawn = size_of(first)
    first.unlink()

    again = files.thumbnail(here, stored.digest, stored.media_type)

    assert max(drawn) == 256
    assert size_of(again) == drawn


def test_a_document_that_no_browser_shows_has_no_small_picture(here):
    stored = receive(office(), "manual.docx", here)

    with pytest.raises(Missing):
        files.thumbnail(here, stored.digest, stored.media_type)


def test_a_pdf_stays_as_it_was_signed(here):
    stored = receive(PDF, "manual.pdf", here)

    kept = files.kept(here, stored.digest)
    assert kept.read_bytes() == PDF
    with pypdfium2.PdfDocument(kept) as opened:
        assert len(opened) == 1


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_on_a_full_disk_nothing_half_stays(here, monkeypatch, moment):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, moment, full)
        with pytest.raises(Refused, match="disk is full"):
            receive(PDF, "manual.pdf", here)

    assert left(here) == []
