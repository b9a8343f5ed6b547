"""Work orders, for programs: /api/v1/orders."""

from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from sqlmodel import Session

from assets.errors import Refused
from assets.inventory import moves, places, suppliers
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.maintenance import (
    completion,
    costs,
    labour,
    occurrences,
    orders,
    progress,
    worklists,
)
from assets.maintenance.labour import Labour
from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.terms import (
    Cause,
    FailureMode,
    Kind,
    Outcome,
    Priority,
    Remedy,
    Waiting,
    titles_of,
)
from assets.rights import Permission, Rights, Role
from web.access import Db, Me, MyRights, Now, Today, may
from web.answer import Amount, Answer, AnswerFor, Day
from web.cared import TheOrder, ThePlan
from web.doors import programs
from web.filters import AskedOrders
from web.named import Key
from web.signatures import TheSignature, signed_first

router = programs(tags=["orders"])


class Said(BaseModel):
    """What a program sends; a word that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class Asking(Said):
    """Work that no plan asks for: on the asset with this tag, on each of several, or at a place."""

    asset: str = ""
    assets: list[str] = Field(default_factory=list)
    place: UUID | None = None
    title: str = Field(min_length=1, max_length=200)
    kind: Kind = Kind.CORRECTIVE
    priority: Priority | None = None
    due_on: Day
    corrects: str = ""
    draft: bool = False


class Signing(Said):
    """The name of whoever signs, with her password or PIN."""

    name: str
    secret: str


class Completion(Said):
    """When it was done, with what outcome, and what there is to say of it."""

    done_on: Day
    outcome: Outcome | None = None
    note: str = Field(default="", max_length=4000)
    signature: Signing | None = None


class Completions(Said):
    """The orders that are done, and what there is to say of all of them."""

    numbers: list[str] = Field(min_length=1)
    done_on: Day
    outcome: Outcome | None = None
    note: str = Field(default="", max_length=4000)


class Assignment(Said):
    """Whose work it is: a person's (her e-mail address), a role's, or a service firm's."""

    person: str = ""
    role: Role | None = None
    provider: str = ""


# Nothing here is older or later.
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(1900, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC)),
    AfterValidator(lambda moment: moment.astimezone(UTC)),
]


class Notes(Said):
    """What is noted of the work. A field that is left out stays as it is."""

    priority: Priority | None = None
    due_on: Day | None = None
    failure_mode: FailureMode | None = None
    cause: Cause | None = None
    remedy: Remedy | None = None
    down_from: Moment | None = None
    down_until: Moment | None = None
    vendor_cost: Amount | None = None
    warranty_claim: bool | None = None


class Worked(Said):
    """Who worked on it (herself, unless it says an e-mail address), when and how long."""

    person: str = ""
    day: Day
    minutes: int
    rate: Amount | None = None


T = TypeVar("T")
Sent = Annotated[T, Body()]
Reason = Annotated[str, Body(embed=True, min_length=1, max_length=1000)]
WaitingFor = Annotated[Waiting, Body(embed=True)]
DOING = [may(Permission.ORDERS_DO)]
JUDGING = [may(Permission.ORDERS_VERIFY)]


@router.get("/orders", dependencies=[may(Permission.ORDERS_SEE)])
def index(
    answer: Answer,
    db: Db,
    rights: MyRights,
    me: Me,
    today: Today,
    asked: Annotated[AskedOrders, Query()],
) -> Response:
    """A page of the work that is asked for; without a state, all that is still to be done."""
    wanted = asked.wanted(db, rights, me)
    found = worklists.listed(db, wanted, today, asked.cut, rights)
    return answer.page(found, [_row(row) for row in found.rows])


@router.post("/orders", dependencies=DOING, status_code=201)
def ask(
    answer: Answer, db: Db, rights: MyRights, me: Me, today: Today, said: Sent[Asking]
) -> Response:
    """Ask for work. Answers 201 with the order, or with the items where several were asked for."""
    failed = worklists.order(db, said.corrects, rights) if said.corrects else None
    told = said.model_dump(include={"title", "kind", "due_on", "priority"})
    told |= {"asked_by_id": me.id, "corrects_id": failed.id if failed else None}
    told["state"] = State.DRAFT if said.draft else None
    made = [orders.ask(db, each, on=today, **told) for each in _about(db, rights, said)]
    numbers = [each.number for each in made]
    if said.assets:
        several = worklists.chosen(db, numbers, rights)
        return answer.item({"items": [item(db, each) for each in several]}, 201)
    one = worklists.order(db, numbers[0], rights)
    return answer.item(item(db, one), 201, f"/api/v1/orders/{one.number}")


