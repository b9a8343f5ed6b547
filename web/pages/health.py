"""Whether the program and its database answer."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response
from sqlalchemy import text

from web.access import Db, anyone

router = APIRouter()


@router.get("/health", dependencies=[anyone()])
def health(db: Db) -> Response:
    db.connection().execute(text("SELECT 1"))
    return PlainTextResponse("ok")
