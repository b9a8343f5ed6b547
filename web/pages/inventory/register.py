"""Pages about the things themselves: the list, one thing, and what is done to it."""

from collections import Counter
from collections.abc import Callable, Container
from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import colleagues, people
from assets.errors import Missing, Refused
from assets.inventory import catalogue, finding, places, register, scans
from assets.inventory.carriers import LONGEST
from assets.inventory.finding import Due, Wanted
from assets.inventory.register import Asset, Condition, State
from assets.listing import PageOf
from assets.rights import Guarded, Permission
from assets.words import N_
from web import custom_fields, scanned, sections, views
from web.access import Db, MyRights, Today, may
from web.details import DETAILS, Details, choices, said_of
from web.filters import ASSETS, Asked, TheAsked
from web.forms import Form, posted
from web.named import TheAsset
from web.page import Page, PageFor

router = APIRouter(prefix="/assets")

MOST_SUGGESTED = 100
MOST_COUNTED = 1000
MOST_FOUND = 100  # by a search, where each takes longer to find
NEW = (State.PLANNED, State.ORDERED, State.DELIVERED, State.IN_USE, State.IN_STORAGE)


# What a list can show beside the name, and what it shows unless somebody chooses.
COLUMNS = {
    "model": N_("Model"),
    "tag": N_("Tag"),
    "site": N_("Site"),
    "place": N_("Place"),
    "condition": N_("Condition"),
    "state": N_("State"),
    "due_on": N_("Next duty"),
    "serial_number": N_("Serial number"),
    "inventory_number": N_("Inventory number"),
    "external_ref": N_("Number in another system"),
    "batch_number": N_("Batch"),
    "expires_on": N_("Expires on"),
    "software_version": N_("Software version"),
    "owner": N_("Owner"),
    "custodian": N_("Custodian"),
    "part_of": N_("Part of"),
    "lot_number": N_("Lot"),
    "supplier": N_("Supplier"),
    "account": N_("Account"),
    "class_code": N_("Classification code"),
    "acquired_on": N_("Acquired on"),
    "accepted_on": N_("Accepted on"),
    "in_use_on": N_("In use since"),
    "warranty_until": N_("Warranty until"),
    "service_provider": N_("Service firm"),
    "service_until": N_("Serviced until"),
}
USUAL = ("model", "tag", "place", "condition", "state", "due_on")
ALWAYS = ("name", "tag", "state", "condition", "maker", "model")  # what every row is drawn with
DAYS = frozenset({name for name in COLUMNS if name.endswith(("_on", "_until"))} - {"due_on"})


class Registration(Details):
    """A new thing."""

    place: str = Field(min_length=1)
    state: State = State.IN_USE
    scanned: str = Field(default="", max_length=LONGEST)


class Move(BaseModel):
    """Where it shall stand."""

    place: str = Field(min_length=1)
    version: int | None = None


class Judgement(BaseModel):
    """Whether it works."""

    condition: Condition
    version: int | None = None


PostedRegistration = Annotated[Form[Registration], posted(Registration)]
PostedDetails = Annotated[Form[Details], posted(Details)]
PostedMove = Annotated[Form[Move], posted(Move)]
PostedJudgement = Annotated[Form[Judgement], posted(Judgement)]


