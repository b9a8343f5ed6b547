import json

import pytest
from sqlmodel import select

from assets.inventory import nomenclature
from assets.inventory.register import Asset
from assets.procurement import items
from tests.builders import a_lot, a_plan, a_room
from tests.web.typed import refused

LIST = "name;place;serial_number;price;acquired_on\n"


@pytest.fixture
def gym(session):
    a_room(session, "Gym")


@pytest.mark.usefixtures("gym")
def test_a_list_is_brought_in_and_taken_away(rehab_here, session, tmp_path):
    (tmp_path / "list.csv").write_text(
        f"{LIST}Bandă;Gym;DEMO-1;1.234,50 RON;01.03.2026\n", "cp1250"
    )
    words = ["import", tmp_path / "list.csv", "--as", "assets"]

    tried = rehab_here(*words, "--dry-run")
    assert session.exec(select(Asset)).all() == []
    done, again = rehab_here(*words), rehab_here(*words)
    taken = rehab_here("export", "assets", "-o", tmp_path / "assets.json")

    assert "Row 2 creates: Name Bandă; Place Lovrin / Gym;" in tried.out
    assert "1 to create, 0 to change, 0 as they are, 0 refused." in tried.out
    assert done.out.endswith("Done: 1 created, 0 changed.\n")
    assert again.out.endswith("Done: 0 created, 0 changed.\n")
    assert [each.status for each in (tried, done, again, taken)] == [0, 0, 0, 0]
    (asset,) = json.loads((tmp_path / "assets.json").read_text())
    assert (asset["tag"], asset["name"]) == ("LOV-00001", "Bandă")
    assert asset["price"] == {"amount": "1234.50", "currency": "RON"}
    assert asset["acquired_on"] == "2026-03-01"


def test_purchases_are_brought_in_and_taken_away(rehab_here, session, tmp_path):
    lot = a_lot(session)
    text = f"lot,title,quantity,price\n{lot.number},Rails,4,12.50\n{lot.number},Desk,many,\n"
    (tmp_path / "items.csv").write_text(text)
    words = ["import", tmp_path / "items.csv", "--as", "items"]

    tried = rehab_here(*words, "--dry-run")
    before = session.exec(items.of_lot(lot)).all()
    done = rehab_here(*words)
    rehab_here("export", "items", "-o", tmp_path / "taken.json")

    assert before == []
    assert "Row 3, quantity: many: many is not a number." in tried.err
    assert [each.out for each in (tried, done)] == ["1 new, 0 to change, 0 as they are.\n"] * 2
    assert (tried.status, done.status) == (1, 1)
    (taken,) = json.loads((tmp_path / "taken.json").read_text())
    assert (taken["lot"], taken["title"], taken["quantity"]) == (lot.number, "Rails", 4)


def test_plans_are_taken_away(rehab_here, session, tmp_path):
    plan = a_plan(session)

    taken = rehab_here("export", "plans", "-o", tmp_path / "plans.json")

    (row,) = json.loads((tmp_path / "plans.json").read_text())
    assert (taken.status, row["id"], row["due_on"]) == (0, str(plan.id), plan.due_on.isoformat())


@pytest.mark.usefixtures("gym")
def test_rows_that_cannot_be_brought_in_are_told_and_the_others_are(rehab_here, session, tmp_path):
    rows = "Bike;Gym;;;\nBand;Nowhere;;;\nBell;Gym;;;2026-02-30\n"
    (tmp_path / "list.csv").write_text(LIST + rows)

    said = rehab_here("import", tmp_path / "list.csv", "--as", "assets")

    assert said.status == 1
    assert "Row 3, place: Nowhere: " in said.err
    assert "Row 4, acquired_on: 2026-02-30: " in said.err
    assert "Done: 1 created, 0 changed." in said.out
    assert [asset.name for asset in session.exec(select(Asset))] == ["Bike"]


@pytest.mark.usefixtures("gym")
@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["import", "gone.csv", "--as", "assets"], "gone.csv"),
        (["import", "list.csv", "--as", "people"], "There is no list of people"),
        (["import", "list.csv", "--as", "assets", "--mapping", "excel"], "There is no mapping"),
        (["import", "list.csv", "--as", "assets", "--place", "Moon"], "no place called Moon"),
        (["export", "people", "-o", "people.csv"], "There is no list of people"),
        (["export", "assets", "-o", "assets.doc"], "not as assets.doc"),
        (["export", "assets", "-o", "gone/assets.csv"], "directory: gone/assets.csv"),
        (["export", "ocds", "-o", "ocds.csv"], "not as ocds.csv"),
        (["export", "ocds", "-o", "ocds.json", "--project", "NONE"], "no project NONE"),
        (["export", "ocds", "-o", "gone/ocds.json"], "directory: gone/ocds.json"),
        (["export", "dossier", "-o", "dossier.csv"], "not as dossier.csv"),
        (["export", "dossier", "-o", "dossier.zip", "--partner", "NONE"], "no project yet"),
        (["export", "assets", "-o", "assets.csv", "--project", "NONE"], "ocds, dossier alone"),
        (["import", "list.csv", "--as", "plans"], "There is no list of plans"),
    ],
)
def test_what_cannot_be_brought_in_or_taken_away_is_said_in_one_line(
    rehab_here, tmp_path, monkeypatch, words, why
):
    (tmp_path / "list.csv").write_text(LIST)
    monkeypatch.chdir(tmp_path)

    assert why in refused(rehab_here(*words))


def test_the_nomenclature_is_loaded_from_a_file(rehab_here, session, tmp_path):
    file = tmp_path / "emdn.csv"
    file.write_text("code,term_en\nV0802,MEDICAL CHAIRS\nV080201,ELECTRIC MEDICAL CHAIRS\n")

    said = rehab_here("emdn", file)
    file.write_text("nothing,of\nthat,kind\n")

    assert (said.status, said.out.strip()) == (0, "2 codes of the nomenclature are loaded.")
    assert "There are no EMDN codes" in refused(rehab_here("emdn", file))
    assert nomenclature.meaning(session, "V0802").term == "MEDICAL CHAIRS"
