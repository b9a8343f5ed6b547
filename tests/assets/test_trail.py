import hashlib
import json
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlmodel import delete, insert, select, text, update

from assets import checks, replays, schema, trail
from assets.database import Actor, transaction
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.inventory.register import Asset, Condition
from assets.trail import UNTRACKED, Batch, Entry
from tests.builders import a_partner, a_room, a_site, an_asset

BY = Actor("test", uuid4())
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def last_changes(session, record):
    return session.exec(trail.history(record.id)).first()[0].changes


def sound(engine):
    with transaction(engine, by=BY, read_only=True) as session:
        return [problem for problem in checks.broken(session) if problem] == []


def test_an_entry_says_who_changed_what_from_what_to_what_when_and_why(engine, session):
    asset = an_asset(session, "Treadmill")
    with transaction(engine, by=BY, at=NOON, reason="Moved house") as changes:
        changes.get_one(Asset, asset.id).condition = Condition.DOWN

    entry, batch = session.exec(trail.history(asset.id)).first()
    assert entry.changes == {"condition": ["up", "down"]}
    assert (entry.verb, entry.kind, entry.key, entry.label) == (
        "changed",
        "asset",
        asset.id,
        "LOV-00001",
    )
    assert (entry.site_id, entry.partner_id) == (asset.site_id, asset.partner_id)
    assert (batch.source, batch.person_id, batch.at, batch.reason) == (
        "test",
        BY.person_id,
        NOON,
        "Moved house",
    )


def test_a_new_record_enters_with_all_that_it_says(session):
    room = a_room(session, "Pool hall", opens_on=date(2027, 9, 1), capacity=12)

    entry, _ = session.exec(trail.history(room.id)).one()

    assert entry.verb == "created"
    assert entry.changes == {
        "name": [None, "Pool hall"],
        "kind": [None, "room"],
        "parent_id": [None, str(room.parent_id)],
        "site_id": [None, str(room.site_id)],
        "partner_id": [None, str(room.partner_id)],
        "capacity": [None, 12],
        "opens_on": [None, "2027-09-01"],
    }


def test_a_deleted_record_leaves_what_it_said(engine, session):
    partner = a_partner(session, "TM")
    with transaction(engine, by=BY) as changes:
        changes.delete(changes.get_one(Partner, partner.id))

    entry, _ = session.exec(trail.history(partner.id)).first()
    assert (entry.verb, entry.changes["code"]) == ("deleted", ["TM", None])


def test_a_foreign_key_set_through_a_relationship_is_seen(engine, session):
    asset, store = an_asset(session), a_room(session, "Store")
    before = asset.place_id
    with transaction(engine, by=BY) as changes:
        changes.get_one(Asset, asset.id).place = changes.get_one(Place, store.id)

    assert last_changes(session, asset) == {"place_id": [str(before), str(store.id)]}


def test_what_did_not_change_leaves_no_trail(engine, session):
    asset = an_asset(session, "Treadmill")
    with transaction(engine, by=BY) as changes:
        changes.get_one(Asset, asset.id).name = "Treadmill"

    assert len(session.exec(trail.history(asset.id)).all()) == 1


def test_everything_in_one_transaction_is_one_batch(engine, session):
    with transaction(engine, by=BY) as changes:
        for code in ("TM", "SZ", "MV"):
            changes.add(Partner(code=code, name=code, country="RO"))
            changes.flush()

    batch = session.exec(select(Batch)).one()
    entries = session.exec(select(Entry).order_by(Entry.position)).all()
    assert batch.entries == 3
    assert [(each.batch_id, each.position) for each in entries] == [
        (batch.id, 1),
        (batch.id, 2),
        (batch.id, 3),
    ]


def test_the_batch_has_its_id_before_it_is_sealed(engine, session):
    with transaction(engine, by=BY) as changes:
        expected = trail.batch_of(changes)
        changes.add(Partner(code="TM", name="Timiș", country="RO"))

    assert session.exec(select(Batch)).one().id == expected


def test_a_savepoint_that_is_rolled_back_leaves_nothing_and_breaks_nothing(engine, session):
    with transaction(engine, by=BY) as changes:
        changes.add(Partner(code="TM", name="Timiș", country="RO"))
        lost = changes.begin_nested()
        changes.add(Partner(code="XX", name="Lost", country="RO"))
        changes.flush()
        lost.rollback()
        with changes.begin_nested():
            changes.add(Partner(code="SZ", name="Szeged", country="HU"))
        changes.add(Partner(code="MV", name="Móra-Vitál", country="HU"))

    entries = session.exec(select(Entry).order_by(Entry.position)).all()
    assert [entry.label for entry in entries] == ["TM", "SZ", "MV"]
    assert session.exec(select(Batch)).one().entries == 3
    assert sound(engine)


