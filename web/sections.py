"""What the page of a thing shows, section by section: each line here fills one of its templates."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from fastapi.responses import Response
from sqlmodel import Session

from assets.errors import No
from assets.inventory import (
    barcodes,
    identifiers,
    inherited,
    life,
    nomenclature,
    parts,
    waiting,
)
from assets.inventory.register import Asset, Condition, State
from assets.maintenance import closures, inbox, meters, plans, verdicts, worklists
from assets.procurement import fundings, lots
from assets.procurement.projects import Project
from assets.rights import Permission
from assets.words import N_
from web import (
    attached,
    away,
    closing,
    custom_fields,
    durable,
    histories,
    safety,
    stops,
    stores,
)
from web.page import PageFor
from web.standing import standing

SHOWN_ORDERS = 10
SHOWN_PARTS = 50
SHOWN_METERS = 60

# What one says to make a step.
STEPS = {
    State.PLANNED: N_("Back to planning"),
    State.ORDERED: N_("It is ordered"),
    State.DELIVERED: N_("It is delivered"),
    State.INSTALLED: N_("It is installed"),
    State.ACCEPTED: N_("Accept it"),
    State.IN_USE: N_("Put it to use"),
    State.IN_STORAGE: N_("Put it in a store"),
    State.ON_LOAN: N_("Lend it"),
    State.IN_TRANSIT: N_("Send it"),
    State.RETIRED: N_("Retire it"),
    State.DISPOSED: N_("Dispose of it"),
}


def shown(page: PageFor, db: Session, asset: Asset, today: date, no: No | None = None) -> Response:
    """The page of a thing, which says why what was asked of it has not been done."""
    return page.render(
        "inventory/register/show.html",
        status=422 if no else 200,
        no=page.say(no.words, **no.values) if no else "",
        **_of_asset(page, db, asset, today),
    )


def _of_asset(page: PageFor, db: Session, asset: Asset, today: date) -> dict[str, Any]:
    """The values of the template and of what it includes, by their names."""
    return {
        "asset": asset,
        "today": today,
        "standing": standing(asset, verdicts.of(db, asset, today), today, page.language),
        "steps": life.next_steps(asset, page.rights),
        "verbs": STEPS,
        "demanding": life.DEMANDING,
        "project": _project(page, db, asset),
        "durable": durable.funded(page, db, asset),
        "payers": _payers(page, db, asset),
        "parts": db.exec(parts.of(asset).limit(SHOWN_PARTS)).all(),
        "replace_on": life.replace_on(asset),
        "conditions": list(Condition),
        "regulatory": (regulatory := inherited.of_asset(asset)),
        "emdn": nomenclature.meaning(db, regulatory["emdn"].value),
        "room": waiting.room_of(db, asset),
        "barcodes": db.exec(barcodes.of_asset(asset)).all(),
        "label": db.exec(identifiers.of_asset(asset)).first(),
        "plans": db.exec(plans.of_asset(asset)).all(),
        "shut": db.exec(closures.of_asset(asset, asset.place, today).limit(closing.SHOWN)).all(),
        "shut_here": "",
        "meters": meters.walked(
            db.exec(meters.of_things([asset.id], page.rights).limit(SHOWN_METERS)), page.language
        ),
        "papers": attached.of(page, db, asset, today),
        "faults": inbox.open_on(db, asset) if page.may(Permission.FAULTS_SEE, asset) else [],
        "orders": db.exec(worklists.of_asset(asset).limit(SHOWN_ORDERS)).all(),
        "spares": stores.fitting(db, asset),
        **stops.here(page, db, asset),
        "history": histories.latest(page, db, asset),
        **custom_fields.of_asset(page, db, asset),
        **safety.of_asset(page, db, asset),
        **away.of_asset(db, asset, today, page.language),
    }


def _project(page: PageFor, db: Session, asset: Asset) -> Project | None:
    """The project whose lot bought it, if she may see that."""
    asked = lots.listed(page.rights).where(lots.Lot.number == asset.lot_number)
    lot = db.exec(asked).first() if asset.lot_number else None
    return lot.project if lot else None


def _payers(page: PageFor, db: Session, asset: Asset) -> Sequence[Any]:
    """Who has paid which share of it, if she may see that."""
    seen = page.may(Permission.PROCUREMENT_SEE, asset)
    return db.exec(fundings.payers(asset)).all() if seen else ()
