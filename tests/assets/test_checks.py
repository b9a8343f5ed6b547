import pytest
from sqlmodel import Session, select

from assets import checks, schema, settings
from assets.checks import Head
from assets.inventory import places
from assets.inventory.places import Kind, Place
from assets.labelling import kinds, prints, runs
from assets.labelling.prints import Arranged
from assets.labelling.runs import Stage
from assets.procurement import deliveries, receiving
from assets.procurement.receiving import Arrival
from assets.rights import EVERYTHING
from assets.trail import Batch
from tests.builders import DAY, a_bought, a_contract, a_room, an_asset
from tests.registers import BY, NOON


def problems(engine, backups=()):
    return list(checks.check(engine, settings.load(), backups))


def change(engine, *statements):
    """Do what someone with the database's own tools could do."""
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_register_made_by_its_own_verbs_is_whole(house):
    assert problems(house) == []


def test_an_empty_register_is_whole(engine):
    assert problems(engine) == []


def test_what_was_proved_is_counted(house):
    counts = {proof.claim: proof.count for proof in checks.proofs(house, settings.load())}

    assert counts["The tree of places"] == 4
    assert counts["The words that assets are found by"] == 2
    assert counts["The batches of the trail"] > 5


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE asset SET name = 'Swapped'", "name is 'Swapped', and the trail says"),
        ("UPDATE asset SET state = 'disposed'", "state"),
        ("UPDATE asset SET condition = 'up' WHERE condition = 'degraded'", "condition"),
        ("UPDATE asset SET place_id = site_id", "place_id"),
        ("UPDATE asset SET price_minor = 5", "price_minor is 5, and the trail says None"),
        ("UPDATE place SET capacity = 99 WHERE kind = 'room'", "capacity"),
        ("UPDATE milestone SET baseline_on = '2030-01-01'", "baseline_on"),
        ("UPDATE role_held SET role = 'administrator'", "role"),
        ("UPDATE person SET disabled = NOT disabled", "disabled"),
        ("UPDATE model SET created_at = '2020-01-01 00:00:00'", "created_at is"),
        ("DELETE FROM role_held", "on the trail, and not in the register"),
        (
            (
                "INSERT INTO partner (id, created_at, version, code, name, country, gs1_prefix) "
                "SELECT batch_id, '2027-03-01 06:00:00', 1, 'XX', 'X', 'RO', '' FROM entry LIMIT 1"
            ),
            "in the register, and not on the trail",
        ),
    ],
)
def test_a_row_changed_behind_the_trail_is_told(house, statement, told):
    change(house, statement)

    assert any(told in problem for problem in problems(house))


def test_a_change_taken_off_the_trail_and_out_of_its_row_is_told(house):
    change(
        house,
        "DELETE FROM entry WHERE verb = 'changed' AND kind = 'asset'",
        "UPDATE asset SET condition = 'up'",
    )

    assert any("does not fit its hash" in problem for problem in problems(house))


def test_entries_that_do_not_follow_from_one_another_are_told(house):
    change(
        house,
        """UPDATE entry SET changes = '{"condition": ["down", "degraded"]}'
        WHERE verb = 'changed' AND kind = 'asset'""",
    )

    assert any("do not follow from one another" in problem for problem in problems(house))


DERIVED = [
    (table.name, column.name)
    for table in schema.TABLES.sorted_tables
    for column in table.columns
    if column.info.get("derived")
]
WORD = "'x'"
A_DAY = "2001-02-03"
OTHERWISE = {
    "DATE": f"'{A_DAY}'",
    "DATETIME": f"'{A_DAY} 00:00:00.000000'",
    "BOOLEAN": "true",
    "INTEGER": "-1",
    "NUMERIC(16, 4)": "-1",
}


