import textwrap
import uuid
from datetime import UTC, date, datetime

import pytest
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, MetaData, Table, inspect, text

from assets import derivations, schema, upgrades
from assets.database import Actor, open_engine, transaction
from assets.errors import Refused
from assets.exchange import search
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.inventory.suppliers import Supplier
from assets.rights import EVERYTHING
from tests.processes import PROCESSES

BY = Actor("test")


def described(engine):
    """What the database itself says of its tables."""
    inspector = inspect(engine)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in inspector.get_columns(table)
            },
            "primary key": inspector.get_pk_constraint(table)["constrained_columns"],
            "references": listed(inspector.get_foreign_keys(table)),
            "unique": listed(inspector.get_unique_constraints(table)),
            "checks": listed(inspector.get_check_constraints(table)),
            "indexes": listed(inspector.get_indexes(table)),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def listed(found):
    return sorted(str({name: spelled(value) for name, value in each.items()}) for each in found)


def spelled(value):
    if isinstance(value, dict):
        return {name: spelled(each) for name, each in value.items()}
    return str(value)


def test_the_steps_lead_to_the_tables_that_the_program_has(bare):
    schema.TABLES.create_all(bare)
    expected = described(bare)
    schema.TABLES.drop_all(bare)

    upgrades.upgrade(bare)

    made = described(bare)
    assert made.keys() == expected.keys()
    for table, says in made.items():
        assert says == expected[table], table


def test_every_table_of_the_program_is_in_the_schema(engine):
    assert set(described(engine)) == set(schema.TABLES.tables)


def test_an_empty_database_is_at_no_step_and_then_at_the_last(bare):
    assert upgrades.step(bare) == ""
    assert not upgrades.at_head(bare)

    upgrades.upgrade(bare)

    assert upgrades.at_head(bare)
    assert upgrades.step(bare) == upgrades.steps()[-1]


def test_upgrading_twice_does_no_harm(engine):
    with transaction(engine, by=BY) as session:
        session.add(Partner(code="TM", name="Timiș", country="RO"))

    upgrades.upgrade(engine)

    with transaction(engine, by=BY, read_only=True) as session:
        assert len(session.exec(text("SELECT * FROM partner")).all()) == 1


def test_the_steps_are_numbered_as_alembic_counts_them(engine):
    script = ScriptDirectory(str(upgrades.MIGRATIONS))

    in_order = [each.revision for each in script.walk_revisions()]
    with engine.connect() as connection:
        kept = MigrationContext.configure(connection).get_current_heads()

    assert upgrades.steps() == in_order[::-1]
    assert kept == (script.get_current_head(),)


def test_a_register_of_a_newer_program_is_left_alone(engine):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(Refused, match="newer version of the program"):
        upgrades.at_head(engine)


def _upgrade(url, begin):
    begin.wait()
    upgrades.upgrade(open_engine(url))


def test_two_who_upgrade_at_once_do_it_once(bare):
    bare.dispose()
    address, begin = bare.url.render_as_string(hide_password=False), PROCESSES.Event()
    both = [PROCESSES.Process(target=_upgrade, args=(address, begin)) for _ in range(2)]

    for each in both:
        each.start()
    begin.set()
    for each in both:
        each.join(60)

    assert [each.exitcode for each in both] == [0, 0]
    assert upgrades.at_head(bare)


def test_an_upgrade_that_fails_leaves_everything_as_it_was(bare, monkeypatch, tmp_path):
    broken = tmp_path / "migrations"
    (broken / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako"):
        (broken / name).write_text((upgrades.MIGRATIONS / name).read_text())
    (broken / "versions" / "0001_half.py").write_text(
        textwrap.dedent("""
            from alembic import op
            import sqlalchemy as sa
            revision = "0001"
            down_revision = None
            def upgrade():
                op.create_table("half", sa.Column("id", sa.Integer()))
                op.execute("SELECT * FROM nowhere")
        """)
    )
    monkeypatch.setattr(upgrades, "MIGRATIONS", broken)

    with pytest.raises(Exception, match="nowhere"):
        upgrades.upgrade(bare)

    assert inspect(bare).get_table_names() == []


def test_references_are_watched_again_after_an_upgrade(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'rehab.db'}")
    upgrades.upgrade(engine)

    with engine.connect() as connection:
        watched = connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one()
    engine.dispose()

    assert watched == 1


def filled(columns, values):
    """A row with something in every column that must say something."""
    values = {"created_at": datetime(2026, 1, 1, tzinfo=UTC)} | values
    blank = {str: "", object: "", int: 0, bool: False, uuid.UUID: uuid.uuid4()}
    days = {date: date(9999, 12, 31)}
    needed = [each for each in columns if not each.nullable and each.name not in values]
    return {each.name: (blank | days)[each.type.python_type] for each in needed} | values


SITE, MAKER, THING = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()


@pytest.fixture
def first(bare):
    """A register of the first step, with a few rows."""
    rows = {
        "place": {"id": SITE, "name": "Lovrin", "path": "Lovrin", "kind": "site"},
        "supplier": {"id": MAKER, "name": "Zimmer", "folded": "zimmer"},
        "asset": {"id": THING, "tag": "LOV-00001", "name": "Bath", "place_id": SITE}
        | {"state": "in_use", "condition": "up"},
    }
    with upgrades.alone(bare) as connection:
        upgrades.bring(connection, "0001")
        there = MetaData()
        there.reflect(connection)
        for name, values in rows.items():
            now = schema.TABLES.tables[name].columns
            then = [each for each in now if each.name in there.tables[name].c]
            old = Table(name, MetaData(), *(Column(each.name, each.type) for each in then))
            connection.execute(old.insert(), [filled(then, values)])
    return bare


def test_a_register_of_the_first_step_keeps_its_rows_and_gains_what_is_new(first):
    upgrades.upgrade(first)

    with transaction(first, by=BY, read_only=True) as session:
        asset = session.get_one(Asset, THING)
        assert (asset.name, asset.extra, asset.unnumbered, asset.account) == ("Bath", {}, False, "")
        assert session.get_one(Supplier, MAKER).contact == ""
        assert session.get_one(Place, SITE).merged_into_id is None


def test_after_an_upgrade_everything_is_found_that_was_there_before(first):
    upgrades.upgrade(first)

    with transaction(first, by=BY, read_only=True) as session:
        told = [search.found(session, typed, EVERYTHING, few=5) for typed in ("lovrn", "zimmer")]
        assert [each.groups[0].hits[0].line.name for each in told] == ["Lovrin", "Zimmer"]
        assert not any(derivations.found_by(session))
        assert not any(derivations.spelled(session))
