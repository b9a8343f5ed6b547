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


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A house with a server in a process of its own; the command is typed here."""
    monkeypatch.setenv("REHAB_HOME", str(tmp_path / "house"))
    return House(tmp_path / "house")


def test_a_new_house_is_served_at_once_by_two_processes_and_ends_well(rehab, served):
    rehab(*ADD, "--password-stdin", piped=PASSWORD)
    rehab("person", "role", "ana@demo.example", "administrator")
    token = rehab("token", "new", "--person", "ana@demo.example").out.strip()

    with served.serving("--workers", "2", "--no-timetable") as url:
        page, _ = answered(f"{url}/sign-in")
        status, body = answered(f"{url}/api/v1/assets", Authorization=f"Bearer {token}")

    assert (page, status) == (200, 200)
    assert json.loads(body)["items"] == []
    assert served.ended == 0
    assert rehab("check").out.endswith("Everything is whole.\n")


def test_what_was_written_before_a_server_was_killed_is_there_afterwards(rehab, served):
    with served.serving(ending=signal.SIGKILL):
        rehab(*ADD, "--password-stdin", piped=PASSWORD)

    assert rehab("check").out.endswith("Everything is whole.\n")
    again = rehab(*ADD, "--password-stdin", piped=PASSWORD)
    assert again.err == "ana@demo.example is already known here.\n"
