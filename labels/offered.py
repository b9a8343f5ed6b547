"""The papers and designs that somebody can choose: those that are shipped, and her sites' own.

An own one goes by its id. What a site gave up is offered no more, and its old prints find it by
`stock` and `design`; these are asked with EVERYTHING where the print itself may be seen.
"""

from dataclasses import replace
from typing import Any

from sqlmodel import Session

from assets import words
from assets.errors import Missing
from assets.labelling import keeping
from assets.labelling.drafts import LabelDesign
from assets.labelling.papers import MEASURES, LabelStock
from assets.rights import Rights
from assets.words import Language
from labels.designs import DESIGNS, Design, read
from labels.stocks import STOCKS, Stock


def stocks(session: Session, seen_by: Rights) -> dict[str, Stock]:
    """Every paper to print on, by its key."""
    own = session.exec(keeping.listed(LabelStock, seen_by))
    return STOCKS | {each.key: measured(each) for each in own}


def stock(session: Session, key: str, seen_by: Rights) -> Stock:
    """The paper of this key."""
    if key in STOCKS:
        return STOCKS[key]
    if (own := keeping.one(session, LabelStock, key, seen_by)) is None:
        raise Missing("There is no paper called {name}.", name=key, field="stock")
    return measured(own)


def designs(session: Session, seen_by: Rights) -> dict[str, Design]:
    """Every design to print, by its key."""
    own = session.exec(keeping.listed(LabelDesign, seen_by))
    return DESIGNS | {each.key: drawn(each) for each in own}


def design(session: Session, key: str, seen_by: Rights) -> Design:
    """The design of this key."""
    if key in DESIGNS:
        return DESIGNS[key]
    if (own := keeping.one(session, LabelDesign, key, seen_by)) is None:
        raise Missing("There is no design called {name}.", name=key, field="design")
    return drawn(own)


def measured(own: Any) -> Stock:
    """A site's own paper, or a row of it, as whatever draws takes it."""
    said = {each: getattr(own, each) for each in (*MEASURES, "film")}
    return Stock(key=str(own.id), name=own.name, **said)


def drawn(own: Any) -> Design:
    """A site's own design, or a row of it, as whatever draws takes it."""
    return replace(read(own.said), key=str(own.id), words=own.name)


def called(design: Design, language: Language) -> str:
    """What a design is called: one that is shipped in words of ours, and an own one as it is."""
    return words.say(language, design.words) if design.key in DESIGNS else design.words
