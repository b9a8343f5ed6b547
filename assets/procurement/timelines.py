"""Timelines: which lots stand on one drawing, in which order, and the days that bind them all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from assets.inventory.places import Place
from assets.procurement import lots, projects, reports, schedules
from assets.procurement.lots import Kind, Lot
from assets.procurement.projects import Project
from assets.procurement.schedules import Schedule
from assets.rights import Permission, Rights
from assets.words import N_, Language, Worded, say, sort_key, spoken

MOST = 200  # lots on one drawing


class Grouping(Worded):
    """What stands together."""

    LOT = "lot", N_("Not grouped")
    SITE = "site", N_("By site")
    PARTNER = "partner", N_("By partner")
    KIND = "kind", N_("By what they buy")


@dataclass(frozen=True)
class Bound:
    """A project, and the days by which all that it pays for must be over and reported."""

    project: Project
    reports_on: date | None = None


@dataclass(frozen=True)
class Timeline:
    """The lots of a project or of a site, as far as one person sees them."""

    name: str
    lots: Sequence[Schedule]
    bounds: Sequence[Bound] = field(default_factory=tuple)
    more: bool = False

    @property
    def days(self) -> list[date]:
        """Every day that stands on the drawing, but for guarantees that run on."""
        found = [day for each in self.bounds for day in _days_of(each)]
        for schedule in self.lots:
            for each in schedule.within_project:
                found += [each.baseline_on, each.expected_on]
        ends = (each.bounds.contract_ends_on for each in self.lots)
        return found + [day for day in ends if day]


def _days_of(bound: Bound) -> list[date]:
    days = [bound.project.starts_on, bound.project.ends_on, bound.reports_on]
    return [day for day in days if day]


def of_project(session: Session, project: Project, seen_by: Rights) -> Timeline:
    found = _found(session, col(Lot.project_id) == project.id, seen_by)
    bounds = _bounds(session, [project], seen_by)
    return Timeline(project.acronym, found[:MOST], bounds, len(found) > MOST)


def of_site(session: Session, site: Place, seen_by: Rights) -> Timeline:
    """The lots of one site, whichever project pays for them, while their project is open."""
    still_open = col(Lot.project_id).in_(select(Project.id).where(~col(Project.closed)))
    found = _found(session, (col(Lot.site_id) == site.id) & still_open, seen_by)
    paying = {each.lot.project.id: each.lot.project for each in found}
    bounds = _bounds(session, sorted(paying.values(), key=_code), seen_by)
    return Timeline(site.name, found[:MOST], bounds, len(found) > MOST)


def _code(project: Project) -> str:
    return project.code


def _found(session: Session, asked: Any, seen_by: Rights) -> list[Schedule]:
    seen = lots.listed(seen_by).where(asked).limit(MOST + 1)
    return schedules.together(session, session.exec(seen).all())


def _bounds(session: Session, paying: Sequence[Project], seen_by: Rights) -> list[Bound]:
    last = reports.last_due(session, paying, seen_by)
    return [Bound(each, last.get(each.id)) for each in paying]


def offered(session: Session, sites: Sequence[Place], seen_by: Rights) -> tuple[Any, list[Place]]:
    """The projects and, of these sites, the ones that have lots: what can be drawn."""
    rows = select(Lot.site_id).where(seen_by.where(Permission.PROCUREMENT_SEE, Lot)).distinct()
    buying = set(session.exec(rows).all())
    known = session.exec(projects.listed(seen_by)).all()
    return known, [each for each in sites if each.id in buying]


def grouped(
    found: Sequence[Schedule], by: Grouping, language: Language
) -> list[tuple[str, list[Schedule]]]:
    """The lots under the names of what they have in common; not grouped, all under no name."""
    if by is Grouping.LOT:
        return [("", list(found))]
    together: dict[str, list[Schedule]] = defaultdict(list)
    for each in found:
        together[_name(each.lot, by, language)].append(each)
    if by is Grouping.KIND:
        names = [spoken(each, language) for each in Kind]
        return [(name, together[name]) for name in names if name in together]
    return sorted(together.items(), key=lambda pair: sort_key(pair[0]))


def _name(lot: Lot, by: Grouping, language: Language) -> str:
    if by is Grouping.SITE:
        return lot.site.name if lot.site else say(language, N_("For no one site"))
    return lot.partner.name if by is Grouping.PARTNER else spoken(lot.kind, language)
