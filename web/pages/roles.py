"""Giving somebody a role, and taking it away again."""

from typing import Annotated

from fastapi import Depends
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import colleagues
from assets.errors import Refused
from assets.people import Person
from assets.rights import Permission, Role
from web import roles
from web.access import Db, MyRights, may
from web.doors import pages
from web.forms import Form, posted
from web.named import Key, id_of
from web.page import Page, PageFor

router = pages("/people/{key}/roles")


class Giving(BaseModel):
    """A role, and where it holds."""

    role: Role
    where: str = Field(min_length=1)


PostedGiving = Annotated[Form[Giving], posted(Giving)]


def _colleague(key: Key, db: Db, rights: MyRights) -> Person:
    return colleagues.colleague(db, key, rights)


ThePerson = Annotated[Person, Depends(_colleague)]


@router.get("/new", dependencies=[may(Permission.PEOPLE_KEEP)])
def new(page: Page, db: Db, rights: MyRights, person: ThePerson) -> Response:
    return _form(page, db, rights, person, Form({"role": Role.TECHNICIAN}))


@router.post("", dependencies=[may(Permission.PEOPLE_KEEP)])
def give(page: Page, db: Db, rights: MyRights, person: ThePerson, form: PostedGiving) -> Response:
    if form.valid:
        try:
            roles.give(db, person, form.data.role, form.data.where, by=rights)
            return page.go_to(f"/people/{person.id}")
        except Refused as no:
            form.refuse(no)
    return _form(page, db, rights, person, form)


@router.post("/{role}/take", dependencies=[may(Permission.PEOPLE_KEEP)])
def take(page: Page, db: Db, rights: MyRights, person: ThePerson, role: str) -> Response:
    held = colleagues.role_held(db, person, id_of(role), rights)
    rights.must(Permission.PEOPLE_KEEP, held)
    colleagues.take(db, held)
    return page.go_to(f"/people/{person.id}")


def _form(page: PageFor, db: Db, rights: MyRights, person: Person, form: Form[Giving]) -> Response:
    return page.render(
        "people/role.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        person=person,
        roles=[(role, page.said(role)) for role in Role],
        wheres=roles.choices(db, rights, page.language),
    )
