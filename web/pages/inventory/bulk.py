"""The same change to many things: choose it, look at what it would do, and let it be done."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Path
from fastapi.responses import Response
from pydantic import BaseModel
from sqlmodel import Session

from assets import bulk, chronicle, colleagues, trail, undo
from assets.bulk import Planned
from assets.errors import Forbidden, No, Refused
from assets.exchange import exports
from assets.exchange.holds import MEANWHILE
from assets.inventory import catalogue, finding, partners, places, suppliers
from assets.inventory.custom_fields import CustomField
from assets.inventory.finding import Wanted
from assets.inventory.register import Condition, State
from assets.rights import Permission
from assets.words import N_
from web import custom_fields, wishes
from web.access import Db, Me, MyRights, may, reading, slowly, writing
from web.doors import pages
from web.filters import Asked
from web.forms import Form, posted
from web.page import Page, PageFor
from web.paging import from_address
from web.wishes import LABELS, Said, Wished

router = pages("/assets/bulk")

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]

SHOWN = 50
EXAMPLES = 5  # of the things that are refused for one reason
MOST_SUGGESTED = 50
WRONG = N_("What is wrong")
# What is on loan or on its way is with somebody, who is named where it is lent or sent.
STATES = [state for state in State if state not in {State.ON_LOAN, State.IN_TRANSIT}]


class Seen(BaseModel):
    """The plan that somebody has looked at, by its fingerprint."""

    seen: str


PostedSeen = Annotated[Form[Seen], posted(Seen)]


TheWhole = Annotated[Asked, from_address(Asked, wholly=True)]


@router.get("", dependencies=[may(Permission.ASSETS_SEE)])
def look(page: Page, db: Db, asked: TheWhole, form: Wished) -> Response:
    return _looked_at(page, db, asked, form)


@router.get("/refused.csv", dependencies=[may(Permission.ASSETS_SEE)])
def refused(page: Page, db: Db, asked: TheWhole, form: Wished) -> Response:
    plan = _planned(page, db, asked, form)
    rows = [
        (each.tag, each.name, page.say(each.no.words, **each.no.values))
        for each in (plan.refused if plan else ())
    ]
    content = b"".join(exports.write_csv(("tag", "name", page.say(WRONG)), rows))
    name = quote(f"{page.say(WRONG)}.csv")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type="text/csv", headers=headers)


@router.post("", dependencies=[slowly(Permission.ASSETS_SEE)])
def change(page: Page, asked: TheWhole, form: Wished, sent: PostedSeen) -> Response:
    with reading(page.request) as db:
        plan = _planned(page, db, asked, form)
    try:
        with writing(page.request, reason=form.values["reason"]) as db:
            bulk.apply(db, _as_seen(plan, sent))
            return page.go_to(f"/assets/bulk/{trail.next_number(db)}")
    except Refused:
        with reading(page.request) as db:
            return _looked_at(page, db, asked, form, status=422)


@router.get("/{number}", dependencies=[may(Permission.ASSETS_SEE)])
def done(page: Page, db: Db, rights: MyRights, me: Me, number: Number) -> Response:
    """What somebody has changed or undone in one go, for herself."""
    batch = undo.numbered(db, number, rights, me.id)
    return page.render(
        "inventory/bulk/done.html",
        batch=batch,
        count=undo.things_in(db, batch),
        undone=undo.undone(db, batch),
        undone_by=undo.undone_by(db, batch),
        offered=undo.offered(db, batch),
    )


def _as_seen(plan: Planned | None, sent: Form[Seen]) -> Planned:
    """The plan, if it is the one that was looked at."""
    if plan is None or not plan.changed or plan.fingerprint != sent.data.seen:
        raise Refused(MEANWHILE)
    return plan


def _wanted(page: PageFor, db: Session, asked: Asked, form: Form[Said]) -> Wanted:
    """The ticked things, or all that the filter finds."""
    everything = bool(form.values["all"])
    if not everything and not asked.tag:
        raise Refused("Choose at least one thing.")
    chosen = asked if everything else Asked(tag=asked.tag)
    return chosen.model_copy(update={"tag": [] if everything else asked.tag}).wanted(
        db, page.rights
    )


def _planned(page: PageFor, db: Session, asked: Asked, form: Form[Said]) -> Planned | None:
    """What the form would do, or None if it cannot be done as it stands."""
    wish = wishes.read(db, form, page.rights)
    if wish is None:
        return None
    today = db.info["at"].astimezone(page.zone).date()
    try:
        return bulk.plan(db, _wanted(page, db, asked, form), wish, today, page.rights)
    except No as no:
        form.refuse(no)
        return None


def _looked_at(
    page: PageFor, db: Session, asked: Asked, form: Form[Said], status: int = 200
) -> Response:
    allowed = {name for name, (_, needs) in LABELS.items() if page.rights.may(needs)}
    if not allowed:
        raise Forbidden("You may not do that.")
    plan = _planned(page, db, asked, form)
    today = db.info["at"].astimezone(page.zone).date()
    wanted = _wanted(page, db, asked, form)
    own = custom_fields.in_bulk(db, page, bulk.sole_kind(db, wanted, today, page.rights))
    count = finding.counted(db, wanted, today, page.rights, most=bulk.MOST)
    shown = plan.changed[:SHOWN] if plan else []
    told = [(each.row["id"], each.changes) for each in shown]
    return page.render(
        "inventory/bulk/look.html",
        status=status,
        asked=asked,
        form=form,
        here=wishes.address(form, asked),
        refused=wishes.address(form, asked, "/assets/bulk/refused.csv"),
        count=count,
        plan=plan,
        rows=list(zip(shown, chronicle.foretold(db, "asset", told, page.language), strict=True)),
        examples=EXAMPLES,
        meanwhile=page.say(MEANWHILE) if status != 200 else "",  # noqa: PLR2004
        allowed=allowed,
        **own,
        **_choices(page, db, own["own"]),
    )


def _choices(page: PageFor, db: Session, own: Sequence[CustomField]) -> dict[str, Any]:
    """The first of what can be named; the rest come as one types."""
    first = MOST_SUGGESTED
    return {
        "places": [each.path for each in db.exec(places.listed(page.rights).limit(first))],
        "people": [each.name for each in db.exec(colleagues.beside(page.rights).limit(first))],
        "companies": [each.name for each in db.exec(suppliers.listed().limit(first))],
        "kinds": [page.said(each.names) for each in db.exec(catalogue.types().limit(first))],
        "states": [(state, page.said(state)) for state in STATES],
        "conditions": [(condition, page.said(condition)) for condition in Condition],
        "owners": [(each.code, each.name) for each in db.exec(partners.listed())],
        "clearable": [(name, page.say(LABELS[name][0])) for name in wishes.COLUMNS]
        + [(field.name, page.said(field.names)) for field in own if not field.required],
    }
