"""Labels without a browser."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from sqlmodel import Session

from assets.database import transaction
from assets.errors import Refused
from assets.inventory import places
from assets.inventory.finding import Wanted
from assets.labelling import choosing, kinds, prints
from assets.labelling.choosing import Chosen
from assets.labelling.kinds import Kind
from assets.labelling.prints import Arranged
from assets.rights import EVERYTHING
from labels import offered, pieces
from labels import prints as drawing
from labels.zpl import DOTS as FINENESS
from web.commands import registers

SHEET, ROLL = "L7160", "11354"
UNSAID = "Printed at the command line"


def labels(  # noqa: PLR0913  (what may be said on the command line)
    out: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE.pdf", dir_okay=False, writable=True)
    ],
    *,
    stock: Annotated[str, typer.Option(help="The paper; L7160, or a roll with --zpl.")] = "",
    design: Annotated[str, typer.Option(help="How a label looks.")] = "plate",
    site: Annotated[str, typer.Option(help="All of this site that have none yet.")] = "",
    tag: Annotated[list[str] | None, typer.Option(help="This thing; more than once.")] = None,
    skip: Annotated[int, typer.Option(min=0, help="Places of the sheet already used.")] = 0,
    copies: Annotated[int, typer.Option(min=1, help="Of each label.")] = 1,
    reason: Annotated[str, typer.Option(help="Why those are printed that were before.")] = UNSAID,
    zpl: Annotated[bool, typer.Option("--zpl", help="For Zebra's printers, not PDF.")] = False,
    dpi: Annotated[int, typer.Option(help="How fine the printer is, for --zpl.")] = 203,
) -> None:
    """Print labels to a PDF: of the tags that are named, or of what has none yet."""
    how = Arranged(stock or (ROLL if zpl else SHEET), design, skip, copies, reason)
    if dpi not in FINENESS:
        raise Refused("A printer has {names} dots per inch.", names=", ".join(map(str, FINENESS)))
    now = datetime.now(UTC)
    with (
        registers.opened(new=False) as house,
        transaction(house.engine, by=registers.BY, at=now) as session,
    ):
        offered.stock(session, how.stock, EVERYTHING).must_have(skip + 1)
        if design not in (known := offered.designs(session, EVERYTHING)):
            names = ", ".join(known)
            raise Refused("There is no design {name}. Choose {names}.", name=design, names=names)
        keys = _keys(session, site, tag or [], now, copies)
        made = prints.print_labels(session, Kind.ASSET, keys, how, EVERYTHING)
        # Drawn and written before anything counts as printed.
        laid = drawing.laid(session, made, house.settings)
        out.write_bytes(pieces.in_zpl(laid, dpi, None) if zpl else drawing.pdf(laid))
        count = len(made.codes)
    typer.echo(f"{count}: {out}")


def _keys(session: Session, site: str, tags: list[str], now: datetime, copies: int) -> list[UUID]:
    if tags:
        return kinds.named(session, Kind.ASSET, tags, EVERYTHING)
    wanted = Wanted(site=places.site(session, site, EVERYTHING) if site else None)
    chosen = Chosen(wanted=wanted, unprinted=True)
    most = prints.MOST_AT_ONCE // copies  # the rest is not printed yet the next time
    return choosing.keys(session, chosen, now.date(), EVERYTHING, most=most)