@router.post("/orders/complete", dependencies=DOING)
def complete_many(
    answer: Answer, db: Db, rights: MyRights, me: Me, said: Sent[Completions]
) -> Response:
    """All of these were done on this day, or none."""
    several = worklists.chosen(db, said.numbers, rights)
    completion.complete_all(db, several, me, said.done_on, said.note, said.outcome)
    db.flush()
    return answer.item({"items": [item(db, each) for each in several]})


@router.get("/orders/{number}", dependencies=[may(Permission.ORDERS_SEE)])
def show(answer: Answer, db: Db, order: TheOrder) -> Response:
    """One order."""
    return _item(answer, db, order)


@router.patch("/orders/{number}", dependencies=DOING)
def note(answer: Answer, db: Db, order: TheOrder, said: Sent[Notes]) -> Response:
    """What is noted of the work."""
    told = {name: getattr(said, name) for name in said.model_fields_set}
    for name in ("priority", "warranty_claim"):
        if name in told and told[name] is None:
            del told[name]
    if cost := told.get("vendor_cost"):
        told["vendor_cost"] = cost.money
    progress.note(db, order, **told)
    return _item(answer, db, order)


@router.post("/orders/{number}/open", dependencies=DOING)
def open_up(answer: Answer, db: Db, order: TheOrder) -> Response:
    """A draft is asked for now."""
    order.become(State.OPEN)
    return _item(answer, db, order)


@router.post("/orders/{number}/take", dependencies=DOING)
def take(answer: Answer, db: Db, order: TheOrder, me: Me) -> Response:
    """Say that the token's person is on it."""
    order.take(me)
    return _item(answer, db, order)


@router.post("/orders/{number}/give-back", dependencies=DOING)
def give_back(answer: Answer, db: Db, order: TheOrder) -> Response:
    """Whoever was to do it will not."""
    order.give_back()
    return _item(answer, db, order)


@router.post("/orders/{number}/assign", dependencies=DOING)
def assign(answer: Answer, db: Db, order: TheOrder, said: Sent[Assignment]) -> Response:
    """Say whose work it is."""
    person = progress.worker(db, order, said.person) if said.person else None
    firm = suppliers.known(db, said.provider, "provider") if said.provider else None
    progress.assign(db, order, person=person, role=said.role, provider=firm)
    return _item(answer, db, order)


@router.post("/orders/{number}/begin", dependencies=DOING)
def begin(answer: Answer, db: Db, order: TheOrder, me: Me, now: Now) -> Response:
    """The token's person works on it, for the first time or again."""
    order.begin(me, now)
    return _item(answer, db, order)


@router.post("/orders/{number}/wait", dependencies=DOING)
def wait(answer: Answer, db: Db, order: TheOrder, waiting_for: WaitingFor) -> Response:
    """Nobody can go on with it before this has come."""
    order.wait(waiting_for)
    return _item(answer, db, order)


@router.post("/orders/{number}/complete", dependencies=[signed_first(), *DOING])
def complete(
    answer: Answer, db: Db, order: TheOrder, me: Me, said: Sent[Completion], signed: TheSignature
) -> Response:
    """It is done: the plan behind it moves on, unless its check was not passed."""
    signed.give(db, order, me)
    completion.complete(db, order, me, said.done_on, said.note, said.outcome)
    return _item(answer, db, order)


@router.post("/orders/{number}/cancel", dependencies=DOING)
def cancel(answer: Answer, db: Db, order: TheOrder, today: Today, reason: Reason) -> Response:
    """Give this occurrence up, and say why."""
    orders.cancel(db, order, reason, today)
    return _item(answer, db, order)


@router.post("/orders/{number}/verify", dependencies=JUDGING)
def verify(answer: Answer, db: Db, order: TheOrder, me: Me) -> Response:
    """The work was found good."""
    progress.verify(db, order, me)
    return _item(answer, db, order)


@router.post("/orders/{number}/close", dependencies=JUDGING)
def close(answer: Answer, db: Db, order: TheOrder, me: Me) -> Response:
    """Nothing of it changes any more."""
    progress.close(db, order, me)
    return _item(answer, db, order)


@router.post("/orders/{number}/send-back", dependencies=JUDGING)
def send_back(answer: Answer, db: Db, order: TheOrder, reason: Reason) -> Response:
    """It is to be done again, and why."""
    progress.send_back(db, order, reason)
    return _item(answer, db, order)


@router.get("/orders/{number}/labour", dependencies=[may(Permission.ORDERS_SEE)])
def worked(answer: Answer, db: Db, order: TheOrder) -> Response:
    """Who worked on it, when and how long."""
    return answer.item({"items": [_labour(each) for each in db.exec(labour.of_order(order))]})


