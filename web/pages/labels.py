"""Pages about labels: choosing what to label, and arranging how it is printed."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from assets.errors import Missing, Refused
from assets.labelling import choosing, facts, habits, prints
from assets.labelling.kinds import Kind
from assets.rights import Permission
from assets.words import N_
from web import chosen, labelling, presses, views
from web.access import Db, MyRights, Today, may, reading, slowly, writing
from web.doors import pages
from web.forms import Form
from web.labelling import SHOWN, Asked, TheAsked, TheWhole, Which
from web.named import id_of
from web.page import Page, PageFor

router = pages("/labels")

HERE = "/labels"


@router.get("", dependencies=[may(Permission.LABELS_PRINT)])
def index(
    request: Request, page: Page, db: Db, rights: MyRights, today: Today, asked: TheAsked
) -> Response:
    if (asked.tag and asked.kind is Kind.ASSET) or asked.thing:
        return arrange(request, page, db, rights, today, asked)
    looked_for = asked.looked_for(db, rights)
    after = id_of(asked.after) if asked.after else None
    keys = choosing.keys(db, looked_for, today, rights, most=SHOWN + 1, after=after)
    count = choosing.count(db, looked_for, today, rights)
    following = str(keys[SHOWN - 1]) if len(keys) > SHOWN else ""
    found = facts.of_things(db, asked.kind, keys[:SHOWN])
    return page.render(
        "labels/index.html",
        asked=asked,
        kinds=[(kind, asked.address(HERE, **_kept(kind, asked))) for kind in Kind],
        count=count,
        counted=_counted(page, len(found), count),
        begin=asked.address(HERE) if asked.after else "",
        following=asked.address(HERE, after=following) if following else "",
        most=prints.MOST_AT_ONCE,
        found=[found[key] for key in keys if key in found],
        choices=chosen.choices(db, page, asked, looked_for.wanted),
        chips=_chips(db, page, asked, looked_for),
        **views.of_list(page, db),
    )


@router.get("/arrange", dependencies=[may(Permission.LABELS_PRINT)])
def arrange(
    request: Request, page: Page, db: Db, rights: MyRights, today: Today, asked: TheAsked
) -> Response:
    which = labelling.which(db, asked, today, rights)
    form = labelling.typed(request)
    labelling.as_usual(db, page, which.kind, form)
    form.errors.clear()
    return _arranged(request, page, db, asked, which, form)


@router.get("/preview.svg", dependencies=[may(Permission.LABELS_PRINT)])
def preview(request: Request, db: Db, rights: MyRights, today: Today, asked: TheAsked) -> Response:
    which = labelling.which(db, asked, today, rights)
    said = labelling.typed(request).values
    picture = labelling.preview(request, db, which, said, rights)
    headers = {"Cache-Control": "no-store"}
    return Response(picture, media_type="image/svg+xml", headers=headers)


@router.post("/print", dependencies=[slowly(Permission.LABELS_PRINT)])
def print_them(request: Request, page: Page, asked: TheWhole, form: labelling.Posted) -> Response:
    """Those that were ticked, or all that the list of this address finds."""
    asked = labelling.also(asked, form)
    if form.valid:
        try:
            with reading(request) as db:
                which = labelling.wholly(request, db, asked, form)
            with writing(request) as db:
                how = form.data.arranged(db, page.rights)
                made = which.print(db, how, page.rights)
                habits.remember(db, page.me.id, how)
                return page.go_to(presses.onward(db, made))
        except (Refused, Missing) as no:
            form.refuse(no)
    with reading(request) as db:
        today = db.info["at"].astimezone(page.zone).date()
        which = labelling.which(db, asked, today, page.rights)
        return _arranged(request, page, db, asked, which, form)


def _kept(kind: Kind, asked: Asked) -> dict[str, object]:
    """What is still asked for in the list of another kind."""
    names = asked.__class__.model_fields.keys() - {"limit"}
    stays = {"site": asked.site, "unprinted": asked.unprinted, "search": asked.search}
    return dict.fromkeys(names, "") | stays | {"kind": "" if kind is Kind.ASSET else kind}


def _chips(db: Session, page: PageFor, asked: Asked, looked_for: choosing.Chosen) -> object:
    day = looked_for.delivered_on
    more = {
        "unprinted": page.say(N_("Not printed yet")) if asked.unprinted else "",
        "delivered_on": page.say(N_("Delivered on {day}"), day=day) if day else "",
    }
    return chosen.chips(db, page, HERE, asked, looked_for.wanted) + asked.chips(HERE, more)


def _counted(page: PageFor, shown: int, count: int) -> str:
    most = prints.MOST_AT_ONCE
    if count > most:
        return page.say(N_("{shown} of more than {count}"), shown=shown, count=most)
    return page.say(N_("{shown} of {count}"), shown=shown, count=count)


def _arranged(
    request: Request, page: PageFor, db: Session, asked: Asked, which: Which, form: Form[Any]
) -> Response:
    """The last look before printing: what, of which design, on which paper, from where on."""
    return page.render(
        "labels/arrange.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        asked=asked,
        which=which,
        picture=f"/labels/preview.svg?{labelling.query(asked, form)}",
        found=which.facts(db, SHOWN),
        **labelling.shown(request, page, db, which, form),
    )
