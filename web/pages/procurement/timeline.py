"""The timeline: all lots of a project or of a site against their plan and against the end."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response

from assets.errors import Missing
from assets.procurement import timelines
from assets.procurement.projects import Project
from assets.procurement.schedules import Schedule, Standing
from assets.procurement.timelines import Grouping, Timeline
from assets.rights import Permission
from assets.words import N_, Language, say, say_count
from labels.papers import wall_chart
from labels.papers.wall_chart import PAPERS, Wall
from web import timelines as drawn
from web import views
from web.access import Db, MyRights, Today, may, reading, slowly
from web.access import today as day_of
from web.doors import pages
from web.page import Page, PageFor, environment
from web.pages.procurement.chart import LOOKS, TONES
from web.paging import from_address
from web.timelines import AskedTimeline

router = pages("/procurement")

HERE, TABLE = "/procurement", "/procurement/timeline"
PDF, SVG = "application/pdf", "image/svg+xml"
# It may draw itself and nothing else: no script, no form, no way out.
POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"

TheAsked = Annotated[AskedTimeline, from_address(AskedTimeline)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAsked) -> Response:
    project = asked.of_project(db, rights, today)
    timeline = asked.found(db, rights, project)
    begins = rights.may_for(Permission.PROCUREMENT_KEEP)
    if timeline is None:
        return page.render("procurement/timeline/empty.html", begins=begins)
    return page.render(
        "procurement/timeline/index.html",
        project=project,
        begins=begins,
        answer=_answer(page, timeline, project, today),
        looks=LOOKS,
        **_drawn(page, asked, timeline, today, HERE),
        **_choices(page, db, rights),
        **views.of_list(page, db),
    )


@router.get("/timeline", dependencies=[may(Permission.PROCUREMENT_SEE)])
def table(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAsked) -> Response:
    """The drawing as a table, some lots at a time: every milestone of sixty lots is a long page."""
    timeline = _found(asked.found(db, rights, asked.of_project(db, rights, today)))
    said = _drawn(page, asked, timeline, today, TABLE)
    told, neighbours = asked.told(TABLE, said["chart"])
    return page.render(
        "procurement/timeline/table.html",
        told=told,
        neighbours=neighbours,
        back=asked.address(HERE),
        **said,
        **_choices(page, db, rights),
    )


@router.get("/timeline.svg", dependencies=[may(Permission.PROCUREMENT_SEE)])
def svg(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAsked) -> Response:
    """The drawing alone, with its names and its legend, for a report or a message."""
    timeline = _found(asked.found(db, rights, asked.of_project(db, rights, today)))
    language = asked.language or page.language
    chart = asked.chart(timeline, today, language, drawn.on_screen)
    template = environment(language).get_template("procurement/timeline/alone.svg")
    as_of = say(language, N_("As of {day}"), day=today)
    words = template.render(timeline=timeline, chart=chart, as_of=as_of, tones=TONES)
    headers = {"Content-Security-Policy": POLICY}
    return Response(words, media_type=SVG, headers=headers)


@router.get("/timeline.pdf", dependencies=[slowly(Permission.PROCUREMENT_SEE)])
def pdf(request: Request, page: Page, asked: TheAsked) -> Response:
    """The drawing on paper. The register is read first, and is not waited for while it prints."""
    with reading(request) as db:
        today = day_of(request, db)
        rights = request.state.rights
        timeline = _found(asked.found(db, rights, asked.of_project(db, rights, today)))
        wall = Wall(timeline, PAPERS[asked.paper], asked.language or page.language, today)
        wall = wall.filled(asked.chart(timeline, today, wall.language, wall.measure))
        chart = asked.chart(timeline, today, wall.language, wall.measure)
        wall = wall.filled(chart)  # larger letters may need more rows for the names of the lines
    headers = {"Content-Disposition": f'inline; filename="timeline-{asked.paper}.pdf"'}
    return Response(wall_chart.pdf(wall, chart), media_type=PDF, headers=headers)


def _drawn(
    page: PageFor, asked: AskedTimeline, timeline: Timeline, today: date, at: str
) -> dict[str, Any]:
    """What is asked for as it is drawn, and the ways to draw it otherwise, on the page `at`."""
    chart = asked.chart(timeline, today, page.language, drawn.on_screen)
    return {
        "asked": asked,
        "timeline": timeline,
        "chart": chart,
        "tones": TONES,
        "at": at,
        "zooms": asked.zooms(at, today),
        "around": asked.around(at, chart),
    }


def _found(timeline: Timeline | None) -> Timeline:
    if timeline is None:
        raise Missing("There is no project here yet.")
    return timeline


def _choices(page: PageFor, db: Db, rights: MyRights) -> dict[str, Any]:
    known, sites = timelines.offered(db, page.sites, rights)
    return {
        "projects": [(each.code, each.acronym) for each in known],
        "sites": [(each.code, each.name) for each in sites],
        "groupings": [(each.value, page.said(each)) for each in Grouping],
        "papers": [(each, each.upper()) for each in PAPERS],
        "languages": [(each.value, page.said(each)) for each in Language],
    }


def _answer(
    page: PageFor, timeline: Timeline, project: Project | None, today: date
) -> tuple[str, str]:
    """The tone and the sentence on top: the worst that can be said of these lots."""
    if project and project.durability_until:
        stay = N_("This project is closed. Its things must stay until {day}.")
        return "calm", page.say(stay, day=project.durability_until)
    if not timeline.lots:
        return "calm", page.say(N_("No lot has been opened yet."))
    return _worst(page, timeline.lots, today)


def _worst(page: PageFor, lots: Sequence[Schedule], today: date) -> tuple[str, str]:
    count = Counter(each.standing(today) for each in lots)
    if beyond := count[Standing.BEYOND]:
        ends = {each.lot.project.ends_on for each in lots}
        return "bad", _beyond(page, beyond, ends)
    if late := count[Standing.LATE]:
        return "bad", say_count(
            page.language, "{count} lot is late.", "{count} lots are late.", late
        )
    if slipping := count[Standing.SLIPPING]:
        return "warn", say_count(
            page.language,
            "{count} lot comes later than planned, and still before the end of the project.",
            "{count} lots come later than planned, and still before the end of the project.",
            slipping,
        )
    if unplanned := count[Standing.UNPLANNED]:
        return "calm", say_count(
            page.language,
            "{count} lot has no plan yet.",
            "{count} lots have no plan yet.",
            unplanned,
        )
    over = count[Standing.FINISHED] == len(lots)
    return "good", page.say(N_("Every lot is over.") if over else N_("Every lot is on plan."))


def _beyond(page: PageFor, count: int, ends: set[date]) -> str:
    if len(ends) > 1:
        return say_count(
            page.language,
            "{count} lot ends after its project.",
            "{count} lots end after their projects.",
            count,
        )
    return say_count(
        page.language,
        "{count} lot ends after the project, which ends on {day}.",
        "{count} lots end after the project, which ends on {day}.",
        count,
        day=next(iter(ends)),
    )
