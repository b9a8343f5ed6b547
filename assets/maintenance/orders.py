"""Work orders: one piece of work on one thing, from opened to done."""

from datetime import date, datetime
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
    update,
)
from sqlmodel import Field, Relationship, Session, col, select

from assets.database import UNLOADED, Row, insert_once, stored
from assets.errors import Refused
from assets.inventory.documents import Attachment
from assets.inventory.places import Place
from assets.inventory.register import FOLLOWERS, GONE, NEVER, Asset
from assets.inventory.suppliers import Supplier
from assets.maintenance import plans
from assets.maintenance.checklists import Checklist
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import Cause, FailureMode, Kind, Outcome, Priority, Remedy, Titled
from assets.money import Currency
from assets.people import Person
from assets.rights import Guarded, Role
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


class Waiting(Worded):
    """What an order waits for."""

    PARTS = "parts", N_("Parts")
    VENDOR = "vendor", N_("Service firm")
    ACCESS = "access", N_("Access")


TO_DO = (State.DRAFT, State.OPEN, State.ASSIGNED, State.IN_PROGRESS, State.WAITING)
_TO_DO = text("state IN ({})".format(", ".join(f"'{state}'" for state in TO_DO)))
# Spelled like the index, so that a database sees that the index will do.
TO_DO_STILL = literal_column("work_order.state").in_(
    [literal_column(f"'{state}'") for state in TO_DO]
)
ASSET_GONE = N_("The asset was retired.")


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
    )

    number: str = Field(unique=True, max_length=20)
    # One thing; or none, of a round or of a duty of the place itself.
    asset_id: UUID = Field(foreign_key="asset.id", index=True, nullable=True)
    place_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    plan_id: UUID | None = Field(default=None, foreign_key="maintenance_plan.id")
    kind: Kind = Field(sa_type=stored(Kind))
    due_on: date
    # The day that counts: NEVER when there is nothing left to do.
    due_key: date = Field(default=NEVER, sa_column_kwargs=derived())
    opened_on: date
    # From this day until it was opened nobody opened any: the program was off.
    off_since: date | None = None
    # Done from the one to the other, it was done in time.
    early_on: date | None = None
    late_on: date | None = None
    level: int = 1  # of a plan with several rhythms: which of them
    priority: Priority = Field(default=Priority.NORMAL, sa_type=stored(Priority))
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

    asset: Asset = Relationship(sa_relationship_kwargs=UNLOADED)
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

    @property
    def label(self) -> str:
        return self.number

    @property
    def to_do(self) -> bool:
        return self.state in TO_DO

    def take(self, person: Person) -> None:
        """Say that she is on it; a colleague may take it over."""
        self.must_be_to_do()
        self.state, self.taken_by_id = State.ASSIGNED, person.id

    def must_be_to_do(self) -> None:
        if self.state is State.DONE:
            raise Refused("{number} is done already.", number=self.number)
        if self.state is State.CANCELLED:
            raise Refused("{number} is cancelled.", number=self.number)


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
    insert_once(session, OrderCounter(id=_COUNTER))
    taken = update(OrderCounter).where(col(OrderCounter.id) == _COUNTER)
    taken = taken.values(last=OrderCounter.last + count).returning(col(OrderCounter.last))
    return int(session.connection().execute(taken).scalar_one())


def ask(
    session: Session,
    asset: Asset,
    *,
    title: str,
    kind: Kind,
    due_on: date,
    on: date,
    **values: Any,
) -> WorkOrder:
    """A piece of work that no plan asks for. `values` are columns of the order."""
    if not title.strip():
        raise Refused("Say what is to be done.", field="title")
    if asset.state in GONE:
        raise Refused("{tag} is retired.", tag=asset.tag)
    order = WorkOrder(
        number=numbered(take_numbers(session, 1)),
        asset_id=asset.id,
        site_id=asset.site_id,
        partner_id=asset.partner_id,
        title=title.strip(),
        kind=kind,
        due_on=due_on,
        due_key=due_on,
        opened_on=on,
        **values,
    )
    session.add(order)
    session.flush()
    return order


def cancel(session: Session, order: WorkOrder, reason: str, on: date) -> None:
    """Give this occurrence up, and say why. The plan goes on with the next one."""
    order.must_be_to_do()
    if not reason.strip():
        raise Refused("Say why it is not done.", field="reason")
    order.state, order.reason = State.CANCELLED, reason.strip()
    finish(session, order)
    if (plan := plan_of(session, order)) is not None:
        order.missed = plan.skip(order.due_on, on)
        plans.settle(session, plan)


def finish(session: Session, order: WorkOrder) -> None:
    """Nothing is left to do, and what it was about is written down as it stands."""
    order.due_key = NEVER
    asset = session.get(Asset, order.asset_id) if order.asset_id else None
    if asset:
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
    """Nobody has work left to do on a thing that is gone."""
    dirty = [each for each in session.dirty if isinstance(each, Asset) and each.state in GONE]
    gone = [each.id for each in dirty if inspect(each).attrs["state"].history.has_changes()]
    left = select(WorkOrder).where(
        col(WorkOrder.asset_id).in_(gone), col(WorkOrder.state).in_(TO_DO)
    )
    for order in session.exec(left).all() if gone else ():
        order.state, order.reason = State.CANCELLED, ASSET_GONE
        finish(session, order)
