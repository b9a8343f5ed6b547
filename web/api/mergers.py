"""Models and companies that turn out to be one, for programs: /api/v1/…/merge."""

from typing import Annotated
from uuid import UUID

from fastapi import Body
from fastapi.responses import Response

from assets import mergers
from assets.inventory import catalogue, suppliers
from assets.rights import Permission
from web.access import Db, MyRights, Today, may
from web.answer import Answer
from web.doors import programs
from web.named import TheModel, TheSupplier

router = programs(tags=["catalogue"])

Into = Annotated[UUID, Body(embed=True)]


@router.get("/models/{key}/merge", dependencies=[may(Permission.CATALOGUE_KEEP)])
def look_at_models(
    answer: Answer, db: Db, rights: MyRights, model: TheModel, into: UUID
) -> Response:
    """How many plans and things would go over to the model with this id."""
    mergers.must_differ(model, catalogue.model(db, into))
    return answer.item(mergers.of_model(db, model, rights)._asdict())


@router.post("/models/{key}/merge", dependencies=[may(Permission.CATALOGUE_KEEP)])
def merge_models(answer: Answer, db: Db, today: Today, model: TheModel, into: Into) -> Response:
    """The model with the id `into` takes up all that there is of this one. Answers with its id."""
    other = catalogue.model(db, into)
    mergers.merge_models(db, model, other, today)
    return answer.item({"id": str(other.id), "version": other.version})


@router.get("/suppliers/{key}/merge", dependencies=[may(Permission.CATALOGUE_KEEP)])
def look_at_companies(
    answer: Answer, db: Db, rights: MyRights, supplier: TheSupplier, into: UUID
) -> Response:
    """How many models and things would go over to the company with this id."""
    mergers.must_differ(supplier, suppliers.supplier(db, into))
    return answer.item(mergers.of_company(db, supplier, rights)._asdict())


@router.post("/suppliers/{key}/merge", dependencies=[may(Permission.CATALOGUE_KEEP)])
def merge_companies(
    answer: Answer,
    db: Db,
    today: Today,
    supplier: TheSupplier,
    into: Into,
) -> Response:
    """The company with the id `into` takes up all that this one made, sold and services."""
    other = suppliers.supplier(db, into)
    mergers.merge_companies(db, supplier, other, today)
    return answer.item({"id": str(other.id), "version": other.version})
