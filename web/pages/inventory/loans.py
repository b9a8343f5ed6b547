"""Pages about loans: what is lent to whom, lending, and what comes back in which condition."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import lendings, loans, moves, places
from assets.inventory.lendings import Show
from assets.inventory.loans import Loan
from assets.inventory.register import Condition
from assets.rights import Permission
from assets.words import N_
from web import branches, views
from web.access import Db, MyRights, Today, may
from web.away import TheAskedLoans, Ticked, lent, tags_of, things
from web.doors import pages
from web.forms import Day, Form, posted
from web.named import TheLoan, id_of
from web.page import Page, PageFor

router = pages("/loans")


class Lending(BaseModel):
    """Which things go to whom, and until when."""

    tags: str = Field(min_length=1)
    borrower: str = Field(min_length=1, max_length=200)
    due_on: Day | None = None
    note: str = Field(default="", max_length=1000)


class Return(BaseModel):
    """How it came back, and where it stands if not where it stood."""

    condition: Condition
    place: str = ""
    note: str = Field(default="", max_length=1000)
    version: int | None = None


class Extension(BaseModel):
    """Until when it may stay away."""

    due_on: Day | None = None
    version: int | None = None


class Returns(BaseModel):
    """Which of a list are back, and in which condition if not as they were."""

    chosen: list[str] = Field(default_factory=list)
    condition: Condition | None = None


PostedReturns = Annotated[Form[Returns], posted(Returns)]
PostedLending = Annotated[Form[Lending], posted(Lending)]
PostedReturn = Annotated[Form[Return], posted(Return)]
PostedExtension = Annotated[Form[Extension], posted(Extension)]


@router.get("", dependencies=[may(Permission.ASSETS_SEE)])
def index(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAskedLoans) -> Response:
    found = lendings.listed(db, asked.wanted(db, rights), today, asked.cut, rights)
    choices = {
        "state": [(show.value, page.said(show)) for show in Show if show is not Show.AWAY],
        "site": [(site.code or "", site.name) for site in page.sites],
    }
    return page.render(
        "inventory/loans/index.html",
        block="found",
        asked=asked,
        found=found,
        today=today,
        choices=choices,
        conditions=list(Condition),
        chips=asked.chips("/loans", asked.chosen(choices)),
        neighbours=asked.neighbours("/loans", found),
        **views.of_list(page, db),
    )


@router.get("/new", dependencies=[may(Permission.ASSETS_MOVE)])
def new(page: Page, db: Db, rights: MyRights, ticked: Ticked) -> Response:
    return _lending(page, db, rights, Form({"tags": " ".join(ticked)}))


@router.post("", dependencies=[may(Permission.ASSETS_MOVE)])
def lend(page: Page, db: Db, rights: MyRights, today: Today, form: PostedLending) -> Response:
    if form.valid:
        try:
            said = form.data
            going = moves.chosen(db, tags_of(said.tags), rights)
            made = loans.lend(
                db, going, borrower=said.borrower, on=today, due_on=said.due_on, note=said.note
            )
            return page.go_to(f"/assets/{going[0].tag}" if len(made) == 1 else "/loans")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _lending(page, db, rights, form)


@router.post("/return", dependencies=[may(Permission.ASSETS_MOVE)])
def bring_back(page: Page, db: Db, rights: MyRights, today: Today, form: PostedReturns) -> Response:
    keys = [id_of(key) for key in form.data.chosen]
    lendings.bring_back(db, keys, today, rights, form.data.condition)
    return page.go_to("/loans")


@router.get("/{key}", dependencies=[may(Permission.ASSETS_SEE)])
def show(page: Page, db: Db, rights: MyRights, today: Today, loan: TheLoan) -> Response:
    return _shown(page, db, rights, today, loan, Form({}))


@router.post("/{key}/return", dependencies=[may(Permission.ASSETS_MOVE)])
def give_back(
    page: Page, db: Db, rights: MyRights, today: Today, loan: TheLoan, form: PostedReturn
) -> Response:
    if form.valid:
        try:
            said = form.data
            loan.expect(said.version)
            at = places.called(db, said.place, rights) if said.place else None
            loans.give_back(db, loan, today, condition=said.condition, place=at, note=said.note)
            return page.go_to(f"/assets/{loan.asset.tag}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _shown(page, db, rights, today, loan, form)


@router.post("/{key}/extend", dependencies=[may(Permission.ASSETS_MOVE)])
def extend(
    page: Page, db: Db, rights: MyRights, today: Today, loan: TheLoan, form: PostedExtension
) -> Response:
    if form.valid:
        try:
            loan.expect(form.data.version)
            loans.extend(db, loan, form.data.due_on)
            return page.go_to(f"/loans/{loan.id}")
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, rights, today, loan, form)


def _lending(page: PageFor, db: Db, rights: MyRights, form: Form[Any]) -> Response:
    return page.render(
        "inventory/loans/new.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        things=things(db, form.values["tags"], rights),
    )


def _shown(
    page: PageFor, db: Db, rights: MyRights, today: Today, loan: Loan, form: Form[Any]
) -> Response:
    due = {"due_on": loan.due_on or ""}
    theirs = form.written_meanwhile(loan.version, due, {"due_on": N_("Due back on")})
    form.values = {"condition": loan.asset.condition, "place": "", "note": ""} | due | form.values
    return page.render(
        "inventory/loans/show.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        loan=loan,
        theirs=theirs if loan.away_id else [],
        standing=lent(loan, today, page.language),
        conditions=[(condition, page.said(condition)) for condition in Condition],
        places=branches.offered(db, rights),
    )
