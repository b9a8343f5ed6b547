"""The addresses of plans, outlooks and stages, and the rights they ask for: see `addresses`."""

from assets.rights import Permission

P = Permission
LOT = "/procurement/lots/{number}"
STEP = f"{LOT}/milestones/{{code}}"
PROGRAM = "/api/v1/lots/{number}/milestones"

PLAN = {
    f"GET {LOT}/plan": P.PROCUREMENT_SEE,
    f"POST {LOT}/plan": P.PROCUREMENT_KEEP,
    f"GET {LOT}/people": P.PROCUREMENT_KEEP,
    f"GET {LOT}/milestones/new": P.PROCUREMENT_KEEP,
    f"POST {LOT}/milestones": P.PROCUREMENT_KEEP,
    f"GET {STEP}": P.PROCUREMENT_SEE,
    f"POST {STEP}/waits": P.PROCUREMENT_KEEP,
    f"POST {STEP}/waits/{{after}}/remove": P.PROCUREMENT_KEEP,
    f"POST {STEP}/responsible": P.PROCUREMENT_KEEP,
    f"POST {STEP}/remove": P.PROCUREMENT_KEEP,
    "GET /procurement/milestones/{key}": P.PROCUREMENT_SEE,
    "GET /procurement/milestones/{key}/documents/new": P.DOCUMENTS_KEEP,
    "POST /procurement/milestones/{key}/documents": P.DOCUMENTS_KEEP,
    "POST /procurement/milestones/{key}/documents/attach": P.DOCUMENTS_KEEP,
    "GET /procurement/projects/{code}/outlook": P.PROCUREMENT_SEE,
    "POST /procurement/projects/{code}/outlook": P.PROCUREMENT_KEEP,
    "GET /procurement/stages": P.PROCUREMENT_SEE,
    "GET /procurement/stages/{code}": P.PROCUREMENT_KEEP,
    "POST /procurement/stages/{code}": P.PROCUREMENT_KEEP,
    f"POST {PROGRAM}": P.PROCUREMENT_KEEP,
    f"GET {PROGRAM}/{{code}}": P.PROCUREMENT_SEE,
    f"DELETE {PROGRAM}/{{code}}": P.PROCUREMENT_KEEP,
    f"POST {PROGRAM}/{{code}}/waits": P.PROCUREMENT_KEEP,
    f"DELETE {PROGRAM}/{{code}}/waits/{{after}}": P.PROCUREMENT_KEEP,
    f"POST {PROGRAM}/{{code}}/responsible": P.PROCUREMENT_KEEP,
    "GET /api/v1/milestones/{key}/documents": P.DOCUMENTS_SEE,
    "POST /api/v1/milestones/{key}/documents": P.DOCUMENTS_KEEP,
    "GET /api/v1/projects/{code}/outlook": P.PROCUREMENT_SEE,
    "POST /api/v1/projects/{code}/outlook": P.PROCUREMENT_KEEP,
    "GET /api/v1/stages": P.PROCUREMENT_SEE,
    "PATCH /api/v1/stages/{code}": P.PROCUREMENT_KEEP,
}
