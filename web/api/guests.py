"""Guest links for controllers, for programs: /api/v1/guests."""

from typing import Annotated, Any

from fastapi import Body, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.procurement import guests
from assets.procurement.guests import GuestLink
from assets.rights import Permission
from web import dossiers as packed
from web.access import Db, MyRights, Today, may
from web.answer import Answer, Day
from web.calendars import house
from web.doors import programs
from web.durable import TheGuestLink

router = programs("/guests", tags=["durability"])


class Inviting(BaseModel):
    """For whom, of whose things, and until when."""

    model_config = ConfigDict(extra="forbid")

    project: str = Field(min_length=1)
    partner: str = Field(min_length=1)
    name: str = Field(min_length=1, max_length=120)
    ends_on: Day


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(answer: Answer, db: Db, rights: MyRights) -> Response:
    """Those made last, the latest first, each with how often it was looked at."""
    found = guests.latest(db, rights)
    return answer.item({"items": [item(each) | {"views": count} for each, count in found]})


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=201)
def invite(
    request: Request,
    answer: Answer,
    db: Db,
    rights: MyRights,
    today: Today,
    said: Annotated[Inviting, Body()],
) -> Response:
    """Make one. The answer holds its address; whoever has it can read."""
    key, keeps = request.app.state.settings.secret(), Permission.PROCUREMENT_KEEP
    whose = packed.whose(db, rights, said.project, said.partner, keeps)
    link = guests.invite(db, *whose, said.name, key, ends_on=said.ends_on, today=today)
    address = f"{house(request)}/guest/{guests.secret_of(link.id, key)}"
    return answer.item(item(link) | {"address": address}, 201, f"/api/v1/guests/{link.id}")


@router.get("/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(answer: Answer, db: Db, link: TheGuestLink) -> Response:
    """One of them, with what was looked at last."""
    seen = [{"at": each.at.isoformat(), "path": each.path} for each in guests.views(db, link)]
    return answer.item(item(link) | {"looked_at": seen})


@router.post("/{key}/end", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def end(answer: Answer, db: Db, today: Today, link: TheGuestLink) -> Response:
    """From now on it leads nowhere. `If-Match` takes the version."""
    link.end(today)
    db.flush()  # which counts the version on
    return answer.item(item(link))


def item(link: GuestLink) -> dict[str, Any]:
    return {
        "id": str(link.id),
        "name": link.name,
        "project": link.project.code,
        "partner": link.partner.code if link.partner else None,
        "ends_on": link.ends_on.isoformat(),
        "ended_on": link.ended_on.isoformat() if link.ended_on else None,
        "version": link.version,
    }
