"""Receiving: what comes is told by its label and its serial number, one thing after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from assets.database import moment_of
from assets.errors import Refused
from assets.inventory import identifiers, life, scans, waiting
from assets.inventory.places import Kind as PlaceKind
from assets.inventory.places import Place
from assets.inventory.register import Asset, State
from assets.inventory.scans import Meaning
from assets.procurement import deliveries, placeholders, protocols, units
from assets.procurement.contract_lines import ContractLine
from assets.procurement.contracts import Contract
from assets.procurement.deliveries import Delivery, DeliveryLine
from assets.procurement.placeholders import Lack
from assets.procurement.units import Unit
from assets.rights import Rights

MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Arrival:
    """What somebody says of what came: the label on it, its serial number, or only how many."""

    label: str = ""
    serial: str = ""
    line_id: UUID | None = None
    count: int = 1
    remark: str = ""
    unnumbered: bool = False  # it carries no serial number


def receive(
    session: Session, delivery: Delivery, said: Arrival, at: Place, on: date, by: Rights
) -> list[Asset]:
    """What came stands here from now on. Raises Refused for more than was ordered."""
    _alone(session, delivery)
    protocols.must_be_counted(session, delivery)
    at.must_be_open(on)
    scan = scans.meaning(session, said.label, by) if said.label.strip() else None
    came = _meant(session, delivery, said, scan, at, by)
    assets = [session.get_one(Asset, each.asset_id) for each in came]
    if scan and scan.label and scan.label.blank:
        _wear(session, assets[0], scan.label.code, by)
    serial = said.serial or (scan.scan.raw if scan and scan.scan.udi else "")
    if serial.strip():
        _identify(session, assets, serial, by)
    for asset in assets:
        _stand(session, asset, at, on)
        asset.unnumbered = said.unnumbered or asset.unnumbered
    _count(session, delivery, came, said.remark)
    delivery.received_on = delivery.received_on or on
    session.flush()
    return assets


def _alone(session: Session, delivery: Delivery) -> None:
    """Two people who receive under one contract at once do so one after the other."""
    session.exec(select(Contract).where(Contract.id == delivery.contract_id).with_for_update())


def _meant(
    session: Session,
    delivery: Delivery,
    said: Arrival,
    scan: Meaning | None,
    at: Place,
    by: Rights,
) -> list[Unit]:
    """The units that have come: the one that the label is of, or the next ones of the line."""
    if not 1 <= said.count <= MOST_AT_ONCE:
        raise Refused("At most {count} things at once.", count=MOST_AT_ONCE, field="count")
    if said.count > 1 and (said.label.strip() or said.serial.strip()):
        raise Refused("A label and a serial number are those of one thing.", field="count")
    if said.unnumbered and said.serial.strip():
        raise Refused("It has a serial number, or it carries none: not both.", field="unnumbered")
    if scan and scan.asset and not scan.scan.udi:
        return [_of_thing(session, delivery, scan.asset)]
    if scan and not scan.scan.udi and not (scan.label and scan.label.blank):
        raise Refused("{code} opens nothing of this delivery.", code=scan.scan.raw, field="label")
    line = _line(session, delivery, said, scan, by)
    return _next(session, delivery, line, said.count, at)


def _of_thing(session: Session, delivery: Delivery, asset: Asset) -> Unit:
    unit = session.exec(units.of_asset(asset)).first()
    line = session.get(ContractLine, unit.contract_line_id) if unit else None
    if unit is None or line is None or line.contract_id != delivery.contract_id:
        raise Refused("{tag} is not of this contract.", tag=asset.tag, field="label")
    if unit.delivery_line_id:
        raise Refused("{tag} has been received already.", tag=asset.tag, field="label")
    return unit


def _line(
    session: Session, delivery: Delivery, said: Arrival, scan: Meaning | None, by: Rights
) -> ContractLine:
    """The line that was chosen; or the only one, or the only one of the model that was scanned."""
    lines = session.exec(deliveries.lines_of(delivery.contract)).all()
    if said.line_id:
        lines = [each for each in lines if each.id == said.line_id]
    if len(lines) > 1 and (model := _model(session, said, scan, by)):
        lines = [each for each in lines if each.model_id == model] or lines
    if len(lines) != 1:
        raise Refused("Choose what it is.", field="line")
    return lines[0]


def _model(session: Session, said: Arrival, scan: Meaning | None, by: Rights) -> UUID | None:
    found = scan if scan and scan.scan.udi else None
    if found is None and said.serial.strip():
        found = scans.meaning(session, said.serial, by)
    return found.model.id if found and found.model else None


def _next(
    session: Session, delivery: Delivery, line: ContractLine, count: int, at: Place
) -> list[Unit]:
    """The next units of a line that are to come; those not in the register yet get in now."""
    known = list(session.exec(units.to_come(line).limit(count)).all())
    if (short := count - len(known)) > 0:
        lacks = {
            each.line.id: each.things for each in placeholders.lacking(session, delivery.contract)
        }
        if short > lacks.get(line.id, 0):
            raise Refused(
                "{count} of “{title}” were ordered, and all have come. Put aside what is too much "
                "and write it down in the protocol.",
                count=line.quantity,
                title=line.title,
                field="line",
            )
        made = placeholders.lay_some(session, delivery.contract, Lack(line, short), at)
        known += session.exec(units.of_assets(made).order_by(col(Unit.label))).all()
    return known


def _wear(session: Session, asset: Asset, code: str, by: Rights) -> None:
    """It wears this label, which was printed in advance, in place of the one nobody has printed."""
    for own in session.exec(identifiers.of_asset(asset)).all():
        if own.prints:
            raise Refused(
                "{tag} has the label {code} already. If that one is lost, print it again.",
                tag=asset.tag,
                code=own.code,
                field="label",
            )
        session.delete(own)
    session.flush()
    identifiers.claim(session, scans.in_hand(session, code, by), asset, moment_of(session))


def _identify(session: Session, assets: Sequence[Asset], text: str, by: Rights) -> None:
    """Note the serial number as it is typed, or all that a UDI says of it."""
    asset = assets[0]
    found = scans.meaning(session, text, by)
    if found.asset and found.asset.id != asset.id:
        raise Refused("This code opens {tag} already.", tag=found.asset.tag, field="serial")
    if found.label:
        raise Refused("This is a label of ours.", field="serial")
    if udi := found.scan.udi:
        if found.asset is None:
            scans.keep(session, asset, found, by)
        for name in ("serial_number", "batch_number", "manufactured_on", "expires_on"):
            setattr(asset, name, getattr(udi, name) or getattr(asset, name))
        asset.software_version = udi.software_version or asset.software_version
    else:
        asset.serial_number = text.strip()[:80]
    _must_be_its_own(session, asset)


def _must_be_its_own(session: Session, asset: Asset) -> None:
    if not asset.serial_number:
        return
    alike = select(Asset.tag).where(
        Asset.serial_number == asset.serial_number,
        Asset.id != asset.id,
        (Asset.lot_number == asset.lot_number)
        if asset.model_id is None
        else (Asset.model_id == asset.model_id),
    )
    if tag := session.exec(alike).first():
        raise Refused(
            "{tag} has the serial number {serial} already.",
            tag=tag,
            serial=asset.serial_number,
            field="serial",
        )


def _stand(session: Session, asset: Asset, at: Place, on: date) -> None:
    """It has come: into its room or, while that is not open, into a store where it waits."""
    room = session.get_one(Place, asset.place_id)
    if at.kind is PlaceKind.STORE and room.kind is not PlaceKind.SITE and not room.open(on):
        waiting.wait(asset, at, room, on)
        return
    if at.id != asset.place_id:
        asset.move(at, on)
    life.step(session, asset, State.DELIVERED, on)


def _count(session: Session, delivery: Delivery, came: Sequence[Unit], remark: str) -> None:
    line_id = came[0].contract_line_id
    assert line_id is not None
    own = deliveries.counted_in(delivery).where(DeliveryLine.contract_line_id == line_id)
    line = session.exec(own).first()
    if line is None:
        line = deliveries.brought(delivery, session.get_one(ContractLine, line_id))
        session.add(line)
        session.flush()
    line.count(len(came), remark)
    for unit in came:
        unit.delivery_line_id = line.id


def install(session: Session, assets: Sequence[Asset], on: date, at: Place | None = None) -> None:
    """What was delivered is installed, where it stands or in this place."""
    for asset in assets:
        if asset.state is not State.DELIVERED:
            raise Refused(
                "{tag} is {state} and cannot be installed now.",
                tag=asset.tag,
                state=asset.state,
                field="chosen",
            )
        if at is not None and at.id != asset.place_id:
            asset.move(at, on)
        life.step(session, asset, State.INSTALLED, on)
    session.flush()
