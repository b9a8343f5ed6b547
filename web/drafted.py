"""A design of labels while somebody makes it: its form, its lines, and the label that it draws."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup
from pydantic import BaseModel, Field
from sqlmodel import Session

from assets.errors import Missing, Refused
from assets.inventory import register
from assets.rights import Rights
from assets.settings import Settings
from labels import designs, fields, offered, previews, prints
from labels.designs import Design, Remark
from labels.fields import Label
from labels.stocks import Stock
from web.forms import Form

MOST_LINES = 8
STRONG, REGULAR = "strong", "regular"


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
    """A design of a site. `draft` is the one that is edited, `on` and `asset` what it is shown with."""

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
        return designs.read({
            "layout": self.layout,
            "code": self.code,
            "lines": lines,
            "mark": self.mark,
            "for_what": self.for_what,
        })


@dataclass(frozen=True)
class Shown:
    """One label as it would be printed, and what is to be said about it; or why it cannot be."""

    drawing: Markup | None = None
    remarks: tuple[Remark, ...] = ()
    no: Refused | Missing | None = None


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
