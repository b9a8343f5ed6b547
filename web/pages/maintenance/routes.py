"""The page on which the stops of a plan's rounds are arranged."""

from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import scans
from assets.inventory.carriers import LONGEST
from assets.maintenance import routes
from assets.maintenance.plans import MaintenancePlan
from assets.rights import Permission
from web.access import Db, MyRights, may
from web.cared import ThePlan
from web.doors import pages
from web.forms import Form, posted
from web.named import within
from web.page import Page, PageFor

router = pages("/plans")


class Adding(BaseModel):
    """One more stop, at the end."""

    thing: str = Field(min_length=1, max_length=LONGEST)


class Shifting(BaseModel):
    """The tag of the stop that goes up, down or away."""

    up: str = ""
    down: str = ""
    away: str = ""


PostedAdding = Annotated[Form[Adding], posted(Adding)]
PostedShifting = Annotated[Form[Shifting], posted(Shifting)]


@router.get("/{key}/stops", dependencies=[may(Permission.PLANS_SEE)])
def show(request: Request, page: Page, db: Db, plan: ThePlan) -> Response:
    within(request, plan)
    return _shown(page, db, plan, Form({"thing": ""}))


@router.post("/{key}/stops", dependencies=[may(Permission.PLANS_KEEP)])
def add(
    request: Request, page: Page, db: Db, rights: MyRights, plan: ThePlan, form: PostedAdding
) -> Response:
    within(request, plan)
    if form.valid:
        try:
            thing = scans.thing(db, form.data.thing, rights)
            things = [each for each in routes.arranged(db, plan) if each.id != thing.id]
            routes.arrange(db, plan, [*things, thing])
            return page.go_to(_address(plan))
        except (Refused, Missing) as no:
            form.refuse(no)
    return _shown(page, db, plan, form)


@router.post("/{key}/stops/fill", dependencies=[may(Permission.PLANS_KEEP)])
def fill(request: Request, page: Page, db: Db, plan: ThePlan) -> Response:
    within(request, plan)
    routes.arrange(db, plan, routes.unarranged(db, plan))
    return page.go_to(_address(plan))


@router.post("/{key}/stops/shift", dependencies=[may(Permission.PLANS_KEEP)])
def shift(request: Request, page: Page, db: Db, plan: ThePlan, form: PostedShifting) -> Response:
    within(request, plan)
    said = form.data
    things = routes.arranged(db, plan)
    routes.arrange(db, plan, routes.shifted(things, up=said.up, down=said.down, away=said.away))
    return page.go_to(_address(plan))


def _address(plan: MaintenancePlan) -> str:
    return f"/plans/{plan.id}/stops"


def _shown(page: PageFor, db: Db, plan: MaintenancePlan, form: Form[Any]) -> Response:
    if not plan.in_rounds:
        raise Missing("There is no such page.")
    return page.render(
        "maintenance/rounds/arrange.html",
        status=422 if form.errors else 200,
        form=form,
        plan=plan,
        things=routes.arranged(db, plan),
        keeps=page.rights.may(Permission.PLANS_KEEP, plan),
    )
