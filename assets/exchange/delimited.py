"""CSV as people have it: separated by commas, semicolons or tabs."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from assets.errors import Refused
from assets.exchange import cells

_SEPARATORS = ";\t,"
_SAMPLE = 100  # records that show what separates them


def rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number that a spreadsheet shows beside it, blank ones too."""
    text, separator = _without_hint(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            yield number, [cells.unguarded(cell) for cell in row]
    except csv.Error as wrong:
        raise Refused(
            "Row {row} cannot be read. A quotation mark is missing there, or one too many.",
            row=number + 1,
        ) from wrong


def _without_hint(text: str) -> tuple[str, str]:
    """The text and its separator. Excel may name it in a first line, which it does not show."""
    first, _, rest = text.partition("\n")
    hint = first.strip("\r").removeprefix("sep=")
    if first.startswith("sep=") and len(hint) == 1:
        return rest, hint
    return text, max(_SEPARATORS, key=lambda each: _fitness(text, each))


def _fitness(text: str, separator: str) -> tuple[float, int]:
    """How many of the first records are as wide as the widest, and how wide that is."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        widths = [len(record) for record in islice(reader, _SAMPLE) if record]
    except csv.Error:
        return 0, 0
    widest = max(widths, default=0)
    return (widths.count(widest) / len(widths), widest) if widest > 1 else (0, 0)
