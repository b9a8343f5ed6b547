"""The page of the Commission's monthly rates of the euro, and where its file is loaded."""

from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict
from starlette.datastructures import UploadFile

from assets.errors import Refused
from assets.exchange import euro_rates
from assets.procurement import rates
from assets.procurement.rates import Month
from assets.rights import Permission
from web.access import Db, may, reading, slowly, writing
from web.doors import pages
from web.forms import Day, Form, posted
from web.page import Page, PageFor
from web.paging import Paged, from_address

router = pages("/procurement/rates")

HERE = "/procurement/rates"


class Loading(BaseModel):
    """The Commission's file, and a day of the month that it is of where it does not say."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    file: UploadFile
    month: Day | None = None


class Came(Paged):
    """Which page of the rates, and how many a file has just brought."""

    fresh: int | None = None
    changed: int = 0


PostedFile = Annotated[Form[Loading], posted(Loading)]
TheAsked = Annotated[Came, from_address(Came)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, asked: TheAsked) -> Response:
    return _shown(page, db, asked, Form({}))


@router.post("", dependencies=[slowly(Permission.PROCUREMENT_KEEP)])
def load(page: Page, request: Request, form: PostedFile) -> Response:
    if form.valid:
        try:
            published = euro_rates.read(form.data.file.file.read(), form.data.month)
            with writing(request, reason=form.data.file.filename or "") as db:
                came = rates.load(db, published)
                return page.go_to(f"{HERE}?fresh={came.fresh}&changed={came.changed}")
        except Refused as no:
            no.field = no.field or "file"
            form.refuse(no)
    with reading(request) as db:
        return _shown(page, db, Came(), form)


def _shown(page: PageFor, db: Any, asked: Came, form: Form[Any]) -> Response:
    found = rates.listed(db, asked.cut)
    here = asked.model_copy(update={"fresh": None, "changed": 0})
    return page.render(
        "procurement/rates/index.html",
        status=422 if form.errors else 200,
        form=form,
        asked=asked,
        found=found,
        months=[page.said(Month(row.month)) for row in found.rows],
        rates=[page.said(rates.shown(row.per_euro)) for row in found.rows],
        neighbours=here.neighbours(HERE, found),
    )
