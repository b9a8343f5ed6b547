"""Projects: the grants that pay, the partners who share them and the sites where they work."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint, or_
from sqlmodel import Field, Relationship, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import UNLOADED, Record, alongside, stored
from assets.errors import Missing, Refused
from assets.inventory.partners import Partner
from assets.inventory.places import Place
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
    durability_years: int = 5
    closed: bool = False
    # The last number that a lot was given. Numbers are never given twice.
    lots_numbered: int = Field(default=0, sa_column_kwargs=derived())

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
        if self.final_payment_on is None:
            return None
        return months_after(self.final_payment_on, 12 * self.durability_years)

    def runs(self, on: date) -> bool:
        return not self.closed and self.starts_on <= on <= self.ends_on

    def close(self, final_payment_on: date) -> None:
        """All is paid. From that day the years of durability are counted."""
        if self.closed:
            raise Refused("{project} is closed already.", project=self.code)
        if final_payment_on < self.starts_on:
            raise Refused(
                "{project} only began on {day}.",
                project=self.code,
                day=self.starts_on,
                field="final_payment_on",
            )
        self.final_payment_on, self.closed = final_payment_on, True


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
    """A new project."""
    project.code = project.code.strip().upper()
    if project.ends_on < project.starts_on:
        raise Refused("A project ends after it starts.", field="ends_on")
    if session.exec(select(Project.id).where(Project.code == project.code)).first():
        raise Refused("There is a project {code} already.", code=project.code, field="code")
    session.add(project)
    session.flush()
    return project


def join(
    session: Session, project: Project, partner: Partner, part: Part = Part.PARTNER
) -> ProjectPartner:
    """Let a partner take part. Joining twice does no harm; only one can lead."""
    joined = session.exec(partners_of(project)).all()
    for each in joined:
        if each.partner_id == partner.id:
            return each
        if each.part is part is Part.LEAD:
            raise Refused("{partner} leads this project already.", partner=each.partner.name)
    taking_part = ProjectPartner(project_id=project.id, partner_id=partner.id, part=part)
    session.add(taking_part)
    session.flush()
    return taking_part


def work_at(session: Session, project: Project, site: Place) -> None:
    """The project works at this site. Saying so twice does no harm."""
    known = select(ProjectSite).where(ProjectSite.project_id == project.id)
    if session.exec(known.where(ProjectSite.site_id == site.id)).first() is None:
        session.add(ProjectSite(project_id=project.id, site_id=site.id))
        session.flush()


def listed(seen_by: Rights) -> SelectOfScalar[Project]:
    """The projects of which this person sees a partner or a site, the latest first."""
    rows = select(Project).order_by(col(Project.starts_on).desc(), Project.code)
    if Permission.PROCUREMENT_SEE in seen_by.everywhere:
        return rows
    ours = select(ProjectPartner.project_id).where(
        col(ProjectPartner.partner_id).in_(seen_by.partners(Permission.PROCUREMENT_SEE))
    )
    here = select(ProjectSite.project_id).where(
        col(ProjectSite.site_id).in_(seen_by.sites(Permission.PROCUREMENT_SEE))
    )
    return rows.where(or_(col(Project.id).in_(ours), col(Project.id).in_(here)))


def coded(session: Session, code: str, seen_by: Rights) -> Project:
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


def sites_of(project: Project) -> SelectOfScalar[Place]:
    at = select(ProjectSite.site_id).where(ProjectSite.project_id == project.id)
    return select(Place).where(col(Place.id).in_(at)).order_by(col(Place.path_key))
