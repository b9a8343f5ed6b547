"""The addresses at which faults are reported and seen to, and the right that each asks for."""

from assets.rights import Permission

ANYONE = "anyone"
P = Permission

FAULTS = {
    "POST /t/{code}": ANYONE,
    "GET /faults/follow/{secret}": ANYONE,
    "GET /assets/{tag}/report": P.FAULTS_SEE,
    "POST /assets/{tag}/report": P.FAULTS_SEE,
    "GET /faults": P.FAULTS_SEE,
    "GET /faults/{number}": P.FAULTS_SEE,
    "POST /faults/{number}/accept": P.FAULTS_HANDLE,
    "POST /faults/{number}/join": P.FAULTS_HANDLE,
    "POST /faults/{number}/answer": P.FAULTS_HANDLE,
    "POST /faults/{number}/reject": P.FAULTS_HANDLE,
    "GET /faults/{number}/claim": P.FAULTS_HANDLE,
    "GET /faults/{number}/claim.pdf": P.FAULTS_HANDLE,
    "POST /faults/{number}/claim": P.FAULTS_HANDLE,
    "GET /faults/{key}/documents/new": P.DOCUMENTS_KEEP,
    "POST /faults/{key}/documents": P.DOCUMENTS_KEEP,
    "POST /faults/{key}/documents/attach": P.DOCUMENTS_KEEP,
    "GET /api/v1/faults": P.FAULTS_SEE,
    "POST /api/v1/faults": P.FAULTS_SEE,
    "GET /api/v1/faults/{number}": P.FAULTS_SEE,
    "POST /api/v1/faults/{number}/accept": P.FAULTS_HANDLE,
    "POST /api/v1/faults/{number}/join": P.FAULTS_HANDLE,
    "POST /api/v1/faults/{number}/answer": P.FAULTS_HANDLE,
    "POST /api/v1/faults/{number}/reject": P.FAULTS_HANDLE,
    "GET /api/v1/faults/{number}/claim": P.FAULTS_HANDLE,
    "POST /api/v1/faults/{number}/claim": P.FAULTS_HANDLE,
    "GET /api/v1/faults/{key}/documents": P.DOCUMENTS_SEE,
    "POST /api/v1/faults/{key}/documents": P.DOCUMENTS_KEEP,
}
