"""What was scanned: a photo of codes, and what the form for a new thing begins with."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session
from starlette.datastructures import UploadFile

from assets.errors import Refused
from assets.inventory import carriers, scans
from assets.rights import Rights
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


def of_plate(db: Session, codes: Sequence[str], rights: Rights) -> tuple[list[str], list[str]]:
    """What opens something of ours, as it is written on a label, and what the maker put there."""
    found = [scans.meaning(db, text, rights) for text in carriers.joined(codes)]
    labels, others = list[str](), list[str]()
    for each in found:
        if each.label:
            labels.append(each.label.code)
        elif each.asset and not each.scan.udi:
            labels.append(each.asset.tag)
        else:
            others.append(each.scan.code)
    return labels, others


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
