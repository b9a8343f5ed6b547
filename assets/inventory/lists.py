"""The list of things as one walks: what is found, place by place."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col

from assets.inventory import columns, finding
from assets.inventory.finding import BRIEFLY, Wanted
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.rights import Rights


def as_one_walks(
    session: Session, wanted: Wanted, on: date, seen_by: Rights, most: int
) -> Sequence[Any]:
    """At most so many of those that are wanted, each with the whole `path` of its place."""
    said = columns.said((*BRIEFLY, "condition")).add_columns(col(Place.path))
    rows = said.where(*finding.clauses(session, wanted, on, seen_by))
    walked = rows.order_by(col(Place.path_key), col(Asset.name_key), col(Asset.id))
    return session.connection().execute(walked.limit(most)).all()
