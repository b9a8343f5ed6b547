"""How a house makes its checklists: begun, drafted step by step, published and withdrawn."""

import re
from collections.abc import Collection, Sequence
from datetime import date

from sqlmodel import Session, col, select

from assets.errors import Missing, Refused
from assets.maintenance import checklists, steps
from assets.maintenance.checklists import Checklist, ChecklistVersion
from assets.maintenance.steps import Step
from assets.maintenance.terms import Kind
from assets.words import Words, fold

_LONGEST = 40  # letters of a key
_WAYS = {"new", "suggestions"}  # what stands in addresses where a key would


def begin(
    session: Session,
    names: Words,
    kind: Kind | None,
    types: Sequence[str] = (),
    like: Checklist | None = None,
) -> Checklist:
    """A new checklist, with no step yet or with a copy of the steps of another one."""
    key = free(next(filter(None, names), ""), _alike(session, names), "list")
    checklist = Checklist(key=key, name_en="", name_ro="", name_hu="")
    checklist.describe(names, kind, types)
    checklist.draft = steps.kept(drafted(session, like)) if like else []
    session.add(checklist)
    session.flush()
    return checklist


def _alike(session: Session, names: Words) -> set[str]:
    """The keys that begin like the one that these names would have."""
    begun = free(next(filter(None, names), ""), set(), "list")[: _LONGEST - 4]
    beside = select(Checklist.key).where(col(Checklist.key).startswith(begun, autoescape=True))
    return set(session.exec(beside))


def free(name: str, taken: Collection[str], usual: str) -> str:
    """A key made from a name, such as emergency_stop; a number follows if it is taken."""
    letters = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")
    begun = letters if re.match("[a-z]", letters) else f"{usual}_{letters}".strip("_")
    begun = begun[:_LONGEST].strip("_")
    key, number = begun, 2
    while key in taken or key in _WAYS:
        key = f"{begun[: _LONGEST - 4]}_{number}"
        number += 1
    return key


def drafted(session: Session, checklist: Checklist) -> list[Step]:
    """The steps that somebody works on, or those that hold."""
    if checklist.draft is not None:
        return steps.read(checklist.draft) if checklist.draft else []
    holding = checklists.last(session, checklist)
    return holding.asked if holding else []


def step(session: Session, checklist: Checklist, key: str) -> Step:
    found = next((each for each in drafted(session, checklist) if each.key == key), None)
    if found is None:
        raise Missing("There is no step {key} in this checklist.", key=key[:60])
    return found


def write(session: Session, checklist: Checklist, said: Step, after: str | None = None) -> None:
    """Put a step into the draft, new or anew: after another one, first (""), or where it was."""
    asked = drafted(session, checklist)
    keys = [each.key for each in asked]
    place = keys.index(said.key) if said.key in keys else len(asked)
    others = [each for each in asked if each.key != said.key]
    if after is not None:
        place = _place_after(others, after)
    others.insert(place, said)
    redraft(checklist, others)


def _place_after(others: Sequence[Step], after: str) -> int:
    keys = [each.key for each in others]
    if after and after not in keys:
        raise Refused("There is no step {key} in this checklist.", key=after[:60], field="after")
    return keys.index(after) + 1 if after else 0


def shift(session: Session, checklist: Checklist, key: str, by: int) -> None:
    """Move a step so many places; at an end it stays."""
    asked = drafted(session, checklist)
    moved = step(session, checklist, key)
    place = asked.index(moved)
    asked.pop(place)
    asked.insert(max(0, place + by), moved)
    redraft(checklist, asked)


def remove(session: Session, checklist: Checklist, key: str) -> None:
    """Take a step out of the draft."""
    gone = step(session, checklist, key)
    redraft(checklist, [each for each in drafted(session, checklist) if each != gone])


def redraft(checklist: Checklist, asked: Sequence[Step]) -> None:
    """Write the draft as a whole. An empty one may be filled later."""
    if asked:
        steps.must_make_a_list(asked)
    checklist.draft = steps.kept(asked)


def discard(session: Session, checklist: Checklist) -> None:
    """Throw the draft away: what holds stays."""
    if checklists.last(session, checklist) is None:
        raise Refused("Nothing of this checklist has been published yet. Withdraw it instead.")
    checklist.draft = None


def publish(session: Session, checklist: Checklist, on: date, source: str = "") -> ChecklistVersion:
    """Let the draft hold from now on. Orders that have begun, and answers given, keep theirs."""
    asked, before = drafted(session, checklist), checklists.last(session, checklist)
    steps.must_make_a_list(asked)
    if before and before.asked == asked and before.source == source.strip():
        raise Refused("Nothing has changed since version {number}.", number=before.number)
    fresh = follow(session, checklist, before, asked, on, source.strip())
    checklist.draft, checklist.shipped = None, False
    return fresh


def follow(
    session: Session,
    checklist: Checklist,
    before: ChecklistVersion | None,
    asked: Sequence[Step],
    on: date,
    source: str,
) -> ChecklistVersion:
    """Write the next version down."""
    fresh = ChecklistVersion(
        checklist_id=checklist.id,
        number=before.number + 1 if before else 1,
        published_on=on,
        source=source,
        steps=steps.kept(asked),
    )
    session.add(fresh)
    session.flush()
    return fresh


def withdraw(checklist: Checklist) -> None:
    """Offer it no more. Plans and orders that have it keep it."""
    checklist.withdrawn = True


def resume(checklist: Checklist) -> None:
    """Offer it again."""
    checklist.withdrawn = False
