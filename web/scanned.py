"""What the form for a new thing begins with when it was scanned."""

from typing import Any

from sqlmodel import Session

from assets.errors import Refused
from assets.inventory import scans
from web.page import PageFor


def begun(page: PageFor, db: Session, code: str) -> dict[str, Any]:
    """The values of its fields, as far as the code and the catalogue say them."""
    try:
        found = scans.meaning(db, code, page.rights)
    except Refused:
        return {}
    values: dict[str, Any] = {"scanned": found.scan.raw}
    if udi := found.scan.udi:
        values |= {"serial_number": udi.serial_number, "batch_number": udi.batch_number}
        values |= {"manufactured_on": udi.manufactured_on, "expires_on": udi.expires_on}
    if model := found.model:
        kind = page.said(model.type.names) if model.type else ""
        values |= {"maker": model.maker.name, "model": model.name, "type": kind}
        values["name"] = kind or model.name
    return {name: value or "" for name, value in values.items()}
