import errno
import hashlib
import json
import resource
import shutil
import signal
import stat
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from assets import checks, settings, upgrades
from assets.database import open_engine
from assets.errors import Refused
from assets.settings import Settings
from jobs import backups, restores
from tests.jobs.archives import (
    DIGEST,
    NIGHT,
    address,
    alter,
    opened,
    rewritten,
    rows,
)
from tests.processes import PROCESSES


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


def _make(url, chosen, begun=None):
    if begun:
        backups._files = partial(_wait, begun)  # noqa: SLF001 - the last thing that is read
    backups.make(open_engine(url), chosen, NIGHT)


def _restore(backup, there, moment, begun):
    setattr(restores.os if moment == "sync" else restores, moment, partial(_wait, begun))
    restores.restore(backup, there)


def _wait(begun, *_):
    begun.set()
    signal.pause()


def killed(work, *given):
    """Do this in another process, and kill that when it has begun with what it waits at."""
    begun = PROCESSES.Event()
    process = PROCESSES.Process(target=work, args=(*given, begun))
    process.start()
    assert begun.wait(60)
    process.kill()
    process.join()


def _on_a_small_disk(most, work, *given):
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        work(*given)
    except OSError as no:
        sys.exit(no.errno)


def ended_on_a_small_disk(most, work, *given):
    """Do this in another process that may write files of so many bytes; with what it ends."""
    process = PROCESSES.Process(target=_on_a_small_disk, args=(most, work, *given))
    process.start()
    process.join(60)
    return process.exitcode


def test_a_backup_that_is_killed_leaves_no_backup_and_the_next_is_whole(house, elsewhere):
    killed(_make, address(house), settings.load())
    assert list(settings.load().backups.glob("*.zip")) == []

    whole = backups.make(house, settings.load(), NIGHT)

    restores.restore(whole, elsewhere)
    assert [each.name for each in settings.load().backups.glob("[!.]*")] == [whole.name]
    opened(elsewhere).dispose()


def test_a_backup_for_which_the_disk_is_too_small_leaves_nothing(house):
    ended = ended_on_a_small_disk(33_000, _make, address(house), settings.load())

    assert ended == errno.EFBIG
    assert list(settings.load().backups.glob("[!.]*")) == []


# At the last of them, everything that comes before it has been done too.
EARLIER = [pytest.param(moment, marks=pytest.mark.proof) for moment in ("_rows", "_files")]


@pytest.mark.parametrize("moment", [*EARLIER, "sync"])
def test_a_restore_that_is_killed_leaves_no_register_and_can_be_repeated(backup, elsewhere, moment):
    killed(_restore, backup, elsewhere, moment)
    assert restores.broken_off(elsewhere)
    assert not (elsewhere.home / "rehab.db").exists()

    restores.restore(backup, elsewhere)

    assert not restores.broken_off(elsewhere)
    assert sorted(each.name for each in elsewhere.home.iterdir()) == ["files", "rehab.db"]
    opened(elsewhere).dispose()


def test_a_restore_for_which_the_disk_is_too_small_leaves_nothing(backup, elsewhere):
    ended = ended_on_a_small_disk(50_000, restores.restore, backup, elsewhere)

    assert ended == 1
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
