"""The timeline of sixty lots with twenty-five milestones each: its drawing, and its pages."""

from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlmodel import Session

from assets import settings, upgrades
from assets.database import Actor, open_engine
from assets.inventory.partners import Partner
from assets.procurement import milestones, stages
from assets.procurement.lots import Kind, Lot
from assets.procurement.milestones import Milestone
from assets.procurement.projects import Project
from assets.procurement.schedules import Schedule
from assets.procurement.stages import Stage
from assets.procurement.timelines import Bound, Timeline
from assets.rights import Role
from assets.words import Language
from tests.benchmarks.table import Line, Target, say
from tests.browser import Browser
from tests.builders import a_lot, a_person, a_project
from web.app import create_app
from web.page import environment
from web.pages.procurement.chart import TONES
from web.timelines import AskedTimeline, on_screen

LOTS, STAGES, TIMES = 60, 25, 20
BEGUN, TODAY = date(2025, 1, 7), date(2026, 6, 9)
MOST = 0.1  # seconds, for the drawing
MOST_PAGE = 0.15  # and for a whole page, with what it asks of the register
PAGES = {"page": "/procurement", "table": "/procurement/timeline"}


def drawn() -> None:
    """As the page draws it, and with what waits for what."""
    timeline = _timeline()
    for name, ties in (("", False), (", with what waits", True)):
        took = sorted(_taking(timeline, ties=ties) for _ in range(TIMES))
        target = Target(f"<= {MOST * 1000:.0f} ms", median(took) <= MOST)
        say(Line(f"timeline of {LOTS} x {STAGES}{name}", target, median(took), took[-2]))


def asked(folder: Path) -> None:
    """From a register in this folder: the page with the drawing, and the beginning of its table."""
    engine = open_engine(f"sqlite:///{folder / 'timeline.db'}", durable=False)
    upgrades.upgrade(engine)
    with Session(engine, info={"by": Actor("bench")}, expire_on_commit=False) as session:
        _fill(session)
        browser = Browser(create_app(engine, settings.load()))
        browser.sign_in(a_person(session, Role.PROCUREMENT_OFFICER))
    for name, path in PAGES.items():
        took = sorted(_asking(browser, path) for _ in range(TIMES))
        target = Target(f"<= {MOST_PAGE * 1000:.0f} ms", median(took) <= MOST_PAGE)
        say(Line(f"{name} of {LOTS} x {STAGES}", target, median(took), took[-2]))
    engine.dispose()


def _asking(browser: Browser, path: str) -> float:
    begun = perf_counter()
    assert browser.get(path).status_code == 200
    return perf_counter() - begun


def _fill(session: Session) -> None:
    stages.load(session)
    project = a_project(session, starts_on=BEGUN)
    chosen = [each for each in session.exec(stages.listed()) if each.within_project][:STAGES]
    for nth in range(LOTS):
        lot = a_lot(session, "Echipamente de recuperare", project=project)
        for each in milestones.plan_lot(session, lot, BEGUN + timedelta(9 * nth), chosen):
            each.forecast_on += timedelta(each.stage.position)
            each.actual_on = each.forecast_on if each.forecast_on < TODAY else None
    session.commit()


def _taking(timeline: Timeline, *, ties: bool) -> float:
    begun = perf_counter()
    chart = AskedTimeline(ties=ties).chart(timeline, TODAY, Language.RO, on_screen)
    template = environment(Language.RO).get_template("procurement/timeline/alone.svg")
    assert template.render(timeline=timeline, chart=chart, as_of="", tones=TONES)
    return perf_counter() - begun


def _timeline() -> Timeline:
    project = Project(
        code="BENCH",
        acronym="Bench",
        title="Bench",
        starts_on=BEGUN,
        ends_on=date(2027, 12, 22),
    )
    stages = [_stage(nth) for nth in range(STAGES)]
    lots = [_schedule(project, stages, nth) for nth in range(LOTS)]
    return Timeline(project.acronym, lots, [Bound(project)])


def _stage(nth: int) -> Stage:
    name = f"Etapa de achiziție {nth}"
    return Stage(position=nth, code=f"s{nth}", name_en=name, name_ro=name, name_hu=name, days=20)


def _schedule(project: Project, stages: list[Stage], nth: int) -> Schedule:
    partner = Partner(code="TM", name="Timiș", country="RO")
    named = {"number": f"BENCH-L{nth:02}", "number_key": "", "kind": Kind.GOODS}
    lot = Lot(title="Echipamente de recuperare", project_id=project.id, **named)
    lot.project, lot.partner = project, partner
    return Schedule(lot, [_milestone(lot, stage, 9 * nth) for stage in stages])


def _milestone(lot: Lot, stage: Stage, later: int) -> Milestone:
    planned = BEGUN + timedelta(later + 21 * stage.position)
    expected = planned + timedelta(stage.position)
    days = {"baseline_on": planned, "forecast_on": expected}
    done = expected if expected < TODAY else None
    milestone = Milestone(lot_id=lot.id, stage_id=stage.id, actual_on=done, **days)
    milestone.stage = stage
    return milestone
