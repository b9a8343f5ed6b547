"""Rates of the euro and of VAT, for programs: /api/v1/rates and /api/v1/vat."""

from decimal import Decimal
from typing import Annotated, Any

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.errors import Refused
from assets.money import Currency
from assets.procurement import rates, vat
from assets.procurement.rates import Published
from assets.procurement.vat import Band, Said, VatRate
from assets.rights import Permission
from web.access import Db, may
from web.answer import Answer, Day
from web.budgeted import TheVat
from web.doors import programs
from web.paging import Paged

router = programs(tags=["rates"])

MOST_AT_ONCE = 2_000


class Rate(BaseModel):
    """How much of a currency one euro was in the month of this day."""

    model_config = ConfigDict(extra="forbid")

    currency: Currency
    month: Day
    per_euro: Decimal = Field(gt=0, lt=10**8, decimal_places=6)


class Correcting(BaseModel):
    """What a rate of VAT is, in per cent, and where it is written."""

    model_config = ConfigDict(extra="forbid")

    percent: Decimal
    source: str = Field(min_length=1, max_length=300)
    verified: bool = False


class Adding(Correcting):
    """The same from a day on, in one country."""

    country: str = Field(min_length=2, max_length=2)
    band: Band = Band.STANDARD
    valid_from: Day


Rates = Annotated[
    list[Rate], Body(embed=True, alias="rates", min_length=1, max_length=MOST_AT_ONCE)
]


@router.get("/rates", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(answer: Answer, db: Db, asked: Annotated[Paged, Query()]) -> Response:
    """A page of the Commission's monthly rates, the latest first."""
    found = rates.listed(db, asked.cut)
    items = [
        {
            "currency": row.currency,
            "month": row.month.isoformat(),
            "per_euro": f"{row.per_euro.normalize():f}",
            "source": row.source,
        }
        for row in found.rows
    ]
    return answer.page(found, items)


@router.post("/rates", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def load(answer: Answer, db: Db, said: Rates) -> Response:
    """Load rates. Answers how many were new, changed and known."""
    published = [
        Published(each.currency, rates.month_of(each.month), each.per_euro) for each in said
    ]
    if any(each.currency is Currency.EUR for each in published):
        raise Refused("A euro is a euro in every month.")
    came = rates.load(db, published)
    return answer.item({"fresh": came.fresh, "changed": came.changed, "same": came.same})


@router.get("/vat", dependencies=[may(Permission.PROCUREMENT_SEE)])
def vat_rates(answer: Answer, db: Db) -> Response:
    """How much VAT each country asks, and from when."""
    return answer.item({"items": [item(each) for each in db.exec(vat.listed())], "next": None})


@router.post("/vat", dependencies=[may(Permission.CATALOGUE_KEEP)], status_code=201)
def add_vat(answer: Answer, db: Db, said: Annotated[Adding, Body()]) -> Response:
    """A rate of VAT that a country asks from a day on. Answers 201 with it."""
    told = Said(said.percent, said.valid_from, said.source, said.verified)
    return answer.item(item(vat.add(db, said.country, said.band, told)), 201)


@router.patch("/vat/{key}", dependencies=[may(Permission.CATALOGUE_KEEP)])
def correct_vat(
    answer: Answer, db: Db, rate: TheVat, said: Annotated[Correcting, Body()]
) -> Response:
    """Put a rate of VAT right. `If-Match` takes its version."""
    vat.correct(rate, Said(said.percent, rate.valid_from, said.source, said.verified))
    db.flush()  # which counts the version on
    return answer.item(item(rate))


def item(rate: VatRate) -> dict[str, Any]:
    return {
        "id": str(rate.id),
        "country": rate.country,
        "band": rate.band,
        "percent": f"{rate.percent:f}",
        "valid_from": rate.valid_from.isoformat(),
        "source": rate.source,
        "verified": rate.verified,
        "version": rate.version,
    }
