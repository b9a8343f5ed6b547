"""People and the tokens of their programs."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlmodel import Session

from assets import people, signins, tokens
from assets.errors import Refused
from assets.inventory import partners, places
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.rights import EVERYTHING, Role
from assets.words import Language
from web.commands import registers

person = typer.Typer(help="People, their roles and whether they may sign in.")
token = typer.Typer(help="Tokens with which programs act for people.")

Email = Annotated[str, typer.Argument(metavar="EMAIL")]


@person.command("add")
def add(
    email: Email,
    *,
    name: Annotated[str, typer.Option(help="What colleagues read.")],
    language: Annotated[str, typer.Option(help="en, ro or hu.")] = "en",
    site: Annotated[str, typer.Option(help="Code of the home site, such as LOV.")] = "",
    password_stdin: Annotated[bool, typer.Option(help="Read the password from a pipe.")] = False,
) -> None:
    """Add a person. The password is asked for; it is never part of the command."""
    spoken = _language(language)
    kept = people.hashed(_password(piped=password_stdin))
    with registers.writing() as session:
        home = _site(session, site)
        added = people.add(session, name=name, email=email, password_hash=kept, language=spoken)
        added.home_site_id = home.id if home else None
    typer.echo(f"{added.email} can sign in. Next: rehab person role {added.email} ROLE")


@person.command("role")
def role(
    email: Email,
    role: Annotated[str, typer.Argument(metavar="ROLE", help=", ".join(Role))],
    *,
    site: Annotated[str, typer.Option(help="At this site alone, such as LOV.")] = "",
    partner: Annotated[str, typer.Option(help="For this partner alone, such as PBH.")] = "",
) -> None:
    """Give a role, everywhere or at one site or for one partner."""
    if site and partner:
        raise Refused("Give a role at a site or for a partner; for both, give it twice.")
    with registers.writing() as session:
        here, ours = _site(session, site), _partner(session, partner)
        people.give(
            session,
            people.known_as(session, email),
            _role(role),
            site_id=here.id if here else None,
            partner_id=ours.id if ours else None,
        )
    typer.echo(f"{email} is {role} {site or partner or 'everywhere'}.")


@person.command("disable")
def disable(email: Email) -> None:
    """Let a person sign in no more. What she did stays."""
    with registers.writing() as session:
        leaving = people.known_as(session, email)
        leaving.disable()
        signins.end_all(session, leaving, at=datetime.now(UTC))
    typer.echo(f"{email} can no longer sign in.")


@token.command("new")
def new(
    *,
    person: Annotated[str, typer.Option(metavar="EMAIL", help="For whom it acts.")],
    read_only: Annotated[bool, typer.Option("--read-only", help="It changes nothing.")] = False,
) -> None:
    """Make a token and print it. It is shown this once and kept nowhere."""
    with registers.writing() as session:
        secret = tokens.issue(session, people.known_as(session, person), read_only=read_only)
    typer.echo(secret)


@token.command("revoke")
def revoke(
    token: Annotated[str, typer.Argument(metavar="[TOKEN]")] = "",
    *,
    person: Annotated[str, typer.Option(metavar="EMAIL", help="All that act for her.")] = "",
) -> None:
    """Revoke a token, or every token of a person when it was lost."""
    if bool(token) == bool(person):
        raise Refused("Name the token, or with --person the one for whom all of them act.")
    now, count = datetime.now(UTC), 1
    with registers.writing() as session:
        if token:
            tokens.revoke(session, token, at=now)
        else:
            count = tokens.revoke_all(session, people.known_as(session, person), at=now)
    typer.echo(f"Revoked: {count}.")


def _password(*, piped: bool) -> str:
    if piped:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _language(code: str) -> Language:
    if code not in list(Language):
        raise Refused("There is no language {code}. Choose en, ro or hu.", code=code)
    return Language(code)


def _role(name: str) -> Role:
    if name not in list(Role):
        names = ", ".join(Role)
        raise Refused("There is no role {role}. Choose {names}.", role=name, names=names)
    return Role(name)


def _site(session: Session, code: str) -> Place | None:
    return places.site(session, code, EVERYTHING) if code else None


def _partner(session: Session, code: str) -> Partner | None:
    return partners.coded(session, code) if code else None
