"""Undoing a batch of changes to things: a new batch that names the one it undoes.

Every row that it changed gets its old values back, what it made goes again (a tag stays spent),
and what it took away comes back: so the undoing of an undoing does it again. If anything that it
touched has been touched since, the whole is refused.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from assets import derivations, touches, trail
from assets.database import in_haste, moment_of
from assets.errors import Missing, Refused
from assets.exchange import holds
from assets.inventory import finding
from assets.inventory.register import LIFE, STEPPED
from assets.maintenance import plans
from assets.rights import Guarded, Permission, Rights
from assets.touches import KNOWN_BY, LEARNT, MADE, TABLES, Touch, Values
from assets.trail import Batch, Change, Entry

_P = Permission
_NEEDS = dict.fromkeys(("place_id", "site_id", "waits_for_id"), _P.ASSETS_MOVE)
_NEEDS |= {"condition": _P.ASSETS_CONDITION}


@dataclass
class Undoing:
    """What is written when a batch is undone, table by table."""

    batch: Batch
    head: int
    changed: dict[str, list[Change]] = field(default_factory=lambda: defaultdict(list))
    removed: dict[str, list[Values]] = field(default_factory=lambda: defaultdict(list))
    added: dict[str, list[Values]] = field(default_factory=lambda: defaultdict(list))

    @property
    def things(self) -> list[UUID]:
        """The things whose plans or values return, and those that come back."""
        changed = [each.row for each in self.changed["asset"]]
        return [row["id"] for row in (*changed, *self.added["asset"])]

    @property
    def going(self) -> dict[str, set[UUID]]:
        return {kind: {row["id"] for row in rows} for kind, rows in self.removed.items()}


def numbered(session: Session, number: int, seen_by: Rights, person_id: UUID) -> Batch:
    """The batch of this number: her own, or one that she may see to its end."""
    batch = session.exec(select(Batch).where(Batch.number == number)).one_or_none()
    if batch is None:
        raise Missing("There is no such page.")
    hidden = select(Entry.id).where(
        Entry.batch_id == batch.id, ~seen_by.where(Permission.TRAIL_SEE, Entry)
    )
    if batch.person_id != person_id and session.exec(hidden.limit(1)).first():
        raise Missing("There is no such page.")
    return batch


def undone_by(session: Session, batch: Batch) -> int | None:
    """The number of the batch that undid this one: it touched the same rows."""
    first = select(Entry.key).where(Entry.batch_id == batch.id, Entry.position == 1)
    asked = select(Batch.number).join(Entry, col(Entry.batch_id) == col(Batch.id))
    own = asked.where(Entry.key == first.scalar_subquery(), Batch.undoes_id == batch.id)
    return session.exec(own).first()


def undone(session: Session, batch: Batch) -> int | None:
    """The number of the batch that this one undid."""
    return session.exec(select(Batch.number).where(Batch.id == batch.undoes_id)).first()


def things_in(session: Session, batch: Batch) -> int:
    """How many things a batch touched."""
    things = col(Entry.kind) == "asset"
    own = select(func.count(col(Entry.key).distinct())).where(Entry.batch_id == batch.id, things)
    return session.exec(own).one()


def offered(session: Session, batch: Batch) -> bool:
    """Whether it looks as if this batch can be undone: it changed things, and only once."""
    kinds = set(session.exec(select(Entry.kind).where(Entry.batch_id == batch.id).distinct()))
    known = kinds <= {*KNOWN_BY, *LEARNT}
    return "asset" in kinds and known and undone_by(session, batch) is None


def plan(session: Session, batch: Batch, by: Rights) -> Undoing:
    """What there is to write. Raises Refused or Forbidden if it cannot be undone; it only reads."""
    touched = touches.of_batch(session, batch)
    if not any(each.kind == "asset" for each in touched) or not all(
        each.follows for each in touched
    ):
        raise Refused("Only changes of things are undone in one go.")
    undoing = Undoing(batch, holds.head(session))
    asked: set[tuple[Permission, Any, Any]] = set()
    _must_stand(session, undoing)
    for kind in KNOWN_BY:
        own = [each for each in touched if each.kind == kind]
        rows = touches.standing(session, kind, (each.key for each in own))
        for each in own:
            _add(undoing, each, rows.get(each.key, {}))
            if kind == "asset":
                asked |= set(_asked(each, rows.get(each.key) or each.old()))
    for need, site_id, partner_id in asked:
        by.must(need, Guarded(site_id=site_id, partner_id=partner_id))
    _must_fit(session, undoing)
    return undoing


def apply(session: Session, undoing: Undoing) -> None:
    """Write it, in this transaction. Raises Refused if something has come between."""
    if holds.head(session) != undoing.head:
        _must_stand(session, undoing)
        _must_fit(session, undoing)
    session.info["undoes_id"] = undoing.batch.id
    with in_haste(session):
        for kind in MADE:
            rows = [row | {"created_at": moment_of(session)} for row in undoing.added[kind]]
            trail.add_rows(session, TABLES[kind], rows, label=KNOWN_BY[kind])
        for kind, label in KNOWN_BY.items():
            trail.change_rows(session, TABLES[kind], undoing.changed[kind], label=label)
        for kind in reversed(MADE):
            rows = undoing.removed[kind][::-1]
            trail.remove_rows(session, TABLES[kind], rows, label=KNOWN_BY[kind])
        plans.settle_all(session, undoing.things)
        finding.rewrite_words(session, undoing.things)


def _must_stand(session: Session, undoing: Undoing) -> None:
    """Nothing has come after it."""
    if undone_by(session, undoing.batch):
        raise Refused("This has been undone already.")
    if later := touches.later(session, undoing.batch):
        raise Refused(
            "Changed again since, and so not undone: {count} of them, such as {label}.",
            count=len(later),
            label=later[0],
        )


def _must_fit(session: Session, undoing: Undoing) -> None:
    """Nothing hangs on what goes, and what returns finds all that it names."""
    if held := touches.hanging(session, undoing.going):
        raise Refused(
            "Orders, labels or documents hang on {count} of them already. So they stay.",
            count=len(held),
        )
    for kind in KNOWN_BY:
        table = TABLES[kind].__table__  # type: ignore[attr-defined]
        going = [
            {name: new for name, (_, new) in each.changes.items()} for each in undoing.changed[kind]
        ]
        if touches.unknown(session, table, going):
            raise Refused("Something that they belonged to is no longer there.")


def _add(undoing: Undoing, touch: Touch, row: Values) -> None:
    if touch.gone:
        undoing.added[touch.kind].append(_whole(touch))
    elif touch.made:
        undoing.removed[touch.kind].append(row)
    else:
        old = _reckoned(touch.kind, row | touch.old())
        changes = {name: (row[name], new) for name, new in old.items() if row[name] != new}
        undoing.changed[touch.kind].append(Change(row, changes))


def _whole(touch: Touch) -> Values:
    """A row that comes back, with what it had when it went."""
    values: Values = {"id": touch.key} | touch.old()
    return _reckoned(touch.kind, TABLES[touch.kind](**values).model_dump())


def _reckoned(kind: str, row: Values) -> Values:
    """The row with all that follows from it. The next day of a thing is settled by its plans."""
    known: Mapping[str, Any] = derivations.OF_ITSELF.get(TABLES[kind], {})
    record = SimpleNamespace(**row)
    follows = {name: reckon(record) for name, reckon in known.items()}
    return row | follows


def _asked(touch: Touch, row: Values) -> Iterator[tuple[Permission, Any, Any]]:
    """The rights that undoing this asks for, where it stands and where it stood."""
    for need in _needs(touch):
        yield need, row["site_id"], row["partner_id"]
        if not touch.made and touch.changes.keys() & {"site_id", "partner_id"}:
            old = row | touch.old()
            yield need, old["site_id"], old["partner_id"]


def _needs(touch: Touch) -> Iterator[Permission]:
    if touch.made or touch.gone:
        yield Permission.ASSETS_REGISTER
        return
    stepped = touch.changes.get("state")
    if stepped:
        yield LIFE.get(stepped[0], {}).get(stepped[1], Permission.ASSETS_STATE)
    for name in touch.changes:
        if not (stepped and name in STEPPED):
            yield _NEEDS.get(name, Permission.ASSETS_EDIT)
