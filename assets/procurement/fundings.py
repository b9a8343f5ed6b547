"""Who pays: the sources of each partner's money in a project, and of single things."""

from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from assets.database import stored
from assets.rights import Guarded
from assets.words import N_, Worded


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
    def label(self) -> str:
        return f"{self.name} {self.basis_points / 100:g} %".strip()
