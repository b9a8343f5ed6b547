"""People and the roles they hold."""

import re
from collections import defaultdict
from functools import cache
from uuid import UUID

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import UniqueConstraint, bindparam
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import BYTEWISE, Record, stored
from assets.errors import Missing, Refused
from assets.rights import GRANTED, Guarded, Permission, Rights, Role
from assets.trail import derived, private
from assets.words import Language, fold, sort_key

SHORTEST_PASSWORD = 10
# One at sign, and nothing that would end a line of a mail's head.
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_PIN = re.compile(r"[0-9]{4,8}")

# Slow on purpose, 0.3 s: never inside a write transaction. Tests put a quick one here.
hasher = PasswordHash((Argon2Hasher(),))


class Person(Record, table=True):
    """Someone who signs in. The name is what colleagues read on orders and in the history."""

    name: str = Field(max_length=120, sa_column_kwargs=private())
    name_key: str = Field(default="", sa_type=BYTEWISE, sa_column_kwargs=derived())
    email: str = Field(unique=True, max_length=200, sa_column_kwargs=private())
    folded: str = Field(default="", sa_column_kwargs=derived())
    password_hash: str = Field(default="", sa_column_kwargs=private())
    language: Language = Field(default=Language.EN, sa_type=stored(Language))
    home_site_id: UUID | None = Field(default=None, foreign_key="place.id")
    pin_hash: str = Field(default="", sa_column_kwargs=private())  # to sign an order with
    digest_hour: int = 7  # at home, on her site's clock
    disabled: bool = False

    def call(self, name: str) -> None:
        if not name.strip():
            raise Refused("Say what the person is called.", field="name")
        self.name, self.name_key = name.strip(), sort_key(name.strip())
        self.folded = fold(f"{self.name} {self.email}")

    def disable(self) -> None:
        """From now on this person cannot sign in; what she did stays."""
        self.disabled = True


class RoleHeld(Guarded, table=True):
    """One role of one person: at a site, at a partner, or everywhere when neither is named."""

    __table_args__ = (UniqueConstraint("person_id", "role", "site_id", "partner_id"),)

    person_id: UUID = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=stored(Role))
    # Taken away again. The row stays, for the history of the person.
    ended: bool = False

    @property
    def label(self) -> str:
        return self.role

    @classmethod
    def at_home(cls, person: Person) -> "RoleHeld":
        """What is asked about a person who holds no role: as if she looked on at home."""
        return cls(person_id=person.id, role=Role.VIEWER, site_id=person.home_site_id)


def add(
    session: Session,
    *,
    name: str,
    email: str,
    password_hash: str = "",
    language: Language = Language.EN,
    home_site_id: UUID | None = None,
) -> Person:
    """A new person. Hash the password with `hashed` before the transaction begins."""
    address = free_address(session, email)
    person = Person(
        name="",
        email=address,
        password_hash=password_hash,
        language=language,
        home_site_id=home_site_id,
    )
    person.call(name)
    session.add(person)
    return person


def free_address(session: Session, email: str, but: Person | None = None) -> str:
    """The address as it is kept. Raises Refused when it is none, or is somebody else's."""
    address = email.strip().lower()
    if not _ADDRESS.fullmatch(address):
        raise Refused("{email} is not an e-mail address.", email=email, field="email")
    owner = session.exec(select(Person.id).where(Person.email == address)).first()
    if owner and (but is None or owner != but.id):
        raise Refused("{email} is already known here.", email=address, field="email")
    return address


def hashed(password: str) -> str:
    """The hash to keep. Takes about 0.3 s on purpose."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(
            "Take a password of at least {count} characters.",
            count=SHORTEST_PASSWORD,
            field="password",
        )
    return hasher.hash(password)


def hashed_pin(pin: str) -> str:
    """The hash of a PIN, as slow as that of a password."""
    if not _PIN.fullmatch(pin):
        raise Refused("Take four to eight digits.", field="pin")
    return hasher.hash(pin)


def give(
    session: Session,
    person: Person,
    role: Role,
    *,
    site_id: UUID | None = None,
    partner_id: UUID | None = None,
) -> RoleHeld:
    """Give a role; giving it twice does no harm. Her first site is her home until she says else."""
    person.home_site_id = person.home_site_id or site_id
    for held in session.exec(roles_of(person.id, ended=True)):
        if (held.role, held.site_id, held.partner_id) == (role, site_id, partner_id):
            held.ended = False
            return held
    held = RoleHeld(person_id=person.id, role=role, site_id=site_id, partner_id=partner_id)
    session.add(held)
    return held


def rights_of(session: Session, person: Person) -> Rights:
    """What this person's roles add up to."""
    if person.disabled:
        return Rights()
    everywhere: set[Permission] = set()
    sites: dict[UUID, set[Permission]] = defaultdict(set)
    partners: dict[UUID, set[Permission]] = defaultdict(set)
    for held in session.exec(_held(), params={"person_id": person.id}):
        granted = GRANTED[held.role]
        if held.site_id:
            sites[held.site_id] |= granted
        elif held.partner_id:
            partners[held.partner_id] |= granted
        else:
            everywhere |= granted
    return Rights(
        frozenset(everywhere),
        {site: frozenset(granted) for site, granted in sites.items()},
        {partner: frozenset(granted) for partner, granted in partners.items()},
    )


@cache
def _held() -> SelectOfScalar[RoleHeld]:
    """The roles of whoever asks: every page asks this, so it is built once."""
    hers = select(RoleHeld).where(RoleHeld.person_id == bindparam("person_id"))
    return hers.where(~col(RoleHeld.ended))


def roles_of(person_id: UUID, *, ended: bool = False) -> SelectOfScalar[RoleHeld]:
    """The roles that a person holds; with `ended`, those too that were taken away."""
    held = select(RoleHeld).where(RoleHeld.person_id == person_id).order_by(RoleHeld.role)
    return held if ended else held.where(~col(RoleHeld.ended))


def listed() -> SelectOfScalar[Person]:
    return select(Person).order_by(col(Person.name_key), col(Person.id))


def known_as(session: Session, email: str) -> Person:
    person = session.exec(select(Person).where(Person.email == email.strip().lower())).first()
    if person is None:
        raise Missing("Nobody here is known as {email}.", email=email)
    return person


def person(session: Session, key: UUID) -> Person:
    found = session.get(Person, key)
    if found is None:
        raise Missing("There is no such person.")
    return found
