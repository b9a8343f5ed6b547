"""Proof that the register is whole: its database, its trail, its files, and all that follows."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, select

from assets import derivations, replays, seals
from assets.database import Actor, streamed, transaction
from assets.files import beneath
from assets.inventory.documents import Document
from assets.labelling.runs import PrintRun
from assets.procurement.marks import GrantMark
from assets.settings import Settings
from assets.trail import Batch, Entry

MOST = 20  # problems of one kind that are told one by one
DIGEST = 64  # letters of a file's name

_BATCH: Any = Batch.__table__  # type: ignore[attr-defined]
_ENTRY: Any = Entry.__table__  # type: ignore[attr-defined]


class Head(NamedTuple):
    """What a backup says was the last batch when it was made."""

    backup: str
    number: int = 0
    hash: str = ""
    wrong: str = ""


@dataclass
class Proof:
    """What was looked at, how many of it, and what is wrong with them."""

    claim: str
    count: int = 0
    wrong: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, problem: str | None) -> None:
        self.count += 1
        if problem:
            self.wrong += 1
            self.problems += [problem] if self.wrong <= MOST else []


def check(engine: Engine, settings: Settings, backups: Iterable[Head] = ()) -> Iterator[str]:
    """A sentence for everything that is wrong. None: the register is whole."""
    for proof in proofs(engine, settings, backups):
        yield from proof.problems


def proofs(engine: Engine, settings: Settings, backups: Iterable[Head] = ()) -> Iterator[Proof]:
    """Everything that can be proved, looked at in one moment of the register."""
    with transaction(engine, by=Actor("cli"), read_only=True) as session:
        if engine.dialect.name == "sqlite":
            yield _proved("The pages and the references of the database", _database(session))
        yield _proved("The batches of the trail", broken(session))
        yield _proved("The heads that backups keep", _unknown(session, backups))
        yield _proved("The records, against the trail", replays.told_otherwise(session))
        for claim, wrong in derivations.WRONG.items():
            yield _proved(claim, wrong(session))
        yield _proved("The files of the documents", _lost_files(session, settings.files))
    yield _proved("The files", _misnamed(settings.files))


def _proved(claim: str, found: Iterator[str | None]) -> Proof:
    """Count and keep what is found. What was tampered with may not be readable."""
    proof = Proof(claim)
    try:
        for problem in found:
            proof.add(problem)
    except (DatabaseError, ValueError, TypeError, AttributeError) as unreadable:
        reason = str(unreadable).splitlines()[0]
        proof.add(f"{claim} cannot be read to the end: {reason}")
    return proof


def broken(session: Session) -> Iterator[str | None]:
    """For each batch of the trail: a sentence, if its number, entries or hash do not fit."""
    previous, number = "", 0
    entries = groupby(_entries(session), key=attrgetter("batch_id"))
    current = next(entries, None)
    for batch in streamed(session, _BATCH.select().order_by(_BATCH.c.number)):
        number, count, digest = number + 1, 0, hashlib.sha256()
        if current and current[0] == batch.id:
            for count, entry in enumerate(current[1], 1):  # noqa: B007 - the last one is the count
                digest.update(seals.canonical(entry._mapping))  # noqa: SLF001
            current = next(entries, None)
        chained = (batch.number, batch.previous, batch.entries) == (number, previous, count)
        whole = chained and batch.hash == seals.seal(batch._mapping, digest.hexdigest())  # noqa: SLF001
        yield None if whole else f"Batch {batch.number} of the trail does not fit its hash."
        previous, number = batch.hash, batch.number
    for lost in session.exec(_lost()):
        yield f"Entries of an unknown batch, {lost}, stand on the trail."


def _entries(session: Session) -> Iterator[Any]:
    entries = _ENTRY.select().join(_BATCH, _BATCH.c.id == _ENTRY.c.batch_id)
    return streamed(session, entries.order_by(_BATCH.c.number, _ENTRY.c.position))


def _lost() -> Any:
    known = select(Batch.id).where(Batch.id == Entry.batch_id)
    return select(Entry.batch_id).where(~known.exists()).distinct()


def _database(session: Session) -> Iterator[str | None]:
    """What SQLite itself finds wrong."""
    connection = session.connection()
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        yield None if said == "ok" else f"The database is damaged: {said}."
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"Row {row} of {table} refers to a {parent} that is not there."


def _unknown(session: Session, backups: Iterable[Head]) -> Iterator[str | None]:
    """A backup remembers a batch: whoever cuts the trail short or writes it anew is seen here."""
    for head in backups:
        found = session.exec(select(Batch.hash).where(Batch.number == head.number)).first()
        known = (found or "") == head.hash
        gone = f"{head.backup} ends with batch {head.number}, which is not on this trail."
        yield head.wrong or (None if known else gone)


def _lost_files(session: Session, files: Path) -> Iterator[str | None]:
    """Each document, logo and drawn print has its file; that it is the same is proved beside."""
    for key, name, digest, size in streamed(
        session, select(Document.id, Document.name, Document.digest, Document.size)
    ):
        file = beneath(files, digest)
        whole = file.is_file() and file.stat().st_size == size
        yield None if whole else f"The file of the document {name} ({key}) is not there whole."
    for digest in session.exec(select(GrantMark.digest)).all():
        there = beneath(files, digest).is_file()
        yield None if there else f"The file of the logo {digest} is not there."
    for key, digest in session.exec(
        select(PrintRun.id, PrintRun.digest).where(PrintRun.digest != "")
    ):
        there = beneath(files, digest).is_file()
        yield None if there else f"The PDF of the print {key} is not there."


def _misnamed(files: Path) -> Iterator[str | None]:
    for file in sorted(files.rglob("*")):
        if file.is_file() and len(file.name) == DIGEST:
            with file.open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
            yield None if digest == file.name else f"The file {file.name} has been changed."
