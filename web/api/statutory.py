"""The registers of the law, for programs: /api/v1/registers."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import Response

from assets.inventory import places
from assets.maintenance import statutory as registers
from assets.rights import Permission
from labels.papers import statutory as paper
from web import statutory
from web.access import Db, MyRights, Today, may
from web.answer import Answer
from web.cared import TheRegister
from web.doors import programs
from web.statutory import AskedRegister

router = programs("/registers", tags=["registers"])

A_PDF = {"content": {"application/pdf": {}}, "description": "A sheet for each site, to be signed."}
Asked = Annotated[AskedRegister, Query()]


@router.get(
    "/{name}.pdf",
    dependencies=[may(Permission.PLANS_SEE)],
    response_class=Response,
    responses={200: A_PDF},
)
def printed(
    db: Db, rights: MyRights, today: Today, register: TheRegister, asked: Asked
) -> Response:
    """The register on paper, in the language of each site."""
    wanted, sites = asked.wanted(db, register, rights), places.sites(db, rights)
    sheets = statutory.sheets(db, wanted, today, sites, rights)
    return Response(paper.pdf(sheets), media_type="application/pdf")


@router.get("/{name}", dependencies=[may(Permission.PLANS_SEE)])
def show(
    answer: Answer, db: Db, rights: MyRights, today: Today, register: TheRegister, asked: Asked
) -> Response:
    """A page of a register, `iscir` or `annex-13`, by the day that comes next."""
    wanted = asked.wanted(db, register, rights)
    found = registers.listed(db, wanted, today, asked.cut, rights)
    held = statutory.in_office(
        db, register, {line.row.site_id for line in found.rows}, today, rights
    )
    return answer.page(found, [statutory.item(line, held) for line in found.rows])
