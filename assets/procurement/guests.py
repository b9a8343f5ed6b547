"""Guest links: a controller reads one partner's things without an account, until a day."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Field, Relationship, Session, col, func, select

from assets.database import UNLOADED, Row, alongside
from assets.errors import Missing, Refused
from assets.inventory.documents import Document
from assets.inventory.partners import Partner
from assets.inventory.register import Asset
from assets.listing import Cut, Order, PageOf, page
from assets.procurement import dossiers, origins
from assets.procurement.projects import Project
from assets.rights import EVERYTHING, Guarded, Permission, Rights
from assets.signins import digest
from assets.trail import private

LONGEST = timedelta(days=366)
SHOWN = 50


class GuestLink(Guarded, table=True):
    """A secret address that shows a partner's dossier, and nothing else, until its last day."""

    project_id: UUID = Field(foreign_key="project.id", index=True)
    name: str = Field(max_length=120)  # for whom: the body, not a person
    digest: str = Field(unique=True, max_length=64, sa_column_kwargs=private())
    ends_on: date
    ended_on: date | None = None

    project: Project = Relationship(sa_relationship_kwargs=UNLOADED)
    partner: Partner | None = Relationship(sa_relationship_kwargs=UNLOADED)

    def open(self, on: date) -> bool:
        return self.ended_on is None and on <= self.ends_on

    def end(self, on: date) -> None:
        """From now on it leads nowhere."""
        if self.ended_on:
            raise Refused("It has ended already.")
        self.ended_on = on

    @property
    def label(self) -> str:
        return self.name


class GuestView(Row, table=True):
    """That a page was looked at by a guest link."""

    link_id: UUID = Field(foreign_key="guest_link.id", index=True)
    at: datetime
    path: str = Field(max_length=200)


def invite(  # noqa: PLR0913
    session: Session,
    project: Project,
    partner: Partner,
    name: str,
    key: str,
    *,
    ends_on: date,
    today: date,
) -> GuestLink:
    """A new link. `key` is the secret of the house: see `secret_of`."""
    if not name.strip():
        raise Refused("Say for whom it is.", field="name")
    if ends_on < today:
        raise Refused("This day is over already.", field="ends_on")
    if ends_on > today + LONGEST:
        raise Refused("A link lasts a year at most.", field="ends_on")
    own_id = uuid4()
    link = GuestLink(
        id=own_id,
        project_id=project.id,
        partner_id=partner.id,
        name=name.strip(),
        digest=digest(secret_of(own_id, key)),
        ends_on=ends_on,
    )
    link.project, link.partner = project, partner
    session.add(link)
    session.flush()
    return link


def secret_of(link_id: UUID, key: str) -> str:
    """What stands in its address. It is kept nowhere: only the house's own secret leads to it."""
    sealed = hmac.new(key.encode(), b"guest " + link_id.bytes, hashlib.sha256).digest()
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def behind(session: Session, secret: str, on: date) -> GuestLink:
    """The link of this secret, while it leads somewhere."""
    of_secret = _whole().where(GuestLink.digest == digest(secret))
    found: GuestLink | None = session.exec(of_secret).one_or_none()
    if found is None or not found.open(on):
        raise Missing("This link leads nowhere any more. Ask whoever sent it to you.")
    return found


def _whole() -> Any:
    return select(GuestLink).options(*alongside(GuestLink.project, GuestLink.partner))


def link(session: Session, key: UUID, seen_by: Rights) -> GuestLink:
    own = seen_by.where(Permission.PROCUREMENT_SEE, GuestLink)
    found: GuestLink | None = session.exec(_whole().where(GuestLink.id == key, own)).one_or_none()
    if found is None:
        raise Missing("There is no such link.")
    return found


def latest(session: Session, seen_by: Rights) -> list[tuple[GuestLink, int]]:
    """Those made last, the latest first, each with how often its pages were looked at."""
    own = seen_by.where(Permission.PROCUREMENT_SEE, GuestLink)
    newest = col(GuestLink.created_at).desc(), col(GuestLink.id)
    links = session.exec(_whole().where(own).order_by(*newest).limit(SHOWN)).all()
    columns: Any = (GuestView.link_id, func.count())
    asked = col(GuestView.link_id).in_([each.id for each in links])
    counts = dict(iter(session.exec(select(*columns).where(asked).group_by(GuestView.link_id))))
    return [(each, counts.get(each.id, 0)) for each in links]


def views(session: Session, link: GuestLink) -> Sequence[GuestView]:
    """What was looked at, the latest first."""
    own = select(GuestView).where(GuestView.link_id == link.id)
    return session.exec(
        own.order_by(col(GuestView.at).desc(), col(GuestView.id)).limit(SHOWN)
    ).all()


def looked(session: Session, link: GuestLink, path: str, at: datetime) -> None:
    """Note that a page was looked at. The secret is no part of the path."""
    session.add(GuestView(link_id=link.id, at=at, path=path[:200]))


def things(session: Session, link: GuestLink, cut: Cut) -> PageOf:
    """One page of what the link shows: the funded things of its partner, by their tags."""
    columns: Any = Asset.__table__.c  # type: ignore[attr-defined]
    rows = select(columns.tag, columns.id).where(columns.id.in_(_own(link)))
    found = page(session, rows, Order(columns.tag, columns.id), cut)
    loaded = select(Asset).options(*alongside(Asset.place, Asset.model)).order_by(Asset.tag)
    keys = [row.id for row in found.rows]
    return replace(found, rows=session.exec(loaded.where(col(Asset.id).in_(keys))).all())


def _own(link: GuestLink) -> Any:
    return origins.things(link.project, link.partner, EVERYTHING)


def thing(session: Session, link: GuestLink, tag: str) -> origins.Origin:
    """One of its things with its chain; nothing else is there for a guest."""
    wanted = select(Asset.id).where(Asset.tag == tag.strip().upper())
    key = session.exec(wanted.where(col(Asset.id).in_(_own(link)))).one_or_none()
    if key is None:
        raise Missing("There is no asset {tag}.", tag=tag)
    return origins.of(session, [key], link.project)[0]


def papers(session: Session, chain: origins.Origin) -> list[Document]:
    """The papers of a thing and of its chain."""
    linked = (chain.asset, chain.invoice, chain.delivery, chain.contract, chain.lot)
    found = dossiers.papers(session, {each.id for each in linked if each}, EVERYTHING)
    several = {paper.id: paper for each in linked if each for paper in found[each.id]}
    return list(several.values())


def paper(session: Session, link: GuestLink, tag: str, key: UUID) -> Document:
    """One of these papers."""
    for each in papers(session, thing(session, link, tag)):
        if each.id == key:
            return each
    raise Missing("There is no such document.")
