"""Taking a list away: the same that the list on screen shows, in a file."""

from collections.abc import Callable, Iterator
from datetime import date

from fastapi import Request
from fastapi.responses import StreamingResponse
from sqlmodel import Session

from assets import listing
from assets.errors import Missing
from assets.exchange import outgoing, paperwork
from assets.exchange.exports import Value
from assets.exchange.paperwork import Found
from assets.inventory.finding import Wanted
from assets.maintenance import planned, safety_trends, worklists
from assets.rights import Permission, Rights
from web import subjects
from web.access import Db, Me, MyRights, Today, may, reading
from web.doors import pages
from web.filters import TheAsked, TheAskedOrders, TheAskedPlans, TheAskedTests
from web.paperwork import TheAskedPapers

router = pages()

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


# Under the names by which programs know them.
PAPERS = (
    *("name", "kind", "number", "language", "dated_on", "valid_until", "added_at", "size", "note"),
    *("about", "key", "belongs_to", "things", "id"),
)

ORDERS = (
    *("number", "title", "kind", "priority", "state", "waiting_for", "tag", "name", "place"),
    *("site", "due_on", "done_on", "outcome", "taken_by", "role", "provider"),
)


@router.get("/assets.{form}", dependencies=[may(Permission.ASSETS_SEE)])
def assets(
    request: Request, db: Db, rights: MyRights, today: Today, asked: TheAsked, form: str
) -> StreamingResponse:
    wanted = asked.wanted(db, rights)
    return _taken(f"assets-{today}", form, lambda: _assets(request, wanted, today, rights, form))


@router.get("/documents.{form}", dependencies=[may(Permission.DOCUMENTS_SEE)])
def documents(
    request: Request, db: Db, rights: MyRights, today: Today, asked: TheAskedPapers, form: str
) -> StreamingResponse:
    wanted = asked.wanted(db, rights)
    return _taken(f"documents-{today}", form, lambda: _papers(request, wanted, today, rights, form))


@router.get("/safety-tests.{form}", dependencies=[may(Permission.ORDERS_SEE)])
def safety_tests(
    request: Request, db: Db, rights: MyRights, today: Today, asked: TheAskedTests, form: str
) -> StreamingResponse:
    wanted = asked.wanted(db, rights)
    return _taken(f"safety-tests-{today}", form, lambda: _tests(request, wanted, rights, form))


@router.get("/orders.{form}", dependencies=[may(Permission.ORDERS_SEE)])
def orders(
    request: Request, db: Db, me: Me, today: Today, asked: TheAskedOrders, form: str
) -> StreamingResponse:
    rights: Rights = request.state.rights
    wanted = asked.wanted(db, rights, me)
    return _taken(f"orders-{today}", form, lambda: _orders(request, wanted, today, rights, form))


@router.get("/plans.{form}", dependencies=[may(Permission.PLANS_SEE)])
def plans(
    request: Request, db: Db, rights: MyRights, today: Today, asked: TheAskedPlans, form: str
) -> StreamingResponse:
    wanted = asked.wanted(db, rights)
    return _taken(f"plans-{today}", form, lambda: _plans(request, wanted, today, rights, form))


def _taken(name: str, form: str, pieces: Callable[[], Iterator[bytes]]) -> StreamingResponse:
    if form not in KINDS:
        raise Missing("There is no such page.")
    disposition = f'attachment; filename="{name}.{form}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return StreamingResponse(pieces(), media_type=KINDS[form], headers=headers)


def _assets(
    request: Request, wanted: Wanted, on: date, rights: Rights, form: str
) -> Iterator[bytes]:
    """Piece by piece while it is sent, in a transaction of its own: the other is over by then."""
    with reading(request) as db:
        own = outgoing.fields(db, wanted)
        rows = outgoing.assets(db, wanted, on, rights, own)
        yield from outgoing.FORMATS[form](outgoing.headers(own), rows)


def _papers(
    request: Request, wanted: paperwork.Wanted, on: date, rights: Rights, form: str
) -> Iterator[bytes]:
    with reading(request) as db:
        pages = paperwork.everything(db, wanted, on, rights)
        rows = (row for found in pages for row in _rows(db, found))
        yield from outgoing.FORMATS[form](PAPERS, rows)


def _tests(
    request: Request, wanted: safety_trends.Wanted, rights: Rights, form: str
) -> Iterator[bytes]:
    with reading(request) as db:
        found = safety_trends.everything(db, wanted, rights)
        rows = ([getattr(row, name) for name in safety_trends.NAMES] for row in found)
        yield from outgoing.FORMATS[form](safety_trends.NAMES, rows)


def _orders(
    request: Request, wanted: worklists.Wanted, on: date, rights: Rights, form: str
) -> Iterator[bytes]:
    with reading(request) as db:
        pages = listing.pages(lambda cut: worklists.listed(db, wanted, on, cut, rights))
        rows = ([getattr(row, name) for name in ORDERS] for found in pages for row in found.rows)
        yield from outgoing.FORMATS[form](ORDERS, rows)


def _plans(
    request: Request, wanted: planned.Wanted, on: date, rights: Rights, form: str
) -> Iterator[bytes]:
    with reading(request) as db:
        rows = outgoing.plans(db, wanted, on, rights)
        yield from outgoing.FORMATS[form](outgoing.PLANS, rows)


def _rows(db: Session, found: list[Found]) -> Iterator[list[Value]]:
    """These documents in the order of the headers, each with one thing that it belongs to."""
    named = subjects.named(db, [each.attachment for each in found])
    for each in found:
        document, thing = each.document, named.get(each.attachment.subject_id)
        said = [getattr(document, name) for name in PAPERS[:6]]
        about = (thing.about, thing.key, thing.name) if thing else (None, None, None)
        added = (document.created_at, document.size, document.note)
        yield [*said, *added, *about, each.count, str(document.id)]
