"""Passwords that somebody posts: hashed and checked before the write transaction begins."""

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
from web.access import COOKIE, Me, received


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


async def _typed(request: Request, _: Annotated[None, Depends(received)]) -> Typed:
    form = await request.form()
    return Typed(str(form.get("password", "")), str(form.get("old_password", "")))


def _hash(request: Request, typed: Annotated[Typed, Depends(_typed)]) -> None:
    request.state.password = Prepared()
    if _signed_in(request) is not None:  # strangers shall not keep this machine busy
        request.state.password = _prepared(typed.new)


def _check_and_hash(request: Request, typed: Annotated[Typed, Depends(_typed)]) -> None:
    request.state.password = Prepared()
    person = _signed_in(request)
    if person is None:
        return
    try:
        _must_be_hers(request, person, typed.old)
    except Refused as no:
        request.state.password = Prepared(no=no)
    else:
        request.state.password = _prepared(typed.new)


def _check(request: Request, typed: Annotated[Typed, Depends(_typed)]) -> None:
    no = Refused(N_("Sign with your password."), field="old_password")
    request.state.password = Prepared(no=no)
    person = _signed_in(request)
    if person is None or not typed.old:
        return
    try:
        _must_be_hers(request, person, typed.old)
    except Refused as wrong:
        request.state.password = Prepared(no=wrong)
    else:
        request.state.password = Prepared()


def signed_first() -> Any:
    """Stands before the guard of a route that somebody signs with her password."""
    return Depends(_check)


def hashed_first() -> Any:
    """Stands before the guard of a route that sets somebody's password."""
    return Depends(_hash)


def checked_first() -> Any:
    """The same where she must know her old one."""
    return Depends(_check_and_hash)


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


def _signed_in(request: Request) -> Person | None:
    engine: Engine = request.app.state.engine
    secret, now = request.cookies.get(COOKIE, ""), datetime.now(UTC)
    with transaction(engine, by=Actor("web"), read_only=True) as session:
        return signins.person_behind(session, secret, at=now) if secret else None


def _must_be_hers(request: Request, person: Person, password: str) -> None:
    """Raise Refused unless this is her password. Wrong ones count as when signing in."""
    engine: Engine = request.app.state.engine
    whence = {"email": person.email, "address": request.client.host if request.client else ""}
    now = datetime.now(UTC)
    with transaction(engine, by=Actor("web"), read_only=True) as session:
        signins.refuse_too_many(session, **whence, at=now)
    if signins.recognised(person, password):
        return
    with transaction(engine, by=Actor("web", person.id)) as session:
        signins.failed(session, **whence, at=now)
    raise Refused(N_("This is not your password."), field="old_password")
