"""One table of what was measured, what it was measured against, and what was asked for."""

from dataclasses import dataclass
from typing import NamedTuple

import typer

WIDTHS = (44, 9, 9, 9, 7, 10, 10, 16)
HEADS = ("", "p50", "p95", "per s", "errors", "SQL alone", "no page", "target")


class Target(NamedTuple):
    """What the figure is to be, and whether it is."""

    words: str
    met: bool | None = None


@dataclass(frozen=True)
class Line:
    """One thing that was measured. Times are in seconds."""

    name: str
    target: Target
    p50: float | None = None
    p95: float | None = None
    rate: float | None = None
    errors: int | None = None
    alone: float | None = None
    nothing: float | None = None
    figure: str = ""


def say(line: Line) -> None:
    verdict = {True: "ok", False: "missed", None: ""}[line.target.met]
    nothing = f"{line.nothing:.0f}/s" if line.nothing and line.rate else _time(line.nothing)
    cells = (
        line.name,
        line.figure or _time(line.p50),
        _time(line.p95),
        f"{line.rate:.0f}" if line.rate else "",
        "" if line.errors is None else str(line.errors),
        _time(line.alone),
        nothing,
        line.target.words,
    )
    typer.echo(f"{_row(cells)} {verdict}")


def head() -> None:
    typer.echo(_row(HEADS))
    typer.echo("-" * (sum(WIDTHS) + len(WIDTHS)))


def _row(cells: tuple[str, ...]) -> str:
    first, *rest = (f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS, strict=True))
    return " ".join([f"{first.strip():<{WIDTHS[0]}}", *rest])


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
