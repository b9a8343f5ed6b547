"""Lists of purchases from pages and programs: rehearsed and taken back, or written."""

from contextlib import suppress

from fastapi import Request

from assets.exchange import purchases
from assets.exchange.purchase_columns import Purchases
from assets.exchange.purchases import Report
from assets.exchange.sheets import Sheet
from web.access import today, writing_ahead


class Rehearsed(Exception):  # noqa: N818
    """Nothing of it is to stay."""


def rehearsed(request: Request, sheet: Sheet, of: Purchases) -> Report:
    """What the list would do: it is done and taken back."""
    report = Report()
    with suppress(Rehearsed), writing_ahead(request) as db:
        report = purchases.bring(db, sheet, of, today(request, db), request.state.rights)
        raise Rehearsed
    return report
