"""What the demonstration's sites sent one another, and what they lent."""

from datetime import timedelta
from functools import partial

from sqlmodel import Session, select

from assets.demo import tale as telling
from assets.demo.tale import Story, Tale
from assets.inventory import dispatches, loans, transfers
from assets.inventory.leaving import Departure
from assets.inventory.loans import Loan
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.inventory.transfers import Transfer
from assets.people import Person
from assets.procurement import clocks, releases


def move(tale: Tale) -> None:
    """Tell every transfer and every loan, from its beginning to its end if it has one."""
    told = telling.read("moves.toml")
    for row in told["transfers"]:
        _tell(tale, row, "sent", row["from"], partial(_send, tale, row))
        _tell(tale, row, "received", row["to"], partial(_receive, tale, row))
    for row in told["loans"]:
        _tell(tale, row, "lent", row["site"], partial(_lend, tale, row))
        _tell(tale, row, "returned", row["site"], partial(_give_back, tale, row))


def _tell(tale: Tale, row: Story, step: str, site: str, tell: telling.Told) -> None:
    if f"{step}_offset" in row:
        day = tale.day + timedelta(row[f"{step}_offset"])
        tale.happens(day, tell, who=f"technician@{site}")


def _thing(tale: Tale, serial: str, session: Session) -> Asset:
    return session.get_one(Asset, tale.id("serial", serial))


def _there(tale: Tale, row: Story, session: Session) -> Place:
    known = ("place", f"{row['to']}/{row['place']}") if "place" in row else ("site", row["to"])
    return session.get_one(Place, tale.id(*known))


def _release(tale: Tale, row: Story, session: Session) -> None:
    """What a grant has paid for leaves its site when a second person has agreed."""
    on = session.info["at"].date()
    things = {each.id: each for each in (_thing(tale, key, session) for key in row["things"])}
    for key in clocks.clocks(session, things):
        owner = session.get_one(Partner, things[key].partner_id).code
        manager, officer = (
            session.get_one(Person, tale.id("person", who))
            for who in (f"site_manager@{row['from']}", f"procurement_officer@{owner}")
        )
        asked = releases.ask(session, things[key], Departure.LEAVING, row["note"], manager, on)
        asked.record_notice(f"{row['from']}-{on:%Y%m%d}", on, on)
        asked.agree(officer, on)
    session.flush()


def _send(tale: Tale, row: Story, session: Session) -> None:
    _release(tale, row, session)
    sent = transfers.send(
        session,
        [_thing(tale, serial, session) for serial in row["things"]],
        _there(tale, row, session),
        session.info["at"].date(),
        expected_on=tale.on(row, "expected"),
        by=session.get_one(Person, tale.id("person", f"technician@{row['from']}")),
        note=row["note"],
    )
    tale.named("transfer", row["things"][0], sent.id)


def _receive(tale: Tale, row: Story, session: Session) -> None:
    transfer = session.get_one(Transfer, tale.id("transfer", row["things"][0]))
    by = session.get_one(Person, tale.id("person", f"technician@{row['to']}"))
    come = dispatches.lines_of(session, transfer)
    at, on = _there(tale, row, session), session.info["at"].date()
    transfers.receive(session, transfer, come, at, on, by=by)


def _lend(tale: Tale, row: Story, session: Session) -> None:
    loans.lend(
        session,
        [_thing(tale, row["thing"], session)],
        borrower=row["borrower"],
        on=session.info["at"].date(),
        due_on=tale.on(row, "due"),
        note=row.get("note", ""),
    )


def _give_back(tale: Tale, row: Story, session: Session) -> None:
    lent = select(Loan).where(Loan.away_id == tale.id("serial", row["thing"]))
    loans.give_back(session, session.exec(lent).one(), session.info["at"].date())
