"""A design of labels while somebody makes it: its form, its lines, and the label that it draws."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import BaseModel, Field
from sqlmodel import Session

from assets.errors import Missing, Refused
from assets.inventory import register
from assets.labelling import facts
from assets.labelling.kinds import Kind
from assets.rights import Rights
from assets.settings import Settings
from assets.words import N_, say_count
from labels import designs, fields, offered, previews, prints
from labels.designs import Design
from labels.fields import Label
from labels.remarks import Remark
from labels.stocks import STOCKS, Stock
from web.forms import Form
from web.page import PageFor

MOST_LINES = 8
STRONG, REGULAR = "strong", "regular"
WEIGHTS = {REGULAR: N_("regular"), STRONG: N_("bold")}
SIZE_WORDS = {"large": N_("large"), "normal": N_("middle"), "small": N_("small")}
# Where no paper is chosen, the first of these that a design fits.
USUAL = ("L7160", "L7163", "L4730", "99012", "L7165")


class Line(NamedTuple):
    """One line of a label as its form has it. Without a field it says nothing."""

    field: str = ""
    size: str = "normal"
    weight: str = REGULAR
    rows: str = "1"

    def said(self) -> dict[str, Any]:
        strong, rows = self.weight == STRONG, int(self.rows)
        return {"field": self.field, "size": self.size, "strong": strong, "rows": rows}


class Said(BaseModel):
    """A design of a site. `draft` is edited, on the paper `on`, with the thing of tag `asset`."""

    name: str = Field(default="", max_length=40)
    site: str = ""
    layout: str = ""
    code: str = ""
    field: list[str] = Field(default_factory=list)
    size: list[str] = Field(default_factory=list)
    weight: list[str] = Field(default_factory=list)
    rows: list[int] = Field(default_factory=list)
    mark: bool = False
    for_what: list[str] = Field(default_factory=list)
    on: str = ""
    asset: str = ""
    draft: str = ""
    version: int | None = None

    @property
    def design(self) -> Design:
        """What this makes. Raises Refused where it makes none."""
        lines = [line.said() for line in lines_of(self.model_dump()) if line.field]
        return designs.read(
            {
                "layout": self.layout,
                "code": self.code,
                "lines": lines,
                "mark": self.mark,
                "for_what": self.for_what,
            }
        )


@dataclass(frozen=True)
class Shown:
    """One label as it would be printed, and what is to be said about it; or why it cannot be."""

    drawing: str = ""
    remarks: tuple[Remark, ...] = ()
    no: Refused | Missing | None = None


class Sampled(NamedTuple):
    """A design in a list, with an example of it."""

    design: Design
    name: str
    uses: str
    drawing: str
    site: str


def lines_of(values: dict[str, Any]) -> list[Line]:
    """The lines that a form holds."""
    columns = (values.get(name) or [] for name in Line._fields)
    return [Line(*map(str, said)) for said in zip(*columns, strict=False)]


def values_of(lines: list[Line]) -> dict[str, list[str]]:
    """The same lines as a form holds them."""
    return {name: [getattr(line, name) for line in lines] for name in Line._fields}


def rearranged(lines: list[Line], verb: str) -> list[Line]:
    """The lines after one step: `add`, `up-3`, `down-3` or `out-3`; lines are counted from 1."""
    step, _, nth = verb.partition("-")
    if step == "add":
        return [*lines, Line()]
    here = int(nth) - 1 if nth.isdecimal() else -1
    if not 0 <= here < len(lines):
        return lines
    rest, moved = lines[:here] + lines[here + 1 :], lines[here]
    if step == "out":
        return rest
    there = max(0, here + (-1 if step == "up" else 1))
    return [*rest[:there], moved, *rest[there:]]


def values_of_design(design: Design) -> dict[str, Any]:
    """A design as its form has it."""
    lines = [
        Line(each.field, each.size, STRONG if each.strong else REGULAR, str(each.rows))
        for each in design.lines
    ]
    said = {"layout": design.layout, "code": design.code, "mark": design.mark}
    return said | {"for_what": sorted(design.for_what)} | values_of(lines)


def shown_of(session: Session, form: Form[Any], seen_by: Rights, settings: Settings) -> Shown:
    """The label that a form describes. What is wrong with it is told in the form."""
    try:
        design = form.data.design
    except Refused as no:
        if form.valid:
            form.refuse(no)
        return Shown()
    return shown(session, design, form.data.on, form.data.asset, seen_by, settings)


def shown(
    session: Session, design: Design, on: str, tag: str, seen_by: Rights, settings: Settings
) -> Shown:
    """A design on a paper, with a thing of this tag or with an example."""
    try:
        label = (
            label_of(session, tag, seen_by, settings) if tag else fields.example(design.for_what)
        )
        stock = offered.stock(session, on, seen_by) if on else usual(design)
    except Missing as no:
        return Shown(no=no)
    remarks = tuple(designs.remarks(label, design, stock))
    if any(each.stops for each in remarks):
        return Shown(remarks=remarks)
    return Shown(previews.svg(label, design, stock), remarks)


def label_of(session: Session, tag: str, seen_by: Rights, settings: Settings) -> Label:
    """What the label of a thing says, whether it has one yet or not."""
    asset = register.tagged(session, tag.strip(), seen_by)
    fact = facts.of_things(session, Kind.ASSET, [asset.id])[asset.id]
    return prints.said(session, [fact], settings)[0]


def sampled(page: PageFor, design: Design, site: str = "") -> Sampled:
    stock, label = usual(design), fields.example(design.for_what)
    stops = any(each.stops for each in designs.remarks(label, design, stock))
    drawing = "" if stops else previews.svg(label, design, stock)
    name, uses = offered.called(design, page.language), uses_of(page, design)
    return Sampled(design, name, uses, drawing, site)


def uses_of(page: PageFor, design: Design) -> str:
    """What a design is made for, in words."""
    if design.for_what == designs.WHAT:
        return page.say(N_("For anything"))
    return ", ".join(page.said(kind) for kind in Kind if kind in design.for_what)


def usual(design: Design) -> Stock:
    """The first of the usual papers on which nothing is to be said against a design."""
    fit = (STOCKS[key] for key in USUAL if _fits(design, STOCKS[key]))
    return next(fit, STOCKS[USUAL[0]])


@lru_cache(maxsize=64)
def fits(design: Design) -> tuple[Stock, ...]:
    """The papers that are shipped on which nothing is to be said against a design."""
    return tuple(stock for stock in STOCKS.values() if _fits(design, stock))


def _fits(design: Design, on: Stock) -> bool:
    """Whether an example comes out well; it has no mark of a grant."""
    example = fields.example(design.for_what)
    return not designs.remarks(example, replace(design, mark=False), on)


def papers(session: Session, seen_by: Rights) -> list[tuple[str, str]]:
    """The papers to choose one of."""
    return [(key, stock.name) for key, stock in offered.stocks(session, seen_by).items()]


def told(page: PageFor, design: Design) -> list[tuple[str, str]]:
    """The lines of a design in words: what, and how."""
    return [
        (page.say(fields.FIELDS[line.field].words), _manner(page, line)) for line in design.lines
    ]


def _manner(page: PageFor, line: designs.Line) -> str:
    weight = WEIGHTS[STRONG if line.strong else REGULAR]
    rows = say_count(page.language, "{count} row at most", "{count} rows at most", line.rows)
    return ", ".join([page.say(SIZE_WORDS[line.size]), page.say(weight), rows])
