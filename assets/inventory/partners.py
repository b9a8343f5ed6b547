"""Partners: the bodies that own sites and things, and that take part in projects."""

import re
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets import words
from assets.database import Record
from assets.errors import Missing, Refused
from assets.listing import Cut, Order, PageOf, page
from assets.words import Language


class Partner(Record, table=True):
    """A hospital, university, county or company that owns and answers for things."""

    code: str = Field(unique=True, max_length=20)
    name: str = Field(max_length=200)
    country: str = Field(max_length=2)
    # The company prefix that GS1 gave it. Without one, none of its labels carries a GS1 code.
    gs1_prefix: str = Field(default="", max_length=12)

    @property
    def label(self) -> str:
        return self.code

    def revise(self, *, name: str, country: str, gs1_prefix: str = "") -> None:
        """What it is called, in which country it is, and the prefix that GS1 gave it, if any."""
        if not name.strip():
            raise Refused("Give it a name.", field="name")
        told = country_of(country), prefix_of(gs1_prefix)
        self.name, (self.country, self.gs1_prefix) = name.strip(), told


def country_of(text: str) -> str:
    """The two letters of a country, as they are kept. Raises Refused where there is none."""
    letters = text.strip().upper()
    if not words.country(letters, Language.EN):
        raise Refused(
            "There is no country {country}. Write two letters, such as RO or HU.",
            country=text.strip(),
            field="country",
        )
    return letters


def prefix_of(text: str) -> str:
    """The figures of a company prefix; people write them in groups. Raises Refused for others."""
    figures = re.sub(r"[\s-]", "", text)
    if figures and not re.fullmatch(r"[0-9]{4,12}", figures):
        raise Refused("A company prefix of GS1 has 4 to 12 figures.", field="gs1_prefix")
    return figures


def add(session: Session, *, code: str, name: str, country: str, gs1_prefix: str = "") -> Partner:
    """A new partner. Its code stays for good."""
    code = code.strip().upper()
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9-]{0,19}", code):
        raise Refused("A code has up to twenty letters and figures, such as TM.", field="code")
    if session.exec(select(Partner.id).where(Partner.code == code)).first():
        raise Refused("There is a partner {code} already.", code=code, field="code")
    partner = Partner(code=code, name="", country="")
    partner.revise(name=name, country=country, gs1_prefix=gs1_prefix)
    session.add(partner)
    session.flush()
    return partner


def listed() -> SelectOfScalar[Partner]:
    return select(Partner).order_by(Partner.code)


def found(session: Session, cut: Cut) -> PageOf:
    """One page of the partners, by their codes."""
    columns: Any = Partner.__table__.c  # type: ignore[attr-defined]
    found = page(session, select(columns.code, columns.id), Order(columns.code, columns.id), cut)
    shown = listed().where(col(Partner.id).in_([row.id for row in found.rows]))
    return replace(found, rows=session.exec(shown).all())


def coded(session: Session, code: str) -> Partner:
    found = session.exec(select(Partner).where(col(Partner.code) == code.strip().upper())).first()
    if found is None:
        raise Missing("There is no partner {code}.", code=code, field="partner")
    return found


def partner(session: Session, key: UUID) -> Partner:
    found = session.get(Partner, key)
    if found is None:
        raise Missing("There is no such partner.")
    return found
