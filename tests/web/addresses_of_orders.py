"""The addresses of work orders and the rights they ask for: see `addresses`."""

from assets.rights import Permission
from tests.web.addresses_of_figures import FIGURES

P = Permission
DOING = (
    *("open", "take", "give-back", "begin", "wait", "assign", "complete", "cancel"),
    *("labour", "labour/{key}/remove"),
)

ORDERS = {
    "GET /orders": P.ORDERS_SEE,
    "GET /orders.{form}": P.ORDERS_SEE,
    "POST /orders": P.ORDERS_DO,
    "GET /orders/new": P.ORDERS_DO,
    "GET /orders/done": P.ORDERS_DO,
    "POST /orders/done": P.ORDERS_DO,
    "GET /orders/{number}": P.ORDERS_SEE,
    "GET /orders/{number}/assign": P.ORDERS_DO,
    "GET /orders/{number}/workers": P.ORDERS_DO,
    "GET /orders/{number}/edit": P.ORDERS_DO,
    "POST /orders/{number}/edit": P.ORDERS_DO,
    "GET /api/v1/orders": P.ORDERS_SEE,
    "POST /api/v1/orders": P.ORDERS_DO,
    "POST /api/v1/orders/complete": P.ORDERS_DO,
    "GET /api/v1/orders/{number}": P.ORDERS_SEE,
    "PATCH /api/v1/orders/{number}": P.ORDERS_DO,
    "GET /api/v1/orders/{number}/labour": P.ORDERS_SEE,
}
# How work goes on, by pages and by programs alike.
for _begun in ("/orders", "/api/v1/orders"):
    ORDERS |= {f"POST {_begun}/{{number}}/{verb}": P.ORDERS_DO for verb in DOING}
    ORDERS |= {
        f"POST {_begun}/{{number}}/{verb}": P.ORDERS_VERIFY
        for verb in ("verify", "close", "send-back")
    }

ORDERS |= FIGURES
