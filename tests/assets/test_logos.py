"""Which files become the logo of a programme, and which are refused with the reason."""

from io import BytesIO

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from assets import logos
from assets.errors import Refused
from tests.hostile import HTML, SVG, a_dense_pdf, a_locked_pdf, a_pdf, photo, png
from tests.logos import a_logo, a_logo_as_pdf


def test_a_png_is_kept_byte_for_byte():
    sent = a_logo(width=900, height=300)

    logo = logos.read(sent)

    assert logo.content == sent
    assert (logo.width, logo.height) == (900, 300)


def test_a_pdf_becomes_a_picture_at_1200_dots_an_inch_with_its_proportions():
    logo = logos.read(a_logo_as_pdf(60, 20))

    picture = Image.open(BytesIO(logo.content))
    assert picture.format == "PNG"
    assert (
        picture.size
        == (logo.width, logo.height)
        == (
            pytest.approx(60 / 25.4 * 1200, abs=2),
            pytest.approx(20 / 25.4 * 1200, abs=2),
        )
    )
    assert logo.width / logo.height == pytest.approx(3, rel=0.002)


def test_a_large_drawing_keeps_its_proportions_with_fewer_dots():
    logo = logos.read(a_logo_as_pdf(600, 150))

    assert logo.width * logo.height <= logos.MOST_PIXELS
    assert logo.width / logo.height == pytest.approx(4, rel=0.002)


@pytest.mark.parametrize(
    ("height", "share", "fits"),
    [(237, 1, True), (236, 1, False), (400, 0.6, True), (400, 0.5, False)],
)
def test_the_emblem_needs_237_pixels_for_10_mm_at_600_dots_an_inch(height, share, fits):
    logo = logos.read(a_logo(width=1000, height=height))

    if fits:
        logo.must_carry(share)
    else:
        with pytest.raises(Refused, match="needs 237") as no:
            logo.must_carry(share)
        assert no.value.field == "file"


@pytest.mark.parametrize("share", [0, -1, 1.01])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(Refused) as no:
        logos.read(a_logo()).must_carry(share)

    assert no.value.field == "emblem_share"


def test_an_emblem_that_would_not_fit_into_the_picture_is_refused():
    with pytest.raises(Refused, match="half as wide again"):
        logos.read(a_logo(width=300, height=600)).must_carry(0.9)


def two_pages():
    written = BytesIO()
    pen = Canvas(written)
    for number in "12":
        pen.drawString(9, 9, number)
        pen.showPage()
    pen.save()
    return written.getvalue()


def with_an_owners_password():
    """It opens without a password, and is encrypted all the same."""
    written = BytesIO()
    pen = Canvas(written, encrypt=StandardEncryption("", "owner", strength=40))
    pen.drawString(9, 9, "Logo")
    pen.save()
    return written.getvalue()


def with_a_script():
    script = b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"
    drawn = a_pdf(b"0 0 300 300 re f")
    return drawn.replace(b"/Type/Catalog", b"/Type/Catalog" + script)


def an_empty_page():
    written = BytesIO()
    pen = Canvas(written, pagesize=(60 * mm, 20 * mm))
    pen.showPage()
    pen.save()
    return written.getvalue()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (photo(), "PNG or as PDF"),
        (SVG, "Send it as PNG or PDF"),
        (HTML, "web page"),
        (b"", "empty"),
        (b"MZ" + b"\0" * 99, "program"),
        (a_logo() + b"<script>alert(1)</script>", "more than a picture"),
        (png(4100, 4100), "too many pixels"),
        (png(200_000, 200_000), "too many pixels"),
        (png(900, 300), "damaged"),
        (a_logo()[:-40] + a_logo()[-12:], "damaged"),
        (a_logo(ink="white", paper="white"), "Nothing is to be seen"),
        (two_pages(), "several pages"),
        (a_locked_pdf(), "password"),
        (with_an_owners_password(), "password"),
        (with_a_script(), "by itself"),
        (a_dense_pdf(), "too densely|no whole PDF|Nothing is to be seen"),
        (b"%PDF-1.7\nnothing", "no whole PDF"),
        (an_empty_page(), "Nothing is to be seen"),
    ],
)  # fmt: skip
def test_what_is_no_honest_logo_is_refused_with_the_reason(sent, sentence):
    with pytest.raises(Refused, match=sentence) as no:
        logos.read(sent)

    assert no.value.field == "file"
