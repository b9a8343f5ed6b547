"""Pages about people: who is here, what is said of somebody, and who may sign in."""

from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle, colleagues, people, signins, trail
from assets.errors import Refused
from assets.people import Person
from assets.rights import Permission, Role
from assets.words import N_, Language
from web import roles, views
from web.access import Db, MyRights, Now, may
from web.doors import pages
from web.forms import Form, posted
from web.named import Key
from web.page import Page, PageFor
from web.paging import Paged, from_address
from web.passwords import NewPassword, hashed_first

router = pages("/people")

SHOWN_IN_HISTORY = 50
LANGUAGES = [(Language.EN, "English"), (Language.RO, "Română"), (Language.HU, "Magyar")]


DETAILS = {"name": N_("Name"), "email": N_("E-mail"), "language": N_("Language")}


class Asked(Paged):
    """Which people, and which page of them."""

    search: str = ""


class Details(BaseModel):
    """What is said of a person."""

    name: str = Field(min_length=1, max_length=120)
    email: str = Field(min_length=1, max_length=200)
    language: Language = Language.EN
    version: int | None = None


class NewPerson(Details):
    """Somebody who may sign in from now on, and what she may do. The password goes its own way."""

    role: Role
    where: str = Field(min_length=1)


class Secret(BaseModel):
    """A new password, which goes its own way."""

    version: int | None = None


PostedDetails = Annotated[Form[Details], posted(Details)]
PostedPerson = Annotated[Form[NewPerson], posted(NewPerson)]
PostedSecret = Annotated[Form[Secret], posted(Secret)]


def _colleague(key: Key, db: Db, rights: MyRights) -> Person:
    return colleagues.colleague(db, key, rights)


ThePerson = Annotated[Person, Depends(_colleague)]


def _kept(db: Db, rights: MyRights, person: ThePerson) -> Person:
    colleagues.must_keep(db, person, by=rights)
    return person


KeptPerson = Annotated[Person, Depends(_kept)]


@router.get("", dependencies=[may(Permission.PEOPLE_SEE)])
def index(
    page: Page, db: Db, rights: MyRights, asked: Annotated[Asked, from_address(Asked)]
) -> Response:
    found = colleagues.found(db, asked.search, asked.cut, rights)
    held = db.exec(colleagues.roles_held([row.id for row in found.rows], rights))
    return page.render(
        "people/index.html",
        block="found",
        asked=asked,
        found=found,
        roles=roles.said(db, held, rights, page.language),
        neighbours=asked.neighbours("/people", found),
        **views.of_list(page, db),
    )


@router.get("/new", dependencies=[may(Permission.PEOPLE_KEEP)])
def new(page: Page, db: Db, rights: MyRights) -> Response:
    return _new_form(page, db, rights, Form({"language": page.language, "role": Role.TECHNICIAN}))


@router.post("", dependencies=[hashed_first(), may(Permission.PEOPLE_KEEP)])
def add(
    page: Page, db: Db, rights: MyRights, form: PostedPerson, password: NewPassword
) -> Response:
    if form.valid:
        try:
            said = form.data.model_dump(include={"name", "email", "language"})
            person = people.add(db, **said, password_hash=password.take())
            db.flush()
            roles.give(db, person, form.data.role, form.data.where, by=rights)
            return page.go_to(f"/people/{person.id}")
        except Refused as no:
            form.refuse(no)
    return _new_form(page, db, rights, form)


@router.get("/{key}", dependencies=[may(Permission.PEOPLE_SEE)])
def show(page: Page, db: Db, rights: MyRights, now: Now, person: ThePerson) -> Response:
    ever = db.exec(colleagues.roles_held([person.id], rights, ended=True)).all()
    keys = [person.id, *(each.id for each in ever)]
    held = [each for each in ever if not each.ended]
    entries = db.exec(trail.history(*keys).limit(SHOWN_IN_HISTORY)).all()
    return page.render(
        "people/show.html",
        person=person,
        roles=roles.said(db, held, rights, page.language)[person.id],
        signed_in=db.exec(signins.going_on(person, now)).all(),
        kept=colleagues.keeps(db, person, by=rights),
        history=chronicle.told(db, entries, page.language),
    )


@router.get("/{key}/edit", dependencies=[may(Permission.PEOPLE_KEEP)])
def revise(page: Page, person: KeptPerson) -> Response:
    return _edit_form(page, person, Form(_said_of(person)))


@router.post("/{key}/edit", dependencies=[may(Permission.PEOPLE_KEEP)])
def edit(page: Page, db: Db, person: KeptPerson, form: PostedDetails) -> Response:
    if form.valid:
        try:
            person.expect(form.data.version)
            person.email = people.free_address(db, form.data.email, but=person)
            person.call(form.data.name)
            person.language = form.data.language
            return page.go_to(f"/people/{person.id}")
        except Refused as no:
            form.refuse(no)
    return _edit_form(page, person, form)


@router.get("/{key}/password", dependencies=[may(Permission.PEOPLE_KEEP)])
def new_password(page: Page, person: KeptPerson) -> Response:
    return _password_form(page, person, Form({"password": ""}))


@router.post("/{key}/password", dependencies=[hashed_first(), may(Permission.PEOPLE_KEEP)])
def set_password(
    page: Page, db: Db, now: Now, person: KeptPerson, form: PostedSecret, password: NewPassword
) -> Response:
    form.values["password"] = ""
    try:
        person.password_hash = password.take()
    except Refused as no:
        form.refuse(no)
        return _password_form(page, person, form)
    signins.end_all(db, person, at=now)
    return page.go_to(f"/people/{person.id}")


@router.post("/{key}/sign-out", dependencies=[may(Permission.PEOPLE_KEEP)])
def sign_out(page: Page, db: Db, now: Now, person: KeptPerson) -> Response:
    signins.end_all(db, person, at=now)
    return page.go_to(f"/people/{person.id}")


@router.post("/{key}/keep-out", dependencies=[may(Permission.PEOPLE_KEEP)])
def keep_out(page: Page, db: Db, now: Now, person: KeptPerson) -> Response:
    colleagues.keep_out(db, person)
    signins.end_all(db, person, at=now)
    return page.go_to(f"/people/{person.id}")


@router.post("/{key}/let-in", dependencies=[may(Permission.PEOPLE_KEEP)])
def let_in(page: Page, person: KeptPerson) -> Response:
    person.disabled = False
    return page.go_to(f"/people/{person.id}")


def _new_form(page: PageFor, db: Db, rights: MyRights, form: Form[NewPerson]) -> Response:
    form.values["password"] = ""
    return page.render(
        "people/new.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        languages=LANGUAGES,
        roles=[(role, page.said(role)) for role in Role],
        wheres=roles.choices(db, rights, page.language),
    )


def _edit_form(page: PageFor, person: Person, form: Form[Details]) -> Response:
    status = 422 if form.errors else 200
    return page.render(
        "people/edit.html",
        block="form",
        status=status,
        form=form,
        person=person,
        theirs=form.written_meanwhile(person.version, _said_of(person), DETAILS),
        languages=LANGUAGES,
    )


def _said_of(person: Person) -> dict[str, Any]:
    """The person as her form shows her."""
    return {name: getattr(person, name) for name in DETAILS}


def _password_form(page: PageFor, person: Person, form: Form[Secret]) -> Response:
    status = 422 if form.errors else 200
    return page.render(
        "people/password.html", block="form", status=status, form=form, person=person
    )
