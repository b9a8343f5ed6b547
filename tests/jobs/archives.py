"""What tests of backups and restores look into."""

import hashlib
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import text

from assets import checks
from assets.database import Actor, open_engine

BY = Actor("test")
NIGHT = datetime(2027, 3, 2, 1, 30, tzinfo=UTC)
PHOTO = b"\xff\xd8 a treadmill"
DIGEST = hashlib.sha256(PHOTO).hexdigest()


def rows(engine, table):
    with engine.connect() as connection:
        return connection.execute(text(f"SELECT * FROM {table} ORDER BY 1")).all()


def opened(where):
    engine = open_engine(where.database)
    assert list(checks.check(engine, where)) == []
    return engine


def contents(backup):
    with ZipFile(backup) as archive:
        tables = [name for name in archive.namelist() if name.startswith("tables/")]
        return {name: archive.read(name) for name in tables}


def rewritten(backup, change):
    """The archive as it is after somebody changed one of its parts."""
    with ZipFile(backup) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with ZipFile(backup, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return backup


def alter(name, old, new):
    def change(parts):
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return change


def address(engine):
    return engine.url.render_as_string(hide_password=False)
