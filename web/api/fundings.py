"""Who pays, for programs: the sources of a project's money, and of single things."""

from typing import Annotated, Any

from fastapi import Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import partners
from assets.inventory.register import Asset
from assets.money import Money
from assets.procurement import fundings, projects
from assets.procurement.fundings import Funding, Paid, Source
from assets.procurement.projects import Project
from assets.rights import Permission
from web.access import Db, MyRights, may
from web.answer import Amount, Answer
from web.budgeted import TheFunded, TheFunding
from web.doors import programs
from web.named import TheProject

router = programs(tags=["fundings"])


class Giving(BaseModel):
    """What one source gives one partner. Said again, it gives that much instead."""

    model_config = ConfigDict(extra="forbid")

    partner: str = Field(min_length=1)
    source: Source
    name: str = Field(default="", max_length=120)
    amount: Amount


class Share(BaseModel):
    """The share of one thing, in hundredths of a per cent: a project's, or the money of `name`."""

    model_config = ConfigDict(extra="forbid")

    project: str = ""
    name: str = Field(default="", max_length=120)
    basis_points: int = Field(ge=1, le=fundings.WHOLE)


Shares = Annotated[list[Share], Body(embed=True, max_length=20)]


@router.get("/projects/{code}/fundings", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(answer: Answer, db: Db, rights: MyRights, project: TheProject) -> Response:
    """The sources of the money of a project, partner by partner."""
    found = db.exec(fundings.seen(project, rights))
    codes = _codes(db, project)
    return answer.item({"items": [_item(each, project, codes) for each in found], "next": None})


@router.post(
    "/projects/{code}/fundings", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=201
)
def give(
    answer: Answer, db: Db, rights: MyRights, project: TheProject, said: Annotated[Giving, Body()]
) -> Response:
    """Say what a source gives a partner. Answers 201 with it."""
    partner = partners.coded(db, said.partner)
    rights.must_for(Permission.PROCUREMENT_KEEP, [partner.id])
    made = fundings.fund(db, project, partner, said.source, said.amount.money, said.name)
    return answer.item(_item(made, project, _codes(db, project)), 201)


@router.post(
    "/projects/{code}/fundings/{funding}/end", dependencies=[may(Permission.PROCUREMENT_KEEP)]
)
def end(answer: Answer, db: Db, project: TheProject, funding: TheFunding) -> Response:
    """That source gives nothing. `If-Match` takes the version."""
    gone = _item(funding, project, _codes(db, project))
    fundings.end(db, funding, project)
    return answer.item(gone)


@router.get("/assets/{tag}/funding", dependencies=[may(Permission.PROCUREMENT_SEE)])
def of_asset(answer: Answer, db: Db, rights: MyRights, asset: TheFunded) -> Response:
    """Who has paid how much of one thing."""
    return answer.item({"items": _shares(db, rights, asset), "next": None})


@router.post("/assets/{tag}/funding", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def share_out(
    answer: Answer, db: Db, rights: MyRights, asset: TheFunded, shares: Shares
) -> Response:
    """Say who has paid how much of one thing, instead of what was said before."""
    paid = [
        Paid(
            each.basis_points,
            projects.coded(db, each.project, rights) if each.project else None,
            each.name,
        )
        for each in shares
    ]
    fundings.share_out(db, asset, paid)
    return answer.item({"items": _shares(db, rights, asset), "next": None})


def _shares(db: Db, rights: MyRights, asset: Asset) -> list[dict[str, Any]]:
    codes = {each.id: each.code for each in db.exec(projects.listed(rights))}
    return [
        {
            "project": codes.get(each.project_id) if each.project_id else None,
            "name": each.name,
            "basis_points": each.basis_points,
        }
        for each in db.exec(fundings.of_asset(asset))
    ]


def _codes(db: Db, project: Project) -> dict[Any, str]:
    return {each.partner_id: each.partner.code for each in db.exec(projects.partners_of(project))}


def _item(funding: Funding, project: Project, codes: dict[Any, str]) -> dict[str, Any]:
    return {
        "id": str(funding.id),
        "partner": codes.get(funding.partner_id),
        "source": funding.source,
        "name": funding.name,
        "amount": Money(funding.amount_minor, project.currency).json(),
        "version": funding.version,
    }
