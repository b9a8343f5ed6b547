"""The files themselves: shown where a browser can do so safely, taken away otherwise."""

from pathlib import Path
from uuid import UUID

from fastapi import Request
from fastapi.responses import FileResponse, Response

from assets import files
from assets.inventory import documents
from assets.inventory.documents import Document
from web.access import reading

SMALL = "image/webp"
# It may draw itself and nothing else: no script, no form, no way out.
POLICY = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"


def file(request: Request, key: UUID) -> Response:
    """The file of a document, under its own name and as nothing but what it is."""
    document = _seen(request, key)
    path = files.kept(request.app.state.settings, document.digest)
    manner = "inline" if document.pictured else "attachment"
    return _answer(request, path, document, document.media_type, document.name, manner)


def thumbnail(request: Request, key: UUID) -> Response:
    """A small picture of a photo, or of the first page of a PDF."""
    document = _seen(request, key)
    settings = request.app.state.settings
    path = files.thumbnail(settings, document.digest, document.media_type)
    return _answer(request, path, document, SMALL, "thumbnail.webp", "inline")


def _seen(request: Request, key: UUID) -> Document:
    with reading(request) as db:
        return documents.document(db, key, request.state.rights)


def _answer(
    request: Request, path: Path, document: Document, media_type: str, name: str, manner: str
) -> Response:
    """A browser keeps it, and asks each time whether it may still show it."""
    headers = {
        "ETag": f'"{document.digest}"',
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": POLICY,
    }
    if document.digest in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    return FileResponse(
        path,
        headers=headers,
        media_type=media_type,
        filename=name,
        content_disposition_type=manner,
    )
