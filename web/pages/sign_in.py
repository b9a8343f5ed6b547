"""Signing in and out, and choosing a language."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy import Engine

from assets import people, signins
from assets.database import Actor, transaction
from assets.errors import Missing, Refused
from assets.people import Person
from assets.words import N_, Language
from web.access import COOKIE, Db, Now, Visitor, anyone, received
from web.doors import pages
from web.forms import Form, inside, posted
from web.page import Page, PageFor, asked_language

router = pages()

WRONG = N_("The e-mail address or the password is not right.")
YEAR = 365 * 24 * 3600


class SignIn(BaseModel):
    """Who wants to come in, and where she was going."""

    email: str
    password: str
    back: str = "/"


class Chosen(BaseModel):
    """The language that somebody wants to read, and where she is."""

    language: Language
    back: str = "/"


def _stranger(request: Request) -> None:
    request.state.language = asked_language(request)


PostedSignIn = Annotated[Form[SignIn], posted(SignIn)]
PostedChoice = Annotated[Form[Chosen], posted(Chosen)]


@router.get("/sign-in", dependencies=[anyone()])
def ask(page: Page, visitor: Visitor, back: str = "/") -> Response:
    if visitor is not None:
        return page.sent_to(inside(back))
    return _asked(page, Form({"email": "", "password": "", "back": inside(back)}))


# No transaction is open while the password is checked, which takes a third of a second.
@router.post("/sign-in", dependencies=[Depends(received), Depends(_stranger)])
def sign_in(request: Request, page: Page, form: PostedSignIn) -> Response:
    if form.valid:
        try:
            return _let_in(request, page, form.data)
        except Refused as no:
            form.refuse(no)
    return _asked(page, form)


@router.post("/sign-out", dependencies=[anyone()])
def sign_out(request: Request, page: Page, db: Db, now: Now) -> Response:
    signins.end(db, request.cookies.get(COOKIE, ""), at=now)
    answer = page.sent_to("/sign-in")
    answer.delete_cookie(COOKIE)
    return answer


@router.post("/language", dependencies=[anyone()])
def choose(request: Request, page: Page, visitor: Visitor, form: PostedChoice) -> Response:
    if not form.valid:
        return page.sent_to("/")
    if visitor is not None:
        visitor.language = form.data.language
    answer = page.sent_to(inside(form.data.back))
    _keep(request, answer, "language", form.data.language, YEAR)
    return answer


def _let_in(request: Request, page: PageFor, asked: SignIn) -> Response:
    engine: Engine = request.app.state.engine
    address, at = request.client.host if request.client else "", datetime.now(UTC)
    with transaction(engine, by=Actor("web"), read_only=True) as session:
        signins.refuse_too_many(session, email=asked.email, address=address, at=at)
        person = _known(session, asked.email)
    recognised = signins.recognised(person, asked.password)
    with transaction(engine, by=Actor("web", person.id if person else None)) as session:
        if person is None or not recognised:
            signins.failed(session, email=asked.email, address=address, at=at)
            secret = ""
        else:
            signins.end(session, request.cookies.get(COOKIE, ""), at=at)
            browser = request.headers.get("User-Agent", "")
            secret = signins.begin(session, person, at=at, browser=browser)
    if not secret:
        raise Refused(WRONG)
    answer = page.sent_to(inside(asked.back))
    _keep(request, answer, COOKIE, secret, int(signins.LASTS.total_seconds()))
    return answer


def _keep(request: Request, answer: Response, name: str, value: str, lasts: int) -> None:
    """A cookie that only comes back here, and over HTTPS only where there is HTTPS."""
    secure = request.url.scheme == "https" or request.app.state.settings.secure
    answer.set_cookie(name, value, max_age=lasts, httponly=True, samesite="lax", secure=secure)


def _known(session: Db, email: str) -> Person | None:
    try:
        return people.known_as(session, email)
    except Missing:
        return None


def _asked(page: PageFor, form: Form[SignIn]) -> Response:
    form.values["password"] = ""
    return page.render(
        "people/sign_in.html", block="form", status=422 if form.errors else 200, form=form
    )
