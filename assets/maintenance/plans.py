"""Maintenance plans: what is owed to a thing, or to all of a type or a model, and how often."""

from collections.abc import Sequence
from dataclasses import dataclass
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
    Select,
    UniqueConstraint,
)
from sqlalchemy.orm import aliased
from sqlmodel import Field, Relationship, Session, col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import UNLOADED, Record, alongside, stored
from assets.errors import Missing, Refused
from assets.inventory import branches
from assets.inventory.catalogue import EquipmentType, Model
from assets.inventory.places import Place
from assets.inventory.register import FOLLOWERS, GONE, NEVER, Asset
from assets.listing import Cut, Order, PageOf, page
from assets.maintenance.terms import (
    RECURRING,
    AtClosure,
    Kind,
    Register,
    Shift,
    Source,
    Terms,
    Titled,
    When,
)
from assets.rhythm import Mode, Rhythm, Unit
from assets.rights import Guarded, Permission, Rights, Role
from assets.trail import derived

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
    every: int = Field(nullable=True)
    unit: Unit = Field(sa_type=stored(Unit), nullable=True)
    mode: Mode = Field(default=Mode.FIXED, sa_type=stored(Mode))
    month_end: bool = False
    # Every so many hours, shots or cycles: see `meters`.
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
    # What an order of it demands before it is done.
    checklist_id: UUID | None = Field(default=None, foreign_key="checklist.id")
    needs_certificate: bool = False
    needs_photo: bool = False
    needs_signature: bool = False
    # Whose work it is.
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
    type: EquipmentType | None = Relationship(sa_relationship_kwargs=UNLOADED)
    model: Model | None = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.title

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm(self.every, self.unit)

    @property
    def terms(self) -> Terms:
        return Terms(self.title, self.kind, self.rhythm, self.mode, self.title_ro, self.title_hu)

    @property
    def living(self) -> bool:
        return not self.paused and self.ended_on is None

    def agree(self, terms: Terms) -> None:
        """Take these terms. The next day stays; those after it follow the new rhythm."""
        if not terms.title.strip():
            raise Refused("Say what is to be done.", field="title")
        if terms.kind not in RECURRING:
            raise Refused(
                "{kind} does not come again. Ask for it as an order.", kind=terms.kind, field="kind"
            )
        self.title, self.title_ro, self.title_hu = (
            terms.title.strip(),
            terms.title_ro,
            terms.title_hu,
        )
        self.kind, self.mode = terms.kind, terms.mode
        self.every, self.unit = terms.rhythm.every, terms.rhythm.unit
        if self.due_on and self.anchor_on:
            fits = self.rhythm.first_from(self.due_on, self.anchor_on) == self.due_on
            self.anchor_on = self.anchor_on if fits else self.due_on

    def fall_due(self, on: date) -> None:
        """Begin the series anew: this is its next day, and the anchor of those that follow."""
        self.anchor_on = on
        self.set_due(on)

    def set_due(self, on: date | None) -> None:
        self.due_on = on
        self.due_key = on if on and self.living else NEVER
        self.open_key = NEVER if self.due_key == NEVER else self.due_key - timedelta(self.lead_days)

    def move_on(self, occurrence: date, on: date) -> int:
        """One occurrence was settled on a day: on to the next, and how many were missed between.

        A fixed series stays where it is, whether the work came early or late. What fell due
        between is not asked for afterwards one by one, since nobody can inspect last month: the
        order that was done late says how many were missed, and the next one is still to come.
        """
        if self.due_on and self.due_on > max(occurrence, on):
            return 0
        if self.mode is Mode.FLOATING or self.anchor_on is None:
            self.set_due(self.rhythm.after(on, anchor=on))
            return 0
        missed, day = 0, self.rhythm.after(occurrence, self.anchor_on)
        while day <= on:
            missed, day = missed + 1, self.rhythm.after(day, self.anchor_on)
        self.set_due(day)
        return missed

    def skip(self, occurrence: date, on: date) -> int:
        """One occurrence was given up on a day. What falls due on that very day is still asked."""
        if self.mode is Mode.FLOATING:
            return self.move_on(occurrence, max(occurrence, on))
        return self.move_on(occurrence, on - timedelta(1))

    def owe_again(self, occurrence: date) -> None:
        """What settled this occurrence did not hold."""
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


class PlanStop(Record, table=True):
    """One thing of a round that is walked in an order of its own."""

    __table_args__ = (
        UniqueConstraint("plan_id", "position"),
        UniqueConstraint("plan_id", "asset_id"),
    )

    plan_id: UUID = Field(foreign_key="maintenance_plan.id")
    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    position: int

    @property
    def label(self) -> str:
        return str(self.position)


FOLLOWERS.append(lambda asset: select(MaintenancePlan).where(MaintenancePlan.asset_id == asset.id))


def new(terms: Terms, **values: Any) -> MaintenancePlan:
    """A plan of these terms of which nothing is due yet. `values` are columns of it."""
    rhythm = terms.rhythm
    plan = MaintenancePlan(
        title="", kind=terms.kind, every=rhythm.every, unit=rhythm.unit, **values
    )
    plan.agree(terms)
    return plan


def add(session: Session, asset: Asset, terms: Terms, first_on: date) -> MaintenancePlan:
    """A new plan on one asset, due for the first time on `first_on`."""
    if asset.state in GONE:
        raise Refused("{tag} is retired and needs no plan.", tag=asset.tag)
    plan = new(terms, asset_id=asset.id, site_id=asset.site_id, partner_id=asset.partner_id)
    plan.fall_due(first_on)
    session.add(plan)
    settle(session, plan)
    return plan


