"""What should have come by now: transfers that have not arrived, lent things that are not back."""

from datetime import date
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from assets import agenda
from assets.agenda import Duty, Group, Occasion, Source
from assets.inventory import dispatches
from assets.inventory.loans import AWAY_STILL, Loan
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.inventory.transfers import Transfer
from assets.maintenance.terms import When
from assets.rights import Permission, Rights
from assets.words import N_, Said, in_three

_Site = aliased(Place)
_TRANSFER: Any = Transfer.__table__  # type: ignore[attr-defined]
_LOAN: Any = Loan.__table__  # type: ignore[attr-defined]


def by_now(session: Session, rights: Rights, on: date) -> Group:
    """What is late where she may receive it or send it back: both sites of a transfer are told."""
    return agenda.group(session, [transfers(rights), loans(rights)], When.LATE, on)


def transfers(rights: Rights, needs: Permission = Permission.ASSETS_MOVE) -> Source:
    shown: list[Any] = [
        Transfer.id,
        Transfer.version,
        Transfer.number,
        col(Transfer.expected_on).label("due_on"),
        col(_Site.name).label("sender"),
        col(Place.name).label("receiver"),
    ]
    rows: Any = select(*shown).join(_Site, col(_Site.id) == col(Transfer.site_id))
    joined = rows.join(Place, col(Place.id) == col(Transfer.to_site_id))
    asked = (dispatches.concerning(rights, needs), dispatches.open_still())
    return Source(_TRANSFER, asked, _TRANSFER.c.expected_on, joined, _transfer)


def loans(rights: Rights, needs: Permission = Permission.ASSETS_MOVE) -> Source:
    shown: list[Any] = [
        Loan.borrower,
        Loan.due_on,
        Loan.id,
        Loan.version,
        Asset.tag,
        Asset.name,
        col(Place.name).label("place"),
        col(_Site.code).label("site"),
    ]
    rows: Any = select(*shown).join(Asset, col(Asset.id) == col(Loan.asset_id))
    placed = rows.join(Place, col(Place.id) == col(Asset.place_id))
    joined = placed.join(_Site, col(_Site.id) == col(Loan.site_id))
    asked = (rights.where(needs, Loan), AWAY_STILL)
    # Few are away, and most that were due are back: so no index on the day sees this.
    return Source(_LOAN, asked, func.coalesce(_LOAN.c.due_on, None), joined, _loan)


def _transfer(row: Any) -> Duty:
    return Duty(
        titles=in_three(Said(N_("Transfer {number}"), {"number": row.number})),
        due_on=row.due_on,
        name=f"{row.sender} → {row.receiver}",
        transfer=row.number,
        occasion=Occasion.TRANSFER,
        id=row.id,
        version=row.version,
    )


def _loan(row: Any) -> Duty:
    return Duty(
        titles=in_three(Said(N_("Lent to {borrower}"), {"borrower": row.borrower})),
        due_on=row.due_on,
        site=row.site,
        tag=row.tag,
        name=row.name,
        place=row.place,
        loan_id=row.id,
        occasion=Occasion.LOAN,
        id=row.id,
        version=row.version,
    )
