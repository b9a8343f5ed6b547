"""The addresses of deliveries and of the funnel, and the rights they ask for: see `addresses`."""

from assets.rights import Permission

P = Permission
_CONTRACT = "/contracts/{key}"
_DELIVERY = "/deliveries/{key}"

RECEIVING = {
    "GET /procurement/funnel": P.PROCUREMENT_SEE,
    "GET /api/v1/funnel": P.PROCUREMENT_SEE,
    "GET /procurement/deliveries": P.PROCUREMENT_SEE,
    "GET /api/v1/deliveries": P.PROCUREMENT_SEE,
    f"GET /procurement{_DELIVERY}": P.PROCUREMENT_SEE,
    f"GET /procurement{_DELIVERY}/edit": P.PROCUREMENT_KEEP,
    f"POST /procurement{_DELIVERY}/edit": P.PROCUREMENT_KEEP,
    f"GET /procurement{_DELIVERY}/receive": P.PROCUREMENT_KEEP,
    f"POST /procurement{_DELIVERY}/receive": P.PROCUREMENT_KEEP,
    f"POST /procurement{_DELIVERY}/receive/photo": P.PROCUREMENT_KEEP,
    f"GET /procurement{_DELIVERY}/take-back": P.PROCUREMENT_KEEP,
    f"POST /procurement{_DELIVERY}/take-back": P.PROCUREMENT_KEEP,
    f"POST /procurement{_DELIVERY}/remove": P.PROCUREMENT_KEEP,
    f"GET /procurement{_DELIVERY}/protocols/{{kind}}": P.PROCUREMENT_KEEP,
    f"POST /procurement{_DELIVERY}/protocols/{{kind}}": P.PROCUREMENT_KEEP,
    f"GET /procurement{_DELIVERY}/documents/new": P.DOCUMENTS_KEEP,
    f"POST /procurement{_DELIVERY}/documents": P.DOCUMENTS_KEEP,
    f"POST /procurement{_DELIVERY}/documents/attach": P.DOCUMENTS_KEEP,
    f"GET /procurement{_CONTRACT}/deliveries/new": P.PROCUREMENT_KEEP,
    f"POST /procurement{_CONTRACT}/deliveries": P.PROCUREMENT_KEEP,
    f"GET /procurement{_CONTRACT}/things/new": P.PROCUREMENT_KEEP,
    f"POST /procurement{_CONTRACT}/things": P.PROCUREMENT_KEEP,
    f"GET /api/v1{_DELIVERY}": P.PROCUREMENT_SEE,
    f"PATCH /api/v1{_DELIVERY}": P.PROCUREMENT_KEEP,
    f"GET /api/v1{_DELIVERY}/things": P.PROCUREMENT_SEE,
    f"POST /api/v1{_DELIVERY}/receive": P.PROCUREMENT_KEEP,
    f"POST /api/v1{_DELIVERY}/take-back": P.PROCUREMENT_KEEP,
    f"POST /api/v1{_DELIVERY}/remove": P.PROCUREMENT_KEEP,
    f"POST /api/v1{_DELIVERY}/protocols/{{kind}}": P.PROCUREMENT_KEEP,
    f"GET /api/v1{_DELIVERY}/documents": P.DOCUMENTS_SEE,
    f"POST /api/v1{_DELIVERY}/documents": P.DOCUMENTS_KEEP,
    f"POST /api/v1{_CONTRACT}/deliveries": P.PROCUREMENT_KEEP,
    f"POST /api/v1{_CONTRACT}/things": P.PROCUREMENT_KEEP,
}
