import pytest

from tests.house import free_port
from tests.web.typed import refused
from web import cli


def test_help_names_every_command_and_makes_nothing(rehab, home):
    said = rehab("--help")

    assert said.status == 0
    assert all(name in said.out for name in cli.COMMANDS)
    assert not home.exists()


@pytest.mark.parametrize("command", ["serve", "work", "demo", "upgrade", "backup", "check"])
def test_a_wrong_setting_stops_a_command_with_one_clear_line(rehab, monkeypatch, home, command):
    monkeypatch.setenv("REHAB_BASE_URL", "assets.example.org")

    assert refused(rehab(command)).startswith("REHAB_BASE_URL is wrong: ")
    assert not home.exists()


def test_a_database_that_cannot_be_reached_is_said_in_one_line(rehab, monkeypatch):
    address = f"postgresql+psycopg://me:secret@127.0.0.1:{free_port()}/rehab"
    monkeypatch.setenv("REHAB_DATABASE_URL", address)

    said = refused(rehab("check"))

    assert said.startswith("The database cannot be used: ")
    assert "secret" not in said


def test_a_home_that_cannot_be_made_is_said_in_one_line(rehab, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("REHAB_HOME", str(tmp_path / "file" / "home"))

    assert "home" in refused(rehab("demo"))


def test_a_word_that_is_no_command_is_refused(rehab):
    said = rehab("serv")

    assert said.status != 0
    assert "serv" in said.err
