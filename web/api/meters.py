"""Meters and what is read on them, for programs: /api/v1/meters and /api/v1/readings."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from assets.errors import Refused
from assets.maintenance import logbooks, meters, profiles, readings, recordings, withdrawals
from assets.maintenance.limits import LimitProfile
from assets.maintenance.logbooks import Span
from assets.maintenance.meters import NEVER_READ, NOT_ASKED, Meter, Reading, Turn, plain
from assets.maintenance.readings import Taken
from assets.maintenance.recordings import Numbered
from assets.rights import Permission
from assets.words import Language, say
from web.access import Db, Me, MyRights, may
from web.answer import Answer, AnswerFor
from web.cared import TheMeter, TheReading
from web.doors import programs
from web.named import TheAsset
from web.paging import Paged

router = programs(tags=["meters"])

MOST_AT_ONCE = 500  # of different meters
MOST_ROWS = 10_000  # of one meter
SHOWN = 200  # meters of one thing


class Changes(BaseModel):
    """What may be said of a meter. What is left out stays as it is; null takes it away."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(default="", max_length=120)
    profile: str | None = None
    rolls_over_at: Decimal | None = None


class NewMeter(Changes):
    """A meter that shows this quantity, given by its key."""

    quantity: str


class Read(BaseModel):
    """One value at one moment; of a counter that stands lower, what happened and why."""

    model_config = ConfigDict(extra="forbid")

    meter: UUID
    value: Decimal
    at: AwareDatetime | None = None
    turn: Turn | None = None
    reason: str = Field(default="", max_length=500)
    note: str = Field(default="", max_length=500)


