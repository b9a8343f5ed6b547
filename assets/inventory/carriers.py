"""What a scanner types, and what it can be: a code of ours, a device's UDI, a barcode of others."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations

from assets.errors import Refused
from assets.inventory import gs1, hibc, keyboards
from assets.inventory.identifiers import LENGTH, LETTERS
from assets.inventory.udi import Agency, Udi

LONGEST = 400
LONGEST_TAG = 20

_ADDRESS = re.compile(
    rf"(?:https?://)?[^\s/]+(?:/[^\s?#]*)?/t/([{LETTERS}]{{{LENGTH}}})/?(?:[?#].*)?", re.IGNORECASE
)
_TAG = re.compile(r"([A-Z][A-Z0-9]{1,7})[^A-Z0-9](\d{5,})")
_MISREAD = str.maketrans("OIL", "011")
_LABEL = re.compile(rf"[{LETTERS}]{{{LENGTH}}}")
_GIAI = re.compile(rf"(?:\(8004\))?\d{{4,12}}([{LETTERS}]{{{LENGTH}}})", re.IGNORECASE)
# Of these only the agency is named: ISBT 128, and a pharmacy product number (ANSI MH10.8.2).
_ICCBBA = re.compile(r"=[/,>}]|&,1")
_IFA = re.compile(r"\[\)>.{0,4}9N|9N\d{12}", re.DOTALL)


@dataclass(frozen=True)
class Scan:
    """What was scanned, and all that it can be."""

    raw: str
    own: tuple[str, ...] = ()
    """Codes of labels and tags of ours that it can be."""
    udi: Udi | None = None
    code: str = ""
    """How it is kept when it is somebody else's barcode."""
    doubt: Refused | None = None


def read(text: str, on: date) -> Scan:
    """What was scanned on that day. Raises Refused for what no barcode holds."""
    raw = _trimmed(text)
    if not raw:
        raise Refused("Scan something, or type what stands below the bars.", field="code")
    if len(raw) > LONGEST:
        raise Refused("This is longer than any code: {count} at most.", count=LONGEST, field="code")
    try:
        said, udi = _identified(raw, on)
    except Refused as wrong:
        return Scan(raw, _own_codes(raw), code=_kept(raw), doubt=wrong)
    doubt = Refused(udi.doubt) if udi and udi.doubt else None
    code = _kept(said)
    return Scan(said, (*_own_codes(raw), *labelled(code)), udi, code, doubt)


def labelled(giai: str) -> list[str]:
    """The code of the label that a GIAI of ours ends with, whatever its owner's prefix was then."""
    found = _GIAI.fullmatch(giai)
    return [found[1].upper()] if found else []


def joined(texts: Sequence[str]) -> list[str]:
    """The codes of one plate; what names a device and what tells which one become one code."""
    alone = list(dict.fromkeys(_trimmed(text) for text in texts))
    of_gs1 = {text: found for text in alone if (found := gs1.elements(text))}
    named = [text for text, found in of_gs1.items() if gs1.GTIN in found]
    if len(named) == 1 and len(of_gs1) > 1:
        both = of_gs1.pop(named[0])
        for found in of_gs1.values():
            both = both | found
        return [gs1.written(both), *(text for text in alone if text not in {*of_gs1, *named})]
    for pair in permutations(alone, 2):
        if said := hibc.joined(*pair):
            return [said, *(text for text in alone if text not in pair)]
    return alone


def _trimmed(text: str) -> str:
    """Without what stands around it. A space may be the last character of HIBC."""
    text = text.strip("\r\n\t").lstrip(" ")
    if text.startswith("*") and text.endswith("*"):
        text = text.strip("*")  # how the bars of Code 39 are written below them
    return text if text.startswith("+") else text.rstrip(" ")


def _own_codes(raw: str) -> tuple[str, ...]:
    """All codes of ours that this can be, as they are kept."""
    plain = [raw.upper()] if len(raw) <= LONGEST_TAG else []
    shaped = [code for each in (raw, *keyboards.meant(raw)) for code in _shaped(each)]
    return tuple(dict.fromkeys(plain + shaped))


def _shaped(text: str) -> Iterator[str]:
    """What has the shape of an address, a code or a tag of ours."""
    said = text.upper()
    if address := _ADDRESS.fullmatch(text):
        yield address[1].upper()
    elif _LABEL.fullmatch(misread := said.translate(_MISREAD)):
        yield said
        yield misread
    elif tag := _TAG.fullmatch(said):
        yield f"{tag[1]}-{tag[2]}"


def _identified(raw: str, on: date) -> tuple[str, Udi | None]:
    """The UDI that this is, with its text, which another keyboard may have garbled.

    Raises Refused when it is one whose check character is wrong.
    """
    if udi := _udi(raw, on):
        return raw, udi
    for meant in keyboards.meant(raw):
        try:
            if udi := _udi(meant, on):
                return meant, udi
        except Refused:
            continue
    return raw, None


def _udi(text: str, on: date) -> Udi | None:
    if _ICCBBA.match(text):
        return Udi(Agency.ICCBBA)
    if _IFA.match(text):
        return Udi(Agency.IFA)
    return gs1.read(text, on) or hibc.read(text.upper(), on)


def _kept(text: str) -> str:
    """The same for the same code of GS1 in any of its spellings."""
    found = gs1.elements(text)
    return "".join(f"({ai}){said}" for ai, said in sorted(found.items())) or gs1.without_symbology(
        text
    )
