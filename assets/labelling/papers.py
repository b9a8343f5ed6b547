"""Papers that a site has measured itself, beside those that are shipped."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Session, col, select

from assets.errors import Missing, Refused
from assets.inventory.identifiers import LabelPrint
from assets.inventory.places import Place
from assets.labelling import keeping
from assets.labelling.keeping import Kept
from assets.rights import Rights

MEASURES = (
    "page_width",
    "page_height",
    "columns",
    "rows",
    "width",
    "height",
    "left",
    "top",
    "column_step",
    "row_step",
)


class LabelStock(Kept, table=True):
    """A sheet or a roll of labels, in millimetres from the top left corner of the sheet."""

    __table_args__ = (UniqueConstraint("site_id", "name"),)

    page_width: float
    page_height: float
    columns: int = 1
    rows: int = 1
    width: float
    height: float
    left: float = 0
    top: float = 0
    column_step: float = 0
    row_step: float = 0
    film: bool = False  # for wet rooms


def add(session: Session, site: Place, name: str, said: Mapping[str, Any]) -> LabelStock:
    """Keep a paper for a site: `said` as labels.stocks has found it to fit."""
    columns = {each: said[each] for each in (*MEASURES, "film")}
    stock = LabelStock(name="", site_id=site.id, partner_id=site.partner_id, **columns)
    keeping.begin(session, stock, name)
    return stock


def measure(session: Session, stock: LabelStock, name: str, said: Mapping[str, Any]) -> None:
    """Say a paper anew. Once printed on, it keeps its measures: its prints are drawn by them."""
    changed = [each for each in MEASURES if getattr(stock, each) != said[each]]
    if changed and in_use(session, stock):
        raise Refused(
            "It has been printed on and keeps its measures. Make a copy with the new ones.",
            field=changed[0],
        )
    keeping.call(session, stock, name)
    for each in (*changed, "film"):
        setattr(stock, each, said[each])


def in_use(session: Session, stock: LabelStock) -> bool:
    """Whether anything has been printed on it."""
    printed = select(LabelPrint.id).where(col(LabelPrint.stock) == stock.key)
    return session.exec(printed).first() is not None


def paper(session: Session, key: str, seen_by: Rights) -> LabelStock:
    """The paper of this key, if somebody sees it."""
    if (kept := keeping.one(session, LabelStock, key, seen_by)) is None:
        raise Missing("There is no such paper.")
    return kept
