"""Passwords that somebody posts: hashed and checked before the write transaction begins."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import Engine

from assets import people, signins
from assets.database import Actor, transaction
from assets.errors import Refused
from assets.people import Person
from assets.words import N_
from web.access import Me, asking, received


@dataclass(frozen=True)
class Prepared:
    """The hash of a new password, or why it cannot be taken."""

    hash: str = ""
    no: Refused | None = None

    def take(self) -> str:
        """The hash. Raises Refused when there is none."""
        if self.no:
            raise self.no
        return self.hash


@dataclass(frozen=True)
class Typed:
    """What stood in the fields."""

    new: str
    old: str
    pin: str


async def _typed(request: Request, _: Annotated[None, Depends(received)]) -> Typed:
    said: Any = await request.form()
    if "json" in request.headers.get("Content-Type", ""):
        try:
            said = dict(await request.json())
        except (ValueError, TypeError):
            said = {}
    return Typed(*(str(said.get(name, "")) for name in ("password", "old_password", "pin")))


def _hash(request: Request, typed: Annotated[Typed, Depends(_typed)]) -> None:
    request.state.password = Prepared()
    if asking(request) is not None:  # strangers shall not keep this machine busy
        request.state.password = _prepared(typed.new)


def _check_and_hash(request: Request, typed: Annotated[Typed, Depends(_typed)]) -> None:
    _check(request, typed.old, lambda: people.hashed(typed.new))


def _check_and_hash_pin(request: Request, typed: Annotated[Typed, Depends(_typed)]) -> None:
    _check(request, typed.old, lambda: people.hashed_pin(typed.pin))


def _check(request: Request, old: str, hashed: Callable[[], str]) -> None:
    request.state.password = Prepared()
    person = asking(request)
    if person is None:
        return
    try:
        _must_be_hers(request, person, old)
        request.state.password = Prepared(hashed())
    except Refused as no:
        request.state.password = Prepared(no=no)


def _check_signing(request: Request, typed: Annotated[Typed, Depends(_typed)]) -> None:
    no = Refused(N_("Sign with your password."), field="old_password")
    request.state.password = Prepared(no=no)
    person = asking(request) if typed.old else None
    if person is None:
        return
    try:
        _must_be_hers(request, person, typed.old)
    except Refused as wrong:
        request.state.password = Prepared(no=wrong)
    else:
        request.state.password = Prepared()


def signed_first() -> Any:
    """Stands before the guard of a route that somebody signs with her password."""
    return Depends(_check_signing)


def hashed_first() -> Any:
    """Stands before the guard of a route that sets somebody's password."""
    return Depends(_hash)


def checked_first() -> Any:
    """The same where she must know her old one."""
    return Depends(_check_and_hash)


def pin_first() -> Any:
    """The same for the PIN with which she signs."""
    return Depends(_check_and_hash_pin)


def _password(request: Request) -> Prepared:
    prepared: Prepared = request.state.password
    return prepared


NewPassword = Annotated[Prepared, Depends(_password)]


@dataclass(frozen=True)
class Signing:
    """Who is about to sign, and what became of her password."""

    person: Person
    password: Prepared

    def sign(self) -> Person:
        """Who signs. Raises Refused unless the password was hers."""
        self.password.take()
        return self.person


def _signing(me: Me, password: NewPassword) -> Signing:
    return Signing(me, password)


Signature = Annotated[Signing, Depends(_signing)]


def _prepared(password: str) -> Prepared:
    try:
        return Prepared(people.hashed(password))
    except Refused as no:
        return Prepared(no=no)


def _must_be_hers(request: Request, person: Person, password: str) -> None:
    """Raise Refused unless this is her password."""
    with counted(request, person, Refused(N_("This is not your password."), field="old_password")):
        if not signins.recognised(person, password):
            raise Wrong


class Wrong(Exception):  # noqa: N818
    """What she has typed is not hers."""


@contextmanager
def counted(request: Request, person: Person, no: Refused) -> Generator[None]:
    """Let her try something secret. Wrong ones count as when signing in, and too many end it."""
    engine: Engine = request.app.state.engine
    whence = {"email": person.email, "address": request.client.host if request.client else ""}
    now = datetime.now(UTC)
    with transaction(engine, by=Actor("web"), read_only=True) as session:
        signins.refuse_too_many(session, **whence, at=now)
    try:
        yield
    except Wrong:
        with transaction(engine, by=Actor("web", person.id)) as session:
            signins.failed(session, **whence, at=now)
        raise no from None
