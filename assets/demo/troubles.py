"""What people reported of the demonstration's things, and what was made of it."""

from datetime import timedelta
from functools import partial

from sqlmodel import Session

from assets import reporting
from assets.demo import tale as telling
from assets.demo.tale import Story, Tale
from assets.inventory.register import Asset
from assets.maintenance import faults, triage
from assets.maintenance.faults import Fault, Report
from assets.maintenance.terms import FailureMode
from assets.people import Person
from assets.words import Language


def tell(tale: Tale) -> None:
    """Strangers report what they see; the technician of the site sees to it."""
    for number, row in enumerate(telling.read("faults.toml")["faults"]):
        reported = tale.day + timedelta(row["reported_offset"])
        tale.happens(reported, partial(_report, tale, number, row))
        if "handled_offset" in row:
            handled = tale.day + timedelta(row["handled_offset"])
            who = f"technician@{row['site']}"
            tale.happens(handled, partial(_handle, tale, number, row), who=who)


def _report(tale: Tale, number: int, row: Story, session: Session) -> None:
    asset = session.get_one(Asset, tale.id("serial", row["asset"]))
    said = Report(FailureMode(row["kind"]), row["words"], language=Language.HU)
    fault = reporting.report(session, asset, said, faults.new_secret())
    tale.named("fault", str(number), fault.id)


def _handle(tale: Tale, number: int, row: Story, session: Session) -> None:
    fault = session.get_one(Fault, tale.id("fault", str(number)))
    who = session.get_one(Person, tale.id("person", f"technician@{row['site']}"))
    if "order" in row:
        asked = triage.Asked(row["order"], tale.on(row, "due"))
        triage.accept(session, fault, who, asked, session.info["at"].date())
    else:
        triage.answer(session, fault, who, row["answer"])
