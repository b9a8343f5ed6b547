"""Receiving at the ramp: label, serial number, next; by a phone or a scanner, with wet gloves."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import places
from assets.procurement import deliveries, protocols, receiving
from assets.procurement.deliveries import Delivery
from assets.procurement.receiving import Arrival
from assets.rights import Permission
from web import branches
from web.access import Db, MyRights, Today, may
from web.deliveries import TheDelivery, there
from web.doors import pages
from web.forms import Form, posted
from web.named import id_of
from web.page import Page, PageFor

router = pages("/procurement/deliveries/{key}/receive")


class Come(BaseModel):
    """What has come: the label on it, its serial number, or what it is and how many."""

    label: str = ""
    serial: str = ""
    line: str = ""
    count: int = Field(default=1, ge=1, le=receiving.MOST_AT_ONCE)
    place: str = Field(min_length=1)
    remark: str = Field(default="", max_length=200)

    @property
    def arrival(self) -> Arrival:
        line = id_of(self.line) if self.line else None
        return Arrival(self.label, self.serial, line, self.count, self.remark)


PostedCome = Annotated[Form[Come], posted(Come)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def arriving(
    page: Page, db: Db, delivery: TheDelivery, *, place: str = "", line: str = "", done: str = ""
) -> Response:
    protocols.must_be_counted(db, delivery)
    form: Form[Any] = Form({"place": place, "line": line, "count": 1})
    return _ramp(page, db, delivery, form, done)


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def receive(
    page: Page, db: Db, rights: MyRights, today: Today, delivery: TheDelivery, form: PostedCome
) -> Response:
    if form.valid:
        try:
            said = form.data
            at = places.called(db, said.place, there(delivery.contract, rights))
            come = receiving.receive(db, delivery, said.arrival, at, today, rights)
            onward = {"place": at.path, "line": said.line, "done": " ".join(a.tag for a in come)}
            return page.go_to(f"/procurement/deliveries/{delivery.id}/receive?{urlencode(onward)}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _ramp(page, db, delivery, form)


def _ramp(page: PageFor, db: Db, delivery: Delivery, form: Form[Any], done: str = "") -> Response:
    lines = db.exec(deliveries.lines_of(delivery.contract)).all()
    tallies = deliveries.tallies(db, delivery)
    return page.render(
        "procurement/deliveries/receive.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        delivery=delivery,
        tallies=[each for each in tallies if each.noted or each.counted],
        done=done.split(),
        lines=[(str(each.id), each.label) for each in lines],
        places=branches.offered(db, there(delivery.contract, page.rights)),
    )
