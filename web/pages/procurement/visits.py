"""What a guest link shows: the funded things of one partner, and nothing else."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import FileResponse, Response
from sqlmodel import Session

from assets import files
from assets.database import moment_of
from assets.procurement import guests, inventories
from assets.procurement.guests import GuestLink
from assets.rights import EVERYTHING
from web import dossiers as packed
from web.access import anyone_slowly, reading, writing_ahead
from web.doors import pages
from web.downloads import POLICY
from web.named import Key
from web.page import Page
from web.paging import Paged

router = pages("/guest/{secret}")


class Asked(Paged):
    """Which page of the things."""


@router.get("", dependencies=[anyone_slowly()])
def index(request: Request, page: Page, secret: str, asked: Annotated[Asked, Query()]) -> Response:
    with _visited(request, secret) as (db, link):
        found = guests.things(db, link, asked.cut)
        return page.render(
            "procurement/guests/things.html",
            link=link,
            home=f"/guest/{secret}",
            things=found.rows,
            neighbours=asked.neighbours(f"/guest/{secret}", found),
        )


@router.get("/inventory.{form}", dependencies=[anyone_slowly()])
def inventory(request: Request, page: Page, secret: str, form: str) -> Response:
    with _visited(request, secret) as (db, link):
        settings = request.app.state.settings
        asked = packed.Asked(link.project, link.partner, EVERYTHING, page.language, settings)
        return packed.inventory(db, asked, form)


@router.get("/things/{tag}", dependencies=[anyone_slowly()])
def thing(request: Request, page: Page, secret: str, tag: str) -> Response:
    with _visited(request, secret) as (db, link):
        chain = guests.thing(db, link, tag)
        (entry,) = inventories.entries(db, [chain], link.project, page.language)
        return page.render(
            "procurement/guests/thing.html",
            link=link,
            home=f"/guest/{secret}",
            asset=chain.asset,
            columns=packed.columns(entry),
            papers=guests.papers(db, chain),
        )


@router.get("/things/{tag}/papers/{key}", dependencies=[anyone_slowly()])
def paper(request: Request, secret: str, tag: str, key: Key) -> Response:
    with _visited(request, secret) as (db, link):
        document = guests.paper(db, link, tag, key)
    path = files.kept(request.app.state.settings, document.digest)
    return FileResponse(
        path,
        media_type=document.media_type,
        filename=document.name,
        content_disposition_type="inline" if document.pictured else "attachment",
        headers={"Content-Security-Policy": POLICY, "Cache-Control": "private, no-cache"},
    )


@contextmanager
def _visited(request: Request, secret: str) -> Generator[tuple[Session, GuestLink]]:
    """The link while it leads somewhere. That it was looked at is noted afterwards."""
    with reading(request) as db:
        link = guests.behind(db, secret, moment_of(db).date())
        yield db, link
    path = request.url.path.partition(secret)[2] or "/"
    with writing_ahead(request) as db:
        guests.looked(db, link, path, moment_of(db))
