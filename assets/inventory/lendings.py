"""Loans as lists: what is lent to whom, and what should be back by now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, desc
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import alongside
from assets.errors import Missing, Refused
from assets.inventory import loans
from assets.inventory.loans import AWAY_STILL, Loan
from assets.inventory.places import Place
from assets.inventory.register import NEVER, Asset, Condition
from assets.listing import Cut, Order, PageOf, page
from assets.rights import Permission, Rights
from assets.words import N_, Worded

_TABLE: Any = Loan.__table__  # type: ignore[attr-defined]
_Site = aliased(Place)


class Show(Worded):
    """Which loans a list shows."""

    AWAY = "away", N_("Lent now")
    LATE = "late", N_("Late")
    RETURNED = "returned", N_("Returned")


@dataclass(frozen=True)
class Wanted:
    """What a list of loans is asked for."""

    show: Show = Show.AWAY
    site: Place | None = None


def listed(session: Session, wanted: Wanted, on: date, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of loans as rows of columns: by the day they are due, or the last returned first.

    First which they are, and then what there is to say of these few.
    """
    asked = [seen_by.where(Permission.ASSETS_SEE, Loan), *_shown(wanted.show, on)]
    if wanted.site:
        asked.append(_TABLE.c.site_id == wanted.site.id)
    returned = wanted.show is Show.RETURNED
    key: ColumnElement[Any] = _TABLE.c.returned_on
    key = key if returned else func.coalesce(_TABLE.c.due_on, NEVER)
    which: Any = select(key.label("sort_key"), _TABLE.c.id).where(*asked)
    found = page(session, which, Order(key, _TABLE.c.id, descending=returned), cut)
    keys = [row.id for row in found.rows]
    rows = session.connection().execute(_columns().where(_TABLE.c.id.in_(keys)))
    said = {row.id: row for row in rows}
    return replace(found, rows=[said[key] for key in keys])


def _shown(show: Show, on: date) -> list[ColumnElement[bool]]:
    if show is Show.RETURNED:
        return [_TABLE.c.returned_on.is_not(None)]
    due = func.coalesce(_TABLE.c.due_on, NEVER)  # so that only what is away leads the way
    return [AWAY_STILL, due < on] if show is Show.LATE else [AWAY_STILL]


def _columns() -> Select[Any]:
    columns: Select[Any] = (
        select(
            Loan.borrower,
            Loan.lent_on,
            Loan.due_on,
            Loan.returned_on,
            Loan.condition_lent,
            Loan.condition_returned,
            Loan.note,
            Loan.version,
            Asset.tag,
            Asset.name,
            col(Place.name).label("place"),
            col(_Site.code).label("site"),
            Loan.id,
        )  # type: ignore[call-overload]
        .join(Asset, col(Asset.id) == col(Loan.asset_id))
        .join(Place, col(Place.id) == col(Asset.place_id))
        .join(_Site, col(_Site.id) == col(Loan.site_id))
    )
    return columns


def loan(session: Session, key: UUID, seen_by: Rights) -> Loan:
    """One loan, with its thing."""
    seen = seen_by.where(Permission.ASSETS_SEE, Loan)
    thing = alongside(Loan.asset)[0].joinedload(Asset.place)  # type: ignore[attr-defined]
    found = session.exec(select(Loan).where(Loan.id == key, seen).options(thing)).one_or_none()
    if found is None:
        raise Missing("There is no such loan.")
    return found


def bring_back(
    session: Session,
    keys: Iterable[UUID],
    on: date,
    by: Rights,
    condition: Condition | None = None,
) -> None:
    """These are back, in this condition or each as it was; a part with its whole. All, or none."""
    chosen = [loan(session, key, by) for key in dict.fromkeys(keys)]
    if not chosen:
        raise Refused("Choose at least one thing.")
    for each in chosen:
        by.must(Permission.ASSETS_MOVE, each)
    for each in [each for each in chosen if each.away_id]:
        if each.away_id:
            loans.give_back(session, each, on, condition=condition)
        elif condition:
            each.asset.judge(condition)
            each.condition_returned = condition


def of_asset(key: UUID) -> SelectOfScalar[Loan]:
    """Every loan of one thing, the latest first."""
    return select(Loan).where(Loan.asset_id == key).order_by(desc(col(Loan.lent_on)), col(Loan.id))
