"""Logos that look like none there is: a grey block where the emblem stands, and two grey lines."""

from io import BytesIO

from PIL import Image, ImageDraw
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas


def a_logo(width=1200, height=300, ink="#445566", paper="white"):
    """As PNG, with a block of 3 : 2 from the upper edge to the lower."""
    picture = Image.new("RGB", (width, height), paper)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, min(height * 3 // 2, width * 9 // 10) - 1, height - 1), fill=ink)
    if width > 2 * height:
        pen.rectangle((height * 5 // 3, height // 4, width - 1, height // 3), fill=ink)
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def a_logo_as_pdf(width, height):
    """The same as a drawing of so many millimetres."""
    written = BytesIO()
    pen = Canvas(written, pagesize=(width * mm, height * mm), invariant=1)
    pen.rect(0, 0, height * 1.5 * mm, height * mm, fill=1)
    pen.save()
    return written.getvalue()
