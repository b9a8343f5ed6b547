"""Pages about readings: what is to be read, and typing all of one pool or plant room in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import groupby
from operator import attrgetter
from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Refused
from assets.exchange import cells
from assets.inventory import register
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.maintenance import doubts, logbooks, meters, profiles, readings, reopening
from assets.maintenance.meters import Meter, Turn
from assets.maintenance.readings import Taken
from assets.people import Person
from assets.rights import Permission, Rights
from assets.words import N_, say
from web import curves, views
from web.access import Db, Me, MyRights, Now, may
from web.doors import pages
from web.filters import place_of, site_of
from web.forms import Form, posted
from web.page import Page, PageFor
from web.paging import Paged, from_address

router = pages("/readings")

MOST_READ = 80  # meters on one page
MOST_OUT = 50
MINUTE = "%Y-%m-%dT%H:%M"
NOTHING = N_("Nothing has been typed yet.")


class AskedReadings(Paged):
    """Of which site what is to be read is listed; or the thing or the place that is read now."""

    site: str = ""
    asset: str = ""
    place: str = ""
    saved: str = ""


class Typed(BaseModel):
    """When it was read, and a note on all of it. The values are called after their meters."""

    asset: str = ""
    place: str = ""
    at: str = Field(default="", max_length=40)
    note: str = Field(default="", max_length=500)


@dataclass(frozen=True)
class Sheet:
    """The meters that are read together, and the thing or the place that they are on."""

    meters: Sequence[Meter]
    asset: Asset | None
    place: Place | None
    zone: tzinfo

    @property
    def address(self) -> str:
        if self.asset:
            return f"/readings?asset={self.asset.tag}"
        return f"/readings?place={self.place.id}" if self.place else "/readings"


PostedSheet = Annotated[Form[Typed], posted(Typed)]
TheAskedReadings = Annotated[AskedReadings, from_address(AskedReadings)]


@router.get("", dependencies=[may(Permission.ASSETS_SEE)])
def index(page: Page, db: Db, rights: MyRights, now: Now, asked: TheAskedReadings) -> Response:
    if asked.asset or asked.place:
        sheet = _sheet(page, db, rights, asked.asset, asked.place)
        here = {"at": now.astimezone(sheet.zone).strftime(MINUTE)}
        return _typing(page, db, sheet, Form(here, language=page.language), saved=asked.saved)
    site = site_of(db, asked.site, rights)
    found = logbooks.waiting(db, site, asked.cut, rights)
    return page.render(
        "maintenance/readings/index.html",
        block="found",
        asked=asked,
        groups=_by_tag(found.rows),
        out=[]
        if asked.after or asked.before
        else logbooks.out_of_limits(db, site, rights, MOST_OUT),
        sites=[(each.code or "", each.name) for each in page.sites],
        neighbours=asked.neighbours("/readings", found),
        **views.of_list(page, db),
    )


@router.post("", dependencies=[may(Permission.ORDERS_DO)])
def take(page: Page, db: Db, rights: MyRights, me: Me, now: Now, form: PostedSheet) -> Response:
    sheet = _sheet(page, db, rights, form.values["asset"], form.values["place"])
    at = _moment(form, sheet.zone, now)
    told = [(meter, each) for meter in sheet.meters if (each := _told(form, meter, at))]
    if not told and not form.errors:
        form.errors[""] = page.say(NOTHING)
    if "at" not in form.errors:
        _keep(db, form, told, rights, me)
    if form.valid:
        return page.go_to(f"{sheet.address}&saved={at:%Y-%m-%dT%H:%M:%SZ}")
    sheet = _sheet(page, db, rights, form.values["asset"], form.values["place"])
    return _typing(page, db, sheet, form)


def _keep(
    db: Db, form: Form[Typed], told: Sequence[tuple[Meter, Taken]], rights: Rights, me: Person
) -> None:
    """Keep all of it. What is refused or asked about is said beside its field, and nothing kept."""
    with db.begin_nested() as kept:
        for meter, taken in told:
            rights.must(Permission.ORDERS_DO, meter)
            doubt = _doubt(db, form, meter, taken)
            try:
                readings.take(db, meter, taken, me)
                form.errors |= doubt
            except Refused as no:
                field = no.field if no.field == "at" else f"{no.field or 'value'}.{meter.id}"
                form.errors[field] = say(form.language, no.words, **no.values)
        if form.errors:
            kept.rollback()


def _doubt(db: Db, form: Form[Typed], meter: Meter, taken: Taken) -> dict[str, str]:
    """What is asked about a value that may be mistyped, until she says that this one is right."""
    typed, sure = (form.values.get(f"{name}.{meter.id}") for name in ("value", "sure"))
    asked = None if sure == typed else doubts.of(db, meter, taken)
    return {f"sure.{meter.id}": say(form.language, asked.words, **asked.values)} if asked else {}


def _moment(form: Form[Typed], zone: tzinfo, now: datetime) -> datetime:
    written = form.values["at"].strip()
    try:
        there = datetime.fromisoformat(written).replace(tzinfo=zone) if written else now
    except ValueError:
        form.errors["at"] = say(form.language, N_("Write the day and the time."))
        return now
    return there.astimezone(UTC).replace(microsecond=0)


def _told(form: Form[Typed], meter: Meter, at: datetime) -> Taken | None:
    """What was typed for one meter; nothing where its field was left empty."""
    said = {name: form.values.get(f"{name}.{meter.id}", "") for name in ("value", "turn", "reason")}
    try:
        value = cells.decimal(said["value"])
    except Refused as no:
        form.errors[f"value.{meter.id}"] = say(form.language, no.words, **no.values)
        return None
    if value is None:
        return None
    turn = Turn(said["turn"]) if said["turn"] in set(Turn) else None
    return Taken(value, at, turn, said["reason"][:500], form.values["note"])


def _sheet(page: PageFor, db: Db, rights: Rights, tag: str, key: str) -> Sheet:
    place = None if tag else place_of(db, key, rights)
    asset = register.tagged(db, tag, rights) if tag or place is None else None
    on: Any = [asset.id] if asset else logbooks.things_in(place) if place else []
    found = meters.walked(db.exec(meters.of_things(on, rights).limit(MOST_READ)), page.language)
    zone = readings.zone_at(db, (asset or place).site_id)  # type: ignore[union-attr]
    return Sheet(found, asset, place, zone)


def _typing(page: PageFor, db: Db, sheet: Sheet, form: Form[Any], *, saved: str = "") -> Response:
    just_kept = _saved(db, sheet, saved)
    bounds = profiles.bounds_by(db, {each.profile_id for each in sheet.meters if each.profile_id})
    return page.render(
        "maintenance/readings/sheet.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        sheet=sheet,
        groups=[(each[0].asset, each) for each in _by_thing(sheet.meters)],
        bands={
            each.id: curves.band(bounds.get((each.profile_id, each.quantity_id)), page.language)
            for each in sheet.meters
            if each.profile_id
        },
        turns=[(turn, page.said(turn)) for turn in Turn],
        saved=just_kept,
        opened=db.exec(reopening.opened_by([each for _, each in just_kept])).all(),
    )


def _by_tag(rows: Sequence[Any]) -> dict[str, list[Any]]:
    """The meters of each thing, where its longest unread one stands."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.tag, []).append(row)
    return found


def _by_thing(read: Sequence[Meter]) -> list[list[Meter]]:
    return [list(some) for _, some in groupby(read, key=attrgetter("asset_id"))]


def _saved(db: Db, sheet: Sheet, saved: str) -> list[Any]:
    """What has just been kept, each with its meter: the worst first."""
    try:
        moment = datetime.fromisoformat(saved)
    except ValueError:
        return []
    by_key = {each.id: each for each in sheet.meters}
    if not by_key or moment.tzinfo is None:
        return []
    taken = db.exec(logbooks.taken(by_key, moment)).all()
    order = ["close", "action", "warning", "ok", None]
    ordered = sorted(taken, key=lambda each: order.index(each.severity))
    return [(by_key[each.meter_id], each) for each in ordered]
