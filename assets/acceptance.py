"""Taking things over: from this day they are ours to care for; duties and warranty begin."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from assets.errors import Refused
from assets.files import Stored
from assets.inventory import documents, inherited, life
from assets.inventory.documents import Attachment, Document, Kind
from assets.inventory.places import Place
from assets.inventory.register import Asset, State
from assets.maintenance import plans
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.safety_tests import PASSED, SafetyTest
from assets.procurement import protocols, receiving, units
from assets.procurement.deliveries import Delivery
from assets.procurement.protocols import Protocol, ProtocolKind
from assets.rhythm import months_after
from assets.words import N_, Language, Worded, say

MOST_AT_ONCE = 200


class Proof(Worded):
    """What is looked for before a thing is accepted."""

    SERIAL = "serial_number", N_("Serial number")
    UDI = "udi", N_("UDI")
    TEST = "reference_test", N_("Reference safety test")
    DECLARATION = "declaration", N_("Declaration of conformity")
    MANUAL = "manual", N_("Manual in the language of the site")


_PAPERS = {Proof.DECLARATION: Kind.DECLARATION, Proof.MANUAL: Kind.MANUAL}


def accept(session: Session, asset: Asset, on: date) -> list[MaintenancePlan]:
    """Accept it, and return the plans that it now has from its type, the next one first."""
    life.step(session, asset, State.ACCEPTED, on)
    session.flush()
    return list(session.exec(plans.of_asset(asset)).all())


def accept_delivered(
    session: Session, delivery: Delivery, assets: Sequence[Asset], on: date, reason: str = ""
) -> None:
    """Accept what came with a delivery. Where something is missing, the reason is kept with it.

    What is missing is written down in the language of the site, as the protocol says it.
    The things come with their models, types and sites; the signed protocol is added before.
    """
    if len(assets) > MOST_AT_ONCE:
        raise Refused("At most {count} things at once.", count=MOST_AT_ONCE, field="chosen")
    missing = lacking(session, delivery, assets)
    _must_be_known(assets, missing)
    if any(missing.values()) and not reason.strip():
        raise Refused(
            "Something is missing. Say why they are accepted all the same.", field="reason"
        )
    bought = {each.asset_id: each for each in session.exec(units.of_assets([a.id for a in assets]))}
    for asset in assets:
        life.step(session, asset, State.ACCEPTED, on)
        _warrant(asset, on, delivery.contract.warranty_months)
        if missing[asset.id]:
            said = ", ".join(
                say(asset.site.language or Language.EN, each.words) for each in missing[asset.id]
            )
            bought[asset.id].waived = f"{said}: {reason.strip()}"[:1000]
    session.flush()


@dataclass(frozen=True)
class Agreement:
    """A protocol that is drawn up, the things it is about, and what it says of them."""

    protocol: Protocol
    delivery: Delivery
    assets: Sequence[Asset] = ()
    at: Place | None = None  # where they were installed
    reason: str = ""  # why they are accepted although something is missing


def settle(session: Session, agreed: Agreement, paper: Stored, language: Language) -> Protocol:
    """Write down a protocol with its paper, and do with the things what it says was done."""
    protocol, delivery, assets = agreed.protocol, agreed.delivery, agreed.assets
    protocols.draw_up(session, protocol, delivery)
    said = {"language": language, "number": protocol.number, "dated_on": protocol.on}
    kind = protocols.PAPERS[protocol.kind]
    documents.attach(session, paper, kind, to=[delivery, *assets], **said)
    session.flush()
    if protocol.kind is ProtocolKind.INSTALLATION:
        receiving.install(session, assets, protocol.on, agreed.at)
    if protocol.kind is ProtocolKind.ACCEPTANCE:
        accept_delivered(session, delivery, assets, protocol.on, agreed.reason)
    return protocol


def _must_be_known(assets: Sequence[Asset], missing: Mapping[UUID, Collection[Proof]]) -> None:
    """No reason replaces a serial number."""
    for asset in assets:
        if Proof.SERIAL in missing[asset.id]:
            raise Refused(
                "Write the serial number of {tag}, or say that it carries none.",
                tag=asset.tag,
                field="chosen",
            )


def _warrant(asset: Asset, on: date, months: int | None) -> None:
    """The warranty of the contract begins, unless another one is written down already."""
    if months and asset.warranty_until is None:
        asset.warranty_from, asset.warranty_until = on, months_after(on, months)


def warranted_until(asset: Asset, delivery: Delivery, on: date) -> date | None:
    """The last day of the warranty of a thing that is accepted on this day."""
    months = delivery.contract.warranty_months
    return asset.warranty_until or (months_after(on, months) if months else None)


def lacking(
    session: Session, delivery: Delivery, assets: Sequence[Asset]
) -> dict[UUID, list[Proof]]:
    """What each thing still lacks before it can be accepted as it should be."""
    papers = _papers(session, delivery, assets)
    tested = _tested(session, assets)
    found = {}
    for asset in assets:
        sources = {asset.id, asset.model_id, delivery.id, delivery.contract.lot_id}
        held = {each for source in sources for each in papers[source]}
        language = asset.site.language
        proven = {
            Proof.SERIAL: bool(asset.serial_number or asset.unnumbered),
            Proof.UDI: bool(asset.udi_raw),
            Proof.TEST: asset.id in tested,
            Proof.DECLARATION: any(kind is Kind.DECLARATION for kind, _ in held),
            Proof.MANUAL: any(
                kind is Kind.MANUAL and language in {said, None} for kind, said in held
            ),
        }
        found[asset.id] = [each for each in asked(asset) if not proven[each]]
    return found


def asked(asset: Asset) -> list[Proof]:
    """What is looked for on this thing: of what is no device, its number alone.

    A safety test is due of what its kind says to be tested, or has a protection class.
    """
    if not documents.device(asset):
        return [Proof.SERIAL]
    tested = asset.type is not None and asset.type.est_months is not None
    electric = tested or inherited.of_asset(asset)["protection_class"].value is not None
    return [each for each in Proof if electric or each is not Proof.TEST]


def _papers(
    session: Session, delivery: Delivery, assets: Sequence[Asset]
) -> dict[UUID | None, set[tuple[Kind, Language | None]]]:
    """The declarations and manuals by what they belong to: a thing, a model, a delivery, a lot."""
    subjects = {key for each in assets for key in (each.id, each.model_id) if key}
    subjects |= {delivery.id, delivery.contract.lot_id}
    wanted = select(Attachment.subject_id, Document.kind, Document.language).join(
        Document, col(Document.id) == col(Attachment.document_id)
    )
    papers: dict[UUID | None, set[tuple[Kind, Language | None]]] = defaultdict(set)
    these = wanted.where(
        col(Attachment.subject_id).in_(subjects), col(Document.kind).in_(_PAPERS.values())
    )
    for subject, kind, language in session.exec(these):
        papers[subject].add((Kind(kind), Language(language) if language else None))
    return papers


def _tested(session: Session, assets: Sequence[Asset]) -> set[UUID]:
    """Which of these have a safety test that they passed."""
    passed = select(SafetyTest.asset_id).where(
        col(SafetyTest.asset_id).in_([each.id for each in assets]),
        col(SafetyTest.verdict).in_(PASSED),
    )
    return set(session.exec(passed))
