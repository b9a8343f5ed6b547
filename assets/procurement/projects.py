"""Projects: the grants that pay, the partners who share them and the sites where they work."""

import re
from dataclasses import replace
from datetime import date
from typing import Any, Self
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, UniqueConstraint, or_, true
from sqlmodel import Field, Relationship, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets import trail
from assets.database import UNLOADED, Record, alongside, stored
from assets.errors import Missing, Refused
from assets.inventory import places
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.listing import Cut, Order, PageOf, page
from assets.money import Currency, Money
from assets.rhythm import months_after
from assets.rights import Permission, Rights
from assets.trail import derived
from assets.words import N_, Worded


class Part(Worded):
    """What a partner is in a project."""

    LEAD = "lead", N_("Lead partner")
    PARTNER = "partner", N_("Partner")


class Project(Record, table=True):
    """One grant: what it may cost, when it runs, and how long its things must stay."""

    code: str = Field(unique=True, max_length=20)
    acronym: str = Field(max_length=40)
    title: str = Field(max_length=300)
    programme: str = Field(default="", max_length=200)
    starts_on: date
    ends_on: date
    currency: Currency = Field(default=Currency.EUR, sa_type=stored(Currency))
    total_minor: int = Field(default=0, sa_type=BigInteger)
    erdf_minor: int = Field(default=0, sa_type=BigInteger)
    final_payment_on: date | None = None
    # Papers are kept so many years from the end of the year of the final payment.
    retention_years: int = 5
    durability_years: int = 5
    closed: bool = False
    # The last number that a lot was given. Numbers are never given twice.
    lots_numbered: int = Field(default=0, sa_column_kwargs=derived())
    # The last days of its durability and of its retention, for the agenda.
    stays_until: date | None = Field(default=None, sa_column_kwargs=derived())
    papers_until: date | None = Field(default=None, sa_column_kwargs=derived())

    @property
    def label(self) -> str:
        return self.code

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def erdf(self) -> Money:
        return Money(self.erdf_minor, self.currency)

    @property
    def durability_until(self) -> date | None:
        """The last day on which its things must still stand where they were paid for."""
        return ends(self)[0]

    @property
    def retention_until(self) -> date | None:
        """The last day on which its papers must still be there."""
        return ends(self)[1]

    def runs(self, on: date) -> bool:
        return not self.closed and self.starts_on <= on <= self.ends_on

    def revise(self, said: Self) -> None:
        """Take what `said` says of it. Its code, its currency and its closing stay."""
        said.tidy()
        if self.final_payment_on:
            self._must_have_begun(said.starts_on, self.final_payment_on, "starts_on")
        for name in REVISED:
            setattr(self, name, getattr(said, name))
        self._reckon()

    def _reckon(self) -> None:
        self.stays_until, self.papers_until = ends(self)

    def tidy(self) -> None:
        """Raise Refused beside what cannot be so."""
        self.acronym, self.title = self.acronym.strip(), self.title.strip()
        for name in ("acronym", "title"):
            if not getattr(self, name):
                raise Refused("Give it a name.", field=name)
        if self.ends_on < self.starts_on:
            raise Refused("A project ends after it starts.", field="ends_on")
        self._must_be_possible()

    def _must_be_possible(self) -> None:
        for name in ("total", "erdf"):
            if getattr(self, f"{name}_minor") < 0:
                raise Refused("Write a number of at least {ge}.", ge=0, field=name)
        if self.total_minor and self.erdf_minor > self.total_minor:
            raise Refused("The ERDF gives at most the whole budget.", field="erdf")

    def close(self, final_payment_on: date, today: date) -> None:
        """All is paid. From that day the years of durability are counted."""
        if self.closed:
            raise Refused("{project} is closed already.", project=self.code)
        self._must_have_begun(self.starts_on, final_payment_on, "final_payment_on")
        if final_payment_on > today:
            raise Refused("{day} has not come yet.", day=final_payment_on, field="final_payment_on")
        self.final_payment_on, self.closed = final_payment_on, True
        self._reckon()

    def _must_have_begun(self, starts_on: date, paid_on: date, field: str) -> None:
        if paid_on < starts_on:
            raise Refused(
                "{project} only began on {day}.", project=self.code, day=starts_on, field=field
            )

    def must_be_open(self) -> None:
        if self.closed:
            raise Refused("{project} is closed and stays as it is.", project=self.code)


def ends(project: Any) -> tuple[date | None, date | None]:
    """The last days of durability and of retention: so many years, and to the end of a year."""
    paid = project.final_payment_on
    if paid is None:
        return None, None
    stays = months_after(paid, 12 * project.durability_years)
    return stays, date(paid.year + project.retention_years, 12, 31)


REVISED = (
    "acronym",
    "title",
    "programme",
    "starts_on",
    "ends_on",
    "total_minor",
    "erdf_minor",
    "durability_years",
    "retention_years",
)


class ProjectPartner(Record, table=True):
    """That a partner takes part in a project."""

    __table_args__ = (UniqueConstraint("project_id", "partner_id"),)

    project_id: UUID = Field(foreign_key="project.id")
    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    part: Part = Field(default=Part.PARTNER, sa_type=stored(Part))

    partner: Partner = Relationship(sa_relationship_kwargs=UNLOADED)


