import csv
import io

import pytest
from sqlmodel import select

from assets.labelling import prints
from assets.labelling.kinds import Kind
from assets.labelling.printers import Printer
from assets.labelling.prints import Arranged
from assets.labelling.runs import PrintRun, Stage
from assets.rights import EVERYTHING, Role
from assets.settings import Settings
from jobs.press import Press
from labels.pieces import Pieces
from tests.browser import Browser
from tests.builders import a_person, a_room, a_site, an_asset
from tests.jobs.print_house import open_printer
from tests.labels import zebra

ROLL = "11354"


@pytest.fixture
def technician(app, session):
    return Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))


@pytest.fixture
def administrator(app, session):
    return Browser(app).sign_in(a_person(session, Role.ADMINISTRATOR))


def a_printer(administrator, session, **said):
    kind = {"site": "LOV", "name": "Zebra", "way": "raw", "speech": "zpl", "dots_per_inch": "203"}
    a_site(session)
    return administrator.post("/labels/printers", data=kind | {"address": "10.0.0.7"} | said)


def a_print(session, count=2, stock=ROLL):
    keys = [an_asset(session, f"Bath {number}").id for number in range(count)]
    made = prints.print_labels(session, Kind.ASSET, keys, Arranged(stock=stock), EVERYTHING)
    return f"/labels/prints/{made.id}"


def pressed(engine):
    settings = Settings(near_printers=True)
    return Press(engine, settings, Pieces(settings), patience=0.3).run()


def test_an_administrator_names_a_printer_and_who_prints_there_moves_it(
    administrator, technician, session
):
    page = a_printer(administrator, session).headers["location"]

    moved = technician.post(
        f"{page}/offset", data={"offset_x": "-1,5", "offset_y": "0.8", "version": "1"}
    )

    printer = session.exec(select(Printer)).one()
    assert moved.status_code == 303
    assert (printer.address, printer.offset_x, printer.offset_y) == ("10.0.0.7:9100", -1.5, 0.8)
    assert "-1.5 mm to the right" in technician.get(page).text
    assert technician.get(f"{page}/edit").status_code == 403
    assert technician.get(f"{page}/calibration.pdf").content.startswith(b"%PDF")


def test_an_address_of_the_server_is_refused_beside_its_field_and_nothing_is_lost(
    administrator, session
):
    answer = a_printer(administrator, session, address="127.0.0.1:5432")

    assert answer.status_code == 422
    assert "This address leads back to the server." in answer.text
    assert 'value="127.0.0.1:5432"' in answer.text


def test_a_print_is_sent_and_its_page_says_how_far_it_is(
    administrator, technician, session, engine
):
    with open_printer() as (printer, address):
        key = a_printer(administrator, session).headers["location"].rpartition("/")[2]
        session.exec(select(Printer)).one().address = address
        session.flush()
        made = a_print(session)
        run = technician.post(f"{made}/runs", data={"printer": key}).headers["location"]
        waiting = technician.get(run).text
        pressed(engine)
        done = technician.get(run).text

    codes = [zebra.printed(label.decode()).codes() for label in printer.labels]
    assert "It waits for its turn." in waiting
    assert 'hx-trigger="click, every 2s"' in waiting
    assert "All of it is printed." in done
    assert "hx-trigger" not in done.split('id="run"')[1]
    assert [len(each) for each in codes] == [1, 1]


def test_a_silent_printer_is_said_on_the_page_and_the_run_can_go_on(
    administrator, technician, session, engine
):
    with open_printer(state="silent") as (_, address):
        key = a_printer(administrator, session).headers["location"].rpartition("/")[2]
        session.exec(select(Printer)).one().address = address
        session.flush()
        made = a_print(session)
        run = technician.post(f"{made}/runs", data={"printer": key}).headers["location"]
        pressed(engine)

    said = technician.get(run).text
    assert "It does not answer." in said
    assert "Go on with label 1" in said
    technician.post(f"{run}/resume")
    technician.post(f"{run}/cancel")
    assert session.exec(select(PrintRun.stage)).one() is Stage.CANCELLED
    assert technician.post(f"{run}/cancel").status_code == 422


def test_a_print_goes_out_as_zpl_and_as_a_list(technician, session):
    made = a_print(session)

    zpl = technician.get(f"{made}/labels.zpl?dpi=300").text
    listed = technician.get(f"{made}/labels.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(listed)))

    labels = [zebra.printed(f"{each}^XZ") for each in zpl.split("^XZ")[:2]]
    assert [code for label in labels for code in label.codes()] == [row["qr"] for row in rows]
    assert technician.get(f"{made}/labels.zpl?dpi=72").status_code == 409


def test_a_sheet_is_not_sent_to_a_label_printer(technician, session):
    made = a_print(session, stock="L7160")

    answer = technician.get(f"{made}/labels.zpl")

    assert answer.status_code == 409
    assert "needs a roll" in answer.text


def test_a_run_of_another_site_does_not_exist(administrator, technician, app, session):
    key = a_printer(administrator, session).headers["location"].rpartition("/")[2]
    made = a_print(session)
    run = technician.post(f"{made}/runs", data={"printer": key}).headers["location"]
    other = a_person(session, Role.TECHNICIAN, a_site(session, "SZE", "Szentes", "HU"), "Bela")

    stranger = Browser(app).sign_in(other)

    assert stranger.get(run).status_code == 404
    assert stranger.post(f"{run}/cancel").status_code == 404
    assert stranger.get(f"/labels/printers/{key}").status_code == 404


def test_what_is_arranged_for_a_printer_is_on_its_way_in_one_step(
    administrator, technician, session
):
    a_printer(administrator, session)
    how = {"printer": session.exec(select(Printer)).one().id, "chosen": an_asset(session).tag}

    sheet = technician.post("/labels/print", data=how | {"stock": "L7160"})
    sent = technician.post("/labels/print", data=how | {"stock": ROLL})

    assert (sheet.status_code, 'id="stock-error"' in sheet.text) == (422, True)
    (run,) = session.exec(select(PrintRun)).all()
    assert sent.headers["location"] == f"/labels/runs/{run.id}"
    assert (run.stage, run.count) == (Stage.WAITING, 1)


def test_a_remark_reckons_with_the_dots_of_the_printer(administrator, technician, session):
    """A module of 0.35 mm is 2.8 dots of 1/203 inch, of which a printer sets two: 0.25 mm."""
    a_printer(administrator, session)
    printer, gym = (
        session.exec(select(Printer)).one(),
        a_room(session, "Gymnasium with parallel bars"),
    )
    asked = f"/labels/arrange?kind=place&thing={gym.id}&stock=DK-11201&design=room"

    assert "phones need" not in technician.get(asked).text
    assert (
        "would print at 0.25 mm"
        in technician.get(f"{asked}&printer={printer.id}&at={printer.id}").text
    )
