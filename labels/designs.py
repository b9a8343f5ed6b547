"""Designs as data: which fields stand on a label, in which order, round which code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

from assets.errors import Refused
from assets.words import N_, Said, Worded
from labels import arranging, bands, codes
from labels.arranging import Box, Content, Text
from labels.codes import Kind
from labels.drawings import Bar, Drawing, Picture, Piece, Symbol, Writing
from labels.fields import FIELDS, Label
from labels.fonts import Face
from labels.remarks import Remark, of
from labels.stocks import Stock

Choice = TypeVar("Choice", bound=Worded)

WHAT = frozenset({"asset", "place", "lot", "spare_part", "document"})
SIZES = {"large": 3.8, "normal": 2.8, "small": 2.4}
"""Millimetres on a label of 63.5 by 38.1, which others are compared with."""
MARGIN = 0.092
"""White at the edge, as a share of a label's shorter side."""
UPRIGHT = 1.25
"""A label so much higher than wide lies upright, and is drawn lying down."""
TALL = 1.9
"""The same for a sign, which may well be higher than wide."""
MOST_ROWS = 4
SHORTEST = 29
"""Millimetres: what is cut from an endless roll is at least so long."""


class Layout(Worded):
    """How code, tag and texts stand to one another."""

    PLATE = "plate", N_("The tag across the foot, under code and texts")
    ROW = "row", N_("Tag and texts at the right of the code")
    FLAG = "flag", N_("Twice the same, to be folded round a cable")
    SIGN = "sign", N_("The first text across the top, in the largest letters")
    WARNING = "warning", N_("A warning in three languages across the top")


class Line(NamedTuple):
    """How one field is set."""

    field: str
    size: str = "normal"
    strong: bool = False
    rows: int = 1


@dataclass(frozen=True)
class Design:
    """Everything about a label but what is on it and how large it is."""

    key: str
    words: str
    layout: Layout
    code: Kind
    lines: tuple[Line, ...] = ()
    mark: bool = False
    for_what: frozenset[str] = WHAT

    def said(self) -> dict[str, Any]:
        """As it is kept; `read` makes a design of it again."""
        return {
            "key": self.key,
            "words": self.words,
            "layout": str(self.layout),
            "code": str(self.code),
            "lines": [line._asdict() for line in self.lines],
            "mark": self.mark,
            "for_what": sorted(self.for_what),
        }


_ASSET = frozenset({"asset"})
_SHIPPED = (
    Design(
        "plate",
        N_("Plate"),
        Layout.PLATE,
        Kind.QR,
        (
            Line("name", "large", strong=True, rows=3),
            Line("room", rows=2),
            Line("owner", "small", rows=2),
        ),
    ),
    Design(
        "strip",
        N_("Strip"),
        Layout.ROW,
        Kind.QR,
        (Line("name", "large", strong=True, rows=2), Line("room"), Line("owner", "small")),
    ),
    Design("small", N_("Small"), Layout.ROW, Kind.DATAMATRIX),
    Design("flag", N_("Cable flag"), Layout.FLAG, Kind.QR, (Line("name", rows=2),)),
    Design(
        "room",
        N_("Room sign"),
        Layout.SIGN,
        Kind.QR,
        (Line("name", "large", strong=True, rows=2), Line("building"), Line("site")),
        for_what=frozenset({"place"}),
    ),
    Design(
        "warning",
        N_("Do not use"),
        Layout.WARNING,
        Kind.QR,
        (Line("name", "large", strong=True, rows=2), Line("room")),
        for_what=_ASSET,
    ),
    Design(
        "funding",
        N_("Funding sticker"),
        Layout.ROW,
        Kind.QR,
        (Line("project", strong=True), Line("owner", "small", rows=2)),
        mark=True,
        for_what=frozenset({"asset", "place"}),
    ),
    Design(
        "shelf",
        N_("Shelf"),
        Layout.ROW,
        Kind.QR,
        (Line("name", "large", strong=True, rows=2), Line("quantity"), Line("room", "small")),
        for_what=frozenset({"spare_part", "place"}),
    ),
    Design(
        "lot",
        N_("Lot and folder"),
        Layout.PLATE,
        Kind.QR,
        (Line("name", "large", strong=True, rows=3), Line("project"), Line("owner", "small")),
        for_what=frozenset({"lot", "document"}),
    ),
)
DESIGNS = {design.key: design for design in _SHIPPED}
PLATE = DESIGNS["plate"]


def read(said: Mapping[str, Any]) -> Design:
    """The design that somebody has put together. Raises Refused beside the field that is wrong."""
    for_what = frozenset(said.get("for_what") or WHAT)
    if not for_what <= WHAT:
        raise Refused(N_("Say what it is for."), field="for_what")
    return Design(
        key=str(said.get("key", "")),
        words=str(said.get("words", "")),
        layout=_chosen(Layout, said, "layout"),
        code=_chosen(Kind, said, "code"),
        lines=tuple(_lines(said.get("lines", []))),
        mark=bool(said.get("mark")),
        for_what=for_what,
    )


