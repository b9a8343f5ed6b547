"""Placeholders: things that are ordered stand in the register, tagged, before they come."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from assets import trail
from assets.database import in_haste, moment_of
from assets.errors import Refused
from assets.inventory import finding, identifiers, register
from assets.inventory.catalogue import Model
from assets.inventory.identifiers import Label
from assets.inventory.places import Place
from assets.inventory.register import Asset, State
from assets.inventory.suppliers import Supplier
from assets.procurement import deliveries, units
from assets.procurement.contract_lines import ContractLine
from assets.procurement.contracts import Contract
from assets.procurement.lots import Kind, Lot
from assets.procurement.units import Unit
from assets.words import sort_key

MOST_AT_ONCE = 5_000

Row = dict[str, Any]


class Lack(NamedTuple):
    """How many things of a line are not in the register yet."""

    line: ContractLine
    things: int


def lacking(session: Session, contract: Contract) -> list[Lack]:
    """What the lines of a contract buy that is not in the register yet."""
    known = units.laid(session, contract)
    lines = session.exec(deliveries.lines_of(contract)).all()
    lacks = [Lack(line, line.quantity - known.get(line.id, 0)) for line in lines]
    return [each for each in lacks if each.things > 0]


def lay(session: Session, contract: Contract, place: Place) -> int:
    """Register all that a contract buys and that is not here yet, as ordered. Twice does no harm.

    Each thing gets its tag and its label, and shall stand in this place when it comes.
    """
    lot = contract.lot
    if lot.kind is not Kind.GOODS:
        raise Refused("{lot} buys no goods: nothing of it is labelled.", lot=lot.number)
    lacks = lacking(session, contract)
    count = sum(each.things for each in lacks)
    if count > MOST_AT_ONCE:
        raise Refused("At most {count} things at once.", count=MOST_AT_ONCE)
    with in_haste(session):
        for each in lacks:
            lay_some(session, contract, each, place)
    return count


def take_up(session: Session, contract: Contract, line: ContractLine, assets: list[Asset]) -> None:
    """These things, which were registered before their contract was written down, are its."""
    begun = {"created_at": moment_of(session)}
    rows = [_unit(contract.lot, line, each.model_dump()) | begun for each in assets]
    trail.add_rows(session, Unit, rows, label="label")


def lay_some(session: Session, contract: Contract, lack: Lack, place: Place) -> list[UUID]:
    """Register so many things of one line, with their labels and the words they are found by."""
    begun = {"created_at": moment_of(session)}
    things = [row | begun for row in _things(session, contract, lack, place)]
    trail.add_rows(session, Asset, things, label="tag")
    trail.add_rows(session, Label, [_label(row) | begun for row in things], label="code")
    trail.add_rows(
        session,
        Unit,
        [_unit(contract.lot, lack.line, row) | begun for row in things],
        label="label",
    )
    made = _made(session, lack.line)
    finding.keep_words(
        session,
        (
            (row["id"], finding.words_of([row["tag"], row["name"], *made, place.name]))
            for row in things
        ),
    )
    return [row["id"] for row in things]


def _things(session: Session, contract: Contract, lack: Lack, place: Place) -> Iterator[Row]:
    line, lot = lack.line, contract.lot
    model = session.get(Model, line.model_id) if line.model_id else None
    # To the nearest minor unit, and a half upwards.
    vat = (line.price_minor * line.vat_rate + 5_000) // 10_000
    like = Asset(
        tag="",
        name=line.title[:200],
        name_key=sort_key(line.title[:200]),
        state=State.ORDERED,
        type_id=line.type_id or (model.type_id if model else None),
        model_id=line.model_id,
        place_id=place.id,
        site_id=place.site_id,
        partner_id=lot.partner_id,
        supplier_id=contract.supplier_id,
        price_minor=line.price_minor + vat,
        price_currency=contract.currency,
        vat_minor=vat,
        lot_number=lot.number,
    ).model_dump()
    for tag in register.new_tags(session, place.site_id, lack.things):
        yield like | {"id": uuid4(), "tag": tag}


def _label(thing: Row) -> Row:
    home = {name: thing[name] for name in ("site_id", "partner_id")}
    return Label(code=identifiers.new_code(), asset_id=thing["id"], **home).model_dump()


def _unit(lot: Lot, line: ContractLine, thing: Row) -> Row:
    return Unit(
        lot_id=lot.id,
        item_id=line.item_id,
        contract_line_id=line.id,
        asset_id=thing["id"],
        label=thing["tag"],
        site_id=lot.site_id,
        partner_id=lot.partner_id,
    ).model_dump()


def _made(session: Session, line: ContractLine) -> list[str]:
    """The maker, the name and the part number of the line's model, where it names one."""
    if line.model_id is None:
        return []
    made = select(Supplier.name, Model.name, Model.part_number).join(
        Supplier, col(Supplier.id) == col(Model.maker_id)
    )
    return [word for word in session.exec(made.where(Model.id == line.model_id)).one() if word]
