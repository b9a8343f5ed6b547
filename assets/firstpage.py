"""Draws the first page of a PDF, run as a process of its own: PDF in, WebP out.

A few kilobytes can unpack to gigabytes, or keep PDFium drawing for hours. That ends this process,
which has little memory and little time, and not the program. It imports nothing of ours.
"""

import resource
import sys
from io import BytesIO

SECONDS = 10
MEMORY = 1024 * 1024 * 1024
LOCKED, BROKEN = 3, 4  # how it ends when there is nothing to draw
PASSWORD = 4  # as PDFium numbers what is locked


def draw(content: bytes, side: int) -> bytes:
    import pypdfium2  # noqa: PLC0415 - once the limits stand

    try:
        page = pypdfium2.PdfDocument(content)[0]
    except (pypdfium2.PdfiumError, IndexError) as no:
        sys.exit(LOCKED if getattr(no, "err_code", 0) == PASSWORD else BROKEN)
    scale = side / max(*page.get_size(), 1)
    picture = page.render(scale=scale).to_pil().convert("RGB")
    picture.thumbnail((side, side))
    written = BytesIO()
    picture.save(written, "WEBP", quality=80)
    return written.getvalue()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.stdout.buffer.write(draw(sys.stdin.buffer.read(), int(sys.argv[1])))
