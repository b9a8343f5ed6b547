"""Designs that somebody made for her site, beside those that are shipped."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, Session, col, select

from assets.errors import Missing, Refused
from assets.inventory.identifiers import LabelPrint
from assets.inventory.places import Place
from assets.labelling import keeping
from assets.labelling.keeping import Kept
from assets.rights import Rights


class LabelDesign(Kept, table=True):
    """Which fields stand on a label, in which order, and which code: see labels.designs."""

    __table_args__ = (UniqueConstraint("site_id", "name"),)

    said: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


def add(session: Session, site: Place, name: str, said: Mapping[str, Any]) -> LabelDesign:
    """Keep a design for a site: `said` as labels.designs has read it."""
    design = LabelDesign(name="", site_id=site.id, partner_id=site.partner_id, said=dict(said))
    keeping.begin(session, design, name)
    return design


def draw(session: Session, design: LabelDesign, name: str, said: Mapping[str, Any]) -> None:
    """Say a design anew. Once printed, it stays: its prints are drawn by it."""
    if dict(said) != design.said:
        if in_use(session, design):
            raise Refused("It has been printed and stays as it is. Make a copy to change it.")
        design.said = dict(said)
    keeping.call(session, design, name)


def in_use(session: Session, design: LabelDesign) -> bool:
    """Whether anything has been printed with it."""
    printed = select(LabelPrint.id).where(col(LabelPrint.design) == design.key)
    return session.exec(printed).first() is not None


def draft(session: Session, key: str, seen_by: Rights) -> LabelDesign:
    """The design of this key, if somebody sees it."""
    if (kept := keeping.one(session, LabelDesign, key, seen_by)) is None:
        raise Missing("There is no such design.")
    return kept
