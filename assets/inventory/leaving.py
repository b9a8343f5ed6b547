"""Things that may not go yet: who is asked before one leaves, and for what it leaves."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from sqlmodel import Session

from assets.errors import Refused
from assets.words import N_, Worded


class Departure(Worded):
    """How a thing is to leave."""

    DISPOSAL = "disposal", N_("Taking out of use for good")
    SALE = "sale", N_("Sale or change of owner")
    LEAVING = "leaving", N_("Leaving its site")


# Each answers why some of these things may not leave so, by their ids; at a transfer, to a site.
Hold = Callable[
    [Session, Collection[UUID], Departure, UUID | None],
    Mapping[UUID, Refused],
]
HOLDS: list[Hold] = []


def held(
    session: Session,
    things: Collection[UUID],
    departure: Departure,
    to_site: UUID | None = None,
) -> dict[UUID, Refused]:
    """What speaks against it, thing by thing. Of what may go, nothing is said."""
    found: dict[UUID, Refused] = {}
    for hold in HOLDS:
        found |= hold(session, things, departure, to_site)
    return found


def must_be_free(
    session: Session,
    things: Collection[UUID],
    departure: Departure,
    field: str,
    to_site: UUID | None = None,
) -> None:
    """Raise Refused beside this field unless all of these things may leave so."""
    for no in held(session, things, departure, to_site).values():
        raise Refused(no.words, **no.values, field=field)
