"""What the pages of labels share: which labels, and how they are printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Request
from pydantic import BaseModel, Field
from sqlmodel import Session

from assets.errors import Missing, Refused
from assets.inventory.identifiers import LabelPrint
from assets.inventory.places import Place
from assets.labelling import choosing, facts, habits, kinds, prints, proofs
from assets.labelling.choosing import Chosen
from assets.labelling.facts import Fact
from assets.labelling.kinds import Kind
from assets.labelling.printers import Speech
from assets.labelling.prints import Arranged
from assets.rights import Permission, Rights
from assets.words import N_
from labels import offered, previews, zpl
from labels import prints as drawing
from labels.designs import Design
from labels.fields import Label
from labels.remarks import Remark
from labels.stocks import STOCKS, Stock
from web.answer import Day
from web.filters import Listed
from web.forms import Form, posted, understood
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

    `again` is a print whose labels are printed again, `code` is one label, and `blank` is none yet.
    """

    kind: Kind = Kind.ASSET
    unprinted: bool = False
    delivered_on: Perhaps[Day] = None
    thing: list[str] = Field(default_factory=list)
    everything: bool = False
    again: str = ""
    code: str = ""
    blank: bool = False

    @property
    def filter(self) -> str:
        """The address at which all that this list finds is printed."""
        return self.address("/labels/arrange", everything="true")

    def looked_for(self, session: Session, seen_by: Rights) -> Chosen:
        wanted = self.wanted(session, seen_by)
        return Chosen(self.kind, wanted, self.unprinted, self.delivered_on)


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


class Printing(Arrangement):
    """The same, with what a list has ticked."""

    chosen: list[str] = Field(default_factory=list)
    everything: bool = False
    kind: Kind | None = None


Posted = Annotated[Form[Printing], posted(Printing)]
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
        if self.codes == ("",):
            return [Fact()]
        if self.codes:
            return facts.of_codes(session, self.codes[:most])
        known = facts.of_things(session, self.kind, self.keys[:most])
        return [known[key] for key in self.keys[:most] if key in known]

    def print(self, session: Session, how: Arranged, by: Rights) -> LabelPrint:
        if self.codes:
            return prints.print_again(session, self.codes, how, by)
        return prints.print_labels(session, self.kind, self.keys, how, by)


# A label in advance, which says nothing but its code; shown as one that is being printed.
BLANK = Which(Kind.ASSET, (), ("",), 1, 0)


def which(session: Session, asked: Asked, on: date, by: Rights, *, wholly: bool = False) -> Which:
    """Those that are named in the address, or the first or all that its filter finds."""
    if asked.blank:
        return BLANK
    if asked.everything:
        return found(session, asked.looked_for(session, by), on, by, wholly=wholly)
    if asked.code:
        code = proofs.coded(session, asked.code, by).code
        return _of_codes(session, asked.kind, [code])
    names = [*asked.thing, *(asked.tag if asked.kind is Kind.ASSET else [])]
    named_so = named(session, asked.kind, names, asked.again, by)
    keys = choosing.in_order(session, asked.kind, list(named_so.keys))
    return replace(named_so, keys=keys)


def named(session: Session, kind: Kind, names: list[str], again: str, by: Rights) -> Which:
    """Those that are called so, in this order, or those of a print once more."""
    if again:
        return _of_codes(session, kind, prints.part_of(session, _id(again), by)[1])
    keys = kinds.named(session, kind, names, by)
    kinds.homes(session, kind, keys, by)
    return Which(kind, keys, (), len(keys), prints.printed_before(session, kind, keys))


def _of_codes(session: Session, kind: Kind, codes: list[str]) -> Which:
    printed = prints.printed_before(session, kind, (), codes)
    return Which(kind, (), codes, len(codes), printed)


def found(session: Session, chosen: Chosen, on: date, by: Rights, *, wholly: bool) -> Which:
    """Those that a filter finds: all of them, or the first and how many there are."""
    most = prints.MOST_AT_ONCE + 1 if wholly else SHOWN
    keys = choosing.keys(session, chosen, on, by, most=most)
    count = len(keys) if wholly else choosing.count(session, chosen, on, by)
    if chosen.unprinted:
        return Which(chosen.kind, keys, (), count, 0)
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


