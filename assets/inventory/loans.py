"""Things that somebody else has for a while, and when they come back."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Index, event
from sqlmodel import Field, Relationship, Session, col, select

from assets.database import UNLOADED, alongside, moment_of, stored
from assets.errors import Refused
from assets.inventory import moves
from assets.inventory.places import Place
from assets.inventory.register import AT_HAND, FOLLOWERS, Asset, Condition, State
from assets.rights import Guarded

LONGEST_NOTE = 1000
AWAY = State.ON_LOAN


class Loan(Guarded, table=True):
    """One thing lent to a ward, a partner or a firm. Patients are not named here."""

    __table_args__ = (
        Index("ix_loan_returned_on_id", "returned_on", "id"),
        Index("ix_loan_site_id_returned_on_id", "site_id", "returned_on", "id"),
    )

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
    note: str = Field(default="", max_length=LONGEST_NOTE)

    asset: Asset = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.borrower

    def late(self, on: date) -> bool:
        """Whether it should have been back before this day."""
        return self.away_id is not None and self.due_on is not None and self.due_on < on

    def must_be_away(self) -> None:
        if self.away_id is None:
            raise Refused("It is back already.")


# Spelled so that SQLite too goes by the index.
AWAY_STILL = col(Loan.away_id) >= UUID(int=0)

FOLLOWERS.append(lambda asset: select(Loan).where(Loan.away_id == asset.id))


def lend(
    session: Session,
    assets: Sequence[Asset],
    *,
    borrower: str,
    on: date,
    due_on: date | None = None,
    note: str = "",
) -> list[Loan]:
    """Lend these things and their parts. They keep their places. All are lent, or none."""
    if not borrower.strip():
        raise Refused("Say who has it from now on.", field="borrower")
    _must_come_back(due_on, on)
    going = moves.together(session, assets, along=moves.at_hand)
    for asset in going:
        if asset.state not in AT_HAND:
            raise Refused(
                "{tag} is {state}. It cannot be lent.",
                tag=asset.tag,
                state=asset.state,
                field="tags",
            )
        asset.may_become(AWAY, on)
    lent = [_loan(asset, borrower.strip(), on, due_on, note.strip()) for asset in going]
    session.add_all(lent)
    for asset in going:
        asset.step(AWAY, on)
    session.flush()
    return lent


def _loan(asset: Asset, borrower: str, on: date, due_on: date | None, note: str) -> Loan:
    return Loan(
        asset=asset,
        asset_id=asset.id,
        away_id=asset.id,
        site_id=asset.site_id,
        partner_id=asset.partner_id,
        borrower=borrower,
        lent_on=on,
        due_on=due_on,
        state_before=asset.state,
        condition_lent=asset.condition,
        note=note,
    )


def _must_come_back(due_on: date | None, lent_on: date) -> None:
    if due_on and due_on < lent_on:
        raise Refused("It cannot be back before it is lent.", field="due_on")


def extend(session: Session, loan: Loan, due_on: date | None) -> None:
    """It may stay away until another day, and its parts with it."""
    loan.must_be_away()
    for each in _lent_together(session, loan):
        _must_come_back(due_on, each.lent_on)
        each.due_on = due_on


def give_back(
    session: Session,
    loan: Loan,
    on: date,
    *,
    condition: Condition | None = None,
    place: Place | None = None,
    note: str = "",
) -> None:
    """It is back with its parts, in this condition or as it was, at its place or at another."""
    loan.must_be_away()
    if on < loan.lent_on:
        raise Refused("It cannot be back before it is lent.", field="returned_on")
    if place and place.site_id != loan.site_id:
        raise Refused(
            "{place} is at another site. Send it instead.", place=place.name, field="place"
        )
    loan.note = _noted(loan.note, note.strip())
    for each in _lent_together(session, loan):
        asset = each.asset
        asset.come(each.state_before, place, on)
        if condition and each is loan:
            asset.judge(condition)
        each.away_id, each.returned_on = None, on
        each.condition_returned = asset.condition
    session.flush()


def _noted(before: str, now: str) -> str:
    note = "\n".join(filter(None, [before, now]))
    if len(note) > LONGEST_NOTE:
        most = LONGEST_NOTE - len(before) - 1
        raise Refused("This is too long: {most} characters at most.", most=most, field="note")
    return note


def _lent_together(session: Session, loan: Loan) -> list[Loan]:
    """This loan, and those of its parts that were lent with it."""
    things = moves.together(
        session, [session.get_one(Asset, loan.asset_id)], along=lambda part, _: part.state is AWAY
    )
    away = col(Loan.away_id).in_([asset.id for asset in things])
    alike = (Loan.borrower == loan.borrower) & (Loan.lent_on == loan.lent_on)
    found = session.exec(select(Loan).where(away, alike).options(*alongside(Loan.asset))).all()
    return list(found)


@event.listens_for(Session, "before_flush")
def _follow_life(session: Session, _: object, __: object) -> None:
    """By whichever door a lent thing comes back, or is gone for good, its loan is over."""
    dirty = [each for each in session.dirty if isinstance(each, Asset)]
    left = {each.id: each for each in dirty if each.left is AWAY}
    over = select(Loan).where(col(Loan.away_id).in_(list(left)))
    for loan in session.exec(over).all() if left else ():
        if loan.away_id:
            loan.away_id, loan.returned_on = None, moment_of(session).date()
            loan.condition_returned = left[loan.asset_id].condition
