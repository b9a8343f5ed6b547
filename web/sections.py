"""What the page of a thing shows, section by section: each line here fills one of its templates."""

from datetime import date
from typing import Any

from sqlmodel import Session

from assets import chronicle, trail
from assets.inventory import identifiers
from assets.inventory.register import LIFE, Asset, Condition
from assets.maintenance import plans, worklists
from web import attached
from web.page import PageFor
from web.standing import standing

SHOWN_IN_HISTORY = 50
SHOWN_ORDERS = 10


def of_asset(page: PageFor, db: Session, asset: Asset, today: date) -> dict[str, Any]:
    """The values of `inventory/register/show.html` and of what it includes, by their names."""
    entries = db.exec(trail.history(asset.id).limit(SHOWN_IN_HISTORY)).all()
    return {
        "asset": asset,
        "today": today,
        "standing": standing(asset, today, page.language),
        "steps": [
            step for step, needs in LIFE[asset.state].items() if page.rights.may(needs, asset)
        ],
        "conditions": list(Condition),
        "label": db.exec(identifiers.of_asset(asset)).first(),
        "plans": db.exec(plans.of_asset(asset)).all(),
        "papers": attached.of(page, db, asset, today),
        "orders": db.exec(worklists.of_asset(asset).limit(SHOWN_ORDERS)).all(),
        "history": chronicle.told(db, entries, page.language),
    }
