"""The sheet of an order, for programs: /api/v1/orders/{number}/sheet.pdf."""

from fastapi import Request
from fastapi.responses import Response

from assets.maintenance import order_sheets
from assets.rights import Permission
from labels.papers import order_sheet
from web.access import Db, MyRights, Today, may
from web.cared import TheOrder
from web.doors import programs
from web.papers import PDF

router = programs("/orders", tags=["orders"])


@router.get("/{number}/sheet.pdf", dependencies=[may(Permission.ORDERS_SEE)])
def paper(request: Request, db: Db, rights: MyRights, today: Today, order: TheOrder) -> Response:
    """The order on paper, in the language of its site, with a code that opens it."""
    sheet = order_sheets.sheet(db, order, rights)
    pdf = order_sheet.pdf(sheet, today, request.app.state.settings.base_url)
    return Response(pdf, media_type=PDF)
