"""Receiving at the ramp: label, serial number, next; by a phone or a scanner, with wet gloves."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import places
from assets.procurement import deliveries, protocols, receiving
from assets.procurement.deliveries import Delivery
from assets.procurement.receiving import Arrival
from assets.rights import Permission
from web import branches, scanned
from web.access import Db, MyRights, Today, may, reading, slowly
from web.deliveries import TheDelivery, there
from web.doors import pages
from web.forms import Form, posted
from web.named import Key, id_of
from web.page import Page, PageFor
from web.paging import from_address
from web.scanned import Photograph

router = pages("/procurement/deliveries/{key}/receive")


class Come(BaseModel):
    """What has come: the label on it, its serial number, or what it is and how many."""

    label: str = ""
    serial: str = ""
    line: str = ""
    count: int = Field(default=1, ge=1, le=receiving.MOST_AT_ONCE)
    place: str = Field(min_length=1)
    remark: str = Field(default="", max_length=200)
    unnumbered: bool = False
    photo: str = ""

    @property
    def arrival(self) -> Arrival:
        if self.photo and not (self.label or self.serial):
            raise Refused("Read the photo first, or leave it out.", field="photo")
        line = id_of(self.line) if self.line else None
        said = self.model_dump(include={"label", "serial", "count", "remark", "unnumbered"})
        return Arrival(line_id=line, **said)


class Begun(BaseModel):
    """What stands in the form already: said before, or read from a photo; and what came last."""

    label: list[str] = Field(default_factory=list)
    serial: list[str] = Field(default_factory=list)
    line: str = ""
    count: str = "1"
    place: str = ""
    remark: str = ""
    unnumbered: bool = False
    done: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """What there are several of is chosen first."""
        said = self.model_dump(exclude={"label", "serial", "done"})
        alone = {"label": self.label, "serial": self.serial}
        return said | {name: each[0] if len(each) == 1 else "" for name, each in alone.items()}

    def choices(self, name: str) -> list[tuple[str, str]]:
        """Each of several codes that were read, and the address at which it alone stands."""
        read: list[str] = getattr(self, name)
        said = self.model_dump(exclude={"done"})
        alone = [(each, urlencode(said | {name: [each]}, doseq=True)) for each in read]
        return alone if len(alone) > 1 else []


class Photographed(Photograph):
    """A photo of what carries the codes of a thing, and what was said of it before."""

    label: str = ""
    serial: str = ""
    line: str = ""
    count: str = "1"
    place: str = ""
    remark: str = ""
    unnumbered: bool = False

    def begun(self, labels: list[str], others: list[str]) -> dict[str, Any]:
        """The form with what was read. What was typed stays where no code was found for it."""
        said = self.model_dump(exclude={"photo"})
        return said | {"label": labels or self.label, "serial": others or self.serial}


TheBegun = Annotated[Begun, from_address(Begun)]
PostedCome = Annotated[Form[Come], posted(Come)]
PostedPhoto = Annotated[Form[Photographed], posted(Photographed)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def arriving(page: Page, db: Db, delivery: TheDelivery, begun: TheBegun) -> Response:
    return _ramp(page, db, delivery, Form(begun.values), begun)


@router.post("/photo", dependencies=[slowly(Permission.PROCUREMENT_KEEP)])
def photograph(page: Page, request: Request, key: Key, form: PostedPhoto) -> Response:
    if form.valid:
        try:
            codes = form.data.codes
            with reading(request) as db:
                said = form.data.begun(*scanned.of_plate(db, codes, page.rights))
            address = f"/procurement/deliveries/{key}/receive"
            return page.sent_to(f"{address}?{urlencode(said, doseq=True)}")
        except Refused as no:
            form.refuse(no)
    with reading(request) as db:
        delivery = deliveries.delivery(db, key, page.rights)
        page.rights.must(Permission.PROCUREMENT_KEEP, delivery)
        return _ramp(page, db, delivery, form, Begun())


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
    return _ramp(page, db, delivery, form, Begun())


def _ramp(page: PageFor, db: Db, delivery: Delivery, form: Form[Any], begun: Begun) -> Response:
    lines = db.exec(deliveries.lines_of(delivery.contract)).all()
    tallies = deliveries.tallies(db, delivery)
    return page.render(
        "procurement/deliveries/receive.html",
        status=422 if form.errors else 200,
        form=form,
        delivery=delivery,
        closed=protocols.closing(db, delivery),
        tallies=[each for each in tallies if each.noted or each.counted],
        done=(done := begun.done.split()),
        wrong=urlencode({"chosen": done}, doseq=True),
        read={name: begun.choices(name) for name in ("label", "serial")},
        lines=[(str(each.id), each.label) for each in lines],
        places=branches.offered(db, there(delivery.contract, page.rights)),
    )
