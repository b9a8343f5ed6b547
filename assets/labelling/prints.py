"""Printing labels: of what is there, again, and in advance. Who printed stands on the trail."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from assets import trail
from assets.database import moment_of
from assets.errors import Missing, Refused
from assets.inventory import identifiers
from assets.inventory.identifiers import MOST_BLANK, Label, LabelPrint
from assets.inventory.places import Place
from assets.labelling import kinds
from assets.labelling.kinds import AT_ONCE, NOUNS, Kind
from assets.rights import Permission, Rights
from assets.trail import Change

MOST_AT_ONCE = 10_000
MOST_COPIES = 100

Row = dict[str, Any]


@dataclass(frozen=True)
class Arranged:
    """How labels are printed: on what paper, of what design, from which place of the sheet on."""

    stock: str = "L7160"
    design: str = "plate"
    skipping: int = 0
    copies: int = 1
    reason: str = ""
    printer_id: UUID | None = None


def print_labels(
    session: Session, kind: Kind, keys: Sequence[UUID], how: Arranged, by: Rights
) -> LabelPrint:
    """Print the labels of these, in this order; those that have none get one."""
    keys = list(dict.fromkeys(keys))
    _must_be_printable(len(keys), how)
    homes = kinds.homes(session, kind, keys, by)
    known = _worn(session, kind, keys, by)
    new = [_fresh(homes[key][1:], **{f"{kind}_id": key}) for key in keys if key not in known]
    labels = known | {row[f"{kind}_id"]: row for row in new}
    return _print(session, [labels[key] for key in keys], new, how)


def print_again(session: Session, codes: Sequence[str], how: Arranged, by: Rights) -> LabelPrint:
    """Print labels that there are, blank ones too."""
    codes = list(dict.fromkeys(codes))
    _must_be_printable(len(codes), how)
    may = by.where(Permission.LABELS_PRINT, Label, leading=False)
    found = {row["code"]: row for row in _rows(session, Label.code, codes, may)}
    if len(found) < len(codes):
        raise Missing("There is no such label.", field="chosen")
    return _print(session, [found[code] for code in codes], [], how)


def print_blank(session: Session, count: int, site: Place, how: Arranged) -> LabelPrint:
    """Print labels in advance, which wait at this site for what they will stick on."""
    if not 1 <= count <= MOST_BLANK:
        raise Refused("From 1 to {count} labels at once.", count=MOST_BLANK, field="count")
    _must_be_printable(count, how)
    new = [_fresh((site.id, site.partner_id)) for _ in range(count)]
    return _print(session, new, new, how)


def printed_before(
    session: Session, kind: Kind, keys: Sequence[UUID], codes: Sequence[str] = ()
) -> int:
    """How many of these have a label that was printed: they ask for a reason."""
    column, named = (Label.code, codes) if codes else (NOUNS[kind].column, keys)
    before: Any = select(func.count()).select_from(Label).where(col(Label.prints) > 0)
    parts = [named[begin : begin + AT_ONCE] for begin in range(0, len(named), AT_ONCE)]
    return sum(session.exec(before.where(col(column).in_(some))).one() for some in parts)


def print_of(session: Session, key: UUID, seen_by: Rights) -> LabelPrint:
    """A print. Raises Missing unless this person may print all its labels."""
    made, codes = part_of(session, key, seen_by)
    if len(codes) < len(made.codes):
        raise Missing("There is no such print.")
    return made


def part_of(session: Session, key: UUID, seen_by: Rights) -> tuple[LabelPrint, list[str]]:
    """A print and those of its labels that this person may print. Raises Missing if there are none.

    What was printed for several sites at once is told at each of them, without the others.
    """
    made = session.get(LabelPrint, key)
    if made is None:
        raise Missing("There is no such print.")
    may, known = seen_by.where(Permission.LABELS_PRINT, Label, leading=False), set[str]()
    for begin in range(0, len(made.codes), AT_ONCE):
        some = col(Label.code).in_(made.codes[begin : begin + AT_ONCE])
        known.update(session.exec(select(Label.code).where(some, may)))
    if not known:
        raise Missing("There is no such print.")
    return made, [code for code in made.codes if code in known]


def _must_be_printable(count: int, how: Arranged) -> None:
    if not count:
        raise Refused("Choose at least one thing to label.", field="tags")
    if count > MOST_AT_ONCE:
        raise Refused("At most {count} labels at once.", count=MOST_AT_ONCE, field="tags")
    if not 1 <= how.copies <= MOST_COPIES:
        raise Refused("From 1 to {count} copies.", count=MOST_COPIES, field="copies")
    if count * how.copies > MOST_AT_ONCE:
        raise Refused("At most {count} labels at once.", count=MOST_AT_ONCE, field="copies")


def _print(session: Session, labels: list[Row], new: list[Row], how: Arranged) -> LabelPrint:
    again = [label for label in labels if label["prints"]]
    if again and not how.reason.strip():
        raise Refused(
            "{count} of these labels have been printed before, such as {code}. Say why again.",
            count=len(again),
            code=again[0]["code"],
            field="reason",
        )
    at = moment_of(session)
    made_now = [row | _printed(row, at) | {"created_at": at} for row in new]
    trail.add_rows(session, Label, made_now, label="code")
    fresh = {row["id"] for row in new}
    _count(session, [row for row in labels if row["id"] not in fresh], at)
    made = LabelPrint(
        **{name: getattr(how, name) for name in ("stock", "design", "skipping", "copies")},
        reason=how.reason.strip() if again else "",
        printer_id=how.printer_id,
        codes=[row["code"] for row in labels],
        site_id=_shared(row["site_id"] for row in labels),
        partner_id=_shared(row["partner_id"] for row in labels),
        created_at=at,
    )
    session.add(made)
    session.flush()
    return made


def _printed(row: Mapping[str, Any], at: Any) -> Row:
    return {"prints": row["prints"] + 1, "printed_at": at}


def _count(session: Session, labels: list[Row], at: Any) -> None:
    changes = [
        Change(row, {name: (row[name], new) for name, new in _printed(row, at).items()})
        for row in labels
    ]
    trail.change_rows(session, Label, changes, label="code")
    for record in list(session.identity_map.values()):
        if isinstance(record, Label):
            session.expire(record)


def _shared(values: Iterable[UUID | None]) -> UUID | None:
    """What all of them have, if it is one."""
    several = set(values)
    return several.pop() if len(several) == 1 else None


def _fresh(home: Sequence[UUID | None], **on: Any) -> Row:
    site_id, partner_id = home
    label = Label(code=identifiers.new_code(), site_id=site_id, partner_id=partner_id, **on)
    return label.model_dump()


def _worn(session: Session, kind: Kind, keys: list[UUID], by: Rights) -> dict[UUID, Row]:
    """The labels that these wear, by what they are on; of several, the first."""
    may = by.where(Permission.LABELS_PRINT, Label, leading=False)
    rows = _rows(session, NOUNS[kind].column, keys, may)
    return {row[f"{kind}_id"]: row for row in reversed(rows)}


def _rows(session: Session, column: Any, keys: Sequence[Any], may: Any) -> list[Row]:
    table: Any = Label.__table__  # type: ignore[attr-defined]
    found: list[Row] = []
    for begin in range(0, len(keys), AT_ONCE):
        some = col(column).in_(keys[begin : begin + AT_ONCE])
        asked = select(table).where(some, may).order_by(table.c.created_at, table.c.id)
        found += [dict(row) for row in session.connection().execute(asked).mappings()]
    return found
