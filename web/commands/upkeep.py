"""Keeping a register safe: upgrade, backup, restore, check."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from assets import checks, settings
from jobs import backups, restores
from web.commands import registers

Archive = Annotated[Path, typer.Argument(metavar="FILE", help="What `rehab backup` has made.")]


def upgrade() -> None:
    """Bring the register up to what this version of the program expects."""
    with registers.opened(upgrade=True):
        typer.echo("The register is up to date.")


def backup() -> None:
    """Put everything into one archive in the home, and print its name."""
    with registers.opened(new=False) as house:
        typer.echo(backups.make(house.engine, house.settings, datetime.now(UTC)))


def restore(file: Archive) -> None:
    """Bring a backup back into an empty home."""
    with registers.plainly():
        brought = restores.restore(file, settings.load())
    rows = sum(copied.rows for copied in brought.tables)
    typer.echo(f"{rows} rows and {len(brought.files)} files of {brought.made_at} are back.")


def check() -> None:
    """Prove that the database, the trail and the files are whole."""
    wrong = 0
    with registers.opened(new=False) as house:
        for proof in checks.proofs(house.engine, house.settings, backups.heads(house.settings)):
            wrong += proof.wrong
            typer.echo(f"{proof.claim}: {proof.count} proved, {proof.wrong} wrong")
            for problem in proof.problems:
                typer.echo(problem, err=True)
    if wrong:
        raise typer.Exit(1)
    typer.echo("Everything is whole.")
