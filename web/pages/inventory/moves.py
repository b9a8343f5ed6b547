"""Moving several things within their site in one step."""

from typing import Annotated

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import moves, places
from assets.rights import Permission
from web import branches
from web.access import Db, MyRights, Today, may
from web.away import Ticked, tags_of, things
from web.doors import pages
from web.forms import Form, posted
from web.page import Page, PageFor

router = pages("/moves")


class Move(BaseModel):
    """Which things, and where they shall stand."""

    tags: str = Field(min_length=1)
    place: str = Field(min_length=1)


PostedMove = Annotated[Form[Move], posted(Move)]


@router.get("", dependencies=[may(Permission.ASSETS_MOVE)])
def new(page: Page, db: Db, rights: MyRights, ticked: Ticked) -> Response:
    return _form(page, db, rights, Form({"tags": " ".join(ticked), "place": ""}))


@router.post("", dependencies=[may(Permission.ASSETS_MOVE)])
def move(page: Page, db: Db, rights: MyRights, today: Today, form: PostedMove) -> Response:
    if form.valid:
        try:
            chosen = moves.chosen(db, tags_of(form.data.tags), rights)
            to = places.called(db, form.data.place, rights)
            rights.must(Permission.ASSETS_MOVE, to)
            moves.move(db, chosen, to, today)
            return page.go_to(f"/assets?place={to.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _form(page, db, rights, form)


def _form(page: PageFor, db: Db, rights: MyRights, form: Form[Move]) -> Response:
    return page.render(
        "inventory/moves/new.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        things=things(db, form.values["tags"], rights),
        places=branches.offered(db, rights),
    )
