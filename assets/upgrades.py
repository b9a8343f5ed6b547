"""The tables of a register, brought step by step to what this program expects."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlmodel import Session

from assets.errors import Refused
from assets.exchange import glossary

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 7_320_148  # any number but the trail's and the keeper's, the same in every process


def steps() -> list[str]:
    """The numbers of all steps, in order: the files are named by them."""
    return sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("0*.py"))


def step(engine: Engine) -> str:
    """The step that this register has come to; none, when it has no tables yet."""
    with engine.connect() as connection:
        return _step(connection)


def at_head(engine: Engine) -> bool:
    """Whether the register is as this program expects. Raises Refused when it is newer."""
    come_to = step(engine)
    if come_to and come_to not in steps():
        raise Refused(
            "This register was last used by a newer version of the program. Install that one."
        )
    return come_to == steps()[-1]


def upgrade(engine: Engine) -> None:
    """Take the steps that are missing, all or none of them. Nobody else can take them meanwhile.

    What everything is found by follows from the rest, and is written anew.
    """
    with alone(engine) as connection:
        behind = _step(connection) != steps()[-1]
        bring(connection, "head")
        if behind:
            glossary.refill(Session(connection))


def bring(connection: Connection, to: str) -> None:
    """Take the steps up to this one, in the transaction that is going on."""
    from alembic import command  # noqa: PLC0415 - slow to load, and seldom needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _step(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    kept = connection.execute(text("SELECT version_num FROM alembic_version"))
    return kept.scalar_one_or_none() or ""


@contextmanager
def alone(engine: Engine) -> Generator[Connection]:
    """A transaction in which tables may be changed, and into which nobody else looks."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            with _unreferenced(connection), connection.begin():
                yield connection
        else:
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
                yield connection


@contextmanager
def _unreferenced(connection: Connection) -> Generator[None]:
    """SQLite makes a table anew to alter it: references are not watched meanwhile, but after."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys = OFF")  # inside a transaction it would do nothing
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")
