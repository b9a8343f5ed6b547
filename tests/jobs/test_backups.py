import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy import text
from sqlmodel import select

from assets import checks, settings, trail, upgrades
from assets.database import Actor, open_engine, transaction
from assets.errors import Refused
from assets.inventory import register
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.rights import EVERYTHING
from assets.settings import Settings
from jobs import backups, restores
from tests.registers import furnished

BY = Actor("test")
NIGHT = datetime(2027, 3, 2, 1, 30, tzinfo=UTC)
PHOTO = b"\xff\xd8 a treadmill"
DIGEST = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
def house(engine, home):
    """A register with something in every wing, and a photograph."""
    (home / "files" / DIGEST[:2]).mkdir(parents=True)
    (home / "files" / DIGEST[:2] / DIGEST).write_bytes(PHOTO)
    return furnished(engine)


@pytest.fixture
def backup(house):
    return backups.make(house, settings.load(), NIGHT)


@pytest.fixture
def elsewhere(tmp_path):
    """The settings of an empty home on another machine, with its database in it."""
    return Settings(home=tmp_path / "elsewhere", database_url="")


def rows(engine, table):
    with engine.connect() as connection:
        return connection.execute(text(f"SELECT * FROM {table} ORDER BY 1")).all()


def opened(where):
    engine = open_engine(where.database)
    assert list(checks.check(engine, where)) == []
    return engine


def test_a_backup_is_one_readable_archive(backup, house):
    with ZipFile(backup) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assets = [json.loads(line) for line in archive.open("tables/asset.jsonl")]
        photo = archive.read(f"files/{DIGEST[:2]}/{DIGEST}")
    with transaction(house, by=BY, read_only=True) as session:
        head = trail.head(session)

    assert (manifest["number"], manifest["hash"]) == (head.number, head.hash)
    assert (manifest["step"], manifest["made_at"]) == (upgrades.steps()[-1], NIGHT.isoformat())
    assert sorted(asset["name"] for asset in assets) == ["Pompă de căldură", "Treadmill"]
    assert photo == PHOTO
    assert backup.name == f"rehab-20270302-013000-{head.number}.zip"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_backup_comes_back_whole_into_an_empty_home(backup, house, elsewhere):
    manifest = restores.restore(backup, elsewhere)

    there = opened(elsewhere)
    with transaction(there, by=BY, read_only=True) as session:
        treadmill = register.tagged(session, "LOV-00001", EVERYTHING)
        head = trail.head(session)
    assert treadmill.name == "Treadmill"
    assert (head.number, head.hash) == (manifest.number, manifest.hash)
    assert (elsewhere.files / DIGEST[:2] / DIGEST).read_bytes() == PHOTO
    for table in ("asset", "entry", "person", "search_word", "tag_counter"):
        assert len(rows(there, table)) == len(rows(house, table)) > 0
    there.dispose()


def test_the_trail_goes_on_after_a_restore(backup, elsewhere):
    restores.restore(backup, elsewhere)
    there = opened(elsewhere)

    with transaction(there, by=BY) as session:
        room = session.exec(select(Place).where(Place.name == "Gym")).one()
        tag = register.register(session, place=room, name="Ergometer").tag

    assert tag == "LOV-00003"
    assert list(checks.check(there, elsewhere, backups.heads(elsewhere))) == []
    there.dispose()


def test_a_backup_of_one_kind_of_database_comes_back_into_the_other(bare, tmp_path, elsewhere):
    """Whatever `bare` is: from SQLite into it, and from it into SQLite."""
    begun = Settings(home=tmp_path / "begun", database_url="")
    engine = open_engine(begun.database)
    upgrades.upgrade(engine)
    first = backups.make(furnished(engine), begun, NIGHT)
    before = {table: rows(engine, table) for table in ("milestone", "batch")}
    engine.dispose()
    address = bare.url.render_as_string(hide_password=False)
    middle = Settings(home=tmp_path / "middle", database_url=address)

    restores.restore(first, middle)
    between = opened(middle)
    second = backups.make(between, middle, NIGHT)
    between.dispose()
    restores.restore(second, elsewhere)

    there = opened(elsewhere)
    assert {table: rows(there, table) for table in before} == before
    assert contents(first) == contents(second)
    there.dispose()


def contents(backup):
    with ZipFile(backup) as archive:
        tables = [name for name in archive.namelist() if name.startswith("tables/")]
        return {name: archive.read(name) for name in tables}


