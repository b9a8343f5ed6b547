"""Pages about the lines of a contract: adding one, putting it right, taking it off."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi.responses import Response
from pydantic import BaseModel

from assets.errors import Refused
from assets.inventory import catalogue
from assets.inventory.catalogue import EquipmentType
from assets.procurement import contract_lines, deletions, items
from assets.procurement.contract_lines import ContractLine
from assets.procurement.contracts import Contract
from assets.rights import Permission
from web import agreements, bought
from web.access import Db, may
from web.agreements import Line
from web.bought import TheContract, TheLine
from web.doors import pages
from web.forms import Form, posted
from web.page import Page, PageFor

router = pages("/procurement/contracts/{key}/lines")


class Removing(BaseModel):
    """Nothing but the line that was looked at."""

    version: int | None = None


PostedLine = Annotated[Form[Line], posted(Line)]
PostedRemoving = Annotated[Form[Removing], posted(Removing)]


@router.get("/new", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new(page: Page, db: Db, contract: TheContract, item: str = "") -> Response:
    return _form(page, db, contract, None, Form(_like(page, db, contract, item)))


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def add(page: Page, db: Db, contract: TheContract, form: PostedLine) -> Response:
    if form.valid:
        try:
            contract_lines.add(db, contract, **_values(db, contract, form.data))
            return page.go_to(f"/procurement/contracts/{contract.id}#lines")
        except Refused as no:
            form.refuse(no)
    return _form(page, db, contract, None, form)


@router.get("/{line}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def revise(page: Page, db: Db, contract: TheContract, line: TheLine) -> Response:
    return _form(page, db, contract, line, Form(_said_of(page, db, line)))


@router.post("/{line}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit(page: Page, db: Db, contract: TheContract, line: TheLine, form: PostedLine) -> Response:
    if form.valid:
        try:
            line.expect(form.data.version)
            line.describe(contract, **_values(db, contract, form.data))
            return page.go_to(f"/procurement/contracts/{contract.id}#lines")
        except Refused as no:
            form.refuse(no)
    return _form(page, db, contract, line, form)


@router.post("/{line}/remove", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def remove(
    page: Page, db: Db, contract: TheContract, line: TheLine, form: PostedRemoving
) -> Response:
    try:
        line.expect(form.data.version)
        deletions.line(db, line)
        return page.go_to(f"/procurement/contracts/{contract.id}#lines")
    except Refused as no:
        form.values = _said_of(page, db, line)
        form.refuse(no)
    return _form(page, db, contract, line, form)


def _values(db: Db, contract: Contract, said: Line) -> dict[str, Any]:
    return {
        "title": said.title,
        "quantity": said.quantity,
        "price": said.price.of(contract.currency, "price"),
        "vat_rate": agreements.rate_of(said),
        "type_id": bought.kind_id(db, said.type),
        "model_id": _model_id(db, said.model),
        "item_id": next((each for each in _items(db, contract) if str(each) == said.item), None),
    }


def _model_id(db: Db, words: str) -> UUID | None:
    if not words.strip():
        return None
    try:
        return catalogue.model_called(db, words).id
    except Refused as no:
        no.field = "model"
        raise


def _items(db: Db, contract: Contract) -> dict[UUID, str]:
    return {each.id: each.label for each in db.exec(items.of_lot(contract.lot))}


def _form(
    page: PageFor, db: Db, contract: Contract, line: ContractLine | None, form: Form[Any]
) -> Response:
    return page.render(
        "procurement/contracts/line.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        contract=contract,
        lot=contract.lot,
        line=line,
        items=[(str(key), label) for key, label in _items(db, contract).items()],
    )


def _like(page: PageFor, db: Db, contract: Contract, item: str) -> dict[str, Any]:
    """What a new line begins with: what the item asks for."""
    said: dict[str, Any] = dict.fromkeys(Line.model_fields, "") | {"quantity": 1}
    held = db.exec(items.of_lot(contract.lot)).all()
    like = next((each for each in held if str(each.id) == item), None)
    if like is None:
        return said
    kind = page.said(like.type.names) if like.type else ""
    return said | {
        "title": like.title,
        "quantity": like.quantity,
        "type": kind,
        "item": item,
    }


def _said_of(page: PageFor, db: Db, line: ContractLine) -> dict[str, Any]:
    """The line as its form shows it."""
    kind = db.get(EquipmentType, line.type_id) if line.type_id else None
    model = catalogue.model(db, line.model_id) if line.model_id else None
    return {
        "title": line.title,
        "quantity": line.quantity,
        "price": page.said(Decimal(line.price_minor).scaleb(-2)),
        "vat_rate": page.said(agreements.rate(line)),
        "type": page.said(kind.names) if kind else "",
        "model": f"{model.maker.name} {model.name}" if model else "",
        "item": str(line.item_id or ""),
    }
