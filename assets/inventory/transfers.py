"""Things on their way from one site to another: sent by one, received by scan at the other."""

from datetime import date
from uuid import UUID

from sqlmodel import Field

from assets.database import Record, Row, stored
from assets.inventory.register import Condition
from assets.inventory.register import State as AssetState
from assets.rights import Guarded
from assets.words import N_, Worded


class State(Worded):
    """How far a transfer has come."""

    SENT = "sent", N_("On the way")
    RECEIVED = "received", N_("Received")
    CANCELLED = "cancelled", N_("Called back")


class TransferCounter(Row, table=True):
    """The last number that was given to a transfer: one row."""

    last: int = 0


class Transfer(Guarded, table=True):
    """Things sent together. It belongs to the site that sends, and is seen by both."""

    number: str = Field(unique=True, max_length=20)
    state: State = Field(default=State.SENT, sa_type=stored(State))
    to_site_id: UUID = Field(foreign_key="place.id", index=True)
    to_place_id: UUID = Field(foreign_key="place.id")
    sent_on: date
    sent_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    expected_on: date | None = Field(default=None, index=True)
    ended_on: date | None = None
    note: str = Field(default="", max_length=1000)

    @property
    def label(self) -> str:
        return self.number


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
