"""What a plaque and a poster say of an operation: the same facts, in the languages of its sites."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Table, TableStyle

from assets.procurement.projects import Part, Project, ProjectPartner
from assets.words import N_, Language, say, spoken
from labels.fields import Mark
from labels.fonts import Face
from labels.papers import frame
from labels.papers.frame import INK, LINE, SOFT

GAP = 10  # between two languages side by side
NAMES = 0.27  # of the width, for what the facts are called
FUNDED = N_("This project is co-financed by the European Union through the programme {programme}.")
HEAD = TableStyle(
    [
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 6 * mm),
        ("LINEBELOW", (0, 0), (-1, -1), 1, LINE),
    ]
)


@dataclass(frozen=True)
class Operation:
    """A project, those who take part in it, and the mark of its grant."""

    project: Project
    partners: Sequence[ProjectPartner]
    mark: Mark
    languages: Sequence[Language]


@dataclass(frozen=True)
class Wall:
    """How large it hangs: its paper, the height of the emblem, and its letters in points."""

    size: tuple[float, float]
    emblem: float
    text: float
    title: float
    """The letters of the title, as a multiple of the others."""
    abreast: bool
    """Whether the languages stand side by side."""

    def style(self, scale: float, **values: Any) -> ParagraphStyle:
        size = self.text * scale
        usual: dict[str, Any] = {"fontName": Face.REGULAR, "textColor": INK}
        return ParagraphStyle("wall", fontSize=size, leading=size * 1.3, **(usual | values))


def drawn(operation: Operation, wall: Wall) -> bytes:
    """One page: the mark above everything, the title, and the facts in each language."""
    across, project = frame.width(wall.size), operation.project
    mark = frame.picture(operation.mark, wall.emblem, across)
    head = Table([[mark]], [across * mm], style=HEAD, hAlign="LEFT")

    def body(scale: float) -> list[Flowable]:
        large = wall.style(scale * wall.title, fontName=Face.STRONG)
        title: list[Flowable] = [frame.text(project.acronym, large)]
        if project.title != project.acronym:
            title += [frame.gap(2 * scale), frame.text(project.title, wall.style(1.3 * scale))]
        told = _told(operation, wall, scale)
        return [frame.gap(8 * scale), *title, frame.gap(8 * scale), *told]

    return frame.one_page(f"{project.code} {project.acronym}", head, body, wall.size)


def _told(operation: Operation, wall: Wall, scale: float) -> list[Flowable]:
    """The facts in each language: side by side, or one below the other."""
    across, count = frame.width(wall.size), len(operation.languages)
    if wall.abreast:
        each = (across - (count - 1) * GAP) / count
        told = [_facts(operation, wall, scale, language, each) for language in operation.languages]
        widths = [(each + GAP) * mm] * (count - 1) + [each * mm]
        return [Table([told], widths, style=frame.LOOSE, hAlign="LEFT")]
    parts = [_facts(operation, wall, scale, language, across) for language in operation.languages]
    return [each for part in parts for each in (*part, frame.gap(10 * scale))][:-1]


def _facts(
    operation: Operation, wall: Wall, scale: float, language: Language, across: float
) -> list[Flowable]:
    told: list[Flowable] = []
    if programme := operation.project.programme:
        funded, strong = say(language, FUNDED, programme=programme), Face.STRONG
        room = GAP * mm if wall.abreast else 0
        told = [frame.text(funded, wall.style(scale, fontName=strong, rightIndent=room))]
        told += [frame.gap(4 * scale)]
    soft, plain = wall.style(0.85 * scale, textColor=SOFT, rightIndent=2 * mm), wall.style(scale)
    rows = [
        [frame.text(name, soft), [frame.text(each, plain) for each in lines]]
        for name, lines in _lines(operation, language)
    ]
    widths = [across * NAMES * mm, across * (1 - NAMES) * mm]
    return [*told, Table(rows, widths, style=frame.LOOSE, hAlign="LEFT")]


def _lines(operation: Operation, language: Language) -> list[tuple[str, list[str]]]:
    """What the facts are called in this language, and what each says, line by line."""
    project = operation.project
    period = (
        f"{spoken(project.starts_on, language)} \N{EN DASH} {spoken(project.ends_on, language)}"
    )
    said = {
        N_("Lead partner"): _partners(operation, Part.LEAD),
        N_("Partners"): _partners(operation, Part.PARTNER),
        N_("Period"): [period],
        N_("Budget"): [spoken(project.total, language)] if project.total_minor else [],
        N_("ERDF"): [spoken(project.erdf, language)] if project.erdf_minor else [],
        N_("Code"): [project.code],
    }
    return [(say(language, name), lines) for name, lines in said.items() if lines]


def _partners(operation: Operation, part: Part) -> list[str]:
    of_part = [each.partner for each in operation.partners if each.part is part]
    return [f"{each.name} ({each.country})" for each in of_part]
