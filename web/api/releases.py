"""Early leavings of funded things, for programs: /api/v1/releases."""

from typing import Annotated

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import register
from assets.inventory.leaving import Departure
from assets.procurement import releases
from assets.rights import Permission
from web.access import Db, Me, MyRights, Today, may
from web.answer import Answer, Day
from web.doors import programs
from web.durable import TheRelease, item
from web.paging import Paged

router = programs("/releases", tags=["durability"])


class Asked(Paged):
    """Which page of them."""


class Asking(BaseModel):
    """Which thing is to leave, how and why."""

    model_config = ConfigDict(extra="forbid")

    asset: str = Field(min_length=1)
    departure: Departure
    reason: str = Field(min_length=1, max_length=1000)


class Notice(BaseModel):
    """The letter that told the managing authority."""

    model_config = ConfigDict(extra="forbid")

    notice_number: str = Field(min_length=1, max_length=80)
    notice_on: Day


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(answer: Answer, db: Db, rights: MyRights, asked: Annotated[Asked, Query()]) -> Response:
    """A page of what was asked, the latest first."""
    found = releases.listed(db, asked.cut, rights)
    return answer.page(found, [item(each) for each in found.rows])


@router.post("", dependencies=[may(Permission.ASSETS_STATE)], status_code=201)
def ask(
    answer: Answer,
    db: Db,
    rights: MyRights,
    me: Me,
    today: Today,
    said: Annotated[Asking, Body()],
) -> Response:
    """Ask that a funded thing leaves before its years are over. Another person agrees."""
    asset = register.tagged(db, said.asset, rights)
    rights.must(Permission.ASSETS_STATE, asset)
    release = releases.ask(db, asset, said.departure, said.reason, me, today)
    return answer.item(item(release), 201, f"/api/v1/releases/{release.id}")


@router.get("/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(answer: Answer, release: TheRelease) -> Response:
    """One of them."""
    return answer.item(item(release))


@router.post("/{key}/notice", dependencies=[may(Permission.ASSETS_STATE)])
def record(
    answer: Answer, db: Db, release: TheRelease, today: Today, said: Annotated[Notice, Body()]
) -> Response:
    """Record the notice to the managing authority. `If-Match` takes the version."""
    release.record_notice(said.notice_number, said.notice_on, today)
    db.flush()  # which counts the version on
    return answer.item(item(release))


@router.post("/{key}/agree", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def agree(answer: Answer, db: Db, me: Me, release: TheRelease, today: Today) -> Response:
    """Agree as the second person. `If-Match` takes the version."""
    release.agree(me, today)
    release.agreed_by = me
    db.flush()  # which counts the version on
    return answer.item(item(release))


@router.post("/{key}/refuse", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def refuse(answer: Answer, db: Db, me: Me, release: TheRelease, today: Today) -> Response:
    """It stays. `If-Match` takes the version."""
    release.refuse(me, today)
    release.agreed_by = me
    db.flush()  # which counts the version on
    return answer.item(item(release))
