"""A print in the pieces that a printer takes: sheet by sheet as PDF, or label by label as ZPL."""

from collections.abc import Callable
from uuid import UUID

from sqlmodel import Session

from assets.labelling.printers import Printer, Speech
from assets.labelling.runs import PrintRun
from assets.settings import Settings
from labels import designs, prints, zpl
from labels.prints import Laid
from labels.sheet import sheets

MOST_AT_HAND = 8  # prints that are under way at once


class Pieces:
    """Draws runs. What a run prints is read once, and printed as it was then."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._at_hand: dict[UUID, Laid] = {}

    def piece(self, session: Session, run: PrintRun) -> tuple[bytes, int]:
        """The next sheet or the next label of a run, and how many labels it is."""
        assert run.printer is not None
        laid = self._laid(session, run)
        if run.printer.speech is Speech.ZPL:
            return in_zpl(laid, run.printer.dots_per_inch, run.printer, run.done, 1), 1
        place = (laid.skipping + run.done) % laid.on.count
        some = laid.labels[run.done : run.done + laid.on.count - place]
        offset = run.printer.offset_x, run.printer.offset_y
        pdf = sheets(some, laid.on, design=laid.design, skipping=place, offset=offset)
        return pdf, len(some)

    def whole(
        self, session: Session, run: PrintRun, cancelled: Callable[[int], bool] | None
    ) -> bytes:
        """All the sheets of a print in one file."""
        return prints.pdf(prints.laid(session, run.made, self._settings), cancelled)

    def _laid(self, session: Session, run: PrintRun) -> Laid:
        if run.id not in self._at_hand:
            while len(self._at_hand) >= MOST_AT_HAND:
                self._at_hand.pop(next(iter(self._at_hand)))
            self._at_hand[run.id] = prints.laid(session, run.made, self._settings)
        return self._at_hand[run.id]


def in_zpl(
    laid: Laid, dpi: int, printer: Printer | None, first: int = 0, count: int | None = None
) -> bytes:
    """Some labels of a print, or all, as a printer of so many dots per inch is told them."""
    zpl.must_be_a_roll(laid.on)
    offset = (printer.offset_x, printer.offset_y) if printer else (0.0, 0.0)
    some = laid.labels[first : None if count is None else first + count]
    drawn = (designs.drawing(label, laid.design, laid.on) for label in some)
    return "".join(zpl.label(each, dpi, offset) for each in drawn).encode()
