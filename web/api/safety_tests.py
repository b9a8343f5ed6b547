"""Electrical safety tests, for programs: /api/v1/safety-tests."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from assets.errors import Missing, Refused
from assets.inventory import register
from assets.inventory.catalogue import AppliedPart, ProtectionClass
from assets.maintenance import safety_tests, safety_trends, testing, worklists
from assets.maintenance.limits import Circuit, Measure, Method
from assets.maintenance.measuring import Findings, Measured, Point, Setting
from assets.maintenance.safety_tests import (
    Connection,
    Measurement,
    Part,
    Polarity,
    Reason,
    SafetyTest,
)
from assets.maintenance.terms import Outcome
from assets.rights import Permission, Rights
from assets.words import Language, say
from labels.papers import safety_certificate
from web.access import Db, Me, MyRights, Today, may
from web.answer import Answer, Day
from web.cared import TheSafetyTest
from web.doors import programs
from web.filters import AskedTests
from web.named import TheAsset

router = programs(tags=["safety tests"])

PDF = "application/pdf"


class AppliedPartOf(BaseModel):
    """A part that touches the patient."""

    model_config = ConfigDict(extra="forbid")

    label: str = Field(min_length=1, max_length=120)
    type: AppliedPart
    defib_proof: bool = False


class Value(BaseModel):
    """One value that was read. `point` of an applied part is its label.

    `own_limit` is that of the device's own documents: `own_source` names them.
    """

    model_config = ConfigDict(extra="forbid")

    measure: Measure
    value: Decimal
    circuit: Circuit | None = None
    point: str = Field(default="", max_length=120)
    polarity: Polarity | None = None
    own_limit: Decimal | None = None
    own_source: str = Field(default="", max_length=500)

    @property
    def measured(self) -> Measured:
        at = Point(self.measure, self.circuit, self.point, self.polarity)
        return Measured(at, self.value, self.own_limit, self.own_source, "measurements")


class Testing(BaseModel):
    """A test, which the token's person signs by sending it. Instrument and order by tag, number."""

    model_config = ConfigDict(extra="forbid")

    tested_on: Day
    protection_class: ProtectionClass
    connection: Connection
    visual: Outcome
    functional: Outcome
    reason: Reason = Reason.RECURRENT
    method: Method = Method.DIRECT
    standard: str = Field(default="IEC 62353:2014", max_length=80)
    applied_parts: list[AppliedPartOf] = Field(default_factory=list, max_length=20)
    measurements: list[Value] = Field(default_factory=list, max_length=200)
    instrument: str = ""
    order: str = ""
    mains_volts: Decimal | None = Field(default=None, ge=0, le=1000, decimal_places=1)
    ambient: str = Field(default="", max_length=200)
    visual_note: str = Field(default="", max_length=1000)
    defects: str = Field(default="", max_length=2000)


Posted = Annotated[Testing, Body()]
_ALIKE = ("tested_on", "protection_class", "connection", "reason", "method", "standard")


@router.get("/safety-tests", dependencies=[may(Permission.ORDERS_SEE)])
def index(
    answer: Answer, db: Db, rights: MyRights, asked: Annotated[AskedTests, Query()]
) -> Response:
    """A page of tests, the latest first: of a site, of one asset, or with one verdict."""
    found = safety_trends.listed(db, asked.wanted(db, rights), asked.cut, rights)
    return answer.page(found, [_row(row) for row in found.rows])


@router.post(
    "/assets/{tag}/safety-tests", dependencies=[may(Permission.ORDERS_DO)], status_code=201
)
def sign(
    answer: Answer, db: Db, asset: TheAsset, me: Me, rights: MyRights, said: Posted
) -> Response:
    """Write down a test. Its verdict follows from what it says; a failed one bars the asset."""
    found = Findings(
        visual=said.visual,
        functional=said.functional,
        measured=[each.measured for each in said.measurements],
        visual_note=said.visual_note,
        defects=said.defects,
    )
    made = testing.record(db, asset, _setting(db, rights, said), found, me)
    test = safety_tests.test(db, made.number, rights)
    return answer.item(_item(db, test), 201, f"/api/v1/safety-tests/{test.number}")


