import pytest
from sqlmodel import func, select

from assets import upgrades
from assets.inventory.catalogue import EquipmentType
from assets.ladders import Rung
from assets.procurement.stages import Stage
from tests.web.typed import refused


@pytest.mark.parametrize("command", ["backup", "check"])
def test_where_there_is_no_register_none_is_made(rehab, home, command):
    assert refused(rehab(command)).startswith("There is no register in")
    assert not home.exists()


def test_upgrade_brings_a_database_up_to_date(rehab, nothing_yet):
    assert rehab("upgrade").status == 0

    assert upgrades.at_head(nothing_yet)
    assert rehab("upgrade").out == "The register is up to date.\n"


def test_a_new_register_knows_the_shipped_types_and_stages_and_whom_to_tell(rehab, nothing_yet):
    rehab("upgrade")

    with nothing_yet.connect() as connection:
        types = connection.execute(select(func.count()).select_from(EquipmentType)).scalar_one()
        stages = connection.execute(select(func.count()).select_from(Stage)).scalar_one()
        told = connection.execute(select(Rung.after_days).order_by(Rung.after_days)).scalars().all()
    assert types == 124
    assert stages > 20
    assert told == [3, 14]


def test_sqlite_is_brought_up_to_date_by_itself_and_postgresql_on_demand(rehab, nothing_yet):
    said = rehab("keep", "open-due", "--on", "2027-03-01")

    if nothing_yet.dialect.name == "postgresql":
        assert refused(said).endswith("run: rehab upgrade")
        assert not upgrades.at_head(nothing_yet)
    else:
        assert said.status == 0
        assert upgrades.at_head(nothing_yet)


def test_a_register_that_is_not_up_to_date_is_neither_checked_nor_copied(rehab_here, engine):
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")

    for command in ("check", "backup"):
        assert "rehab upgrade" in refused(rehab_here(command))


def test_a_home_in_which_a_restore_was_broken_off_is_not_served_as_empty(rehab, home):
    (home / "restoring").mkdir(parents=True)

    assert "Repeat it" in refused(rehab("keep", "open-due"))
