"""What every register begins with: the families and the types of equipment that are shipped."""

import csv
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import Session, select

from assets.inventory.catalogue import EquipmentType, TypeGroup

REFERENCE = Path(__file__).parent.parent / "reference"
_NUMBERS = (
    "pm_months",
    "est_months",
    "cal_months",
    "service_life_years",
    "fs_function",
    "fs_risk",
    "fs_maintenance",
)
_WORDS = (
    "key",
    "name_en",
    "name_ro",
    "name_hu",
    "mdr_class",
    "emdn",
    "emdn_term",
    "emdn_confidence",
    "checks",
    "note",
)


def load(session: Session) -> int:
    """Add the shipped groups and types that are not here yet: how many types came.

    What somebody has edited stays.
    """
    groups = {group.key: group for group in session.exec(select(TypeGroup))}
    for row in rows("type_groups.csv"):
        if row["key"] not in groups:
            groups[row["key"]] = group = TypeGroup.model_validate(row)
            session.add(group)
    session.flush()
    known = set(session.exec(select(EquipmentType.key)))
    fresh = [
        type_of(row, groups[row["group"]])
        for row in rows("equipment_types.csv")
        if row["key"] not in known
    ]
    session.add_all(fresh)
    session.flush()
    return len(fresh)


def type_of(row: dict[str, str], group: TypeGroup) -> EquipmentType:
    """One equipment type as its row says. What the row leaves out stays empty."""
    numbers = {name: int(row[name]) for name in _NUMBERS if row.get(name)}
    words = {name: row[name] for name in _WORDS if row.get(name)}
    core = row.get("core") == "Y"
    return EquipmentType.model_validate({"group_id": group.id, "core": core} | words | numbers)


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one shipped list."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as shipped:
        yield from csv.DictReader(shipped)
