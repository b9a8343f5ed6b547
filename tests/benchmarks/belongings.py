"""What belongs to the things of a filled register: their loans, transfers and certificates."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, select

from assets import trail
from assets.inventory.documents import About, Attachment, Document, Kind
from assets.inventory.loans import Loan
from assets.inventory.places import Kind as PlaceKind
from assets.inventory.places import Place
from assets.inventory.register import Condition, State
from assets.inventory.transfers import State as TransferState
from assets.inventory.transfers import Transfer, TransferLine

CERTIFIED_EVERY = 5
SENT_EVERY = 50
MANY = 300

Numbered = Sequence[tuple[int, dict]]


def add(session: Session, things: Numbered, on: date, at: datetime) -> None:
    """Loans of what is or was away, transfers of every fiftieth, a certificate of every fifth."""
    sent = [each for each in things if each[0] % SENT_EVERY == 0]
    certified = [each for each in things if each[0] % CERTIFIED_EVERY == 0]
    transfers = list(_transfers(session, sent, on))
    papers = [_certificate(number, on) for number, _ in certified]
    rows = (
        (Loan, list(_loans(things, on)), "borrower"),
        (Transfer, transfers, "number"),
        (TransferLine, _lines(sent, transfers), "asset_id"),
        (Document, papers, "name"),
        (Attachment, _attached(certified, papers), "subject_id"),
    )
    for table, some, label in rows:
        trail.add_rows(session, table, [row | {"created_at": at} for row in some], label=label)


def _loans(things: Numbered, on: date) -> Iterator[dict]:
    for number, thing in things:
        if thing["state"] in (State.ON_LOAN, State.IN_STORAGE):
            away, back = thing["state"] is State.ON_LOAN, on - timedelta(number % MANY)
            lent = Loan(
                asset_id=thing["id"],
                away_id=thing["id"] if away else None,
                borrower=f"Ward {number % 40}",
                lent_on=back - timedelta(30),
                due_on=on + timedelta(number % 60 - 5) if away else back,
                returned_on=None if away else back,
                state_before=State.IN_USE,
                condition_lent=Condition.UP,
            )
            yield _row(lent, thing)


def _transfers(session: Session, things: Numbered, on: date) -> Iterator[dict]:
    sites = session.exec(select(Place.id).where(Place.kind == PlaceKind.SITE)).all()
    for number, thing in things:
        to = next(site for site in sites if site != thing["site_id"])
        ended = on - timedelta(number % MANY)
        sent = Transfer(
            number=f"T-{number:06}",
            state=TransferState.RECEIVED,
            to_site_id=to,
            to_place_id=to,
            sent_on=ended - timedelta(2),
            ended_on=ended,
        )
        yield _row(sent, thing)


def _lines(things: Numbered, transfers: Sequence[dict]) -> list[dict]:
    return [
        TransferLine(
            transfer_id=transfer["id"],
            asset_id=thing["id"],
            from_place_id=thing["place_id"],
            state_before=State.IN_USE,
            condition_sent=Condition.UP,
            received_on=transfer["ended_on"],
        ).model_dump()
        for (_, thing), transfer in zip(things, transfers, strict=True)
    ]


def _certificate(number: int, on: date) -> dict:
    paper = Document(
        digest=f"{number:064x}",
        name=f"Certificate {number}.pdf",
        folded=f"certificate {number}.pdf",
        media_type="application/pdf",
        size=1,
        kind=Kind.CERTIFICATE,
        valid_until=on + timedelta(number % 900 - 30),
    )
    return paper.model_dump()


def _attached(things: Numbered, papers: Sequence[dict]) -> list[dict]:
    return [
        _row(Attachment(document_id=paper["id"], about=About.ASSET, subject_id=thing["id"]), thing)
        for (_, thing), paper in zip(things, papers, strict=True)
    ]


def _row(record: Loan | Transfer | Attachment, thing: dict) -> dict:
    whose: dict[str, UUID] = {name: thing[name] for name in ("site_id", "partner_id")}
    return record.model_dump() | whose
