"""Taking a receipt back: somebody scanned the wrong thing, and says so with a reason."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import retractions
from assets.errors import Missing, Refused
from assets.inventory.register import State
from assets.procurement import protocols, units
from assets.procurement.deliveries import Delivery
from assets.rights import Permission
from web.access import Db, may
from web.deliveries import TheDelivery
from web.doors import pages
from web.forms import Form, posted
from web.page import Page, PageFor
from web.paging import from_address

router = pages("/procurement/deliveries/{key}/take-back")


class Meant(BaseModel):
    """The things that are meant, by their tags; all that have only come, where none is named."""

    chosen: list[str] = Field(default_factory=list)


class Wrong(Meant):
    """What did not come, and why it was counted."""

    reason: str = Field(default="", max_length=400)


TheMeant = Annotated[Meant, from_address(Meant)]
PostedWrong = Annotated[Form[Wrong], posted(Wrong)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def wrong(page: Page, db: Db, delivery: TheDelivery, meant: TheMeant) -> Response:
    form: Form[Any] = Form({"chosen": meant.chosen, "reason": ""})
    return _taking_back(page, db, delivery, form)


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def take_back(page: Page, db: Db, delivery: TheDelivery, form: PostedWrong) -> Response:
    if form.valid:
        try:
            meant = units.called(db, delivery, form.data.chosen)
            retractions.take_back(db, delivery, meant, form.data.reason)
            return page.go_to(f"/procurement/deliveries/{delivery.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _taking_back(page, db, delivery, form)


def _taking_back(page: PageFor, db: Db, delivery: Delivery, form: Form[Any]) -> Response:
    return page.render(
        "procurement/deliveries/take_back.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        delivery=delivery,
        things=_offered(db, delivery, form.values["chosen"]),
    )


def _offered(db: Db, delivery: Delivery, tags: list[str]) -> list[Any]:
    """Those that are named, or the first that have only come; nothing once they are counted."""
    if protocols.closing(db, delivery):
        return []
    try:
        return units.called(db, delivery, tags)
    except Refused:
        return units.in_states(db, delivery, [State.DELIVERED])
