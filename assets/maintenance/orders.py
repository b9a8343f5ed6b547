"""Work orders: one piece of work on one thing, from opened to done."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
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

from assets import duties, trail
from assets.database import UNLOADED, Row, insert_once, moment_of, stored
from assets.errors import Refused
from assets.inventory.documents import Attachment
from assets.inventory.places import Place
from assets.inventory.register import FOLLOWERS, GONE, NEVER, Asset
from assets.maintenance import plans
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import Kind, Titled
from assets.people import Person
from assets.rights import Guarded
from assets.trail import derived
from assets.words import N_, Worded


class State(Worded):
    """How far the work has come."""

    OPEN = "open", N_("Open")
    TAKEN = "taken", N_("Taken on")
    DONE = "done", N_("Done")
    CANCELLED = "cancelled", N_("Cancelled")


TO_DO = (State.OPEN, State.TAKEN)
_TO_DO = text("state IN ('open', 'taken')")
# Spelled like the index, so that a database sees that the index will do.
TO_DO_STILL = literal_column("work_order.state").in_(
    [literal_column("'open'"), literal_column("'taken'")]
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
    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    plan_id: UUID | None = Field(default=None, foreign_key="maintenance_plan.id")
    kind: Kind = Field(sa_type=stored(Kind))
    due_on: date
    # The day that counts: NEVER when there is nothing left to do.
    due_key: date = Field(default=NEVER, sa_column_kwargs=derived())
    opened_on: date
    # From this day until it was opened nobody opened any: the program was off.
    off_since: date | None = None
    state: State = Field(default=State.OPEN, sa_type=stored(State))
    taken_by_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    done_by_id: UUID | None = Field(default=None, foreign_key="person.id")
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
        self.state, self.taken_by_id = State.TAKEN, person.id

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


def open_due(session: Session, on: date, site: Place | None = None) -> int:
    """Open an order for each occurrence that has come due, at one site or everywhere.

    Two may do so at once: the second waits for the counter and then finds nothing left to open.
    """
    _take_numbers(session, 0)
    due = session.connection().execute(_due_unopened(on, site)).all()
    first = _take_numbers(session, len(due)) - len(due) + 1
    off = duties.off_since(session, duties.OPEN_DUE, site.id, on) if site else None
    blank = _blank(session, on)
    rows = [_of_plan(blank, plan, number, off) for number, plan in enumerate(due, first)]
    trail.add_rows(session, WorkOrder, rows, label="number")
    return len(rows)


def _blank(session: Session, on: date) -> dict[str, Any]:
    """What all orders that are opened together say."""
    order = WorkOrder(
        number="", title="", kind=Kind.PREVENTIVE, asset_id=_COUNTER, due_on=on, opened_on=on
    )
    order.created_at = moment_of(session)
    return order.model_dump()


def _due_unopened(on: date, site: Place | None) -> Any:
    plan = MaintenancePlan
    standing = select(WorkOrder.id).where(
        WorkOrder.plan_id == plan.id,
        col(WorkOrder.state).in_(TO_DO) | (col(WorkOrder.due_on) == col(plan.due_on)),
    )
    due = select(
        plan.id,
        plan.title,
        plan.title_ro,
        plan.title_hu,
        plan.kind,
        plan.due_on,
        plan.asset_id,
        plan.site_id,
        plan.partner_id,
    ).where(col(plan.due_key) <= on, ~standing.exists())  # type: ignore[call-overload]
    if site:
        due = due.where(plan.site_id == site.id)
    return due.order_by(col(plan.due_key), col(plan.id))


def _of_plan(blank: dict[str, Any], plan: Any, number: int, off: date | None) -> dict[str, Any]:
    missed = off and off <= plan.due_on < blank["opened_on"]
    return blank | {
        "id": uuid4(),
        "number": numbered(number),
        "plan_id": plan.id,
        "asset_id": plan.asset_id,
        "site_id": plan.site_id,
        "partner_id": plan.partner_id,
        "kind": plan.kind,
        "title": plan.title,
        "title_ro": plan.title_ro,
        "title_hu": plan.title_hu,
        "due_on": plan.due_on,
        "due_key": plan.due_on,
        "off_since": off if missed else None,
    }


def numbered(number: int) -> str:
    return f"W-{number:05}"


def _take_numbers(session: Session, count: int) -> int:
    """The last of so many new numbers. Whoever asks at the same time waits, and gets others."""
    insert_once(session, OrderCounter(id=_COUNTER))
    taken = update(OrderCounter).where(col(OrderCounter.id) == _COUNTER)
    taken = taken.values(last=OrderCounter.last + count).returning(col(OrderCounter.last))
    return int(session.connection().execute(taken).scalar_one())


def open_next(session: Session, plan: MaintenancePlan, on: date) -> WorkOrder:
    """Open the next occurrence of a plan now, without waiting for its day."""
    if not plan.living or plan.due_on is None or plan.asset_id is None:
        raise Refused("Nothing falls due by this plan.")
    last = _take_numbers(session, 1)
    if (standing := to_do_of(session, plan)) is not None:
        return standing
    order = WorkOrder(**_of_plan(_blank(session, on), plan, last, None))
    session.add(order)
    session.flush()
    return order


def ask(
    session: Session, asset: Asset, *, title: str, kind: Kind, due_on: date, on: date
) -> WorkOrder:
    """A piece of work that no plan asks for."""
    if not title.strip():
        raise Refused("Say what is to be done.", field="title")
    if asset.state in GONE:
        raise Refused("{tag} is retired.", tag=asset.tag)
    order = WorkOrder(
        number=numbered(_take_numbers(session, 1)),
        asset_id=asset.id,
        site_id=asset.site_id,
        partner_id=asset.partner_id,
        title=title.strip(),
        kind=kind,
        due_on=due_on,
        due_key=due_on,
        opened_on=on,
    )
    session.add(order)
    session.flush()
    return order


def complete(session: Session, order: WorkOrder, by: Person, on: date, note: str = "") -> None:
    """It was done on this day: the plan moves on, and the order keeps what it was done to."""
    order.must_be_to_do()
    at = moment_of(session)
    if on > at.date() + timedelta(1):
        raise Refused("{day} has not come yet.", day=on, field="done_on")
    order.state, order.done_by_id, order.done_on, order.done_at = State.DONE, by.id, on, at
    order.note = note.strip()
    _finish(session, order)
    if (plan := _plan_of(session, order)) is not None:
        order.missed = plan.move_on(order.due_on, on)
        plans.settle(session, plan)


def cancel(session: Session, order: WorkOrder, reason: str, on: date) -> None:
    """Give this occurrence up, and say why. The plan goes on with the next one."""
    order.must_be_to_do()
    if not reason.strip():
        raise Refused("Say why it is not done.", field="reason")
    order.state, order.reason = State.CANCELLED, reason.strip()
    _finish(session, order)
    if (plan := _plan_of(session, order)) is not None:
        order.missed = plan.skip(order.due_on, on)
        plans.settle(session, plan)


def _finish(session: Session, order: WorkOrder) -> None:
    """Nothing is left to do, and what it was about is written down as it stands."""
    asset = session.get_one(Asset, order.asset_id)
    place = session.get_one(Place, asset.place_id)
    order.asset_tag, order.asset_name, order.place_path = asset.tag, asset.name, place.path
    order.due_key = NEVER


def _plan_of(session: Session, order: WorkOrder) -> MaintenancePlan | None:
    return session.get_one(MaintenancePlan, order.plan_id) if order.plan_id else None


def reschedule(session: Session, plan: MaintenancePlan, to: date) -> None:
    """Another day for the next occurrence, for the order opened for it, and for all that follow."""
    if plan.asset_id is None:
        raise Refused("Nothing falls due by this plan.")
    had = select(WorkOrder.id).where(WorkOrder.plan_id == plan.id, WorkOrder.due_on == to)
    if to != plan.due_on and session.exec(had).first():
        raise Refused("{day} has had its order already.", day=to, field="due_on")
    if (order := to_do_of(session, plan)) is not None:
        order.due_on = order.due_key = to
    plan.fall_due(to)
    plans.settle(session, plan)


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
        _finish(session, order)
