"""Lists in and out, without a browser."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from assets.database import transaction
from assets.errors import Refused
from assets.exchange import emdn, intake, mappings, outgoing, sheets
from assets.exchange.custom_fields import recognised
from assets.exchange.intake import Intake
from assets.exchange.mappings import Mapping
from assets.exchange.readings import Said
from assets.inventory import custom_fields, nomenclature, partners, places
from assets.inventory.finding import Wanted
from assets.inventory.places import Place
from assets.maintenance import planned
from assets.procurement import projects
from assets.procurement.projects import Project
from assets.rights import EVERYTHING
from assets.words import Language, say, spoken
from web import dossiers
from web.commands import registers

NOUNS = ("assets",)
DOSSIER = "dossier"
TAKEN = (*NOUNS, "plans", DOSSIER)

Noun = Annotated[str, typer.Option("--as", metavar="NOUN", help=", ".join(NOUNS))]
Into = Annotated[Path, typer.Option("-o", "--output", metavar="FILE")]


def bring(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or Excel.")],
    *,
    noun: Noun,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
    mapping: Annotated[str, typer.Option(metavar="NAME", help="Whose columns they are.")] = "",
    place: Annotated[str, typer.Option(help="Where things stand whose row does not say.")] = "",
) -> None:
    """Bring a list in: first what it would do, and then all accepted rows at once."""
    _known(noun)
    sheet = sheets.read(file.read_bytes())
    meant = mappings.named(mapping, sheet.headers) if mapping else mappings.guessed(sheet.headers)
    with registers.opened() as house:
        with transaction(house.engine, by=registers.BY, read_only=True) as session:
            own = session.exec(custom_fields.living())
            meant = recognised(meant, sheet.headers, own)
            where = _where(session, meant, place)
            plan = intake.plan(session, sheet, meant, _today(), EVERYTHING, Said(place=where))
        if dry_run:
            _show(plan)
        _tell(plan, where)
        if not dry_run:
            with transaction(house.engine, by=registers.BY, reason=file.name) as session:
                done = intake.apply(session, plan)
            typer.echo(f"Done: {done.created} created, {done.changed} changed.")
    if plan.refused:
        raise typer.Exit(1)


def take(
    noun: Annotated[str, typer.Argument(metavar="NOUN", help=", ".join(TAKEN))],
    *,
    output: Into,
    project: Annotated[str, typer.Option(help="Of a dossier: the code of its project.")] = "",
    partner: Annotated[str, typer.Option(help="Of a dossier: whose things.")] = "",
) -> None:
    """Write a list into a file: .csv, .xlsx or .json. Of plans, those that fall due.

    A dossier is a .zip of all that a controller asks about the things that a project has paid for.
    """
    _known(noun, TAKEN)
    if noun == DOSSIER:
        _take_dossier(project, partner, output)
        return
    with (
        registers.opened() as house,
        transaction(house.engine, by=registers.BY, read_only=True) as session,
    ):
        if noun == "plans":
            due = outgoing.plans(session, planned.Wanted(), _today(), EVERYTHING)
            outgoing.save(due, output, outgoing.PLANS)
        else:
            own = outgoing.fields(session, Wanted())
            rows = outgoing.assets(session, Wanted(), _today(), EVERYTHING, own)
            outgoing.save(rows, output, outgoing.headers(own))
    typer.echo(output)


def _take_dossier(project: str, partner: str, output: Path) -> None:
    with (
        registers.opened() as house,
        transaction(house.engine, by=registers.BY, read_only=True) as session,
    ):
        asked = dossiers.Asked(
            _project(session, project),
            partners.coded(session, partner) if partner else None,
            EVERYTHING,
            Language.EN,
            house.settings,
        )
        count = dossiers.write(session, asked, output)
    typer.echo(f"{output}: {count} things.")


def _project(session: Session, code: str) -> Project:
    """The project of this code, or the only one."""
    if code:
        return projects.coded(session, code, EVERYTHING)
    known = session.exec(projects.listed(EVERYTHING).limit(2)).all()
    if len(known) != 1:
        raise Refused("Say which project: --project CODE.")
    return known[0]


def nomenclate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The Commission's .xlsx, or CSV.")],
) -> None:
    """Load the European Medical Device Nomenclature (EMDN), instead of what was loaded before."""
    terms = emdn.read(file.read_bytes())
    with (
        registers.opened() as house,
        transaction(house.engine, by=registers.BY, reason=file.name) as session,
    ):
        count = nomenclature.replace(session, terms)
    typer.echo(f"{count} codes of the nomenclature are loaded.")


def _known(noun: str, nouns: Sequence[str] = NOUNS) -> None:
    if noun not in nouns:
        names = ", ".join(nouns)
        raise Refused("There is no list of {noun}. Choose: {names}.", noun=noun, names=names)


def _where(session: Session, mapping: Mapping, said: str) -> Place | None:
    """Where things stand of which the list does not say it. Another program's go to a site."""
    if said:
        return places.called(session, said, EVERYTHING)
    return next(iter(intake.sites(session, EVERYTHING)), None) if mapping.loose else None


def _show(plan: Intake) -> None:
    """Row by row what would be created, and what would change from what to what."""
    for new in plan.new:
        said = "; ".join(f"{_said(field)} {_said(value)}" for field, value in new.says.items())
        typer.echo(f"Row {new.row} creates: {said}")
    for changed in plan.changed:
        said = "; ".join(
            f"{_said(each.field)} {_said(each.old) or 'nothing'} → {_said(each.new)}"
            for each in changed.says
        )
        typer.echo(f"Row {changed.row} changes {changed.thing['tag']}: {said}")


def _said(value: object) -> str:
    return " ".join(spoken(value, Language.EN).split())


def _tell(plan: Intake, where: Place | None) -> None:
    for refusal in plan.refused:
        why = say(Language.EN, refusal.no.words, **refusal.no.values)
        cell = f", {refusal.column}: {refusal.value}" if refusal.column else ""
        typer.echo(f"Row {refusal.row}{cell}: {why}", err=True)
    if plan.left_out:
        typer.echo(f"Columns that mean nothing here: {', '.join(plan.left_out)}")
    if where:
        typer.echo(f"Things whose row names no place stand here: {where.path}")
    typer.echo(
        f"{len(plan.new)} to create, {len(plan.changed)} to change, {len(plan.same)} as they are, "
        f"{len(plan.refused_rows)} refused."
    )


def _today() -> date:
    return datetime.now(UTC).date()
