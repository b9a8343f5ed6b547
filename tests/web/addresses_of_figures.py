"""The addresses of the figures of maintenance and the rights they ask for: see `addresses`."""

from assets.rights import Permission

P = Permission

FIGURES = {
    "GET /figures": P.ORDERS_SEE,
    "GET /figures.csv": P.ORDERS_SEE,
    "GET /figures/{name}": P.ORDERS_SEE,
    "GET /figures/{name}.csv": P.ORDERS_SEE,
    "GET /api/v1/figures": P.ORDERS_SEE,
    "GET /api/v1/figures/{name}": P.ORDERS_SEE,
    "GET /api/v1/figures/{name}/rows": P.ORDERS_SEE,
}
