"""Files that somebody could send: honest ones, and those that are refused."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from assets.demo import drawing

PDF = drawing.paper("Protocol", ["Treadmill"])
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def photo(kind="JPEG", size=(320, 240), **options):
    """A photo: blue on the left half of its sensor, red on the right."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (0, 0, size[0] // 2, size[1]))
    return saved(image, kind, **options)


def saved(image, kind, **options):
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def from_a_phone(taken="2027:03:01 10:15:00", offset="+02:00", orientation=6):
    """What a phone writes beside the pixels: who, when, where, and which way up."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Phone", "Of somebody", orientation
    exif.get_ifd(0x8769).update({0x9003: taken} | ({0x9011: offset} if offset else {}))
    exif.get_ifd(0x8825).update({1: "N", 2: (45.0, 55.0, 0.0), 3: "E", 4: (20.0, 36.0, 0.0)})
    return exif


def png(width, height, rows=b""):
    """A PNG that says how large it is, whatever it then holds."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(name, content):
    length, check = struct.pack(">I", len(content)), struct.pack(">I", zlib.crc32(name + content))
    return length + name + content + check


def packed(**parts):
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return written.getvalue()


def office(said=f'<Override ContentType="{WORD}.main+xml"/>', **parts):
    return packed(**{"[Content_Types].xml": said} | parts)


def a_pdf(content, more=b""):
    """A page with this content, as PDF spells it."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), more, content),
    ]
    written = b"%PDF-1.7\n"
    for number, part in enumerate(parts, 1):
        written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    return written + b"trailer<</Size 5/Root 1 0 R>>\n%%EOF"


def a_dense_pdf():
    """Packed twice, it unpacks to 2 GB: the same megabyte, again and again."""
    packing = zlib.compressobj()
    first, again = (
        packing.compress(b" " * 2**20) + packing.flush(zlib.Z_FULL_FLUSH) for _ in range(2)
    )
    return a_pdf(zlib.compress(first + again * 2000), b"/Filter[/FlateDecode/FlateDecode]")


def a_locked_pdf():
    written = BytesIO()
    sheet = Canvas(written, encrypt=StandardEncryption("secret", strength=40))
    sheet.drawString(9, 9, "Protocol")
    sheet.save()
    return written.getvalue()
