"""What a lot is, for programs: PATCH /api/v1/lots/{number}."""

from typing import Annotated, Any

from fastapi import Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.procurement.budgets import BudgetLine
from assets.procurement.lots import Lot, Procedure
from assets.rights import Permission
from web import bought
from web.access import Db, may
from web.answer import Amount, Answer
from web.bought import TheLot
from web.doors import programs

router = programs("/lots/{number}", tags=["lots"])


class Fields(BaseModel):
    """What may be said of a lot. A field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(default=None, min_length=1, max_length=200)
    procedure: Procedure | None = None
    legal_basis: str | None = Field(default=None, max_length=200)
    notice_number: str | None = Field(default=None, max_length=80)
    estimate: Amount | None = None
    budget_line: str | None = Field(default=None, max_length=40)


@router.patch("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit(answer: Answer, db: Db, lot: TheLot, said: Annotated[Fields, Body()]) -> Response:
    """Change fields. `If-Match` takes the version of the lot."""
    asked = said.model_fields_set
    values = {
        name: getattr(said, name)
        for name in asked & {"procedure", "legal_basis", "notice_number"}
        if getattr(said, name) is not None
    }
    if "budget_line" in asked:
        values["budget_line_id"] = bought.line_id(db, lot, said.budget_line or "")
    estimate = said.estimate.money if said.estimate else None
    lot.describe(
        title=said.title or lot.title,
        estimate=estimate if "estimate" in asked else lot.estimate,
        **values,
    )
    db.flush()
    return answer.item(_item(db, lot))


def _item(db: Db, lot: Lot) -> dict[str, Any]:
    line = db.get(BudgetLine, lot.budget_line_id) if lot.budget_line_id else None
    return {
        "number": lot.number,
        "title": lot.title,
        "procedure": lot.procedure,
        "legal_basis": lot.legal_basis,
        "notice_number": lot.notice_number,
        "estimate": lot.estimate.json() if lot.estimate else None,
        "budget_line": line.code if line else None,
        "version": lot.version,
    }
