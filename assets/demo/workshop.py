"""What the demonstration's stores hold for repairs, and a round that is half walked."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from sqlmodel import Session, col, select

from assets.demo import tale as telling
from assets.demo.tale import Story, Tale
from assets.inventory.places import Place
from assets.inventory.register import Asset, State
from assets.maintenance import rounds, routes, spares, stock
from assets.maintenance.rounds import Found, Reached, Stop
from assets.maintenance.terms import Kind, Outcome
from assets.money import Currency, Money
from assets.people import Person

STOCKED = -60  # days before DAY


def work(tale: Tale) -> None:
    """Tell what was put in the stores, and the round that somebody walks on the last day."""
    told = telling.read("workshop.toml")
    for row in told["spare_parts"]:
        day = tale.day + timedelta(STOCKED)
        tale.happens(day, partial(_keep, tale, row), who=f"technician@{row['site']}")
    for row in told["rounds"]:
        tale.happens(tale.day, partial(_walk, tale, row), who=f"technician@{row['site']}")


def _keep(tale: Tale, row: Story, session: Session) -> None:
    site = session.get_one(Place, tale.id("site", row["site"]))
    part = spares.add(session, site, row["name"], row.get("part_number", ""))
    said = {"unit": row["unit"], "minimum": Decimal(row["minimum"])}
    if "price" in row:
        said["price"] = Money.read(row["price"], Currency(row["currency"]))
    spares.describe(session, part, said | {"supplier": row.get("supplier", "")})
    stock.count(session, part, Decimal(row["quantity"]), stock.FIRST_COUNT)


def _walk(tale: Tale, row: Story, session: Session) -> None:
    """The first stops pass, the next one fails, one is left out, and the rest are still to come."""
    on, who = tale.day, session.get_one(Person, tale.id("person", f"technician@{row['site']}"))
    things = _things(session, tale.id("site", row["site"]), row["stops"])
    order = rounds.ask(
        session, things, title=row["title"], kind=Kind(row["kind"]), due_on=on, on=on
    )
    passed = Found(Reached.SCANNED, Outcome.PASS)
    failed = Found(Reached.SCANNED, Outcome.FAIL, row["failed"])
    left_out = Found(Reached.PASSED_BY, note=row["left_out"])
    of_round = select(Stop).where(Stop.order_id == order.id).order_by(col(Stop.position))
    stops = session.exec(of_round).all()
    answers = [*[passed] * row["passed"], failed, left_out]
    for stop, found in zip(stops, answers, strict=False):
        rounds.answer(session, order, stop, who, found)
    broken = stops[row["passed"]]
    rounds.repair(session, order, broken, row["repair"], due_on=_soon(on), on=on)


def _things(session: Session, site_id: object, count: int) -> list[Asset]:
    in_use = select(Asset).where(col(Asset.site_id) == site_id, Asset.state == State.IN_USE)
    found = session.exec(in_use.order_by(col(Asset.tag)).limit(count)).all()
    return routes.walked(session, found)


def _soon(on: date) -> date:
    return on + timedelta(3)
