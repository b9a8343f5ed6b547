"""A list that is taken away: what is found, under the names by which it can be brought in again."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from sqlmodel import Session

from assets import listing
from assets.errors import Refused
from assets.exchange import exports
from assets.exchange.custom_fields import written
from assets.exchange.exports import Value
from assets.exchange.vocabulary import Vocabulary
from assets.inventory import columns, custom_fields, finding, tailoring
from assets.inventory.custom_fields import CustomField
from assets.inventory.finding import Wanted
from assets.maintenance import planned
from assets.money import Money
from assets.rights import Rights

Writer = Callable[[Sequence[str], Iterable[Sequence[Value]]], Iterator[bytes]]

FORMATS: dict[str, Writer] = {
    "csv": exports.write_csv,
    "xlsx": exports.write_xlsx,
    "json": exports.write_json,
}

_MINOR = columns.FIELDS.index("price_minor")
_PLACE = columns.FIELDS.index("place")

# Under the names by which programs know them.
PLANS = (
    *("id", "title", "kind", "source", "listed_in", "every", "unit", "mode", "meter_every"),
    *("meter_unit", "asset", "name", "site", "place", "due_on"),
)

# An amount is one cell with its currency.
HEADERS = (*columns.FIELDS[:_MINOR], "price", "vat", *columns.FIELDS[_MINOR + 3 :])


def fields(session: Session, wanted: Wanted) -> list[CustomField]:
    """The custom fields with a column: those of the kind that is wanted, or else those in use."""
    living = session.exec(custom_fields.living()).all()
    if wanted.kind:
        return [field for field in living if field.fits(wanted.kind.id)]
    return [field for field in living if field.type_id is None or tailoring.used(session, field)]


def headers(own: Iterable[CustomField]) -> list[str]:
    return [*HEADERS, *(field.name for field in own)]


def assets(
    session: Session,
    wanted: Wanted,
    on: date,
    seen_by: Rights,
    own: Sequence[CustomField] = (),
) -> Iterator[list[Value]]:
    """The assets that are wanted, in the order of the headers, one after the other.

    A place is called by its name where its site has only one of that name, and else by its path.
    """
    known = Vocabulary(session, seen_by)
    places = {key: known.shortest(place) for key, place in known.places.items()}
    for row in finding.everything(session, wanted, on, seen_by):
        *said, extra, place_id, type_id = row
        price, currency, vat = said[_MINOR : _MINOR + 3]
        paid = [Money.known(minor, currency) for minor in (price, vat)]
        said[_PLACE] = places.get(place_id, said[_PLACE])
        more = [written(each, extra.get(each.key)) if each.fits(type_id) else None for each in own]
        yield [*said[:_MINOR], *paid, *said[_MINOR + 3 :], *more]


def plans(
    session: Session, wanted: planned.Wanted, on: date, seen_by: Rights
) -> Iterator[list[Value]]:
    """The plans that are wanted, in the order of `PLANS`."""
    for found in listing.pages(lambda cut: planned.listed(session, wanted, on, cut, seen_by)):
        for row in found.rows:
            same = [getattr(row, name) for name in PLANS if name not in {"id", "asset"}]
            yield [str(row.id), *same[:9], row.tag, *same[9:]]


def save(rows: Iterable[Sequence[Value]], file: Path, headers: Sequence[str] = HEADERS) -> None:
    """Write them into a file, as the end of its name asks. It is there whole, or not at all."""
    write = FORMATS.get(file.suffix.lower().removeprefix("."))
    if write is None:
        raise Refused(
            "A list can be written as .csv, .xlsx or .json, not as {file}.", file=file.name
        )
    keep(write(headers, rows), file)


def keep(parts: Iterable[bytes], file: Path) -> None:
    """Write these bytes into a file. It is there whole, or not at all."""
    try:
        handle, fresh = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    except OSError as wrong:
        raise OSError(wrong.errno, wrong.strerror, str(file)) from wrong
    try:
        with os.fdopen(handle, "wb") as kept:
            kept.writelines(parts)
            kept.flush()
            os.fsync(kept.fileno())
        Path(fresh).chmod(0o644)
        Path(fresh).replace(file)
    finally:
        Path(fresh).unlink(missing_ok=True)
