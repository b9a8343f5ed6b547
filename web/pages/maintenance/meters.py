"""Pages about meters: adding them to a thing, and what one of them has shown."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.exchange import exports
from assets.inventory.register import Asset
from assets.maintenance import logbooks, meters, profiles, readings
from assets.maintenance.limits import LimitProfile
from assets.maintenance.logbooks import Span
from assets.maintenance.meters import Meter
from assets.rights import Permission
from assets.words import N_
from web import curves
from web.access import Db, Now, may, reading
from web.cared import TheMeter
from web.doors import pages
from web.forms import Amount, Day, Form, posted
from web.named import TheAsset
from web.page import Page, PageFor
from web.paging import Paged, from_address

router = pages()

USUAL = 30  # days
SPANS = (30, 90, 365)
LONGEST = 20 * 366  # days
COLUMNS = (
    *("at", "value", "total", "severity", "turn", "reason", "way", "read_by", "note"),
    *("withdrawn_at", "withdrawn_by", "withdrawn_for"),
)
DETAILS = {
    "name": N_("Name"),
    "profile": N_("Limits"),
    "rolls_over_at": N_("Begins again at"),
}


class Details(BaseModel):
    """Which of several it is, by what it is judged, and where it begins again."""

    name: str = Field(default="", max_length=120)
    profile: str = ""
    rolls_over_at: Amount | None = None
    version: int | None = None


class NewMeter(Details):
    """One meter more on a thing."""

    quantity: str = Field(min_length=1)


class WholeProfile(BaseModel):
    """The profile whose meters a thing gets."""

    profile: str = Field(min_length=1)


class Verb(BaseModel):
    """Nothing but the meter that was looked at."""

    version: int | None = None


class AskedCourse(Paged):
    """Over which days what a meter showed is drawn."""

    days: int = Field(default=USUAL, ge=1, le=LONGEST)
    since: Day | None = None
    until: Day | None = None

    def span(self, now: datetime, zone: Any) -> Span:
        """From the first moment of one day to the last of another, on that zone's clocks."""
        last = self.until or now.astimezone(zone).date()
        first = self.since or last - timedelta(self.days - 1)
        if first > last:
            first, last = last, first
        first = max(first, last - timedelta(LONGEST))
        return Span(_begin(first, zone), _begin(last + timedelta(1), zone) - timedelta(seconds=1))


PostedNew = Annotated[Form[NewMeter], posted(NewMeter)]
PostedDetails = Annotated[Form[Details], posted(Details)]
PostedProfile = Annotated[Form[WholeProfile], posted(WholeProfile)]
PostedVerb = Annotated[Form[Verb], posted(Verb)]
TheAskedCourse = Annotated[AskedCourse, from_address(AskedCourse)]


@router.get("/assets/{tag}/meters/new", dependencies=[may(Permission.PLANS_KEEP)])
def new(page: Page, db: Db, asset: TheAsset) -> Response:
    return _adding(page, db, asset, Form({}))


@router.post("/assets/{tag}/meters", dependencies=[may(Permission.PLANS_KEEP)])
def add(page: Page, db: Db, asset: TheAsset, form: PostedNew) -> Response:
    if form.valid:
        try:
            said = form.data
            quantity = profiles.quantity(db, said.quantity)
            meters.add(
                db,
                asset,
                quantity,
                name=said.name,
                profile=_profile(db, said.profile),
                rolls_over_at=said.rolls_over_at,
            )
            return page.go_to(f"/assets/{asset.tag}#meters")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _adding(page, db, asset, form)


@router.post("/assets/{tag}/meters/all", dependencies=[may(Permission.PLANS_KEEP)])
def add_all(page: Page, db: Db, asset: TheAsset, form: PostedProfile) -> Response:
    if form.valid:
        try:
            meters.add_all(db, asset, profiles.profile(db, form.data.profile))
            return page.go_to(f"/assets/{asset.tag}#meters")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _adding(page, db, asset, form)


