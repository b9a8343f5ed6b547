"""Prints that go no further are told to whoever asked for them."""

from sqlmodel import Session

from assets import notices
from assets.database import moment_of
from assets.inventory import places
from assets.inventory.places import Place
from assets.labelling import runs
from assets.labelling.runs import PrintRun, Trouble
from assets.notices import Kind


def fail(session: Session, run: PrintRun, trouble: Trouble, words: str) -> None:
    """It goes no further by itself. Whoever asked is told once, unless it was called off."""
    at = moment_of(session)
    if not runs.fail(session, run, trouble, words, at):
        return
    person = runs.asker(session, run)
    if person is None or person.disabled:
        return
    site = session.get(Place, run.printer.site_id) if run.printer else None
    values = {
        "run": str(run.id),
        "printer": run.printer.name if run.printer else "",
        "site": site.name if site else "",
        "trouble": trouble.value,
        "words": words,
        "done": run.done,
        "count": run.count,
    }
    day = (at.astimezone(places.zone_of(site)) if site else at).date()
    notices.write(session, Kind.PRINT, person, day, values, run.id)
