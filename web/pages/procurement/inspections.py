"""Pages about on-the-spot checks: drawing the sample, and ticking the walk list in the room."""

from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import partners
from assets.procurement import inspections, projects
from assets.procurement.inspections import Found
from assets.rights import Permission
from web import dossiers as packed
from web.access import Db, MyRights, Now, Today, may
from web.doors import pages
from web.durable import TheInspection
from web.forms import Day, Form, posted
from web.page import Page, PageFor
from web.paging import Paged

router = pages("/procurement/inspections")

SHOWN_PROJECTS = 100


class Asked(Paged):
    """Which page of the walk list."""


class Beginning(BaseModel):
    """Whose things are looked at: all, or as many as the seed draws."""

    project: str = Field(min_length=1)
    partner: str = Field(min_length=1)
    on: Day
    controller: str = Field(default="", max_length=120)
    size: int | None = Field(default=None, ge=1, le=10_000)
    seed: str = Field(default="", max_length=40)


class Ticking(BaseModel):
    """What was found in the room."""

    found: Found
    remark: str = Field(default="", max_length=400)
    after: str = ""


class Closing(BaseModel):
    """Nothing but what was looked at."""

    version: int | None = None


PostedBeginning = Annotated[Form[Beginning], posted(Beginning)]
PostedTicking = Annotated[Form[Ticking], posted(Ticking)]
PostedClosing = Annotated[Form[Closing], posted(Closing)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, today: Today) -> Response:
    usual = {"on": today, "seed": today.isoformat()}
    return _index(page, db, Form(dict.fromkeys(Beginning.model_fields, "") | usual))


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def begin(page: Page, db: Db, rights: MyRights, form: PostedBeginning) -> Response:
    if form.valid:
        try:
            said = form.data
            keeps = Permission.PROCUREMENT_KEEP
            whose = packed.whose(db, rights, said.project, said.partner, keeps)
            more = said.model_dump(exclude={"project", "partner"})
            begun = inspections.begin(db, *whose, **more)
            return page.go_to(f"/procurement/inspections/{begun.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _index(page, db, form)


@router.get("/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(
    page: Page, db: Db, inspection: TheInspection, asked: Annotated[Asked, Query()]
) -> Response:
    return _shown(page, db, inspection, asked, Form({}), "")


@router.post("/{key}/things/{tag}", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def tick(
    page: Page, db: Db, now: Now, inspection: TheInspection, tag: str, form: PostedTicking
) -> Response:
    each = inspections.listed(db, inspection, tag)
    asked = Asked(after=str(form.values["after"]))
    here = f"/procurement/inspections/{inspection.id}"
    if form.valid:
        try:
            each.tick(form.data.found, form.data.remark, now)
            return page.go_to(f"{asked.address(here, after=asked.after)}#{each.asset.tag}")
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, inspection, asked, form, each.asset.tag)


@router.post("/{key}/close", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def close(page: Page, today: Today, inspection: TheInspection, form: PostedClosing) -> Response:
    inspection.expect(form.data.version)
    inspection.close(today)
    return page.go_to(f"/procurement/inspections/{inspection.id}")


def _index(page: PageFor, db: Db, form: Form[Any]) -> Response:
    known = db.exec(projects.listed(page.rights).limit(SHOWN_PROJECTS)).all()
    keeps = Permission.PROCUREMENT_KEEP
    return page.render(
        "procurement/inspections/index.html",
        status=422 if form.errors else 200,
        form=form,
        projects=[(each.code, f"{each.code} {each.acronym}") for each in known],
        partners=[
            (each.code, each.name)
            for each in db.exec(partners.listed())
            if page.rights.may_for(keeps, [each.id])
        ],
        inspections=inspections.latest(db, page.rights),
    )


def _shown(
    page: PageFor, db: Db, inspection: TheInspection, asked: Asked, form: Form[Any], wrong: str
) -> Response:
    found = inspections.walk(db, inspection, asked.cut)
    return page.render(
        "procurement/inspections/show.html",
        status=422 if form.errors else 200,
        form=form,
        wrong=wrong,
        inspection=inspection,
        things=found.rows,
        asked=asked,
        progress=inspections.progress(db, inspection),
        choices=[(each, page.said(each)) for each in Found],
        neighbours=asked.neighbours(f"/procurement/inspections/{inspection.id}", found),
    )
