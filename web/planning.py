"""What a plan asks for, as it was typed or sent: read, and put into the terms of the register."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, Field
from sqlmodel import Session

from assets import colleagues
from assets.errors import No, Refused
from assets.inventory import suppliers
from assets.maintenance import checklists, choices
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import AtClosure, Kind, Level, Register, Shift, Source, Terms
from assets.rhythm import Mode, Rhythm, Unit
from assets.rights import Rights, Role
from assets.words import N_, Language
from web.forms import Amount

LABELS = {
    "title": N_("What is to be done"),
    "kind": N_("Kind of work"),
    "source": N_("Who asks for it"),
    "reference": N_("Where it is written"),
    "listed_in": N_("Register"),
    "every": N_("Every"),
    "unit": N_("Counted in"),
    "month_end": N_("At the end of the month"),
    "mode": N_("Counted from"),
    "quantity": N_("By the meter"),
    "meter_every": N_("Every so many"),
    "early_days": N_("Days early"),
    "late_days": N_("Days late"),
    "lead_days": N_("Days ahead"),
    "on_free_day": N_("On a day on which nobody works"),
    "at_closure": N_("While it is closed"),
    "checklist": N_("Checklist"),
    "needs_certificate": N_("A certificate"),
    "needs_photo": N_("A photo"),
    "needs_signature": N_("A signature"),
    "person": N_("Whose work it is"),
    "role": N_("Role"),
    "provider": N_("Service firm"),
    "levels": N_("Larger times"),
    "reason": N_("Reason"),
}
# The columns of the terms, by the names under which a reader knows them.
KNOWN_AS = {
    "quantity_id": "quantity",
    "checklist_id": "checklist",
    "person_id": "person",
    "provider_id": "provider",
    "rhythm": "every",
    "title_ro": "title",
    "title_hu": "title",
}
_PLAIN = (
    *("kind", "source", "reference", "listed_in", "mode", "meter_every", "early_days", "late_days"),
    *("lead_days", "on_free_day", "at_closure", "needs_certificate", "needs_photo"),
    *("needs_signature", "role"),
)
_LONGEST = 365

FRESH: dict[str, Any] = {
    "every": 12,
    "unit": Unit.MONTH,
    "mode": Mode.FIXED,
    "kind": Kind.PREVENTIVE,
    "source": Source.POLICY,
    "on_free_day": Shift.STAY,
    "at_closure": AtClosure.STAY,
}
# What a reader chooses from.
OFFERED: dict[str, Any] = {
    "units": list(Unit),
    "modes": list(Mode),
    "sources": list(Source),
    "registers": list(Register),
    "shifts": list(Shift),
    "closings": list(AtClosure),
    "roles": list(Role),
}


class Writing(BaseModel):
    """What a plan asks for, as its form says it."""

    title: str = Field(min_length=1, max_length=200)
    kind: Kind = Kind.PREVENTIVE
    source: Source = Source.POLICY
    reference: str = Field(default="", max_length=200)
    listed_in: Register | None = None
    every: int | None = Field(default=None, ge=1, le=1200)
    unit: Unit = Unit.MONTH
    month_end: bool = False
    mode: Mode = Mode.FIXED
    quantity: str = ""
    meter_every: Amount | None = None
    level_nth: list[str] = Field(default_factory=list)
    level_title: list[str] = Field(default_factory=list)
    level_checklist: list[str] = Field(default_factory=list)
    early_days: int | None = Field(default=None, ge=0, le=_LONGEST)
    late_days: int | None = Field(default=None, ge=0, le=_LONGEST)
    lead_days: int = Field(default=0, ge=0, le=_LONGEST)
    on_free_day: Shift = Shift.STAY
    at_closure: AtClosure = AtClosure.STAY
    checklist: str = ""
    needs_certificate: bool = False
    needs_photo: bool = False
    needs_signature: bool = False
    person: str = ""
    role: Role | None = None
    provider: str = ""
    reason: str = Field(default="", max_length=1000)
    confirmed: bool = False
    version: int | None = None

    @property
    def said(self) -> dict[str, Any]:
        """All that it says, with the larger times together."""
        rows = zip(self.level_nth, self.level_title, self.level_checklist, strict=False)
        levels = [
            {"nth": nth, "title": title, "checklist": checklist}
            for nth, title, checklist in rows
            if nth.strip() or title.strip()
        ]
        return self.model_dump() | {"levels": levels}


def terms(
    session: Session, said: Mapping[str, Any], rights: Rights, before: Terms | None = None
) -> Terms:
    """The terms that these words make; what is not said stays as it was before.

    Raises a no, with the field it is about, for what does not exist. A shipped title that stays
    keeps its other two languages.
    """
    base = before or Terms("", Kind.PREVENTIVE, None)
    values: dict[str, Any] = {name: said[name] for name in _PLAIN if name in said}
    if said.keys() & {"every", "unit", "month_end"}:
        values["rhythm"] = _rhythm(said, base)
    if said.get("title", base.title) != base.title:
        values |= {"title": said["title"], "title_ro": "", "title_hu": ""}
    if "levels" in said:
        values["levels"] = tuple(_level(session, each, base) for each in said["levels"])
    return replace(base, **values, **_named(session, said, rights, base))


def _rhythm(said: Mapping[str, Any], base: Terms) -> Rhythm | None:
    every = said.get("every", base.every)
    ending = base.rhythm.month_end if base.rhythm else False
    unit = said.get("unit") or base.unit or Unit.MONTH
    return Rhythm(every, unit, bool(said.get("month_end", ending))) if every else None


def _level(session: Session, said: Mapping[str, Any], base: Terms) -> Level:
    nth = str(said["nth"]).strip()
    if not nth.isascii() or not nth.isdecimal() or not 2 <= int(nth) <= 1000:  # noqa: PLR2004
        raise Refused("Write which time it is: a whole number from 2.", field="levels")
    title = said["title"].strip()
    kept = next((each for each in base.levels if each.title == title), None)
    words = said.get("checklist") or ""
    checklist = checklists.called(session, words) if words.strip() else None
    other = (kept.title_ro, kept.title_hu) if kept else ("", "")
    return Level(int(nth), title, *other, str(checklist.id) if checklist else None)


def _named(
    session: Session, said: Mapping[str, Any], rights: Rights, base: Terms
) -> dict[str, Any]:
    find: dict[str, Callable[[str], Any]] = {
        "quantity": lambda words: choices.counter(session, words),
        "checklist": lambda words: checklists.called(session, words, base.checklist_id),
        "person": lambda words: colleagues.called(
            session, words, colleagues.beside(rights), base.person_id
        ),
        "provider": lambda words: suppliers.known(session, words),
    }
    return {
        f"{name}_id": _found(name, look, said[name] or "")
        for name, look in find.items()
        if name in said
    }


def _found(name: str, look: Callable[[str], Any], words: str) -> Any:
    try:
        return look(words).id if words.strip() else None
    except No as no:
        no.field = name
        raise


def said_of(session: Session, plan: MaintenancePlan, language: Language) -> dict[str, Any]:
    """The plan as its form shows it: see `Writing`. It has been found with all that it names."""
    same = {name: getattr(plan, name) for name in (*_PLAIN, "title", "every", "month_end")}
    empty = {name: "" if value is None else value for name, value in same.items()}
    named = {
        "quantity": plan.quantity.key if plan.quantity else "",
        "checklist": plan.checklist.names.of(language) if plan.checklist else "",
        "person": plan.person.name if plan.person else "",
        "provider": plan.provider.name if plan.provider else "",
        "unit": plan.unit or Unit.MONTH,
        "reason": plan.reason,
    }
    return empty | named | _levels_of(session, plan, language)


def _levels_of(session: Session, plan: MaintenancePlan, language: Language) -> dict[str, Any]:
    levels = plan.terms.levels
    lists = choices.named(session, [each.checklist_id for each in levels])
    return {
        "level_nth": [str(each.nth) for each in levels],
        "level_title": [each.title for each in levels],
        "level_checklist": [
            lists[each.checklist_id].of(language) if each.checklist_id else "" for each in levels
        ],
    }