def test_writing_goes_on_while_a_backup_is_made(house, monkeypatch):
    def write(name):
        with transaction(house, by=BY) as session:
            session.add(Partner(code=name, name=name, country="RO"))

    stored = backups._stored  # noqa: SLF001 - the rows are read and the files are being copied
    monkeypatch.setattr(backups, "_stored", lambda *given: (write("LATE"), stored(*given))[1])
    lines = backups.copies.lines
    monkeypatch.setattr(
        backups.copies,
        "lines",
        lambda rows, shape: (
            (write("MID") if shape.name == "partner" else None) or lines(rows, shape)
        ),
    )

    made = backups.make(house, settings.load(), NIGHT)

    with ZipFile(made) as archive:
        kept = archive.read("tables/partner.jsonl").decode()
    assert "MID" not in kept
    assert "LATE" not in kept
    with transaction(house, by=BY, read_only=True) as session:
        assert (
            trail.head(session).number > json.loads(ZipFile(made).read("manifest.json"))["number"]
        )


def test_a_restore_into_a_home_that_holds_something_is_refused(backup, house, elsewhere):
    with pytest.raises(Refused, match="already"):
        restores.restore(backup, settings.load())
    elsewhere.home.mkdir()
    (elsewhere.home / "notes.txt").write_text("mine")

    with pytest.raises(Refused, match="empty home only"):
        restores.restore(backup, elsewhere)

    assert [each.name for each in elsewhere.home.iterdir()] == ["notes.txt"]
    assert len(rows(house, "asset")) == 2


def test_a_database_with_a_register_in_it_is_not_filled_again(backup, house, tmp_path):
    address = house.url.render_as_string(hide_password=False)
    there = Settings(home=tmp_path / "elsewhere", database_url=address)

    with pytest.raises(Refused, match="already"):
        restores.restore(backup, there)

    assert len(rows(house, "asset")) == 2


def test_older_backups_may_lie_in_the_home_already(backup, elsewhere):
    elsewhere.backups.mkdir(parents=True)
    kept = Path(shutil.copy(backup, elsewhere.backups))

    restores.restore(kept, elsewhere)

    there = opened(elsewhere)
    assert list(checks.check(there, elsewhere, backups.heads(elsewhere))) == []
    there.dispose()


def test_the_key_that_signs_comes_back_with_the_rest(house, elsewhere):
    key = settings.load().secret()
    backup = backups.make(house, settings.load(), NIGHT)

    restores.restore(backup, elsewhere)

    assert elsewhere.secret() == key
    assert stat.S_IMODE((elsewhere.home / "secret_key").stat().st_mode) == 0o600


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


DAMAGE = {
    "a value is another": alter("tables/asset.jsonl", b"Treadmill", b"Ergometer"),
    "the lines run together": alter("tables/asset.jsonl", b"\n", b""),
    "a file is another": alter(f"files/{DIGEST[:2]}/{DIGEST}", b"treadmill", b"ergometer"),
    "the head is another": alter("manifest.json", b'"number": ', b'"number": 1'),
    "the count is another": alter("manifest.json", b'"rows": 2', b'"rows": 3'),
    "the manifest cannot be read": alter("manifest.json", b"{", b""),
    "the format is unknown": alter("manifest.json", b'"format": 1', b'"format": 2'),
    "the manifest is gone": lambda parts: parts.pop("manifest.json"),
    "a table is gone": lambda parts: parts.pop("tables/person.jsonl"),
    "a file is gone": lambda parts: parts.pop(f"files/{DIGEST[:2]}/{DIGEST}"),
}


@pytest.mark.parametrize("change", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_backup_is_refused_and_leaves_nothing(backup, elsewhere, change):
    rewritten(backup, change)

    with pytest.raises(Refused):
        restores.restore(backup, elsewhere)

    assert not elsewhere.home.exists() or list(elsewhere.home.iterdir()) == []


@pytest.mark.parametrize("keep", [0, 1, 100, 0.5, 0.99])
def test_a_backup_that_was_cut_short_is_refused(backup, elsewhere, keep):
    whole = backup.read_bytes()
    backup.write_bytes(whole[: keep if isinstance(keep, int) else int(keep * len(whole))])

    with pytest.raises(Refused, match="is not a whole backup"):
        restores.restore(backup, elsewhere)

    assert not elsewhere.home.exists()


def test_a_backup_of_a_newer_program_is_refused(backup, elsewhere):
    step = f'"step": "{upgrades.steps()[-1]}"'.encode()
    rewritten(backup, alter("manifest.json", step, b'"step": "9999"'))

    with pytest.raises(Refused, match="newer version"):
        restores.restore(backup, elsewhere)


def test_a_row_that_refers_to_nothing_stops_the_restore(backup, elsewhere):
    def forge(parts):
        lines = parts["tables/tag_counter.jsonl"].splitlines()
        counter = json.loads(lines[0]) | {"site_id": "00000000-0000-0000-0000-000000000001"}
        parts["tables/tag_counter.jsonl"] = b"\n".join([json.dumps(counter).encode(), *lines[1:]])
        digest = hashlib.sha256(parts["tables/tag_counter.jsonl"]).hexdigest()
        manifest = json.loads(parts["manifest.json"])
        for table in manifest["tables"]:
            if table["shape"]["name"] == "tag_counter":
                table["sha256"] = digest
        parts["manifest.json"] = json.dumps(manifest).encode()

    rewritten(backup, forge)

    with pytest.raises(Refused, match="refers to nothing"):
        restores.restore(backup, elsewhere)

    assert list(elsewhere.home.iterdir()) == []


def test_one_backup_at_a_time(house, monkeypatch):
    files = backups._files  # noqa: SLF001 - the last thing that is read
    monkeypatch.setattr(backups, "_files", lambda folder: (time.sleep(1), files(folder))[1])

    with ThreadPoolExecutor(2) as threads:
        tried = [threads.submit(backups.make, house, settings.load(), NIGHT) for _ in range(2)]
        refused = [no for no in (each.exception() for each in tried) if no]

    assert [str(no) for no in refused] == ["A backup is being made already."]
    assert len(list(settings.load().backups.glob("*.zip"))) == 1


MAKE = """
    import resource, signal, sys
    from datetime import UTC, datetime
    from assets import settings
    from assets.database import open_engine
    from jobs import backups
    if sys.argv[2] != "0":
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
    if sys.argv[3] == "slow":
        backups._files = lambda folder: (print("reading", flush=True), signal.pause())
    backups.make(open_engine(sys.argv[1]), settings.load(), datetime.now(UTC))
"""


def python(program, *words):
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), *map(str, words)],
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def address(engine):
    return engine.url.render_as_string(hide_password=False)


