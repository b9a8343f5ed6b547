"""Pages about the offers for a lot: what came, which one won, and why."""

from datetime import date
from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle, trail
from assets.errors import Refused
from assets.inventory import suppliers
from assets.money import Currency
from assets.procurement import bids, lots
from assets.procurement.bids import OFFERS, Bid, Outcome
from assets.procurement.lots import Lot, Procedure
from assets.rights import Permission
from assets.words import N_
from web import bought
from web.access import Db, MyRights, Today, may
from web.bought import TheBid, TheLot
from web.doors import pages
from web.forms import Day, Form, Sum, posted
from web.page import Page, PageFor

router = pages("/procurement")

HERE = "/procurement/bids"
MOST = 10**12
SHOWN_IN_HISTORY = 50
DETAILS = {
    "amount": N_("Price without VAT"),
    "currency": N_("Currency"),
    "received_on": N_("Received on"),
    "score": N_("Score"),
}
# What becomes of an offer that does not win.
JUDGED = (Outcome.OPEN, Outcome.LOST, Outcome.REJECTED, Outcome.WITHDRAWN)


class Details(BaseModel):
    """What is offered."""

    amount: Sum
    currency: Currency = Currency.EUR
    received_on: Day | None = None
    score: str = Field(default="", max_length=40)
    version: int | None = None

    def values(self) -> dict[str, Any]:
        return {
            "amount": self.amount.of(self.currency, "amount"),
            "received_on": self.received_on,
            "score": self.score,
        }


class Offer(Details):
    """What is offered, and by whom."""

    supplier: str = Field(min_length=1, max_length=200)


class Award(BaseModel):
    """Why this one wins, where that must be said."""

    reason: str = Field(default="", max_length=1000)
    version: int | None = None


class Judgement(BaseModel):
    """What became of it, and why."""

    outcome: Outcome
    why: str = Field(default="", max_length=1000)
    version: int | None = None


PostedOffer = Annotated[Form[Offer], posted(Offer)]
PostedDetails = Annotated[Form[Details], posted(Details)]
PostedAward = Annotated[Form[Award], posted(Award)]
PostedJudgement = Annotated[Form[Judgement], posted(Judgement)]


@router.get("/lots/{number}/bids", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, lot: TheLot) -> Response:
    return _listed(page, db, lot, Form({"currency": bought.usual_currency(lot)}))


@router.post("/lots/{number}/bids", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def receive(page: Page, db: Db, lot: TheLot, today: Today, form: PostedOffer) -> Response:
    if form.valid:
        try:
            supplier = suppliers.named(db, form.data.supplier)
            said = form.data.values()
            bids.receive(db, lot, supplier, said.pop("amount"), today=today, **said)
            return page.go_to(f"/procurement/lots/{lot.number}/bids")
        except Refused as no:
            form.refuse(no)
    return _listed(page, db, lot, form)


@router.post("/lots/{number}/bids/reopen", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def reopen(page: Page, db: Db, lot: TheLot) -> Response:
    bids.reopen(db, lot)
    return page.go_to(f"/procurement/lots/{lot.number}/bids")


@router.get("/bids/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(page: Page, db: Db, rights: MyRights, bid: TheBid) -> Response:
    return _shown(page, db, rights, bid, Form(_said_of(page, bid)))


@router.post("/bids/{key}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit(
    page: Page, db: Db, rights: MyRights, bid: TheBid, today: Today, form: PostedDetails
) -> Response:
    if form.valid:
        try:
            bid.expect(form.data.version)
            bid.describe(today=today, **form.data.values())
            return page.go_to(f"{HERE}/{bid.id}")
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, rights, bid, form)


@router.post("/bids/{key}/award", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def award(page: Page, db: Db, rights: MyRights, bid: TheBid, form: PostedAward) -> Response:
    lot = lots.of_id(db, bid.lot_id, rights)
    if form.valid:
        try:
            bid.expect(form.data.version)
            bids.award(db, lot, bid, form.data.reason)
            return page.go_to(f"/procurement/lots/{lot.number}/bids")
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, rights, bid, _beside(page, bid, form))


@router.post("/bids/{key}/judge", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def judge(page: Page, db: Db, rights: MyRights, bid: TheBid, form: PostedJudgement) -> Response:
    lot = lots.of_id(db, bid.lot_id, rights)
    if form.valid:
        try:
            bid.expect(form.data.version)
            bid.judge(form.data.outcome, form.data.why)
            return page.go_to(f"/procurement/lots/{lot.number}/bids")
        except Refused as no:
            no.field = no.field.replace("reason", "why")
            form.refuse(no)
    return _shown(page, db, rights, bid, _beside(page, bid, form))


def _listed(page: PageFor, db: Db, lot: Lot, form: Form[Any]) -> Response:
    offered = db.exec(bids.of_lot(lot)).all()
    missing = OFFERS - len(offered) if lot.procedure is Procedure.DIRECT else 0
    return page.render(
        "procurement/bids/index.html",
        status=422 if form.errors else 200,
        form=form,
        lot=lot,
        bids=offered,
        won=next((each for each in offered if each.outcome is Outcome.WON), None),
        missing=max(missing, 0),
        currencies=_currencies(),
    )


def _shown(page: PageFor, db: Db, rights: MyRights, bid: Bid, form: Form[Any]) -> Response:
    entries = db.exec(trail.history(bid.id).limit(SHOWN_IN_HISTORY)).all()
    return page.render(
        "procurement/bids/show.html",
        status=422 if form.errors else 200,
        form=form,
        lot=lots.of_id(db, bid.lot_id, rights),
        bid=bid,
        outcomes=[(each.value, page.said(each)) for each in JUDGED],
        currencies=_currencies(),
        history=chronicle.told(db, entries, page.language),
    )


def _beside(page: PageFor, bid: Bid, form: Form[Any]) -> Form[Any]:
    """A small form of the page with what the other forms on it say."""
    form.values = _said_of(page, bid) | form.values
    return form


def _said_of(page: PageFor, bid: Bid) -> dict[str, Any]:
    """The offer as its forms show it."""
    received: date | str = bid.received_on or ""
    return {
        "amount": page.said(bid.amount.amount),
        "currency": bid.currency,
        "received_on": received,
        "score": bid.score,
        "outcome": bid.outcome,
        "why": bid.reason,
        "reason": bid.reason,
    }


def _currencies() -> list[tuple[str, str]]:
    return [(each.value, each.value) for each in Currency]
