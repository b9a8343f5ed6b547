"""Faults: what somebody says is wrong with a thing, with or without an account."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any, Optional
from uuid import UUID

from sqlalchemy import Index, event, inspect
from sqlmodel import Field, Relationship, Session, col, select

from assets import trail
from assets.database import BYTEWISE, UNLOADED, Row, moment_of, stored
from assets.errors import Refused
from assets.inventory.register import FOLLOWERS, GONE, Asset, Condition
from assets.maintenance import counters
from assets.maintenance.orders import WorkOrder
from assets.maintenance.terms import FailureMode
from assets.people import Person
from assets.rights import Guarded
from assets.settings import Settings
from assets.signins import digest
from assets.trail import derived, private
from assets.words import N_, Language, Worded

# What a person who stands before a thing can say of it.
REPORTED = (
    FailureMode.LEAKS,
    FailureMode.NO_POWER,
    FailureMode.ERROR_CODE,
    FailureMode.NOISE,
    FailureMode.DAMAGED,
    FailureMode.OTHER,
)
UNFIT = (Condition.DOWN, Condition.QUARANTINED)
LONGEST = 2000  # letters of a report, and of its answer


class State(Worded):
    """What has become of a report."""

    NEW = "new", N_("New")
    ACCEPTED = "accepted", N_("Work has been ordered")
    JOINED = "joined", N_("Reported before")
    ANSWERED = "answered", N_("Answered")
    REJECTED = "rejected", N_("Not accepted")
    SETTLED = "settled", N_("Settled")


class Fault(Guarded, table=True):
    """One report about one thing. Whoever made it can follow it by a secret address."""

    __table_args__ = (
        Index("ix_fault_site_id_state_queue_id", "site_id", "state", "queue", "id"),
        Index("ix_fault_state_queue_id", "state", "queue", "id"),
    )

    number: str = Field(unique=True, max_length=20)
    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    kind: FailureMode = Field(sa_type=stored(FailureMode))
    danger: bool = False
    # Whatever is asked, somebody may write a patient's name here.
    words: str = Field(default="", max_length=LONGEST, sa_column_kwargs=private())
    reported_at: datetime
    reporter_id: UUID | None = Field(default=None, foreign_key="person.id")
    phone: str = Field(default="", max_length=60, sa_column_kwargs=private())
    language: Language = Field(default=Language.EN, sa_type=stored(Language))
    secret: str = Field(unique=True, max_length=64, sa_column_kwargs=private())  # its digest
    # What the form was given, so that a second tap reports nothing twice.
    once: str | None = Field(default=None, unique=True, max_length=64)
    state: State = Field(default=State.NEW, sa_type=stored(State))
    # Its place in the list: what is new and dangerous before all else, then by its moment.
    queue: str = Field(default="", sa_type=BYTEWISE, sa_column_kwargs=derived())
    order_id: UUID | None = Field(default=None, foreign_key="work_order.id", index=True)
    joined_to_id: UUID | None = Field(default=None, foreign_key="fault.id", index=True)
    answer: str = Field(default="", max_length=LONGEST)
    handled_at: datetime | None = None
    handled_by_id: UUID | None = Field(default=None, foreign_key="person.id")

    asset: Asset = Relationship(sa_relationship_kwargs=UNLOADED)
    order: WorkOrder | None = Relationship(sa_relationship_kwargs=UNLOADED)
    reporter: Person | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "Fault.reporter_id"}
    )
    handled_by: Person | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "Fault.handled_by_id"}
    )

    joined_to: Optional["Fault"] = Relationship(
        sa_relationship_kwargs=UNLOADED | {"remote_side": "Fault.id"}
    )

    @property
    def label(self) -> str:
        return self.number

    def become(self, state: State) -> None:
        self.state = state
        self.queue = queued(self)


def queued(fault: Any) -> str:
    """What the list of reports is sorted by."""
    first = fault.danger and fault.state is State.NEW
    return f"{0 if first else 1} {fault.reported_at:%Y-%m-%dT%H:%M:%S.%f}"


FOLLOWERS.append(lambda asset: select(Fault).where(Fault.asset_id == asset.id))


class FaultCounter(Row, table=True):
    """The last number that was given to a fault: one row."""

    last: int = 0


_COUNTER = UUID("8a0e6f5c-7c55-4a53-9a35-5a4f5b1d2f11")


@dataclass(frozen=True)
class Report:
    """What somebody says is wrong, as she says it."""

    kind: FailureMode
    words: str = ""
    phone: str = ""
    danger: bool = False
    language: Language = Language.EN
    reporter_id: UUID | None = None
    once: str | None = None


def secret_of(once: str, settings: Settings) -> str:
    """What the address ends with that follows a report: the same for the same form."""
    return hmac.new(settings.secret().encode(), f"fault {once}".encode(), "sha256").hexdigest()


def new_secret() -> str:
    """One for a report that no form was given for."""
    return token_hex(32)


def known(session: Session, once: str) -> Fault | None:
    """The report that this form has led to already."""
    return session.exec(select(Fault).where(Fault.once == _kept(once))).first()


def report(session: Session, asset: Asset, said: Report, secret: str) -> Fault:
    """Write down what is wrong with a thing. What could hurt somebody is out of order at once."""
    if asset.state in GONE:
        raise Refused("{tag} is retired.", tag=asset.tag)
    if said.kind not in REPORTED:
        raise Refused("Choose one of the list.", field="kind")
    if said.kind is FailureMode.OTHER and not said.words.strip():
        raise Refused("Say in a few words what is wrong.", field="words")
    fault = Fault(
        number=numbered(_next_number(session)),
        asset_id=asset.id,
        site_id=asset.site_id,
        partner_id=asset.partner_id,
        kind=said.kind,
        danger=said.danger,
        words=said.words.strip(),
        phone=said.phone.strip(),
        language=said.language,
        reporter_id=said.reporter_id,
        reported_at=moment_of(session),
        secret=digest(secret),
        once=_kept(said.once) if said.once else None,
    )
    fault.become(State.NEW)
    if said.danger and asset.condition not in UNFIT:
        asset.judge(Condition.DOWN)
    session.add(fault)
    session.flush()
    return fault


def numbered(number: int) -> str:
    return f"F-{number:05}"


def _kept(once: str) -> str:
    """A key of any length and content, as it is kept."""
    return hashlib.sha256(once.encode()).hexdigest()


def _next_number(session: Session) -> int:
    """Whoever asks at the same time waits, and gets another."""
    return counters.take(session, FaultCounter, _COUNTER, 1)


def down_since(session: Session, asset: Asset) -> datetime | None:
    """Since when it has not worked without a break, as its history tells; None while it works."""
    if asset.condition not in UNFIT:
        return None
    since = asset.created_at
    for entry, batch in session.exec(trail.history(asset.id)):
        before, after = entry.changes.get("condition", (None, None))
        if after in UNFIT:
            since = batch.at
        if before is not None and before not in UNFIT:
            break
    return since


@event.listens_for(Session, "before_flush")
def _follow(session: Session, _: object, __: object) -> None:
    """What becomes of the work becomes of the report, and nobody mends what is gone."""
    stepped = [
        each
        for each in session.dirty
        if isinstance(each, Asset | WorkOrder)
        and inspect(each).attrs["state"].history.has_changes()
    ]
    orders = {each.id: each for each in stepped if isinstance(each, WorkOrder)}
    gone = [each.id for each in stepped if isinstance(each, Asset) and each.state in GONE]
    if orders:
        left = col(Fault.state).in_((State.ACCEPTED, State.SETTLED))
        for fault in session.exec(select(Fault).where(col(Fault.order_id).in_(orders), left)):
            assert fault.order_id
            fault.become(State.ACCEPTED if orders[fault.order_id].to_do else State.SETTLED)
    if gone:
        _settle(session, session.exec(select(Fault).where(col(Fault.asset_id).in_(gone))).all())


def _settle(session: Session, faults: Iterable[Fault]) -> None:
    for fault in faults:
        if fault.state in {State.NEW, State.ACCEPTED}:
            fault.become(State.SETTLED)
            fault.handled_at = fault.handled_at or moment_of(session)


class Knock(Row, table=True):
    """That somebody without an account wrote: whence (a digest) and when, to slow down too many."""

    __table_args__ = (Index("ix_knock_source_at", "source", "at"),)

    source: str = Field(max_length=64)
    at: datetime
