"""The lives of the demonstration's things: registered, bought, accepted, used, broken, retired."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session

from assets import acceptance
from assets.demo import details, papers
from assets.demo import tale as telling
from assets.demo.tale import Story, Tale
from assets.inventory import (
    barcodes,
    catalogue,
    life,
    parts,
    register,
    suppliers,
    verifications,
    waiting,
)
from assets.inventory.life import PAPERS
from assets.inventory.places import Place
from assets.inventory.register import Asset, Condition, State
from assets.maintenance import inheritance
from assets.money import Currency, Money
from assets.rhythm import months_after
from assets.rights import EVERYTHING
from assets.words import Language


def live(tale: Tale) -> None:
    """Tell the life of every thing at every site."""
    papers.draw(tale)
    lives = telling.read("lives.toml")
    sellers = {lot["number"]: lot.get("supplier", "") for lot in telling.lots()}
    for site in telling.sites():
        for number, row in enumerate(site["assets"]):
            for nth, serial in enumerate(_serials(row)):
                key = f"{site['code']}/{number}/{nth}"
                said = row | {"serial": serial, "seller": sellers.get(row.get("lot", ""), "")}
                _live(tale, site, key, said, lives[row["life"]])
                if serial:
                    offset = _comes(lives[row["life"]])
                    tale.here_since[serial] = tale.day + timedelta(offset)


def _serials(row: Story) -> Iterator[str]:
    quantity, serial = row.get("quantity", 1), row.get("serial", "")
    for nth in range(1, quantity + 1):
        yield f"{serial}-{nth:02}" if serial and quantity > 1 else serial


def _comes(life: Story) -> int:
    """The offset of the step by which a thing has come; of one that has not, of the last."""
    steps = life["steps"]
    here = [step["offset"] for step in steps if State(step["state"]) in inheritance.HERE]
    return int(min(here, default=steps[-1]["offset"]))


def _live(tale: Tale, site: Story, key: str, row: Story, life: Story) -> None:
    manager = f"site_manager@{site['code']}"
    first, *rest = life["steps"]
    begun = tale.day + timedelta(first["offset"])
    tale.happens(begun, partial(_register, tale, site, key, row, life), who=manager)
    for step in rest:
        on = tale.day + timedelta(step["offset"])
        tale.happens(on, partial(_step, tale, site, key, row, step), who=manager)
    if "part_of" in row:
        put_on = partial(_put_on, tale, key, row["part_of"])
        tale.happens(begun + timedelta(1), put_on, who=f"technician@{site['code']}")
    if "seen" in row:
        on, technician = tale.day + timedelta(row["seen_offset"]), f"technician@{site['code']}"
        tale.happens(on, partial(_look, tale, key, technician, found=row["seen"]), who=technician)
    if "condition" in row:
        on = tale.day + timedelta(row.get("condition_offset", first["offset"]))
        judge = partial(_judge, tale, key, Condition(row["condition"]))
        why = row.get("condition_note", "")
        tale.happens(on, judge, who=f"technician@{site['code']}", why=why)


def _register(tale: Tale, site: Story, key: str, row: Story, life: Story, session: Session) -> None:
    kind = catalogue.keyed(session, row["type"])
    language, currency = (
        Language(site["language"]),
        Currency(row.get("currency") or site["currency"]),
    )
    place = f"{site['code']}/{row.get('meant_for', row['room'])}"
    asset = register.register(
        session,
        place=session.get_one(Place, tale.id("place", place)),
        name=row.get("name") or kind.names.of(language),
        state=State(life["steps"][0]["state"]),
        type_id=kind.id,
        serial_number=row["serial"],
        lot_number=row.get("lot", ""),
        note=row.get("note", ""),
        **row.get("facts", {}),
        udi_raw=row.get("udi", ""),
        **_price(row, currency),
        **_model(session, row),
        **_past(tale, row, life),
    )
    if row["seller"]:
        asset.supplier_id = suppliers.named(session, row["seller"]).id
    details.answer(session, asset, kind.key)
    if asset.state is State.IN_USE:
        asset.custodian_id = tale.id("person", f"technician@{site['code']}")
    if "sticker" in row:
        barcodes.link(session, asset, row["sticker"], EVERYTHING)
    tale.named("asset", key, asset.id)
    if asset.serial_number:
        tale.named("serial", asset.serial_number, asset.id)


def _price(row: Story, currency: Currency) -> dict[str, Any]:
    if "price" not in row:
        return {}
    return {"price_minor": Money.read(row["price"], currency).minor, "price_currency": currency}


def _model(session: Session, row: Story) -> dict[str, Any]:
    if "maker" not in row:
        return {}
    model = catalogue.add_model(
        session, row["maker"], row["model"], part_number=row.get("part", "")
    )
    return {"model_id": model.id}


def _past(tale: Tale, row: Story, life: Story) -> dict[str, Any]:
    """The days of a thing that is older than the register, and the end of its warranty."""
    days = {name: tale.on(life, name) for name in ("acquired", "accepted", "in_use")}
    said: dict[str, Any] = {f"{name}_on": day for name, day in days.items() if day}
    if said.get("accepted_on") and "warranty_months" in row:
        said["warranty_until"] = months_after(said["accepted_on"], row["warranty_months"])
    return said


def _step(tale: Tale, site: Story, key: str, row: Story, step: Story, session: Session) -> None:
    on: date = session.info["at"].date()
    state, language = State(step["state"]), Language(site["language"])
    asset = session.get_one(Asset, tale.id("asset", key))
    if state is State.DELIVERED:
        _come(tale, site, row, asset, session)
    if state in {State.ACCEPTED, State.DELIVERED} and "warranty_months" in row:
        asset.warranty_from, asset.warranty_until = on, months_after(on, row["warranty_months"])
    if state in PAPERS:
        papers.prove(tale, session, asset, state, language)
    if asset.state is not state:
        _take(session, asset, state, on, step.get("reason", {}).get(language, ""))


def _take(session: Session, asset: Asset, state: State, on: date, reason: str) -> None:
    if state is State.ACCEPTED:
        acceptance.accept(session, asset, on)
    else:
        life.step(session, asset, state, on, reason=reason)


def _come(tale: Tale, site: Story, row: Story, asset: Asset, session: Session) -> None:
    """It is here; the technician takes care of it, in a store until its room is ready."""
    asset.acquired_on = on = session.info["at"].date()
    asset.serial_number = row["serial"]
    asset.custodian_id = tale.id("person", f"technician@{site['code']}")
    if "meant_for" in row:
        store = session.get_one(Place, tale.id("place", f"{site['code']}/{row['room']}"))
        _unload(asset, store, session.get_one(Place, asset.place_id), on)


def _put_on(tale: Tale, key: str, serial: str, session: Session) -> None:
    part = session.get_one(Asset, tale.id("asset", key))
    whole = session.get_one(Asset, tale.id("serial", serial))
    whole.place = session.get_one(Place, whole.place_id)
    parts.put_on(session, part, whole, session.info["at"].date())


def _unload(asset: Asset, store: Place, room: Place, on: date) -> None:
    if room.open(on):
        asset.move(store, on)
    else:
        waiting.wait(asset, store, room, on)


def _look(tale: Tale, key: str, who: str, session: Session, *, found: bool) -> None:
    asset, by = session.get_one(Asset, tale.id("asset", key)), tale.id("person", who)
    verifications.look(asset, found=found, by=by, on=session.info["at"].date())


def _judge(tale: Tale, key: str, condition: Condition, session: Session) -> None:
    session.get_one(Asset, tale.id("asset", key)).judge(condition)