def test_savepoints_within_savepoints_come_back_to_where_each_began(engine, session):
    with transaction(engine, by=BY) as changes:
        outer = changes.begin_nested()
        changes.add(Partner(code="TM", name="Timiș", country="RO"))
        inner = changes.begin_nested()
        changes.add(Partner(code="SZ", name="Szeged", country="HU"))
        inner.commit()
        outer.rollback()
        changes.add(Partner(code="MV", name="Móra-Vitál", country="HU"))

    assert [entry.label for entry in session.exec(select(Entry))] == ["MV"]
    assert sound(engine)


def test_an_old_value_that_was_forgotten_is_read_again(engine, session):
    asset = an_asset(session, note="Squeaks")
    with transaction(engine, by=BY) as changes:
        read = changes.get_one(Asset, asset.id)
        changes.expire(read)
        read.note = "Oiled"

    assert last_changes(session, asset) == {"note": ["Squeaks", "Oiled"]}


def test_a_transaction_that_changes_nothing_takes_no_number(engine, session):
    with transaction(engine, by=BY) as changes:
        trail.batch_of(changes)

    assert session.exec(select(Batch)).all() == []


def test_batches_are_numbered_in_the_order_in_which_they_were_committed(engine, session):
    for code in ("TM", "SZ", "MV"):
        with transaction(engine, by=BY) as changes:
            changes.add(Partner(code=code, name=code, country="RO"))

    batches = session.exec(select(Batch).order_by(Batch.number)).all()
    assert [batch.number for batch in batches] == [1, 2, 3]
    assert [batch.previous for batch in batches] == ["", batches[0].hash, batches[1].hash]
    assert trail.head(session).number == 3


@pytest.mark.parametrize(
    "change",
    [
        update(Asset).values(name="X"),
        delete(Asset),
        insert(Partner).values(code="X"),
        update(Asset.__table__).values(name="X"),
        delete(Entry),
        update(Batch).values(reason="X"),
    ],
)
def test_a_change_in_bulk_would_leave_no_trail_and_is_refused(engine, session, change):
    an_asset(session)

    with transaction(engine, by=BY) as changes, pytest.raises(RuntimeError, match="no trail"):
        changes.exec(change)


@pytest.mark.parametrize("kind", [Batch, Entry])
def test_what_stands_on_the_trail_is_never_changed_or_deleted(engine, session, kind):
    a_partner(session)

    def forge():
        with transaction(engine, by=BY) as changes:
            record = changes.exec(select(kind)).first()
            if kind is Entry:
                record.label = "Forged"
            else:
                changes.delete(record)

    with pytest.raises(RuntimeError, match="never changed"):
        forge()

    assert sound(engine)


def three_batches(engine):
    for name in ("Ana", "Bela", "Carmen"):
        with transaction(engine, by=BY) as changes:
            changes.add(Partner(code=name[:2], name=name, country="RO"))
            changes.add(Partner(code=name[:1], name=f"{name} II", country="RO"))


TAMPERING = {
    "an old value is changed": (
        "UPDATE entry SET changes = '{{\"name\": [null, \"Zoe\"]}}' WHERE id = '{entry}'"
    ),
    "the verb is changed": "UPDATE entry SET verb = 'deleted' WHERE id = '{entry}'",
    "the kind is changed": "UPDATE entry SET kind = 'person' WHERE id = '{entry}'",
    "the label is changed": "UPDATE entry SET label = 'Z' WHERE id = '{entry}'",
    "the record is exchanged": "UPDATE entry SET key = batch_id WHERE id = '{entry}'",
    "the site is changed": "UPDATE entry SET site_id = batch_id WHERE id = '{entry}'",
    "the owner is changed": "UPDATE entry SET partner_id = batch_id WHERE id = '{entry}'",
    "an entry is deleted": "DELETE FROM entry WHERE id = '{entry}'",
    "an entry is deleted and the count corrected": (
        "DELETE FROM entry WHERE id = '{entry}';UPDATE batch SET entries = 1 WHERE number = 2;"
    ),
    "two entries are exchanged": (
        "UPDATE entry SET position = 3 - position WHERE batch_id = '{batch}'"
    ),
    "an entry is moved to another batch": (
        "UPDATE entry SET batch_id = (SELECT id FROM batch WHERE number = 1) WHERE id = '{entry}'"
    ),
    "the moment is changed": "UPDATE batch SET at = '2020-01-01 00:00:00' WHERE number = 2",
    "the person is changed": "UPDATE batch SET person_id = id WHERE number = 2",
    "the person is removed": "UPDATE batch SET person_id = NULL WHERE number = 2",
    "the reason is changed": "UPDATE batch SET reason = 'None' WHERE number = 2",
    "the source is changed": "UPDATE batch SET source = 'demo' WHERE number = 2",
    "the undone batch is changed": "UPDATE batch SET undoes_id = id WHERE number = 2",
    "the hash is changed": "UPDATE batch SET hash = previous WHERE number = 2",
    "a batch is removed": "DELETE FROM batch WHERE number = 2",
    "a batch is removed with its entries": (
        "DELETE FROM entry WHERE batch_id = '{batch}'; DELETE FROM batch WHERE number = 2;"
    ),
    "a batch is removed and the next moved up": (
        "DELETE FROM entry WHERE batch_id = '{batch}'; DELETE FROM batch WHERE number = 2;"
        "UPDATE batch SET number = 2, previous = (SELECT hash FROM batch WHERE number = 1)"
        " WHERE number = 3;"
    ),
    "two batches are exchanged": (
        "UPDATE batch SET number = 9 WHERE number = 2;"
        "UPDATE batch SET number = 2 WHERE number = 3;"
        "UPDATE batch SET number = 3 WHERE number = 9;"
    ),
    "the first batch is removed": "DELETE FROM batch WHERE number = 1",
    "an entry cannot be read": "UPDATE entry SET changes = '[]' WHERE id = '{entry}'",
}


