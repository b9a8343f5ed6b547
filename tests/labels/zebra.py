"""A printer that reads its orders as Zebra's ZPL II Programming Guide (P1012728) says it may.

Each command with the values that its page of the guide accepts; anything else is not understood.
Pictures and bars are drawn; codes are made anew by ZXing from what the field says.
"""

import re
from dataclasses import dataclass, field

import zxingcpp
from PIL import Image, ImageOps

FAR = range(32_001)
GUIDE = {
    "XA": (), "XZ": (), "FS": (), "FR": (), "FH": (),
    "CI": (range(37),),
    "PW": (range(2, 32_001),),
    "LL": (range(1, 32_001),),
    "LH": (FAR, FAR),
    "FO": (FAR, FAR),
    "FT": (FAR, FAR),
    "PQ": (range(1, 100_000_000),),
    "A0": ("NRIB", range(10, 32_001), range(10, 32_001)),
    "BY": (range(1, 11), range(2, 4), FAR),
    "BQ": ("N", range(1, 3), range(1, 11)),
    "BX": ("NRIB", range(1, 32_001), (200,), ("",), ("",), ("",), "~"),
    "BC": ("NRIB", range(1, 32_001), "YN", "YN", "YN", "NUAD"),
    "GB": (range(1, 32_001), range(1, 32_001), range(1, 32_001), "BW"),
    "GF": ("A", range(1, 100_000), range(1, 100_000), range(1, 100_000)),
}  # fmt: skip
_NEEDS = re.compile(r"\^(A0|CI|[A-Z]{2})([^^~]*)")


@dataclass
class Printed:
    """What came out of the printer."""

    image: Image.Image
    fields: dict[str, list[str]]
    texts: list[tuple[str, int, int]] = field(default_factory=list)
    boxes: list[tuple[int, int, int, int]] = field(default_factory=list)

    def codes(self):
        found = zxingcpp.read_barcodes(ImageOps.expand(self.image, 40, 255))
        return [code.text for code in found]


def read(orders):
    """The commands of one label, each with its values, as the guide allows them."""
    found = []
    for name, kept in _NEEDS.findall(orders.replace("\n", "").replace(",~^", ",\x00^")):
        rest = kept.replace("\x00", "~")
        if name == "FD":
            found.append((name, [rest]))
            continue
        values = rest.split(",") if rest else []
        assert len(values) <= len(GUIDE[name]) + (name == "GF"), f"^{name}{rest[:60]}"
        for value, allowed in zip(values, GUIDE[name], strict=False):
            said = int(value) if isinstance(allowed, range | tuple) and value.isdecimal() else value
            assert said in allowed, f"^{name}{rest[:60]}"
        found.append((name, values))
    return found


def printed(orders):
    """Carry the orders out."""
    said = read(orders)
    assert said[0][0] == "XA"
    assert said[-1][0] == "XZ"
    width = next(int(values[0]) for name, values in said if name == "PW")
    height = next(int(values[0]) for name, values in said if name == "LL")
    sheet = Printed(Image.new("L", (width, height), 255), {})
    state = {}
    for name, values in said:
        sheet.fields.setdefault(name, []).append(",".join(values))
        if name in {"FO", "FT"}:
            state = {"at": tuple(map(int, values)), "foot": name == "FT"}
        elif name == "FS":
            _put(sheet, state)
            state = {}
        elif name not in {"LH", "CI"}:
            state[name] = values
    return sheet


def _put(sheet, state):
    x, y = state["at"]
    if "GB" in state:
        width, height, thick = map(int, state["GB"][:3])
        assert thick == min(width, height)
        _stamp(sheet, Image.new("L", (width, height), 0 if state["GB"][3] == "B" else 255), x, y)
    elif "GF" in state:
        _, count, whole, across, dots = state["GF"]
        bits = bytes.fromhex(dots)
        assert len(bits) == int(count) == int(whole)
        size = int(across) * 8, len(bits) // int(across)
        dark = ImageOps.invert(Image.frombytes("1", size, bits).convert("L"))
        _stamp(sheet, dark, x, y, reverse="FR" in state)
    elif "A0" in state:
        sheet.texts.append((_text(state), x, y))
    else:
        image = _code(state)
        _stamp(sheet, image, x, y - image.height if state["foot"] else y)


def _code(state):
    text = _text(state)
    if "BQ" in state:
        level, mode, rest = text[0], text[1:3], text[3:]
        assert (level in "HQML", mode) == (True, "A,")
        made = zxingcpp.create_barcode(rest, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
        return _scaled(made, int(state["BQ"][2]))
    if "BX" in state:
        gs1 = text.startswith("~1")
        rest = f"({text[2:6]}){text[6:]}" if gs1 else text.replace("~~", "~")
        kind = zxingcpp.BarcodeFormat.DataMatrix
        made = zxingcpp.create_barcode(rest, kind, gs1=gs1, force_square=True)
        return _turned(_scaled(made, int(state["BX"][1])), state["BX"][0])
    module, high = int(state["BY"][0]), int(state["BC"][1])
    kind, gs1 = zxingcpp.BarcodeFormat.Code128, state["BC"][5] == "D"
    made = zxingcpp.create_barcode(text.replace(">0", ">"), kind, gs1=gs1)
    bars = Image.fromarray(made.to_image(scale=1, add_quiet_zones=False))
    row = bars.crop((0, 0, bars.width, 1)).resize((bars.width * module, high), 0)
    return _turned(row, state["BC"][0])


def _text(state):
    """^FH reads _ and two digits as the byte of that number, and ^CI28 the bytes as UTF-8."""
    said = state["FD"][0]
    if "FH" in state:
        parts = re.split(r"_([0-9A-F]{2})", said)
        raw = b"".join(
            bytes.fromhex(part) if number % 2 else part.encode()
            for number, part in enumerate(parts)
        )
        return raw.decode()
    return said


def _scaled(made, module):
    image = Image.fromarray(made.to_image(scale=1, add_quiet_zones=False))
    return image.resize((image.width * module, image.height * module), 0)


def _turned(image, way):
    return image.transpose(Image.Transpose.ROTATE_90) if way == "B" else image


def _stamp(sheet, image, x, y, *, reverse=False):
    """Dark stays dark whatever lies on it; reversed, it takes the colour that is not there."""
    ink = ImageOps.invert(image).point(lambda grey: 255 if grey > 127 else 0)
    sheet.boxes.append((x, y, *_inked(ink, x, y)))
    if reverse:
        under = sheet.image.crop((x, y, x + image.width, y + image.height))
        sheet.image.paste(ImageOps.invert(under), (x, y), ink)
    else:
        sheet.image.paste(0, (x, y), ink)


def _inked(ink, x, y):
    box = ink.getbbox()
    assert box, "A field without a dot"
    return x + box[2], y + box[3]
