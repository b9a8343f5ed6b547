"""Meters: what counts or shows something on a thing, and what was read there."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, Relationship, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import UNLOADED, alongside, stored
from assets.errors import Missing, Refused
from assets.inventory.register import FOLLOWERS, GONE, Asset
from assets.maintenance import profiles
from assets.maintenance.limits import LimitProfile, Quantity, Severity
from assets.rights import Guarded, Permission, Rights
from assets.trail import derived
from assets.words import N_, Language, Said, Worded, sort_key, spoken

# When what was never read was read, and when what is given up shall be: before and after all else.
NEVER_READ = datetime(1970, 1, 1, tzinfo=UTC)
NOT_ASKED = datetime(9999, 12, 31, tzinfo=UTC)


class Turn(Worded):
    """Why a counter may stand lower than before."""

    ROLLED_OVER = "rolled_over", N_("It began again at zero")
    REPLACED = "replaced", N_("The counter or the part was replaced")
    CORRECTED = "corrected", N_("The last reading was wrong")


class Way(Worded):
    """How a reading came here."""

    TYPED = "typed", N_("Typed in")
    ORDER = "order", N_("Read with an order")
    LOGGER = "logger", N_("From a logger's file")


def plain(value: Decimal) -> Decimal:
    """The same number without zeros at its end."""
    return Decimal(f"{value.normalize():f}")


def measured(value: Decimal | None, quantity: Quantity) -> Said:
    """A value as it is said: with its unit."""
    unit = f"\N{NO-BREAK SPACE}{quantity.unit}" if quantity.unit else ""
    return Said("{value}{unit}", {"value": None if value is None else plain(value), "unit": unit})


class Meter(Guarded, table=True):
    """Something on a thing that counts (hours, shots) or shows (pH, degrees)."""

    __table_args__ = (
        UniqueConstraint("asset_id", "quantity_id", "name"),
        Index("ix_meter_read_key_id", "read_key", "id"),
        Index("ix_meter_site_id_read_key_id", "site_id", "read_key", "id"),
    )

    asset_id: UUID = Field(foreign_key="asset.id")
    quantity_id: UUID = Field(foreign_key="quantity.id", index=True)
    name: str = Field(default="", max_length=120)
    profile_id: UUID | None = Field(default=None, foreign_key="limit_profile.id", index=True)
    rolls_over_at: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    given_up: bool = False
    # What was read last, as its last reading says.
    last_value: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    last_at: datetime | None = None
    last_severity: Severity | None = Field(default=None, sa_type=stored(Severity))
    # By which lists are sorted: the longer it was not read, the sooner it is asked for.
    read_key: datetime = Field(default=NEVER_READ, sa_column_kwargs=derived())

    asset: Asset = Relationship(sa_relationship_kwargs=UNLOADED)
    quantity: Quantity = Relationship(sa_relationship_kwargs=UNLOADED)
    profile: LimitProfile | None = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.name

    def call(self, name: str, profile: LimitProfile | None, rolls_over_at: Decimal | None) -> None:
        """Say which of several it is, by which limits it is judged, and where it begins again."""
        counter = self.quantity.counter
        if profile and counter:
            raise Refused("{name} is counted and has no limits.", name=self.quantity.names)
        if rolls_over_at is not None and (not counter or rolls_over_at <= 0):
            raise Refused("Only a counter begins again, above zero.", field="rolls_over_at")
        self.name, self.rolls_over_at = name.strip(), profiles.kept(rolls_over_at)
        self.profile, self.profile_id = profile, profile.id if profile else None

    def give_up(self) -> None:
        """It is not read any more; what was read is kept."""
        self.given_up, self.read_key = True, NOT_ASKED

    def take_up(self) -> None:
        self.given_up, self.read_key = False, self.last_at or NEVER_READ


FOLLOWERS.append(lambda asset: select(Meter).where(Meter.asset_id == asset.id))


class Reading(Guarded, table=True):
    """One value at one moment, with the limits that held then."""

    __table_args__ = (
        Index(
            "ix_reading_meter_id_at_counting",
            "meter_id",
            "at",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_reading_meter_id_at", "meter_id", "at"),
        Index("ix_reading_site_id_at_id", "site_id", "at", "id"),
    )

    meter_id: UUID = Field(foreign_key="meter.id")
    at: datetime
    value: Decimal = Field(max_digits=14, decimal_places=4)
    # What has been counted in all, over every replacement; of a gauge, nothing.
    total: Decimal | None = Field(
        default=None, max_digits=16, decimal_places=4, sa_column_kwargs=derived()
    )
    severity: Severity | None = Field(default=None, sa_type=stored(Severity))
    limits: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    turn: Turn | None = Field(default=None, sa_type=stored(Turn))
    reason: str = Field(default="", max_length=500)
    way: Way = Field(default=Way.TYPED, sa_type=stored(Way))
    read_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    order_id: UUID | None = Field(default=None, foreign_key="work_order.id", index=True)
    # Out of its limits: the order that shall put it right.
    opened_id: UUID | None = Field(default=None, foreign_key="work_order.id", index=True)
    note: str = Field(default="", max_length=500)
    # One that was wrong stays in the record and counts for nothing.
    withdrawn_at: datetime | None = None
    withdrawn_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    withdrawn_for: str = Field(default="", max_length=500)

    meter: Meter = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return f"{plain(self.value):f}"


COUNTS = col(Reading.withdrawn_at).is_(None)

FOLLOWERS.append(lambda asset: select(Reading).join(Meter).where(Meter.asset_id == asset.id))


def add(
    session: Session,
    asset: Asset,
    quantity: Quantity,
    *,
    name: str = "",
    profile: LimitProfile | None = None,
    rolls_over_at: Decimal | None = None,
) -> Meter:
    """A new meter on a thing. Two of one quantity are told apart by their names."""
    if asset.state in GONE:
        raise Refused("{tag} is retired.", tag=asset.tag)
    _must_be_free(session, asset.id, quantity.id, name.strip())
    meter = Meter(
        asset_id=asset.id,
        quantity_id=quantity.id,
        quantity=quantity,
        site_id=asset.site_id,
        partner_id=asset.partner_id,
    )
    meter.call(name, profile, rolls_over_at)
    session.add(meter)
    session.flush()
    return meter


def add_all(session: Session, asset: Asset, profile: LimitProfile) -> list[Meter]:
    """A meter for each quantity of a profile that the thing has none of yet."""
    had = set(session.exec(select(Meter.quantity_id).where(Meter.asset_id == asset.id)))
    limits = session.exec(profiles.limits_of(profile)).all()
    if not limits:
        raise Refused("{name} has no limits yet. Fill it in first.", name=profile.names)
    wanted = [limit.quantity for limit in limits if limit.quantity_id not in had]
    return [add(session, asset, quantity, profile=profile) for quantity in wanted]


def correct(
    session: Session,
    meter: Meter,
    *,
    name: str,
    profile: LimitProfile | None,
    rolls_over_at: Decimal | None,
) -> None:
    """Say anew what a meter is called and judged by. What was read keeps its limits."""
    if name.strip() != meter.name:
        _must_be_free(session, meter.asset_id, meter.quantity_id, name.strip())
    meter.call(name, profile, rolls_over_at)


def _must_be_free(session: Session, asset_id: UUID, quantity_id: UUID, name: str) -> None:
    same = select(Meter.id).where(Meter.asset_id == asset_id, Meter.quantity_id == quantity_id)
    if session.exec(same.where(Meter.name == name)).first():
        raise Refused("It has such a meter already. Give this one a name of its own.", field="name")


def whole(seen_by: Rights) -> SelectOfScalar[Meter]:
    """Meters with all that their pages say of them."""
    loaded = alongside(Meter.quantity, Meter.profile)
    loaded.append(alongside(Meter.asset)[0].joinedload(Asset.place))  # type: ignore[attr-defined]
    return select(Meter).where(seen_by.where(Permission.ASSETS_SEE, Meter)).options(*loaded)


def meter(session: Session, key: UUID, seen_by: Rights) -> Meter:
    found = session.exec(whole(seen_by).where(Meter.id == key)).one_or_none()
    if found is None:
        raise Missing("There is no such meter.")
    return found


def of_things(assets: Any, seen_by: Rights) -> SelectOfScalar[Meter]:
    """What is read on these things (ids, or a query for them): gauges first, each by its kind."""
    ordered: Any = (Meter.asset_id, col(Quantity.counter), Quantity.key, col(Meter.name))
    read = whole(seen_by).join(Quantity, col(Quantity.id) == col(Meter.quantity_id))
    living = col(Meter.given_up).is_(False)
    return read.where(col(Meter.asset_id).in_(assets), living).order_by(*ordered)


def walked(found: Iterable[Meter], language: Language) -> list[Meter]:
    """The same as one walks from thing to thing, each with its gauges first, by their names."""

    def stands(meter: Meter) -> tuple[Any, ...]:
        of, shows = meter.asset, meter.quantity
        named = sort_key(spoken(shows.names, language)), sort_key(meter.name)
        return of.place.path_key, of.name_key, of.id, shows.counter, *named

    return sorted(found, key=stands)


def totals(read: Sequence[tuple[Decimal, Turn | None]], rolls_over_at: Decimal | None) -> list[Any]:
    """What a counter has counted in all at each of its readings, which stand in order of time.

    It counts on when it begins again or is replaced. A reading that turned out to be wrong counts
    nothing, nor does what was read between it and the one that said so.
    """
    counted: list[Decimal] = []
    base, standing = Decimal(0), list[int]()  # readings that hold, since the counter last began
    for place, (value, turn) in enumerate(read):
        if turn in (Turn.ROLLED_OVER, Turn.REPLACED) and standing:
            last = standing[-1]
            rest = (rolls_over_at or 0) - read[last][0] if turn is Turn.ROLLED_OVER else 0
            base, standing = counted[last] + max(rest, 0), []
        wrong = place
        while turn is Turn.CORRECTED and standing and read[standing[-1]][0] > value:
            wrong = standing.pop()
        before = standing[-1] if standing else None
        held = base if before is None else counted[before]
        for each in range(wrong, place):
            counted[each] = held
        counted.append(held + value - (read[before][0] if before is not None else 0))
        standing.append(place)
    return counted
