import struct
import zlib
from io import BytesIO
from time import perf_counter

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from zxingcpp import BarcodeFormat

from assets.errors import Refused
from labels import photographs


def barcode(text, kind=BarcodeFormat.QRCode, scale=6, **options):
    drawn = zxingcpp.create_barcode(text, kind, **options).to_image(scale=scale)
    return Image.frombuffer("L", (drawn.shape[1], drawn.shape[0]), bytes(drawn))


def photo(*codes, size=(1200, 900), turned=0, kind="JPEG", **options):
    """A plate with these codes, photographed."""
    plate = Image.new("RGB", size, (225, 228, 230))
    for number, code in enumerate(codes):
        tilted = code.rotate(turned, expand=True, fillcolor=255)
        plate.paste(tilted, (60, 40 + number * (size[1] // len(codes))))
    file = BytesIO()
    plate.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize("turned", [0, 12, 90, 180])
def test_all_codes_of_a_plate_are_read_however_it_is_held(turned):
    codes = [
        barcode("(01)08051499973926(10)L9(21)IX-2041", BarcodeFormat.DataMatrix, gs1=True),
        barcode("HTTP://127.0.0.1:8000/T/K7QX29MZ"),
    ]

    found = photographs.codes_in(photo(*codes, turned=turned))

    assert set(found) == {
        "]d2010805149997392610L9\x1d21IX-2041",
        "HTTP://127.0.0.1:8000/T/K7QX29MZ",
    }


def test_a_photo_that_a_phone_has_stored_on_its_side_is_read():
    sideways = Image.Exif()
    sideways[0x0112] = 6

    assert photographs.codes_in(photo(barcode("INV-7"), exif=sideways)) == ["INV-7"]


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_pictures_of_other_kinds_are_read(kind):
    code = barcode("4006381333931", BarcodeFormat.EAN13)

    assert photographs.codes_in(photo(code, kind=kind)) == ["4006381333931"]


def test_a_photo_of_twelve_megapixels_is_read_at_once():
    large = photo(barcode("INV-7"), size=(4000, 3000))
    begun = perf_counter()

    assert photographs.codes_in(large) == ["INV-7"]
    assert perf_counter() - begun < 5  # 0.2 s when nothing else runs


def test_a_photo_without_a_code_says_what_to_do():
    with pytest.raises(Refused, match="Go closer"):
        photographs.codes_in(photo())


def a_png_of(width, height):
    """The head of a PNG, which promises a picture."""
    said = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    crc = struct.pack(">I", zlib.crc32(said))
    promise = struct.pack(">I", 100) + b"IDAT"
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + said + crc + promise


@pytest.mark.parametrize("side", [7_072, 12_000, 50_000])
def test_a_picture_that_would_fill_the_memory_is_refused_unopened(side):
    with pytest.raises(Refused, match="50 megapixels at most"):
        photographs.codes_in(a_png_of(side, side))


@given(st.binary(max_size=300), st.sampled_from([b"", photo()[:500], a_png_of(9, 9), b"RIFF"]))
def test_a_broken_file_is_refused_with_a_sentence(rest, begun):
    with pytest.raises(Refused):
        photographs.codes_in(begun + rest)
