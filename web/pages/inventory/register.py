"""Pages about the things themselves: the list, one thing, and what is done to it."""

from collections.abc import Callable, Container
from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import catalogue, finding, places, register, scans, suppliers
from assets.inventory.carriers import LONGEST
from assets.inventory.finding import Due, Wanted
from assets.inventory.register import LIFE, Asset, Condition, State
from assets.listing import PageOf
from assets.rights import Permission
from assets.words import N_
from web import scanned, sections
from web.access import Db, MyRights, Today, may
from web.filters import Asked, TheAsked
from web.forms import Day, Form, posted
from web.named import TheAsset
from web.page import Page, PageFor

router = APIRouter(prefix="/assets")

MOST_SUGGESTED = 100
MOST_PRODUCTS = 20
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
    "owner": N_("Owner"),
    "lot_number": N_("Lot"),
    "acquired_on": N_("Acquired on"),
    "accepted_on": N_("Accepted on"),
    "in_use_on": N_("In use since"),
    "warranty_until": N_("Warranty until"),
}
USUAL = ("model", "tag", "place", "condition", "state", "due_on")
DAYS = frozenset({"acquired_on", "accepted_on", "in_use_on", "warranty_until"})

DETAILS = {
    "name": N_("Name"),
    "type": N_("Kind"),
    "maker": N_("Maker"),
    "model": N_("Model"),
    "serial_number": N_("Serial number"),
    "inventory_number": N_("Inventory number"),
    "acquired_on": N_("Acquired on"),
    "warranty_until": N_("Warranty until"),
    "note": N_("Note"),
}


class Details(BaseModel):
    """What a person says of a thing, apart from where it is and how it is."""

    name: str = Field(min_length=1, max_length=200)
    type: str = ""
    maker: str = Field(default="", max_length=200)
    model: str = Field(default="", max_length=200)
    serial_number: str = Field(default="", max_length=80)
    inventory_number: str = Field(default="", max_length=80)
    acquired_on: Day | None = None
    warranty_until: Day | None = None
    note: str = Field(default="", max_length=4000)
    version: int | None = None


class Registration(Details):
    """A new thing."""

    place: str = Field(min_length=1)
    state: State = State.IN_USE
    batch_number: str = Field(default="", max_length=80)
    manufactured_on: Day | None = None
    expires_on: Day | None = None
    scanned: str = Field(default="", max_length=LONGEST)

    @property
    def read(self) -> dict[str, Any]:
        """What a scanner reads from the plate beside the serial number."""
        return self.model_dump(include={"batch_number", "manufactured_on", "expires_on"})


class Move(BaseModel):
    """Where it shall stand."""

    place: str = Field(min_length=1)
    version: int | None = None


class Step(BaseModel):
    """The next state of its life."""

    state: State
    version: int | None = None


class Judgement(BaseModel):
    """Whether it works."""

    condition: Condition
    version: int | None = None


PostedRegistration = Annotated[Form[Registration], posted(Registration)]
PostedDetails = Annotated[Form[Details], posted(Details)]
PostedMove = Annotated[Form[Move], posted(Move)]
PostedStep = Annotated[Form[Step], posted(Step)]
PostedJudgement = Annotated[Form[Judgement], posted(Judgement)]


