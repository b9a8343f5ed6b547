"""What a scan means in this register: the thing that it opens, or what can be made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import Session, col, select

from assets.database import alongside, moment_of
from assets.errors import Missing, Refused
from assets.inventory import barcodes, carriers, catalogue, gs1, identifiers
from assets.inventory.barcodes import Barcode
from assets.inventory.carriers import Scan
from assets.inventory.catalogue import Model
from assets.inventory.identifiers import Label
from assets.inventory.partners import Partner
from assets.inventory.register import Asset
from assets.inventory.udi import Udi
from assets.rights import Permission, Rights

MOST_ALIKE = 10

Found = TypeVar("Found")


@dataclass(frozen=True)
class Meaning:
    """What of this register a scan means, as far as the person who scanned may see it."""

    scan: Scan
    label: Label | None = None
    asset: Asset | None = None
    model: Model | None = None

    @property
    def kind(self) -> str:
        """Of what kind it is, in a word for programs."""
        if self.asset or self.label:
            return "asset" if self.asset else "label"
        return "udi" if self.scan.udi else "barcode"

    @property
    def address(self) -> str | None:
        """The page that it opens. A label also has one for those who may not see its thing."""
        if self.asset:
            return f"/assets/{self.asset.tag}{f'?scanned={self.label.code}' if self.label else ''}"
        if self.label and self.label.place_id:
            return f"/places/{self.label.place_id}"
        return f"/t/{self.label.code}" if self.label else None


def opened(session: Session, text: str, seen_by: Rights) -> str | None:
    """The address of the page that exactly this text opens; None when it opens nothing."""
    try:
        return meaning(session, text, seen_by).address
    except Refused:
        return None


def meaning(session: Session, text: str, seen_by: Rights) -> Meaning:
    """What this text means here. Raises Refused for what no barcode holds."""
    scan = carriers.read(text, on=moment_of(session).date())
    label = _label(session, scan)
    if label:
        seen = label.asset if label.asset and seen_by.may(Permission.ASSETS_SEE, label) else None
        return Meaning(scan, label, seen)
    model = _model(session, scan.udi)
    asset = _tagged(session, scan, seen_by) or _owned(session, scan, seen_by)
    asset = asset or _linked(session, scan, seen_by)
    return Meaning(scan, None, asset or _numbered(session, scan, model, seen_by), model)


def numbered(session: Session, giai: str) -> str | None:
    """The code of the label of this GIAI, behind the prefix of a partner.

    It need not be the owner's of today: a label stays on what is handed over.
    """
    coded = select(Label.code).where(col(Label.code).in_(carriers.labelled(giai)))
    behind = coded.join(Partner, col(Partner.gs1_prefix) + col(Label.code) == giai.upper())
    return session.exec(behind.limit(1)).first()


def _label(session: Session, scan: Scan) -> Label | None:
    coded = select(Label).where(col(Label.code).in_(scan.own)).options(*alongside(Label.asset))
    return _only(session.exec(coded.limit(2)).all())


def _tagged(session: Session, scan: Scan, seen_by: Rights) -> Asset | None:
    seen = seen_by.where(Permission.ASSETS_SEE, Asset)
    tagged = select(Asset).where(col(Asset.tag).in_(scan.own), seen)
    return _only(session.exec(tagged.limit(2)).all())


def _owned(session: Session, scan: Scan, seen_by: Rights) -> Asset | None:
    """The thing whose GIAI, on an early label, was the company prefix of its owner and its tag."""
    number = scan.code.removeprefix(f"({gs1.GIAI})")
    if number == scan.code:
        return None
    tags = [number[length:] for length in gs1.PREFIX_LENGTHS]
    whole = col(Partner.gs1_prefix) + col(Asset.tag)
    owned = select(Asset).join(Partner, col(Partner.id) == col(Asset.partner_id))
    owned = owned.where(col(Asset.tag).in_(tags), Partner.gs1_prefix != "", whole == number)
    return session.exec(owned.where(seen_by.where(Permission.ASSETS_SEE, Asset))).first()


def _linked(session: Session, scan: Scan, seen_by: Rights) -> Asset | None:
    return session.exec(barcodes.opened(scan.code, seen_by)).first()


def _model(session: Session, udi: Udi | None) -> Model | None:
    """The model of this UDI-DI, or the one that this turned out to be."""
    if udi is None or not udi.device:
        return None
    found = session.exec(select(Model).where(col(Model.udi_di).in_(udi.spellings))).first()
    return catalogue.model(session, found.merged_into_id or found.id) if found else None


def _numbered(session: Session, scan: Scan, model: Model | None, seen_by: Rights) -> Asset | None:
    """The one thing of this model that has the serial number of the scan."""
    if model is None or scan.udi is None or not scan.udi.serial_number:
        return None
    seen = seen_by.where(Permission.ASSETS_SEE, Asset)
    same = (Asset.serial_number == scan.udi.serial_number, Asset.model_id == model.id)
    return _only(session.exec(select(Asset).where(*same, seen).limit(2)).all())


def _only(found: Sequence[Found]) -> Found | None:
    """What was found, unless it could be this one or that one."""
    return found[0] if len(found) == 1 else None


def alike(session: Session, model: Model, seen_by: Rights) -> list[Asset]:
    """Some things of this model that she may see."""
    seen = seen_by.where(Permission.ASSETS_SEE, Asset)
    found = select(Asset).where(Asset.model_id == model.id, seen)
    return list(session.exec(found.options(*alongside(Asset.place)).limit(MOST_ALIKE)))


def thing(session: Session, text: str, seen_by: Rights) -> Asset:
    """The thing that somebody means by its tag, or by any code that opens it."""
    found = meaning(session, text, seen_by).asset
    if found is None:
        raise Refused("There is no thing {code}.", code=text.strip(), field="thing")
    return found


def link(session: Session, asset: Asset, text: str, by: Rights) -> Barcode:
    """Let this barcode of others open this thing from now on."""
    by.must(Permission.ASSETS_EDIT, asset)
    found = meaning(session, text, by)
    if found.asset:
        raise Refused("This code opens {tag} already.", tag=found.asset.tag, field="code")
    if found.label:
        raise Refused("This is a label of ours.", field="code")
    return barcodes.link(session, asset, found.scan.code, by)


def in_hand(session: Session, code: str, by: Rights) -> Label:
    """The label that somebody is about to stick on something. Elsewhere it opens nothing."""
    label = identifiers.coded(session, code)
    if not by.may(Permission.ASSETS_SEE, label):
        raise Missing("This label opens nothing here.")
    by.must(Permission.LABELS_PRINT, label)
    return label


def keep(session: Session, asset: Asset, found: Meaning, by: Rights) -> None:
    """Note on a new thing what was scanned from it: its UDI, its barcode, or a blank label."""
    if found.asset:
        raise Refused("This code opens {tag} already.", tag=found.asset.tag)
    if found.label:
        label = in_hand(session, found.label.code, by)
        identifiers.claim(session, label, asset, moment_of(session))
    elif found.scan.udi:
        asset.udi_raw = found.scan.raw
        _identify(session, asset, found.scan.udi, found.model)
    else:
        barcodes.link(session, asset, found.scan.code, by)


def _identify(session: Session, asset: Asset, udi: Udi, model: Model | None) -> None:
    """The model of a UDI-DI is known by it from now on."""
    said = catalogue.model(session, asset.model_id) if asset.model_id else None
    if model:
        if said and (said.maker_id, said.folded) != (model.maker_id, model.folded):
            raise Refused("This UDI-DI is that of {model}.", model=model.name, field="model")
        asset.model_id = model.id
    elif said and udi.device:
        if said.udi_di:
            raise Refused(
                "{model} has the UDI-DI {udi} in the catalogue. Call this one differently.",
                model=said.name,
                udi=said.udi_di,
                field="model",
            )
        said.udi_di = udi.device