@router.get("/safety-tests/{number}.pdf", dependencies=[may(Permission.ORDERS_SEE)])
def certificate(db: Db, test: TheSafetyTest) -> Response:
    """The certificate, in the language of the site."""
    pdf = safety_certificate.pdf(test, db.exec(safety_tests.measurements_of(test)).all())
    return Response(pdf, media_type=PDF)


@router.get("/safety-tests/{number}", dependencies=[may(Permission.ORDERS_SEE)])
def show(answer: Answer, db: Db, test: TheSafetyTest) -> Response:
    """One test with its values, their limits and where those come from."""
    return answer.item(_item(db, test))


@router.post(
    "/safety-tests/{number}/repair", dependencies=[may(Permission.ORDERS_DO)], status_code=201
)
def repair(answer: Answer, db: Db, test: TheSafetyTest, me: Me, today: Today) -> Response:
    """Ask for the repair of what failed: the order's number. Asked again, it is the same."""
    order = testing.ask_repair(db, test, me, today)
    return answer.item({"order": order.number}, 201, f"/api/v1/orders/{order.number}")


def _setting(db: Session, rights: Rights, said: Testing) -> Setting:
    return Setting(
        **{name: getattr(said, name) for name in _ALIKE},
        parts=[Part(**each.model_dump()) for each in said.applied_parts],
        instrument=_instrument(db, rights, said.instrument) if said.instrument else None,
        order=worklists.order(db, said.order, rights) if said.order else None,
        mains_volts=said.mains_volts,
        ambient=said.ambient,
    )


def _instrument(db: Session, rights: Rights, tag: str) -> register.Asset:
    try:
        return register.tagged(db, tag, rights)
    except Missing as no:
        raise Refused("There is no asset {tag}.", tag=tag, field="instrument") from no


_ROW = ("number", "asset_tag", "asset_name", "serial_number", "reason", "verdict", "reference")
_MORE = ("standard", "method", "protection_class", "connection", "applied_parts", "ambient")
_LAST = ("visual", "visual_note", "functional", "defects", "signed_by", "version")
_DAYS = ("tested_on", "calibrated_until", "next_due_on")


def _row(row: Any) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in _ROW} | _days(row)
    return said | {"site": row.site, "instrument": row.instrument}


def _days(row: Any) -> dict[str, str | None]:
    days = {name: getattr(row, name) for name in _DAYS}
    return {name: day.isoformat() if day else None for name, day in days.items()}


def _item(db: Session, test: SafetyTest) -> dict[str, Any]:
    """A test under the names of the contract."""
    measured = db.exec(safety_tests.measurements_of(test)).all()
    said = {name: getattr(test, name) for name in (*_ROW, *_MORE, *_LAST)} | _days(test)
    return said | {
        "instrument": test.instrument.tag if test.instrument else None,
        "order": test.order.number if test.order else None,
        "mains_volts": _figure(test.mains_volts),
        "signed_at": test.signed_at.isoformat() if test.signed_at else None,
        "measurements": [_measured(each) for each in measured],
        "warnings": _warnings(db, test, measured),
    }


def _warnings(db: Session, test: SafetyTest, measured: Sequence[Measurement]) -> list[str]:
    told = testing.warnings(db, test, measured)
    return [say(Language.EN, words, **values) for words, values in told]


def _measured(each: Measurement) -> dict[str, Any]:
    plain = ("measure", "circuit", "point", "polarity", "unit", "limit_source", "passed", "rising")
    numbers = {
        name: _figure(getattr(each, name)) for name in ("value", "least", "most", "reference")
    }
    return {name: getattr(each, name) for name in plain} | numbers


def _figure(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize() + 0:f}"
