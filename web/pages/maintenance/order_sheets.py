"""The sheet of an order as PDF, to be taken along and signed."""

from fastapi import Request
from fastapi.responses import Response

from assets.maintenance import order_sheets
from assets.rights import Permission
from labels.papers import order_sheet
from web.access import Db, MyRights, Today, may
from web.cared import TheOrder
from web.doors import pages
from web.papers import PDF

router = pages("/orders")


@router.get("/{number}/sheet.pdf", dependencies=[may(Permission.ORDERS_SEE)])
def paper(request: Request, db: Db, rights: MyRights, today: Today, order: TheOrder) -> Response:
    sheet = order_sheets.sheet(db, order, rights)
    pdf = order_sheet.pdf(sheet, today, request.app.state.settings.base_url)
    headers = {"Content-Disposition": f'inline; filename="{order.number}.pdf"'}
    return Response(pdf, media_type=PDF, headers=headers)