@pytest.mark.parametrize(("table", "column"), DERIVED)
def test_whatever_is_derived_is_reckoned_again(house, table, column):
    kind = str(schema.TABLES.tables[table].columns[column].type)
    one = f"WHERE id IN (SELECT id FROM {table} LIMIT 1)"
    change(house, f"UPDATE {table} SET {column} = {OTHERWISE.get(kind, WORD)} {one}")

    assert any(problem.startswith(table) for problem in problems(house))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM search_word WHERE word = 'treadmill'",
        "DELETE FROM search_word",
        "UPDATE search_word SET word = 'elsewhere' WHERE word = 'treadmill'",
        "DELETE FROM found_by WHERE word = 'gym'",
        "DELETE FROM found_by",
        "UPDATE found_by SET word = 'elsewhere' WHERE word = 'gym'",
        "UPDATE found_by SET kind = 'lot' WHERE word = 'gym'",
        "DELETE FROM spelling WHERE word = 'treadmill' AND without = 'treadmil'",
        "DELETE FROM asset_name",
        "UPDATE order_counter SET last = 0",
        "UPDATE fault_counter SET last = 0",
        "UPDATE tag_counter SET last = 1 WHERE last = 2",
        "UPDATE asset SET due_on = NULL, due_key = '9999-12-31'",
    ],
)
def test_what_lists_and_counters_stand_on_is_reckoned_again(house, statement):
    change(house, statement)

    assert problems(house)


def test_what_was_counted_of_a_delivery_is_counted_again(engine, session):
    session.info["at"] = NOON
    contract = a_contract(session)
    line = a_bought(session, contract, quantity=3)
    brought = deliveries.announce(session, contract, {line.id: 3})
    receiving.receive(session, brought, Arrival(count=2), a_room(session), DAY, EVERYTHING)
    session.commit()
    assert problems(engine) == []

    change(engine, "UPDATE delivery_line SET counted = 3")

    assert any("counted does not follow" in problem for problem in problems(engine))


def test_what_a_backup_remembers_must_still_be_there(house):
    with house.connect() as connection:
        number, kept = connection.execute(
            select(Batch.number, Batch.hash).order_by(Batch.number.desc()).limit(1)
        ).one()

    assert problems(house, [Head("before.zip", number, kept)]) == []
    cut_short = problems(house, [Head("before.zip", number + 1, kept)])
    written_anew = problems(house, [Head("before.zip", number, "0" * 64)])
    assert "before.zip" in cut_short[0]
    assert "before.zip" in written_anew[0]


def test_a_file_that_is_not_what_its_name_says_is_told(engine, home):
    whole = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # sha256 of "abc"
    folder = home / "files" / "ba"
    folder.mkdir(parents=True)
    (folder / whole).write_text("abc")
    assert problems(engine) == []

    (folder / whole).write_text("abd")

    assert problems(engine) == [f"The file {whole} has been changed."]


def test_many_problems_of_one_kind_are_counted_and_a_few_told(house):
    with Session(house, info={"by": BY, "at": NOON}) as session:
        gym = session.exec(select(Place).where(Place.kind == Kind.ROOM)).first()
        for number in range(30):
            places.open_place(session, Place(name=f"Cabin {number}", kind=Kind.ROOM), gym)
        session.commit()
    change(house, "UPDATE place SET capacity = 7")

    proof = next(each for each in checks.proofs(house, settings.load()) if each.wrong)

    assert proof.wrong > 30
    assert len(proof.problems) == checks.MOST


def test_an_entry_that_cannot_be_read_is_a_problem_and_not_a_crash(house):
    change(house, "UPDATE entry SET changes = '[1]'")

    assert any("cannot be read" in problem for problem in problems(house))


def test_the_pdf_of_a_print_that_is_gone_is_told(engine, session):
    made = prints.print_labels(
        session, kinds.Kind.ASSET, [an_asset(session).id], Arranged(), EVERYTHING
    )
    run = runs.ask(session, made, None, NOON)
    run.stage, run.digest = Stage.DONE, "ba" * 32
    session.commit()

    assert f"The PDF of the print {run.id} is not there." in problems(engine)
