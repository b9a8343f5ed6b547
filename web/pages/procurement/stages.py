"""Pages about the stages of a purchase: how long each takes, for whoever keeps all purchases."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Refused
from assets.procurement import stages
from assets.procurement.stages import LENGTHS, Stage
from assets.rights import Permission
from web.access import Db, MyRights, may
from web.doors import pages
from web.forms import Form, posted
from web.page import Page, PageFor

router = pages("/procurement/stages")

MOST = 3650
Days = Annotated[int | None, Field(default=None, ge=0, le=MOST)]


class Lengths(BaseModel):
    """How many days a stage takes."""

    days_least: Days
    days: Days
    days_most: Days
    days_works_least: Days
    days_works: Days
    days_works_most: Days
    days_ro: Days
    days_hu: Days
    working_ro: bool = False
    working_hu: bool = False
    version: int | None = None


PostedLengths = Annotated[Form[Lengths], posted(Lengths)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, rights: MyRights) -> Response:
    known = db.exec(stages.listed()).all()
    kept = Permission.PROCUREMENT_KEEP in rights.everywhere
    return page.render("procurement/stages/index.html", stages=known, kept=kept)


@router.get("/{code}", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit(page: Page, db: Db, rights: MyRights, code: str) -> Response:
    rights.must_for(Permission.PROCUREMENT_KEEP, [])
    stage = stages.coded(db, code)
    return _form(page, stage, Form({name: _said(stage, name) for name in LENGTHS}))


@router.post("/{code}", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def revise(page: Page, db: Db, rights: MyRights, code: str, form: PostedLengths) -> Response:
    rights.must_for(Permission.PROCUREMENT_KEEP, [])
    stage = stages.coded(db, code)
    if form.valid:
        try:
            stage.expect(form.data.version)
            stage.revise(**form.data.model_dump(exclude={"version"}))
            return page.go_to("/procurement/stages")
        except Refused as no:
            form.refuse(no)
    return _form(page, stage, form)


def _said(stage: Stage, name: str) -> Any:
    value = getattr(stage, name)
    return "" if value is None else value


def _form(page: PageFor, stage: Stage, form: Form[Any]) -> Response:
    return page.render(
        "procurement/stages/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        stage=stage,
    )
