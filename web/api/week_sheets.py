"""Week sheets, for programs: /api/v1/sheets."""

from typing import Annotated, Any

from fastapi import Body, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import places
from assets.maintenance import week_sheets
from assets.maintenance.week_sheets import MOST, Keyed, Line, Tick
from assets.rights import Permission
from labels.papers import week_sheet
from web.access import Db, Me, MyRights, Today, may
from web.answer import Answer, Day
from web.doors import programs
from web.page import Page
from web.papers import PDF

router = programs(tags=["orders"])

Code = Annotated[str, Query(alias="site")]
Week = Annotated[Day | None, Query()]


class Row(BaseModel):
    """What stands beside one task, named by the `key` that the sheet gives it."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(max_length=60)
    tick: Tick
    on: Day | None = None
    who: str = Field(default="", max_length=200)
    note: str = Field(default="", max_length=4000)

    def keyed(self) -> Keyed:
        return Keyed(self.key, self.tick, self.on, self.who, self.note)


class Keying(BaseModel):
    """What was ticked on the sheet of a site."""

    model_config = ConfigDict(extra="forbid")

    site: str
    rows: list[Row] = Field(max_length=MOST)


@router.get("/sheets", dependencies=[may(Permission.ORDERS_SEE)])
def show(
    answer: Answer, db: Db, rights: MyRights, today: Today, code: Code, week: Week = None
) -> Response:
    """The tasks of a site until the week of this day, or of today, is over."""
    site = places.site(db, code, rights)
    sheet = week_sheets.of_week(db, site, week_sheets.monday(week or today), rights)
    lines = [_item(line) for line in sheet.lines]
    span = {"first": sheet.first.isoformat(), "last": sheet.last.isoformat()}
    return answer.item({"site": site.code, **span, "items": lines, "more": sheet.more})


@router.get("/sheets.pdf", dependencies=[may(Permission.ORDERS_SEE)])
def paper(
    request: Request, db: Db, rights: MyRights, today: Today, code: Code, week: Week = None
) -> Response:
    """The same on paper, with a code for each task."""
    site = places.site(db, code, rights)
    sheet = week_sheets.of_week(db, site, week_sheets.monday(week or today), rights)
    pdf = week_sheet.pdf(sheet, today, request.app.state.settings.base_url)
    return Response(pdf, media_type=PDF)


@router.post("/sheets", dependencies=[may(Permission.ORDERS_DO)])
def key_back(
    answer: Answer, page: Page, db: Db, rights: MyRights, me: Me, said: Annotated[Keying, Body()]
) -> Response:
    """Do what was ticked. Answers which tasks are done, and of the others why they are not."""
    site = places.site(db, said.site, rights)
    rights.must(Permission.ORDERS_DO, site)
    rows = [row.keyed() for row in said.rows]
    outcomes = week_sheets.key_back(db, site, rows, me, rights)
    refused = [
        {"key": key, "field": no.field, "detail": page.say(no.words, **no.values)}
        for key, no in outcomes.refused.items()
    ]
    return answer.item({"done": outcomes.done, "refused": refused})


def _item(line: Line) -> dict[str, Any]:
    return {
        "key": line.key,
        "number": line.number or None,
        "titles": line.titles._asdict(),
        "kind": line.kind,
        "due_on": line.due_on.isoformat(),
        "asset": line.tag or None,
        "name": line.name or None,
        "place": line.place,
    }
