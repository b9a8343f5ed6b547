"""Work orders: one piece of work on one thing or at one place, from draft to closed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Index,
    UniqueConstraint,
    event,
    inspect,
    literal_column,
    text,
)
from sqlmodel import Field, Relationship, Session, col, select

from assets.database import BYTEWISE, UNLOADED, Row, known, stored
from assets.errors import Refused
from assets.inventory.documents import Attachment
from assets.inventory.places import Place
from assets.inventory.register import FOLLOWERS, GONE, NEVER, Asset
from assets.inventory.suppliers import Supplier
from assets.maintenance import counters, criticality, plans
from assets.maintenance.checklists import Checklist
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import (
    MEASURED_BY,
    Cause,
    FailureMode,
    Kind,
    Outcome,
    Priority,
    Remedy,
    Titled,
    Waiting,
)
from assets.money import Currency, Money
from assets.people import Person
from assets.rights import Guarded, Permission, Role
from assets.trail import derived, private
from assets.words import N_, Worded


class State(Worded):
    """How far the work has come."""

    DRAFT = "draft", N_("Draft")
    OPEN = "open", N_("Open")
    ASSIGNED = "assigned", N_("Assigned")
    IN_PROGRESS = "in_progress", N_("In progress")
    WAITING = "waiting", N_("Waiting")
    DONE = "done", N_("Done")
    VERIFIED = "verified", N_("Verified")
    CLOSED = "closed", N_("Closed")
    CANCELLED = "cancelled", N_("Cancelled")


TO_DO = (State.DRAFT, State.OPEN, State.ASSIGNED, State.IN_PROGRESS, State.WAITING)
_TO_DO = text("state IN ({})".format(", ".join(f"'{state}'" for state in TO_DO)))
# Spelled like the index, so that a database sees that the index will do.
TO_DO_STILL = literal_column("work_order.state").in_(
    [literal_column(f"'{state}'") for state in TO_DO]
)
ASSET_GONE = N_("The asset was retired.")

_DO, _VERIFY = Permission.ORDERS_DO, Permission.ORDERS_VERIFY
_WORKED_ON = {State.WAITING: _DO, State.DONE: _DO, State.CANCELLED: _DO}

# Which state may follow which, and the right that the step asks for.
LIFE: dict[State, dict[State, Permission]] = {
    State.DRAFT: {State.OPEN: _DO, State.CANCELLED: _DO},
    State.OPEN: {State.ASSIGNED: _DO, State.IN_PROGRESS: _DO} | _WORKED_ON,
    State.ASSIGNED: {State.OPEN: _DO, State.IN_PROGRESS: _DO} | _WORKED_ON,
    State.IN_PROGRESS: _WORKED_ON,
    State.WAITING: {State.IN_PROGRESS: _DO, State.DONE: _DO, State.CANCELLED: _DO},
    State.DONE: {State.VERIFIED: _VERIFY, State.IN_PROGRESS: _VERIFY},
    State.VERIFIED: {State.CLOSED: _VERIFY},
    State.CLOSED: {},
    State.CANCELLED: {},
}


class WorkOrder(Titled, Guarded, table=True):
    """One piece of work. Of a plan, one occurrence, and never two that are still to be done."""

    __table_args__ = (
        UniqueConstraint("plan_id", "due_on"),
        Index(
            "uq_work_order_plan_id_to_do",
            "plan_id",
            unique=True,
            sqlite_where=_TO_DO,
            postgresql_where=_TO_DO,
        ),
        Index("ix_work_order_due_key_id", "due_key", "id"),
        Index("ix_work_order_site_id_due_key_id", "site_id", "due_key", "id"),
        Index("ix_work_order_state_due_on_id", "state", "due_on", "id"),
        Index("ix_work_order_pressing_key_id", "pressing_key", "id"),
        Index("ix_work_order_site_id_pressing_key_id", "site_id", "pressing_key", "id"),
        *(known("work_order", day) for day in MEASURED_BY),
    )

    number: str = Field(unique=True, max_length=20)
    # One thing; or none, of a round or of a duty of the place itself.
    asset_id: UUID | None = Field(default=None, foreign_key="asset.id", index=True)
    place_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    plan_id: UUID | None = Field(default=None, foreign_key="maintenance_plan.id")
    kind: Kind = Field(sa_type=stored(Kind))
    due_on: date
    # The day that counts: NEVER of a draft, and when there is nothing left to do.
    due_key: date = Field(default=NEVER, sa_column_kwargs=derived())
    opened_on: date
    # From this day until it was opened nobody opened any: the program was off.
    off_since: date | None = None
    # Done from the one to the other, it was done in time.
    early_on: date | None = None
    late_on: date | None = None
    level: int = 1  # of a plan with several rhythms: which of them
    priority: Priority = Field(default=Priority.NORMAL, sa_type=stored(Priority))
    # What work is sorted by: how pressing it is, then the day that counts.
    pressing_key: str = Field(default="", sa_type=BYTEWISE, sa_column_kwargs=derived())
    state: State = Field(default=State.OPEN, sa_type=stored(State))
    waiting_for: Waiting | None = Field(default=None, sa_type=stored(Waiting))
    # Whose work it is: a person's, that of a role at the site, or a service firm's.
    taken_by_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    role: Role | None = Field(default=None, sa_type=stored(Role))
    provider_id: UUID | None = Field(default=None, foreign_key="supplier.id", index=True)
    asked_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    # What it demands before it is done.
    checklist_id: UUID | None = Field(default=None, foreign_key="checklist.id")
    version_id: UUID | None = Field(default=None, foreign_key="checklist_version.id")
    needs_certificate: bool = False
    needs_photo: bool = False
    needs_signature: bool = False
    # The order whose failed step, or failed check, it puts right.
    corrects_id: UUID | None = Field(default=None, foreign_key="work_order.id", index=True)
    reported_at: datetime | None = None
    started_at: datetime | None = None
    outcome: Outcome | None = Field(default=None, sa_type=stored(Outcome))
    down_from: datetime | None = None
    down_until: datetime | None = None
    failure_mode: FailureMode | None = Field(default=None, sa_type=stored(FailureMode))
    cause: Cause | None = Field(default=None, sa_type=stored(Cause))
    remedy: Remedy | None = Field(default=None, sa_type=stored(Remedy))
    vendor_minor: int | None = Field(default=None, sa_type=BigInteger)
    vendor_currency: Currency | None = Field(default=None, sa_type=stored(Currency))
    warranty_claim: bool = False
    signed_by: str = Field(default="", max_length=120, sa_column_kwargs=private())
    signed_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    signed_at: datetime | None = None
    done_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    verified_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    verified_at: datetime | None = None
    closed_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    closed_at: datetime | None = None
    done_on: date | None = None
    done_at: datetime | None = None
    missed: int | None = None
    note: str = Field(default="", max_length=4000)
    reason: str = Field(default="", max_length=1000)
    # What it was done to, as it stood then: written when the order is finished.
    asset_tag: str = Field(default="", max_length=20)
    asset_name: str = Field(default="", max_length=200)
    place_path: str = ""

    asset: Asset | None = Relationship(sa_relationship_kwargs=UNLOADED)
    place: Place | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "WorkOrder.place_id"}
    )
    provider: Supplier | None = Relationship(sa_relationship_kwargs=UNLOADED)
    checklist: Checklist | None = Relationship(sa_relationship_kwargs=UNLOADED)
    plan: MaintenancePlan | None = Relationship(sa_relationship_kwargs=UNLOADED)
    taken_by: Person | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "WorkOrder.taken_by_id"}
    )
    done_by: Person | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "WorkOrder.done_by_id"}
    )
    verified_by: Person | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "WorkOrder.verified_by_id"}
    )
    closed_by: Person | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "WorkOrder.closed_by_id"}
    )

    @property
    def label(self) -> str:
        return self.number

    @property
    def to_do(self) -> bool:
        return self.state in TO_DO

    @property
    def off_until(self) -> date | None:
        """The last day on which the server was off, where it was opened late for that."""
        return self.opened_on - timedelta(1) if self.off_since else None

    @property
    def stands(self) -> str:
        """Where its thing stands, or the place that it is about."""
        place = self.asset.place if self.asset else self.place
        return place.path if place else ""

    @property
    def vendor_cost(self) -> Money | None:
        return Money.known(self.vendor_minor, self.vendor_currency)

    def take(self, person: Person) -> None:
        """Say that she is on it; a colleague may take it over."""
        self.must_be_to_do()
        if self.state in {State.DRAFT, State.OPEN}:
            self.become(State.ASSIGNED)
        self.taken_by_id = person.id

    def begin(self, person: Person, at: datetime) -> None:
        """She works on it from now on, for the first time or again."""
        self.become(State.IN_PROGRESS)
        self.taken_by_id = self.taken_by_id or person.id
        self.started_at = self.started_at or at

    def wait(self, reason: Waiting) -> None:
        """Nobody can go on with it before this has come."""
        if self.state is not State.WAITING:
            self.become(State.WAITING)
        self.waiting_for = reason

    def give_back(self) -> None:
        """Whoever was to do it will not; it is open to all again."""
        self.become(State.OPEN)
        self.taken_by_id = self.role = self.provider_id = None

    def become(self, to: State) -> None:
        self.may_become(to)
        self.state, self.waiting_for = to, None

    def may_become(self, to: State) -> None:
        """Raise Refused unless this state may follow."""
        if to in LIFE[self.state]:
            return
        self.must_be_to_do()
        told = {"number": self.number, "state": self.state, "next": to}
        raise Refused("{number} is {state}: it cannot become {next}.", field="state", **told)

    def must_be_to_do(self) -> None:
        if self.state is State.CANCELLED:
            raise Refused("{number} is cancelled.", number=self.number)
        if not self.to_do:
            raise Refused("{number} is done already.", number=self.number)


def day_that_counts(order: Any) -> date:
    """Nothing is late of a draft, nor of what is done. A row of its columns is enough."""
    day: date = order.due_on
    return day if order.state in TO_DO and order.state is not State.DRAFT else NEVER


@event.listens_for(WorkOrder, "before_insert")
@event.listens_for(WorkOrder, "before_update")
def _sort_in(_: object, __: object, order: WorkOrder) -> None:
    order.due_key = day_that_counts(order)
    order.pressing_key = criticality.pressing_key(order.priority, order.due_key)


def _open_on(asset: Any) -> ColumnElement[bool]:
    its: ColumnElement[bool] = col(WorkOrder.asset_id) == asset.id
    return its & col(WorkOrder.state).in_(TO_DO)


FOLLOWERS.append(lambda asset: select(WorkOrder).where(_open_on(asset)))
FOLLOWERS.append(
    lambda asset: (
        select(Attachment)
        .join(WorkOrder, col(WorkOrder.id) == col(Attachment.subject_id))
        .where(_open_on(asset))
    )
)


class OrderCounter(Row, table=True):
    """The last number that was given to an order: one row. Who holds it opens orders alone."""

    last: int = 0


_COUNTER = UUID("5f1c1f0e-6d0a-4f0b-9c59-6d1a6b0f3a10")


def numbered(number: int) -> str:
    return f"W-{number:05}"


def take_numbers(session: Session, count: int) -> int:
    """The last of so many new numbers. Whoever asks at the same time waits, and gets others."""
    return counters.take(session, OrderCounter, _COUNTER, count)


def ask(
    session: Session,
    about: Asset | Place,
    *,
    title: str,
    kind: Kind,
    due_on: date,
    on: date,
    **values: Any,
) -> WorkOrder:
    """Work on a thing or at a place that no plan asks for. `values` are columns of the order."""
    if not title.strip():
        raise Refused("Say what is to be done.", field="title")
    if isinstance(about, Asset) and about.state in GONE:
        raise Refused("{tag} is retired.", tag=about.tag)
    row = {
        "number": numbered(take_numbers(session, 1)),
        "asset_id": about.id if isinstance(about, Asset) else None,
        "place_id": about.id if isinstance(about, Place) else None,
        "site_id": about.site_id,
        "partner_id": about.partner_id,
        "title": title.strip(),
        "kind": kind,
        "due_on": due_on,
        "due_key": due_on,
        "opened_on": on,
    }
    press(session, [row])
    order = WorkOrder(**row | {name: said for name, said in values.items() if said is not None})
    session.add(order)
    session.flush()
    return order


# What the order of a plan takes over from it.
NEEDS = ("needs_certificate", "needs_photo", "needs_signature")
TAKEN_OVER = ("role", "provider_id", "checklist_id", *NEEDS)
ASKED_BY = [getattr(MaintenancePlan, name) for name in ("person_id", *TAKEN_OVER)]


def asked_by(plan: Any) -> dict[str, Any]:
    """Whose work an order of this plan is and what it demands. A row of ASKED_BY is enough."""
    given = plan.person_id or plan.role or plan.provider_id
    return {
        "state": State.ASSIGNED if given else State.OPEN,
        "taken_by_id": plan.person_id,
        **{name: getattr(plan, name) for name in TAKEN_OVER},
    }


def press(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Say of new orders, given by their columns, how pressing they are."""
    critical = criticality.of_things(session, {row["asset_id"] for row in rows} - {None})
    for row in rows:
        criticality.press(row, critical.get(row["asset_id"]))