def tamper(engine, session, sql):
    """Do what someone with the database's own tools could do."""
    middle = session.exec(select(Batch).where(Batch.number == 2)).one()
    entry = session.exec(
        select(Entry).where(Entry.batch_id == middle.id, Entry.position == 1)
    ).one()
    shown = str if engine.dialect.name == "postgresql" else (lambda key: key.hex)
    for statement in filter(None, sql.split(";")):
        with engine.begin() as connection:
            connection.exec_driver_sql(
                statement.format(entry=shown(entry.id), batch=shown(middle.id))
            )


@pytest.mark.parametrize("sql", TAMPERING.values(), ids=TAMPERING)
def test_whatever_is_done_to_the_trail_shows(engine, session, sql):
    three_batches(engine)
    assert sound(engine)

    tamper(engine, session, sql)

    assert not sound(engine)


def test_rows_of_every_table_leave_a_trail_or_the_reason_is_written_down():
    left_out = set(schema.TABLES.tables) - set(replays.tracked())

    assert left_out <= set(UNTRACKED)
    assert all(UNTRACKED.values())


def test_a_value_is_kept_as_the_same_json_on_every_database(engine, session):
    name = "Pompă “Ő” \u2028 ț"
    asset = an_asset(session, name, acquired_on=date(2026, 2, 28), price_minor=0)

    created = session.exec(trail.history(asset.id)).all()[-1][0].changes
    assert created["name"] == [None, name]
    assert created["acquired_on"] == [None, "2026-02-28"]
    assert created["price_minor"] == [None, 0]
    assert sound(engine)


def test_the_digest_of_the_trail_is_what_anybody_would_reckon(engine, session):
    """The recipe in plain words: whoever has the rows and sha256 comes to the same head."""
    a_site(session)
    with transaction(engine, by=BY, at=NOON) as changes:
        changes.add(Partner(code="SZ", name="Szeged", country="HU"))
    previous, batch = session.exec(select(Batch).order_by(Batch.number)).all()[-2:]
    entry = session.exec(select(Entry).where(Entry.batch_id == batch.id)).one()

    line = json.dumps(
        [
            1,
            "created",
            "partner",
            str(entry.key),
            "SZ",
            None,
            None,
            {"code": [None, "SZ"], "country": [None, "HU"], "name": [None, "Szeged"]},
        ],
    )
    digest = hashlib.sha256(line.encode() + b"\n").hexdigest()
    sealed = json.dumps(
        [
            str(batch.id),
            batch.number,
            "2027-03-01T12:00:00+00:00",
            str(BY.person_id),
            "test",
            "",
            None,
            1,
            previous.hash,
            digest,
        ]
    )
    assert batch.hash == hashlib.sha256(sealed.encode()).hexdigest()


def test_what_happened_at_a_site_stays_at_that_site(engine, session):
    asset, szentes = an_asset(session), a_site(session, "SZE", "Szentes", "HU")
    before = asset.site_id
    with transaction(engine, by=BY) as changes:
        to = changes.get_one(Place, szentes.id)
        changes.get_one(Asset, asset.id).stand_in(to, on=date(2027, 3, 1))

    latest, first = (entry for entry, _ in session.exec(trail.history(asset.id)))
    assert (first.site_id, latest.site_id) == (before, szentes.id)


def test_the_text_of_the_trail_is_json(session):
    a_partner(session)

    kept = session.exec(text("SELECT CAST(changes AS TEXT) FROM entry")).scalars().all()

    assert all(isinstance(json.loads(changes), dict) for changes in kept)
