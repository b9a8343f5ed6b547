"""What somebody chose last at a printer, or on paper, and the printers that she can choose."""

from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.errors import Missing
from assets.labelling.printers import Printer, PrintHabit
from assets.labelling.prints import Arranged
from assets.rights import Permission, Rights


def printers(by: Rights) -> SelectOfScalar[Printer]:
    """The printers of the sites where she prints, by name."""
    here = by.where(Permission.LABELS_PRINT, Printer)
    offered = select(Printer).where(here, col(Printer.given_up).is_(False))
    return offered.order_by(col(Printer.name), col(Printer.id))


def printer(session: Session, key: str, by: Rights) -> Printer | None:
    """The printer with this id; None where nothing is said: somebody prints the PDF."""
    if not key:
        return None
    for each in session.exec(printers(by)):
        if str(each.id) == key:
            return each
    raise Missing("There is no such printer.", field="printer")


def habit(session: Session, person_id: UUID, printer_id: UUID | None) -> PrintHabit | None:
    """What she chose last there."""
    own = (PrintHabit.person_id == person_id, PrintHabit.printer_id == printer_id)
    return session.exec(select(PrintHabit).where(*own).order_by(col(PrintHabit.id))).first()


def remember(session: Session, person_id: UUID, how: Arranged) -> None:
    """She need not choose it again."""
    kept = habit(session, person_id, how.printer_id)
    if kept is None:
        kept = PrintHabit(
            person_id=person_id, printer_id=how.printer_id, stock=how.stock, design=how.design
        )
        session.add(kept)
    kept.stock, kept.design, kept.copies = how.stock, how.design, how.copies