@router.get("", dependencies=[may(Permission.ASSETS_SEE)])
def index(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAsked) -> Response:
    if there := asked.search and scans.opened(db, asked.search, rights):
        return page.sent_to(there)
    settled, own_form = custom_fields.settled(db, asked, USUAL)
    if settled:
        return page.sent_to(settled)
    own = custom_fields.in_list(db, page, asked, own_form)
    usual = () if own["own"] else USUAL
    columns = [name for name in COLUMNS if name in ({*asked.columns} & {*COLUMNS} or usual)]
    fields = tuple(dict.fromkeys((*ALWAYS, *columns, *(["extra"] if own["own"] else []))))
    wanted = replace(asked.wanted(db, rights), fields=fields)
    cut = replace(asked.cut, count_to=MOST_FOUND) if asked.search else asked.cut
    found = finding.listed(db, wanted, today, cut, rights)
    return page.render(
        "inventory/register/index.html",
        block="found",
        asked=asked,
        found=found,
        neighbours=asked.neighbours(ASSETS, found),
        everything=asked.everything,
        counted=_counted(page, found, partial(finding.counted, db, wanted, today, rights)),
        choices=(filters := _filters(db, page)),
        chips=_chips(asked, filters, wanted, db) + own["own_chips"],
        columns=_headings(page, columns)
        + (own_columns := [(name, page.said(each.names)) for name, each in own["own"].items()]),
        all_columns=_headings(page, COLUMNS) + own_columns,
        days=DAYS,
        **own,
        **views.of_list(page, db),
    )


@router.get("/new", dependencies=[may(Permission.ASSETS_REGISTER)])
def new(page: Page, db: Db, rights: MyRights, place: str = "", code: str = "") -> Response:
    begun = scanned.begun(page, db, code) if code else {}
    form: Form[Registration] = Form({"place": place, "state": State.IN_USE} | begun)
    return _registration(page, db, rights, form)


