"""The page of who has paid for one thing, where it was more than one."""

from decimal import Decimal
from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel
from sqlmodel import Session

from assets.errors import Missing, Refused
from assets.exchange import cells
from assets.inventory.register import Asset
from assets.procurement import fundings, projects
from assets.procurement.fundings import Paid
from assets.rights import Permission
from web.access import Db, MyRights, may
from web.budgeted import TheFunded
from web.doors import pages
from web.forms import Form, posted
from web.page import Page, PageFor

router = pages("/assets/{tag}/funding")

COLUMNS = ("project", "name", "share")
ROWS = 5  # sources that one form takes


class Rows(BaseModel):
    """The rows stand under their numbers."""


PostedRows = Annotated[Form[Rows], posted(Rows)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def show(page: Page, db: Db, rights: MyRights, asset: TheFunded) -> Response:
    said: dict[str, Any] = {}
    codes = {each.id: each.code for each in db.exec(projects.listed(rights))}
    for place, each in enumerate(db.exec(fundings.of_asset(asset))):
        said[f"project{place}"] = codes.get(each.project_id, "") if each.project_id else ""
        said[f"name{place}"] = each.name
        said[f"share{place}"] = page.said(each.percent)
    return _form(page, db, rights, asset, Form(said))


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def share_out(page: Page, db: Db, rights: MyRights, asset: TheFunded, form: PostedRows) -> Response:
    try:
        fundings.share_out(db, asset, _told(db, rights, form))
        return page.go_to(f"/assets/{asset.tag}")
    except (Refused, Missing) as no:
        form.refuse(no)
    return _form(page, db, rights, asset, form)


def _told(db: Session, rights: MyRights, form: Form[Any]) -> list[Paid]:
    """The rows in which something was typed."""
    found = []
    for place in range(ROWS):
        code, name, share = (
            str(form.values.get(f"{each}{place}", "")).strip()
            for each in ("project", "name", "share")
        )
        if code or name or share:
            project = projects.coded(db, code, rights) if code else None
            points = (cells.decimal(share) or Decimal(0)) * 100
            if points != points.to_integral_value():
                raise Refused("Write at most {decimal_places} decimals.", decimal_places=2)
            found.append(Paid(int(points), project, name))
    return found


def _form(page: PageFor, db: Session, rights: MyRights, asset: Asset, form: Form[Any]) -> Response:
    return page.render(
        "procurement/paid/form.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        asset=asset,
        rows=range(ROWS),
        projects=[(each.code, each.acronym) for each in db.exec(projects.listed(rights))],
    )
