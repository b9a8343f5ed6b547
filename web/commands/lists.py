"""Lists in and out, without a browser."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from assets.database import transaction
from assets.errors import Refused
from assets.exchange import (
    cells,
    emdn,
    euro_rates,
    intake,
    mappings,
    ocds,
    outgoing,
    purchases,
    sheets,
)
from assets.exchange.custom_fields import recognised
from assets.exchange.intake import Intake
from assets.exchange.mappings import Mapping
from assets.exchange.purchase_columns import Purchases
from assets.exchange.purchases import Report
from assets.exchange.readings import Refusal, Said
from assets.inventory import custom_fields, nomenclature, partners, places
from assets.inventory.finding import Wanted
from assets.inventory.places import Place
from assets.maintenance import planned
from assets.procurement import projects, rates
from assets.procurement.projects import Project
from assets.rights import EVERYTHING
from assets.settings import Settings
from assets.words import Language, say, spoken
from web import dossiers
from web.commands import registers
from web.rehearsals import Rehearsed

NOUNS = ("assets",)
BOUGHT = tuple(each.value for each in Purchases)
BROUGHT = (*NOUNS, *BOUGHT, "rates")
OCDS, DOSSIER = "ocds", "dossier"
TAKEN = (*NOUNS, *BOUGHT, "plans", OCDS, DOSSIER)

Noun = Annotated[str, typer.Option("--as", metavar="NOUN", help=", ".join(BROUGHT))]
Month = Annotated[str, typer.Option(metavar="YYYY-MM", help="Of rates whose file does not say.")]
Into = Annotated[Path, typer.Option("-o", "--output", metavar="FILE")]


def bring(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or Excel.")],
    *,
    noun: Noun,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
    mapping: Annotated[str, typer.Option(metavar="NAME", help="Whose columns they are.")] = "",
    place: Annotated[str, typer.Option(help="Where things stand whose row does not say.")] = "",
    month: Month = "",
) -> None:
    """Bring a list in: first what it would do, and then all accepted rows at once."""
    _known(noun, BROUGHT)
    if noun == "rates":
        _bring_rates(file, month, dry_run=dry_run)
    elif noun in BOUGHT:
        _bring_purchases(file, Purchases(noun), dry_run=dry_run)
    else:
        _bring_assets(file, mapping, place, dry_run=dry_run)


def _bring_assets(file: Path, mapping: str, place: str, *, dry_run: bool) -> None:
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


def _bring_purchases(file: Path, of: Purchases, *, dry_run: bool) -> None:
    """Of lots and what belongs to them: what is only tried is written and taken back."""
    sheet, report = sheets.read(file.read_bytes()), Report()
    with (
        registers.opened() as house,
        suppress(Rehearsed),
        transaction(house.engine, by=registers.BY, reason=file.name) as session,
    ):
        report = purchases.bring(session, sheet, of, _today(), EVERYTHING)
        if dry_run:
            raise Rehearsed
    _tell_refused(report.refused)
    _tell_left_out(report.left_out)
    typer.echo(
        f"{len(report.new)} new, {len(report.changed)} to change, {len(report.same)} as they are."
    )
    if report.refused:
        raise typer.Exit(1)


def _bring_rates(file: Path, month: str, *, dry_run: bool) -> None:
    """The Commission's rates of the euro: what is there already with another value is changed."""
    published = euro_rates.read(file.read_bytes(), cells.day(f"{month}-01") if month else None)
    with registers.opened() as house:
        if dry_run:
            for currency, first, per_euro in published:
                typer.echo(f"{first:%Y-%m}: 1 EUR = {per_euro.normalize():f} {currency}")
            return
        with transaction(house.engine, by=registers.BY, reason=file.name) as session:
            came = rates.load(session, published)
    typer.echo(f"{came.fresh} new, {came.changed} changed, {came.same} as they are.")


def take(
    noun: Annotated[str, typer.Argument(metavar="NOUN", help=", ".join(TAKEN))],
    *,
    output: Into,
    project: Annotated[str, typer.Option(help="Of ocds and dossier: whose.")] = "",
    partner: Annotated[str, typer.Option(help="Of a dossier: whose things.")] = "",
) -> None:
    """Write a list into a file: .csv, .xlsx or .json. Of plans, those that fall due.

    As ocds: how things were bought, as a release package of open contracting, .json. A dossier is a
    .zip of all that a controller asks about the things that a project has paid for.
    """
    _known(noun, TAKEN)
    if (project and noun not in (OCDS, DOSSIER)) or (partner and noun != DOSSIER):
        raise Refused("That can be chosen for {nouns} alone.", nouns=f"{OCDS}, {DOSSIER}")
    if noun == DOSSIER:
        _take_dossier(project, partner, _zip(output))
        return
    with (
        registers.opened() as house,
        transaction(house.engine, by=registers.BY, read_only=True) as session,
    ):
        if noun == OCDS:
            outgoing.keep([_contracting(session, house.settings, project)], _json(output))
        elif noun == "plans":
            due = outgoing.plans(session, planned.Wanted(), _today(), EVERYTHING)
            outgoing.save(due, output, outgoing.PLANS)
        elif noun in BOUGHT:
            rows = purchases.rows(session, Purchases(noun), EVERYTHING)
            outgoing.save(rows, output, purchases.headers(Purchases(noun)))
        else:
            own = outgoing.fields(session, Wanted())
            rows = outgoing.assets(session, Wanted(), _today(), EVERYTHING, own)
            outgoing.save(rows, output, outgoing.headers(own))
    typer.echo(output)


def _json(file: Path) -> Path:
    if file.suffix.lower() != ".json":
        raise Refused("Open contracting is written as .json, not as {file}.", file=file.name)
    return file


def _zip(file: Path) -> Path:
    if file.suffix.lower() != ".zip":
        raise Refused("A dossier is written as .zip, not as {file}.", file=file.name)
    return file


def _contracting(session: Session, settings: Settings, project: str) -> bytes:
    return ocds.of_project(session, EVERYTHING, datetime.now(UTC), settings.base_url, project)


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
    """The project of this code; without one that which runs today, or else the latest."""
    if code:
        return projects.coded(session, code, EVERYTHING)
    known = projects.current(session, EVERYTHING, _today())
    if known is None:
        raise Refused("There is no project yet.")
    return known


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
    _tell_refused(plan.refused)
    _tell_left_out(plan.left_out)
    if where:
        typer.echo(f"Things whose row names no place stand here: {where.path}")
    typer.echo(
        f"{len(plan.new)} to create, {len(plan.changed)} to change, {len(plan.same)} as they are, "
        f"{len(plan.refused_rows)} refused."
    )


def _tell_refused(refused: Iterable[Refusal]) -> None:
    for refusal in refused:
        why = say(Language.EN, refusal.no.words, **refusal.no.values)
        cell = f", {refusal.column}: {refusal.value}" if refusal.column else ""
        typer.echo(f"Row {refusal.row}{cell}: {why}", err=True)


def _tell_left_out(names: Collection[str]) -> None:
    if names:
        typer.echo(f"Columns that mean nothing here: {', '.join(names)}")


def _today() -> date:
    return datetime.now(UTC).date()
