"""What broke in the demonstration, and how far somebody has come with it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from sqlmodel import Session

from assets.demo import tale as telling
from assets.demo.tale import Story, Tale
from assets.inventory import suppliers
from assets.inventory.register import Asset
from assets.maintenance import completion, labour, orders, progress
from assets.maintenance.orders import WorkOrder
from assets.maintenance.terms import Cause, FailureMode, Kind, Remedy, Waiting
from assets.money import Currency, Money
from assets.people import Person

Told = Callable[[Tale, Story, date, Session], None]
_NOTED = {"failure_mode": FailureMode, "cause": Cause, "remedy": Remedy}


def repair(tale: Tale) -> None:
    """Tell every repair, step by step, as far as the story goes."""
    steps: dict[str, tuple[Told, str]] = {
        "asked": (_ask, "technician"),
        "begun": (_begin, "technician"),
        "waits": (_wait, "technician"),
        "done": (_complete, "technician"),
        "verified": (_verify, "site_manager"),
        "closed": (_close, "site_manager"),
    }
    for row in telling.read("repairs.toml")["repairs"]:
        for name, (tell, who) in steps.items():
            if f"{name}_offset" in row:
                day = tale.day + timedelta(row[f"{name}_offset"])
                tale.happens(day, partial(tell, tale, row, day), who=f"{who}@{row['site']}")


def _ask(tale: Tale, row: Story, day: date, session: Session) -> None:
    asset = session.get_one(Asset, tale.id("serial", row["asset"]))
    asked = {"title": row["title"], "kind": Kind.CORRECTIVE, "due_on": day, "on": day}
    tale.named("repair", row["asset"], orders.ask(session, asset, **asked).id)


def _begin(tale: Tale, row: Story, day: date, session: Session) -> None:
    order, who = _order(tale, row, session), _who(tale, row, session)
    order.begin(who, session.info["at"])
    said = {name: kind(row[name]) for name, kind in _NOTED.items() if name in row}
    progress.note(session, order, **said)
    if "minutes" in row:
        currency = Currency(row.get("currency", "EUR"))
        rate = Money.of(Decimal(row["rate"]), currency) if "rate" in row else None
        labour.add(session, order, who, day, row["minutes"], rate)


def _wait(tale: Tale, row: Story, _: date, session: Session) -> None:
    order = _order(tale, row, session)
    order.wait(Waiting(row["waiting_for"]))
    if "provider" in row:
        firm = suppliers.named(session, row["provider"])
        firm.describe(contact=row["contact"])
        progress.assign(session, order, person=_who(tale, row, session), provider=firm)


def _complete(tale: Tale, row: Story, day: date, session: Session) -> None:
    who = _who(tale, row, session)
    completion.complete(session, _order(tale, row, session), who, day, row["note"])


def _verify(tale: Tale, row: Story, _: date, session: Session) -> None:
    progress.verify(session, _order(tale, row, session), _manager(tale, row, session))


def _close(tale: Tale, row: Story, _: date, session: Session) -> None:
    progress.close(session, _order(tale, row, session), _manager(tale, row, session))


def _order(tale: Tale, row: Story, session: Session) -> WorkOrder:
    return session.get_one(WorkOrder, tale.id("repair", row["asset"]))


def _who(tale: Tale, row: Story, session: Session) -> Person:
    return session.get_one(Person, tale.id("person", f"technician@{row['site']}"))


def _manager(tale: Tale, row: Story, session: Session) -> Person:
    return session.get_one(Person, tale.id("person", f"site_manager@{row['site']}"))
