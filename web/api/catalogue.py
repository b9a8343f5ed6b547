"""The catalogue, for programs: /api/v1/types and /api/v1/models."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from assets.inventory import catalogue, holdings
from assets.listing import Cut
from assets.rights import Permission
from assets.words import Language
from web.access import Db, may
from web.answer import Answer
from web.named import Key

router = APIRouter(tags=["catalogue"])


class AskedPage(BaseModel):
    """Which page of a list."""

    limit: int = 50
    after: str = ""
    before: str = ""

    @property
    def cut(self) -> Cut:
        return Cut(self.limit, self.after, self.before)


class AskedModels(AskedPage):
    """Which models: every word of `search` is found in each, `type` is the key of their type."""

    search: str = ""
    type: str = ""


@router.get("/types", dependencies=[may(Permission.CATALOGUE_SEE)])
def types(answer: Answer, db: Db, asked: Annotated[AskedPage, Query()]) -> Response:
    """A page of the equipment types, by key."""
    found = holdings.types(db, asked.cut)
    return answer.page(found, [_type(row) for row in found.rows])


@router.get("/types/{key}", dependencies=[may(Permission.CATALOGUE_SEE)])
def show_type(answer: Answer, db: Db, key: str) -> Response:
    """One equipment type."""
    return answer.item(_type(holdings.one_type(db, catalogue.keyed(db, key))))


@router.get("/models", dependencies=[may(Permission.CATALOGUE_SEE)])
def models(answer: Answer, db: Db, asked: Annotated[AskedModels, Query()]) -> Response:
    """A page of the models, by name."""
    kind = catalogue.keyed(db, asked.type) if asked.type else None
    found = holdings.models(db, asked.search, kind, asked.cut)
    return answer.page(found, [_model(row) for row in found.rows])


@router.get("/models/{key}", dependencies=[may(Permission.CATALOGUE_SEE)])
def show_model(answer: Answer, db: Db, key: Key) -> Response:
    """One model."""
    return answer.item(_model(holdings.one_model(db, catalogue.model(db, key))))


def _type(row: Any) -> dict[str, Any]:
    names = {f"name_{language}" for language in Language}
    said = {name: getattr(row, name) for name in holdings.TYPE_FIELDS if name not in names}
    return said | {
        "group": row.group,
        "names": {language.value: getattr(row, f"name_{language}") for language in Language},
    }


def _model(row: Any) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in ("maker", *holdings.MODEL_FIELDS, "type")}
    return {"id": str(row.id)} | said
