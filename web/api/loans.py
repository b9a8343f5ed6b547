"""Loans, for programs: /api/v1/loans."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import lendings, loans, moves, places
from assets.inventory.register import Condition
from assets.rights import Permission
from web.access import Db, MyRights, Today, may
from web.answer import Answer, Day
from web.away import AskedLoans
from web.doors import programs
from web.named import TheLoan

router = programs("/loans", tags=["loans"])


class Lending(BaseModel):
    """Which things go to a ward, a partner or a firm. Never a patient's name."""

    model_config = ConfigDict(extra="forbid")

    tags: list[str] = Field(min_length=1)
    borrower: str = Field(min_length=1, max_length=200)
    due_on: Day | None = None
    note: str = Field(default="", max_length=1000)


class Return(BaseModel):
    """How it came back, and where it stands if not where it stood."""

    model_config = ConfigDict(extra="forbid")

    condition: Condition | None = None
    place: str = ""
    note: str = Field(default="", max_length=1000)


Chosen = Annotated[list[UUID], Body(alias="loans", embed=True, min_length=1, max_length=200)]
InCondition = Annotated[Condition | None, Body(embed=True)]
DueOn = Annotated[Day | None, Body(embed=True)]


@router.get("", dependencies=[may(Permission.ASSETS_SEE)])
def index(
    answer: Answer, db: Db, rights: MyRights, today: Today, asked: Annotated[AskedLoans, Query()]
) -> Response:
    """A page of loans: what is lent now by its due day, or `state=late`, `state=returned`."""
    found = lendings.listed(db, asked.wanted(db, rights), today, asked.cut, rights)
    return answer.page(found, [_told(row, row, today) for row in found.rows])


@router.post("", dependencies=[may(Permission.ASSETS_MOVE)], status_code=201)
def lend(
    answer: Answer, db: Db, rights: MyRights, today: Today, said: Annotated[Lending, Body()]
) -> Response:
    """Lend things and their parts, all or none. Answers 201 with a loan for each."""
    going = moves.chosen(db, said.tags, rights)
    made = loans.lend(
        db, going, borrower=said.borrower, on=today, due_on=said.due_on, note=said.note
    )
    return answer.item({"items": [_told(loan, loan.asset, today) for loan in made]}, 201)


@router.post("/return", dependencies=[may(Permission.ASSETS_MOVE)])
def bring_back(
    answer: Answer,
    db: Db,
    rights: MyRights,
    today: Today,
    ids: Chosen,
    condition: InCondition = None,
) -> Response:
    """These are back, by their ids, in this condition or each as it was: all, or none."""
    lendings.bring_back(db, ids, today, rights, condition)
    known = [lendings.loan(db, key, rights) for key in ids]
    return answer.item({"items": [_told(loan, loan.asset, today) for loan in known]})


@router.get("/{key}", dependencies=[may(Permission.ASSETS_SEE)])
def show(answer: Answer, today: Today, loan: TheLoan) -> Response:
    """One loan."""
    return answer.item(_told(loan, loan.asset, today))


@router.post("/{key}/return", dependencies=[may(Permission.ASSETS_MOVE)])
def give_back(
    answer: Answer, db: Db, rights: MyRights, today: Today, loan: TheLoan,
    said: Annotated[Return, Body()],
) -> Response:  # fmt: skip
    """It is back, with the parts that were lent with it."""
    at = places.called(db, said.place, rights) if said.place else None
    loans.give_back(db, loan, today, condition=said.condition, place=at, note=said.note)
    return answer.item(_told(loan, loan.asset, today))


@router.post("/{key}/extend", dependencies=[may(Permission.ASSETS_MOVE)])
def extend(answer: Answer, db: Db, today: Today, loan: TheLoan, due_on: DueOn = None) -> Response:
    """It may stay away until another day, or without one."""
    loans.extend(db, loan, due_on)
    db.flush()
    return answer.item(_told(loan, loan.asset, today))


def _told(loan: Any, asset: Any, on: date) -> dict[str, Any]:
    """A loan, or its row of a list, under the names of the contract."""
    late = loan.returned_on is None and loan.due_on is not None and loan.due_on < on
    return {
        "id": str(loan.id),
        "asset": asset.tag,
        "name": asset.name,
        "borrower": loan.borrower,
        "lent_on": loan.lent_on.isoformat(),
        "due_on": loan.due_on.isoformat() if loan.due_on else None,
        "late": late,
        "returned_on": loan.returned_on.isoformat() if loan.returned_on else None,
        "condition_lent": loan.condition_lent,
        "condition_returned": loan.condition_returned,
        "note": loan.note,
        "version": loan.version,
    }
