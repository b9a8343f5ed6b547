"""What is away: what its lists are asked for, which things are meant, and where one thing is."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import Query
from sqlmodel import Session

from assets import words
from assets.errors import No
from assets.inventory import dispatches, lendings, moves
from assets.inventory.loans import Loan
from assets.inventory.register import Asset, State
from assets.inventory.transfers import Transfer
from assets.rights import Rights
from assets.words import N_, Language
from web.filters import site_of
from web.paging import Paged, Perhaps, from_address
from web.standing import Standing

SHOWN_LOANS = 10


class AskedTransfers(Paged):
    """What a list of transfers is asked for; without a state, what is on the way."""

    state: Perhaps[dispatches.Show] = None
    from_site: str = ""
    to_site: str = ""

    def wanted(self, session: Session, seen_by: Rights) -> dispatches.Wanted:
        return dispatches.Wanted(
            show=self.state or dispatches.Show.SENT,
            from_site=site_of(session, self.from_site, seen_by),
            to_site=site_of(session, self.to_site, seen_by),
        )


class AskedLoans(Paged):
    """What a list of loans is asked for; without a state, what is lent now."""

    state: Perhaps[lendings.Show] = None
    site: str = ""

    def wanted(self, session: Session, seen_by: Rights) -> lendings.Wanted:
        return lendings.Wanted(
            show=self.state or lendings.Show.AWAY,
            site=site_of(session, self.site, seen_by),
        )


TheAskedTransfers = Annotated[AskedTransfers, from_address(AskedTransfers)]
TheAskedLoans = Annotated[AskedLoans, from_address(AskedLoans)]
# The tags of what is ticked on a list.
Ticked = Annotated[list[str], Query(alias="tag", default_factory=list)]


def tags_of(text: str) -> list[str]:
    """The tags that somebody has typed or chosen, however they are parted."""
    return [tag for tag in re.split(r"[\s,;]+", text) if tag]


def things(session: Session, text: str, by: Rights) -> list[Asset]:
    """What these tags mean, to be shown beside the form; nothing while they are not understood."""
    try:
        return moves.chosen(session, tags_of(text), by)
    except No:
        return []


def of_asset(session: Session, asset: Asset, on: date, language: Language) -> dict[str, Any]:
    """Where a thing is that is not in its place, and who had it before."""
    in_transit = asset.state is State.IN_TRANSIT
    transfer = dispatches.of_asset(session, asset.id) if in_transit else None
    loans = session.exec(lendings.of_asset(asset.id).limit(SHOWN_LOANS)).all()
    loan = next((each for each in loans if each.away_id), None)
    told = lent(loan, on, language) if loan else None
    return {
        "transfer": transfer,
        "loan": loan,
        "whereabouts": under_way(transfer, on, language) if transfer else told,
        "loans": [each for each in loans if not each.away_id],
    }


def under_way(
    transfer: Transfer, on: date, language: Language, begun: Sequence[str] = ()
) -> Standing:
    """Where it goes, since when, and when it should be there; or something else to begin with."""
    going = words.say(
        language,
        N_("On the way to {site} since {day}."),
        site=transfer.to_site.name,
        day=transfer.sent_on,
    )
    told = [
        *(begun or [going]),
        *_due(N_("Expected on {day}."), transfer.expected_on, on, language),
    ]
    return Standing("bad" if transfer.late(on) else "soon", " ".join(told))


def lent(loan: Loan, on: date, language: Language) -> Standing:
    """Who has it, and until when; or since when it is back."""
    if loan.returned_on:
        return Standing("good", words.say(language, N_("Back on {day}."), day=loan.returned_on))
    told = words.say(language, N_("Lent to {borrower}."), borrower=loan.borrower)
    due = _due(N_("Due back on {day}."), loan.due_on, on, language)
    return Standing("bad" if loan.late(on) else "soon", " ".join([told, *due]))


def _due(sentence: str, due_on: date | None, on: date, language: Language) -> Iterator[str]:
    if due_on:
        yield words.say(language, sentence, day=due_on)
    if due_on and due_on < on:
        days = (on - due_on).days
        yield words.say_count(language, "{count} day late.", "{count} days late.", days)
