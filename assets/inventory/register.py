"""The things themselves: what they are, where they stand, what state and condition they are in."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, Optional
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, Index, inspect
from sqlmodel import Field, Relationship, Session, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import BYTEWISE, UNLOADED, alongside, known, stored
from assets.errors import Missing, Refused
from assets.inventory.catalogue import AppliedPart, Basis, EquipmentType, Model, ProtectionClass
from assets.inventory.partners import Partner
from assets.inventory.places import Kind, Place, TagCounter
from assets.inventory.suppliers import Supplier
from assets.money import Currency, Money
from assets.people import Person
from assets.rights import Guarded, Permission, Rights
from assets.trail import derived
from assets.words import N_, Worded, sort_key

# The key by which things that nothing is owed to sort after all others.
NEVER = date(9999, 12, 31)


class State(Worded):
    """Where a thing is in its life."""

    PLANNED = "planned", N_("Planned")
    ORDERED = "ordered", N_("Ordered")
    DELIVERED = "delivered", N_("Delivered")
    INSTALLED = "installed", N_("Installed")
    ACCEPTED = "accepted", N_("Accepted")
    IN_USE = "in_use", N_("In use")
    IN_STORAGE = "in_storage", N_("In storage")
    ON_LOAN = "on_loan", N_("On loan")
    IN_TRANSIT = "in_transit", N_("In transit")
    RETIRED = "retired", N_("Retired")
    DISPOSED = "disposed", N_("Disposed of")


class Condition(Worded):
    """Whether it can do what it is for (EN 13306)."""

    UP = "up", N_("Working")
    DEGRADED = "degraded", N_("Works with limits")
    DOWN = "down", N_("Out of order")
    QUARANTINED = "quarantined", N_("Quarantined")


class Verdict(Worded):
    """What a person who stands before a thing wants to know."""

    USE = "use", N_("May be used.")
    CARE = "care", N_("Use with care.")
    STOP = "stop", N_("Do not use.")


COMING = frozenset({State.PLANNED, State.ORDERED})
GONE = frozenset({State.RETIRED, State.DISPOSED})
OPERATED = frozenset({State.IN_USE, State.ON_LOAN})
# What can be lent and sent.
AT_HAND = frozenset({State.IN_USE, State.IN_STORAGE})
# With somebody else: a loan and a transfer say with whom, and bring it there and back.
INSTEAD = {
    State.ON_LOAN: N_("Lend it instead, so that it is known who has it and until when."),
    State.IN_TRANSIT: N_("Send it instead, so that the other site can receive it."),
}
HANDED = frozenset(INSTEAD)

_STEP = Permission.ASSETS_STATE
_HAND = Permission.ASSETS_MOVE

# Which state may follow which, and the right that the step asks for.
LIFE: dict[State, dict[State, Permission]] = {
    State.PLANNED: {State.ORDERED: _STEP, State.DELIVERED: _STEP, State.RETIRED: _STEP},
    State.ORDERED: {State.DELIVERED: _STEP, State.PLANNED: _STEP, State.RETIRED: _STEP},
    State.DELIVERED: {State.INSTALLED: _STEP, State.ACCEPTED: _STEP, State.RETIRED: _STEP},
    State.INSTALLED: {State.ACCEPTED: _STEP, State.DELIVERED: _STEP, State.RETIRED: _STEP},
    State.ACCEPTED: {State.IN_USE: _HAND, State.IN_STORAGE: _HAND, State.RETIRED: _STEP},
    State.IN_USE: {
        State.IN_STORAGE: _HAND,
        State.ON_LOAN: _HAND,
        State.IN_TRANSIT: _HAND,
        State.RETIRED: _STEP,
    },
    State.IN_STORAGE: {
        State.IN_USE: _HAND,
        State.ON_LOAN: _HAND,
        State.IN_TRANSIT: _HAND,
        State.RETIRED: _STEP,
    },
    State.ON_LOAN: {State.IN_USE: _HAND, State.IN_STORAGE: _HAND, State.RETIRED: _STEP},
    State.IN_TRANSIT: {State.IN_USE: _HAND, State.IN_STORAGE: _HAND},
    State.RETIRED: {State.DISPOSED: _STEP, State.IN_STORAGE: _STEP},
    State.DISPOSED: {},
}

# The day that a step is remembered by.
_DAYS = {
    State.DELIVERED: "delivered_on",
    State.INSTALLED: "installed_on",
    State.ACCEPTED: "accepted_on",
    State.IN_USE: "in_use_on",
}
# What a step writes, and all that steps, moves and judgements write.
STEPPED = ("state", *_DAYS.values(), "ended_on", "ended_reason")
LIVED = (*STEPPED, "condition", "place_id", "site_id", "waits_for_id")
LONGEST_NOTE = 4000


_LISTED_BY = [
    f"{name}_id" for name in ("site", "type", "place", "custodian", "model", "supplier")
] + ["state", "lot_number"]
_BY_CONDITION = ("condition", "name_key", "id", "state", "site_id", "partner_id")
_BY_USE = (
    *("site_id", "type_id", "state", "partner_id", "in_use_on", "accepted_on", "created_at"),
    *("ended_on", "price_currency", "price_minor"),
)


class Asset(Guarded, table=True):
    """One physical thing (or licence) with one tag on it."""

    __table_args__ = (
        Index("ix_asset_name_key_id", "name_key", "id"),
        Index("ix_asset_due_key_id", "due_key", "id"),
        Index("ix_asset_created_at_id", "created_at", "id"),
        Index("ix_asset_site_id_state_name_key_id", "site_id", "state", "name_key", "id"),
        Index("ix_asset_site_id_due_key_id", "site_id", "due_key", "id"),
        *(Index(f"ix_asset_{name}_name_key_id", name, "name_key", "id") for name in _LISTED_BY),
        # All that is asked where things are counted, so that nothing but the index is read.
        Index("ix_asset_counted_by_place", "place_id", "state", "site_id", "partner_id"),
        Index("ix_asset_counted_by_type", "type_id", "site_id", "partner_id"),
        Index("ix_asset_counted_by_model", "model_id", "site_id", "partner_id"),
        Index("ix_asset_counted_by_condition", *_BY_CONDITION),
        Index("ix_asset_counted_by_use", *_BY_USE),
        Index("ix_asset_serial_number", "serial_number"),
        *(known("asset", name, "id") for name in ("warranty_until", "service_until")),
        Index("ix_asset_barred_key_id", "barred_key", "id"),
    )

    tag: str = Field(unique=True, max_length=20, sa_type=BYTEWISE)
    name: str = Field(max_length=200)
    name_key: str = Field(default="", sa_type=BYTEWISE, sa_column_kwargs=derived())
    state: State = Field(default=State.IN_USE, sa_type=stored(State))
    condition: Condition = Field(default=Condition.UP, sa_type=stored(Condition))
    type_id: UUID | None = Field(default=None, foreign_key="equipment_type.id")
    model_id: UUID | None = Field(default=None, foreign_key="model.id")
    place_id: UUID = Field(foreign_key="place.id")
    serial_number: str = Field(default="", max_length=80)
    inventory_number: str = Field(default="", max_length=80)
    external_ref: str = Field(default="", max_length=120)
    supplier_id: UUID | None = Field(default=None, foreign_key="supplier.id")
    price_minor: int | None = Field(default=None, sa_type=BigInteger)
    price_currency: Currency | None = Field(default=None, sa_type=stored(Currency))
    vat_minor: int | None = Field(default=None, sa_type=BigInteger)  # of the price
    funding_source: str = Field(default="", max_length=200)
    acquired_on: date | None = None
    accepted_on: date | None = None
    in_use_on: date | None = None
    ended_on: date | None = None
    warranty_until: date | None = None
    # What stands on its plate, and what was read from its barcode.
    unnumbered: bool = False  # it carries no serial number
    batch_number: str = Field(default="", max_length=80)
    manufactured_on: date | None = None
    expires_on: date | None = None
    udi_raw: str = Field(default="", max_length=400)
    software_version: str = Field(default="", max_length=80)
    power: str = Field(default="", max_length=120)
    # Its own, where it differs from its model or its kind.
    basis: Basis | None = Field(default=None, sa_type=stored(Basis))
    mdr_class: str = Field(default="", max_length=20)
    emdn: str = Field(default="", max_length=20)
    protection_class: ProtectionClass | None = Field(default=None, sa_type=stored(ProtectionClass))
    applied_part: AppliedPart | None = Field(default=None, sa_type=stored(AppliedPart))
    service_life_years: int | None = None
    criticality: int | None = None
    # Who has it in her care, and what the accountant says of it.
    custodian_id: UUID | None = Field(default=None, foreign_key="person.id")
    department: str = Field(default="", max_length=120)
    account: str = Field(default="", max_length=40)
    class_code: str = Field(default="", max_length=20)
    depreciation_months: int | None = None
    source_document: str = Field(default="", max_length=200)
    accessories: str = Field(default="", max_length=1000)
    delivered_on: date | None = None
    installed_on: date | None = None
    warranty_from: date | None = None
    service_provider_id: UUID | None = Field(default=None, foreign_key="supplier.id", index=True)
    service_contract: str = Field(default="", max_length=120)
    service_until: date | None = None
    ended_reason: str = Field(default="", max_length=400)
    # When somebody last looked whether it is there, and what she found.
    verified_on: date | None = None
    verified_found: bool | None = None
    verified_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    # The whole that it is a part of: the bath of a pump, the case of a kit.
    part_of_id: UUID | None = Field(default=None, foreign_key="asset.id", index=True)
    # The room that it waits for in a store, while nothing can stand there yet.
    waits_for_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    # What the custom fields of its kind say, by their keys.
    extra: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    # Written down by procurement and by maintenance.
    lot_number: str = Field(default="", max_length=40)
    due_on: date | None = Field(default=None, sa_column_kwargs=derived())
    due_key: date = Field(default=NEVER, sa_column_kwargs=derived())
    # The last day of its earliest duty of law or safety: from the next one it must not be used.
    barred_key: date = Field(default=NEVER, sa_column_kwargs=derived())
    note: str = Field(default="", max_length=LONGEST_NOTE)

    type: EquipmentType | None = Relationship(sa_relationship_kwargs=UNLOADED)
    model: Model | None = Relationship(sa_relationship_kwargs=UNLOADED)
    place: Place = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "Asset.place_id"}
    )
    site: Place = Relationship(sa_relationship_kwargs=UNLOADED | {"foreign_keys": "Asset.site_id"})
    partner: Partner | None = Relationship(sa_relationship_kwargs=UNLOADED)
    custodian: Person | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "Asset.custodian_id"}
    )
    verified_by: Person | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "Asset.verified_by_id"}
    )
    supplier: Supplier | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "Asset.supplier_id"}
    )
    service_provider: Supplier | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "Asset.service_provider_id"}
    )
    part_of: Optional["Asset"] = Relationship(
        sa_relationship_kwargs=UNLOADED | {"remote_side": "Asset.id"}
    )

    @property
    def label(self) -> str:
        return self.tag

    @property
    def price(self) -> Money | None:
        return Money.known(self.price_minor, self.price_currency)

    @property
    def vat(self) -> Money | None:
        """What of the price is value added tax."""
        return Money.known(self.vat_minor, self.price_currency)

    def verdict_on(self, day: date) -> Verdict:
        """Whether it may be used: not while what law or safety asks for is late."""
        if self.state not in OPERATED or self.barred_key < day:
            return Verdict.STOP
        return {Condition.UP: Verdict.USE, Condition.DEGRADED: Verdict.CARE}.get(
            self.condition, Verdict.STOP
        )

    def call(self, name: str) -> None:
        if not name.strip():
            raise Refused("Give it a name.", field="name")
        self.name, self.name_key = name.strip(), sort_key(name.strip())

    def move(self, to: Place, on: date) -> None:
        """Put it somewhere else at its site. Plans for a room that is still built may be made."""
        if self.state in GONE:
            raise Refused("{tag} is retired and stays where it is.", tag=self.tag)
        if self.part_of_id and to.id != self.place_id:
            raise Refused(
                "{tag} is part of another thing and moves with it. Take it off first.",
                tag=self.tag,
                field="place_id",
            )
        if self.state in HANDED:
            raise Refused("{tag} is away. Move it when it is here again.", tag=self.tag)
        if self.state not in COMING and to.site_id != self.site_id:
            raise Refused(
                "{place} is at another site. Send it instead.", place=to.name, field="place_id"
            )
        self.stand_in(to, on)

    def stand_in(self, place: Place, on: date) -> None:
        """From now on it is here, or shall stand here when it comes."""
        if self.state not in COMING:
            place.must_be_open(on)
        self.place_id, self.site_id = place.id, place.site_id
        if place.kind is not Kind.STORE:
            self.waits_for_id = None

    def come(self, before: State, place: Place | None, on: date) -> None:
        """It is here again after it was away: as it was before, or stored if this is a store."""
        if place:
            self.stand_in(place, on)
        self.step(State.IN_STORAGE if place and place.kind is Kind.STORE else before, on)

    @property
    def left(self) -> State | None:
        """The state that it has just left."""
        return next(iter(inspect(self).attrs["state"].history.deleted or ()), None)

    def step(self, to: State, on: date) -> None:
        """The next step of its life. What the step demands besides is asked in `life`."""
        self.may_become(to, on)
        back, self.state = self.state is State.INSTALLED and to is State.DELIVERED, to
        if back:
            self.installed_on = None
        elif name := _DAYS.get(to):
            setattr(self, name, getattr(self, name) or on)
        self.ended_on = on if to in GONE else None

    def may_become(self, to: State, on: date) -> None:
        """Raise Refused unless this step may follow, on a day that no earlier step is after."""
        if to not in LIFE[self.state]:
            raise Refused(
                "{tag} is {state}: it cannot become {next}.",
                tag=self.tag,
                state=self.state,
                next=to,
                field="state",
            )
        lived = [getattr(self, name) for name in (*_DAYS.values(), "ended_on")]
        last = max((day for day in lived if day), default=on)
        if on < last:
            raise Refused(
                "An earlier step of {tag} is dated {day}. Take that day or a later one.",
                tag=self.tag,
                day=last,
                field="on",
            )

    def judge(self, condition: Condition) -> None:
        """Say whether it works."""
        if self.state in GONE:
            raise Refused("{tag} is retired.", tag=self.tag, field="condition")
        self.condition = condition

    def owe(self, due_key: date, barred_key: date) -> None:
        """Note the day of its next duty, and the last on which it may be used without it."""
        self.due_on = None if due_key == NEVER else due_key
        self.due_key, self.barred_key = due_key, barred_key


def may_begin(state: State) -> None:
    """Raise Refused for a state that a thing comes into by being lent or sent alone."""
    if state in HANDED:
        raise Refused(INSTEAD[state], field="state")


def register(session: Session, *, place: Place, name: str, tag: str = "", **values: Any) -> Asset:
    """A new thing, with the next tag of the place's site. `values` are columns of Asset."""
    may_begin(values.get("state", State.IN_USE))
    values.setdefault("partner_id", place.partner_id)
    tag = tag or new_tags(session, place.site_id, 1)[0]
    asset = Asset(tag=tag, name="", place_id=place.id, site_id=place.site_id, **values)
    asset.call(name)
    session.add(asset)
    session.flush()
    return asset


