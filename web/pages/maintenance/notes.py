"""What is said of an order besides: whose work it is, what went wrong, what it cost."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import AfterValidator, BaseModel, BeforeValidator
from sqlmodel import Session

from assets import colleagues
from assets.errors import Missing, Refused
from assets.inventory import places, suppliers
from assets.inventory.places import Place
from assets.maintenance import downtimes, labour, progress
from assets.maintenance.orders import WorkOrder
from assets.maintenance.terms import Cause, FailureMode, Priority, Remedy
from assets.money import SPENT_IN, Currency, Money
from assets.rights import Permission, Role
from assets.words import N_
from web import work
from web.access import Db, Me, may
from web.cared import TheOrder
from web.doors import pages
from web.forms import NOT_UNDERSTOOD, Amount, Day, Form, Sentence, Typed, posted
from web.named import Key
from web.page import Page, PageFor
from web.work import TheOpened

router = pages("/orders/{number}")

MOST_SUGGESTED = 20
DOING = [may(Permission.ORDERS_DO)]
OLDEST, LATEST = 1900, 2200


def _sensible(moment: datetime) -> datetime:
    if not OLDEST <= moment.year < LATEST:
        raise Sentence(Refused(NOT_UNDERSTOOD))
    return moment


def _minutes(said: Any) -> Any:
    """Minutes, or hours and minutes as 1:30."""
    hours, colon, rest = str(said).strip().partition(":")
    if colon and hours.isascii() and hours.isdecimal() and rest.isascii() and rest.isdecimal():
        return int(hours[:4]) * 60 + int(rest[:4])
    return said


# A moment as the clock at the site shows it.
Clock = Annotated[datetime, AfterValidator(_sensible)]


class Assignment(BaseModel):
    """Whose work it is."""

    person: str = ""
    role: Role | None = None
    provider: str = ""
    version: int | None = None


class Notes(BaseModel):
    """What is noted of the work."""

    priority: Priority
    due_on: Day | None = None
    failure_mode: FailureMode | None = None
    cause: Cause | None = None
    remedy: Remedy | None = None
    down_from: Clock | None = None
    down_until: Clock | None = None
    vendor_cost: Amount | None = None
    currency: Currency = Currency.EUR
    warranty_claim: bool = False
    version: int | None = None


class Worked(BaseModel):
    """Who worked on it, when and how long, and what an hour of it costs."""

    person: str = ""
    day: Day
    minutes: Annotated[int, BeforeValidator(_minutes)]
    rate: Amount | None = None
    currency: Currency = Currency.EUR
    version: int | None = None


class Seen(BaseModel):
    """Nothing but the order that was looked at."""

    version: int | None = None


PostedAssignment = Annotated[Form[Assignment], posted(Assignment)]
PostedNotes = Annotated[Form[Notes], posted(Notes)]
PostedWorked = Annotated[Form[Worked], posted(Worked)]
PostedSeen = Annotated[Form[Seen], posted(Seen)]


@router.get("/workers", dependencies=DOING)
def suggest(page: Page, db: Db, order: TheOrder, typed: Typed) -> Response:
    return page.render("inventory/catalogue/suggestions.html", names=_workers(db, order, typed))


@router.get("/assign", dependencies=DOING)
def choose(page: Page, db: Db, order: TheOrder) -> Response:
    return _assigning(page, db, order, Form(_given(order)))


@router.post("/assign", dependencies=DOING)
def assign(page: Page, db: Db, order: TheOrder, form: PostedAssignment) -> Response:
    if form.valid:
        said = form.data
        try:
            order.expect(said.version)
            firm = suppliers.known(db, said.provider, "provider") if said.provider else None
            person = progress.worker(db, order, said.person) if said.person else None
            progress.assign(db, order, person=person, role=said.role, provider=firm)
            return page.go_to(f"/orders/{order.number}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _assigning(page, db, order, form)


@router.get("/edit", dependencies=DOING)
def edit(page: Page, db: Db, order: TheOrder) -> Response:
    return _noting(page, db, order, Form(_noted(db, order)))


@router.post("/edit", dependencies=DOING)
def note(page: Page, db: Db, order: TheOrder, form: PostedNotes) -> Response:
    if form.valid:
        try:
            order.expect(form.data.version)
            progress.note(db, order, **_said(db, order, form.data))
            return page.go_to(f"/orders/{order.number}")
        except Refused as no:
            form.refuse(no)
    return _noting(page, db, order, form)


@router.post("/labour", dependencies=DOING)
def write_down(at: TheOpened, me: Me, form: PostedWorked) -> Response:
    def worked() -> None:
        said = form.data
        person = progress.worker(at.db, at.order, said.person) if said.person else me
        rate = None if said.rate is None else Money.of(said.rate, said.currency)
        labour.add(at.db, at.order, person, said.day, said.minutes, rate)

    return at.after(form, worked)


@router.post("/labour/{key}/remove", dependencies=DOING)
def remove(at: TheOpened, key: Key, form: PostedSeen) -> Response:
    return at.after(form, lambda: labour.take_away(at.db, at.order, key))


def _workers(db: Session, order: WorkOrder, begun: str) -> list[str]:
    among = colleagues.suggested(begun, colleagues.able(order, Permission.ORDERS_DO))
    return [each.name for each in db.exec(among.limit(MOST_SUGGESTED))]


def _given(order: WorkOrder) -> dict[str, Any]:
    return {
        "person": order.taken_by.name if order.taken_by else "",
        "role": order.role or "",
        "provider": order.provider.name if order.provider else "",
    }


GIVEN = {"person": N_("Person"), "role": N_("Role"), "provider": N_("Service firm")}


def _assigning(page: PageFor, db: Session, order: WorkOrder, form: Form[Any]) -> Response:
    return page.render(
        "maintenance/orders/assign.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        order=order,
        workers=_workers(db, order, ""),
        roles=work.said(page, progress.WORKERS),
        firms=[each.name for each in db.exec(suppliers.suggested("").limit(MOST_SUGGESTED))],
        theirs=form.written_meanwhile(order.version, _given(order), GIVEN),
    )


def _site(db: Session, order: WorkOrder) -> Place:
    return db.get_one(Place, order.site_id)


def _said(db: Session, order: WorkOrder, notes: Notes) -> dict[str, Any]:
    """What was noted, with the moments of the clock at the site."""
    zone = places.zone_of(_site(db, order))
    said = notes.model_dump(exclude={"version", "currency"})
    for name in ("down_from", "down_until"):
        if said[name]:
            said[name] = said[name].replace(tzinfo=zone).astimezone(UTC)
    if notes.vendor_cost is not None:
        said["vendor_cost"] = Money.of(notes.vendor_cost, notes.currency)
    return said


NOTED = {
    "priority": N_("Priority"),
    "due_on": N_("Due"),
    "failure_mode": N_("How it failed"),
    "cause": N_("Why it failed"),
    "remedy": N_("What was done about it"),
    "down_from": N_("Out of use from"),
    "down_until": N_("Out of use until"),
    "vendor_cost": N_("Cost of the service firm"),
    "warranty_claim": N_("Claimed under warranty"),
}


def _noted(db: Session, order: WorkOrder) -> dict[str, Any]:
    """The order as its form shows it. The downtime is suggested where nobody has said it."""
    site, names = _site(db, order), ("priority", "due_on", "failure_mode", "cause", "remedy")
    begin, end = order.down_from, order.down_until
    if begin is None and order.to_do:
        begin, end = downtimes.suggested(db, order)
    clock = {
        name: each.astimezone(places.zone_of(site)).strftime("%Y-%m-%dT%H:%M") if each else ""
        for name, each in (("down_from", begin), ("down_until", end))
    }
    cost = order.vendor_cost
    return (
        {name: getattr(order, name) or "" for name in names}
        | clock
        | {
            "vendor_cost": f"{cost.amount:.2f}" if cost else "",
            "currency": cost.currency if cost else SPENT_IN.get(site.country, Currency.EUR),
            "warranty_claim": order.warranty_claim,
        }
    )


def _noting(page: PageFor, db: Session, order: WorkOrder, form: Form[Any]) -> Response:
    return page.render(
        "maintenance/orders/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        order=order,
        priorities=work.said(page, Priority),
        currencies=[(each.value, each.value) for each in Currency],
        repair=work.repair(page),
        theirs=form.written_meanwhile(order.version, _noted(db, order), NOTED),
    )
