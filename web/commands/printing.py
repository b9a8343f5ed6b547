"""Labels without a browser."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from sqlmodel import Session

from assets.database import transaction
from assets.errors import Refused
from assets.inventory import identifiers, places, register
from assets.inventory.finding import Wanted
from assets.rights import EVERYTHING
from labels import prints
from labels.designs import DESIGNS, PLATE
from web.commands import registers


def labels(
    out: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE.pdf", dir_okay=False, writable=True)
    ],
    *,
    stock: Annotated[str, typer.Option(help="The paper.")] = "L7160",
    design: Annotated[str, typer.Option(help="How a label looks.")] = PLATE.key,
    site: Annotated[str, typer.Option(help="All of this site that have none yet.")] = "",
    tag: Annotated[list[str] | None, typer.Option(help="This thing; more than once.")] = None,
    skip: Annotated[int, typer.Option(min=0, help="Places of the sheet already used.")] = 0,
) -> None:
    """Print labels to a PDF: of the tags that are named, or of what has none yet."""
    paper = prints.stock(stock)
    paper.must_have(skip + 1)
    if design not in DESIGNS:
        raise Refused("There is no design {name}. Choose {names}.", name=design, names=_names())
    now = datetime.now(UTC)
    with (
        registers.opened(new=False) as house,
        transaction(house.engine, by=registers.BY, at=now) as session,
    ):
        keys = _keys(session, site, tag or [], now)
        made = identifiers.print_labels(session, keys, stock=stock, skipping=skip, at=now)
        session.flush()
        _, chosen = identifiers.print_of(session, made.id, EVERYTHING)
        # Drawn and written before anything counts as printed.
        out.write_bytes(prints.pdf(chosen, paper, house.settings, skipping=skip))
    typer.echo(f"{len(chosen)}: {out}")


def _keys(session: Session, site: str, tags: list[str], now: datetime) -> list[UUID]:
    if tags:
        return [register.tagged(session, tag, EVERYTHING).id for tag in tags]
    wanted = Wanted(site=places.site(session, site, EVERYTHING) if site else None)
    found = identifiers.to_label(session, wanted, now.date(), EVERYTHING, unprinted=True)
    return found[: identifiers.MOST_AT_ONCE]  # the rest is not printed yet the next time


def _names() -> str:
    return ", ".join(DESIGNS)