def _chosen(kind: type[Choice], said: Mapping[str, Any], field: str) -> Choice:
    try:
        return kind(str(said.get(field, "")))
    except ValueError:
        raise Refused(N_("Choose one of these."), field=field) from None


def _lines(said: object) -> Iterator[Line]:
    known = set(Line._fields)
    for each in said if isinstance(said, list) else [None]:
        if (
            not isinstance(each, Mapping)
            or not set(each) <= known
            or each.get("field") not in FIELDS
        ):
            raise Refused(N_("Choose one of these."), field="lines")
        line = Line(**each)
        if line.size not in SIZES or line.rows not in range(1, MOST_ROWS + 1):
            raise Refused(N_("A text has one row to four, and a size."), field="lines")
        yield line


def drawing(label: Label, design: Design, on: Stock) -> Drawing:
    """Lay one label out. Raises Refused where it would be of no use, with the reason."""
    drawn = _drawn(label, design, on)
    for remark in of(drawn, [], None):
        if remark.stops:
            raise Refused(remark.words.words, field="design", **remark.words.values)
    return drawn


def remarks(label: Label, design: Design, on: Stock, dpi: int | None = None) -> list[Remark]:
    """Everything that is to be said, on a printer of so many dots an inch if it is known."""
    wanted = [line.field for line in design.lines if FIELDS[line.field].read(label)]
    said = list(of(_drawn(label, design, on), wanted, dpi))
    if design.mark and not label.mark:
        said.append(Remark(Said(N_("The project has no mark yet."))))
    if design.code is Kind.DIGITAL_LINK and not label.link:
        words = N_(
            "{tag} has no owner with a company prefix of GS1, so its code is an ordinary QR."
        )
        said.append(Remark(Said(words, {"tag": label.tag})))
    return said


def _drawn(label: Label, design: Design, on: Stock) -> Drawing:
    if not on.continuous:
        return _laid(label, design, on.width, on.height)
    wanted = [line.field for line in design.lines if FIELDS[line.field].read(label)]
    for length in range(SHORTEST, int(on.height), 4):
        drawn = _laid(label, design, on.width, length)
        if not [*of(drawn, wanted, None)]:
            return drawn
    return _laid(label, design, on.width, on.height)


def _laid(label: Label, design: Design, width: float, height: float) -> Drawing:
    """A label that lies upright on its paper is drawn lying down."""
    turned = height > width * (TALL if design.layout is Layout.SIGN else UPRIGHT)
    if turned:
        width, height = height, width
    pieces = list(_pieces(label, design, Box(0, 0, width, height)))
    return Drawing(
        width,
        height,
        turned,
        symbols=tuple(piece for piece in pieces if isinstance(piece, Symbol)),
        writings=tuple(piece for piece in pieces if isinstance(piece, Writing)),
        bars=tuple(piece for piece in pieces if isinstance(piece, Bar)),
        pictures=tuple(piece for piece in pieces if isinstance(piece, Picture)),
    )


def _pieces(label: Label, design: Design, box: Box) -> Iterator[Piece]:
    if design.layout is not Layout.FLAG:
        yield from _arranged(label, design, box, box)
        return
    for half in bands.flags(box):
        yield from _arranged(label, design, half, half)
    yield from bands.fold(box, 1)


def _arranged(label: Label, design: Design, whole: Box, box: Box) -> Iterator[Piece]:
    """First what stands across the top, and then the rest in what that leaves."""
    content = _content(label, design, whole)
    margin = content.margin
    if design.layout is Layout.WARNING:
        pieces, box = bands.warning(label.warning, box, margin)
        yield from pieces
    if design.mark and label.mark:
        pieces, box = bands.mark(label.mark, label.mark.statement, box, margin)
        yield from pieces
    if design.layout is Layout.SIGN and content.texts:
        pieces, box = bands.heading(content.texts[0], box, margin)
        yield from pieces
        content = replace(content, texts=content.texts[1:])
    if design.layout is Layout.PLATE:
        yield from arranging.plate(content, box)
    else:
        yield from arranging.beside(content, box)


def _content(label: Label, design: Design, box: Box) -> Content:
    scale = (box.width * box.height / (63.5 * 38.1)) ** 0.5
    texts = tuple(
        Text(
            line.field,
            FIELDS[line.field].read(label),
            Face.STRONG if line.strong else Face.REGULAR,
            max(SIZES[line.size] * scale, arranging.LEAST),
            line.rows,
        )
        for line in design.lines
    )
    return Content(
        tag=label.tag,
        texts=texts,
        kind=design.code,
        carried=codes.carried(label, design.code) if design.code is not Kind.NONE else "",
        gs1=bool(label.giai) and design.code.of_gs1,
        specimen=label.specimen,
        margin=min(max(MARGIN * min(box.width, box.height), 1), 8),
    )
