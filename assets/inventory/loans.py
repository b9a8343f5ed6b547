"""Things that somebody else has for a while, and when they come back."""

from datetime import date
from uuid import UUID

from sqlmodel import Field

from assets.database import stored
from assets.inventory.register import Condition, State
from assets.rights import Guarded


class Loan(Guarded, table=True):
    """One thing lent to a ward, a partner or a firm. Patients are not named here."""

    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    # The asset while it is away, so that nothing is lent twice; then nothing.
    away_id: UUID | None = Field(default=None, unique=True)
    borrower: str = Field(max_length=200)
    lent_on: date
    due_on: date | None = Field(default=None, index=True)
    returned_on: date | None = None
    state_before: State = Field(sa_type=stored(State))
    condition_lent: Condition = Field(sa_type=stored(Condition))
    condition_returned: Condition | None = Field(default=None, sa_type=stored(Condition))
    note: str = Field(default="", max_length=1000)

    @property
    def label(self) -> str:
        return self.borrower
