"""The addresses of safety tests and of their limits, and the right that each asks for."""

from assets.rights import Permission

P = Permission

OF_SAFETY = {
    "GET /safety-tests": P.ORDERS_SEE,
    "GET /safety-tests.{form}": P.ORDERS_SEE,
    "GET /safety-tests/{number}": P.ORDERS_SEE,
    "GET /safety-tests/{number}.pdf": P.ORDERS_SEE,
    "POST /safety-tests/{number}/repair": P.ORDERS_DO,
    "GET /assets/{tag}/safety-tests": P.ORDERS_SEE,
    "GET /assets/{tag}/safety-tests/new": P.ORDERS_DO,
    "POST /assets/{tag}/safety-tests": P.ORDERS_DO,
    "GET /safety-tests/{key}/documents/new": P.DOCUMENTS_KEEP,
    "POST /safety-tests/{key}/documents": P.DOCUMENTS_KEEP,
    "POST /safety-tests/{key}/documents/attach": P.DOCUMENTS_KEEP,
    "GET /catalogue/safety-limits": P.CATALOGUE_SEE,
    "GET /catalogue/safety-limits/new": P.CATALOGUE_KEEP,
    "POST /catalogue/safety-limits": P.CATALOGUE_KEEP,
    "GET /catalogue/safety-limits/{key}/edit": P.CATALOGUE_KEEP,
    "POST /catalogue/safety-limits/{key}/edit": P.CATALOGUE_KEEP,
    "GET /api/v1/safety-tests": P.ORDERS_SEE,
    "GET /api/v1/safety-tests/{number}": P.ORDERS_SEE,
    "GET /api/v1/safety-tests/{number}.pdf": P.ORDERS_SEE,
    "POST /api/v1/safety-tests/{number}/repair": P.ORDERS_DO,
    "POST /api/v1/assets/{tag}/safety-tests": P.ORDERS_DO,
    "GET /api/v1/safety-tests/{key}/documents": P.DOCUMENTS_SEE,
    "POST /api/v1/safety-tests/{key}/documents": P.DOCUMENTS_KEEP,
    "GET /api/v1/safety-limits": P.CATALOGUE_SEE,
    "POST /api/v1/safety-limits": P.CATALOGUE_KEEP,
    "GET /api/v1/safety-limits/{key}": P.CATALOGUE_SEE,
    "PATCH /api/v1/safety-limits/{key}": P.CATALOGUE_KEEP,
}