def new_tags(session: Session, site_id: UUID | None, count: int) -> list[str]:
    """The next tags of a site. Whoever asks at the same time waits, and gets others."""
    counted = update(TagCounter).where(col(TagCounter.site_id) == site_id)
    taken = counted.values(last=TagCounter.last + count).returning(col(TagCounter.last))
    last = session.connection().execute(taken).scalar_one()
    code = session.exec(select(Place.code).where(Place.id == site_id)).one()
    return [f"{code}-{number:05}" for number in range(last - count + 1, last + 1)]


# Queries for the rows that go with an asset; asked with the class `Asset`, each is joined to it.
FOLLOWERS: list[Callable[[Any], SelectOfScalar[Any]]] = []


def whole(seen_by: Rights) -> SelectOfScalar[Asset]:
    """Assets with all that their page says of them."""
    return _whole().where(seen_by.where(Permission.ASSETS_SEE, Asset))


@cache  # to put it together takes longer than to ask it
def _whole() -> SelectOfScalar[Asset]:
    loaded = alongside(Asset.type, Asset.place, Asset.site, Asset.partner, Asset.part_of)
    loaded += alongside(Asset.custodian, Asset.supplier, Asset.service_provider, Asset.verified_by)
    made = alongside(Asset.model)[0].joinedload(Model.maker)  # type: ignore[attr-defined]
    return select(Asset).options(*loaded, made)


def tagged(session: Session, tag: str, seen_by: Rights) -> Asset:
    asset = session.exec(whole(seen_by).where(Asset.tag == tag.strip().upper())).one_or_none()
    if asset is None:
        raise Missing("There is no asset {tag}.", tag=tag)
    return asset


def asset(session: Session, key: UUID, seen_by: Rights) -> Asset:
    found = session.exec(whole(seen_by).where(Asset.id == key)).one_or_none()
    if found is None:
        raise Missing("There is no such asset.")
    return found
