"""The application, put together."""

import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import Engine
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from assets import settings as assets_settings
from assets.database import open_engine
from assets.settings import Settings
from web import feeds as calendar_feeds
from web import noes
from web.api import agenda as agenda_api
from web.api import answers as answers_api
from web.api import asset_lists as asset_lists_api
from web.api import bulk as bulk_api
from web.api import calendar as calendar_api
from web.api import catalogue as catalogue_api
from web.api import checklists as checklists_api
from web.api import closures as closures_api
from web.api import custom_fields as fields_api
from web.api import documents as documents_api
from web.api import faults as faults_api
from web.api import figures as figures_api
from web.api import find as find_api
from web.api import imports
from web.api import label_drafts as label_drafts_api
from web.api import label_papers as label_papers_api
from web.api import labels as labels_api
from web.api import limits as limits_api
from web.api import loans as loans_api
from web.api import lots as lots_api
from web.api import marks as marks_api
from web.api import me as me_api
from web.api import mergers as mergers_api
from web.api import meters as meters_api
from web.api import milestones as milestones_api
from web.api import moves as moves_api
from web.api import my_day as my_day_api
from web.api import notices as notices_api
from web.api import officers as officers_api
from web.api import order_sheets as order_sheets_api
from web.api import orders as orders_api
from web.api import outlooks as outlooks_api
from web.api import partners as partners_api
from web.api import places as places_api
from web.api import plans as plans_api
from web.api import printers as printers_api
from web.api import projects as projects_api
from web.api import register as assets_api
from web.api import regulatory as regulatory_api
from web.api import rounds as rounds_api
from web.api import safety_limits as safety_limits_api
from web.api import safety_tests as safety_tests_api
from web.api import scans as scans_api
from web.api import spares as spares_api
from web.api import stages as stages_api
from web.api import statutory as statutory_api
from web.api import suppliers as suppliers_api
from web.api import timeline as timeline_api
from web.api import trail as trail_api
from web.api import transfers as transfers_api
from web.api import views as views_api
from web.api import waiting as waiting_api
from web.api import week_sheets as week_sheets_api
from web.defences import Defences
from web.pages import (
    agenda,
    blanks,
    exchange,
    exports,
    feeds,
    find,
    health,
    labels,
    manual,
    me,
    my_day,
    notices,
    people,
    prints,
    reminders,
    roles,
    scan,
    sign_in,
    stickers,
    trail,
    views,
)
from web.pages.inventory import (
    arrivals,
    asset_lists,
    barcodes,
    bulk,
    cards,
    catalogue,
    custom_fields,
    documents,
    finding,
    histories,
    life,
    loans,
    mergers,
    models,
    moves,
    partners,
    parts,
    places,
    register,
    regulatory,
    relocations,
    suppliers,
    transfers,
    uploads,
    waiting,
)
from web.pages.labelling import drafts as label_drafts
from web.pages.labelling import papers as label_papers
from web.pages.labelling import printers as label_printers
from web.pages.labelling import runs as label_runs
from web.pages.maintenance import (
    answers,
    calendar,
    checklists,
    claims,
    closures,
    faults,
    figures,
    limits,
    loggers,
    meters,
    notes,
    officers,
    order_sheets,
    orders,
    plans,
    progress,
    readings,
    reporting,
    rounds,
    routes,
    safety_limits,
    safety_tests,
    spares,
    statutory,
    steps,
    stock,
    week_sheets,
    withdrawals,
)
from web.pages.procurement import (
    dependencies,
    lots,
    marks,
    milestones,
    outlooks,
    partakers,
    planning,
    projects,
    stages,
    timeline,
)

STATIC = Path(__file__).parent / "static"
SELDOM = 20_000  # new objects before memory is tidied: a page of a list makes thousands
THREADS = 16  # some read and one writes, see web.access; the rest let people sign in

