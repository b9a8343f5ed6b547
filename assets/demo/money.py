"""The money of the demonstration: budgets, who pays, invoices, payments and partner reports."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from sqlmodel import Session

from assets.demo import tale as telling
from assets.demo.tale import Story, Tale
from assets.inventory.partners import Partner
from assets.inventory.register import Asset
from assets.money import SPENT_IN, Currency, Money, Written
from assets.procurement import (
    billing,
    budgets,
    fundings,
    invoices,
    rates,
    reports,
    results,
    vat,
)
from assets.procurement.budgets import BudgetLine, CostCategory
from assets.procurement.fundings import Paid, Source
from assets.procurement.lots import Lot
from assets.procurement.projects import Project
from assets.procurement.rates import Published
from assets.rights import EVERYTHING
from assets.words import Words

INVENTED = "Demonstration"
MONTHS = 42
# Invented: what a euro was at the end of the story, and by how much less a month before.
WORTH = {
    Currency.RON: (Decimal("5.1200"), Decimal("0.0030")),
    Currency.HUF: (Decimal("398.50"), Decimal("0.40")),
}
# At which rate the prices of lots, which are in euro, were agreed.
AGREED = {Currency.RON: 5, Currency.HUF: 390, Currency.EUR: 1}
PERIOD = timedelta(120)


def plan(tale: Tale) -> None:
    """Before anything is bought: the rates, the budgets and who pays."""
    told = telling.read("money.toml")
    tale.happens(tale.begins, partial(_rates, tale))
    tale.happens(tale.begins, partial(_lines, tale, told["lines"]))
    for row in told["fundings"]:
        tale.happens(tale.begins, partial(_fund, tale, row))
    _share_things(tale)
    for row in told["results"]:
        tale.happens(tale.begins, partial(_promise, tale, row))
    for project in telling.read("projects.toml")["projects"]:
        begun = max(tale.on(project, "starts") or tale.begins, tale.begins)
        of_it = [row for row in told["lines"] if row["project"] == project["code"]]
        tale.happens(begun, partial(_approve, tale, project["code"], of_it, first=True))
        if any("before" in row for row in of_it):
            tale.happens(begun + PERIOD, partial(_approve, tale, project["code"], of_it))


def pay(tale: Tale) -> None:
    """What was invoiced of each lot, paid, and declared in which report."""
    written: dict[tuple[str, str, date], list[Story]] = defaultdict(list)
    for lot in telling.lots():
        tale.happens(_begun(tale, lot), partial(_assign, tale, lot))
        if (billed := _of_lot(tale, lot)) is not None:
            _invoice(tale, billed)
            if reported := _day(tale, lot, "reported"):
                written[lot["project"], lot["partner"], reported].append(billed)
    for row in telling.read("money.toml")["invoices"]:
        lot = next(each for each in telling.lots() if each["number"] == row["lot"])
        _invoice(tale, row | {"of": lot})
    for (project, partner, on), told in sorted(written.items(), key=lambda each: each[0][2]):
        tale.happens(on, partial(_report, tale, project, partner, told), who=_officer(partner))


def _begun(tale: Tale, lot: Story) -> date:
    return min(day for each in lot["milestones"] if (day := tale.on(each, "baseline")))


def _day(tale: Tale, lot: Story, stage: str) -> date | None:
    """The day on which a milestone of a lot was met, if the tale has come so far."""
    found = next((each for each in lot["milestones"] if each["stage"] == stage), None)
    day = tale.on(found, "actual") if found else None
    return day if day and day <= tale.day else None


def _of_lot(tale: Tale, lot: Story) -> Story | None:
    """The one invoice of a lot that is finished, at the price that was agreed."""
    issued, paid = _day(tale, lot, "invoice"), _day(tale, lot, "payment")
    if issued is None or paid is None:
        return None
    net = Written.read(lot["budget"]).amount * AGREED[_spent(lot)]
    number = f"D-{lot['number'].replace('ROHU', '')}"
    return {"of": lot, "number": number, "net": str(net), "issued_on": issued, "paid_on": paid}


def _spent(lot: Story) -> Currency:
    return SPENT_IN[_country(lot["partner"])]


def _country(partner: str) -> str:
    rows = telling.read("partners.toml")["partners"]
    return next(str(row["country"]) for row in rows if row["code"] == partner)


def _officer(partner: str) -> str:
    told = telling.read("people.toml")["people"]
    ours = [row for row in told if row["role"] == "procurement_officer"]
    return next(str(row["email"]) for row in ours if row.get("partner") == partner)


def _rates(tale: Tale, session: Session) -> None:
    month = rates.month_of(tale.day)
    told = []
    for back in range(MONTHS):
        told += [
            Published(currency, month, worth - back * less)
            for currency, (worth, less) in WORTH.items()
        ]
        month = rates.month_of(month - timedelta(1))
    rates.load(session, told, INVENTED)


def _project(tale: Tale, session: Session, code: str) -> Project:
    return session.get_one(Project, tale.id("project", code))


def _partner(tale: Tale, session: Session, code: str) -> Partner:
    return session.get_one(Partner, tale.id("partner", code))


def _lines(tale: Tale, rows: Sequence[Story], session: Session) -> None:
    for row in rows:
        said = budgets.Said(row["code"], CostCategory(row["category"]), row["title"])
        project = _project(tale, session, row["project"])
        line = budgets.add_line(session, project, _partner(tale, session, row["partner"]), said)
        tale.named("line", f"{row['project']}/{row['partner']}/{row['category']}", line.id)
        tale.named("line", f"{row['project']}/{row['code']}", line.id)


def _fund(tale: Tale, row: Story, session: Session) -> None:
    project = _project(tale, session, row["project"])
    given = Money.read(row["amount"], project.currency)
    partner = _partner(tale, session, row["partner"])
    fundings.fund(session, project, partner, Source(row["source"]), given)


def _share_things(tale: Tale) -> None:
    """The things of which somebody else has paid a share, in per cent, beside the project."""
    lives = telling.read("lives.toml")
    bought = {lot["number"]: lot for lot in telling.lots()}
    for site in telling.sites():
        for number, row in enumerate(site["assets"]):
            if "also_paid" not in row:
                continue
            lot, first = bought[row["lot"]], lives[row["life"]]["steps"][0]
            tell = partial(_share, tale, f"{site['code']}/{number}/0", row, lot["project"])
            known = tale.day + timedelta(first["offset"])
            tale.happens(known, tell, who=_officer(lot["partner"]))


def _share(tale: Tale, key: str, row: Story, code: str, session: Session) -> None:
    thing = session.get_one(Asset, tale.id("asset", key))
    other = int(Decimal(row["also_paid"]) * 100)
    ours = Paid(fundings.WHOLE - other, _project(tale, session, code))
    fundings.share_out(session, thing, [ours, Paid(other, name=row["also_paid_by"])])


def _promise(tale: Tale, row: Story, session: Session) -> None:
    project = _project(tale, session, row["project"])
    names = Words(row["name_en"], row["name_ro"], row["name_hu"])
    said = results.Said(names, row["target"], row["achieved"], project.ends_on)
    results.promise(session, project, said)


def _approve(
    tale: Tale, code: str, rows: Sequence[Story], session: Session, *, first: bool = False
) -> None:
    """The budget as it was agreed; and later with what was moved from one line to another."""
    project = _project(tale, session, code)
    version = budgets.reallocate(session, project, "" if first else "Act adițional nr. 1")
    for row in rows:
        line = session.get_one(BudgetLine, tale.id("line", f"{code}/{row['code']}"))
        amount: str = row["before"] if first and "before" in row else row["amount"]
        budgets.assign(session, version, line, Money.read(amount, project.currency).minor)
    on = max(project.starts_on, tale.begins) + (timedelta(0) if first else PERIOD)
    budgets.approve(session, project, version, on, tale.day)


def _assign(tale: Tale, row: Story, session: Session) -> None:
    """The line of the budget that pays a lot."""
    lot = session.get_one(Lot, tale.id("lot", row["number"]))
    key = f"{row['project']}/{row['partner']}/{row['cost_category']}"
    lot.budget_line_id = tale.id("line", key)


def _invoice(tale: Tale, told: Story) -> None:
    who = _officer(told["of"]["partner"])
    tale.happens(told["issued_on"], partial(_receive, tale, told), who=who)
    tale.happens(told["paid_on"], partial(_pay, tale, told), who=who)


def _receive(tale: Tale, told: Story, session: Session) -> None:
    row, issued = told["of"], told["issued_on"]
    lot = session.get_one(Lot, tale.id("lot", row["number"]))
    due = issued + timedelta(60)
    known = f"DEMO-{told['number']}"  # what the state's system would have given it
    said = invoices.Said(row["supplier"], told["number"], issued, _spent(row), issued, due, known)
    signed = session.exec(billing.contracts_of(lot)).all()
    contract = signed[0] if len(signed) == 1 else None
    invoice = invoices.receive(session, EVERYTHING, said, issued, of=lot, contract=contract)
    net = Written.read(told["net"]).of(invoice.currency).minor
    (standard, *_) = vat.in_force(session, _country(row["partner"]), issued)
    asked = net * standard.rate // vat.WHOLE
    payer = session.get_one(BudgetLine, lot.budget_line_id)
    line = billing.Said(lot.title, net, asked, net, asked, budget_line=payer)
    tale.named("bill", told["number"], billing.add_line(session, invoice, line).id)
    tale.named("invoice", told["number"], invoice.id)


def _pay(tale: Tale, told: Story, session: Session) -> None:
    invoice = invoices.invoice(session, tale.id("invoice", told["number"]), EVERYTHING)
    left = invoices.owed(session, [invoice])[invoice.id].left
    on = told["paid_on"]
    billing.pay(session, invoice, left, on, max(on, tale.begins), f"OP {told['number']}")


def _report(
    tale: Tale, project: str, partner: str, told: Sequence[Story], session: Session
) -> None:
    """One report declares what was reported on one day; what came of it is told with it."""
    days: dict[str, Any] = {
        stage: _day(tale, told[0]["of"], stage) for stage in ("reported", "verified", "reimbursed")
    }
    on = days["reported"]
    period = (on - PERIOD, on - timedelta(1))
    report = reports.begin(
        session,
        _project(tale, session, project),
        _partner(tale, session, partner),
        period,
        on,
    )
    offered = {each.id: each for each in session.exec(reports.declarable(report, EVERYTHING))}
    for each in told:
        reports.declare(session, report, offered[tale.id("bill", each["number"])])
    reports.submit(session, report, on, tale.day)
    session.flush()
    if days["verified"]:
        reports.verify(session, report, days["verified"], tale.day, {})
    if days["verified"] and days["reimbursed"]:
        reports.reimburse(report, days["reimbursed"], tale.day)