@router.get("/meters/{key}", dependencies=[may(Permission.ASSETS_SEE)])
def show(page: Page, db: Db, now: Now, meter: TheMeter, asked: TheAskedCourse) -> Response:
    zone = readings.zone_of(db, meter)
    span = asked.span(now, zone)
    bounds = readings.standard_of(db, meter).bounds
    points = logbooks.course(db, meter, span)
    found = logbooks.listed(db, meter, asked.cut, span)
    here = f"/meters/{meter.id}"
    return page.render(
        "maintenance/meters/show.html",
        block="found",
        meter=meter,
        zone=zone,
        asked=asked,
        spans=SPANS,
        days=(span.since.astimezone(zone).date(), span.until.astimezone(zone).date()),
        band=curves.band(bounds, page.language),
        curve=curves.curve(points, bounds, span, page.language, zone) if points else None,
        extremes=_extremes(points),
        found=found,
        csv=asked.address(f"{here}/readings.csv"),
        neighbours=asked.neighbours(here, found),
    )


@router.get("/meters/{key}/readings.csv", dependencies=[may(Permission.ASSETS_SEE)])
def take_away(
    request: Request, db: Db, now: Now, meter: TheMeter, asked: TheAskedCourse
) -> StreamingResponse:
    span = asked.span(now, readings.zone_of(db, meter))
    headers = {
        "Content-Disposition": f'attachment; filename="{meter.quantity.key}-{meter.asset.tag}.csv"',
        "Cache-Control": "no-store",
    }
    pieces = exports.write_csv(COLUMNS, _lines(request, meter, span))
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/meters/{key}/edit", dependencies=[may(Permission.PLANS_KEEP)])
def revise(page: Page, db: Db, meter: TheMeter) -> Response:
    return _editing(page, db, meter, Form(_said_of(meter)))


@router.post("/meters/{key}/edit", dependencies=[may(Permission.PLANS_KEEP)])
def edit(page: Page, db: Db, meter: TheMeter, form: PostedDetails) -> Response:
    if form.valid:
        try:
            said = form.data
            meter.expect(said.version)
            limits = _profile(db, said.profile)
            meters.correct(
                db, meter, name=said.name, profile=limits, rolls_over_at=said.rolls_over_at
            )
            return page.go_to(f"/meters/{meter.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _editing(page, db, meter, form)


@router.post("/meters/{key}/give-up", dependencies=[may(Permission.PLANS_KEEP)])
def give_up(page: Page, meter: TheMeter) -> Response:
    meter.give_up()
    return page.go_to(f"/meters/{meter.id}")


@router.post("/meters/{key}/take-up", dependencies=[may(Permission.PLANS_KEEP)])
def take_up(page: Page, meter: TheMeter) -> Response:
    meter.take_up()
    return page.go_to(f"/meters/{meter.id}")


def _begin(day: date, zone: Any) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _extremes(points: Sequence[logbooks.Point]) -> tuple[Decimal, Decimal] | None:
    values = [each.value for each in points]
    return (min(values), max(values)) if values else None


def _lines(request: Request, meter: Meter, span: Span) -> Iterator[Sequence[Any]]:
    """The readings of a span, the latest first, in a transaction of their own."""
    with reading(request) as db:
        for row in logbooks.lines(db, meter, span):
            yield [getattr(row, name) for name in COLUMNS]


def _profile(db: Db, key: str) -> LimitProfile | None:
    return profiles.profile(db, key) if key else None


def _said_of(meter: Meter) -> dict[str, Any]:
    rolls = meter.rolls_over_at
    return {
        "name": meter.name,
        "profile": meter.profile.key if meter.profile else "",
        "rolls_over_at": "" if rolls is None else f"{meters.plain(rolls):f}",
    }


def _adding(page: PageFor, db: Db, asset: Asset, form: Form[Any]) -> Response:
    return page.render(
        "maintenance/meters/new.html",
        status=422 if form.errors else 200,
        form=form,
        asset=asset,
        quantities=[(each.key, _named(page, each)) for each in db.exec(profiles.quantities())],
        profiles=_profiles(page, db),
    )


def _editing(page: PageFor, db: Db, meter: Meter, form: Form[Any]) -> Response:
    return page.render(
        "maintenance/meters/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        meter=meter,
        profiles=_profiles(page, db),
        theirs=form.written_meanwhile(meter.version, _said_of(meter), DETAILS),
    )


def _profiles(page: PageFor, db: Db) -> list[tuple[str, str]]:
    return [(each.key, page.said(each.names)) for each in db.exec(profiles.profiles())]


def _named(page: PageFor, quantity: Any) -> str:
    unit = f" ({quantity.unit})" if quantity.unit else ""
    return f"{page.said(quantity.names)}{unit}"
