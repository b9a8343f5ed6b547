"""Pages about officers: who answers at a site for what the law asks for by name."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle, colleagues, trail
from assets.errors import Missing, Refused
from assets.inventory import places
from assets.maintenance import officers
from assets.maintenance.officers import Office, Officer
from assets.rights import Permission
from assets.words import N_
from web import appointing
from web.access import Db, MyRights, Today, may
from web.cared import TheOfficer
from web.doors import pages
from web.forms import Day, Form, posted
from web.page import Page, PageFor

router = pages("/officers")

MOST_SUGGESTED = 20

SAID = {
    "person": N_("A colleague"),
    "name": N_("Or somebody from outside"),
    "authorisation": N_("Number of the authorisation"),
    "valid_until": N_("Authorisation valid until"),
    "since": N_("In office since"),
    "until": N_("In office until"),
}


class Term(BaseModel):
    """Who holds an office, with which authorisation, and from when to when."""

    person: str = Field(default="", max_length=200)
    name: str = Field(default="", max_length=120)
    authorisation: str = Field(default="", max_length=120)
    valid_until: Day | None = None
    since: Day
    until: Day | None = None
    version: int | None = None


class Appointment(Term):
    """A new officer, of a site."""

    site: str = Field(min_length=1)
    office: Office


PostedAppointment = Annotated[Form[Appointment], posted(Appointment)]
PostedTerm = Annotated[Form[Term], posted(Term)]


@router.get("/new", dependencies=[may(Permission.PLANS_KEEP)])
def new(page: Page, today: Today, site: str = "", office: str = "") -> Response:
    return _writing(page, "new", Form({"site": site, "office": office, "since": today}))


@router.get("/people", dependencies=[may(Permission.PLANS_KEEP)])
def suggest(page: Page, db: Db, rights: MyRights, person: str = "", site: str = "") -> Response:
    where = places.site(db, site, rights)
    rights.must(Permission.PLANS_KEEP, where)
    found = db.exec(colleagues.suggested(person, colleagues.at(where)).limit(MOST_SUGGESTED))
    names = [each.name for each in found]
    return page.render("inventory/catalogue/suggestions.html", names=names)


@router.post("", dependencies=[may(Permission.PLANS_KEEP)])
def appoint(page: Page, db: Db, rights: MyRights, form: PostedAppointment) -> Response:
    if form.valid:
        try:
            site = places.site(db, form.data.site, rights)
            rights.must(Permission.PLANS_KEEP, site)
            said = appointing.said(db, form.data, site)
            officer = officers.appoint(db, site, form.data.office, said)
            return page.go_to(f"/officers/{officer.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _writing(page, "new", form)


@router.get("/{key}", dependencies=[may(Permission.PLANS_SEE)])
def show(page: Page, db: Db, today: Today, officer: TheOfficer) -> Response:
    entries = db.exec(trail.history(officer.id)).all()
    return page.render(
        "maintenance/officers/show.html",
        officer=officer,
        site=next(site for site in page.sites if site.id == officer.site_id),
        standing=appointing.standing(officer, today, page.language),
        today=today,
        history=chronicle.told(db, entries, page.language),
    )


@router.get("/{key}/edit", dependencies=[may(Permission.PLANS_KEEP)])
def revise(page: Page, officer: TheOfficer) -> Response:
    return _writing(page, "edit", Form(_said_of(officer)), officer)


@router.post("/{key}/edit", dependencies=[may(Permission.PLANS_KEEP)])
def edit(page: Page, db: Db, rights: MyRights, officer: TheOfficer, form: PostedTerm) -> Response:
    if form.valid:
        try:
            officer.expect(form.data.version)
            site = places.place(db, officer.site_id, rights)  # type: ignore[arg-type]
            officer.agree(appointing.said(db, form.data, site, officer))
            return page.go_to(f"/officers/{officer.id}")
        except Refused as no:
            form.refuse(no)
    return _writing(page, "edit", form, officer)


def _writing(
    page: PageFor, template: str, form: Form[Any], officer: Officer | None = None
) -> Response:
    theirs = form.written_meanwhile(officer.version, _said_of(officer), SAID) if officer else []
    own = officer.site_id if officer else None
    kept = [site for site in page.sites if page.may(Permission.PLANS_KEEP, site)]
    return page.render(
        f"maintenance/officers/{template}.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        officer=officer,
        theirs=theirs,
        site_code=next((each.code for each in page.sites if each.id == own), ""),
        sites=[(site.code or "", site.name) for site in kept],
        offices=[(office.value, page.said(office)) for office in Office],
    )


def _said_of(officer: Officer) -> dict[str, Any]:
    """The officer as the form shows it."""
    named = {"person": officer.person.name if officer.person else ""}
    return named | {name: getattr(officer, name) or "" for name in list(SAID)[1:]}
