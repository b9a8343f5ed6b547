"""Of labels: what they open, and how they are printed."""

from assets.rights import Permission
from tests.web.maintenance.dates import ANYONE

P = Permission

LABELS = {
    "GET /t/{code}": ANYONE,
    "GET /T/{code}": ANYONE,
    "POST /t/{code}/verify": P.LABELS_PRINT,
    "POST /t/{code}/claim": P.LABELS_PRINT,
    "GET /labels/blank": P.LABELS_PRINT,
    "POST /labels/blank": P.LABELS_PRINT,
    "GET /labels": P.LABELS_PRINT,
    "POST /labels/print": P.LABELS_PRINT,
    "GET /labels/prints/{key}": P.LABELS_PRINT,
    "GET /labels/prints/{key}/labels.pdf": P.LABELS_PRINT,
    "POST /api/v1/labels": P.LABELS_PRINT,
    "POST /api/v1/labels/blank": P.LABELS_PRINT,
    "POST /api/v1/labels/{code}/claim": P.LABELS_PRINT,
    "GET /api/v1/labels/{key}": P.LABELS_PRINT,
    "GET /api/v1/labels/{key}.pdf": P.LABELS_PRINT,
    "GET /procurement/projects/{code}/mark": P.PROCUREMENT_KEEP,
    "POST /procurement/projects/{code}/mark": P.PROCUREMENT_KEEP,
    "GET /procurement/projects/{code}/mark/file": P.PROCUREMENT_SEE,
    "GET /procurement/projects/{code}/plaque.pdf": P.PROCUREMENT_SEE,
    "GET /procurement/projects/{code}/poster.pdf": P.PROCUREMENT_SEE,
    "GET /api/v1/projects/{code}/mark": P.PROCUREMENT_SEE,
    "POST /api/v1/projects/{code}/mark": P.PROCUREMENT_KEEP,
    "GET /api/v1/projects/{code}/mark/file": P.PROCUREMENT_SEE,
    "GET /api/v1/projects/{code}/plaque.pdf": P.PROCUREMENT_SEE,
    "GET /api/v1/projects/{code}/poster.pdf": P.PROCUREMENT_SEE,
    "GET /orders/{number}/sheet.pdf": P.ORDERS_SEE,
    "GET /api/v1/orders/{number}/sheet.pdf": P.ORDERS_SEE,
    "GET /assets.pdf": P.ASSETS_SEE,
    "GET /api/v1/assets.pdf": P.ASSETS_SEE,
}
