"""What the form of a safety test asks, and what somebody has typed into it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field

from assets import words
from assets.errors import Missing, Refused
from assets.exchange import cells
from assets.inventory import inherited, register
from assets.inventory.catalogue import AppliedPart, ProtectionClass
from assets.inventory.custom_fields import canonical
from assets.inventory.register import Asset
from assets.maintenance import (
    calibrations,
    measuring,
    safety_limits,
    safety_tests,
    testing,
    worklists,
)
from assets.maintenance.limits import Method
from assets.maintenance.measuring import Findings, Measured, Point, Setting
from assets.maintenance.safety_tests import Connection, Part, Reason
from assets.maintenance.terms import Outcome
from assets.words import N_, Language
from web import safety
from web.access import Db
from web.forms import Amount, Day, Form
from web.page import PageFor

MOST_PARTS = 4
FOUND = (Outcome.PASS, Outcome.REMARK, Outcome.FAIL)
TRIED = (*FOUND, Outcome.NOT_APPLICABLE)


class Testing(BaseModel):
    """A test but for its values, which stand in fields of their own; see `measuring.key_of`."""

    reason: Reason = Reason.RECURRENT
    tested_on: Day
    method: Method
    protection_class: ProtectionClass
    connection: Connection
    mains_volts: Amount | None = Field(default=None, ge=0, le=1000, decimal_places=1)
    instrument: str = ""
    order: str = ""
    ambient: str = Field(default="", max_length=200)
    own_source: str = Field(default="", max_length=500)
    visual: Outcome | None = None
    visual_note: str = Field(default="", max_length=1000)
    functional: Outcome | None = None
    defects: str = Field(default="", max_length=2000)
    old_password: str = ""
    lay_out: bool = False


@dataclass(frozen=True)
class Row:
    """A value to be measured, as the form asks for it."""

    key: str
    title: str
    where: str
    limit: str
    source: str
    first: str
    unit: str
    due: bool

    @property
    def own(self) -> str:
        """The field of the limit that the device's own documents set."""
        return f"{self.key}.own"


def begun(page: PageFor, db: Db, asset: Asset, today: date) -> dict[str, Any]:
    """A form that begins like the last test, or with what the device inherits."""
    last = db.exec(safety_tests.of_asset(asset, page.rights).limit(1)).first()
    if last:
        alike = {name: getattr(last, name) for name in ("method", "protection_class", "connection")}
        alike["mains_volts"] = f"{canonical(last.mains_volts):f}" if last.mains_volts else ""
        tag = db.get(Asset, last.instrument_id).tag if last.instrument_id else ""  # type: ignore[union-attr]
        return (
            _parts_shown(last.parts)
            | alike
            | {
                "tested_on": today,
                "instrument": tag,
                "reason": Reason.RECURRENT,
            }
        )
    known = {name: each.value for name, each in inherited.of_asset(asset).items()}
    protection = known["protection_class"] or ProtectionClass.I
    battery = protection is ProtectionClass.INTERNAL
    kind = known["applied_part"] or AppliedPart.NONE
    label = words.say(asset.site.language or Language.EN, N_("Applied part"))
    shown = _parts_shown([] if kind is AppliedPart.NONE else [Part(label, AppliedPart(kind))])
    return shown | {
        "tested_on": today,
        "reason": Reason.RECURRENT if asset.in_use_on else Reason.ACCEPTANCE,
        "method": Method.DIRECT,
        "protection_class": protection,
        "connection": Connection.NONE if battery else Connection.DETACHABLE,
        "mains_volts": "" if battery else 230,
    }


