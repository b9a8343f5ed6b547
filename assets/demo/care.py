"""What the demonstration's things are owed: plans, the work of the last months, and labels."""

from datetime import date, timedelta
from functools import partial

from sqlmodel import Session, col, select

from assets.demo import tale as telling
from assets.demo.tale import Story, Tale
from assets.inventory import catalogue, identifiers
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.labelling import prints, proofs
from assets.labelling.kinds import Kind as On
from assets.labelling.prints import Arranged
from assets.maintenance import completion, demands, inheritance, occurrences, plans
from assets.maintenance.orders import TO_DO, WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import AtClosure, Kind, Register, Shift, Source, Terms
from assets.people import Person
from assets.rhythm import Mode, Rhythm, Unit, months_after
from assets.rights import EVERYTHING

WATCHED = 100  # days before DAY on which the program opens what falls due
LABELLED = {"SZE": -40, "MOR": -33, "LOV": -5}
RULES = {
    "listed_in": Register,
    "source": Source,
    "reference": str,
    "on_free_day": Shift,
    "at_closure": AtClosure,
}
NOTES = {"ro": "Verificat, fără observații.", "hu": "Ellenőrizve, rendben."}


def care(tale: Tale) -> None:
    """Tell the plans and the work that came of them, day by day, and who printed labels."""
    told = telling.read("plans.toml")
    for row in told["type_plans"]:
        _plan(tale, row, partial(_on_type, tale, row))
    for row in told["asset_plans"]:
        _plan(tale, row, partial(_on_asset, tale, row))
    for ago in range(WATCHED, -1, -1):
        day = tale.day - timedelta(ago)
        tale.happens(day, partial(_open, day))
        for site in telling.sites():
            do = partial(_do_all, tale, site, day)
            tale.happens(day, do, who=f"technician@{site['code']}")
    for code, offset in LABELLED.items():
        day = tale.day + timedelta(offset)
        tale.happens(day, partial(_label, tale, code), who=f"technician@{code}")


def _plan(tale: Tale, row: Story, write: telling.Told) -> None:
    """A plan is written a little before the time that precedes the one the story names."""
    on = max(_before(tale, row), tale.day - timedelta(WATCHED)) - timedelta(1)
    on = max(on, tale.here_since.get(row.get("asset", ""), on))
    tale.happens(on, write, who="administrator@demo.example")


def _before(tale: Tale, row: Story) -> date:
    """The time before the one that the story names, where it lies in the days that are told."""
    due = tale.day + timedelta(row["first_due_offset"])
    steps = {"day": 1, "week": 7}
    every, unit = row["every"], row["unit"]
    if unit in steps:
        return due - timedelta(every * steps[unit])
    before = months_after(due, -every * (12 if unit == "year" else 1))
    # A short month has not every day: then the series begins with the time that is named.
    rhythm = Rhythm(every, Unit(unit))
    return before if rhythm.after(before, before) == due else due


def _first(tale: Tale, row: Story) -> date:
    before = _before(tale, row)
    told = before >= tale.day - timedelta(WATCHED)
    return before if told else tale.day + timedelta(row["first_due_offset"])


def _terms(row: Story, title: str, ro: str = "", hu: str = "") -> Terms:
    rhythm = Rhythm(row["every"], Unit(row["unit"]))
    return Terms(title, Kind(row["kind"]), rhythm, Mode(row["mode"]), ro, hu)


def _on_type(tale: Tale, row: Story, session: Session) -> None:
    kind = catalogue.keyed(session, row["type"])
    terms = _terms(row, row["title_en"], row["title_ro"], row["title_hu"])
    plan = inheritance.add(session, kind, terms, session.info["at"].date())
    session.flush()
    heirs = select(MaintenancePlan).where(MaintenancePlan.from_plan_id == plan.id)
    for heir in session.exec(heirs).all():
        occurrences.reschedule(session, heir, _first(tale, row), "By its last certificate.")


def _on_asset(tale: Tale, row: Story, session: Session) -> None:
    asset = session.get_one(Asset, tale.id("serial", row["asset"]))
    plan = plans.add(session, asset, _terms(row, row["title"]), _first(tale, row))
    for name, said in row.get("rules", {}).items():
        setattr(plan, name, RULES[name](said))
    plan.needs_signature = row.get("needs_signature", False)


def _open(day: date, session: Session) -> None:
    occurrences.open_due(session, day)


def _do_all(tale: Tale, site: Story, day: date, session: Session) -> None:
    """The technician does what has come due, but for what the story leaves undone."""
    who = session.get_one(Person, tale.id("person", f"technician@{site['code']}"))
    here = select(WorkOrder).where(col(WorkOrder.state).in_(TO_DO), WorkOrder.due_on == day)
    here = here.where(WorkOrder.site_id == tale.id("site", site["code"]))
    for order in session.exec(here).all():
        if _left_undone(session, tale, order):
            continue
        if order.needs_signature:
            demands.sign(session, order, who, who.name)
        completion.complete(session, order, who, day, NOTES[site["language"]])


def _left_undone(session: Session, tale: Tale, order: WorkOrder) -> bool:
    """What falls due at the time that the story names waits; what came before it was done."""
    plan = session.get_one(MaintenancePlan, order.plan_id)
    assert plan.rhythm
    following = plan.rhythm.after(order.due_on, plan.anchor_on or order.due_on)
    return following > tale.day


def _label(tale: Tale, code: str, session: Session) -> None:
    """The technician labels what is in use at the site, and scans each label where it sticks."""
    site = session.get_one(Place, tale.id("site", code))
    in_use = select(Asset.id).where(Asset.site_id == site.id, col(Asset.in_use_on).is_not(None))
    keys = list(session.exec(in_use.order_by(Asset.tag)))
    if not keys:
        return
    made = prints.print_labels(session, On.ASSET, keys, Arranged(), EVERYTHING)
    for printed in made.codes[:-3]:
        proofs.verify(session, identifiers.coded(session, printed), EVERYTHING)
