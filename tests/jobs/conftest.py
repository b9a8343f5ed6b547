import shutil
from pathlib import Path

import pytest

from assets import files, settings
from assets.database import open_engine
from assets.settings import Settings
from jobs import backups
from tests.jobs.archives import (
    DIGEST,
    NIGHT,
    PHOTO,
)
from tests.registers import MANUAL


def photographed(home):
    (home / "files" / DIGEST[:2]).mkdir(parents=True)
    (home / "files" / DIGEST[:2] / DIGEST).write_bytes(PHOTO)


@pytest.fixture
def house(house, home):
    """And a photograph."""
    photographed(home)
    return house


@pytest.fixture(scope="session")
def backup_once(empty_register, furnished_once, tmp_path_factory):
    """Of a register like `house`: the same for each test."""
    here = Settings(home=tmp_path_factory.mktemp("backed_up"))
    files.receive(*MANUAL, here)
    photographed(here.home)
    with empty_register("backed_up", like=furnished_once) as url:
        engine = open_engine(url, durable=False)
        yield backups.make(engine, here, NIGHT)
        engine.dispose()


@pytest.fixture
def backup(house, backup_once):  # noqa: ARG001 - the register that it is a backup of
    kept = settings.load().backups
    kept.mkdir()
    return Path(shutil.copy(backup_once, kept))


@pytest.fixture
def elsewhere(tmp_path):
    """The settings of an empty home on another machine, with its database in it."""
    return Settings(home=tmp_path / "elsewhere", database_url="")
