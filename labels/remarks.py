"""What is to be said about a label before it is printed."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from assets.words import N_, Said
from labels import codes
from labels.arranging import LEAST
from labels.bands import EMBLEM
from labels.codes import Kind
from labels.drawings import Drawing, Symbol
from labels.fields import FIELDS

NO_MACHINE = 0.19
"""Millimetres: smaller modules run into one another on any office printer."""
NO_EYE = 1.2
"""Millimetres: a tag in smaller letters cannot be read off a label."""
DOTS = 2
"""A module of fewer dots comes out uneven."""


class Remark(NamedTuple):
    """One sentence, and whether the label cannot be printed for it."""

    words: Said
    stops: bool = False


def of(drawn: Drawing, wanted: list[str], dpi: int | None) -> Iterator[Remark]:
    """Wanted are the fields that have something to say on this label."""
    for symbol in drawn.symbols[:1]:
        yield from _of_code(symbol, dpi)
    yield from _of_tag(drawn)
    yield from _of_emblem(drawn)
    said = {writing.key for writing in drawn.writings}
    for key in wanted:
        if key not in said:
            missing = Said(FIELDS[key].words)
            yield Remark(Said(N_("There is no room for this: {field}."), {"field": missing}))


def _of_code(symbol: Symbol, dpi: int | None) -> Iterator[Remark]:
    module = _as_printed(symbol.module, dpi)
    values = {
        "code": symbol.code.kind.words,
        "size": _round(module),
        "least": _round(codes.LEAST),
    }
    if module < NO_MACHINE:
        words = N_(
            "The {code} would print at {size} mm per module, which nothing can read:"
            " choose a larger label or a shorter address."
        )
        yield Remark(Said(words, values), stops=True)
    elif module < codes.LEAST and symbol.code.kind is not Kind.CODE128:
        words = N_(
            "The {code} would print at {size} mm per module; phones need {least}:"
            " choose a larger label or a shorter address."
        )
        yield Remark(Said(words, values))


def _as_printed(module: float, dpi: int | None) -> float:
    """A printer sets whole dots, and fewer rather than more."""
    if dpi is None:
        return module
    dots = int(module * dpi / 25.4 + 0.01)
    return dots * 25.4 / dpi if dots >= DOTS else 0


def _of_tag(drawn: Drawing) -> Iterator[Remark]:
    tag = next(writing for writing in drawn.writings if writing.key == "tag")
    if tag.size < NO_EYE:
        words = N_("The tag {tag} is too long for this label.")
        yield Remark(Said(words, {"tag": "".join(tag.rows)}), stops=True)
    elif tag.size < LEAST:
        words = N_("The tag would be {size} mm high, which is hard to read.")
        yield Remark(Said(words, {"size": _round(tag.size)}))


def _of_emblem(drawn: Drawing) -> Iterator[Remark]:
    for picture in drawn.pictures[:1]:
        if picture.emblem < EMBLEM - 0.05:
            words = N_(
                "The emblem would be {size} mm high; the programme asks for {least}:"
                " choose a larger label."
            )
            yield Remark(Said(words, {"size": _round(picture.emblem), "least": EMBLEM}))


def _round(size: float) -> Decimal:
    """Downwards, so that what is too small is never written as what would do."""
    return Decimal(int(size * 100 + 1e-6)).scaleb(-2)
