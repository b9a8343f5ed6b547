"""Pages about transfers: what is on the way, one of them, and sending things to another site."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import words
from assets.errors import Missing, Refused
from assets.inventory import dispatches, moves, transfers
from assets.inventory.dispatches import Show
from assets.inventory.transfers import State, Transfer, TransferLine
from assets.rights import Permission
from assets.words import N_, Language
from labels.papers import hand_over
from web import attached, branches, views
from web.access import Db, Me, MyRights, Today, may
from web.away import TheAskedTransfers, Ticked, tags_of, things, under_way
from web.doors import pages
from web.forms import Day, Form, posted
from web.named import TheDeparture, TheTransfer
from web.page import Page, PageFor
from web.standing import Standing

router = pages("/transfers")

PDF = "application/pdf"


class Sending(BaseModel):
    """Which things go to which site, to which place there, and by when they should arrive."""

    tags: str = Field(min_length=1)
    site: str = Field(min_length=1)
    place: str = ""
    expected_on: Day | None = None
    note: str = Field(default="", max_length=1000)


class Nothing(BaseModel):
    """Nothing but the transfer that was looked at."""

    version: int | None = None


PostedSending = Annotated[Form[Sending], posted(Sending)]
PostedNothing = Annotated[Form[Nothing], posted(Nothing)]


@router.get("", dependencies=[may(Permission.ASSETS_SEE)])
def index(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAskedTransfers) -> Response:
    found = dispatches.listed(db, asked.wanted(db, rights), today, asked.cut, rights)
    sites = [(site.code or "", site.name) for site in page.sites]
    shown = [(show.value, page.said(show)) for show in Show if show is not Show.SENT]
    choices = {
        "state": shown,
        "from_site": sites,
        "to_site": sites,
    }
    return page.render(
        "inventory/transfers/index.html",
        block="found",
        asked=asked,
        found=found,
        today=today,
        choices=choices,
        chips=asked.chips("/transfers", asked.chosen(choices)),
        neighbours=asked.neighbours("/transfers", found),
        **views.of_list(page, db),
    )


@router.get("/new", dependencies=[may(Permission.ASSETS_MOVE)])
def new(page: Page, db: Db, rights: MyRights, ticked: Ticked) -> Response:
    return _sending(page, db, rights, Form({"tags": " ".join(ticked)}))


@router.post("", dependencies=[may(Permission.ASSETS_MOVE)])
def send(
    page: Page, db: Db, rights: MyRights, me: Me, today: Today, form: PostedSending
) -> Response:
    if form.valid:
        try:
            said = form.data
            going = moves.chosen(db, tags_of(said.tags), rights)
            to = dispatches.destination(db, said.site, said.place, rights)
            sent = transfers.send(
                db, going, to, today, expected_on=said.expected_on, by=me, note=said.note
            )
            return page.go_to(f"/transfers/{sent.number}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _sending(page, db, rights, form)


@router.get("/{number}.pdf", dependencies=[may(Permission.ASSETS_SEE)])
def sheet(db: Db, transfer: TheTransfer) -> Response:
    lines = dispatches.lines_of(db, transfer)
    pdf = hand_over.pdf(transfer, lines, *dispatches.owners(db, transfer))
    headers = {"Content-Disposition": f'inline; filename="{transfer.number}.pdf"'}
    return Response(pdf, media_type=PDF, headers=headers)


@router.get("/{number}", dependencies=[may(Permission.ASSETS_SEE)])
def show(page: Page, db: Db, today: Today, transfer: TheTransfer) -> Response:
    return _shown(page, db, today, transfer, Form({}))


@router.post("/{number}/call-back", dependencies=[may(Permission.ASSETS_MOVE)])
def call_back(
    page: Page, db: Db, today: Today, transfer: TheDeparture, form: PostedNothing
) -> Response:
    try:
        transfer.expect(form.data.version)
        transfers.call_back(db, transfer, today)
        return page.go_to(f"/transfers/{transfer.number}")
    except Refused as no:
        form.refuse(no)
    return _shown(page, db, today, transfer, form)


def standing(
    transfer: Transfer, lines: Sequence[TransferLine], on: date, language: Language
) -> Standing:
    """What somebody who opens a transfer wants to know first."""
    if transfer.state is State.CANCELLED:
        called = words.say(language, N_("Called back on {day}."), day=transfer.ended_on)
        return Standing("calm", called)
    come = sum(1 for line in lines if line.received_on)
    arrived = words.say_count(
        language,
        "{come} of {count} thing has arrived.",
        "{come} of {count} things have arrived.",
        len(lines),
        come=come,
    )
    if transfer.state is State.RECEIVED:
        return Standing("good", arrived)
    return under_way(transfer, on, language, [arrived] if come else [])


def _shown(page: PageFor, db: Db, today: date, transfer: Transfer, form: Form[Nothing]) -> Response:
    lines = dispatches.lines_of(db, transfer)
    return page.render(
        "inventory/transfers/show.html",
        status=422 if form.errors else 200,
        form=form,
        transfer=transfer,
        lines=lines,
        standing=standing(transfer, lines, today, page.language),
        papers=attached.of(page, db, transfer, today),
    )


def _sending(page: PageFor, db: Db, rights: MyRights, form: Form[Any]) -> Response:
    chosen = things(db, form.values["tags"], rights)
    here = {asset.site_id for asset in chosen}
    return page.render(
        "inventory/transfers/new.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        things=chosen,
        sites=[
            (site.code, site.name) for site in transfers.destinations(db) if site.id not in here
        ],
        places=branches.offered(db, rights),
    )
