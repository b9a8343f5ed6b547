import anyio
import httpx2
import pytest
from anyio.to_thread import current_default_thread_limiter

from assets import database, tokens
from assets.database import Actor, transaction
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_person, a_room, committed

AT_ONCE = 12


def test_more_people_register_at_once_than_there_are_threads_and_each_gets_a_tag(app, session):
    a_room(session, "Gym")
    manager = a_person(session, Role.SITE_MANAGER, name="manager")
    secret = committed(session, tokens.issue(session, manager))

    answers = anyio.run(_all_at_once, app, {"Authorization": f"Bearer {secret}"})

    assert {answer.status_code for answer in answers} == {201}
    numbers = range(1, AT_ONCE + 1)
    assert sorted(answer.json()["tag"] for answer in answers) == [f"LOV-{n:05}" for n in numbers]


async def _all_at_once(app, headers):
    current_default_thread_limiter().total_tokens = 3
    answers = []
    way = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=way, base_url="http://testserver") as program:

        async def register():
            bath = {"name": "Bath", "place": "Gym"}
            answers.append(await program.post("/api/v1/assets", json=bath, headers=headers))

        async with anyio.create_task_group() as everybody:
            for _ in range(AT_ONCE):
                everybody.start_soon(register)
    return answers


@pytest.mark.sqlite
def test_a_writer_behind_one_who_hangs_is_told_to_try_again(app, session, engine, monkeypatch):
    manager = a_person(session, Role.SITE_MANAGER, name="manager")
    browser = Browser(app).sign_in(manager)
    monkeypatch.setattr(database, "PATIENCE", 0.05)

    with transaction(engine, by=Actor("test")):
        answer = browser.post("/me/sign-out")

    assert answer.status_code == 503
    assert "The register is busy. Try again." in answer.text
