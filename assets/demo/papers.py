"""The papers of the demonstration: what a thing is accepted by, and what it is disposed of by."""

from dataclasses import replace

from sqlmodel import Session, select

from assets import files
from assets.demo import drawing
from assets.demo.tale import Tale
from assets.inventory import documents, life
from assets.inventory.documents import Kind
from assets.inventory.life import PAPERS
from assets.inventory.register import Asset, State
from assets.procurement.lots import Lot
from assets.words import Language

_TITLES = {
    Kind.ACCEPTANCE: {
        Language.RO: "Proces-verbal de recepție",
        Language.HU: "Átvételi jegyzőkönyv",
    },
    Kind.DISPOSAL: {Language.RO: "Proces-verbal de casare", Language.HU: "Selejtezési jegyzőkönyv"},
}
_SHOWN = {Language.RO: "Demonstrație", Language.HU: "Bemutató"}


def draw(tale: Tale) -> None:
    """Draw and keep one sheet of each kind in each language, before anything is told."""
    for kind, titles in _TITLES.items():
        for language, title in titles.items():
            sheet = drawing.paper(title, [_SHOWN[language]])
            tale.papers[kind, language] = files.receive(sheet, f"{title}.pdf", tale.settings)


def prove(tale: Tale, session: Session, asset: Asset, to: State, language: Language) -> None:
    """Add the paper that this step asks for: one for a whole lot, or one for a thing alone."""
    kind = PAPERS[to]
    if kind in life.looked_at(session, asset, to).papers:
        return
    lot = session.exec(select(Lot).where(Lot.number == asset.lot_number)).first()
    subject = lot if lot and kind is Kind.ACCEPTANCE else asset
    paper = replace(
        tale.papers[kind, language], name=f"{_TITLES[kind][language]} {subject.label}.pdf"
    )
    documents.attach(session, paper, kind, to=[subject], language=language)
    session.flush()
