"""Labels on a screen: as SVG, which a page draws by itself, and as PNG, exactly as on paper."""

from base64 import b64encode
from collections.abc import Collection
from dataclasses import replace
from html import escape
from io import BytesIO

from pypdfium2 import PdfDocument

from labels import designs, fonts
from labels.designs import Design
from labels.drawings import Bar, Ink, Picture, Symbol, Writing
from labels.fields import Label
from labels.fonts import LEADING, Face
from labels.sheet import sheets
from labels.stocks import Stock

_COLOURS = {Ink.BLACK: "#000", Ink.WHITE: "#fff", Ink.RED: "#c70f1a"}
_NARROW = "IBM Plex Sans Condensed, Arial Narrow, Liberation Sans Narrow, sans-serif"


def png(label: Label, design: Design, on: Stock, dpi: int) -> bytes:
    """One label as it comes out of a printer of so many dots an inch."""
    alone = replace(
        on,
        columns=1,
        rows=1,
        left=0,
        top=0,
        page_width=on.width,
        page_height=on.height,
    )
    picture = PdfDocument(sheets([label], alone, design=design))[0].render(scale=dpi / 72)
    file = BytesIO()
    picture.to_pil().save(file, "PNG")
    return file.getvalue()


def svg(label: Label, design: Design, on: Stock) -> str:
    """One label. Rows of text run as far as they do on paper, whatever letters the reader has."""
    drawn = designs.drawing(label, design, on)
    pieces = [
        *map(_picture, drawn.pictures),
        *map(_bar, drawn.bars),
        *map(_symbol, drawn.symbols),
        *map(_writing, drawn.writings),
    ]
    width, height = (drawn.height, drawn.width) if drawn.turned else (drawn.width, drawn.height)
    turn = f' transform="translate(0 {_n(height)}) rotate(-90)"' if drawn.turned else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="label-drawing" role="img"'
        f' aria-label="{escape(label.tag)}" viewBox="0 0 {_n(width)} {_n(height)}"'
        f' width="{_n(width)}mm" height="{_n(height)}mm">'
        f'<rect width="{_n(width)}" height="{_n(height)}" fill="#fff"/>'
        f'<g{turn} font-family="{_NARROW}">{"".join(pieces)}</g></svg>'
    )


def sheet_svg(on: Stock, used: Collection[int] = ()) -> str:
    """The sheet with its places, counted from 1, and those that are used up."""
    places = [_place(on, number, used=number in used) for number in range(1, on.count + 1)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sheet-drawing" role="img"'
        f' aria-label="{escape(on.name)}" viewBox="0 0 {_n(on.page_width)} {_n(on.page_height)}">'
        f'<rect class="page" width="{_n(on.page_width)}" height="{_n(on.page_height)}"/>'
        f"{''.join(places)}</svg>"
    )


def _place(on: Stock, number: int, *, used: bool) -> str:
    x, y = on.corner(number - 1)
    size = min(0.5 * on.height, 0.4 * on.width, 12)
    return (
        f'<g class="place{" used" if used else ""}" data-place="{number}">'
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(on.width)}" height="{_n(on.height)}" rx="1"/>'
        f'<text x="{_n(x + on.width / 2)}" y="{_n(y + on.height / 2 + 0.35 * size)}"'
        f' font-size="{_n(size)}" text-anchor="middle">{number}</text></g>'
    )


def _symbol(symbol: Symbol) -> str:
    path = "".join(
        f"M{column} {row}h{length}v1h-{length}z" for column, row, length in symbol.code.runs
    )
    move = f"translate({_n(symbol.x)} {_n(symbol.y)}) scale({_n(symbol.module)} {_n(symbol.row)})"
    return f'<path shape-rendering="crispEdges" transform="{move}" d="{path}"/>'


def _writing(writing: Writing) -> str:
    weight = 600 if writing.face is Face.STRONG else 400
    return "".join(
        f'<text x="{_n(writing.x)}" y="{_n(writing.y + number * LEADING * writing.size)}"'
        f' font-size="{_n(writing.size)}" font-weight="{weight}" fill="{_COLOURS[writing.ink]}"'
        f' textLength="{_n(fonts.width(row, writing.face) * writing.size)}"'
        f' lengthAdjust="spacingAndGlyphs">{escape(row)}</text>'
        for number, row in enumerate(writing.rows)
    )


def _bar(bar: Bar) -> str:
    return (
        f'<rect x="{_n(bar.x)}" y="{_n(bar.y)}" width="{_n(bar.width)}"'
        f' height="{_n(bar.height)}" fill="{_COLOURS[bar.ink]}"/>'
    )


def _picture(picture: Picture) -> str:
    png = b64encode(picture.mark.png).decode()
    return (
        f'<image x="{_n(picture.x)}" y="{_n(picture.y)}" width="{_n(picture.width)}"'
        f' height="{_n(picture.height)}" href="data:image/png;base64,{png}"/>'
    )


def _n(number: float) -> str:
    return f"{number:.5g}"
