"""Signatures: a name typed with a password or PIN, checked before the write transaction begins."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlmodel import Session

from assets import signins
from assets.errors import Refused
from assets.maintenance import demands
from assets.maintenance.orders import WorkOrder
from assets.people import Person
from assets.words import N_
from web.access import asking, received
from web.passwords import Wrong, counted


@dataclass(frozen=True)
class Signature:
    """The name under which she vouches for it, or why she cannot; no name where she does not."""

    name: str = ""
    no: Refused | None = None

    def give(self, session: Session, order: WorkOrder, by: Person) -> None:
        """Put it under the order, if it was given."""
        if self.no:
            raise self.no
        if self.name:
            demands.sign(session, order, by, self.name)


@dataclass(frozen=True)
class Typed:
    """What stood in the fields."""

    name: str = ""
    secret: str = ""


async def _typed(request: Request, _: Annotated[None, Depends(received)]) -> Typed:
    if "json" not in request.headers.get("Content-Type", ""):
        form = await request.form()
        return Typed(str(form.get("signed_by", "")).strip(), str(form.get("secret", "")))
    try:
        told = (await request.json())["signature"]
        return Typed(str(told["name"]).strip(), str(told["secret"]))
    except (ValueError, LookupError, TypeError):
        return Typed()


def _check(request: Request, typed: Annotated[Typed, Depends(_typed)]) -> None:
    request.state.signature = Signature()
    person = asking(request) if typed.name or typed.secret else None
    if person is None:
        return
    try:
        with counted(request, person, Refused(NOT_HERS, field="secret")):
            if not signins.vouched(person, typed.secret):
                raise Wrong
        request.state.signature = Signature(typed.name)
    except Refused as no:
        request.state.signature = Signature(no=no)


NOT_HERS = N_("This is neither your password nor your PIN.")


def signed_first() -> Any:
    """Stands before the guard of a route on which an order may be signed."""
    return Depends(_check)


def _signature(request: Request) -> Signature:
    signature: Signature = request.state.signature
    return signature


TheSignature = Annotated[Signature, Depends(_signature)]
