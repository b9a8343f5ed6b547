"""Pages about places: the tree of the sites, one place, and what is said of it."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import agenda
from assets.errors import Missing, Refused
from assets.inventory import branches, finding, partners, places, waiting
from assets.inventory.finding import Wanted
from assets.inventory.places import Kind, Place
from assets.listing import Cut
from assets.maintenance import closures, planned
from assets.rights import Permission
from assets.words import N_, Language
from web import attached, closing, histories, views
from web.access import Db, MyRights, Today, may
from web.branches import Drawing, standing
from web.doors import pages
from web.forms import Amount, Day, Form, Typed, posted
from web.named import ThePlace
from web.page import Page, PageFor

router = pages("/places")

MOST_SUGGESTED = 20
MOST_FOUND = 50
SHOWN_HERE = 20
SHOWN_DUTIES = 20

INSIDE = [kind for kind in Kind if kind is not Kind.SITE]
ZONES = ["Europe/Bucharest", "Europe/Budapest"]

DETAILS = {
    "name": N_("Name"),
    "kind": N_("Kind"),
    "area_m2": N_("Area"),
    "capacity": N_("Capacity"),
    "opens_on": N_("Opens on"),
    "closes_on": N_("Closed from"),
    "contact": N_("Who answers for it"),
}

# What a place's page says of each thing that stands there.
HERE = ("tag", "name", "maker", "model", "place", "condition", "state", "due_on")


class Details(BaseModel):
    """What a person says of a place."""

    name: str = Field(min_length=1, max_length=120)
    kind: Kind = Kind.ROOM
    area_m2: Amount | None = Field(default=None, gt=0, le=10_000_000, decimal_places=2)
    capacity: int | None = Field(default=None, ge=1, le=1_000_000)
    opens_on: Day | None = None
    closes_on: Day | None = None
    contact: str = Field(default="", max_length=200)
    version: int | None = None


class NewSite(Details):
    """A site, which also says how its tags begin, where it lies and what is spoken there."""

    code: str = Field(min_length=1, max_length=8)
    zone: str = Field(min_length=1, max_length=40)
    language: Language
    country: str = Field(min_length=2, max_length=2)
    partner: str = ""


PostedDetails = Annotated[Form[Details], posted(Details)]
PostedSite = Annotated[Form[NewSite], posted(NewSite)]


@router.get("", dependencies=[may(Permission.PLACES_SEE)])
def index(page: Page, db: Db, rights: MyRights, today: Today, search: str = "") -> Response:
    drawing = Drawing(branches.tallies(db, rights), today, page.language)
    if search.strip():
        found = db.exec(places.suggested(search, rights).limit(MOST_FOUND)).all()
        nodes = [drawing.node(place, place.path) for place in found]
    else:
        nodes = drawing.tree(branches.tree(db, rights))
    return page.render(
        "inventory/places/index.html",
        block="tree",
        search=search,
        nodes=nodes,
        most=MOST_FOUND,
        **views.of_list(page, db),
    )


@router.get("/suggestions", dependencies=[may(Permission.PLACES_SEE)])
def suggest(page: Page, db: Db, rights: MyRights, typed: Typed) -> Response:
    found = db.exec(places.suggested(typed, rights).limit(MOST_SUGGESTED))
    return page.render("inventory/places/suggestions.html", paths=[each.path for each in found])


@router.get("/new", dependencies=[may(Permission.SITES_OPEN)])
def new_site(page: Page, db: Db) -> Response:
    return _site_form(page, db, Form({"zone": ZONES[0], "language": page.language}))


@router.post("", dependencies=[may(Permission.SITES_OPEN)])
def open_site(page: Page, db: Db, rights: MyRights, form: PostedSite) -> Response:
    if form.valid:
        try:
            owner = partners.coded(db, form.data.partner) if form.data.partner else None
            said = form.data.model_dump(exclude={"kind", "partner", "version"})
            site = Place(**said, kind=Kind.SITE, partner_id=owner.id if owner else None)
            rights.must(Permission.SITES_OPEN, site)
            places.open_site(db, site)
            return page.go_to(f"/places/{site.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _site_form(page, db, form)


@router.get("/{key}", dependencies=[may(Permission.PLACES_SEE)])
def show(page: Page, db: Db, rights: MyRights, today: Today, place: ThePlace) -> Response:
    tallies = branches.tallies(db, rights, inside=place)
    drawing = Drawing(tallies, today, page.language)
    waits = waiting.found(db, place, rights, most=SHOWN_HERE)
    return page.render(
        "inventory/places/show.html",
        place=place,
        waits=waits,
        above=[
            (f"/places/{each.id}", each.name) for each in db.exec(branches.above(place, rights))
        ],
        owner=partners.partner(db, place.partner_id) if place.partner_id else None,
        standing=standing(
            place, branches.tally_of(tallies, place), today, page.language, waiting=waits.count
        ),
        nodes=drawing.tree(branches.tree(db, rights, inside=place)),
        today=today,
        duties=agenda.standing_in(db, place, rights, most=SHOWN_DUTIES),
        placed=db.exec(planned.written_on(place)).all()
        if rights.may(Permission.PLANS_SEE, place)
        else [],
        papers=attached.of(page, db, place, today),
        shut=db.exec(closures.of_place(place, today).limit(closing.SHOWN)).all(),
        shut_here=closing.way_to_shut(place, rights),
        here=finding.listed(db, Wanted(place=place, fields=HERE), today, Cut(SHOWN_HERE), rights),
        history=histories.latest(page, db, place),
    )


@router.get("/{key}/add", dependencies=[may(Permission.PLACES_KEEP)])
def new(page: Page, place: ThePlace) -> Response:
    return _new_form(page, place, Form({"kind": _likely(place)}))


@router.post("/{key}/add", dependencies=[may(Permission.PLACES_KEEP)])
def add(page: Page, db: Db, place: ThePlace, form: PostedDetails) -> Response:
    if form.valid:
        try:
            said = form.data.model_dump(exclude={"version"})
            fresh = places.open_place(db, Place(**said), inside=place)
            return page.go_to(f"/places/{fresh.id}")
        except Refused as no:
            form.refuse(no)
    return _new_form(page, place, form)


@router.get("/{key}/edit", dependencies=[may(Permission.PLACES_KEEP)])
def revise(page: Page, place: ThePlace) -> Response:
    return _edit_form(page, place, Form(_said_of(place)))


@router.post("/{key}/edit", dependencies=[may(Permission.PLACES_KEEP)])
def edit(page: Page, db: Db, place: ThePlace, form: PostedDetails) -> Response:
    if form.valid:
        try:
            place.expect(form.data.version)
            _describe(db, place, form.data)
            return page.go_to(f"/places/{place.id}")
        except Refused as no:
            form.refuse(no)
    return _edit_form(page, place, form)


def _site_form(page: PageFor, db: Db, form: Form[NewSite]) -> Response:
    return page.render(
        "inventory/places/site.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        zones=ZONES,
        languages=[(Language.EN, "English"), (Language.RO, "Română"), (Language.HU, "Magyar")],
        partners=[(each.code, each.name) for each in db.exec(partners.listed())],
    )


def _new_form(page: PageFor, place: Place, form: Form[Details]) -> Response:
    return page.render(
        "inventory/places/new.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        place=place,
        kinds=[(kind, page.said(kind)) for kind in INSIDE],
    )


def _edit_form(page: PageFor, place: Place, form: Form[Details]) -> Response:
    return page.render(
        "inventory/places/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        place=place,
        kinds=[] if place.kind is Kind.SITE else [(kind, page.said(kind)) for kind in INSIDE],
        theirs=form.written_meanwhile(place.version, _said_of(place), DETAILS),
    )


def _describe(db: Db, place: Place, said: Details) -> None:
    if said.name.strip() != place.name:
        places.rename(db, place, said.name)
    if place.kind is not Kind.SITE:
        place.become(said.kind)
    places.keep_open(db, place, opens_on=said.opens_on, closes_on=said.closes_on)
    place.area_m2, place.capacity, place.contact = said.area_m2, said.capacity, said.contact


def _said_of(place: Place) -> dict[str, Any]:
    """The place as its form shows it."""
    return {name: "" if (said := getattr(place, name)) is None else said for name in DETAILS}


def _likely(place: Place) -> Kind:
    """What is most often added inside such a place."""
    return {Kind.SITE: Kind.BUILDING, Kind.BUILDING: Kind.FLOOR}.get(place.kind, Kind.ROOM)
