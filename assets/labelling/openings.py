"""Where the scan of a label leads, and what a blank one can be given to."""

from sqlmodel import Session, col, select

from assets.database import moment_of
from assets.errors import Missing, Refused
from assets.inventory import identifiers, places, scans
from assets.inventory.documents import Document
from assets.inventory.identifiers import Label
from assets.labelling import facts, kinds
from assets.labelling.kinds import Kind
from assets.maintenance import spares
from assets.procurement import lots
from assets.rights import Guarded, Permission, Rights
from assets.words import fold


def address(session: Session, label: Label, by: Rights) -> str | None:
    """The page that it opens for this person; None for a blank one, and where she may not look."""
    kind = kinds.of(label)
    if kind is None:
        return None
    key = getattr(label, f"{kind}_id")
    if not kinds.sees(session, kind, key, by):
        return None
    return facts.of_things(session, kind, [key])[key].address


def claim(session: Session, label: Label, kind: Kind, text: str, by: Rights) -> str:
    """Give a blank label to what somebody means by this text; the page that it opens then."""
    thing = _meant(session, label, kind, text, by)
    if isinstance(thing, Guarded):
        by.must(Permission.LABELS_PRINT, thing)
    identifiers.claim(session, label, thing, moment_of(session))
    return facts.of_things(session, kind, [thing.id])[thing.id].address


def _meant(session: Session, label: Label, kind: Kind, text: str, by: Rights) -> Guarded | Document:
    if kind is Kind.ASSET:
        return scans.thing(session, text, by)
    try:
        if kind is Kind.PLACE:
            return places.called(session, text, by, field="thing")
        if kind is Kind.LOT:
            return lots.numbered(session, text, by)
        if kind is Kind.PART:
            return spares.meant(session, text, label.site_id)
        return _folder(session, text, by)
    except (Missing, Refused) as no:
        raise Refused(no.words, field="thing", **no.values) from None


def _folder(session: Session, text: str, by: Rights) -> Document:
    """The one paper of this number or name that is kept where she labels things."""
    said = text.strip()
    called = col(Document.folded).in_([fold(said), fold(f"{said}.pdf")])
    named = select(Document).where((col(Document.number) == said) | called)
    found = session.exec(named.where(kinds.labelled(Kind.PAPER, by)).limit(2)).all()
    if len(found) > 1:
        raise Refused("There are several documents called {name}: say its number.", name=said)
    if not found:
        raise Missing("There is no such document.")
    return found[0]
