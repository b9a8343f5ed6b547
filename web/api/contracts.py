"""Contracts, for programs: /api/v1/lots/{number}/contracts and /api/v1/contracts/{key}."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import suppliers
from assets.money import Money
from assets.procurement import contract_lines, contracts, modifications, penalties
from assets.procurement.contracts import Contract, ContractChange
from assets.procurement.penalties import Penalty
from assets.rights import Permission
from web import bought
from web.access import Db, Today, may
from web.answer import Amount, Answer, Day
from web.bought import PER_CENT, TheContract, TheLot, per_cent, thousandths
from web.doors import programs

router = programs(tags=["contracts"])

MOST_MONTHS = 600
Share = Annotated[Decimal, Field(ge=0, le=100, decimal_places=3)]
DAYS = ("awarded_on", "signed_on", "starts_on", "ends_on", "guarantee_until")
SAID = (*DAYS, "warranty_months", "guarantee", "note")


class Fields(BaseModel):
    """What was agreed. A field that is left out stays as it is; shares are in per cent."""

    model_config = ConfigDict(extra="forbid")

    number: str | None = Field(default=None, min_length=1, max_length=80)
    awarded_on: Day | None = None
    signed_on: Day | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    net: Amount | None = None
    vat: Amount | None = None
    warranty_months: int | None = Field(default=None, ge=0, le=MOST_MONTHS)
    guarantee: str | None = Field(default=None, max_length=200)
    guarantee_amount: Amount | None = None
    guarantee_until: Day | None = None
    penalty: Share | None = None
    penalty_most: Share | None = None
    note: str | None = Field(default=None, max_length=1000)


class Signing(Fields):
    """What was agreed, and with whom."""

    supplier: str = Field(min_length=1, max_length=200)
    number: str = Field(min_length=1, max_length=80)
    signed_on: Day
    net: Amount


class Change(BaseModel):
    """A modification; an amount below zero takes away."""

    model_config = ConfigDict(extra="forbid")

    signed_on: Day
    reason: str = Field(min_length=1, max_length=1000)
    net: Amount | None = None
    vat: Amount | None = None
    ends_on: Day | None = None


class Ending(BaseModel):
    """When a contract was terminated, and why."""

    model_config = ConfigDict(extra="forbid")

    on: Day
    note: str = Field(min_length=1, max_length=1000)


@router.get("/lots/{number}/contracts", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(answer: Answer, db: Db, lot: TheLot) -> Response:
    """The contracts of a lot, by the day they were signed."""
    signed = db.exec(contracts.of_lots([lot.id])).all()
    return answer.item({"items": [whole(db, each) for each in signed]})


@router.post(
    "/lots/{number}/contracts", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=201
)
def sign(
    answer: Answer, db: Db, lot: TheLot, today: Today, said: Annotated[Signing, Body()]
) -> Response:
    """A contract was signed. Answers 201 with it; its lines come after."""
    net = said.net.money
    values = _values(said, net) | {"number": said.number}
    supplier = suppliers.named(db, said.supplier)
    fresh = contracts.sign(db, lot, supplier, net=net, today=today, **values)
    return answer.item(whole(db, fresh), 201, f"/api/v1/contracts/{fresh.id}")


@router.get("/contracts/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(answer: Answer, db: Db, contract: TheContract) -> Response:
    """One contract with its lines and modifications."""
    return answer.item(whole(db, contract))


@router.patch("/contracts/{key}", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit(
    answer: Answer, db: Db, contract: TheContract, today: Today, said: Annotated[Fields, Body()]
) -> Response:
    """Change fields. `If-Match` takes the version of the contract."""
    net = bought.alike(contract, said.net) if said.net else contract.net
    if said.number is not None:
        contracts.renumber(db, contract, said.number)
    contract.describe(today, net_minor=net.minor, **_values(said, net))
    db.flush()
    return answer.item(whole(db, contract))


@router.post("/contracts/{key}/changes", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def modify(
    answer: Answer, db: Db, contract: TheContract, today: Today, said: Annotated[Change, Body()]
) -> Response:
    """It was modified. `If-Match` takes the version of the contract."""
    amounts = {
        f"{name}_minor": bought.alike(contract, amount).minor
        for name in ("net", "vat")
        if (amount := getattr(said, name))
    }
    days = {"signed_on": said.signed_on, "ends_on": said.ends_on}
    modifications.add(db, contract, today=today, reason=said.reason, **days, **amounts)
    return answer.item(whole(db, contract))


@router.post("/contracts/{key}/terminate", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def terminate(
    answer: Answer, db: Db, contract: TheContract, today: Today, said: Annotated[Ending, Body()]
) -> Response:
    """It was terminated. `If-Match` takes the version of the contract."""
    contract.terminate(said.on, today, said.note)
    db.flush()
    return answer.item(whole(db, contract))


@router.get("/contracts/{key}/penalty", dependencies=[may(Permission.PROCUREMENT_SEE)])
def penalty(answer: Answer, db: Db, contract: TheContract, today: Today) -> Response:
    """What is late today, and what is owed for it."""
    owed = penalties.of(db, contract, today)
    return answer.item({"penalty": _owed(owed) if owed else None})


def whole(db: Db, contract: Contract) -> dict[str, Any]:
    """A contract under the names of the contract of this API, with lines and modifications."""
    changes = db.exec(contracts.changes_of([contract.id])).all()
    agreed = bought.with_changes(contract, changes)
    insured, shares = contract.guaranteed, ("penalty", "penalty_most")
    days = {name: _day(getattr(contract, name)) for name in (*DAYS, "terminated_on")}
    return {
        "id": str(contract.id),
        "number": contract.number,
        "supplier": contract.supplier.name,
        "net": contract.net.json(),
        "vat": contract.vat.json(),
        "net_with_changes": agreed.net.json(),
        "vat_with_changes": agreed.vat.json(),
        "ends_on_with_changes": _day(agreed.ends_on),
        "warranty_months": contract.warranty_months,
        "guarantee": contract.guarantee,
        "guarantee_amount": insured.json() if insured else None,
        **{name: _share(getattr(contract, name)) for name in shares},
        "note": contract.note,
        **days,
        "lines": [
            bought.line_item(db, contract, each) for each in db.exec(contract_lines.of(contract))
        ],
        "changes": [_change(contract, each) for each in changes],
        "version": contract.version,
    }


def _values(said: Fields, net: Money) -> dict[str, Any]:
    """The columns of what is said; amounts are in the currency of the price."""
    values = {name: getattr(said, name) for name in said.model_fields_set & set(SAID)}
    for name in said.model_fields_set & {"penalty", "penalty_most"}:
        values[name] = thousandths(getattr(said, name))
    if said.vat:
        values["vat_minor"] = bought.in_currency(said.vat.money, net.currency, "vat").minor
    if said.guarantee_amount:
        insured = said.guarantee_amount.money
        money = bought.in_currency(insured, net.currency, "guarantee_amount")
        values["guarantee_minor"] = money.minor
    empty = {"guarantee", "note", "signed_on"}
    return {name: each for name, each in values.items() if each is not None or name not in empty}


def _change(contract: Contract, change: ContractChange) -> dict[str, Any]:
    return {
        "number": change.number,
        "signed_on": change.signed_on.isoformat(),
        "reason": change.reason,
        "net": Money(change.net_minor, contract.currency).json(),
        "vat": Money(change.vat_minor, contract.currency).json(),
        "ends_on": _day(change.ends_on),
    }


def _owed(penalty: Penalty) -> dict[str, Any]:
    return {
        "due_on": penalty.due_on.isoformat(),
        "days": penalty.days,
        "amount": penalty.amount.json(),
        "most": penalty.most.json() if penalty.most else None,
        "late": [
            {
                "title": each.title,
                "quantity": each.quantity,
                "net": each.net.json(),
                "days": each.days,
                "delivered_on": _day(each.came_on),
            }
            for each in penalty.late
        ],
    }


def _share(kept: int | None) -> str | None:
    return None if kept is None else str(per_cent(kept, PER_CENT))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
