"""The agenda and calendar addresses, for programs: /api/v1/agenda and /api/v1/feeds."""

from datetime import date
from typing import Annotated, Any

from fastapi import Body, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from assets import diary, feeds
from assets.agenda import Duty, Occasion
from assets.diary import Wanted
from assets.feeds import Feed
from assets.inventory.places import Place
from assets.listing import PageOf
from web.access import Db, Me, MyRights, Now, signed_in
from web.answer import Answer
from web.calendars import house
from web.doors import programs
from web.filters import site_of
from web.named import TheFeed
from web.paging import Paged, Perhaps

router = programs(tags=["agenda"])

EVER = (date(1900, 1, 1), date(9000, 1, 1))


class Asked(Paged):
    """Which dated things: from a day, until a day, of a kind, at a site, taken on by oneself."""

    since: date | None = None
    until: date | None = None
    kind: Perhaps[Occasion] = None
    site: str = ""
    mine: bool = False


class NewFeed(BaseModel):
    """What a calendar shall show; without kinds, everything."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=120)
    site: str = ""
    kinds: list[Occasion] = Field(default_factory=list)


TheAsked = Annotated[Asked, Query()]
Posted = Annotated[NewFeed, Body()]


@router.get("/agenda", dependencies=[signed_in()])
def index(answer: Answer, db: Db, rights: MyRights, me: Me, asked: TheAsked) -> Response:
    """A page of the dated things that the token's person may see, the earliest first."""
    wanted = Wanted(
        occasions=[asked.kind] if asked.kind else [],
        site=site_of(db, asked.site, rights),
        taken_by=me if asked.mine else None,
    )
    span = (asked.since or EVER[0], asked.until or EVER[1])
    found = diary.listed(db, wanted, span, asked.cut, rights)
    return answer.page(found, [_duty(duty) for duty in found.rows])


@router.get("/feeds", dependencies=[signed_in()])
def of_mine(request: Request, answer: Answer, db: Db, me: Me) -> Response:
    """The calendar addresses of the token's person."""
    found = db.exec(feeds.of_person(me)).all()
    return answer.page(PageOf(found, None, None), [_item(request, db, each) for each in found])


@router.post("/feeds", dependencies=[signed_in()], status_code=201)
def issue(
    request: Request, answer: Answer, db: Db, me: Me, rights: MyRights, said: Posted
) -> Response:
    """A new calendar address. Answers 201 with it."""
    key, site = request.app.state.settings.secret(), site_of(db, said.site, rights)
    feed = feeds.issue(db, me, said.name, key, site=site, occasions=said.kinds)
    return answer.item(_item(request, db, feed), 201, f"/api/v1/feeds/{feed.id}")


@router.post("/feeds/{key}/revoke", dependencies=[signed_in()])
def revoke(request: Request, answer: Answer, db: Db, feed: TheFeed, now: Now) -> Response:
    """From now on nobody reads anything at this address."""
    feeds.revoke(feed, now)
    db.flush()
    return answer.item(_item(request, db, feed))


def _duty(duty: Duty) -> dict[str, Any]:
    return {
        "kind": duty.occasion,
        "titles": duty.titles._asdict(),
        "due_on": duty.due_on.isoformat(),
        "order": duty.number or None,
        "plan": str(duty.plan_id) if duty.plan_id else None,
        "lot": duty.lot or None,
        "transfer": duty.transfer or None,
        "loan": str(duty.loan_id) if duty.loan_id else None,
        "contract": str(duty.contract_id) if duty.contract_id else None,
        "invoice": str(duty.invoice_id) if duty.invoice_id else None,
        "report": str(duty.report_id) if duty.report_id else None,
        "project": duty.project or None,
        "asset": duty.tag or None,
        "name": duty.name,
        "site": duty.site or None,
        "place": duty.place or None,
        "taken_by": duty.taken_by or None,
    }


def _item(request: Request, db: Session, feed: Feed) -> dict[str, Any]:
    secret = feeds.secret_of(feed.id, request.app.state.settings.secret())
    site = db.get(Place, feed.site_id) if feed.site_id else None
    return {
        "id": str(feed.id),
        "name": feed.name,
        "site": site.code if site else None,
        "kinds": feed.kinds,
        "address": f"{house(request)}/feeds/{secret}.ics" if feeds.opens(feed, secret) else None,
        "revoked": feed.revoked_at is not None,
        "version": feed.version,
    }
