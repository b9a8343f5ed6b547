import json
import stat
from zipfile import ZipFile

from sqlmodel import select

from assets import checks, settings, trail, upgrades
from assets.database import open_engine, transaction
from assets.inventory import register
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.rights import EVERYTHING
from assets.settings import Settings
from jobs import backups, restores
from tests.jobs.archives import (
    BY,
    DIGEST,
    NIGHT,
    PHOTO,
    contents,
    opened,
    rows,
)
from tests.registers import furnished


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
    first = backups.make(furnished(engine, begun), begun, NIGHT)
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


def test_writing_goes_on_while_a_backup_is_made(house, monkeypatch):
    def write(name):
        with transaction(house, by=BY) as session:
            session.add(Partner(code=name, name=name, country="RO"))

    stored = backups._stored  # noqa: SLF001 - the rows are read and the files are being copied
    late = iter([True])  # of several files, while the first is copied
    monkeypatch.setattr(
        backups,
        "_stored",
        lambda *given: (write("LATE") if next(late, False) else None, stored(*given))[1],
    )
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
