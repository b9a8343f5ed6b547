"""What a thing takes from its model or from its kind, unless it has its own."""

from dataclasses import dataclass
from typing import Any

from assets.inventory.catalogue import AppliedPart, Basis, ProtectionClass, checked_emdn
from assets.inventory.register import Asset
from assets.words import N_, Worded


class Whence(Worded):
    """Where a value comes from."""

    OWN = "own", N_("of its own")
    MODEL = "model", N_("from the model")
    KIND = "kind", N_("from the kind")
    NOTHING = "nothing", N_("not known")


@dataclass(frozen=True)
class Inherited:
    """A value that holds for a thing, and where it comes from."""

    value: Any
    whence: Whence


@dataclass(frozen=True)
class Own:
    """What is said of one thing alone. Empty is what it inherits."""

    mdr_class: str = ""
    basis: Basis | None = None
    emdn: str = ""
    protection_class: ProtectionClass | None = None
    applied_part: AppliedPart | None = None
    service_life_years: int | None = None
    power: str = ""


FIELDS = tuple(Own.__dataclass_fields__)


def of_asset(asset: Asset) -> dict[str, Inherited]:
    """Each of these values as it holds for a thing: its own, its model's or its kind's.

    The first that says something is right. The asset comes with its model and its type.
    """
    return {name: _first(asset, name) for name in FIELDS}


def left_to_inherit(asset: Asset) -> dict[str, Inherited]:
    """What would hold for it if it had nothing of its own."""
    return {name: _first(asset, name, own=False) for name in FIELDS}


def _first(asset: Asset, name: str, *, own: bool = True) -> Inherited:
    sources = {
        Whence.OWN: asset if own else None,
        Whence.MODEL: asset.model,
        Whence.KIND: asset.type,
    }
    for whence, source in sources.items():
        if value := getattr(source, name, None):
            return Inherited(value, whence)
    return Inherited(None, Whence.NOTHING)


def override(asset: Asset, own: Own) -> None:
    """Say what holds for this thing alone, and leave the rest to be inherited."""
    emdn = checked_emdn(own.emdn)
    for name in FIELDS:
        setattr(asset, name, getattr(own, name))
    asset.emdn, asset.power = emdn, own.power.strip()
