"""What the register's labels say, and the paper that they are printed on."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from assets.inventory import gs1
from assets.inventory.identifiers import LabelPrint
from assets.labelling import facts
from assets.labelling.facts import Fact
from assets.labelling.kinds import Kind
from assets.labelling.printers import Printer
from assets.procurement.marks import STATEMENT
from assets.rights import EVERYTHING
from assets.settings import Settings
from labels import designs, marks, offered
from labels.designs import Design
from labels.fields import Label, Mark
from labels.remarks import Remark
from labels.sheet import sheets
from labels.stocks import Stock

# Where labels point while nobody has said where the register lives: they say SPECIMEN then.
NOWHERE = "http://127.0.0.1:8000"
NO_CODE = "00000000"
"""Stands in a preview of what has no label yet. It is as long as any."""


class Laid(NamedTuple):
    """A print, ready for whatever draws it: each label as often as it is printed."""

    labels: Sequence[Label]
    on: Stock
    design: Design
    skipping: int = 0
    offset: tuple[float, float] = (0.0, 0.0)


def laid(
    session: Session, made: LabelPrint, settings: Settings, codes: Sequence[str] | None = None
) -> Laid:
    """What a print that may be seen says, in its order, or those of its labels with these codes."""
    codes = made.codes if codes is None else codes
    labels = said(session, facts.of_codes(session, codes), settings)
    printer = session.get(Printer, made.printer_id) if made.printer_id else None
    return Laid(
        [label for label in labels for _ in range(made.copies)],
        offered.stock(session, made.stock, EVERYTHING),
        offered.design(session, made.design, EVERYTHING),
        made.skipping,
        (printer.offset_x, printer.offset_y) if printer else (0.0, 0.0),
    )


def pdf(job: Laid, cancelled: Callable[[int], bool] | None = None) -> bytes:
    """The sheets of a print."""
    return sheets(
        job.labels,
        job.on,
        design=job.design,
        skipping=job.skipping,
        offset=job.offset,
        cancelled=cancelled,
    )


def said(session: Session, told: Iterable[Fact], settings: Settings) -> list[Label]:
    """What these labels say, each with the mark of the grant that paid for it."""
    told = list(told)
    logos = _marks(session, {fact.project_id for fact in told if fact.project_id}, settings)
    return [_said(fact, settings, logos.get(fact.project_id)) for fact in told]


def _marks(session: Session, projects: set[UUID], settings: Settings) -> dict[UUID | None, Mark]:
    """The mark of each project that has one, with its logo at hand."""
    return {
        each.project_id: marks.printed(each, settings) for each in facts.marks(session, projects)
    }


def _said(fact: Fact, settings: Settings, mark: Mark | None) -> Label:
    code, statement = fact.code or NO_CODE, mark.statement if mark else STATEMENT
    giai = gs1.giai(fact.prefix, code) if fact.kind is Kind.ASSET else ""
    return Label(
        code_text=_address(f"/t/{code}", settings),
        tag=fact.tag or code,
        name=fact.name,
        code=code,
        room=fact.room,
        building=fact.building,
        site=fact.site,
        owner=fact.owner,
        maker=fact.maker,
        model=fact.model,
        serial_number=fact.serial_number,
        inventory_number=fact.inventory_number,
        lot=fact.lot,
        project=fact.project,
        funding=statement if fact.project else "",
        quantity=fact.quantity,
        giai=giai,
        link=_address(gs1.digital_link("", giai), settings) if giai else "",
        mark=mark,
        specimen=settings.specimen,
    )


def remarks(
    labels: Sequence[Label], design: Design, on: Stock, dpi: int | None = None
) -> list[Remark]:
    """What is to be said before these are printed, once each. The longest tag tells the most."""
    telling = [*labels[:1], *sorted(labels, key=lambda label: len(label.tag))[-1:]]
    telling += {(label.mark, not label.link): label for label in labels}.values()
    found = [each for label in telling for each in designs.remarks(label, design, on, dpi)]
    return list({str(each.words): each for each in found}.values())


def _address(path: str, settings: Settings) -> str:
    """What the code carries. In capitals it makes a smaller code, and our pages answer both."""
    base = settings.base_url or NOWHERE
    root = base.count("/") == 2  # noqa: PLR2004  (a path of its own may not be put in capitals)
    return f"{base}{path}".upper() if root else f"{base}{path}"
