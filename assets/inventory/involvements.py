"""What is told in the history of a record beside its own changes: loans, transfers and papers."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import Session, select

from assets.inventory import dispatches
from assets.inventory.documents import About, Attachment, ids_beside
from assets.inventory.loans import Loan
from assets.inventory.register import Asset
from assets.inventory.transfers import Transfer, TransferLine
from assets.rights import Permission, Rights
from assets.trail import Entry

# The kinds of entries that are told with a record, by what a reader asks for.
TOLD = {
    "loan": ("loan",),
    "transfer": ("transfer", "transfer_line"),
    "attachment": ("attachment",),
}
# What would be told twice: a transfer by each of its things, a move of papers by their thing.
UNTOLD = (("transfer", "changed"), ("transfer_line", "created"), ("attachment", "changed"))


def of(session: Session, record: Any, seen_by: Rights) -> set[UUID]:
    """The keys of the trail that tell of a record beside its own, as far as she may see them.

    Whoever sees a thing sees its papers, also those that have been taken away from it.
    """
    asked = [*_papers(record), *(_moves(record, seen_by) if isinstance(record, Asset) else ())]
    return {key for each in asked for row in session.connection().execute(each) for key in row}


def _papers(record: Any) -> list[Select[Any]]:
    if record.__tablename__ not in set(About):
        return []
    held = select(Attachment.id).where(
        Attachment.about == About(record.__tablename__), Attachment.subject_id == record.id
    )
    first, last = ids_beside(record.id)
    return [held, select(Entry.key).where(Entry.key >= first, Entry.key <= last)]


def _moves(asset: Asset, seen_by: Rights) -> list[Select[Any]]:
    lent = select(Loan.id).where(Loan.asset_id == asset.id)
    sent: Any = select(TransferLine.id, Transfer.id).join(Transfer)
    seen = dispatches.concerning(seen_by, Permission.ASSETS_SEE, leading=False)
    return [
        lent.where(seen_by.where(Permission.ASSETS_SEE, Loan, leading=False)),
        sent.where(TransferLine.asset_id == asset.id, seen),
    ]
