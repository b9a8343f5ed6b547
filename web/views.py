"""The views that somebody keeps, as the lists offer them: see `ui.views`."""

from typing import Any

from sqlmodel import Session

from assets import views
from assets.errors import Refused
from assets.words import sort_key
from web.page import PageFor

MOST_SHOWN = 12


def of_list(page: PageFor, db: Session) -> dict[str, Any]:
    """The kept views of the list on this page, and its address if it can be kept, too."""
    try:
        here = views.normal(page.here)
    except Refused:
        here = ""
    found = db.exec(views.of_list(page.path, page.me.id, page.rights)).all()
    shown = sorted(found, key=lambda view: sort_key(view.name))
    known = any(view.address == here for view in found)
    return {
        "kept": shown[:MOST_SHOWN],
        "here": here,
        "to_keep": here if "?" in here and not known else "",
    }
