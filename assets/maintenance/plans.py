"""Maintenance plans: what is owed to a thing, to a place, or to all of a kind, and how often."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ColumnElement,
    Index,
    UniqueConstraint,
    case,
    inspect,
    text,
)
from sqlmodel import Field, Relationship, Session, col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import UNLOADED, alongside, stored
from assets.errors import Missing, Refused
from assets.inventory.catalogue import EquipmentType, Model
from assets.inventory.places import Place
from assets.inventory.register import FOLLOWERS, GONE, NEVER, Asset
from assets.inventory.suppliers import Supplier
from assets.maintenance import reckoning, series
from assets.maintenance.checklists import Checklist
from assets.maintenance.limits import Quantity
from assets.maintenance.series import Standing, bounds
from assets.maintenance.terms import (
    OWED_BY_THINGS,
    AtClosure,
    Kind,
    Level,
    Pace,
    Register,
    Shift,
    Source,
    Terms,
    Titled,
    binding,
    binds,
)
from assets.people import Person
from assets.rhythm import Mode, Rhythm, Unit
from assets.rights import Guarded, Permission, Rights, Role
from assets.trail import derived

# The columns that are called as in the terms.
SAME = tuple(each.name for each in fields(Terms) if each.name not in {"title", "rhythm", "levels"})
_AT_ONCE = 5000


class MaintenancePlan(Titled, Guarded, table=True):
    """A duty that comes again: on one asset, or on a type or a model, whose assets inherit it."""

    __table_args__ = (
        UniqueConstraint("asset_id", "from_plan_id"),
        CheckConstraint(
            "(asset_id IS NOT NULL AND type_id IS NULL AND model_id IS NULL AND place_id IS NULL)"
            " OR (asset_id IS NULL AND type_id IS NOT NULL AND model_id IS NULL)"
            " OR (asset_id IS NULL AND type_id IS NULL AND model_id IS NOT NULL"
            " AND place_id IS NULL)"
            " OR (asset_id IS NULL AND type_id IS NULL AND model_id IS NULL"
            " AND place_id IS NOT NULL)",
            name="one_subject",
        ),
        Index("ix_maintenance_plan_due_key_id", "due_key", "id"),
        Index("ix_maintenance_plan_site_id_due_key_id", "site_id", "due_key", "id"),
        Index("ix_maintenance_plan_site_id_open_key_id", "site_id", "open_key", "id"),
        Index("ix_maintenance_plan_listed_in_due_key_id", "listed_in", "due_key", "id"),
        # All that is asked where duties of law and safety are counted.
        Index(
            "ix_maintenance_plan_binding",
            *("site_id", "asset_id", "partner_id", "created_at", "series_on", "due_on"),
            *("quantity_id", "ended_on", "suspended_on", "kind", "source", "paused"),
            sqlite_where=text(OWED_BY_THINGS.format("")),
            postgresql_where=text(OWED_BY_THINGS.format("")),
        ),
    )

    asset_id: UUID | None = Field(default=None, foreign_key="asset.id")
    type_id: UUID | None = Field(default=None, foreign_key="equipment_type.id", index=True)
    model_id: UUID | None = Field(default=None, foreign_key="model.id", index=True)
    from_plan_id: UUID | None = Field(default=None, foreign_key="maintenance_plan.id", index=True)
    overridden: bool = False
    kind: Kind = Field(sa_type=stored(Kind))
    # On a place: for the things in it, of a kind if one is named; or one round over all of them.
    place_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    in_rounds: bool = False
    source: Source = Field(default=Source.POLICY, sa_type=stored(Source))
    reference: str = Field(default="", max_length=200)
    listed_in: Register | None = Field(default=None, sa_type=stored(Register))
    reason: str = Field(default="", max_length=1000)  # why it differs from what it comes from
    # Every so many days, weeks, months or years; nothing if it goes by a meter alone.
    every: int | None = None
    unit: Unit | None = Field(default=None, sa_type=stored(Unit))
    mode: Mode = Field(default=Mode.FIXED, sa_type=stored(Mode))
    month_end: bool = False
    quantity_id: UUID | None = Field(default=None, foreign_key="quantity.id")
    meter_every: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    meter_done: Decimal | None = Field(default=None, max_digits=16, decimal_places=4)
    # Every so many times it is something larger: see `Level`.
    levels: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    occurrence: int = 1
    early_days: int | None = None
    late_days: int | None = None
    lead_days: int = 0
    on_free_day: Shift = Field(default=Shift.STAY, sa_type=stored(Shift))
    at_closure: AtClosure = Field(default=AtClosure.STAY, sa_type=stored(AtClosure))
    checklist_id: UUID | None = Field(default=None, foreign_key="checklist.id")
    needs_certificate: bool = False
    needs_photo: bool = False
    needs_signature: bool = False
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    role: Role | None = Field(default=None, sa_type=stored(Role))
    provider_id: UUID | None = Field(default=None, foreign_key="supplier.id")
    anchor_on: date | None = None
    series_on: date | None = None  # the day of the series, before it was shifted to `due_on`
    due_on: date | None = None
    # The day that counts: NEVER while the plan is paused or ended, and on a type.
    due_key: date = Field(default=NEVER, sa_column_kwargs=derived())
    # The day from which an order is opened: the lead before the day that counts.
    open_key: date = Field(default=NEVER, sa_column_kwargs=derived())
    paused: bool = False
    # Since when, and why, nothing is asked while the thing is stored, lent or down.
    suspended_on: date | None = None
    suspended_for: str = Field(default="", max_length=30)
    ended_on: date | None = None

    asset: Asset | None = Relationship(sa_relationship_kwargs=UNLOADED)
    place: Place | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "MaintenancePlan.place_id"}
    )
    quantity: Quantity | None = Relationship(sa_relationship_kwargs=UNLOADED)
    checklist: Checklist | None = Relationship(sa_relationship_kwargs=UNLOADED)
    person: Person | None = Relationship(sa_relationship_kwargs=UNLOADED)
    provider: Supplier | None = Relationship(sa_relationship_kwargs=UNLOADED)
    type: EquipmentType | None = Relationship(sa_relationship_kwargs=UNLOADED)
    model: Model | None = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.title

    @property
    def rhythm(self) -> Rhythm | None:
        return Rhythm(self.every, self.unit, self.month_end) if self.every and self.unit else None

    @property
    def pace(self) -> Pace:
        """How often, as a reader says it. Asks for `quantity` to be loaded."""
        counted = self.quantity if self.quantity_id else None
        unit = (counted.unit or counted.names) if counted else ""
        return Pace(self.rhythm, self.meter_every, unit)

    @property
    def terms(self) -> Terms:
        same = {name: getattr(self, name) for name in SAME}
        levels = tuple(Level(**each) for each in self.levels)
        return Terms(self.title, rhythm=self.rhythm, levels=levels, **same)

    @property
    def binding(self) -> bool:
        return binds(self.kind, self.source)

    @property
    def living(self) -> bool:
        return not self.paused and self.ended_on is None

    @property
    def barred_key(self) -> date:
        """The last day on which it lets its thing be used, also while nothing is asked."""
        if not (self.binding and self.living and self.due_on):
            return NEVER
        return self.due_on if self.quantity_id else self.series_on or self.due_on

    @property
    def standing(self) -> Standing | None:
        """Where its series stands; nothing of one that has no days of its own."""
        if self.series_on is None and (self.due_on is None or self.quantity_id):
            return None
        day = self.series_on or self.due_on or date.max
        return Standing(day, self.anchor_on or day, self.occurrence)

    @property
    def early_on(self) -> date | None:
        """The first day on which it counts as done; a floating one is counted from any day."""
        if self.mode is Mode.FLOATING or self.series_on is None or self.due_on is None:
            return None
        return bounds(self, self.due_on, self.series_on)[0]

    def agree(self, terms: Terms) -> None:
        """Take these terms. The next day stays; those after it follow the new rhythm."""
        terms.must_hold()
        self.title = terms.title.strip()
        for name in SAME:
            setattr(self, name, getattr(terms, name))
        self.levels = [asdict(each) for each in terms.levels]
        self.every, self.unit = terms.every, terms.unit
        self.month_end = terms.rhythm is not None and terms.rhythm.month_end
        if terms.rhythm is None:
            self.series_on = None
        elif self.series_on and self.anchor_on:
            fits = terms.rhythm.first_from(self.series_on, self.anchor_on) == self.series_on
            self.anchor_on = self.anchor_on if fits else self.series_on

    @property
    def falls_due(self) -> bool:
        """Whether it has days of its own, and not only through those who inherit it."""
        return self.asset_id is not None or self.in_rounds

    def fall_due(self, on: date) -> None:
        """Begin the series anew: this is its next day, and the anchor of those that follow."""
        self.anchor_on = on
        self.go_to(on)

    def go_to(self, day: date) -> None:
        """The next day of its series."""
        self.series_on = day
        self.set_due(day)

    def set_due(self, on: date | None) -> None:
        self.due_on = on
        asked = self.living and self.suspended_on is None
        self.due_key = on if on and asked else NEVER
        self.open_key = NEVER if self.due_key == NEVER else self.due_key - timedelta(self.lead_days)

    def move_on(self, occurrence: date, on: date) -> int:
        """One occurrence was settled on a day: on to the next, and how many were missed between.

        A fixed series stays as it is, late or early; work before its window was extra, and the
        duty stays. What fell due between is not asked for one by one, since nobody can inspect
        last month: the order that was done late says how many were missed.
        """
        if self.quantity_id:
            self.meter_done = None  # it counts anew from what the meter shows now
        elif self.due_on is None or max(occurrence, on) < self.due_on or on < (self.early_on or on):
            return 0
        return self._go_on(on)

    def _go_on(self, on: date) -> int:
        standing, missed = self.standing, 0
        if self.rhythm is None or standing is None:
            self.occurrence += 1
            self.set_due(None)  # until the meter says when
        elif self.mode is Mode.FIXED and on < bounds(self, standing.series_on, None)[0]:
            self.occurrence += 1  # the meter was first, and the calendar goes on
            self.go_to(standing.series_on)
        else:
            following, missed = series.moved_on(self.rhythm, self.mode, standing, on)
            self.stand(following)
        return missed

    def stand(self, standing: Standing) -> None:
        self.anchor_on, self.occurrence = standing.anchor_on, standing.occurrence
        self.go_to(standing.series_on)

    def skip(self, occurrence: date, on: date) -> int:
        """One occurrence was given up on a day. What falls due on that very day is still asked.

        One that was opened ahead of its time is only put back.
        """
        begins = min(self.open_key, self.early_on or self.open_key)
        if occurrence != self.due_on or (on < begins and self.due_key != NEVER):
            return 0
        if self.quantity_id:
            self.meter_done = None
        if self.mode is Mode.FLOATING:
            return self._go_on(max(occurrence, on))
        return self._go_on(max(on - timedelta(1), self.early_on or on))

    def owe_again(self, occurrence: date) -> None:
        """What settled this occurrence did not hold: its series stands there again."""
        if self.rhythm and (standing := self.standing):
            self.stand(series.back_to(self.rhythm, self.mode, standing, occurrence))
        self.set_due(occurrence)

    def pause(self) -> None:
        self.paused = True
        self.set_due(self.due_on)

    def resume(self) -> None:
        """Go on with the day it had: what fell due meanwhile is late, and nothing is forgotten."""
        self.paused, self.ended_on = False, None
        self.set_due(self.due_on)

    def end(self, on: date) -> None:
        self.ended_on = self.ended_on or on
        self.set_due(self.due_on)


FOLLOWERS.append(lambda asset: select(MaintenancePlan).where(MaintenancePlan.asset_id == asset.id))


def new(terms: Terms, **values: Any) -> MaintenancePlan:
    """A plan of these terms of which nothing is due yet. `values` are columns of it."""
    plan = MaintenancePlan(title="", kind=terms.kind, **values)
    plan.agree(terms)
    return plan


def add(session: Session, asset: Asset, terms: Terms, first_on: date) -> MaintenancePlan:
    """A new plan on one asset, due for the first time on `first_on`."""
    if asset.state in GONE:
        raise Refused("{tag} is retired and needs no plan.", tag=asset.tag)
    plan = new(terms, asset_id=asset.id, site_id=asset.site_id, partner_id=asset.partner_id)
    return begin(session, plan, first_on)


def begin(session: Session, plan: MaintenancePlan, first_on: date) -> MaintenancePlan:
    """A new plan that falls due itself, for the first time on this day or as its meter says."""
    if plan.rhythm:
        plan.fall_due(first_on)
    session.add(plan)
    settle(session, plan)
    return plan


# Who must know that a plan was settled.
SETTLED: list[Callable[[Session, MaintenancePlan], None]] = []


def settle(session: Session, plan: MaintenancePlan) -> None:
    """Lay its next day where it can be done, and note on the asset the earliest of its plans.

    Every verb that changes a plan ends so.
    """
    moved = inspect(plan).attrs["series_on"].history.has_changes()
    if moved or (plan.quantity_id and plan.meter_done is None):
        reckoning.reckon(session, plan)
    note(session, plan)
    for follow in SETTLED:
        follow(session, plan)


def note(session: Session, plan: MaintenancePlan) -> None:
    """Note on its asset the earliest day of its plans, and the last on which it may be used."""
    session.flush()
    if plan.asset_id is None:
        return
    earliest: Any = select(func.min(MaintenancePlan.due_key), func.min(barred()))
    own = earliest.where(MaintenancePlan.asset_id == plan.asset_id)
    due_key, barred_key = session.exec(own).one()
    session.get_one(Asset, plan.asset_id).owe(due_key, barred_key)


def barred() -> ColumnElement[Any]:
    """In a query what `MaintenancePlan.barred_key` says of one plan."""
    plan = MaintenancePlan
    lives = ~col(plan.paused) & col(plan.ended_on).is_(None)
    by_series = func.coalesce(col(plan.series_on), col(plan.due_on))
    by_day = case((col(plan.quantity_id).is_(None), by_series), else_=col(plan.due_on))
    return func.coalesce(case((lives & binding(plan), by_day)), NEVER)


def settle_all(session: Session, keys: Sequence[UUID]) -> None:
    """Note on all these assets, whose plans were changed row by row, what `settle` notes on one."""
    asset: Any = Asset.__table__  # type: ignore[attr-defined]
    due_key, barred_key = (
        func.coalesce(
            select(func.min(each)).where(MaintenancePlan.asset_id == asset.c.id).scalar_subquery(),
            NEVER,
        )
        for each in (col(MaintenancePlan.due_key), barred())
    )
    kept = {"due_key": due_key, "due_on": func.nullif(due_key, NEVER), "barred_key": barred_key}
    noted = update(asset).values(**kept)
    for begin in range(0, len(keys), _AT_ONCE):
        some = asset.c.id.in_(keys[begin : begin + _AT_ONCE])
        session.connection().execute(noted.where(some))


def of_asset(asset: Asset) -> SelectOfScalar[MaintenancePlan]:
    """The plans of one asset, the next to fall due first and the ended ones last."""
    own = select(MaintenancePlan).where(MaintenancePlan.asset_id == asset.id)
    own = own.options(*alongside(MaintenancePlan.quantity))
    ended = col(MaintenancePlan.ended_on).is_not(None)
    return own.order_by(ended, col(MaintenancePlan.due_key), col(MaintenancePlan.title))


def plan(session: Session, key: UUID, seen_by: Rights) -> MaintenancePlan:
    """A plan with what it is on. Those on types and models are seen as the catalogue is: by all."""
    it = MaintenancePlan
    loaded = alongside(it.type, it.model, it.place, it.quantity, it.checklist)
    loaded.append(alongside(it.asset)[0].joinedload(Asset.type))  # type: ignore[attr-defined]
    loaded += alongside(it.person, it.provider)
    seen = seen_by.where(Permission.PLANS_SEE, it)
    shared = col(it.asset_id).is_(None) & col(it.place_id).is_(None)
    found = session.exec(select(it).where(it.id == key, seen | shared).options(*loaded)).first()
    if found is None:
        raise Missing("There is no such plan.")
    return found
