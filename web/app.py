"""The application, put together."""

import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import Engine
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from assets import settings as assets_settings
from assets.database import open_engine
from assets.settings import Settings
from web import noes, programs, screens
from web.defences import Defences

STATIC = Path(__file__).parent / "static"
SELDOM = 20_000  # new objects before memory is tidied: a page of a list makes thousands
THREADS = 16  # some read and one writes, see web.access; the rest let people sign in


def create_app(engine: Engine, settings: Settings) -> FastAPI:
    """Rehab Assets over one register."""
    app = FastAPI(
        title="Rehab Assets",
        routes=[route for each in (*screens.ROUTERS, *programs.ROUTERS) for route in each.routes],
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_alive,
        middleware=[Middleware(Defences, secure=settings.secure)],
    )
    app.state.engine, app.state.settings = engine, settings
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
