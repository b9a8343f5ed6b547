"""Pages about week sheets: the work of a week on paper, and keying back what was ticked on it."""

from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from assets import colleagues, words
from assets.errors import Missing, No, Refused
from assets.exchange import cells
from assets.inventory.places import Place
from assets.maintenance import week_sheets
from assets.maintenance.week_sheets import MOST, Keyed, Outcomes, Sheet, Tick
from assets.rights import Permission
from labels.papers import week_sheet
from web.access import Db, Me, MyRights, Today, may
from web.doors import pages
from web.forms import Form
from web.page import Page, PageFor
from web.paging import from_address
from web.papers import PDF, AskedSheet

router = pages("/sheets")
papers = pages()

MOST_NAMES = 50

TheAskedSheet = Annotated[AskedSheet, from_address(AskedSheet)]


async def _typed(request: Request) -> list[dict[str, str]]:
    """What was typed beside each task, row by row."""
    sent = await request.form()
    keys = [str(key) for key in sent.getlist("task")][:MOST]
    names = ("tick", "on", "who", "note")
    rows = [{name: str(sent.get(f"{name}-{key}", "")) for name in names} for key in keys]
    return [{"key": key} | row for key, row in zip(keys, rows, strict=True)]


async def _common(request: Request) -> dict[str, str]:
    """What holds for all rows that say nothing else."""
    sent = await request.form()
    return {name: str(sent.get(name, "")) for name in ("site", "week", "numbers", "on", "who")}


Typed = Annotated[list[dict[str, str]], Depends(_typed)]
Common = Annotated[dict[str, str], Depends(_common)]


@router.get("", dependencies=[may(Permission.ORDERS_SEE)])
def show(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAskedSheet) -> Response:
    site, sheet = asked.site_of(db, page), None
    if site:
        sheet = week_sheets.of_week(db, site, asked.monday(today), rights)
    return page.render(
        "maintenance/week_sheets/show.html",
        site=site,
        sheet=sheet,
        today=today,
        weeks=asked.weeks(today, page),
        asked=asked,
        monday=asked.monday(today).isoformat(),
        sites=[(each.code, each.name) for each in page.sites],
    )


@papers.get("/sheets.pdf", dependencies=[may(Permission.ORDERS_SEE)])
def paper(
    request: Request, page: Page, db: Db, rights: MyRights, today: Today, asked: TheAskedSheet
) -> Response:
    site = asked.must_be_at(db, page)
    sheet = week_sheets.of_week(db, site, asked.monday(today), rights)
    pdf = week_sheet.pdf(sheet, today, request.app.state.settings.base_url)
    name = f"{site.code}-{sheet.first.isoformat()}.pdf"
    return Response(
        pdf, media_type=PDF, headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


@router.get("/keying", dependencies=[may(Permission.ORDERS_DO)])
def keying(page: Page, db: Db, today: Today, me: Me, asked: TheAskedSheet) -> Response:
    site = asked.must_be_at(db, page)
    said = {"on": today.isoformat(), "who": me.name, "numbers": asked.numbers}
    form: Form[Any] = Form(said | {"rows": {}})
    return _keying(page, db, site, asked, form)


@router.post("/keying", dependencies=[may(Permission.ORDERS_DO)])
def key_back(page: Page, db: Db, me: Me, common: Common, typed: Typed) -> Response:
    asked = AskedSheet(site=common["site"], week=common["week"], numbers=common["numbers"])
    site = asked.must_be_at(db, page)
    page.rights.must(Permission.ORDERS_DO, site)
    form: Form[Any] = Form(common | {"rows": {row["key"]: row for row in typed}})
    rows, wrong = _read(typed, common)
    outcomes = week_sheets.key_back(db, site, rows, me, page.rights)
    outcomes.refused |= wrong
    if not outcomes.refused:
        return page.go_to(f"/sheets?{asked.query(done=len(outcomes.done))}")
    return _keying(page, db, site, asked, form, outcomes)


def _read(typed: list[dict[str, str]], common: dict[str, str]) -> tuple[list[Keyed], dict[str, No]]:
    """The rows as the register takes them, and those whose day is none."""
    rows: list[Keyed] = []
    wrong: dict[str, No] = {}
    for row in typed:
        tick = Tick(row["tick"]) if row["tick"] in set(Tick) else Tick.LEFT
        try:
            on = _day(row["on"] or common["on"])
        except Refused as no:
            no.field = "on"
            wrong[row["key"]] = no
            continue
        who = row["who"].strip() or common["who"].strip()
        rows.append(Keyed(row["key"], tick, on, who, row["note"]))
    return rows, wrong


def _day(written: str) -> date | None:
    return cells.day(written)


def _keying(
    page: PageFor,
    db: Session,
    site: Place,
    asked: AskedSheet,
    form: Form[Any],
    outcomes: Outcomes | None = None,
) -> Response:
    sheet = _sheet(page, db, site, asked, form)
    said = outcomes or Outcomes()
    errors = {key: page.say(no.words, **no.values) for key, no in said.refused.items()}
    fields = {key: "on" if no.field == "done_on" else no.field for key, no in said.refused.items()}
    left = [line for line in sheet.lines if line.key not in said.done]
    shown = {line.key for line in left}
    people = db.exec(colleagues.at(site).limit(MOST_NAMES))
    return page.render(
        "maintenance/week_sheets/keying.html",
        form=form,
        site=site,
        asked=asked,
        sheet=sheet,
        lines=left,
        errors=errors,
        gone=[key for key in errors if key not in shown],
        fields=fields,
        done=len(said.done),
        ticks=[(tick, page.said(tick)) for tick in Tick],
        people=[each.name for each in people],
        told=words.say_count(
            page.language, "{count} task is done.", "{count} tasks are done.", len(said.done)
        ),
    )


def _sheet(page: PageFor, db: Session, site: Place, asked: AskedSheet, form: Form[Any]) -> Sheet:
    """The tasks of the week; or those of these numbers, if they are understood."""
    today = db.info["at"].astimezone(page.zone).date()
    first = asked.monday(today)
    if asked.numbers.strip():
        try:
            return week_sheets.of_numbers(db, site, asked.numbers, page.rights)
        except (Refused, Missing) as no:
            form.refuse(no)
    return week_sheets.of_week(db, site, first, page.rights)
