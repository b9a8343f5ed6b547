"""Who pays: the sources of each partner's money in a project, and of single things."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import stored
from assets.errors import Missing, Refused
from assets.inventory.partners import Partner
from assets.inventory.register import FOLLOWERS, Asset
from assets.money import Money
from assets.procurement import projects
from assets.procurement.projects import Project
from assets.procurement.shares import shares
from assets.rights import Guarded, Permission, Rights
from assets.words import N_, Worded

WHOLE = 10_000  # basis points


class Source(Worded):
    """Where money comes from."""

    ERDF = "erdf", N_("ERDF")
    NATIONAL = "national", N_("National co-financing")
    OWN = "own", N_("Own contribution")
    OTHER = "other", N_("Other public money")


class Funding(Guarded, table=True):
    """What one source gives one partner of a project, in the currency of the project.

    A partner's eligible costs are shared among its sources in the proportion of these amounts.
    """

    __table_args__ = (UniqueConstraint("project_id", "partner_id", "source", "name"),)

    project_id: UUID = Field(foreign_key="project.id")
    source: Source = Field(sa_type=stored(Source))
    name: str = Field(default="", max_length=120)  # which other money: "Timiș County"
    amount_minor: int = Field(default=0, sa_type=BigInteger)

    @property
    def label(self) -> str:
        return self.name or self.source.value


class AssetFunding(Guarded, table=True):
    """Which share of one thing a project or another source has paid. All of a thing are 10,000."""

    __table_args__ = (UniqueConstraint("asset_id", "project_id", "name"),)

    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    project_id: UUID | None = Field(default=None, foreign_key="project.id", index=True)
    name: str = Field(default="", max_length=120)  # of money that is no project's here
    basis_points: int

    @property
    def percent(self) -> Decimal:
        return Decimal(f"{Decimal(self.basis_points).scaleb(-2).normalize():f}")

    @property
    def label(self) -> str:
        return f"{self.name} {self.percent} %".strip()


@dataclass(frozen=True)
class Paid:
    """A share of one thing, and who has paid it: a project, or whom the name says."""

    basis_points: int
    project: Project | None = None
    name: str = ""


def fund(
    session: Session,
    project: Project,
    partner: Partner,
    source: Source,
    given: Money,
    name: str = "",
) -> Funding:
    """What one source gives a partner; said again, it gives that much instead."""
    project.must_be_open()
    projects.must_take_part(session, project, partner)
    name = name.strip()
    if source is Source.OTHER and not name:
        raise Refused("Say whose money it is.", field="name")
    same = of_project(project).where(Funding.partner_id == partner.id, Funding.source == source)
    found = session.exec(same.where(Funding.name == name)).first()
    if given.minor <= 0:
        raise Refused("Write an amount above zero.", field="amount")
    _must_be_granted(session, project, source, given, found)
    if found is None:
        keys: dict[str, Any] = {"project_id": project.id, "partner_id": partner.id}
        found = Funding(**keys, source=source, name=name)
        session.add(found)
    found.amount_minor = given.minor
    session.flush()
    return found


def _must_be_granted(
    session: Session, project: Project, source: Source, given: Money, before: Funding | None
) -> None:
    """Raise Refused for more than the project may cost, or more than the ERDF gives it."""
    if given.currency is not project.currency:
        raise Refused(
            "{project} is granted in {currency}.",
            project=project.code,
            currency=project.currency,
            field="amount",
        )
    others = select(func.sum(Funding.amount_minor)).where(Funding.project_id == project.id)
    if before is not None:
        others = others.where(Funding.id != before.id)
    of_source = others.where(Funding.source == source)
    bounds = [(project.total_minor, others)]
    if source is Source.ERDF:
        bounds.append((project.erdf_minor, of_source))
    for most, asked in bounds:
        left = most - int(session.exec(asked).one() or 0)
        if most and given.minor > left:
            raise Refused(
                "That is more than is left of the grant: {left}.",
                left=Money(left, project.currency),
                field="amount",
            )


def of_project(project: Project) -> SelectOfScalar[Funding]:
    """The sources of its money, partner by partner, the ERDF first."""
    rows = select(Funding).where(Funding.project_id == project.id)
    return rows.order_by(Funding.partner_id, Funding.source, Funding.name)  # type: ignore[arg-type]


def seen(project: Project, seen_by: Rights) -> SelectOfScalar[Funding]:
    return of_project(project).where(seen_by.where(Permission.PROCUREMENT_SEE, Funding))


def of_key(session: Session, project: Project, key: UUID, seen_by: Rights) -> Funding:
    found = session.exec(seen(project, seen_by).where(Funding.id == key)).first()
    if found is None:
        raise Missing("There is no such source of money.")
    return found


def of_partner(session: Session, project_id: UUID, partner_id: UUID | None) -> Sequence[Funding]:
    """The sources of one partner's money in a project, as cents are given out to them."""
    rows = select(Funding).where(Funding.project_id == project_id, Funding.partner_id == partner_id)
    found = session.exec(rows).all()
    return sorted(found, key=lambda each: (list(Source).index(each.source), each.name))


def shared(given: Sequence[Funding], eligible: int) -> list[tuple[Funding, int]]:
    """How much of an eligible amount each source pays. The parts sum to it to the cent."""
    if not given:
        return []
    return list(zip(given, shares(eligible, [each.amount_minor for each in given]), strict=True))


def end(session: Session, funding: Funding, project: Project) -> None:
    """That source gives nothing."""
    project.must_be_open()
    session.delete(funding)
    session.flush()


def share_out(session: Session, asset: Asset, paid: Sequence[Paid]) -> list[AssetFunding]:
    """Who has paid how much of one thing, instead of what was said before."""
    _must_be_whole(paid)
    known = {(each.project_id, each.name): each for each in session.exec(of_asset(asset))}
    made = []
    for each in paid:
        project_id, name = each.project.id if each.project else None, each.name.strip()
        share = known.pop((project_id, name), None) or AssetFunding(
            asset_id=asset.id,
            site_id=asset.site_id,
            partner_id=asset.partner_id,
            project_id=project_id,
            name=name,
            basis_points=each.basis_points,
        )
        share.basis_points = each.basis_points
        made.append(share)
    for gone in known.values():
        session.delete(gone)
    session.add_all(made)
    session.flush()
    return made


def _must_be_whole(paid: Sequence[Paid]) -> None:
    payers = [(each.project.code if each.project else "", each.name.strip()) for each in paid]
    if any(payer == ("", "") for payer in payers):
        raise Refused("Say whose money it is.", field="name")
    if len(set(payers)) < len(payers):
        raise Refused("The same source stands there twice.", field="name")
    if any(each.basis_points <= 0 for each in paid):
        raise Refused("Each share is more than nothing.", field="share")
    if paid and sum(each.basis_points for each in paid) != WHOLE:
        raise Refused("All the shares of a thing together are 100 %.", field="share")


def of_asset(asset: Asset) -> SelectOfScalar[AssetFunding]:
    """Who has paid for a thing, the largest share first."""
    rows = select(AssetFunding).where(AssetFunding.asset_id == asset.id)
    return rows.order_by(col(AssetFunding.basis_points).desc(), AssetFunding.name)


def payers(asset: Asset) -> Any:
    """The same, each with the project whose money it is, if it is one's."""
    project = col(Project.id) == col(AssetFunding.project_id)
    rows = select(AssetFunding, Project).outerjoin(Project, project)
    of_thing = rows.where(AssetFunding.asset_id == asset.id)
    return of_thing.order_by(col(AssetFunding.basis_points).desc(), AssetFunding.name)


FOLLOWERS.append(of_asset)
