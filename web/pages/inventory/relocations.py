"""Pages on which a place moves with all that is in it, or turns out to be another."""

from collections.abc import Iterator
from typing import Annotated

from fastapi.responses import Response
from sqlmodel import Session

from assets.errors import Missing, Refused
from assets.inventory import partners, places, relocations
from assets.inventory.places import Place
from assets.rights import Permission, Rights
from assets.words import N_, say_count
from web import takeovers
from web.access import Db, MyRights, Today, may
from web.doors import pages
from web.forms import Form, posted
from web.named import ThePlace
from web.page import Page, PageFor
from web.takeovers import Into, Question

router = pages("/places")

PostedInto = Annotated[Form[Into], posted(Into)]


@router.get("/{key}/move", dependencies=[may(Permission.PLACES_KEEP)])
def look_at_move(page: Page, db: Db, rights: MyRights, place: ThePlace, into: str = "") -> Response:
    def follows(said: str) -> Iterator[str]:
        where = _kept(db, said, rights)
        relocations.must_move(db, place, where)
        yield page.say(N_("{place} is in {into} then."), place=place.name, into=where.path)
        yield from _goes_along(page, db, place, where)

    return takeovers.looked_at(page, into, _moving(page, place), follows)


@router.post("/{key}/move", dependencies=[may(Permission.PLACES_KEEP)])
def move(page: Page, db: Db, rights: MyRights, place: ThePlace, form: PostedInto) -> Response:
    if form.valid:
        try:
            place.expect(form.data.version)
            relocations.move(db, place, _kept(db, form.data.into, rights))
            return page.go_to(f"/places/{place.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return takeovers.shown(page, form, _moving(page, place))


@router.get("/{key}/merge", dependencies=[may(Permission.PLACES_KEEP)])
def look_at_merge(
    page: Page, db: Db, rights: MyRights, today: Today, place: ThePlace, into: str = ""
) -> Response:
    def follows(said: str) -> Iterator[str]:
        where = _kept(db, said, rights)
        relocations.must_merge(db, place, where, today)
        yield from _goes_along(page, db, place, where)
        yield _is_no_more(page, place, where)

    return takeovers.looked_at(page, into, _merging(page, place), follows)


@router.post("/{key}/merge", dependencies=[may(Permission.PLACES_KEEP)])
def merge(
    page: Page, db: Db, rights: MyRights, today: Today, place: ThePlace, form: PostedInto
) -> Response:
    if form.valid:
        try:
            place.expect(form.data.version)
            into = _kept(db, form.data.into, rights)
            relocations.merge(db, place, into, today)
            return page.go_to(f"/places/{into.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return takeovers.shown(page, form, _merging(page, place))


def _kept(db: Session, words: str, rights: Rights) -> Place:
    """The place that she means and keeps."""
    into = places.called(db, words, rights, field="into")
    rights.must(Permission.PLACES_KEEP, into)
    return into


def _goes_along(page: PageFor, db: Session, place: Place, into: Place) -> Iterator[str]:
    inside, things = relocations.load(db, place)
    if inside > 1:
        yield say_count(
            page.language,
            "{count} place inside goes along.",
            "{count} places inside go along.",
            inside - 1,
        )
    if things:
        yield say_count(
            page.language, "{count} thing goes along.", "{count} things go along.", things
        )
    if inside == 1 and not things:
        yield page.say(N_("Nothing is in it."))
    if into.site_id != place.site_id:
        yield page.say(N_("The things go to another site and keep their tags."))
    if into.partner_id and place.partner_id and into.partner_id != place.partner_id:
        owners = [partners.partner(db, each) for each in (place.partner_id, into.partner_id)]
        said = N_("What belongs to {old} there belongs to {new} then.")
        yield page.say(said, old=owners[0].name, new=owners[1].name)


def _is_no_more(page: PageFor, place: Place, into: Place) -> str:
    return page.say(
        N_("{old} is shown no more. Its labels and its address open {new}."),
        old=place.name,
        new=into.path,
    )


def _moving(page: PageFor, place: Place) -> Question:
    return Question(
        page.say(N_("Move a place")),
        place.path,
        page.say(N_("The place that it is to be inside of. Type a few letters.")),
        page.say(N_("Move")),
        f"/places/{place.id}",
        "/places/suggestions",
        place.version,
    )


def _merging(page: PageFor, place: Place) -> Question:
    return Question(
        page.say(N_("Merge a place")),
        place.path,
        page.say(N_("The place that it is one with, and that stays. Type a few letters.")),
        page.say(N_("Merge")),
        f"/places/{place.id}",
        "/places/suggestions",
        place.version,
    )
