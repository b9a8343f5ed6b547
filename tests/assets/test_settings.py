import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from assets import settings
from assets.errors import Refused


def test_without_any_wish_everything_is_kept_in_the_home(home):
    chosen = settings.load()

    assert chosen.database == f"sqlite:///{home / 'rehab.db'}"
    assert (chosen.files, chosen.backups) == (home / "files", home / "backups")


def test_the_home_is_data_beside_the_program_when_nothing_is_said(monkeypatch):
    monkeypatch.delenv("REHAB_HOME")

    assert str(settings.load().home) == "data"


def test_an_empty_value_is_no_value(monkeypatch):
    monkeypatch.setenv("REHAB_DATABASE_URL", "")
    monkeypatch.setenv("REHAB_BASE_URL", "")

    assert settings.load().database.startswith("sqlite:///")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://server/rehab"),
        ("DATABASE_URL", "postgresql://server/rehab"),
        ("DATABASE_URL", "rehab.db"),
        ("DATABASE_URL", "postgresql+psycopg://me@server:port/rehab"),
        ("DATABASE_URL", "postgresql+psycopg://[::1/rehab"),
        ("BASE_URL", "assets.example.org"),
        ("BASE_URL", "ftp://assets.example.org"),
        ("BASE_URL", "https://"),
        ("BASE_URL", "https://[::1"),
        ("SMTP_URL", "mail.example.org"),
        ("SMTP_URL", "http://mail.example.org"),
    ],
)
def test_a_wrong_value_is_said_in_one_line_that_names_it(monkeypatch, name, value):
    monkeypatch.setenv(f"REHAB_{name}", value)

    with pytest.raises(Refused) as no:
        settings.load()

    assert str(no.value).startswith(f"REHAB_{name} is wrong: ")
    assert "\n" not in str(no.value)


def test_a_wrong_value_is_not_said_aloud_when_it_holds_a_password(monkeypatch):
    monkeypatch.setenv("REHAB_DATABASE_URL", "postgres://rehab:hunter2@server/rehab")

    with pytest.raises(Refused) as no:
        settings.load()

    assert "hunter2" not in str(no.value)


@pytest.mark.parametrize(
    "value",
    ["sqlite:////srv/rehab.db", "postgresql+psycopg://me:secret@server:5432/rehab"],
)
def test_a_database_elsewhere_is_taken_as_it_is_named(monkeypatch, value):
    monkeypatch.setenv("REHAB_DATABASE_URL", value)

    assert settings.load().database == value


@pytest.mark.parametrize(
    ("address", "specimen"),
    [
        ("", True),
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://LOCALHOST:8000", True),
        ("http://[::1]:8000", True),
        ("http://127.1.2.3", True),
        ("https://assets.example.org/", False),
        ("http://10.0.0.5:8000", False),
    ],
)
def test_labels_are_specimens_until_they_point_somewhere_lasting(monkeypatch, address, specimen):
    monkeypatch.setenv("REHAB_BASE_URL", address)

    chosen = settings.load()

    assert chosen.specimen is specimen
    assert not chosen.base_url.endswith("/")


def test_the_key_is_made_once_and_kept_for_its_owner_alone(home):
    first, second = settings.load().secret(), settings.load().secret()

    assert first == second
    assert len(first) >= 43  # 256 bits
    assert stat.S_IMODE((home / "secret_key").stat().st_mode) == 0o600
    assert [each.name for each in home.iterdir()] == ["secret_key"]


def test_a_key_from_the_environment_is_taken_and_not_written_down(monkeypatch, home):
    monkeypatch.setenv("REHAB_SECRET_KEY", "from the environment")

    assert settings.load().secret() == "from the environment"
    assert not home.exists()


def test_processes_that_start_together_come_to_the_same_key():
    chosen = settings.load()

    with ThreadPoolExecutor(16) as threads:
        keys = set(threads.map(lambda _: chosen.secret(), range(64)))

    assert len(keys) == 1
    assert keys != {""}
