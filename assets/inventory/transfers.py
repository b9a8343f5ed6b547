"""Things on their way from one site to another: sent by one, received by scan at the other."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, event, update
from sqlmodel import Field, Relationship, Session, col, func, select

from assets.database import UNLOADED, Record, Row, alongside, insert_once, moment_of, stored
from assets.errors import Refused
from assets.inventory import documents, leaving, moves, places
from assets.inventory.documents import About, Attachment
from assets.inventory.leaving import Departure
from assets.inventory.places import Openness, Place
from assets.inventory.register import AT_HAND, Asset, Condition
from assets.inventory.register import State as AssetState
from assets.people import Person
from assets.rights import EVERYTHING, Guarded, Permission, Rights
from assets.words import N_, Worded

# When nobody has said by when they arrive.
PATIENCE = timedelta(days=7)


class State(Worded):
    """How far a transfer has come."""

    SENT = "sent", N_("On the way")
    RECEIVED = "received", N_("Received")
    CANCELLED = "cancelled", N_("Called back")


class TransferCounter(Row, table=True):
    """The last number that was given to a transfer: one row."""

    last: int = 0


_COUNTER = UUID("0c6f5a57-6f0e-4f5d-a3a4-7f4f0b1a9d21")


class Transfer(Guarded, table=True):
    """Things sent together. It belongs to the site that sends, and is seen by both."""

    number: str = Field(unique=True, max_length=20)
    state: State = Field(default=State.SENT, sa_type=stored(State))
    to_site_id: UUID = Field(foreign_key="place.id", index=True)
    # Where they shall stand; the site itself while that is left to those who receive them.
    to_place_id: UUID = Field(foreign_key="place.id")
    sent_on: date
    sent_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    expected_on: date | None = Field(default=None, index=True)
    ended_on: date | None = None
    note: str = Field(default="", max_length=1000)

    site: Place = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "Transfer.site_id"}
    )
    to_site: Place = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "Transfer.to_site_id"}
    )
    to_place: Place = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "Transfer.to_place_id"}
    )

    @property
    def label(self) -> str:
        return self.number

    def late(self, on: date) -> bool:
        """Whether something of it should have arrived before this day."""
        return self.state is State.SENT and self.expected_on is not None and self.expected_on < on


class TransferLine(Record, table=True):
    """One thing of a transfer: how it was when it left, and how it came."""

    transfer_id: UUID = Field(foreign_key="transfer.id", index=True)
    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    # The asset while it is on its way, so that nothing is sent twice; then nothing.
    under_way_id: UUID | None = Field(default=None, unique=True)
    from_place_id: UUID = Field(foreign_key="place.id")
    state_before: AssetState = Field(sa_type=stored(AssetState))
    condition_sent: Condition = Field(sa_type=stored(Condition))
    received_on: date | None = None
    received_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    condition_received: Condition | None = Field(default=None, sa_type=stored(Condition))
    note: str = Field(default="", max_length=1000)

    asset: Asset = Relationship(sa_relationship_kwargs=UNLOADED)


def _arriving(by: Rights, permission: Permission) -> ColumnElement[bool]:
    """The papers of what is sent to where this permission reaches."""
    to_site = func.coalesce(Transfer.to_site_id, None).in_(by.sites(permission))
    sent = select(Transfer.id).where(Transfer.id == Attachment.subject_id, to_site)
    return sent.exists()


documents.ALSO[About.TRANSFER] = _arriving

# Spelled so that SQLite too goes by the index.
UNDER_WAY = col(TransferLine.under_way_id) >= UUID(int=0)


def destinations(session: Session) -> list[Place]:
    """Every site that things can be sent to. All may send to all, whatever they see there."""
    return places.sites(session, EVERYTHING)


def send(  # noqa: PLR0913
    session: Session,
    assets: Sequence[Asset],
    to: Place,
    on: date,
    *,
    expected_on: date | None = None,
    by: Person | None = None,
    note: str = "",
) -> Transfer:
    """Send these things and their parts to a place at another site, or to that site as a whole.

    They are expected within a week unless another day is said. All go, or none.
    """
    going = moves.together(session, assets, along=moves.at_hand)
    _must_go(going, to, on)
    if expected_on and expected_on < on:
        raise Refused("They cannot arrive before they are sent.", field="expected_on")
    assert to.site_id
    leaving.must_be_free(
        session, [each.id for each in going], Departure.LEAVING, "tags", to.site_id
    )
    transfer = Transfer(
        number=f"MV-{_take_number(session):05}",
        site_id=going[0].site_id,
        partner_id=_owner(going),
        to_site_id=to.site_id,
        to_place_id=to.id,
        sent_on=on,
        sent_by_id=by.id if by else None,
        expected_on=expected_on or on + PATIENCE,
        note=note.strip(),
    )
    session.add(transfer)
    session.flush()
    for asset in going:
        session.add(_line(transfer, asset))
        asset.step(AssetState.IN_TRANSIT, on)
    session.flush()
    return transfer


def _must_go(going: Sequence[Asset], to: Place, on: date) -> None:
    if to.openness(on) is Openness.CLOSED:
        raise Refused("{place} is closed.", place=to.name, field="place")
    for asset in going:
        if asset.state not in AT_HAND:
            raise Refused(
                "{tag} is {state}. It cannot be sent.",
                tag=asset.tag,
                state=asset.state,
                field="tags",
            )
        if asset.site_id == to.site_id:
            raise Refused("{tag} is at this site. Move it instead.", tag=asset.tag, field="site")
        if asset.site_id != going[0].site_id:
            raise Refused("Send the things of one site at a time.", field="tags")
        asset.may_become(AssetState.IN_TRANSIT, on)


def _owner(going: Sequence[Asset]) -> UUID | None:
    """The partner that owns them all, if one does."""
    owners = {asset.partner_id for asset in going}
    return owners.pop() if len(owners) == 1 else None


def _line(transfer: Transfer, asset: Asset) -> TransferLine:
    return TransferLine(
        transfer_id=transfer.id,
        asset_id=asset.id,
        under_way_id=asset.id,
        from_place_id=asset.place_id,
        state_before=asset.state,
        condition_sent=asset.condition,
    )


def _take_number(session: Session) -> int:
    """The next number. Whoever asks at the same time waits, and gets another."""
    insert_once(session, TransferCounter(id=_COUNTER))
    taken = update(TransferCounter).where(col(TransferCounter.id) == _COUNTER)
    taken = taken.values(last=TransferCounter.last + 1).returning(col(TransferCounter.last))
    return int(session.connection().execute(taken).scalar_one())


def receive(  # noqa: PLR0913
    session: Session,
    transfer: Transfer,
    lines: Sequence[TransferLine],
    at: Place,
    on: date,
    *,
    by: Person | None = None,
    condition: Condition | None = None,
    note: str = "",
) -> None:
    """These have come, and stand here from now on. Without a condition they are as they were."""
    if not lines:
        raise Refused("Scan or choose what has come.", field="scanned")
    if at.site_id != transfer.to_site_id:
        raise Refused("{place} is not at the site they were sent to.", place=at.name, field="place")
    for line in lines:
        asset = line.asset
        if line.under_way_id is None:
            raise Refused("{tag} is not on its way any more.", tag=asset.tag, field="scanned")
        asset.come(line.state_before, at, on)
        if condition:
            asset.judge(condition)
        line.under_way_id, line.received_on = None, on
        line.received_by_id, line.note = by.id if by else None, note.strip()
        line.condition_received = asset.condition
    _end(session, transfer, on)


def call_back(session: Session, transfer: Transfer, on: date) -> None:
    """What has not come yet stays where it was before, and is again what it was."""
    left = session.exec(_left(transfer)).all()
    if not left:
        raise Refused("Nothing of {number} is on the way any more.", number=transfer.number)
    for line in left:
        line.asset.come(line.state_before, None, on)
        line.under_way_id = None
    _end(session, transfer, on)


def _left(transfer: Transfer) -> Any:
    """The lines that are on the way still."""
    mine = select(TransferLine).where(TransferLine.transfer_id == transfer.id, UNDER_WAY)
    return mine.options(*alongside(TransferLine.asset))


def _end(session: Session, transfer: Transfer, on: date) -> None:
    """When nothing is on the way any more, the transfer is over."""
    if any(line.under_way_id for line in session.exec(_left(transfer)).all()):
        return
    come = select(TransferLine.id).where(
        TransferLine.transfer_id == transfer.id, col(TransferLine.received_on).is_not(None)
    )
    arrived = session.exec(come.limit(1)).first()
    transfer.state = State.RECEIVED if arrived else State.CANCELLED
    transfer.ended_on = on


@event.listens_for(Session, "before_flush")
def _follow_life(session: Session, _: object, __: object) -> None:
    """By whichever door a thing leaves its way, it is under way no more."""
    dirty = [each for each in session.dirty if isinstance(each, Asset)]
    left = [each.id for each in dirty if each.left is AssetState.IN_TRANSIT]
    lines = select(TransferLine).where(col(TransferLine.under_way_id).in_(left))
    for line in session.exec(lines).all() if left else ():
        if line.under_way_id:
            line.under_way_id = None
            transfer = session.get_one(Transfer, line.transfer_id)
            _end(session, transfer, moment_of(session).date())
