"""Who is asking, what they may do, and the transaction they do it in."""

import hashlib
import hmac
from collections.abc import AsyncGenerator, Generator, Iterable
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from anyio import Semaphore
from anyio.lowlevel import RunVar
from fastapi import Depends, Request
from fastapi.concurrency import contextmanager_in_threadpool, run_in_threadpool
from sqlmodel import Session
from starlette.exceptions import HTTPException

from assets import demonstrations, once, people, signins, tokens
from assets.database import Actor, transaction
from assets.errors import Forbidden, Missing
from assets.inventory import places
from assets.inventory.places import Place
from assets.people import Person
from assets.rights import Permission, Rights
from web.page import asked_language

SAFE = {"GET", "HEAD", "OPTIONS"}
COOKIE = "rehab_session"
ELSEWHERE = ZoneInfo("UTC")
READERS = 2
NUL = r"\u0000"  # as JSON writes it


@dataclass(frozen=True)
class Known:
    """The person who asks, as a page names her. It outlives the transaction."""

    id: UUID
    name: str


class SignInNeeded(Exception):  # noqa: N818
    """Nobody is signed in here, and this is not for strangers."""


async def received(request: Request) -> AsyncGenerator[None]:
    """Hear the whole request out first: no lock is held while a slow phone is still sending."""
    _must_be_text([request.url.path, *request.query_params.values()])
    try:
        if request.method not in SAFE:
            await _hear(request)
        yield
    finally:
        await request.close()


_receiving = asynccontextmanager(received)


async def _hear(request: Request) -> None:
    request.state.body_digest = await _digest(request)
    form = await request.form()
    request.state.key = request.headers.get("Idempotency-Key", form.get("key"))
    _must_be_text(value for value in form.values() if isinstance(value, str))
    if "json" in request.headers.get("Content-Type", ""):
        _must_be_text([(await request.body()).decode(errors="replace").replace(NUL, "\0")])


async def _digest(request: Request) -> str:
    """What was sent, without the line that each browser draws anew between the parts of a form."""
    _, _, line = request.headers.get("Content-Type", "").partition("boundary=")
    body = await request.body()
    # Keyed, for what is kept of a body that held a password must not help anybody guess it.
    secret = request.app.state.settings.secret().encode()
    line = line.partition(";")[0].strip('"')
    return hmac.new(secret, body.replace(line.encode(), b""), "sha256").hexdigest()


def _must_be_text(said: Iterable[str]) -> None:
    """Nobody types a zero character, and not every database takes one."""
    if any("\0" in text for text in said):
        raise HTTPException(422)


async def _session(request: Request) -> AsyncGenerator[Session]:
    begun = contextmanager_in_threadpool(_begun(request))
    async with _receiving(request), _turns(request.method in SAFE), begun as db:
        yield db


_TURNS: RunVar[dict[bool, Semaphore]] = RunVar("turns")


def _turns(safe: bool) -> Semaphore:  # noqa: FBT001
    """Readers are few at once, for they share one interpreter, and a writer is alone.

    Nobody takes a thread to wait for a lock in: the one who holds it needs a thread to go on.
    """
    turns = _TURNS.get(None)
    if turns is None:
        turns = {True: Semaphore(READERS), False: Semaphore(1)}
        _TURNS.set(turns)
    return turns[safe]


@contextmanager
def _begun(request: Request) -> Generator[Session]:
    with reading(request) as looking:
        person = request.state.visitor = _known(request, looking)
        if request.method in SAFE:
            yield looking
            return
    by = Actor(_source(request), person.id if person else None)
    with transaction(request.app.state.engine, by=by) as session:
        if person:
            request.state.visitor = session.merge(person, load=False)
        yield session
        if getattr(request.state, "refused", False):
            session.rollback()  # what was changed before the no does not stay
        elif outcome := getattr(request.state, "outcome", None):
            once.settle(session, outcome)


# "function": commit before the answer leaves, so a failed commit is a 500 and not a lie.
Db = Annotated[Session, Depends(_session, scope="function")]


def _known(request: Request, db: Session) -> Person | None:
    """Who asks, if she is known; with her language, her rights and her day."""
    person = _by_token(request, db) if _for_programs(request) else _by_cookie(request, db)
    if person is not None:
        _remember(request, db, person)
    return person


def _by_cookie(request: Request, db: Session) -> Person | None:
    secret = request.cookies.get(COOKIE, "")
    return signins.person_behind(db, secret, at=db.info["at"]) if secret else None