@router.get("", dependencies=[may(Permission.ASSETS_SEE)])
def index(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAsked) -> Response:
    if there := asked.search and scans.opened(db, asked.search, rights):
        return page.sent_to(there)
    wanted = asked.wanted(db, rights)
    cut = replace(asked.cut, count_to=MOST_FOUND) if asked.search else asked.cut
    found = finding.listed(db, wanted, today, cut, rights)
    return page.render(
        "inventory/register/index.html",
        block="found",
        asked=asked,
        found=found,
        neighbours=asked.neighbours(found),
        counted=_counted(page, found, partial(finding.counted, db, wanted, today, rights)),
        choices=(choices := _filters(db, page)),
        chips=_chips(asked, choices, wanted),
        columns=_headings(page, {*asked.columns} & {*COLUMNS} or {*USUAL}),
        all_columns=_headings(page, COLUMNS),
        days=DAYS,
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
            named = {"name": said.name, "state": said.state}
            asset = register.register(db, place=where, **named, **said.read)
            _describe(db, asset, said)
            if found:
                scans.keep(db, asset, found, rights)
            return page.go_to(f"/assets/{asset.tag}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _registration(page, db, rights, form)


@router.get("/{tag}", dependencies=[may(Permission.ASSETS_SEE)])
def show(page: Page, db: Db, asset: TheAsset, today: Today) -> Response:
    values = sections.of_asset(page, db, asset, today)
    return page.render("inventory/register/show.html", **values)


@router.get("/{tag}/edit", dependencies=[may(Permission.ASSETS_EDIT)])
def revise(page: Page, db: Db, asset: TheAsset) -> Response:
    return _details(page, db, asset, Form(_said_of(asset, page)))


@router.post("/{tag}/edit", dependencies=[may(Permission.ASSETS_EDIT)])
def edit(page: Page, db: Db, asset: TheAsset, form: PostedDetails) -> Response:
    if form.valid:
        try:
            asset.expect(form.data.version)
            _describe(db, asset, form.data)
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


@router.post("/{tag}/state", dependencies=[may(Permission.ASSETS_MOVE)])
def step(page: Page, today: Today, asset: TheAsset, form: PostedStep) -> Response:
    asset.expect(form.data.version)
    page.rights.must(LIFE[asset.state].get(form.data.state, Permission.ASSETS_STATE), asset)
    asset.step(form.data.state, today)
    return page.go_to(f"/assets/{asset.tag}")


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
        **_products(db, page),
    )


def _details(page: PageFor, db: Db, asset: Asset, form: Form[Details]) -> Response:
    return page.render(
        "inventory/register/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        asset=asset,
        **_products(db, page),
        theirs=form.written_meanwhile(asset.version, _said_of(asset, page), DETAILS),
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


def _describe(db: Db, asset: Asset, said: Details) -> None:
    """Write down what the form says. Raises Refused for a kind that does not exist."""
    asset.call(said.name)
    asset.type_id = catalogue.type_called(db, said.type).id if said.type else None
    asset.model_id = None
    if said.maker and said.model:
        asset.model_id = catalogue.add_model(db, said.maker, said.model, asset.type_id).id
    asset.serial_number, asset.inventory_number = said.serial_number, said.inventory_number
    asset.acquired_on, asset.warranty_until = said.acquired_on, said.warranty_until
    asset.note = said.note


def _said_of(asset: Asset, page: PageFor) -> dict[str, Any]:
    """The thing as its form shows it."""
    return {
        "name": asset.name,
        "type": asset.type.names.of(page.language) if asset.type else "",
        "maker": asset.model.maker.name if asset.model else "",
        "model": asset.model.name if asset.model else "",
        "serial_number": asset.serial_number,
        "inventory_number": asset.inventory_number,
        "acquired_on": asset.acquired_on or "",
        "warranty_until": asset.warranty_until or "",
        "note": asset.note,
    }


def _products(db: Db, page: PageFor) -> dict[str, list[str]]:
    """The first kinds and makers; the rest come as one types."""
    kinds = db.exec(catalogue.types().limit(MOST_PRODUCTS))
    makers = db.exec(suppliers.suggested("").limit(MOST_PRODUCTS))
    return {
        "kinds": [page.said(each.names) for each in kinds],
        "makers": [each.name for each in makers],
    }


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
    asked: Asked, choices: dict[str, list[tuple[str, str]]], wanted: Wanted
) -> list[tuple[str, str]]:
    """Each filter in force with the address of the list without it."""
    said = {name: dict(options).get(getattr(asked, name)) for name, options in choices.items()}
    said |= {
        "type": asked.type,
        "lot": asked.lot,
        "place": wanted.place.path if wanted.place else "",
    }
    said["search"] = f"“{asked.search}”" if asked.search else ""
    return [(words, asked.address(**{name: ""})) for name, words in said.items() if words]
