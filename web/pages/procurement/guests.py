"""Pages about guest links: making one, ending it, and what was looked at with it."""

from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import partners
from assets.procurement import guests, projects
from assets.rights import Permission
from web import dossiers as packed
from web.access import Db, MyRights, Today, may
from web.calendars import house
from web.doors import pages
from web.durable import TheGuestLink
from web.forms import Day, Form, posted
from web.page import Page, PageFor

router = pages("/procurement/guests")

SHOWN_PROJECTS = 100


class Inviting(BaseModel):
    """For whom, of whose things, and until when."""

    project: str = Field(min_length=1)
    partner: str = Field(min_length=1)
    name: str = Field(min_length=1, max_length=120)
    ends_on: Day


class Ending(BaseModel):
    """Nothing but what was looked at."""

    version: int | None = None


PostedInviting = Annotated[Form[Inviting], posted(Inviting)]
PostedEnding = Annotated[Form[Ending], posted(Ending)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, today: Today) -> Response:
    return _index(page, db, today, Form(dict.fromkeys(Inviting.model_fields, "")))


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def invite(
    request: Request, page: Page, db: Db, rights: MyRights, today: Today, form: PostedInviting
) -> Response:
    if form.valid:
        try:
            said, key = form.data, request.app.state.settings.secret()
            keeps = Permission.PROCUREMENT_KEEP
            whose = packed.whose(db, rights, said.project, said.partner, keeps)
            link = guests.invite(db, *whose, said.name, key, ends_on=said.ends_on, today=today)
            return page.go_to(f"/procurement/guests/{link.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _index(page, db, today, form)


@router.get("/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(request: Request, page: Page, db: Db, today: Today, link: TheGuestLink) -> Response:
    keeps = page.rights.may(Permission.PROCUREMENT_KEEP, link)
    secret = guests.secret_of(link.id, request.app.state.settings.secret())
    return page.render(
        "procurement/guests/show.html",
        link=link,
        open=link.open(today),
        address=f"{house(request)}/guest/{secret}" if keeps and link.open(today) else "",
        views=guests.views(db, link),
    )


@router.post("/{key}/end", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def end(page: Page, today: Today, link: TheGuestLink, form: PostedEnding) -> Response:
    link.expect(form.data.version)
    link.end(today)
    return page.go_to(f"/procurement/guests/{link.id}")


def _index(page: PageFor, db: Db, today: Today, form: Form[Any]) -> Response:
    known = db.exec(projects.listed(page.rights).limit(SHOWN_PROJECTS)).all()
    keeps = Permission.PROCUREMENT_KEEP
    return page.render(
        "procurement/guests/index.html",
        status=422 if form.errors else 200,
        form=form,
        today=today,
        projects=[(each.code, f"{each.code} {each.acronym}") for each in known],
        partners=[
            (each.code, each.name)
            for each in db.exec(partners.listed())
            if page.rights.may_for(keeps, [each.id])
        ],
        links=guests.latest(db, page.rights),
    )
