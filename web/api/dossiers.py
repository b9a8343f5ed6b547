"""Dossiers for a controller, for programs: /api/v1/dossiers."""

from typing import Annotated, Any

from fastapi import Body, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import partners
from assets.procurement import dossier_runs, dossiers
from assets.procurement.dossier_runs import DossierRun
from assets.procurement.dossiers import Dossier
from assets.rights import Permission
from web import dossiers as packed
from web.access import Db, Me, MyRights, Now, may, slowly
from web.answer import Answer
from web.doors import programs
from web.dossiers import TheRun
from web.named import Key, TheProject

router = programs("/dossiers", tags=["durability"])
lists = programs("/projects", tags=["durability"])
runs = programs("/dossier-runs", tags=["durability"])


class Whose(BaseModel):
    """Of whose things in which project, by their codes."""

    model_config = ConfigDict(extra="forbid")

    project: str = Field(min_length=1)
    partner: str = Field(min_length=1)


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(answer: Answer, db: Db, rights: MyRights) -> Response:
    """Those made last, the latest first."""
    return answer.item({"items": [item(each) for each in dossiers.latest(db, rights)]})


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=202)
def ask(
    answer: Answer, db: Db, me: Me, rights: MyRights, now: Now, said: Annotated[Whose, Body()]
) -> Response:
    """Have one put together: a ZIP of the list, and the photos, papers and history of each thing.

    Answers 202 with how far it is; ask there again until it says which dossier it has become.
    """
    whose = packed.whose(db, rights, said.project, said.partner, Permission.PROCUREMENT_KEEP)
    run = dossier_runs.ask(db, *whose, me.id, me.language, at=now)
    return answer.item(run_item(run), 202, f"/api/v1/dossier-runs/{run.id}")


@runs.get("/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def progress(answer: Answer, run: TheRun) -> Response:
    """How far it has come, and why it went no further."""
    return answer.item(run_item(run))


@runs.post("/{key}/cancel", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def cancel(answer: Answer, now: Now, run: TheRun) -> Response:
    dossier_runs.cancel(run, now)
    return answer.item(run_item(run))


@runs.post("/{key}/resume", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def resume(answer: Answer, now: Now, run: TheRun) -> Response:
    """Try one again that has failed or was called off."""
    dossier_runs.resume(run, now)
    return answer.item(run_item(run))


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


def run_item(run: DossierRun) -> dict[str, Any]:
    made = run.dossier_id
    return {
        "id": str(run.id),
        "project": run.project.code,
        "partner": run.partner.code,
        "state": run.stage.value,
        "things": run.count,
        "done": run.done,
        "asked_at": run.asked_at.isoformat(),
        "trouble": run.trouble.value if run.trouble else None,
        "dossier": str(made) if made else None,
        "file": f"/api/v1/dossiers/{made}/file" if made else None,
    }
