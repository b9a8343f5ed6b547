"""Kinds of equipment that a house adds to those that are shipped."""

import re

from sqlmodel import Session, select

from assets.errors import Missing, Refused
from assets.inventory import catalogue
from assets.inventory.catalogue import EquipmentType, TypeGroup, Usual
from assets.words import Words


def add(session: Session, key: str, group: TypeGroup, names: Words, usual: Usual) -> EquipmentType:
    """A kind of the house's own. Its key stays for good."""
    key = key.strip().upper()
    if not re.fullmatch(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*", key):
        raise Refused("A key has letters, figures and hyphens, such as BAL-STANGER.", field="key")
    if session.exec(select(EquipmentType.id).where(EquipmentType.key == key)).first():
        raise Refused("There is a kind {key} already.", key=key, field="key")
    kind = EquipmentType(key=key, group_id=group.id, name_en="", name_ro="", name_hu="")
    kind.describe(names, usual)
    session.add(kind)
    session.flush()
    return kind


def group(session: Session, key: str) -> TypeGroup:
    found = session.exec(catalogue.groups().where(TypeGroup.key == key)).first()
    if found is None:
        raise Missing("There is no such group.", field="group")
    return found