def _by_token(request: Request, db: Session) -> Person | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    found = tokens.behind(db, secret.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        return None
    person, token = found
    if token.read_only and request.method not in SAFE:
        raise Forbidden("This token may only read.")
    return person


def _remember(request: Request, db: Session, person: Person) -> None:
    rights = people.rights_of(db, person)
    db.info["by"] = Actor(db.info["by"].source, person.id)
    sites = places.sites(db, rights)
    home = db.get(Place, person.home_site_id) if person.home_site_id else None
    state = request.state
    state.me = Known(person.id, person.name)
    state.rights, state.language, state.sites = rights, person.language, sites
    state.site_names = [] if rights.everywhere else [site.name for site in sites]
    near = home or (sites[0] if state.site_names else None)
    state.zone = places.zone_of(near) if near else ELSEWHERE


# What FastAPI is to find out it finds out for each route anew: these ask for the session alone.
async def _visitor(request: Request, _: Db) -> Person | None:
    visitor: Person | None = request.state.visitor
    return visitor


Visitor = Annotated[Person | None, Depends(_visitor)]


async def _person(request: Request, _: Db) -> Person:
    visitor: Person | None = request.state.visitor
    if visitor is None:
        raise SignInNeeded
    return visitor


Me = Annotated[Person, Depends(_person)]


async def _rights(request: Request, db: Db) -> Rights:
    await _person(request, db)
    rights: Rights = request.state.rights
    return rights


MyRights = Annotated[Rights, Depends(_rights)]


def today(request: Request, db: Session) -> date:
    """The day where whoever asks is at home."""
    moment: datetime = db.info["at"]
    return moment.astimezone(getattr(request.state, "zone", ELSEWHERE)).date()


async def _today(request: Request, db: Db) -> date:
    return today(request, db)


Today = Annotated[date, Depends(_today)]


async def _moment(db: Db) -> datetime:
    moment: datetime = db.info["at"]
    return moment


Now = Annotated[datetime, Depends(_moment)]


class Guard:
    """The right that a route asks for. Its records are asked the same once they are found."""

    def __init__(self, permission: Permission | None) -> None:
        self.permission = permission

    async def __call__(self, request: Request, db: Db) -> None:
        me = await _person(request, db)
        if self.permission and not request.state.rights.may(self.permission):
            if self.permission.endswith(":see"):
                raise Missing("There is no such page.")
            raise Forbidden("You may not do that.")
        request.state.needs = self.permission
        if request.method not in SAFE:
            await run_in_threadpool(_claim, request, db, me)


class Open:
    """The guard of a route that is for strangers too."""

    async def __call__(self, request: Request, _: Visitor) -> None:
        request.state.needs = None


class Slow:
    """The guard of a route that is slow between its transactions, and so begins them itself.

    Without a permission it is for strangers too.
    """

    def __init__(self, permission: Permission | None) -> None:
        self.permission = permission

    def __call__(self, request: Request, _: Annotated[None, Depends(received)]) -> None:
        with reading(request) as db:
            known = _known(request, db)
        if self.permission is None:
            return
        if known is None:
            raise SignInNeeded
        if not request.state.rights.may(self.permission):
            raise Forbidden("You may not do that.")


def asking(request: Request) -> Person | None:
    """Who asks, for what is slow before her transaction begins."""
    with reading(request) as db:
        return _known(request, db)


@contextmanager
def reading(request: Request) -> Generator[Session]:
    """A transaction of a slow route in which nothing can be written."""
    engine = request.app.state.engine
    with transaction(engine, by=Actor(_source(request)), read_only=True) as db:
        request.state.language = getattr(request.state, "language", asked_language(request))
        request.state.demonstration = demonstrations.day_of(db)
        yield db


@contextmanager
def writing(request: Request, reason: str = "") -> Generator[Session]:
    """The transaction in which a slow route writes, once all is ready; a repeat writes nothing."""
    me = getattr(request.state, "me", None)
    with writing_ahead(request, reason) as db:
        if me:
            _claim(request, db, me)
        yield db
        if outcome := getattr(request.state, "outcome", None):
            once.settle(db, outcome)


@contextmanager
def writing_ahead(request: Request, reason: str = "") -> Generator[Session]:
    """A part of what a slow route writes, before the last one: a repeat finds it written."""
    me = getattr(request.state, "me", None)
    by = Actor(_source(request), me.id if me else None)
    with transaction(request.app.state.engine, by=by, reason=reason) as db:
        yield db


def may(permission: Permission) -> Any:
    """Whoever holds this permission somewhere may ask; where, is asked of each record."""
    return Depends(Guard(permission))


def signed_in() -> Any:
    """Whoever is signed in may ask."""
    return Depends(Guard(None))


def slowly(permission: Permission) -> Any:
    """Whoever holds this permission somewhere may ask, in transactions that the route begins."""
    return Depends(Slow(permission))


def anyone() -> Any:
    """Strangers may ask too."""
    return Depends(Open())


def anyone_slowly() -> Any:
    """Strangers may ask too, in transactions that the route begins."""
    return Depends(Slow(None))


def _claim(request: Request, db: Session, me: Person | Known) -> None:
    """Once is once: the same key and the same request get the first outcome."""
    key = request.state.key
    if isinstance(key, str) and key:
        asked = f"{request.method} {request.url.path} {request.state.body_digest}"
        fingerprint = hashlib.sha256(asked.encode()).hexdigest()
        request.state.outcome = once.claim(
            db, me.id, key, fingerprint=fingerprint, at=datetime.now(UTC)
        )


def _source(request: Request) -> str:
    return "api" if _for_programs(request) else "web"


def _for_programs(request: Request) -> bool:
    return request.url.path.startswith("/api/")
