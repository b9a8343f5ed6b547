"""Pages about the registers of the law: their lists, to be read, printed and taken away."""

from collections.abc import Iterator
from datetime import date

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from assets.exchange import outgoing
from assets.inventory.places import Place
from assets.maintenance import officers
from assets.maintenance import statutory as registers
from assets.maintenance.officers import ANSWERS_FOR, Officer
from assets.maintenance.statutory import Wanted
from assets.maintenance.terms import Register, When
from assets.rights import Permission, Rights
from labels.papers import statutory as paper
from web import statutory, views
from web.access import Db, MyRights, Today, may, reading
from web.cared import TheRegister
from web.doors import pages
from web.page import Page, PageFor
from web.statutory import TheAskedRegister

router = pages("/registers")

PDF = "application/pdf"
CSV = "text/csv; charset=utf-8"


@router.get("", dependencies=[may(Permission.PLANS_SEE)])
def index(page: Page, db: Db, rights: MyRights, today: Today, past: str = "") -> Response:
    found = db.exec(officers.listed(rights, past=past == "true", on=today)).all()
    return page.render(
        "maintenance/statutory/index.html",
        summaries=statutory.summaries(db, today, rights),
        officers=found,
        sites={site.id: site for site in page.sites},
        past=past == "true",
        today=today,
    )


@router.get("/{name}.csv", dependencies=[may(Permission.PLANS_SEE)])
def taken(
    request: Request,
    db: Db,
    rights: MyRights,
    today: Today,
    register: TheRegister,
    asked: TheAskedRegister,
) -> Response:
    wanted = asked.wanted(db, register, rights)
    named = f'attachment; filename="{register.value}-{today}.csv"'
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    pieces = _pieces(request, wanted, today, rights)
    return StreamingResponse(pieces, media_type=CSV, headers=headers)


@router.get("/{name}.pdf", dependencies=[may(Permission.PLANS_SEE)])
def printed(
    page: Page,
    db: Db,
    rights: MyRights,
    today: Today,
    register: TheRegister,
    asked: TheAskedRegister,
) -> Response:
    wanted = asked.wanted(db, register, rights)
    sheets = statutory.sheets(db, wanted, today, page.sites, rights)
    headers = {"Content-Disposition": f'inline; filename="{register.value}-{today}.pdf"'}
    return Response(paper.pdf(sheets), media_type=PDF, headers=headers)


@router.get("/{name}", dependencies=[may(Permission.PLANS_SEE)])
def show(
    page: Page,
    db: Db,
    rights: MyRights,
    today: Today,
    register: TheRegister,
    asked: TheAskedRegister,
) -> Response:
    wanted = asked.wanted(db, register, rights)
    found = registers.listed(db, wanted, today, asked.cut, rights)
    choices = {
        "site": [(site.code or "", site.name) for site in page.sites],
        "when": [(when.value, page.said(when)) for when in When],
    }
    here = page.path
    return page.render(
        "maintenance/statutory/show.html",
        block="found",
        register=register,
        address=here,
        asked=asked,
        found=found,
        today=today,
        due=registers.due,
        rhythm=statutory.rhythm,
        responsible=_responsible(page, db, rights, today, register, asked.site),
        office=ANSWERS_FOR[register],
        choices=choices,
        chips=asked.chips(here, asked.chosen(choices)),
        neighbours=asked.neighbours(here, found),
        **views.of_list(page, db),
    )


def _pieces(request: Request, wanted: Wanted, on: date, rights: Rights) -> Iterator[bytes]:
    """Piece by piece while it is sent, in a transaction of its own: the other is over by then."""
    with reading(request) as db:
        rows = statutory.rows(db, wanted, on, rights)
        yield from outgoing.FORMATS["csv"](statutory.FIELDS, rows)


def _responsible(
    page: PageFor, db: Db, rights: MyRights, today: Today, register: Register, code: str
) -> list[tuple[Place, list[Officer]]]:
    """The sites that have something in the register, each with whoever answers for it there."""
    filled = registers.sites_of(db, Wanted(register), today, rights)
    held = statutory.in_office(db, register, filled, today, rights)
    shown = [site for site in page.sites if site.id in filled and code in {"", site.code}]
    return [(site, held.get(site.id, [])) for site in shown]
