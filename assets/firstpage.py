"""Draws the first page of a PDF, run as a process of its own: PDF in, a picture out.

A few kilobytes can unpack to gigabytes, or keep PDFium drawing for hours. That ends this process,
which has little memory and little time, and not the program. It imports nothing of ours.
"""

import resource
import sys
from io import BytesIO
from typing import Any

SECONDS = 10
MEMORY = 1024 * 1024 * 1024
# How it ends when there is nothing to draw.
LOCKED, BROKEN, MANY, ACTIVE = 3, 4, 5, 6
PASSWORD = 4  # as PDFium numbers what is locked
POINTS = 72  # an inch
DOES_THINGS = (b"/JavaScript", b"/Launch", b"/EmbeddedFile")


def draw(content: bytes, side: int) -> bytes:
    """A small picture of what may have many pages more, as WebP."""
    page = _opened(content)[0]
    picture = page.render(scale=side / max(*page.get_size(), 1)).to_pil().convert("RGB")
    picture.thumbnail((side, side))
    return _written(picture, "WEBP", quality=80)


def draw_sharply(content: bytes, dots: int, most: int) -> bytes:
    """So many dots an inch of a drawing that is alone in its PDF, and at most so many in all."""
    drawing = _opened(content)
    _must_be_plain(drawing, content)
    width, height = (max(side, 1) for side in drawing[0].get_size())
    scale = min(dots / POINTS, (most / (width * height)) ** 0.5)
    return _written(drawing[0].render(scale=scale).to_pil().convert("RGB"), "PNG")


def _opened(content: bytes) -> Any:
    import pypdfium2  # noqa: PLC0415 - once the limits stand

    try:
        document = pypdfium2.PdfDocument(content)
        document[0].get_size()
    except (pypdfium2.PdfiumError, IndexError) as no:
        sys.exit(LOCKED if getattr(no, "err_code", 0) == PASSWORD else BROKEN)
    return document


def _must_be_plain(document: Any, content: bytes) -> None:
    from pypdfium2 import raw  # noqa: PLC0415

    if raw.FPDF_GetSecurityHandlerRevision(document) >= 0:
        sys.exit(LOCKED)
    if len(document) > 1:
        sys.exit(MANY)
    if raw.FPDFDoc_GetJavaScriptActionCount(document) or any(
        map(content.__contains__, DOES_THINGS)
    ):
        sys.exit(ACTIVE)


def _written(picture: Any, kind: str, **options: int) -> bytes:
    written = BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    how, *sizes = sys.argv[1:]
    drawn = draw if how == "small" else draw_sharply
    sys.stdout.buffer.write(drawn(sys.stdin.buffer.read(), *map(int, sizes)))