@router.post("", dependencies=[may(Permission.ASSETS_REGISTER)])
def add(page: Page, db: Db, rights: MyRights, form: PostedRegistration) -> Response:
    if form.valid:
        try:
            said, where = form.data, places.called(db, form.data.place, rights)
            rights.must(Permission.ASSETS_REGISTER, where)
            found = scans.meaning(db, said.scanned, rights) if said.scanned else None
            asset = register.register(db, place=where, name=said.name, state=said.state)
            said.describe(db, asset, rights)
            custom_fields.fill_in(db, asset, form)
            if found:
                scans.keep(db, asset, found, rights)
            return page.go_to(f"/assets/{asset.tag}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _registration(page, db, rights, form)


@router.get("/custodians", dependencies=[may(Permission.ASSETS_EDIT)])
def suggest(page: Page, db: Db, rights: MyRights, custodian: str = "", place: str = "") -> Response:
    try:
        where = places.called(db, place, rights)
        names = _staff(db, where, custodian) if rights.may(Permission.ASSETS_EDIT, where) else []
    except Refused:  # she has not written yet where it is
        names = []
    return page.render("inventory/catalogue/suggestions.html", names=names)


@router.get("/{tag}", dependencies=[may(Permission.ASSETS_SEE)])
def show(page: Page, db: Db, asset: TheAsset, today: Today) -> Response:
    values = sections.of_asset(page, db, asset, today)
    return page.render("inventory/register/show.html", **values)


@router.get("/{tag}/edit", dependencies=[may(Permission.ASSETS_EDIT)])
def revise(page: Page, db: Db, asset: TheAsset) -> Response:
    return _details(page, db, asset, Form(said_of(asset, page.language)))


@router.post("/{tag}/edit", dependencies=[may(Permission.ASSETS_EDIT)])
def edit(page: Page, db: Db, rights: MyRights, asset: TheAsset, form: PostedDetails) -> Response:
    if form.valid:
        try:
            asset.expect(form.data.version)
            form.data.describe(db, asset, rights)
            custom_fields.fill_in(db, asset, form)
            return page.go_to(f"/assets/{asset.tag}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _details(page, db, asset, form)


@router.get("/{tag}/move", dependencies=[may(Permission.ASSETS_MOVE)])
def new_move(page: Page, db: Db, rights: MyRights, asset: TheAsset) -> Response:
    return _move(page, db, rights, asset, Form({"place": asset.place.path}))


@router.post("/{tag}/move", dependencies=[may(Permission.ASSETS_MOVE)])
def move(
    page: Page, db: Db, rights: MyRights, today: Today, asset: TheAsset, form: PostedMove
) -> Response:
    if form.valid:
        try:
            asset.expect(form.data.version)
            where = places.called(db, form.data.place, rights)
            rights.must(Permission.ASSETS_MOVE, where)
            asset.move(to=where, on=today)
            return page.go_to(f"/assets/{asset.tag}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _move(page, db, rights, asset, form)


@router.post("/{tag}/condition", dependencies=[may(Permission.ASSETS_CONDITION)])
def judge(page: Page, asset: TheAsset, form: PostedJudgement) -> Response:
    asset.expect(form.data.version)
    asset.judge(form.data.condition)
    return page.go_to(f"/assets/{asset.tag}")


def _registration(page: PageFor, db: Db, rights: MyRights, form: Form[Registration]) -> Response:
    return page.render(
        "inventory/register/new.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        states=[(state, page.said(state)) for state in NEW],
        places=_paths(db, rights),
        custodians=[],
        **choices(db, page.language),
        **custom_fields.in_form(db, page, form),
    )


def _details(page: PageFor, db: Db, asset: Asset, form: Form[Details]) -> Response:
    return page.render(
        "inventory/register/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        asset=asset,
        custodians=_staff(db, asset),
        **choices(db, page.language),
        **custom_fields.in_form(db, page, form, asset),
        theirs=form.written_meanwhile(asset.version, said_of(asset, page.language), DETAILS)
        + custom_fields.written_meanwhile(db, page, asset, form),
    )


def _move(page: PageFor, db: Db, rights: MyRights, asset: Asset, form: Form[Move]) -> Response:
    return page.render(
        "inventory/register/move.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        asset=asset,
        places=_paths(db, rights),
    )


def _staff(db: Db, where: Guarded, begun: str = "") -> list[str]:
    """Whoever can be the custodian of what stands there; by the address where two are called so."""
    found = db.exec(colleagues.suggested(begun, where).limit(MOST_SUGGESTED)).all()
    called = Counter(each.name for each in found)
    return [each.name if called[each.name] == 1 else each.email for each in found]


def _paths(db: Db, rights: MyRights) -> list[str]:
    """The first places of the tree; the rest come as one types."""
    return [place.path for place in db.exec(places.listed(rights).limit(MOST_SUGGESTED))]


def _filters(db: Db, page: PageFor) -> dict[str, list[tuple[str, str]]]:
    """The choices of each filter, in the reader's words."""
    said = page.said
    return {
        "site": [(site.code or "", site.name) for site in page.sites],
        "group": [(group.key, said(group.names)) for group in db.exec(catalogue.groups())],
        "state": [(state, said(state)) for state in State],
        "condition": [(condition, said(condition)) for condition in Condition],
        "due": [(due, said(due)) for due in Due],
    }


def _headings(page: PageFor, names: Container[str]) -> list[tuple[str, str]]:
    return [(name, page.say(label)) for name, label in COLUMNS.items() if name in names]


def _counted(page: PageFor, found: PageOf, count: Callable[..., int]) -> str:
    """How many there are, in words; beyond some hundreds nobody counts to the end."""
    shown = len(found.rows)
    most = MOST_FOUND if page.search else MOST_COUNTED
    counted = count(most=most) if found.counted is None else found.counted
    if counted > most:
        return page.say(N_("{shown} of more than {count}"), shown=shown, count=most)
    return page.say(N_("{shown} of {count}"), shown=shown, count=counted)


def _chips(
    asked: Asked, choices: dict[str, list[tuple[str, str]]], wanted: Wanted, db: Db
) -> list[tuple[str, str]]:
    """Each filter in force with the address of the list without it."""
    said = asked.chosen(choices) | {
        "type": asked.type,
        "lot": asked.lot,
        "place": wanted.place.path if wanted.place else "",
        "custodian": people.person(db, wanted.custodian_id).name if wanted.custodian_id else "",
        "part_of": asked.part_of.upper(),
        "search": f"“{asked.search}”" if asked.search else "",
    }
    return asked.chips(ASSETS, said)
