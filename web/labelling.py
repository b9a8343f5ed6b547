"""What the pages of labels share: which labels, and how they are printed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session

from assets.inventory.identifiers import LabelPrint
from assets.inventory.places import Place
from assets.labelling import choosing, facts, habits, kinds, prints, proofs
from assets.labelling.choosing import Chosen
from assets.labelling.facts import Fact
from assets.labelling.kinds import Kind
from assets.labelling.prints import Arranged
from assets.rights import Permission, Rights
from assets.words import N_
from labels import offered
from labels.designs import Design
from web.answer import Day
from web.filters import Listed
from web.forms import Form
from web.page import PageFor
from web.paging import Perhaps, from_address

SHOWN = 50
# The design that fits each kind, until somebody has chosen another.
USUAL = {
    Kind.ASSET: "plate",
    Kind.PLACE: "room",
    Kind.LOT: "lot",
    Kind.PART: "shelf",
    Kind.PAPER: "lot",
}


class Asked(Listed):
    """Which labels, as it stands in the address: those named, or all that a filter finds.

    `again` is a print whose labels are printed again, and `code` is one label.
    """

    kind: Kind = Kind.ASSET
    unprinted: bool = False
    delivered_on: Perhaps[Day] = None
    chosen: list[str] = Field(default_factory=list)
    everything: bool = False
    again: str = ""
    code: str = ""

    @property
    def filter(self) -> str:
        """The address at which all that this list finds is printed."""
        return self.address("/labels/arrange", everything="true")

    def looked_for(self, session: Session, seen_by: Rights) -> Chosen:
        return Chosen(
            self.kind, self.wanted(session, seen_by), self.unprinted, self.delivered_on
        )


class Arrangement(BaseModel):
    """How labels are printed. Places of a sheet are counted from 1."""

    stock: str = "L7160"
    design: str = "plate"
    first: int = Field(default=1, ge=1)
    copies: int = Field(default=1, ge=1, le=prints.MOST_COPIES)
    printer: str = ""
    reason: str = Field(default="", max_length=200)

    def arranged(self, session: Session, by: Rights) -> Arranged:
        """Raises Missing for a printer that she has not."""
        printer = habits.printer(session, self.printer, by)
        return Arranged(
            self.stock,
            self.design,
            self.first - 1,
            self.copies,
            self.reason,
            printer.id if printer else None,
        )


TheAsked = Annotated[Asked, from_address(Asked)]
TheWhole = Annotated[Asked, from_address(Asked, wholly=True)]


@dataclass(frozen=True)
class Which:
    """The labels that are to be printed: of these things, or with these codes; perhaps not all.

    `printed` is how many of them have been printed before, and so ask for a reason.
    """

    kind: Kind
    keys: Sequence[UUID]
    codes: Sequence[str]
    count: int
    printed: int

    def facts(self, session: Session, most: int | None = None) -> list[Fact]:
        """What they say, in their order."""
        if self.codes:
            return facts.of_codes(session, self.codes[:most])
        known = facts.of_things(session, self.kind, self.keys[:most])
        return [known[key] for key in self.keys[:most] if key in known]

    def print(self, session: Session, how: Arranged, by: Rights) -> LabelPrint:
        if self.codes:
            return prints.print_again(session, self.codes, how, by)
        return prints.print_labels(session, self.kind, self.keys, how, by)


def which(session: Session, asked: Asked, on: date, by: Rights, *, wholly: bool = False) -> Which:
    """Those that are named in the address, or the first or all that its filter finds."""
    if asked.everything:
        return _found(session, asked.looked_for(session, by), on, by, wholly=wholly)
    codes, keys = _codes(session, asked, by), list[UUID]()
    if not codes:
        names = [*asked.chosen, *(asked.tag if asked.kind is Kind.ASSET else [])]
        keys = kinds.named(session, asked.kind, names, by)
        kinds.homes(session, asked.kind, keys, by)
        keys = choosing.in_order(session, asked.kind, keys)
    printed = prints.printed_before(session, asked.kind, keys, codes)
    return Which(asked.kind, keys, codes, len(codes or keys), printed)


def _codes(session: Session, asked: Asked, by: Rights) -> list[str]:
    if asked.again:
        return prints.print_of(session, _id(asked.again), by).codes
    return [proofs.coded(session, asked.code, by).code] if asked.code else []


def _found(session: Session, chosen: Chosen, on: date, by: Rights, *, wholly: bool) -> Which:
    most = prints.MOST_AT_ONCE + 1 if wholly else SHOWN
    keys = choosing.keys(session, chosen, on, by, most=most)
    count = choosing.count(session, chosen, on, by)
    new = choosing.count(session, replace(chosen, unprinted=True), on, by)
    return Which(chosen.kind, keys, (), count, count - new)


def _id(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        return UUID(int=0)


def fitting(session: Session, kind: Kind | None, by: Rights) -> dict[str, Design]:
    """The designs for labels of this kind; for blank ones, all."""
    known = offered.designs(session, by)
    return {key: each for key, each in known.items() if kind is None or kind in each.for_what}


def as_usual(db: Session, page: PageFor, kind: Kind, form: Form[Arrangement]) -> None:
    """Fill in what she chose last at this printer, where she has not said it."""
    asked = form.values
    habit = habits.habit(db, page.me.id, _id(asked["printer"]) if asked["printer"] else None)
    other = asked.get("at", asked["printer"]) != asked["printer"]
    known = {
        "stock": habit.stock if habit else "L7160",
        "design": habit.design if habit else USUAL[kind],
        "copies": habit.copies if habit else 1,
    }
    for name, value in known.items():
        if other or not asked[name]:
            asked[name] = value
    if asked["design"] not in fitting(db, kind, page.rights):
        asked["design"] = USUAL[kind]
    asked["first"] = asked["first"] or 1


def choices(db: Session, page: PageFor, kind: Kind | None) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen, in the reader's words."""
    stocks = offered.stocks(db, page.rights)
    designs = fitting(db, kind, page.rights)
    printers = db.exec(habits.printers(page.rights)).all()
    by_hand = ("", page.say(N_("I print the PDF myself")))
    return {
        "stocks": [(key, page.say(each.name)) for key, each in stocks.items()],
        "designs": [(key, page.say(each.words)) for key, each in designs.items()],
        "printers": [by_hand, *((str(each.id), each.name) for each in printers)],
    }


def labelling_sites(page: PageFor) -> list[Place]:
    """The sites where she prints labels."""
    return [site for site in page.sites if page.rights.may(Permission.LABELS_PRINT, site)]


def typed(request: Request) -> Form[Arrangement]:
    """What the address says of how they are printed."""
    said = {name: request.query_params.get(name, "") for name in Arrangement.model_fields}
    return understood(Arrangement, said | {"at": request.query_params.get("at", "")}, request.state.language)
