"""A label that somebody holds: what it can be given to, where it sticks, and its own history."""

from typing import Any

from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session
from starlette.datastructures import UploadFile

from assets.inventory.carriers import LONGEST
from assets.inventory.identifiers import Label
from assets.labelling import facts, kinds, proofs
from assets.labelling.kinds import Kind
from assets.rights import Permission
from assets.words import N_
from web.forms import Form
from web.page import PageFor

# What a blank label can be given to.
CLAIMED = {
    Kind.ASSET: N_("A thing: its tag, or any code on it"),
    Kind.PLACE: N_("A place: its name"),
    Kind.LOT: N_("A lot: its number"),
    Kind.PART: N_("A spare part: its name or number"),
    Kind.PAPER: N_("A folder: the number or the name of its document"),
}


class Claim(BaseModel):
    """What a blank label sticks on."""

    thing: str = Field(min_length=1, max_length=LONGEST)
    kind: Kind = Kind.ASSET


class Found(BaseModel):
    """A photo of the sticker in its place, or none."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    photo: UploadFile | None = None

    @property
    def sent(self) -> UploadFile | None:
        return self.photo if self.photo and self.photo.size else None


def unclaimed(page: PageFor, label: Label, form: Form[Claim]) -> Response:
    """For strangers, a label that opens nothing; for those who label things here, the button."""
    may_claim = label.blank and page.rights.may(Permission.LABELS_PRINT, label)
    status = 422 if form.errors else 200 if may_claim else 404
    return page.render(
        "scan/unclaimed.html",
        block="form",
        status=status,
        form=form,
        label=label,
        claim=may_claim,
        kinds=[(kind, page.say(said)) for kind, said in CLAIMED.items()],
    )


def shown(page: PageFor, db: Session, label: Label, form: Form[Any]) -> Response:
    """The page of one label: what it is on, how it was printed, and whether it was found."""
    return page.render(
        "labels/code.html",
        status=422 if form.errors else 200,
        form=form,
        label=label,
        fact=facts.of_codes(db, [label.code])[0],
        pictured=kinds.of(label) in proofs.PICTURED,
        found=proofs.verifier(db, label),
        photos=proofs.photos(db, label),
        history=proofs.history(db, label),
    )
