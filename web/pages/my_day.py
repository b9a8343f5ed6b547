"""My day: what this person must do and know today, before anything else."""

from fastapi.responses import Response

from assets import awaited, my_day
from assets.maintenance import inbox, reopenings, spares
from assets.procurement import releases
from assets.rights import Permission
from web.access import Db, Me, MyRights, Today, signed_in
from web.doors import pages
from web.page import Page

router = pages()


@router.get("/", dependencies=[signed_in()])
def show(page: Page, db: Db, me: Me, rights: MyRights, today: Today) -> Response:
    return page.render(
        "my_day/show.html",
        day=my_day.of(db, rights, today),
        awaited=awaited.by_now(db, rights, today),
        shut=reopenings.shut(db, rights, today),
        faults=inbox.to_look_at(db, rights),
        leavings=releases.to_decide(db, me, rights),
        today=today,
        short_parts=spares.shortages(db, rights),
        works=rights.may(Permission.ORDERS_DO) or rights.may(Permission.PROCUREMENT_KEEP),
    )
