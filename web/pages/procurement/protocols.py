"""Pages on which a protocol of a delivery is drawn up: received, installed, explained, accepted."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from assets.errors import Missing, Refused
from assets.inventory import places
from assets.procurement import deliveries, protocols, units
from assets.procurement.protocols import ProtocolKind
from assets.rights import Permission
from labels.papers import protocol as papers
from web import branches
from web import deliveries as asked
from web.access import reading, slowly
from web.deliveries import READY, Agreed
from web.doors import pages
from web.forms import Form, posted
from web.named import Key
from web.page import Page, PageFor

router = pages("/procurement/deliveries/{key}/protocols/{kind}")

PostedAgreed = Annotated[Form[Agreed], posted(Agreed)]


@router.get("", dependencies=[slowly(Permission.PROCUREMENT_KEEP)])
def new(page: Page, request: Request, key: Key, kind: str) -> Response:
    return _agreeing(page, request, key, asked.kind_of(kind), None)


@router.post("", dependencies=[slowly(Permission.PROCUREMENT_KEEP)])
def draw_up(page: Page, request: Request, key: Key, kind: str, form: PostedAgreed) -> Response:
    if form.valid:
        try:
            with asked.drawn_up(request, key, asked.kind_of(kind), form.data):
                return page.go_to(f"/procurement/deliveries/{key}#documents")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _agreeing(page, request, key, asked.kind_of(kind), form)


def _agreeing(
    page: PageFor, request: Request, key: UUID, kind: ProtocolKind, form: Form[Any] | None
) -> Response:
    with reading(request) as db:
        delivery = deliveries.delivery(db, key, page.rights)
        page.rights.must(Permission.PROCUREMENT_KEEP, delivery)
        today: date = (
            db.info["at"]
            .astimezone(
                places.zone_of(delivery.contract.lot.site)
                if delivery.contract.lot.site
                else page.zone
            )
            .date()
        )
        ready = units.in_states(db, delivery, READY.get(kind, ()))
        said = {"on": today, "number": protocols.next_number(db, delivery)}
        return page.render(
            "procurement/deliveries/protocol.html",
            block="form",
            status=422 if form and form.errors else 200,
            form=form or Form(said | {"chosen": [each.tag for each in ready]}),
            delivery=delivery,
            kind=kind,
            title=papers.TITLES[kind],
            tallies=[
                each for each in deliveries.tallies(db, delivery) if each.noted or each.counted
            ],
            things=asked.things(db, delivery, ready, today),
            chooses=kind in READY,
            places=branches.offered(db, asked.there(delivery.contract, page.rights)),
        )
