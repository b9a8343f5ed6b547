"""Every address of closures, working days, officers and registers, and the right it asks for."""

from assets.rights import Permission

P = Permission

SEASONS = {
    "GET /closures": P.PLANS_SEE,
    "GET /closures/new": P.PLANS_KEEP,
    "POST /closures": P.PLANS_KEEP,
    "GET /closures/{key}": P.PLANS_SEE,
    "GET /closures/{key}/edit": P.PLANS_KEEP,
    "POST /closures/{key}/edit": P.PLANS_KEEP,
    "POST /closures/{key}/cancel": P.PLANS_KEEP,
    "GET /calendar": P.PLANS_SEE,
    "POST /calendar": P.CATALOGUE_KEEP,
    "POST /calendar/{country}/{day}/forget": P.CATALOGUE_KEEP,
    "GET /officers/new": P.PLANS_KEEP,
    "GET /officers/people": P.PLANS_KEEP,
    "POST /officers": P.PLANS_KEEP,
    "GET /officers/{key}": P.PLANS_SEE,
    "GET /officers/{key}/edit": P.PLANS_KEEP,
    "POST /officers/{key}/edit": P.PLANS_KEEP,
    "GET /registers": P.PLANS_SEE,
    "GET /registers/{name}.csv": P.PLANS_SEE,
    "GET /registers/{name}.pdf": P.PLANS_SEE,
    "GET /registers/{name}": P.PLANS_SEE,
    "GET /api/v1/closures": P.PLANS_SEE,
    "POST /api/v1/closures": P.PLANS_KEEP,
    "POST /api/v1/closures/preview": P.PLANS_KEEP,
    "GET /api/v1/closures/{key}": P.PLANS_SEE,
    "PATCH /api/v1/closures/{key}": P.PLANS_KEEP,
    "POST /api/v1/closures/{key}/cancel": P.PLANS_KEEP,
    "GET /api/v1/calendar": P.PLANS_SEE,
    "POST /api/v1/calendar": P.CATALOGUE_KEEP,
    "POST /api/v1/calendar/{country}/{day}/forget": P.CATALOGUE_KEEP,
    "GET /api/v1/officers": P.PLANS_SEE,
    "POST /api/v1/officers": P.PLANS_KEEP,
    "GET /api/v1/officers/{key}": P.PLANS_SEE,
    "PATCH /api/v1/officers/{key}": P.PLANS_KEEP,
    "GET /api/v1/registers/{name}.pdf": P.PLANS_SEE,
    "GET /api/v1/registers/{name}": P.PLANS_SEE,
}
