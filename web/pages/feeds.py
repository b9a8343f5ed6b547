"""One's own calendar addresses: what a calendar program shall show, and taking one away."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import feeds
from assets.agenda import Occasion
from assets.errors import Missing, Refused
from assets.feeds import Feed
from assets.people import Person
from web.access import Db, Me, MyRights, Now, signed_in
from web.calendars import house
from web.doors import pages
from web.filters import site_of
from web.forms import Form, posted
from web.named import TheFeed
from web.page import Page, PageFor

router = pages("/me/feeds")

HERE = "/me/feeds"


class NewFeed(BaseModel):
    """What a calendar shall show. Nothing chosen is everything."""

    name: str = Field(min_length=1, max_length=120)
    site: str = ""
    kinds: list[Occasion] = Field(default_factory=list)


class Taking(BaseModel):
    """The version that was looked at."""

    version: int | None = None


PostedFeed = Annotated[Form[NewFeed], posted(NewFeed)]
PostedTaking = Annotated[Form[Taking], posted(Taking)]


@router.get("", dependencies=[signed_in()])
def index(page: Page, db: Db, me: Me) -> Response:
    return _shown(page, db, me, Form({"name": "", "site": "", "kinds": []}))


@router.post("", dependencies=[signed_in()])
def add(page: Page, db: Db, me: Me, rights: MyRights, form: PostedFeed) -> Response:
    if form.valid:
        try:
            said, key = form.data, page.request.app.state.settings.secret()
            site = site_of(db, said.site, rights)
            feeds.issue(db, me, said.name, key, site=site, occasions=said.kinds)
            return page.go_to(HERE)
        except (Refused, Missing) as no:
            form.refuse(no)
    return _shown(page, db, me, form)


@router.post("/{key}/revoke", dependencies=[signed_in()])
def revoke(page: Page, feed: TheFeed, now: Now, form: PostedTaking) -> Response:
    feed.expect(form.data.version)
    feeds.revoke(feed, now)
    return page.go_to(HERE)


def _shown(page: PageFor, db: Db, me: Person, form: Form[Any]) -> Response:
    sites = {site.id: site.name for site in page.sites}
    return page.render(
        "agenda/feeds.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        feeds=[_told(page, each, sites) for each in db.exec(feeds.of_person(me)).all()],
        kinds=[(each, page.said(each)) for each in Occasion],
        sites=[(site.code or "", site.name) for site in page.sites],
    )


def _told(page: PageFor, feed: Feed, sites: dict[Any, str]) -> dict[str, Any]:
    """A feed as the page shows it, with its address while it is the one that stands."""
    secret = feeds.secret_of(feed.id, page.request.app.state.settings.secret())
    said = [sites.get(feed.site_id, ""), *(page.said(each) for each in feed.occasions)]
    standing = feeds.opens(feed, secret)
    address = f"{house(page.request)}/feeds/{secret}.ics" if standing else ""
    return {"feed": feed, "address": address, "shows": ", ".join(filter(None, said))}
