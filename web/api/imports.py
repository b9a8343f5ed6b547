"""Lists that programs bring in: /api/v1/import."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session

from assets.exchange import intake, mappings, purchases, sheets
from assets.exchange.cells import Order
from assets.exchange.custom_fields import recognised
from assets.exchange.intake import Intake
from assets.exchange.purchase_columns import Purchases
from assets.exchange.purchases import Report
from assets.exchange.readings import Refusal, Said
from assets.inventory import custom_fields, places
from assets.money import Currency
from assets.rights import Permission
from assets.words import Language
from web import rehearsals
from web.access import reading, slowly, today, writing
from web.answer import Answer
from web.doors import programs

router = programs("/import", tags=["import"])

A_FILE = {"schema": {"type": "string", "format": "binary"}}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SENT = {"requestBody": {"content": {"text/csv": A_FILE, XLSX: A_FILE}, "required": True}}


class About(BaseModel):
    """What is said of the list as a whole; the same as on the page and on the command line."""

    model_config = ConfigDict(frozen=True)

    name: str = ""
    mapping: str = ""
    order: Order | None = None
    place: str = ""
    currency: Currency | None = None
    dry_run: bool = False


async def _sent(request: Request) -> bytes:
    return await request.body()


Sent = Annotated[bytes, Depends(_sent)]


@router.post("", dependencies=[slowly(Permission.ASSETS_IMPORT)], openapi_extra=SENT)
def bring(
    answer: Answer, request: Request, content: Sent, about: Annotated[About, Query()]
) -> Response:
    """Bring in a CSV or Excel list of assets, sent as the body. Says row by row what is refused.

    With `dry_run=true` nothing is written. Otherwise all accepted rows are, in one batch.
    """
    with reading(request) as db:
        plan = _plan(db, request, content, about)
    if about.dry_run:
        return answer.item(_told(plan, request.state.language))
    with writing(request, reason=about.name) as db:
        intake.apply(db, plan)
        return answer.item(_told(plan, request.state.language))


@router.post("/purchases", dependencies=[slowly(Permission.PROCUREMENT_KEEP)], openapi_extra=SENT)
def bring_purchases(
    answer: Answer, request: Request, of: Purchases, content: Sent,
    name: str = "", *, dry_run: bool = False,
) -> Response:  # fmt: skip
    """Bring in a list of lots, items, contracts or their lines, sent as the body; `of` says which.

    With `dry_run=true` nothing is written. Otherwise all accepted rows are, in one batch.
    """
    sheet, language = sheets.read(content), request.state.language
    if dry_run:
        return answer.item(_reported(rehearsals.rehearsed(request, sheet, of), language))
    with writing(request, reason=name) as db:
        report = purchases.bring(db, sheet, of, today(request, db), request.state.rights)
        return answer.item(_reported(report, language))


def _plan(db: Session, request: Request, content: bytes, about: About) -> Intake:
    rights, on = request.state.rights, db.info["at"].astimezone(request.state.zone).date()
    sheet = sheets.read(content)
    headers = sheet.headers
    mapping = mappings.named(about.mapping, headers) if about.mapping else mappings.guessed(headers)
    mapping = recognised(mapping, headers, db.exec(custom_fields.living()))
    where = places.called(db, about.place, rights) if about.place else None
    return intake.plan(db, sheet, mapping, on, rights, Said(about.order, where, about.currency))


def _told(plan: Intake, language: Language) -> dict[str, Any]:
    return {
        "created": len(plan.new),
        "changed": len(plan.changed),
        "same": len(plan.same),
        "refused": _refused(plan.refused, language),
        "left_out": list(plan.left_out),
    }


def _reported(report: Report, language: Language) -> dict[str, Any]:
    return {
        "created": len(report.new),
        "changed": len(report.changed),
        "same": len(report.same),
        "refused": _refused(report.refused, language),
        "left_out": list(report.left_out),
    }


def _refused(refused: Iterable[Refusal], language: Language) -> list[dict[str, Any]]:
    return [
        {
            "row": each.row,
            "column": each.column,
            "value": each.value,
            "expected": each.said(language),
        }
        for each in refused
    ]
