"""The steps of a thing's life, and what each of them demands; which may follow which: `LIFE`."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from assets.errors import Refused
from assets.inventory import leaving, parts, places, register, waiting
from assets.inventory.documents import Attachment, Document, Kind
from assets.inventory.leaving import Departure
from assets.inventory.places import Place
from assets.inventory.register import COMING, GONE, HANDED, INSTEAD, LIFE, Asset, State
from assets.rhythm import months_after
from assets.rights import Rights
from assets.words import N_

# The paper without which a step is not made.
PAPERS = {State.ACCEPTED: Kind.ACCEPTANCE, State.DISPOSED: Kind.DISPOSAL}
DEMANDING = GONE | PAPERS.keys()

# What a thing is registered as by hand; to every other state there is a step, which asks its due.
NEW = (State.PLANNED, State.ORDERED, State.DELIVERED, State.IN_USE, State.IN_STORAGE)

_UNPROVEN = {
    Kind.ACCEPTANCE: N_("Add the acceptance protocol, to it or to its lot."),
    Kind.DISPOSAL: N_("Add the disposal protocol."),
}
_AT_ONCE = 500

# Queries for the lots of these numbers: number and id. Their papers are those of what they bought.
LOTS: list[Callable[[Collection[str]], Select[str, UUID]]] = []


@dataclass(frozen=True)
class Grounds:
    """What a step is judged by besides the thing: its papers, its parts, and what holds it."""

    papers: frozenset[Kind] = frozenset()
    parts: frozenset[State] = frozenset()
    hold: Refused | None = None

    def laden(self, to: State) -> bool:
        """Whether parts are on it that have not gone so far."""
        return to in GONE and bool(self.parts - {to, State.DISPOSED})


def begin(session: Session, place: Place, name: str, state: State) -> Asset:
    """Register a thing by hand: in a state of NEW, from which the steps lead on."""
    register.may_begin(state)
    if state not in NEW:
        raise Refused(
            "Register it as it came, and make the step to {state} then.", state=state, field="state"
        )
    if state not in waiting.NOT_HERE:
        place.must_be_open(places.day_at(session, place.site_id))
    return register.register(session, place=place, name=name, state=state)


def against_listing(thing: Mapping[str, Any]) -> list[Refused]:
    """What speaks against a thing, column by column, that a list brings as it is.

    A list may be older than the register: it brings also what is installed; what is accepted, with
    its serial number or the word that it carries none; and what is gone, with the reason. The paper
    of such a step can be added later, and is missing until then. Lent or sent nothing begins.
    """
    state: State = thing["state"]
    if state in HANDED:
        return [Refused(INSTEAD[state], field="state")]
    return _unsaid(state, thing, thing["ended_reason"])


def next_steps(asset: Asset, rights: Rights) -> list[State]:
    """The steps that this person may make as they are; things are lent and sent elsewhere."""
    following = LIFE[asset.state].items()
    return [to for to, needs in following if to not in HANDED and rights.may(needs, asset)]


def made_on(said: date | None, today: date) -> date:
    """The day of a step: today unless another is said."""
    if said and said > today:
        raise Refused("This day is still to come.", field="on")
    return said or today


def step(
    session: Session,
    asset: Asset,
    to: State,
    on: date,
    *,
    reason: str = "",
    with_parts: bool = False,
) -> None:
    """Make the next step, once nothing is lacking for it. A whole that goes can take its parts."""
    known, along = looked_at(session, asset, to), list[Asset]()
    if with_parts and to in GONE:
        known, along = replace(known, parts=frozenset()), _still_on(session, asset, to)
    take(asset, to, on, known, reason, along)


def take(
    asset: Asset,
    to: State,
    on: date,
    known: Grounds,
    reason: str = "",
    along: Collection[Asset] = (),
) -> None:
    """The step itself, where it is known already what it is judged by."""
    together = [asset, *along]
    for each in together:
        each.may_become(to, on)
        _must_be_bought(each, to, on)
    for no in lacking(asset, to, known, reason):
        raise no
    why = reason.strip() or asset.ended_reason
    for each in together:
        each.step(to, on)
        each.ended_reason = why if to in GONE else ""


def _must_be_bought(asset: Asset, to: State, on: date) -> None:
    bought = asset.acquired_on
    if to in {State.ACCEPTED, State.IN_USE} and bought and on < bought:
        raise Refused(
            "{tag} was acquired on {day}. Take that day or a later one.",
            tag=asset.tag,
            day=bought,
            field="on",
        )


def lacking(asset: Asset, to: State, known: Grounds, reason: str = "") -> list[Refused]:
    """What stands in the way of this step, each as a sentence that says what to do."""
    found = []
    if to in HANDED:
        found.append(Refused(INSTEAD[to], field="state"))
    found += _unsaid(to, vars(asset), reason.strip() or asset.ended_reason)
    if known.hold and to in GONE and asset.state not in COMING:
        found.append(known.hold)
    if (paper := PAPERS.get(to)) and paper not in known.papers:
        found.append(Refused(_UNPROVEN[paper], field="document"))
    if known.laden(to):
        found.append(
            Refused("It has parts. Take them off, or let them go with it.", field="with_parts")
        )
    return found


def _unsaid(state: State, thing: Mapping[str, Any], reason: str) -> list[Refused]:
    """What must be said of a thing in this state, apart from its papers."""
    if state is State.ACCEPTED and not (thing["serial_number"] or thing["unnumbered"]):
        return [
            Refused("Write its serial number, or say that it carries none.", field="serial_number")
        ]
    if state in GONE and not reason.strip():
        return [Refused("Say why it goes.", field="reason")]
    return []


def looked_at(session: Session, asset: Asset, to: State) -> Grounds:
    """What this step of this thing is judged by; most steps demand nothing."""
    if to not in DEMANDING:
        return Grounds()
    return grounds(session, [(asset.id, asset.lot_number)])[asset.id]


def grounds(session: Session, things: Iterable[tuple[UUID, str]]) -> Mapping[UUID, Grounds]:
    """The papers of many things, by their ids and lot numbers, and the states of their parts."""
    known, found = list(things), dict[UUID, Grounds]()
    for begin in range(0, len(known), _AT_ONCE):
        some = dict(known[begin : begin + _AT_ONCE])
        proven, on_it = _papers(session, some), parts.states(session, some)
        held = leaving.held(session, some, Departure.DISPOSAL)
        found |= {
            key: Grounds(frozenset(proven[key]), frozenset(on_it[key]), held.get(key))
            for key in some
        }
    return found


def _papers(session: Session, things: Mapping[UUID, str]) -> dict[UUID, set[Kind]]:
    """Of each thing, the papers of its own and of its lot."""
    numbers = {number for number in things.values() if number}
    lots = {number: key for ask in LOTS for number, key in session.exec(ask(numbers))}
    subjects = {*things, *lots.values()}
    asked = select(Attachment.subject_id, Document.kind).join(
        Document, col(Document.id) == col(Attachment.document_id)
    )
    wanted = asked.where(
        col(Attachment.subject_id).in_(subjects), col(Document.kind).in_(PAPERS.values())
    )
    papers: dict[UUID, set[Kind]] = defaultdict(set)
    for subject, kind in session.exec(wanted):
        papers[subject].add(Kind(kind))
    return {key: papers[key] | papers[lots.get(number, key)] for key, number in things.items()}


def _still_on(session: Session, asset: Asset, to: State) -> list[Asset]:
    """The parts of what goes that have not gone so far themselves."""
    return [each for each in parts.below(session, asset) if each.state not in {to, State.DISPOSED}]


def service_years(asset: Asset) -> int | None:
    """How long it is expected to serve: as said of itself, of its model, or of its kind."""
    said = (asset, asset.model, asset.type)
    return next(
        (each.service_life_years for each in said if each and each.service_life_years), None
    )


def replace_on(asset: Asset) -> date | None:
    """The day on which its expected life ends, where it is known when that began."""
    years, begun = service_years(asset), asset.in_use_on or asset.acquired_on
    return months_after(begun, 12 * years) if years and begun else None
