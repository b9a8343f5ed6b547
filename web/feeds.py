"""Feeds: what a calendar program reads at a secret address."""

import hashlib

from fastapi import Request
from fastapi.responses import Response

from assets import feeds
from web import calendars
from web.access import Db, Now, anyone
from web.doors import pages

router = pages("/feeds")


@router.get("/{secret}.ics", dependencies=[anyone()])
def calendar(request: Request, db: Db, now: Now, secret: str) -> Response:
    """The calendar behind this secret: all-day events, and nothing about any person in them."""
    feed, person = feeds.behind(db, secret)
    duties = feeds.shown(db, feed, person, now.date())
    changed, base = feeds.changed_at(db, duties), calendars.house(request)
    body = calendars.drawn(feed, duties, changed, base, person.language).to_ical()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=900"}
    if request.headers.get("If-None-Match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)
