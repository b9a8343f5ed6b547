"""The command `rehab`. Only what a command needs is loaded, so that each starts at once."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from assets.errors import No
from assets.words import Language, say

# Each command, and where it is: a function, or a family of commands.
COMMANDS = {
    "serve": "serving:serve",
    "work": "serving:work",
    "keep": "serving:keep",
    "demo": "serving:demo",
    "import": "lists:bring",
    "export": "lists:take",
    "emdn": "lists:nomenclate",
    "labels": "printing:labels",
    "person": "staff:person",
    "token": "staff:token",
    "upgrade": "upkeep:upgrade",
    "backup": "upkeep:backup",
    "restore": "upkeep:restore",
    "check": "upkeep:check",
}


class Commands(TyperGroup):
    """Finds a command when it is asked for."""

    def list_commands(self, _: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _: Any, name: str) -> Any:
        if name not in COMMANDS:
            return None
        module, _, found = COMMANDS[name].partition(":")
        return _made(name, getattr(import_module(f"web.commands.{module}"), found))


def main() -> None:
    """Exit status 0 only when the thing was done; what was wrong is said on standard error."""
    family = typer.Typer(cls=Commands, add_completion=False, pretty_exceptions_enable=False)
    family.callback()(lambda: None)
    try:
        family()
    except No as no:
        _fail(say(Language.EN, no.words, **no.values))
    except OSError as wrong:
        _fail(f"{wrong.strerror}: {wrong.filename}" if wrong.filename else str(wrong))


def _made(name: str, found: typer.Typer | Callable[..., Any]) -> Any:
    if not isinstance(found, typer.Typer):
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        alone.command(name)(found)
        found = alone
    command = get_command(found)
    command.name = name
    return command


def _fail(why: str) -> None:
    typer.echo(why, err=True)
    raise SystemExit(1)
