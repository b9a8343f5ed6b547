"""The page on which a reading that was wrong is withdrawn."""

from typing import Annotated

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Refused
from assets.maintenance import readings, withdrawals
from assets.maintenance.meters import Reading
from assets.rights import Permission
from web.access import Db, Me, MyRights, may
from web.cared import TheReading
from web.doors import pages
from web.forms import Form, posted
from web.page import Page, PageFor

router = pages("/readings")


class Withdrawal(BaseModel):
    """Why it does not count, and whether what it alone has closed is open again."""

    reason: str = Field(default="", max_length=500)
    reopens: bool = False
    version: int | None = None


PostedWithdrawal = Annotated[Form[Withdrawal], posted(Withdrawal)]


@router.get("/{key}/withdraw", dependencies=[may(Permission.ORDERS_DO)])
def ask(page: Page, db: Db, reading: TheReading) -> Response:
    return _asking(page, db, reading, Form({}))


@router.post("/{key}/withdraw", dependencies=[may(Permission.ORDERS_DO)])
def withdraw(
    page: Page, db: Db, me: Me, rights: MyRights, reading: TheReading, form: PostedWithdrawal
) -> Response:
    if form.valid:
        try:
            said = form.data
            reading.expect(said.version)
            if said.reopens:
                rights.must(Permission.ASSETS_CONDITION, reading)
            withdrawals.withdraw(db, reading, said.reason, me, reopens=said.reopens)
            return page.go_to(f"/meters/{reading.meter_id}")
        except Refused as no:
            form.refuse(no)
    return _asking(page, db, reading, form)


def _asking(page: PageFor, db: Db, reading: Reading, form: Form[Withdrawal]) -> Response:
    return page.render(
        "maintenance/readings/withdraw.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        reading=reading,
        meter=reading.meter,
        zone=readings.zone_of(db, reading.meter),
        closing=withdrawals.closing(db, reading),
    )
