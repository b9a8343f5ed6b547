"""Dossiers for a controller, for programs: /api/v1/dossiers."""

from typing import Annotated, Any

from fastapi import Body, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import partners
from assets.procurement import dossiers
from assets.procurement.dossiers import Dossier
from assets.rights import Permission
from web import dossiers as packed
from web.access import Db, Me, MyRights, may, slowly
from web.answer import Answer
from web.doors import programs
from web.named import Key, TheProject

router = programs("/dossiers", tags=["durability"])
lists = programs("/projects", tags=["durability"])


class Whose(BaseModel):
    """Of whose things in which project, by their codes."""

    model_config = ConfigDict(extra="forbid")

    project: str = Field(min_length=1)
    partner: str = Field(min_length=1)


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(answer: Answer, db: Db, rights: MyRights) -> Response:
    """Those made last, the latest first."""
    return answer.item({"items": [item(each) for each in dossiers.latest(db, rights)]})


@router.post("", dependencies=[slowly(Permission.PROCUREMENT_KEEP)], status_code=201)
def make(request: Request, answer: Answer, said: Annotated[Whose, Body()]) -> Response:
    """Put one together: a ZIP of the list, the photos, the papers and the history of each thing."""
    made = packed.make(request, said.project, said.partner)
    return answer.item(item(made), 201, f"/api/v1/dossiers/{made.id}/file")


@lists.get("/{code}/inventory.{form}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def inventory(  # noqa: PLR0913, PLR0917
    request: Request,
    db: Db,
    me: Me,
    rights: MyRights,
    project: TheProject,
    form: str,
    partner: str = "",
) -> Response:
    """The list of what was bought alone, as xlsx or pdf; of one partner where it is named."""
    owner = partners.coded(db, partner) if partner else None
    settings = request.app.state.settings
    return packed.inventory(db, packed.Asked(project, owner, rights, me.language, settings), form)


@router.get("/{key}/file", dependencies=[slowly(Permission.PROCUREMENT_SEE)])
def file(request: Request, key: Key) -> Response:
    """The ZIP itself."""
    return packed.file(request, key)


def item(made: Dossier) -> dict[str, Any]:
    return {
        "id": str(made.id),
        "of": made.label,
        "things": made.things,
        "size": made.size,
        "digest": made.digest,
        "made_at": made.created_at.isoformat(),
    }
