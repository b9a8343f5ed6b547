"""Taking a list away: the same things that the list on screen shows, in a file."""

from collections.abc import Iterator
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from assets.errors import Missing
from assets.exchange import outgoing
from assets.inventory.finding import Wanted
from assets.rights import Permission, Rights
from web.access import Db, MyRights, Today, may, reading
from web.filters import TheAsked

router = APIRouter()

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@router.get("/assets.{form}", dependencies=[may(Permission.ASSETS_SEE)])
def assets(
    request: Request, db: Db, rights: MyRights, today: Today, asked: TheAsked, form: str
) -> StreamingResponse:
    if form not in KINDS:
        raise Missing("There is no such page.")
    pieces = _pieces(request, asked.wanted(db, rights), today, rights, form)
    disposition = f'attachment; filename="assets-{today}.{form}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return StreamingResponse(pieces, media_type=KINDS[form], headers=headers)


def _pieces(
    request: Request, wanted: Wanted, on: date, rights: Rights, form: str
) -> Iterator[bytes]:
    """Piece by piece while it is sent, in a transaction of its own: the other is over by then."""
    with reading(request) as db:
        own = outgoing.fields(db, wanted)
        rows = outgoing.assets(db, wanted, on, rights, own)
        yield from outgoing.FORMATS[form](outgoing.headers(own), rows)