class Withdrawal(BaseModel):
    """Why a reading does not count, and whether what it alone has closed is open again."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(max_length=500)
    reopens: bool = False


class Logged(BaseModel):
    """One value of a series."""

    model_config = ConfigDict(extra="forbid")

    at: AwareDatetime
    value: Decimal


class AskedReadings(Paged):
    """From when until when; without them, all."""

    since: AwareDatetime = NEVER_READ
    until: AwareDatetime = NOT_ASKED


Posted = Annotated[NewMeter, Body()]
Patched = Annotated[Changes, Body()]
Withdrawn = Annotated[Withdrawal, Body()]
Profile = Annotated[str, Body(embed=True)]
Many = Annotated[
    list[Read], Body(embed=True, alias="readings", min_length=1, max_length=MOST_AT_ONCE)
]
Series = Annotated[
    list[Logged], Body(embed=True, alias="readings", min_length=1, max_length=MOST_ROWS)
]


@router.get("/assets/{tag}/meters", dependencies=[may(Permission.ASSETS_SEE)])
def of_asset(answer: Answer, db: Db, rights: MyRights, asset: TheAsset) -> Response:
    """The meters of one thing that are read."""
    found = db.exec(meters.of_things([asset.id], rights).limit(SHOWN)).all()
    return answer.item({"items": [item(each) for each in found], "next": None})


@router.post("/assets/{tag}/meters", dependencies=[may(Permission.PLANS_KEEP)], status_code=201)
def add(answer: Answer, db: Db, rights: MyRights, asset: TheAsset, said: Posted) -> Response:
    """Add a meter to a thing. Answers 201 with the meter."""
    made = meters.add(
        db,
        asset,
        profiles.quantity(db, said.quantity),
        name=said.name,
        profile=_profile(db, said.profile),
        rolls_over_at=said.rolls_over_at,
    )
    shown = meters.meter(db, made.id, rights)
    return answer.item(item(shown), 201, f"/api/v1/meters/{made.id}")


@router.post("/assets/{tag}/meters/all", dependencies=[may(Permission.PLANS_KEEP)])
def add_all(
    answer: Answer, db: Db, rights: MyRights, asset: TheAsset, profile: Profile
) -> Response:
    """Add a meter for each limit of a profile that the thing has none of yet."""
    made = meters.add_all(db, asset, profiles.profile(db, profile))
    shown = [item(meters.meter(db, each.id, rights)) for each in made]
    return answer.item({"items": shown, "next": None})


@router.get("/meters/{key}", dependencies=[may(Permission.ASSETS_SEE)])
def show(answer: Answer, meter: TheMeter) -> Response:
    """One meter, with its last reading."""
    return answer.item(item(meter))


@router.patch("/meters/{key}", dependencies=[may(Permission.PLANS_KEEP)])
def edit(answer: Answer, db: Db, meter: TheMeter, said: Patched) -> Response:
    """Change what a meter is called and by what it is judged. What was read keeps its limits."""
    given = said.model_fields_set
    meters.correct(
        db,
        meter,
        name=said.name if "name" in given else meter.name,
        profile=_profile(db, said.profile) if "profile" in given else meter.profile,
        rolls_over_at=said.rolls_over_at if "rolls_over_at" in given else meter.rolls_over_at,
    )
    return _item(answer, db, meter)


@router.post("/meters/{key}/give-up", dependencies=[may(Permission.PLANS_KEEP)])
def give_up(answer: Answer, db: Db, meter: TheMeter) -> Response:
    """It is not read any more; what was read is kept."""
    meter.give_up()
    return _item(answer, db, meter)


@router.post("/meters/{key}/take-up", dependencies=[may(Permission.PLANS_KEEP)])
def take_up(answer: Answer, db: Db, meter: TheMeter) -> Response:
    """Read it again."""
    meter.take_up()
    return _item(answer, db, meter)


@router.get("/meters/{key}/readings", dependencies=[may(Permission.ASSETS_SEE)])
def read_on(
    answer: Answer, db: Db, meter: TheMeter, asked: Annotated[AskedReadings, Query()]
) -> Response:
    """A page of the readings of a meter, the latest first."""
    found = logbooks.listed(db, meter, asked.cut, Span(asked.since, asked.until))
    return answer.page(found, [_row(row) for row in found.rows])


@router.post("/meters/{key}/readings", dependencies=[may(Permission.ORDERS_DO)])
def log(answer: Answer, db: Db, me: Me, meter: TheMeter, said: Series) -> Response:
    """Up to 10,000 readings of one meter, as a logger kept them.

    What is known already is not doubled; what cannot be is refused by its place in the list.
    """
    told = [Numbered(row, Taken(each.value, each.at)) for row, each in enumerate(said)]
    planned = recordings.plan(db, meter, told, me)
    kept = recordings.keep(db, planned)
    refused = [
        {"row": each.row, "detail": say(Language.EN, no.words, **no.values)}
        for each, no in planned.refused
    ]
    return answer.item({"kept": kept, "known": planned.known, "refused": refused})


@router.post("/readings", dependencies=[may(Permission.ORDERS_DO)], status_code=201)
def take(answer: Answer, db: Db, me: Me, rights: MyRights, said: Many) -> Response:
    """Keep readings of one or of many meters: all of them, or none. Now, unless said when."""
    items = []
    for place, each in enumerate(said):
        meter = meters.meter(db, each.meter, rights)
        rights.must(Permission.ORDERS_DO, meter)
        taken = Taken(each.value, each.at or _now(db), each.turn, each.reason, each.note)
        try:
            items.append(_taken(readings.take(db, meter, taken, me)))
        except Refused as no:
            no.field = f"readings.{place}.{no.field or 'value'}"
            raise
    return answer.item({"items": items}, 201)


@router.post("/readings/{key}/withdraw", dependencies=[may(Permission.ORDERS_DO)])
def withdraw(
    answer: Answer, db: Db, me: Me, rights: MyRights, reading: TheReading, said: Withdrawn
) -> Response:
    """A reading was wrong: it is kept with the reason, and counts for nothing.

    With `reopens`, what it alone has closed is open again, as long as nobody has begun its order.
    """
    if said.reopens:
        rights.must(Permission.ASSETS_CONDITION, reading)
    withdrawals.withdraw(db, reading, said.reason, me, reopens=said.reopens)
    db.flush()
    return answer.item(_taken(reading))


def item(meter: Meter) -> dict[str, Any]:
    """A meter under the names of the contract."""
    last = meter.last_value
    return {
        "id": str(meter.id),
        "asset": meter.asset.tag,
        "quantity": meter.quantity.key,
        "names": meter.quantity.names._asdict(),
        "unit": meter.quantity.unit,
        "counter": meter.quantity.counter,
        "name": meter.name,
        "profile": meter.profile.key if meter.profile else None,
        "rolls_over_at": None if meter.rolls_over_at is None else _text(meter.rolls_over_at),
        "given_up": meter.given_up,
        "last_value": None if last is None else _text(last),
        "last_at": meter.last_at.isoformat() if meter.last_at else None,
        "last_severity": meter.last_severity,
        "version": meter.version,
    }


def _item(answer: AnswerFor, db: Db, meter: Meter) -> Response:
    db.flush()  # which counts the version on
    return answer.item(item(meter))


def _row(row: Any) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "at": row.at.isoformat(),
        "value": _text(row.value),
        "total": None if row.total is None else _text(row.total),
        "severity": row.severity,
        "limits": row.limits,
        "turn": row.turn,
        "reason": row.reason,
        "way": row.way,
        "note": row.note,
        "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
        "withdrawn_for": row.withdrawn_for,
        "version": row.version,
    }


def _taken(reading: Reading) -> dict[str, Any]:
    opened = str(reading.opened_id) if reading.opened_id else None
    return {"meter": str(reading.meter_id), "order": opened} | _row(reading)


def _text(value: Decimal) -> str:
    return f"{plain(value):f}"


def _profile(db: Db, key: str | None) -> LimitProfile | None:
    return profiles.profile(db, key) if key else None


def _now(db: Db) -> datetime:
    at: datetime = db.info["at"]
    return at.replace(microsecond=0)
