"""What was scanned: a photo of codes, and what the form for a new thing begins with."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session
from starlette.datastructures import UploadFile

from assets.errors import Refused
from assets.inventory import scans
from labels import photographs
from web.page import PageFor

MOST_CODES = 12  # of one photograph


class Photograph(BaseModel):
    """A photo of whatever carries a code."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    photo: UploadFile

    @property
    def codes(self) -> list[str]:
        """What stands in its codes. Raises Refused where there is none."""
        return photographs.codes_in(self.photo.file.read())[:MOST_CODES]


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
