import io

import pytest

from tests.web.theirs import theirs  # noqa: F401
from tests.web.typed import Said
from web import cli


@pytest.fixture
def add_route(app):
    """Adds a route to the application for this test alone."""
    before = len(app.router.routes)
    yield app.add_api_route
    del app.router.routes[before:]


@pytest.fixture
def rehab(monkeypatch, capsys):
    """The command as somebody types it: what it says, and the status with which it ends."""

    def typed(*words, piped=""):
        monkeypatch.setattr("sys.argv", ["rehab", *map(str, words)])
        monkeypatch.setattr("sys.stdin", io.StringIO(piped))
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capsys.readouterr()
        return Said(end.value.code or 0, said.out, said.err)

    return typed


@pytest.fixture
def rehab_here(rehab, database_url, monkeypatch):
    """The command, in the register of this test."""
    monkeypatch.setenv("REHAB_DATABASE_URL", database_url)
    return rehab


@pytest.fixture
def nothing_yet(bare, monkeypatch):
    """The environment names a database in which there is nothing yet."""
    address = bare.url.render_as_string(hide_password=False)
    monkeypatch.setenv("REHAB_DATABASE_URL", address)
    return bare
