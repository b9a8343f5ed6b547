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
    "GET /labels/arrange": P.LABELS_PRINT,
    "GET /labels/preview.svg": P.LABELS_PRINT,
    "GET /labels/prints": P.LABELS_PRINT,
    "GET /labels/codes/{code}": P.LABELS_PRINT,
    "GET /api/v1/labels": P.LABELS_PRINT,
    "GET /api/v1/labels/share": P.LABELS_PRINT,
    "POST /api/v1/labels/preview": P.LABELS_PRINT,
    "POST /api/v1/labels/{code}/verify": P.LABELS_PRINT,
    "GET /api/v1/labels/{code}/history": P.LABELS_PRINT,
    "POST /labels/print": P.LABELS_PRINT,
    "GET /labels/prints/{key}": P.LABELS_PRINT,
    "GET /labels/prints/{key}/labels.pdf": P.LABELS_PRINT,
    "POST /api/v1/labels": P.LABELS_PRINT,
    "POST /api/v1/labels/blank": P.LABELS_PRINT,
    "POST /api/v1/labels/{code}/claim": P.LABELS_PRINT,
    "GET /api/v1/labels/{key}": P.LABELS_PRINT,
    "GET /api/v1/labels/{key}.pdf": P.LABELS_PRINT,
}