def cancel(session: Session, order: WorkOrder, reason: str, on: date) -> None:
    """Give this occurrence up, and say why. The plan goes on with the next one."""
    order.may_become(State.CANCELLED)
    if not reason.strip():
        raise Refused("Say why it is not done.", field="reason")
    order.become(State.CANCELLED)
    order.reason = reason.strip()
    finish(session, order)
    if (plan := plan_of(session, order)) is not None:
        order.missed = plan.skip(order.due_on, on)
        plans.settle(session, plan)


def finish(session: Session, order: WorkOrder) -> None:
    """Nothing is left to do, and what it was about is written down as it stands."""
    order.due_key = NEVER
    if asset := session.get(Asset, order.asset_id) if order.asset_id else None:
        order.asset_tag, order.asset_name = asset.tag, asset.name
    if place := session.get(Place, asset.place_id if asset else order.place_id):
        order.place_path = place.path


def plan_of(session: Session, order: WorkOrder) -> MaintenancePlan | None:
    return session.get_one(MaintenancePlan, order.plan_id) if order.plan_id else None


def to_do_of(session: Session, plan: MaintenancePlan) -> WorkOrder | None:
    """The order of this plan that is still to be done, if one is open."""
    of_plan = select(WorkOrder).where(WorkOrder.plan_id == plan.id)
    return session.exec(of_plan.where(col(WorkOrder.state).in_(TO_DO))).first()


@event.listens_for(Session, "before_flush")
def _follow_life(session: Session, _: object, __: object) -> None:
    """Nobody has work left to do on a thing that is gone, but what is done now stays done."""
    dirty = [each for each in session.dirty if isinstance(each, Asset) and each.state in GONE]
    gone = [each.id for each in dirty if inspect(each).attrs["state"].history.has_changes()]
    of_gone = select(WorkOrder).where(col(WorkOrder.asset_id).in_(gone))
    left = of_gone.where(col(WorkOrder.state).in_(TO_DO))
    for order in session.exec(left).all() if gone else ():
        if order.to_do:
            order.state, order.reason = State.CANCELLED, ASSET_GONE
            finish(session, order)
