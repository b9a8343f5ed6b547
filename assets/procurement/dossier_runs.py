"""How far a dossier has come that somebody asked for."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Field, Relationship, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets import files
from assets.database import UNLOADED, Row, alongside, stored
from assets.errors import Missing, Refused
from assets.inventory.partners import Partner
from assets.people import Person
from assets.procurement.dossiers import Dossier
from assets.procurement.projects import Project
from assets.rights import Permission, Rights
from assets.words import N_, Language, Worded

SHOWN = 20


class Stage(Worded):
    """Where it stands."""

    WAITING = "waiting", N_("Waiting for its turn")
    RUNNING = "running", N_("Being put together")
    DONE = "done", N_("Put together")
    FAILED = "failed", N_("It failed")
    CANCELLED = "cancelled", N_("Called off")


UNDER_WAY = (Stage.WAITING, Stage.RUNNING)


class Trouble(Worded):
    """Why it was not put together."""

    FULL = "full", files.FULL_DISK
    BARRED = "barred", N_("Whoever asked for it may not see these things any more.")
    BROKEN = (
        "broken",
        N_("Something went wrong in the program. Tell whoever keeps it: the log says what."),
    )


class DossierRun(Row, table=True):
    """A dossier that was asked for, until it lies there. It shows what its asker may see."""

    project_id: UUID = Field(foreign_key="project.id", index=True)
    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    asked_by_id: UUID = Field(foreign_key="person.id", index=True)
    language: Language = Field(sa_type=stored(Language))
    stage: Stage = Field(default=Stage.WAITING, sa_type=stored(Stage), index=True)
    count: int = 0
    done: int = 0
    asked_at: datetime
    moved_at: datetime
    trouble: Trouble | None = Field(default=None, sa_type=stored(Trouble))
    dossier_id: UUID | None = Field(default=None, foreign_key="dossier.id", index=True)

    project: Project = Relationship(sa_relationship_kwargs=UNLOADED)
    partner: Partner = Relationship(sa_relationship_kwargs=UNLOADED)
    asked_by: Person = Relationship(sa_relationship_kwargs=UNLOADED)
    dossier: Dossier | None = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def under_way(self) -> bool:
        return self.stage in UNDER_WAY


def ask(
    session: Session,
    project: Project,
    partner: Partner,
    asker: UUID,
    language: Language,
    *,
    at: datetime,
) -> DossierRun:
    """Have it put together as soon as it is its turn; what she has asked already is that."""
    hers = DossierRun.asked_by_id == asker, DossierRun.language == language
    same = DossierRun.project_id == project.id, DossierRun.partner_id == partner.id
    asked = _whole().where(*hers, *same, col(DossierRun.stage).in_(UNDER_WAY))
    if found := session.exec(asked).first():
        return found
    run = DossierRun(
        project_id=project.id,
        partner_id=partner.id,
        asked_by_id=asker,
        language=language,
        asked_at=at,
        moved_at=at,
    )
    session.add(run)
    session.flush()
    return session.exec(_whole().where(DossierRun.id == run.id)).one()


def run(session: Session, key: UUID, seen_by: Rights) -> DossierRun:
    found = session.exec(_seen(seen_by).where(DossierRun.id == key)).one_or_none()
    if found is None:
        raise Missing("There is no such dossier.")
    return found


def unfinished(session: Session, seen_by: Rights) -> Sequence[DossierRun]:
    """What is under way, has failed or was called off, the latest first."""
    open_ones = _seen(seen_by).where(DossierRun.stage != Stage.DONE)
    latest = open_ones.order_by(col(DossierRun.asked_at).desc(), col(DossierRun.id))
    return session.exec(latest.limit(SHOWN)).all()


def waiting(session: Session) -> UUID | None:
    """The one whose turn it is. One that runs was broken off: only one is put together at once."""
    under_way = select(DossierRun.id).where(col(DossierRun.stage).in_(UNDER_WAY))
    return session.exec(under_way.order_by(col(DossierRun.asked_at), col(DossierRun.id))).first()


def begin(session: Session, key: UUID, at: datetime) -> DossierRun | None:
    """Take it up, from its beginning. None when it has been called off meanwhile."""
    found = session.exec(_whole().where(DossierRun.id == key)).one()
    if not found.under_way:
        return None
    found.stage, found.done, found.moved_at = Stage.RUNNING, 0, at
    return found


def progress(session: Session, run: DossierRun, done: int, count: int, at: datetime) -> bool:
    """So many of its things are in it. False when it was called off."""
    return _change(session, run, done=done, count=count, moved_at=at)


def keep(session: Session, run: DossierRun, made: Dossier, at: datetime) -> bool:
    """It lies there. False when it was called off."""
    values = {"done": made.things, "count": made.things, "dossier_id": made.id, "moved_at": at}
    return _change(session, run, stage=Stage.DONE, **values)


def fail(session: Session, run: DossierRun, trouble: Trouble, at: datetime) -> bool:
    return _change(session, run, stage=Stage.FAILED, trouble=trouble, moved_at=at)


def cancel(run: DossierRun, at: datetime) -> None:
    if not run.under_way:
        raise Refused("It has ended already.")
    run.stage, run.moved_at = Stage.CANCELLED, at


def resume(run: DossierRun, at: datetime) -> None:
    """Try it again, from its beginning."""
    if run.stage not in {Stage.FAILED, Stage.CANCELLED}:
        raise Refused("Only what has failed or was called off can go on.")
    run.stage, run.trouble, run.done, run.moved_at = Stage.WAITING, None, 0, at


def forget(session: Session, older: timedelta, at: datetime) -> int:
    """Leave out what ended so long ago; what was made is told by its dossier. How many."""
    ended = ~col(DossierRun.stage).in_(UNDER_WAY), col(DossierRun.moved_at) < at - older
    return session.connection().execute(delete(DossierRun).where(*ended)).rowcount


def _change(session: Session, run: DossierRun, **values: Any) -> bool:
    """Unless it was called off meanwhile."""
    still = update(DossierRun).where(col(DossierRun.id) == run.id)
    still = still.where(col(DossierRun.stage) == Stage.RUNNING)
    return bool(session.connection().execute(still.values(**values)).rowcount)


def _seen(by: Rights) -> SelectOfScalar[DossierRun]:
    """Those of partners whose purchases she sees."""
    if Permission.PROCUREMENT_SEE in by.everywhere:
        return _whole()
    return _whole().where(col(DossierRun.partner_id).in_(by.partners(Permission.PROCUREMENT_SEE)))


def _whole() -> SelectOfScalar[DossierRun]:
    loaded = alongside(
        DossierRun.project, DossierRun.partner, DossierRun.asked_by, DossierRun.dossier
    )
    return select(DossierRun).options(*loaded)
