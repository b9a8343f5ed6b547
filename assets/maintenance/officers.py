"""Officers: who answers at a site for what the law asks for by name."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Field, Relationship, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import UNLOADED, alongside, stored
from assets.errors import Missing, Refused
from assets.inventory.places import Place
from assets.maintenance.terms import Register
from assets.people import Person
from assets.rights import Guarded, Permission, Rights
from assets.trail import private
from assets.words import N_, Worded

# So long before an authorisation ends it is said that it will.
SOON = timedelta(days=60)


class Office(Worded):
    """What somebody answers for. It is no role of signing in."""

    RSVTI = "rsvti", N_("RSVTI operator")
    DEVICE_OFFICER = "device_officer", N_("Medical device officer (műszerfelelős)")
    LASER_SAFETY = "laser_safety", N_("Laser safety officer")
    POOL_OPERATOR = "pool_operator", N_("Pool operator")


# Who answers for the things of a register.
ANSWERS_FOR = {Register.ISCIR: Office.RSVTI, Register.ANNEX_13: Office.DEVICE_OFFICER}


@dataclass(frozen=True)
class Said:
    """What somebody says of an officer: a colleague, or the name of somebody from outside."""

    person: Person | None
    name: str
    authorisation: str
    valid_until: date | None
    since: date
    until: date | None = None


class Officer(Guarded, table=True):
    """One person in one office at one site, from a day until another."""

    office: Office = Field(sa_type=stored(Office))
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    name: str = Field(default="", max_length=120, sa_column_kwargs=private())  # of a stranger
    authorisation: str = Field(default="", max_length=120)
    valid_until: date | None = None
    since: date
    until: date | None = None

    person: Person | None = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.office

    @property
    def called(self) -> str:
        """The name of whoever holds the office."""
        return self.person.name if self.person else self.name

    def agree(self, said: Said) -> None:
        if bool(said.person) == bool(said.name.strip()):
            raise Refused("Name either a colleague or somebody from outside.", field="person")
        if said.until and said.until < said.since:
            raise Refused("It cannot end before it begins.", field="until")
        self.person, self.person_id = said.person, said.person.id if said.person else None
        self.name, self.authorisation = said.name.strip(), said.authorisation.strip()
        self.valid_until, self.since, self.until = said.valid_until, said.since, said.until

    def holds(self, on: date) -> bool:
        """Whether the office is held on that day."""
        return self.since <= on and (self.until is None or on <= self.until)

    def expired(self, on: date) -> bool:
        return self.valid_until is not None and self.valid_until < on

    def expires_soon(self, on: date) -> bool:
        return self.valid_until is not None and on <= self.valid_until <= on + SOON


def appoint(session: Session, site: Place, office: Office, said: Said) -> Officer:
    """Somebody takes an office at a site. There may be several in it."""
    officer = Officer(
        office=office, since=said.since, site_id=site.site_id, partner_id=site.partner_id
    )
    officer.agree(said)
    session.add(officer)
    session.flush()
    return officer


def listed(seen_by: Rights, *, past: bool, on: date) -> SelectOfScalar[Officer]:
    """Who holds an office, or will, at the sites that may be seen; or who held one."""
    seen = seen_by.where(Permission.PLANS_SEE, Officer)
    over = col(Officer.until).is_not(None) & (col(Officer.until) < on)
    rows = select(Officer).where(seen, over if past else ~over).options(*alongside(Officer.person))
    return rows.order_by(col(Officer.site_id), col(Officer.office), col(Officer.since))


def officer(session: Session, key: UUID, seen_by: Rights) -> Officer:
    seen = seen_by.where(Permission.PLANS_SEE, Officer)
    asked = select(Officer).where(Officer.id == key, seen).options(*alongside(Officer.person))
    found = session.exec(asked).first()
    if found is None:
        raise Missing("There is no such responsible person.")
    return found


def in_office(
    session: Session, office: Office, sites: Collection[UUID], on: date
) -> dict[UUID | None, list[Officer]]:
    """Who holds this office on that day, at each of these sites."""
    held = select(Officer).where(Officer.office == office, col(Officer.site_id).in_(sites))
    found: dict[UUID | None, list[Officer]] = defaultdict(list)
    rows = session.exec(held.options(*alongside(Officer.person)).order_by(col(Officer.since)))
    for each in rows:
        if each.holds(on):
            found[each.site_id].append(each)
    return found