@router.post("/orders/{number}/labour", dependencies=DOING, status_code=201)
def write_down(answer: Answer, db: Db, order: TheOrder, me: Me, said: Sent[Worked]) -> Response:
    """Write down time that was worked on it."""
    person = progress.worker(db, order, said.person) if said.person else me
    rate = said.rate.money if said.rate else None
    added = labour.add(db, order, person, said.day, said.minutes, rate)
    db.flush()
    return answer.item(_labour(added), 201)


@router.post("/orders/{number}/labour/{key}/remove", dependencies=DOING)
def remove(answer: Answer, db: Db, order: TheOrder, key: Key) -> Response:
    """Time that was written down by mistake."""
    labour.take_away(db, order, key)
    return _item(answer, db, order)


@router.post("/plans/{key}/now", dependencies=DOING, status_code=201)
def open_now(answer: Answer, db: Db, rights: MyRights, today: Today, plan: ThePlan) -> Response:
    """Open a plan's next order before its day: 201, or 200 with the one that is open already."""
    status = 200 if orders.to_do_of(db, plan) else 201
    order = occurrences.open_next(db, plan, today)
    made = worklists.order(db, order.number, rights)
    return answer.item(item(db, made), status, f"/api/v1/orders/{order.number}")


def _about(db: Session, rights: Rights, said: Asking) -> list[Asset] | list[Place]:
    if tags := [*said.assets, *([said.asset] if said.asset else [])]:
        return moves.chosen(db, tags, rights, needs=Permission.ORDERS_DO, field="asset")
    if said.place is None:
        raise Refused("Name the things, or the place.", field="asset")
    place = places.place(db, said.place, rights)
    rights.must(Permission.ORDERS_DO, place)
    return [place]


def _item(answer: AnswerFor, db: Session, order: WorkOrder) -> Response:
    db.flush()  # which counts the version on
    return answer.item(item(db, order))


# What an order says in one word, under the names of the contract.
WORDS = (
    *("number", "title", "kind", "priority", "state", "waiting_for", "role", "outcome"),
    *("failure_mode", "cause", "remedy", "warranty_claim", "signed_by", "note", "reason"),
    *("needs_certificate", "needs_photo", "needs_signature", "missed", "version"),
)
DAYS = (
    *("due_on", "opened_on", "done_on", "reported_at", "started_at", "down_from", "down_until"),
    *("done_at", "signed_at", "verified_at", "closed_at", "early_on", "late_on"),
    *("off_since", "off_until"),
)
KEYS = ("taken_by", "done_by", "verified_by", "closed_by", "plan")


def item(db: Session, order: WorkOrder) -> dict[str, Any]:
    """An order under the names of the contract."""
    days = {name: getattr(order, name) for name in DAYS}
    keys = {name: getattr(order, f"{name}_id") for name in KEYS}
    firm, cost = order.provider, costs.of_order(db, order)
    return {
        **{name: getattr(order, name) for name in WORDS},
        **{name: each.isoformat() if each else None for name, each in days.items()},
        **{name: str(key) if key else None for name, key in keys.items()},
        "titles": titles_of(order)._asdict(),
        "asset": order.asset_tag or (order.asset.tag if order.asset else None),
        "place": order.place_path or order.stands,
        "provider": firm.name if firm else None,
        "lacking": completion.lacking(db, order) if order.to_do else [],
        "vendor_cost": order.vendor_cost.json() if order.vendor_cost else None,
        "minutes": cost.minutes,
        "cost": [each.json() for each in cost.total],
    }


def _place(order: WorkOrder) -> str | None:
    if order.asset:
        return order.asset.place.path
    return order.place.path if order.place else None


def _row(row: Any) -> dict[str, Any]:
    words = ("number", "title", "kind", "priority", "state", "waiting_for", "role", "outcome")
    return {
        **{name: getattr(row, name) for name in words},
        "titles": titles_of(row)._asdict(),
        "asset": row.tag or None,
        "site": row.site,
        "place": row.place,
        "taken_by": row.taken_by,
        "provider": row.provider,
        "due_on": row.due_on.isoformat(),
        "done_on": row.done_on.isoformat() if row.done_on else None,
    }


def _labour(worked: Labour) -> dict[str, Any]:
    return {
        "id": str(worked.id),
        "person": str(worked.person_id),
        "day": worked.day.isoformat(),
        "minutes": worked.minutes,
        "rate": worked.rate.json() if worked.rate else None,
    }
