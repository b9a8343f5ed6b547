"""The spare parts of an order: taken out of the store for it, and put back."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Refused
from assets.maintenance import spares, stock
from assets.maintenance.orders import WorkOrder
from assets.rights import Permission
from web import stores
from web.access import Db, may
from web.cared import TheOrder, TheUsed
from web.doors import pages
from web.forms import Amount, Form, posted
from web.page import Page, PageFor
from web.work import TheOpened

router = pages("/orders")


class Using(BaseModel):
    """Which part was used, and how many."""

    part: str = Field(min_length=1, max_length=300)
    quantity: Amount = Field(gt=0, le=999_999, decimal_places=3)


class Nothing(BaseModel):
    """Nothing but what the address names."""


PostedUsing = Annotated[Form[Using], posted(Using)]
PostedNothing = Annotated[Form[Nothing], posted(Nothing)]


@router.get("/{number}/parts/suggestions", dependencies=[may(Permission.ORDERS_DO)])
def suggest(page: Page, db: Db, order: TheOrder, part: str = "") -> Response:
    names = stores.offered(db, order, part)
    return page.render("inventory/catalogue/suggestions.html", names=names)


@router.get("/{number}/parts", dependencies=[may(Permission.ORDERS_SEE)])
def show(page: Page, db: Db, order: TheOrder) -> Response:
    return _shown(page, db, order, Form({}))


@router.post("/{number}/parts", dependencies=[may(Permission.ORDERS_DO)])
def use(at: TheOpened, form: PostedUsing) -> Response:
    if form.valid:
        try:
            part = spares.meant(at.db, form.data.part, at.order.site_id)
            stock.use(at.db, part, at.order, form.data.quantity)
            return at.page.go_to(f"/orders/{at.order.number}#parts")
        except Refused as no:
            form.refuse(no)
    return at.shown(form)


@router.post("/{number}/parts/{move}/back", dependencies=[may(Permission.ORDERS_DO)])
def take_back(page: Page, db: Db, order: TheOrder, used: TheUsed, form: PostedNothing) -> Response:
    try:
        stock.take_back(db, used, order)
        return page.go_to(f"/orders/{order.number}#parts")
    except Refused as no:
        form.refuse(no)
    return _shown(page, db, order, form)


def _shown(page: PageFor, db: Db, order: WorkOrder, form: Form[Any]) -> Response:
    return page.render(
        "maintenance/spares/use.html",
        status=422 if form.errors else 200,
        form=form,
        order=order,
        used=stores.of(db, order),
    )