PAGES = [
    my_day.router,
    agenda.router,
    feeds.router,
    calendar_feeds.router,
    reminders.router,
    notices.router,
    find.router,
    health.router,
    label_drafts.router,
    label_papers.router,
    label_printers.router,
    label_runs.router,
    labels.router,
    blanks.router,
    prints.router,
    stickers.router,
    manual.router,
    scan.router,
    sign_in.router,
    me.router,
    people.router,
    roles.router,
    trail.router,
    views.router,
    trail.downloads,
    asset_lists.router,
    exports.router,
    exchange.router,
    bulk.router,
    finding.router,
    register.router,
    histories.router,
    life.router,
    parts.router,
    cards.router,
    moves.router,
    transfers.router,
    arrivals.router,
    loans.router,
    barcodes.router,
    uploads.router,
    documents.router,
    places.router,
    relocations.router,
    waiting.router,
    partners.router,
    catalogue.router,
    models.router,
    custom_fields.router,
    suppliers.router,
    mergers.router,
    regulatory.router,
    answers.router,
    checklists.router,
    steps.router,
    rounds.router,
    rounds.stops,
    stock.router,
    order_sheets.router,
    orders.router,
    progress.router,
    notes.router,
    routes.router,
    plans.router,
    closures.router,
    calendar.router,
    officers.router,
    statutory.router,
    figures.router,
    reporting.router,
    faults.router,
    claims.router,
    loggers.router,
    readings.router,
    withdrawals.router,
    meters.router,
    limits.router,
    safety_tests.router,
    safety_limits.router,
    spares.downloads,
    spares.router,
    week_sheets.papers,
    week_sheets.router,
    timeline.router,
    projects.router,
    marks.router,
    partakers.router,
    lots.router,
    milestones.router,
    planning.router,
    dependencies.router,
    outlooks.router,
    stages.router,
]
PROGRAMS: list[APIRouter] = [
    bulk_api.router,
    asset_lists_api.router,
    assets_api.router,
    assets_api.kits,
    moves_api.router,
    transfers_api.router,
    loans_api.router,
    places_api.router,
    waiting_api.router,
    partners_api.router,
    catalogue_api.router,
    fields_api.router,
    suppliers_api.router,
    mergers_api.router,
    me_api.router,
    regulatory_api.router,
    order_sheets_api.router,
    orders_api.router,
    faults_api.router,
    answers_api.router,
    checklists_api.router,
    rounds_api.router,
    plans_api.router,
    closures_api.router,
    calendar_api.router,
    officers_api.router,
    statutory_api.router,
    figures_api.router,
    meters_api.router,
    limits_api.router,
    safety_tests_api.router,
    safety_limits_api.router,
    printers_api.router,
    spares_api.router,
    week_sheets_api.router,
    projects_api.router,
    marks_api.router,
    lots_api.router,
    milestones_api.router,
    outlooks_api.router,
    stages_api.router,
    label_drafts_api.router,
    label_papers_api.router,
    labels_api.router,
    scans_api.router,
    my_day_api.router,
    agenda_api.router,
    notices_api.router,
    views_api.router,
    find_api.router,
    imports.router,
    timeline_api.router,
    trail_api.router,
    trail_api.of_records,
    documents_api.router,
]


def create_app(engine: Engine, settings: Settings) -> FastAPI:
    """Rehab Assets over one register."""
    app = FastAPI(
        title="Rehab Assets",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_alive,
        middleware=[Middleware(Defences, secure=settings.secure)],
    )
    app.state.engine, app.state.settings = engine, settings
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    for router in PROGRAMS:
        app.include_router(router, prefix="/api/v1")
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    noes.handle(app)
    return app


def application() -> FastAPI:
    """What a server process runs: the register that the environment names."""
    settings = assets_settings.load()
    return create_app(open_engine(settings.database), settings)


@asynccontextmanager
async def _alive(app: FastAPI) -> AsyncGenerator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    _settle(app)
    yield
    app.state.engine.dispose()


def _settle(app: FastAPI) -> None:
    """Lay what the first request would wait for, and look at it no more when tidying memory."""
    for _ in iter_route_contexts(app.routes):
        pass
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM)
    gc.enable()