def settle(session: Session, plan: MaintenancePlan) -> None:
    """Note on the asset the earliest day of its plans. Every verb that changes a plan ends so."""
    if plan.asset_id is None:
        return
    session.flush()
    earliest = select(func.min(MaintenancePlan.due_key))
    due_on = session.exec(earliest.where(MaintenancePlan.asset_id == plan.asset_id)).one()
    session.get_one(Asset, plan.asset_id).owe(None if due_on == NEVER else due_on)


def settle_all(session: Session, keys: Sequence[UUID]) -> None:
    """Note on all these assets, whose plans were changed row by row, what `settle` notes on one."""
    asset: Any = Asset.__table__  # type: ignore[attr-defined]
    own = select(func.min(MaintenancePlan.due_key)).where(MaintenancePlan.asset_id == asset.c.id)
    due_key = func.coalesce(own.scalar_subquery(), NEVER)
    noted = update(asset).values(due_key=due_key, due_on=func.nullif(due_key, NEVER))
    for begin in range(0, len(keys), _AT_ONCE):
        some = asset.c.id.in_(keys[begin : begin + _AT_ONCE])
        session.connection().execute(noted.where(some))


@dataclass(frozen=True)
class Wanted:
    """What a list of plans is asked for: those that fall due, or the paused ones."""

    when: When | None = None
    site: Place | None = None
    place: Place | None = None
    kind: Kind | None = None
    paused: bool = False
    descending: bool = False


_Site = aliased(Place)
_TABLE: Any = MaintenancePlan.__table__  # type: ignore[attr-defined]
_PLAN_ID: ColumnElement[Any] = _TABLE.c.id
_DUE_KEY: ColumnElement[Any] = _TABLE.c.due_key


def listed(session: Session, wanted: Wanted, on: date, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of the plans on assets, as rows of columns, by the day they fall due."""
    plan, key = MaintenancePlan, _DUE_KEY
    asked = [seen_by.where(Permission.PLANS_SEE, plan), col(plan.asset_id).is_not(None)]
    asked.append(col(plan.ended_on).is_(None))
    asked.append(col(plan.paused).is_(True) if wanted.paused else key < NEVER)
    if wanted.site:
        asked.append(col(plan.site_id) == wanted.site.id)
    if wanted.kind:
        asked.append(col(plan.kind) == wanted.kind)
    if wanted.when:
        asked.append(wanted.when.holds(key, on))
    if wanted.place:
        asked = branches.holding(session, wanted.place, _TABLE, asked)
    rows = _columns().where(*asked).add_columns(key.label("sort_key"), _PLAN_ID)
    return page(session, rows, Order(key, _PLAN_ID, descending=wanted.descending), cut)


def _columns() -> Select[Any]:
    plan = MaintenancePlan
    shown: Select[Any] = (
        select(
            plan.title,
            plan.title_ro,
            plan.title_hu,
            plan.kind,
            plan.every,
            plan.unit,
            plan.mode,
            plan.due_on,
            plan.from_plan_id,
            Asset.tag,
            Asset.name,
            col(_Site.code).label("site"),
            col(Place.name).label("place"),
        )  # type: ignore[call-overload]
        .select_from(plan)
        .join(Asset, col(Asset.id) == col(plan.asset_id))
        .join(Place, col(Place.id) == col(Asset.place_id))
        .join(_Site, col(_Site.id) == col(Asset.site_id))
    )
    return shown


def of_asset(asset: Asset) -> SelectOfScalar[MaintenancePlan]:
    """The plans of one asset, the next to fall due first and the ended ones last."""
    own = select(MaintenancePlan).where(MaintenancePlan.asset_id == asset.id)
    ended = col(MaintenancePlan.ended_on).is_not(None)
    return own.order_by(ended, col(MaintenancePlan.due_key), col(MaintenancePlan.title))


def written_on(subject: EquipmentType | Model) -> SelectOfScalar[MaintenancePlan]:
    """The plans that every living asset of this type, or of this model, inherits."""
    living = col(MaintenancePlan.ended_on).is_(None)
    on_it = select(MaintenancePlan).where(_on(subject), living)
    return on_it.order_by(col(MaintenancePlan.title), col(MaintenancePlan.id))


def heirs(session: Session, subject: EquipmentType | Model, seen_by: Rights) -> dict[UUID, int]:
    """On how many things that she may see each plan of this type or model holds."""
    written = col(MaintenancePlan.from_plan_id)
    on_it = select(MaintenancePlan.id).where(_on(subject))
    living = col(MaintenancePlan.ended_on).is_(None)
    asked = [written.in_(on_it), living, seen_by.where(Permission.PLANS_SEE, MaintenancePlan)]
    rows: Any = select(written, func.count()).where(*asked).group_by(written)
    return {row[0]: row[1] for row in session.connection().execute(rows)}


def _on(subject: EquipmentType | Model) -> ColumnElement[bool]:
    of_model = isinstance(subject, Model)
    column = MaintenancePlan.model_id if of_model else MaintenancePlan.type_id
    return col(column) == subject.id


def plan(session: Session, key: UUID, seen_by: Rights) -> MaintenancePlan:
    """A plan with what it is on. Those on types and models are seen as the catalogue is: by all."""
    loaded = alongside(MaintenancePlan.asset, MaintenancePlan.type, MaintenancePlan.model)
    seen = seen_by.where(Permission.PLANS_SEE, MaintenancePlan)
    shared = col(MaintenancePlan.asset_id).is_(None)
    found = session.exec(
        select(MaintenancePlan).where(MaintenancePlan.id == key, seen | shared).options(*loaded)
    ).first()
    if found is None:
        raise Missing("There is no such plan.")
    return found