def as_usual(db: Session, page: PageFor, kind: Kind, form: Form[Any]) -> None:
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


def typed(request: Request) -> Form[Any]:
    """What the address says of how they are printed."""
    said = request.query_params
    values = {name: said.get(name, "") for name in (*Arrangement.model_fields, "at")}
    return understood(Arrangement, values, request.state.language)


def also(asked: Asked, form: Form[Printing]) -> Asked:
    """Which are meant when a form names them too, beside its address."""
    if not form.valid:
        return asked
    said = form.data
    more = {"thing": [*asked.thing, *said.chosen], "kind": said.kind or asked.kind}
    return asked.model_copy(update=more | ({"everything": True} if said.everything else {}))


def wholly(request: Request, db: Session, asked: Asked, form: Form[Printing]) -> Which:
    """All that shall be printed. Raises Refused when their labels would be of no use."""
    rights, how = request.state.rights, form.data
    today = db.info["at"].astimezone(request.state.zone).date()
    these = which(db, asked, today, rights, wholly=True)
    must_print(request, db, these, how)
    return these


def must_print(request: Request, db: Session, these: Which, how: Arrangement) -> None:
    """Raise Refused when these labels cannot be printed so."""
    rights = request.state.rights
    on, drawn = offered.stock(db, how.stock, rights), offered.design(db, how.design, rights)
    on.must_have(how.first)
    dpi = dots(db, how.printer, rights)
    if dpi:
        zpl.must_be_a_roll(on)
    if not these.codes and these.kind not in drawn.for_what:
        raise Refused("This design is not for them. Choose another.", field="design")
    for remark in remarks(request, db, these, drawn, on, dpi):
        if remark.stops:
            raise Refused(remark.words.words, field="design", **remark.words.values)


def dots(db: Session, printer: str, by: Rights) -> int | None:
    """The dots per inch of a printer that sets whole ones, since it draws the codes itself."""
    found = habits.printer(db, printer, by)
    return found.dots_per_inch if found and found.speech is Speech.ZPL else None


def remarks(
    request: Request,
    db: Session,
    these: Which,
    design: Design,
    on: Stock,
    dpi: int | None,
) -> list[Remark]:
    """What is to be said before these are printed; of more than can be printed, nothing."""
    if these.count > prints.MOST_AT_ONCE:
        return []
    labels = drawing.said(db, these.facts(db), request.app.state.settings)
    return drawing.remarks(labels, design, on, dpi)


def first(
    request: Request, db: Session, these: Which, said: Mapping[str, Any], by: Rights
) -> tuple[Label, Design, Stock]:
    """The first of these labels, and what it is drawn on."""
    labels = drawing.said(db, these.facts(db, 1), request.app.state.settings)
    if not labels:
        raise Missing("There is no such thing to label.")
    return labels[0], offered.design(db, said["design"], by), offered.stock(db, said["stock"], by)


def shown(
    request: Request, page: PageFor, db: Session, these: Which, form: Form[Any]
) -> dict[str, Any]:
    """What there is to choose, and what is to be said of what is chosen."""
    kind, rights = None if these.codes else these.kind, page.rights
    told = choices(db, page, kind)
    design, stock = form.values["design"], form.values["stock"]
    if design not in dict(told["designs"]) or stock not in dict(told["stocks"]):
        return told | {"paper": STOCKS["L7160"], "remarks": []}
    on, drawn = offered.stock(db, stock, rights), offered.design(db, design, rights)
    known = form.values["printer"] in dict(told["printers"])
    dpi = dots(db, form.values["printer"], rights) if known else None
    return told | {"paper": on, "remarks": remarks(request, db, these, drawn, on, dpi)}


def preview(
    request: Request, db: Session, these: Which, said: Mapping[str, Any], by: Rights
) -> str:
    """The first of these labels, drawn for a screen."""
    return previews.svg(*first(request, db, these, said, by))


def query(asked: Asked, form: Form[Any]) -> str:
    """What the picture of the first label is asked for."""
    said = {name: form.values[name] for name in ("design", "stock")}
    return f"{asked.address('')}&{urlencode(said)}".lstrip("?&")
