"""Kept views, for programs: /api/v1/views."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from assets import views
from assets.inventory import places
from assets.inventory.places import Place
from assets.listing import PageOf
from assets.rights import Permission
from assets.views import SavedView
from web.access import Db, Me, MyRights, may, signed_in
from web.answer import Answer
from web.doors import programs
from web.named import TheView

router = programs("/views", tags=["views"])


class NewView(BaseModel):
    """A list under a name: its address as a browser shows it, from the first stroke on."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=80)
    address: str = Field(max_length=views.LONGEST)


Posted = Annotated[NewView, Body()]
Name = Annotated[str, Body(embed=True, min_length=1, max_length=80)]
Site = Annotated[str, Body(embed=True, min_length=1)]


@router.get("", dependencies=[signed_in()])
def index(answer: Answer, db: Db, me: Me, rights: MyRights) -> Response:
    """Her own views, and those that are shared with a site where she is."""
    found = db.exec(views.listed(me.id, rights)).all()
    return answer.page(PageOf(found, None, None), [_item(db, me.id, each) for each in found])


@router.post("", dependencies=[signed_in()], status_code=201)
def keep(answer: Answer, db: Db, me: Me, said: Posted) -> Response:
    """Keep a list for herself. Answers 201 with the item."""
    view = views.keep(db, me.id, said.name, said.address)
    return answer.item(_item(db, me.id, view), 201, f"/api/v1/views/{view.id}")


@router.patch("/{key}", dependencies=[signed_in()])
def rename(answer: Answer, db: Db, me: Me, view: TheView, name: Name) -> Response:
    """Call it something else."""
    view.rename(name)
    db.flush()
    return answer.item(_item(db, me.id, view))


@router.post("/{key}/share", dependencies=[may(Permission.VIEWS_SHARE)])
def share(answer: Answer, db: Db, me: Me, rights: MyRights, view: TheView, site: Site) -> Response:
    """Let everybody at this site see it."""
    views.share(view, places.site(db, site, rights), rights)
    db.flush()
    return answer.item(_item(db, me.id, view))


@router.post("/{key}/unshare", dependencies=[may(Permission.VIEWS_SHARE)])
def unshare(answer: Answer, db: Db, me: Me, rights: MyRights, view: TheView) -> Response:
    """Keep it for herself alone again. Only she whose view it is can do that."""
    views.unshare(view, me.id, rights)
    db.flush()
    return answer.item(_item(db, me.id, view))


@router.post("/{key}/forget", dependencies=[signed_in()])
def forget(answer: Answer, db: Db, me: Me, view: TheView) -> Response:
    """Keep it no more. Answers what it was."""
    item = _item(db, me.id, view)
    views.forget(db, view)
    return answer.item(item)


def _item(db: Session, person_id: UUID, view: SavedView) -> dict[str, Any]:
    site = db.get(Place, view.site_id) if view.site_id else None
    return {
        "id": str(view.id),
        "name": view.name,
        "address": view.address,
        "site": site.code if site else None,
        "own": view.person_id == person_id,
        "version": view.version,
    }
