import pytest

from assets import settings
from assets.settings import Settings
from jobs import backups
from tests.jobs.archives import (
    DIGEST,
    NIGHT,
    PHOTO,
)


@pytest.fixture
def house(house, home):
    """And a photograph."""
    (home / "files" / DIGEST[:2]).mkdir(parents=True)
    (home / "files" / DIGEST[:2] / DIGEST).write_bytes(PHOTO)
    return house


@pytest.fixture
def backup(house):
    return backups.make(house, settings.load(), NIGHT)


@pytest.fixture
def elsewhere(tmp_path):
    """The settings of an empty home on another machine, with its database in it."""
    return Settings(home=tmp_path / "elsewhere", database_url="")