def test_a_backup_that_is_killed_leaves_no_backup_and_the_next_is_whole(house, elsewhere):
    process = python(MAKE, address(house), 0, "slow")
    assert process.stdout.readline() == "reading\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert list(settings.load().backups.glob("*.zip")) == []

    whole = backups.make(house, settings.load(), NIGHT)

    restores.restore(whole, elsewhere)
    assert [each.name for each in settings.load().backups.glob("[!.]*")] == [whole.name]
    opened(elsewhere).dispose()


def test_a_backup_for_which_the_disk_is_too_small_leaves_nothing(house):
    process = python(MAKE, address(house), 20_000, "quick")

    _, said = process.communicate()

    assert process.returncode == 1
    assert "File too large" in said
    assert list(settings.load().backups.glob("[!.]*")) == []


RESTORE = """
    import resource, signal, sys
    from pathlib import Path
    from assets import copies
    from assets.settings import Settings
    from jobs import restores
    there = Settings(home=Path(sys.argv[2]), database_url="")
    if sys.argv[3] == "small":
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
    elif sys.argv[3] != "whole":
        module, name = restores.os if sys.argv[3] == "sync" else restores, sys.argv[3]
        setattr(module, name, lambda *_: (print("so far", flush=True), signal.pause()))
    restores.restore(Path(sys.argv[1]), there)
"""


@pytest.mark.parametrize("moment", ["_rows", "_files", "sync"])
def test_a_restore_that_is_killed_leaves_no_register_and_can_be_repeated(backup, elsewhere, moment):
    process = python(RESTORE, backup, elsewhere.home, moment)
    assert process.stdout.readline() == "so far\n", process.communicate()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert restores.broken_off(elsewhere)
    assert not (elsewhere.home / "rehab.db").exists()

    restores.restore(backup, elsewhere)

    assert not restores.broken_off(elsewhere)
    assert sorted(each.name for each in elsewhere.home.iterdir()) == ["files", "rehab.db"]
    opened(elsewhere).dispose()


def test_a_restore_for_which_the_disk_is_too_small_leaves_nothing(backup, elsewhere):
    process = python(RESTORE, backup, elsewhere.home, "small")

    process.communicate()

    assert process.returncode == 1
    assert list(elsewhere.home.iterdir()) == []


def test_the_backups_in_the_home_vouch_for_the_trail(backup, house):
    chosen = settings.load()
    assert list(checks.check(house, chosen, backups.heads(chosen))) == []

    with house.begin() as connection:
        connection.execute(
            text("UPDATE batch SET hash = 'f' WHERE hash = (SELECT max(hash) FROM batch)")
        )
        connection.execute(text("DELETE FROM batch WHERE number = (SELECT max(number) FROM batch)"))

    told = list(checks.check(house, chosen, backups.heads(chosen)))
    assert any(backup.name in problem for problem in told)


def test_a_backup_that_has_rotted_is_told(backup, house):
    chosen = settings.load()
    backup.write_bytes(b"rotten")

    told = list(checks.check(house, chosen, backups.heads(chosen)))

    assert told == [f"{backup.name} is not a whole backup."]


def test_an_empty_register_can_be_backed_up_too(engine, elsewhere):
    restores.restore(backups.make(engine, settings.load(), NIGHT), elsewhere)

    opened(elsewhere).dispose()
