import pytest

from assets import checks, settings
from assets.database import open_engine
from tests.web.typed import refused


@pytest.mark.usefixtures("house")
def test_check_says_what_was_proved(rehab_here):
    said = rehab_here("check")

    assert said.status == 0, said
    assert "The tree of places: 4 proved, 0 wrong" in said.out
    assert said.out.endswith("Everything is whole.\n")


def test_check_fails_and_says_why_when_somebody_has_tampered(rehab_here, house):
    with house.begin() as connection:
        connection.exec_driver_sql("UPDATE asset SET name = 'Swapped'")

    said = rehab_here("check")

    assert said.status == 1
    assert "name is 'Swapped', and the trail says 'Treadmill'" in said.err
    assert "whole" not in said.out


@pytest.mark.usefixtures("house")
def test_backup_and_restore_bring_a_register_to_another_home(rehab_here, monkeypatch, tmp_path):
    backup = rehab_here("backup").out.strip()
    monkeypatch.setenv("REHAB_DATABASE_URL", "")
    monkeypatch.setenv("REHAB_HOME", str(tmp_path / "elsewhere"))

    said = rehab_here("restore", backup)

    assert said.status == 0, said
    there = open_engine(settings.load().database)
    assert list(checks.check(there, settings.load())) == []
    there.dispose()
    assert "empty home only" in refused(rehab_here("restore", backup))
    assert "Everything is whole." in rehab_here("check").out


def test_a_backup_that_is_not_there_is_said(rehab, tmp_path):
    assert refused(rehab("restore", tmp_path / "gone.zip")).endswith("gone.zip")
