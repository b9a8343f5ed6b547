"""Notices: what was said to whom, when it was written, sent or tried in vain."""

from typing import Annotated, Any

from fastapi.responses import Response

from assets import notices
from assets.notices import MAIL, Kind, Notice, Posting, Show, Wanted
from assets.words import N_
from jobs import letters
from web.access import Db, Me, MyRights, signed_in
from web.doors import pages
from web.named import Key
from web.page import Page, PageFor
from web.paging import Paged, Perhaps, from_address

router = pages("/notices")

HERE = "/notices"


class AskedNotices(Paged):
    """What the list of notices is asked for, as it stands in the address."""

    state: Perhaps[Show] = None
    kind: Perhaps[Kind] = None
    mine: bool = False

    def wanted(self) -> Wanted:
        return Wanted(self.state, self.kind, mine=self.mine)


TheAskedNotices = Annotated[AskedNotices, from_address(AskedNotices)]


@router.get("", dependencies=[signed_in()])
def index(page: Page, db: Db, me: Me, rights: MyRights, asked: TheAskedNotices) -> Response:
    found = notices.listed(db, asked.wanted(), me, rights, asked.cut)
    travelled = notices.postings(db, [row.id for row in found.rows])
    choices = _choices(page)
    said = asked.chosen(choices) | {"mine": page.say(N_("To me")) if asked.mine else ""}
    return page.render(
        "notices/index.html",
        block="found",
        asked=asked,
        found=found,
        travelled={key: [_told(page, each) for each in ways] for key, ways in travelled.items()},
        choices=choices,
        chips=asked.chips(HERE, said),
        neighbours=asked.neighbours(HERE, found),
    )


@router.get("/{key}", dependencies=[signed_in()])
def show(page: Page, db: Db, me: Me, rights: MyRights, key: Key) -> Response:
    notice: Notice = notices.notice(db, key, me, rights)
    letter = notices.letter_of(db, notice)
    base = page.request.app.state.settings.base_url
    ways = notices.postings(db, [notice.id])[notice.id]
    return page.render(
        "notices/show.html",
        notice=notice,
        name=letter.name,
        subject=letters.subject(letter),
        text=letters.text(letter, base_url=base),
        ways=[_told(page, each) for each in ways],
    )


def _told(page: PageFor, posting: Posting) -> dict[str, Any]:
    """How far it has come by one way."""
    state = Show.SENT if posting.posted_at else Show.FAILING if posting.error else Show.WAITING
    looks = {Show.SENT: "up", Show.FAILING: "down", Show.WAITING: "soon"}
    way = N_("By mail") if posting.channel == MAIL else N_("Another way")
    return {"way": page.say(way), "state": state, "look": looks[state], "posting": posting}


def _choices(page: PageFor) -> dict[str, list[tuple[str, str]]]:
    return {
        "state": [(each, page.said(each)) for each in Show],
        "kind": [(each, page.said(each)) for each in Kind],
    }
