"""When the demonstration's things are shut, and who answers there for what the law asks for."""

from datetime import timedelta
from functools import partial

from sqlmodel import Session

from assets.demo import tale as telling
from assets.demo.tale import Story, Tale
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.maintenance import officers, seasons
from assets.maintenance.closures import Said as Shut
from assets.maintenance.officers import Office
from assets.maintenance.officers import Said as Held

WRITTEN = -20  # days from DAY


def keep(tale: Tale) -> None:
    """Tell which closures are planned, and who holds which office."""
    told = telling.read("seasons.toml")
    for row in told["officers"]:
        day = tale.on(row, "since") or tale.begins
        tale.happens(day, partial(_appoint, tale, row), who=row["by"])
    for row in told["closures"]:
        day = tale.day + timedelta(WRITTEN)
        tale.happens(day, partial(_shut, tale, row), who=row["by"])


def _appoint(tale: Tale, row: Story, session: Session) -> None:
    site = session.get_one(Place, tale.id("site", row["site"]))
    since = tale.on(row, "since") or tale.begins
    held = Held(None, row["name"], row["authorisation"], tale.on(row, "valid_until"), since)
    officers.appoint(session, site, Office(row["office"]), held)


def _shut(tale: Tale, row: Story, session: Session) -> None:
    asset = session.get_one(Asset, tale.id("serial", row["asset"]))
    begins, ends = tale.on(row, "begins"), tale.on(row, "ends")
    if begins and ends:
        seasons.shut(session, asset, Shut(row["name"], begins, ends, yearly=row["yearly"]))
