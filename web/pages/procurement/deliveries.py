"""Pages about deliveries: what is to come, one of them, and what is registered before it comes."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import places
from assets.procurement import deletions, deliveries, placeholders, protocols, units
from assets.procurement.contracts import Contract
from assets.procurement.deliveries import Delivery
from assets.procurement.protocols import ProtocolKind
from assets.rights import Permission
from assets.words import N_
from web import attached, branches
from web.access import Db, MyRights, Today, may
from web.bought import TheContract
from web.deliveries import Noted, TheDelivery, there
from web.doors import pages
from web.forms import Form, posted
from web.page import Page, PageFor
from web.paging import Paged, from_address
from web.standing import Standing

router = pages("/procurement")


class Asked(Paged):
    """What the list of deliveries is asked for: those to come, or all of them."""

    all: bool = False


class AskedThings(Paged):
    """Which page of the things of one delivery."""


class Removing(BaseModel):
    """Nothing but the delivery that was looked at."""

    version: int | None = None


class Laying(BaseModel):
    """Where what is ordered shall stand when it comes."""

    place: str = Field(min_length=1)


TheAsked = Annotated[Asked, from_address(Asked)]
TheThings = Annotated[AskedThings, from_address(AskedThings)]
PostedNoted = Annotated[Form[Noted], posted(Noted)]
PostedRemoving = Annotated[Form[Removing], posted(Removing)]
PostedLaying = Annotated[Form[Laying], posted(Laying)]


@router.get("/deliveries", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, rights: MyRights, asked: TheAsked) -> Response:
    found = deliveries.listed(db, asked.cut, rights, open_only=not asked.all)
    return page.render(
        "procurement/deliveries/index.html",
        asked=asked,
        found=found,
        neighbours=asked.neighbours("/procurement/deliveries", found),
    )


@router.get("/contracts/{key}/deliveries/new", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new(page: Page, db: Db, contract: TheContract) -> Response:
    return _noting(page, db, contract, None, Form({}))


@router.post("/contracts/{key}/deliveries", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def announce(page: Page, db: Db, contract: TheContract, form: PostedNoted) -> Response:
    if form.valid:
        try:
            said = form.data
            made = deliveries.announce(db, contract, said.counts, **said.said)
            return page.go_to(f"/procurement/deliveries/{made.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _noting(page, db, contract, None, form)


@router.get("/contracts/{key}/things/new", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new_things(page: Page, db: Db, contract: TheContract) -> Response:
    return _laying(page, db, contract, Form({}))


@router.post("/contracts/{key}/things", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def lay(
    page: Page, db: Db, rights: MyRights, contract: TheContract, form: PostedLaying
) -> Response:
    if form.valid:
        try:
            place = places.called(db, form.data.place, there(contract, rights))
            rights.must(Permission.ASSETS_REGISTER, contract)
            placeholders.lay(db, contract, place)
            return page.go_to(f"/procurement/lots/{contract.lot.number}#deliveries")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _laying(page, db, contract, form)


@router.get("/deliveries/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(page: Page, db: Db, today: Today, delivery: TheDelivery, asked: TheThings) -> Response:
    found = units.received(db, delivery, asked.cut)
    drawn = db.exec(protocols.of(delivery)).all()
    tallies = deliveries.tallies(db, delivery)
    return page.render(
        "procurement/deliveries/show.html",
        delivery=delivery,
        tallies=tallies,
        found=found,
        neighbours=asked.neighbours(f"/procurement/deliveries/{delivery.id}", found),
        protocols=drawn,
        counted=any(each.kind is ProtocolKind.RECEIPT for each in drawn),
        kinds=list(ProtocolKind),
        standing=standing(page, delivery, tallies),
        papers=attached.of(page, db, delivery, today),
    )


@router.get("/deliveries/{key}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit(page: Page, db: Db, delivery: TheDelivery) -> Response:
    said = {name: getattr(delivery, name) or "" for name in ("note_number", "expected_on", "note")}
    return _noting(page, db, delivery.contract, delivery, Form(said))


@router.post("/deliveries/{key}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def revise(page: Page, db: Db, delivery: TheDelivery, form: PostedNoted) -> Response:
    if form.valid:
        try:
            delivery.expect(form.data.version)
            protocols.must_be_counted(db, delivery)
            deliveries.revise(db, delivery, form.data.counts, **form.data.said)
            return page.go_to(f"/procurement/deliveries/{delivery.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _noting(page, db, delivery.contract, delivery, form)


@router.post("/deliveries/{key}/remove", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def remove(page: Page, db: Db, delivery: TheDelivery, form: PostedRemoving) -> Response:
    delivery.expect(form.data.version)
    deletions.delivery(db, delivery)
    return page.go_to(f"/procurement/lots/{delivery.contract.lot.number}#deliveries")


def standing(page: PageFor, delivery: Delivery, tallies: list[deliveries.Tally]) -> Standing:
    """What somebody who waits at the ramp wants to know first."""
    noted, counted = (sum(getattr(each, name) for each in tallies) for name in ("noted", "counted"))
    if delivery.received_on is None:
        due = delivery.expected_on
        words = N_("Expected on {day}.") if due else N_("Announced; nobody has said for when.")
        return Standing("soon", page.say(words, day=due))
    said = {"counted": counted, "noted": noted, "day": delivery.received_on}
    if any(each.differs for each in tallies):
        words = N_("Counted: {counted}. On the delivery note: {noted}. They differ.")
        return Standing("warn", page.say(words, **said))
    return Standing(
        "good", page.say(N_("Everything on its note came on {day}: {counted}."), **said)
    )


def _noting(
    page: PageFor, db: Db, contract: Contract, delivery: Delivery | None, form: Form[Any]
) -> Response:
    lines = db.exec(deliveries.lines_of(contract)).all()
    known = {each.line.id: each for each in deliveries.tallies(db, delivery)} if delivery else {}
    typed = dict(zip(form.values.get("line", ()), form.values.get("noted", ()), strict=False))
    return page.render(
        "procurement/deliveries/noted.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        contract=contract,
        delivery=delivery,
        lines=[
            (each, typed.get(str(each.id), known[each.id].noted if each.id in known else ""))
            for each in lines
        ],
    )


def _laying(page: PageFor, db: Db, contract: Contract, form: Form[Any]) -> Response:
    return page.render(
        "procurement/deliveries/things.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        contract=contract,
        lacks=placeholders.lacking(db, contract),
        places=branches.offered(db, there(contract, page.rights)),
    )
