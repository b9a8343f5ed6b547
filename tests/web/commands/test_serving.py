import json
import signal
import socket
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from sqlmodel import select

from assets.maintenance.orders import WorkOrder
from tests.house import PATIENCE, House
from tests.web.typed import refused

ADD = ["person", "add", "Ana@Demo.example", "--name", "Ana", "--language", "hu"]
PASSWORD = "apă termală"


@pytest.mark.usefixtures("house")
def test_one_duty_is_kept_as_of_a_day(rehab_here, session):
    said = rehab_here("keep", "open-due", "--on", "2027-05-01")

    assert said.out == "open-due 2027-05-01: 0\n"  # the one that is open is not done yet
    assert len(session.exec(select(WorkOrder)).all()) == 1
    assert "There is no duty sweep" in refused(rehab_here("keep", "sweep", "--on", "2027-05-01"))
    assert rehab_here("keep", "open-due", "--on", "soon").status != 0


@pytest.mark.usefixtures("house")
def test_the_demonstration_is_not_put_into_a_register_that_is_used(rehab_here):
    assert "not empty" in refused(rehab_here("demo"))


def test_a_port_in_use_is_said_in_one_line(rehab_here):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert refused(rehab_here("serve", "--port", port)).startswith(f"Port {port} is in use.")


def answered(url, **headers):
    try:
        with urlopen(Request(url, headers=headers), timeout=PATIENCE) as answer:
            return answer.status, answer.read()
    except HTTPError as no:
        return no.code, b""


def test_a_new_house_serves_its_register_at_once_and_ends_well(tmp_path):
    house = House(tmp_path / "house")
    house.rehab(*ADD, "--password-stdin", says=PASSWORD)
    house.rehab("person", "role", "ana@demo.example", "administrator")
    token = house.rehab("token", "new", "--person", "ana@demo.example").strip()

    with house.serving() as url:
        page, _ = answered(f"{url}/sign-in")
        status, body = answered(f"{url}/api/v1/assets", Authorization=f"Bearer {token}")

    assert (page, status) == (200, 200)
    assert json.loads(body)["items"] == []
    assert house.ended == 0
    assert (house.home / "serve.log").read_text() == f"Rehab Assets is at {url}\n"
    assert house.rehab("check").endswith("Everything is whole.\n")


def test_two_processes_serve_one_register(tmp_path):
    house = House(tmp_path / "house")

    with house.serving("--workers", "2", "--no-timetable") as url:
        assert answered(f"{url}/sign-in")[0] == 200


def test_what_was_written_before_a_server_was_killed_is_there_afterwards(tmp_path):
    house = House(tmp_path / "house")
    with house.serving(ending=signal.SIGKILL):
        house.rehab(*ADD, "--password-stdin", says=PASSWORD)

    assert house.rehab("check").endswith("Everything is whole.\n")
    again = house.tried(*ADD, "--password-stdin", says=PASSWORD)
    assert again.stderr == "ana@demo.example is already known here.\n"
