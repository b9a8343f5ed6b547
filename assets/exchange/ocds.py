"""Open contracting: processes as the Open Contracting Data Standard 1.1.5 says them.

https://standard.open-contracting.org/1.1/en/ ; lots by its official extension. Of suppliers their
names alone are published, and of people nothing.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from assets.exchange import processes
from assets.exchange.processes import Agreed, Bought, Process
from assets.inventory.suppliers import Supplier
from assets.money import Money
from assets.procurement import contracts, projects
from assets.procurement.bids import Bid
from assets.procurement.contract_lines import ContractLine
from assets.procurement.items import LotItem
from assets.procurement.lots import Procedure
from assets.procurement.milestones import Milestone
from assets.rights import Rights
from assets.words import Language, say, spoken

VERSION = "1.1"
LOTS = (
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension"
    "/v1.1.5/extension.json"
)
# The Open Contracting Partnership gives each publisher a prefix. These noughts say: none yet.
PREFIX = "ocds-000000"
FUNDER = "EU-ERDF"
METHODS = {
    Procedure.OPEN: "open",
    Procedure.SIMPLIFIED: "open",
    Procedure.RESTRICTED: "selective",
    Procedure.NEGOTIATED: "limited",
    Procedure.DIRECT: "direct",
}
# In which part of a release a stage is told; the others are of the implementation.
PLANNED = {
    *("need_approved", "market_consult", "design_done", "permit", "in_annual_plan"),
    *("specs_ready", "ex_ante"),
}
TENDERED = {"bid_opening", "evaluation_done", "award_decision", "complaint"}
SIGNED = {"contract_signed", "result_notice", "order_start", "contract_mod", "warranty_end"}

Said = dict[str, Any]


def of_project(
    session: Session, seen_by: Rights, at: datetime, base_url: str, code: str = ""
) -> bytes:
    """The file of one project, or of all that she sees, as it stands at a moment."""
    project = projects.coded(session, code, seen_by) if code else None
    about = project.code if project else "all"
    uri = f"{base_url.rstrip('/')}/procurement/ocds/{about}" if base_url else f"urn:ocds:{about}"
    return written(package(processes.listed(session, seen_by, project), at, uri))


def package(found: Sequence[Process], at: datetime, uri: str) -> Said:
    """A release package of these processes, as they stand at a moment."""
    publisher = found[0].first.partner.name if found else "Rehab Assets"
    return {
        "uri": uri,
        "version": VERSION,
        "extensions": [LOTS],
        "publishedDate": at.isoformat(),
        "publisher": {"name": publisher},
        "releases": [release(each, at) for each in found],
    }


def written(package: Said) -> bytes:
    """A package as a file: the same for the same package."""
    return json.dumps(package, ensure_ascii=False, indent=2).encode() + b"\n"


def release(process: Process, at: datetime) -> Said:
    """One process: what was planned, tendered, awarded, signed and paid until this moment."""
    lot = process.first
    ocid = f"{PREFIX}-{lot.number}"
    said = {
        "ocid": ocid,
        "id": f"{ocid}-{at:%Y%m%dT%H%M%SZ}",
        "date": at.isoformat(),
        "tag": list(_tags(process)),
        "initiationType": "tender",
        "language": Language.EN.value,
        "parties": _parties(process),
        "buyer": _reference(process),
        "planning": _planning(process),
        "tender": _tender(process),
        "awards": [each for bought in process.bought for each in _awards(process, bought)],
        "contracts": [
            _contract(process, bought, agreed)
            for bought in process.bought
            for agreed in bought.contracts
        ],
    }
    return _filled(said)


def _tags(process: Process) -> Iterator[str]:
    yield "planning"
    if any(each.met("notice_published") for each in process.bought):
        yield "tender"
    if any(each.winner or each.contracts for each in process.bought):
        yield "award"
    if any(each.contracts for each in process.bought):
        yield "contract"
    if any(agreed.payments for each in process.bought for agreed in each.contracts):
        yield "implementation"


def _parties(process: Process) -> list[Said]:
    lot, roles = process.first, dict[str, set[str]]()
    names: dict[str, str] = {}
    for bought in process.bought:
        for bid in bought.bids:
            names[_key(bid.supplier)] = bid.supplier.name
            roles.setdefault(_key(bid.supplier), set()).add("tenderer")
        for agreed in bought.contracts:
            supplier = agreed.contract.supplier
            names[_key(supplier)] = supplier.name
            roles.setdefault(_key(supplier), set()).update({"supplier", "payee"})
    country = {"address": {"countryName": lot.partner.country}}
    buyer = _reference(process) | country | {"roles": ["buyer", "payer", "procuringEntity"]}
    funder = {"id": FUNDER, "name": lot.project.programme or "ERDF", "roles": ["funder"]}
    others = [{"id": key, "name": names[key], "roles": sorted(roles[key])} for key in sorted(names)]
    return [buyer, funder, *others]


def _reference(process: Process) -> Said:
    return {"id": process.first.partner.code, "name": process.first.partner.name}


def _supplier(supplier: Supplier) -> Said:
    return {"id": _key(supplier), "name": supplier.name}


def _key(supplier: Supplier) -> str:
    return f"supplier-{supplier.id}"


def _planning(process: Process) -> Said:
    project = process.first.project
    budget = {
        "project": project.acronym,
        "projectID": project.code,
        "description": project.programme,
        "amount": _sum([each.lot.estimate for each in process.bought]),
    }
    return {"budget": _filled(budget), "milestones": _milestones(process, PLANNED)}


def _tender(process: Process) -> Said:
    lot, bids = process.first, [bid for each in process.bought for bid in each.bids]
    offering = {_key(bid.supplier): _supplier(bid.supplier) for bid in bids}
    begins, ends = _days(process, "notice_published"), _days(process, "bid_deadline")
    enquiries = _days(process, "clarif_deadline")
    said = {
        "id": lot.notice_number or lot.number,
        "title": lot.title if len(process.bought) == 1 else f"{lot.project.acronym}, {lot.number}",
        "status": _tender_status(process),
        "procuringEntity": _reference(process),
        "items": [_item(each, bought) for bought in process.bought for each in bought.items],
        "value": _sum([each.lot.estimate for each in process.bought]),
        "procurementMethod": METHODS[lot.procedure],
        "procurementMethodDetails": say(Language.EN, lot.procedure.words),
        "procurementMethodRationale": lot.legal_basis,
        "mainProcurementCategory": lot.kind.value,
        "tenderPeriod": _filled({"startDate": begins, "endDate": ends}),
        "enquiryPeriod": _filled({"startDate": begins, "endDate": enquiries}),
        "numberOfTenderers": len(offering) or None,
        "tenderers": [offering[key] for key in sorted(offering)],
        "milestones": _milestones(process, TENDERED),
        "lots": [_lot(each) for each in process.bought],
    }
    return _filled(said)


def _tender_status(process: Process) -> str:
    if any(each.contracts or each.winner for each in process.bought):
        return "complete"
    called = any(each.met("notice_published") for each in process.bought)
    return "active" if called else "planned"


def _lot(bought: Bought) -> Said:
    lot = bought.lot
    status = "complete" if bought.contracts or bought.winner else None
    status = status or ("active" if bought.met("notice_published") else "planned")
    said = {"id": lot.number, "title": lot.title, "status": status, "value": _value(lot.estimate)}
    return _filled(said)


def _item(item: LotItem, bought: Bought) -> Said:
    unit = {"name": "piece", "value": _value(item.price)}
    said = {
        "id": str(item.id),
        "description": item.title,
        "quantity": item.quantity,
        "unit": _filled(unit),
        "relatedLot": bought.lot.number,
    }
    return _filled(said)


def _awards(process: Process, bought: Bought) -> Iterator[Said]:
    """Each contract was awarded, and so was an offer that has won and is not signed yet."""
    related = {"relatedLots": [bought.lot.number]}
    for agreed in bought.contracts:
        contract = agreed.contract
        day = contract.awarded_on or bought.day_of("award_decision") or contract.signed_on
        yield _filled(
            {
                "id": f"award-{contract.id}",
                "title": bought.lot.title,
                "status": "active",
                "date": process.moment(min(day, contract.signed_on)),
                "value": _value(contract.net),
                "suppliers": [_supplier(contract.supplier)],
                "items": _lines(agreed.lines),
            }
            | related
        )
    if bought.winner and not bought.contracts:
        yield _won(bought, bought.winner) | related


def _won(bought: Bought, bid: Bid) -> Said:
    return {
        "id": f"award-{bid.id}",
        "title": bought.lot.title,
        "status": "active",
        "value": _value(bid.amount),
        "suppliers": [_supplier(bid.supplier)],
    }


def _contract(process: Process, bought: Bought, agreed: Agreed) -> Said:
    contract = agreed.contract
    ends = contracts.ends_on(contract, agreed.changes)
    begins = process.moment(contract.starts_on or contract.signed_on)
    over = contract.terminated_on or bought.schedule.finished
    said = {
        "id": str(contract.id),
        "awardID": f"award-{contract.id}",
        "title": f"{bought.lot.title}, {contract.number}",
        "status": "terminated" if over else "active",
        "period": _filled({"startDate": begins, "endDate": ends and process.moment(ends)}),
        "value": _value(contracts.net_of(contract, agreed.changes)),
        "items": _lines(agreed.lines),
        "dateSigned": process.moment(contract.signed_on),
        "milestones": _of_stages(process, bought, SIGNED),
        "amendments": [
            {
                "id": str(each.id),
                "date": process.moment(each.signed_on),
                "rationale": each.reason,
            }
            for each in agreed.changes
        ],
        "implementation": _implementation(process, bought, agreed),
    }
    return _filled(said)


def _implementation(process: Process, bought: Bought, agreed: Agreed) -> Said:
    payer, payee = _reference(process), _supplier(agreed.contract.supplier)
    transactions = [
        {
            "id": str(payment.id),
            "date": process.moment(payment.paid_on),
            "value": _value(Money(payment.amount_minor, invoice.currency)),
            "payer": payer,
            "payee": payee,
        }
        for payment, invoice in agreed.payments
    ]
    others = PLANNED | TENDERED | SIGNED
    told = [each for each in bought.schedule.milestones if each.stage.code not in others]
    milestones = [_milestone(process, each) for each in told if each.stage.ocds_type]
    return _filled({"transactions": transactions, "milestones": milestones})


def _milestones(process: Process, codes: set[str]) -> list[Said]:
    return [each for bought in process.bought for each in _of_stages(process, bought, codes)]


def _of_stages(process: Process, bought: Bought, codes: set[str]) -> list[Said]:
    told = [each for each in bought.schedule.milestones if each.stage.code in codes]
    return [_milestone(process, each) for each in told if each.stage.ocds_type]


def _milestone(process: Process, milestone: Milestone) -> Said:
    met = milestone.actual_on
    said = {
        "id": str(milestone.id),
        "title": spoken(milestone.names, Language.EN),
        "type": milestone.stage.ocds_type,
        "code": milestone.code,
        "dueDate": process.moment(milestone.forecast_on),
        "dateMet": met and process.moment(met),
        "status": "met" if met else "scheduled",
    }
    return _filled(said)


def _lines(lines: Sequence[ContractLine]) -> list[Said]:
    """Each by the item that it is for; where an item has several, by its own id after the first."""
    told: dict[str, Said] = {}
    for line in lines:
        key = str(line.item_id or line.id)
        key = str(line.id) if key in told else key
        told[key] = {"id": key, "description": line.title, "quantity": line.quantity}
    return list(told.values())


def _days(process: Process, stage: str) -> str | None:
    found = [day for each in process.bought if (day := each.day_of(stage))]
    return process.moment(min(found)) if found else None


def _sum(amounts: Sequence[Money | None]) -> Said | None:
    """Together, where all are known and of one currency."""
    known = [each for each in amounts if each]
    if len(known) != len(amounts) or len({each.currency for each in known}) != 1:
        return None
    return _value(Money(sum(each.minor for each in known), known[0].currency))


def _value(money: Money | None) -> Said | None:
    return {"amount": float(money.amount), "currency": money.currency.value} if money else None


def _filled(said: Said) -> Said:
    """Without what is not known: the standard wants no empty fields."""
    return {name: value for name, value in said.items() if value not in (None, "", [], {})}
