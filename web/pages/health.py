"""Whether the program and its database answer."""

from fastapi.responses import PlainTextResponse, Response
from sqlalchemy import text

from web.access import Db, anyone
from web.doors import pages

router = pages()


@router.get("/health", dependencies=[anyone()])
def health(db: Db) -> Response:
    db.connection().execute(text("SELECT 1"))
    return PlainTextResponse("ok")