def _parts_shown(parts: Sequence[Part]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for nth, part in enumerate(parts, 1):
        shown |= {f"part.{nth}.label": part.label, f"part.{nth}.type": part.type}
        shown |= {f"part.{nth}.defib": "true"} if part.defib_proof else {}
    return shown


def _parts(values: dict[str, Any]) -> Iterator[Part]:
    for nth in range(1, MOST_PARTS + 1):
        label, kind = (str(values.get(f"part.{nth}.{name}", "")) for name in ("label", "type"))
        if kind in set(AppliedPart) and kind != AppliedPart.NONE:
            proof = bool(values.get(f"part.{nth}.defib"))
            yield Part(label.strip()[:120] or f"{kind} {nth}", AppliedPart(kind), proof)


def setting_of(page: PageFor, db: Db, form: Form[Testing]) -> Setting:
    said = form.data
    order = worklists.order(db, said.order, page.rights) if said.order else None
    return Setting(
        tested_on=said.tested_on,
        protection_class=said.protection_class,
        connection=said.connection,
        reason=said.reason,
        method=said.method,
        parts=list(_parts(form.values)),
        instrument=_instrument(page, db, said.instrument) if said.instrument else None,
        order=order,
        mains_volts=said.mains_volts,
        ambient=said.ambient,
    )


def _instrument(page: PageFor, db: Db, tag: str) -> Asset:
    try:
        return register.tagged(db, tag, page.rights)
    except Missing as no:
        raise Refused("There is no asset {tag}.", tag=tag, field="instrument") from no


def findings_of(form: Form[Testing]) -> Findings:
    """What was typed; a mistake stands beside its field from then on."""
    said = form.data
    for name in ("visual", "functional"):
        if getattr(said, name) is None:
            form.errors[name] = words.say(form.language, N_("Choose one of the list."))
    return Findings(
        visual=said.visual or Outcome.FAIL,
        functional=said.functional or Outcome.FAIL,
        measured=list(_measured(form)),
        visual_note=said.visual_note,
        defects=said.defects,
    )


def _measured(form: Form[Testing]) -> Iterator[Measured]:
    setting = as_set(form)
    for at in measuring.points(setting) if setting else ():
        key = measuring.key_of(setting, at) if setting else ""
        value, own = (_number(form, name) for name in (key, f"{key}.own"))
        if value is not None:
            yield Measured(at, value, own, form.data.own_source if own is not None else "", key)


def _number(form: Form[Testing], name: str) -> Decimal | None:
    try:
        return cells.decimal(str(form.values.get(name, "")))
    except Refused as no:
        form.errors[name] = words.say(form.language, no.words, **no.values)
        return None


def as_set(form: Form[Testing]) -> Setting | None:
    """How the device is set up by what the form says, as far as it says so."""
    said = form.values
    try:
        return Setting(
            tested_on=date.min,
            protection_class=ProtectionClass(said["protection_class"]),
            connection=Connection(said["connection"]),
            method=Method(said["method"]),
            parts=list(_parts(said)),
        )
    except ValueError:
        return None


def choices(page: PageFor) -> dict[str, list[tuple[str, str]]]:
    kinds: dict[str, Any] = {
        "reason": Reason,
        "method": Method,
        "protection_class": ProtectionClass,
        "connection": Connection,
        "part": AppliedPart,
        "visual": FOUND,
        "functional": TRIED,
    }
    return {name: [(each.value, page.said(each)) for each in kind] for name, kind in kinds.items()}


def rows(page: PageFor, db: Db, asset: Asset, setting: Setting, today: date) -> list[Row]:
    limits = safety_limits.valid_on(db, today)
    first = testing.first_values(db, asset, today)
    return [
        _row(page, setting, at, measuring.bounds_of(limits, setting, at), first)
        for at in measuring.points(setting)
    ]


def _row(page: PageFor, setting: Setting, at: Point, bounds: Any, first: dict[Any, Decimal]) -> Row:
    unit = safety_limits.UNITS[at.measure]
    before = first.get(measuring.series_of(at, setting.method))
    said = {"value": page.said(canonical(before))} if before else {}
    return Row(
        key=measuring.key_of(setting, at),
        title=page.said(at.measure),
        where=", ".join(safety.where(page, at)),
        limit=safety.limit(page, bounds, unit) if bounds else "",
        source=page.say(bounds.source) if bounds else "",
        first=page.say(N_("first {value}"), **said) if said else "",
        unit=unit,
        due=at.due,
    )


def instruments(page: PageFor, db: Db, asset: Asset, today: date) -> list[tuple[str, str]]:
    """The instruments of the site by their tags, each with its name and its calibration."""
    found = db.exec(calibrations.instruments(asset, page.rights)).all()
    return [(each.tag, _calibrated(page, db, each, today)) for each in found]


def _calibrated(page: PageFor, db: Db, instrument: Asset, today: date) -> str:
    until = calibrations.calibrated_until(db, instrument, today)
    said = page.say(N_("calibrated until {day}"), day=until) if until else ""
    return ", ".join(filter(None, (instrument.name, said)))