class ProjectSite(Record, table=True):
    """That a project works at a site."""

    __table_args__ = (UniqueConstraint("project_id", "site_id"),)

    project_id: UUID = Field(foreign_key="project.id")
    site_id: UUID = Field(foreign_key="place.id", index=True)

    site: Place = Relationship(sa_relationship_kwargs=UNLOADED)


def begin(session: Session, project: Project) -> Project:
    """A new project. Its code stays for good: the numbers of its lots begin with it."""
    project.code = project.code.strip().upper()
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9-]{0,19}", project.code):
        raise Refused(
            "A code has up to twenty letters and figures, such as ROHU00627.", field="code"
        )
    project.tidy()
    if session.exec(select(Project.id).where(Project.code == project.code)).first():
        raise Refused("There is a project {code} already.", code=project.code, field="code")
    session.add(project)
    session.flush()
    return project


def join(
    session: Session, project: Project, partner: Partner, part: Part = Part.PARTNER
) -> ProjectPartner:
    """Let a partner take part, or take another part. Twice does no harm; only one can lead."""
    project.must_be_open()
    joined = {each.partner_id: each for each in session.exec(partners_of(project))}
    taking_part = joined.pop(partner.id, None)
    for each in joined.values():
        if each.part is part is Part.LEAD:
            raise Refused(
                "{partner} leads this project already.", partner=each.partner.name, field="part"
            )
    if taking_part is None:
        taking_part = ProjectPartner(project_id=project.id, partner_id=partner.id)
        session.add(taking_part)
    taking_part.part = part
    session.flush()
    return taking_part


def must_take_part(session: Session, project: Project, partner: Partner) -> None:
    taking_part = {each.partner_id for each in session.exec(partners_of(project))}
    if partner.id not in taking_part:
        raise Refused(
            "{partner} takes no part in {project}.",
            partner=partner.name,
            project=project.code,
            field="partner",
        )


def work_at(session: Session, project: Project, site: Place) -> None:
    """The project works at this site. Saying so twice does no harm."""
    project.must_be_open()
    known = select(ProjectSite).where(ProjectSite.project_id == project.id)
    if session.exec(known.where(ProjectSite.site_id == site.id)).first() is None:
        session.add(ProjectSite(project_id=project.id, site_id=site.id))
        session.flush()


def listed(seen_by: Rights) -> SelectOfScalar[Project]:
    """The projects of which this person sees a partner or a site, the latest first."""
    rows = select(Project).where(seen(seen_by))
    return rows.order_by(col(Project.starts_on).desc(), Project.code)


def current(session: Session, seen_by: Rights, on: date) -> Project | None:
    """The one that runs on a day, or else the latest."""
    seen = session.exec(listed(seen_by)).all()
    return next((each for each in seen if each.runs(on)), seen[0] if seen else None)


def found(session: Session, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of the projects that this person sees, by their codes."""
    columns: Any = Project.__table__.c  # type: ignore[attr-defined]
    rows = select(columns.code, columns.id).where(seen(seen_by))
    found = page(session, rows, Order(columns.code, columns.id), cut)
    shown = select(Project).where(col(Project.id).in_([row.id for row in found.rows]))
    return replace(found, rows=session.exec(shown.order_by(Project.code)).all())


def seen(by: Rights) -> ColumnElement[bool]:
    """The projects of which this person sees a partner or a site."""
    if Permission.PROCUREMENT_SEE in by.everywhere:
        return true()
    ours = select(ProjectPartner.project_id).where(
        col(ProjectPartner.partner_id).in_(by.partners(Permission.PROCUREMENT_SEE))
    )
    here = select(ProjectSite.project_id).where(
        col(ProjectSite.site_id).in_(by.sites(Permission.PROCUREMENT_SEE))
    )
    return or_(col(Project.id).in_(ours), col(Project.id).in_(here))


def coded(session: Session, code: str, seen_by: Rights) -> Project:
    if not code.strip():
        raise Missing("Choose a project.", field="project")
    found = session.exec(listed(seen_by).where(Project.code == code.strip().upper())).first()
    if found is None:
        raise Missing("There is no project {code}.", code=code, field="project")
    return found


def partners_of(project: Project) -> SelectOfScalar[ProjectPartner]:
    """Who takes part, the lead first."""
    rows = select(ProjectPartner).join(Partner, col(Partner.id) == col(ProjectPartner.partner_id))
    taking_part = rows.where(ProjectPartner.project_id == project.id)
    loaded = alongside(ProjectPartner.partner)
    return taking_part.options(*loaded).order_by(ProjectPartner.part, Partner.code)


def sites_of(project: Project, seen_by: Rights) -> SelectOfScalar[Place]:
    """Where it works, as far as this person may see."""
    at = select(ProjectSite.site_id).where(ProjectSite.project_id == project.id)
    return places.listed(seen_by).where(col(Place.id).in_(at))


def history(
    session: Session, project: Project, seen_by: Rights, *also: UUID
) -> SelectOfScalar[Any]:
    """(Entry, Batch) of a project, its partners and the sites she may see, the latest first.

    `also` are the ids of what belongs to it beside these.
    """
    parts = select(ProjectPartner.id).where(ProjectPartner.project_id == project.id)
    seen = [site.id for site in session.exec(sites_of(project, seen_by))]
    sites = select(ProjectSite.id).where(
        ProjectSite.project_id == project.id, col(ProjectSite.site_id).in_(seen)
    )
    return trail.history(project.id, *session.exec(parts), *session.exec(sites), *also)
