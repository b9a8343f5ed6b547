"""Who answers at a site for what the law asks for by name, for programs: /api/v1/officers."""

from typing import Annotated, Any

from fastapi import Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from assets.inventory import places
from assets.inventory.places import Place
from assets.listing import PageOf
from assets.maintenance import officers
from assets.maintenance.officers import Office, Officer
from assets.rights import Permission
from web import appointing
from web.access import Db, MyRights, Today, may
from web.answer import Answer, Day
from web.cared import TheOfficer
from web.doors import programs

router = programs("/officers", tags=["registers"])


class Changes(BaseModel):
    """What may be said of an officer. A field that is left out stays as it is.

    `person` is a colleague's name or e-mail address, `name` that of somebody from outside.
    """

    model_config = ConfigDict(extra="forbid")

    person: str = Field(default="", max_length=200)
    name: str = Field(default="", max_length=120)
    authorisation: str = Field(default="", max_length=120)
    valid_until: Day | None = None
    since: Day | None = None
    until: Day | None = None


class Appointment(Changes):
    """Somebody takes an office at the site of this code."""

    site: str = Field(min_length=1)
    office: Office
    since: Day


Posted = Annotated[Appointment, Body()]
Patched = Annotated[Changes, Body()]


@router.get("", dependencies=[may(Permission.PLANS_SEE)])
def index(
    answer: Answer, db: Db, rights: MyRights, today: Today, *, past: bool = False
) -> Response:
    """Who holds an office, or will; with `past=true`, who held one."""
    found = db.exec(officers.listed(rights, past=past, on=today)).all()
    codes = {site.id: site.code or "" for site in places.sites(db, rights)}
    items = [appointing.item(each, codes.get(each.site_id, "")) for each in found]  # type: ignore[arg-type]
    return answer.page(PageOf(found, None, None), items)


@router.post("", dependencies=[may(Permission.PLANS_KEEP)], status_code=201)
def appoint(answer: Answer, db: Db, rights: MyRights, said: Posted) -> Response:
    """Appoint somebody. Answers 201 with the officer."""
    site = places.site(db, said.site, rights)
    rights.must(Permission.PLANS_KEEP, site)
    officer = officers.appoint(db, site, said.office, appointing.said(db, said, site))
    address = f"/api/v1/officers/{officer.id}"
    return answer.item(appointing.item(officer, site.code or ""), 201, address)


@router.get("/{key}", dependencies=[may(Permission.PLANS_SEE)])
def show(answer: Answer, db: Db, officer: TheOfficer) -> Response:
    """One officer."""
    return answer.item(_item(db, officer))


@router.patch("/{key}", dependencies=[may(Permission.PLANS_KEEP)])
def edit(answer: Answer, db: Db, officer: TheOfficer, said: Patched) -> Response:
    """Change what is said of an officer; `until` ends the office."""
    given = _stands(officer) | said.model_dump(exclude_unset=True)
    if said.model_fields_set & {"person", "name"}:
        given |= {"person": said.person, "name": said.name}
    term = Changes.model_construct(**given)
    officer.agree(appointing.said(db, term, _site(db, officer), officer))
    db.flush()
    return answer.item(_item(db, officer))


def _stands(officer: Officer) -> dict[str, Any]:
    names = ("name", "authorisation", "valid_until", "since", "until")
    person = officer.person.email if officer.person else ""
    return {"person": person} | {name: getattr(officer, name) for name in names}


def _site(db: Session, officer: Officer) -> Place:
    return db.get_one(Place, officer.site_id)


def _item(db: Session, officer: Officer) -> dict[str, Any]:
    return appointing.item(officer, _site(db, officer).code or "")
