"""The checklists that are shipped: one file each, read, checked and taken over."""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlmodel import Session, col, select

from assets.database import moment_of
from assets.errors import Refused
from assets.maintenance import checklists, drafts, steps
from assets.maintenance.checklists import Checklist
from assets.maintenance.steps import KEY, Step
from assets.maintenance.terms import Kind
from assets.words import N_, Language, Words, translations

FOLDER = Path(__file__).parent.parent / "reference" / "checklists"

# What the sources of shipped limits say besides the names of norms; the longer ones come first.
PHRASES = (
    N_("Customary value, to be verified against the maker's manual"),
    N_("IEC 62353 as public sources give it"),
    N_("The limit profile of the pool goes first"),
    N_("Plan against Legionella of the site"),
    N_("1.0 to 1.25 times the safe working load"),
    N_("Verify against your manual"),
    N_("and common practice"),
    N_("art. 98 and following"),
    N_("both to be verified"),
    N_("(to be verified)"),
    N_("to be verified"),
    N_("alarm limits"),
    N_("as amended by"),
    N_("Maker's manual"),
    N_("maker's manual"),
    N_("temperatures"),
    N_("Within 2 s"),
    N_("load test"),
)


class _Name(BaseModel):
    """A name in all three languages."""

    model_config = ConfigDict(extra="forbid")

    en: str = Field(min_length=1, max_length=200)
    ro: str = Field(min_length=1, max_length=200)
    hu: str = Field(min_length=1, max_length=200)


class Authored(BaseModel):
    """A checklist as its file has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=KEY)
    kind: Kind | None = None
    types: list[str] = []
    source: str = Field(min_length=1, max_length=500)
    name: _Name
    steps: list[dict[str, Any]]

    @property
    def names(self) -> Words:
        return Words(self.name.en, self.name.ro, self.name.hu)

    @property
    def asked(self) -> list[Step]:
        return steps.read(self.steps)


class Mistaken(ValueError):  # noqa: N818
    """A shipped checklist is not as it must be: a sentence for whoever wrote it."""


def read(path: Path) -> Authored:
    """The checklist in this file."""
    try:
        with path.open("rb") as file:
            found = Authored.model_validate(tomllib.load(file, parse_float=Decimal))
        asked = found.asked
    except ValidationError as no:
        first = no.errors()[0]
        raise Mistaken(f"{path.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from no
    except tomllib.TOMLDecodeError as no:
        raise Mistaken(f"{path.name}: {no}") from no
    except Refused as no:
        raise Mistaken(f"{path.name}: {no.field}: {no}") from no
    if found.key != path.stem:
        raise Mistaken(f"{path.name}: its key is {found.key}.")
    if mute := [f"{each.key} ({', '.join(each.untold)})" for each in asked if each.untold]:
        raise Mistaken(f"{path.name}: not in all three languages: {'; '.join(mute)}.")
    return found


def shipped(folder: Path = FOLDER) -> Iterator[Authored]:
    """All that are shipped."""
    for path in sorted(folder.glob("*.toml")):
        yield read(path)


def load(session: Session, folder: Path = FOLDER) -> int:
    """Take over the shipped checklists, new or changed: how many versions that made.

    What a house has followed with a version of its own stays as it is.
    """
    known = {
        each.key: each for each in session.exec(select(Checklist).order_by(col(Checklist.key)))
    }
    return sum(_take_over(session, each, known.get(each.key)) for each in shipped(folder))


def _take_over(session: Session, told: Authored, known: Checklist | None) -> bool:
    if known is not None and not known.shipped:
        return False
    if known is None:
        known = Checklist(key=told.key, name_en="", name_ro="", name_hu="", shipped=True)
        session.add(known)
    known.describe(told.names, told.kind, told.types)
    session.flush()
    before, asked = checklists.last(session, known), told.asked
    if before and (before.asked, before.source) == (asked, told.source):
        return False
    drafts.follow(session, known, before, asked, moment_of(session).date(), told.source)
    return True


def sourced(source: str, language: Language) -> str:
    """The source of a limit, what is ours of it in the reader's language."""
    told = source.replace("[verify]", "(to be verified)")
    for phrase in PHRASES:
        told = told.replace(phrase, translations(language).gettext(phrase))
    return told
