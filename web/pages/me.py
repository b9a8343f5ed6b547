"""One's own page: the language, the password, the PIN to sign with, and where one is signed in."""

from typing import Annotated

from fastapi.responses import Response
from pydantic import BaseModel

from assets import people, signins
from assets.errors import Refused
from assets.rights import EVERYTHING
from web import roles
from web.access import COOKIE, Db, Me, Now, signed_in
from web.doors import pages
from web.forms import Form, posted
from web.page import Page, PageFor
from web.passwords import NewPassword, checked_first, pin_first

router = pages("/me")


class Secrets(BaseModel):
    """The old and the new password. They go their own way, see web.passwords."""

    old_password: str = ""
    password: str = ""


class NewPin(BaseModel):
    """The password and the new PIN. They go the same way."""

    old_password: str = ""
    pin: str = ""


PostedPin = Annotated[Form[NewPin], posted(NewPin)]
PostedSecrets = Annotated[Form[Secrets], posted(Secrets)]


@router.get("", dependencies=[signed_in()])
def show(page: Page, db: Db, me: Me, now: Now) -> Response:
    held = db.exec(people.roles_of(me.id)).all()
    return page.render(
        "people/me.html",
        person=me,
        roles=roles.said(db, held, EVERYTHING, page.language)[me.id],
        signed_in=len(db.exec(signins.going_on(me, now)).all()),
    )


@router.get("/password", dependencies=[signed_in()])
def new_password(page: Page) -> Response:
    return _password_form(page, Form({"old_password": "", "password": ""}))


@router.post("/password", dependencies=[checked_first(), signed_in()])
def set_password(
    page: Page, db: Db, me: Me, now: Now, form: PostedSecrets, password: NewPassword
) -> Response:
    try:
        me.password_hash = password.take()
    except Refused as no:
        form.refuse(no)
        return _password_form(page, form)
    signins.end_all(db, me, at=now, but=page.request.cookies.get(COOKIE, ""))
    return page.go_to("/me")


@router.get("/pin", dependencies=[signed_in()])
def new_pin(page: Page) -> Response:
    return _pin_form(page, Form({"old_password": "", "pin": ""}))


@router.post("/pin", dependencies=[pin_first(), signed_in()])
def set_pin(page: Page, me: Me, form: PostedPin, pin: NewPassword) -> Response:
    try:
        me.pin_hash = pin.take()
    except Refused as no:
        form.refuse(no)
        return _pin_form(page, form)
    return page.go_to("/me")


@router.post("/sign-out", dependencies=[signed_in()])
def sign_out(page: Page, db: Db, me: Me, now: Now) -> Response:
    signins.end_all(db, me, at=now)
    answer = page.go_to("/sign-in")
    answer.delete_cookie(COOKIE)
    return answer


def _password_form(page: PageFor, form: Form[Secrets]) -> Response:
    form.values |= {"old_password": "", "password": ""}
    status = 422 if form.errors else 200
    return page.render("people/my_password.html", block="form", status=status, form=form)


def _pin_form(page: PageFor, form: Form[NewPin]) -> Response:
    form.values |= {"old_password": "", "pin": ""}
    status = 422 if form.errors else 200
    return page.render("people/my_pin.html", block="form", status=status, form=form)
