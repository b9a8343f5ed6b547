"""Receiving what another site has sent: label by label as they are scanned, or ticked."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import dispatches, places, transfers
from assets.inventory.register import Condition
from assets.inventory.transfers import State, Transfer
from assets.rights import Permission
from web import branches
from web.access import Db, Me, Today, may
from web.doors import pages
from web.forms import Form, posted
from web.named import TheArrival
from web.page import Page, PageFor

router = pages("/transfers")


class Receipt(BaseModel):
    """What has come, as scanned or ticked, where it stands now and how it is."""

    scanned: str = ""
    chosen: list[str] = Field(default_factory=list)
    place: str = Field(min_length=1)
    condition: Condition | None = None
    note: str = Field(default="", max_length=1000)

    @property
    def come(self) -> str:
        return " ".join([self.scanned, *self.chosen])


PostedReceipt = Annotated[Form[Receipt], posted(Receipt)]


@router.get("/{number}/receive", dependencies=[may(Permission.ASSETS_MOVE)])
def arriving(
    page: Page,
    db: Db,
    transfer: TheArrival,
    *,
    place: str = "",
    scanned: str = "",
    done: str = "",
) -> Response:
    meant = "" if transfer.to_place_id == transfer.to_site_id else transfer.to_place.path
    form: Form[Any] = Form({"place": place or meant, "scanned": scanned})
    return _receiving(page, db, transfer, form, done)


@router.post("/{number}/receive", dependencies=[may(Permission.ASSETS_MOVE)])
def receive(
    page: Page, db: Db, me: Me, today: Today, transfer: TheArrival, form: PostedReceipt
) -> Response:
    if form.valid:
        try:
            said = form.data
            come = dispatches.meant(db, dispatches.lines_of(db, transfer), said.come)
            at = places.called(db, said.place, page.rights)
            transfers.receive(
                db, transfer, come, at, today, by=me, condition=said.condition, note=said.note
            )
            return page.go_to(_onwards(transfer, at.path, [line.asset.tag for line in come]))
        except (Refused, Missing) as no:
            form.refuse(no)
    return _receiving(page, db, transfer, form)


def _onwards(transfer: Transfer, place: str, tags: list[str]) -> str:
    """To the next scan, at the same place; or back to the transfer when all has come."""
    this = f"/transfers/{transfer.number}"
    if transfer.state is not State.SENT:
        return this
    return f"{this}/receive?{urlencode({'place': place, 'done': ' '.join(tags)})}"


def _receiving(
    page: PageFor, db: Db, transfer: Transfer, form: Form[Any], done: str = ""
) -> Response:
    lines = dispatches.lines_of(db, transfer)
    return page.render(
        "inventory/transfers/receive.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        transfer=transfer,
        lines=lines,
        done=[line.asset for line in lines if line.received_on and line.asset.tag in done.split()],
        conditions=[(condition, page.said(condition)) for condition in Condition],
        places=branches.offered(db, page.rights),
    )
