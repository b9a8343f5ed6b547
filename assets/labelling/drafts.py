"""Designs that somebody made for her site, beside those that are shipped."""

from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field

from assets.rights import Guarded


class LabelDesign(Guarded, table=True):
    """Which fields stand on a label, in which order, and which code: see labels.designs."""

    __table_args__ = (UniqueConstraint("site_id", "name"),)

    name: str = Field(max_length=40)
    said: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    given_up: bool = False

    @property
    def label(self) -> str:
        return self.name
