import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier

import anyio.to_thread
import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from assets import tokens
from assets.database import Actor, open_engine, transaction
from assets.inventory import register
from assets.inventory.catalogue import Model
from assets.inventory.partners import Partner
from assets.once import Outcome
from assets.rights import EVERYTHING, Role
from assets.settings import Settings
from assets.trail import Batch, Entry
from tests.browser import Browser
from tests.builders import a_model, a_partner, a_person, a_room, a_site, an_asset, committed
from web.access import Db, Me, anyone, may
from web.app import create_app

SLOWEST = 10  # a lock would keep others waiting for twenty seconds


@pytest.fixture
def manager(browser, session):
    return browser.sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


def a_program(app, session, person):
    program = Browser(app)
    program.headers["Authorization"] = f"Bearer {committed(session, tokens.issue(session, person))}"
    return program


def again(session, asset):
    session.expire_all()
    return register.asset(session, asset.id, EVERYTHING)


def all_of(session, table):
    return session.exec(select(table)).all()


def quiet(browser):
    """The same browser, which is shown a fault as people see it."""
    seen = Browser(browser.app, raise_server_exceptions=False, cookies=browser.cookies)
    seen.headers.update(browser.headers)
    return seen


@contextmanager
def failing_commits(engine):
    def fail(_):
        raise OSError("disk full")

    event.listen(engine, "commit", fail)
    yield
    event.remove(engine, "commit", fail)


def test_the_database_itself_refuses_to_write_while_somebody_only_looks(
    manager, session, add_route
):
    def writing(db: Db, _: Me) -> None:
        db.connection().execute(text("UPDATE person SET name = 'x'"))

    add_route("/writing", writing)

    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        manager.get("/writing")
    assert "x" not in {
        row[0] for row in session.connection().execute(text("SELECT name FROM person"))
    }


def test_looking_leaves_no_trace(manager, session):
    asset = an_asset(session)
    before = len(all_of(session, Batch))

    for path in ("/", "/assets", f"/assets/{asset.tag}", f"/assets/{asset.tag}/edit", "/me"):
        assert manager.get(path).status_code == 200

    assert len(all_of(session, Batch)) == before


def test_a_failed_commit_is_never_reported_as_done(manager, engine, session):
    asset = an_asset(session, "Bath")

    with failing_commits(engine):
        answer = quiet(manager).post(f"/assets/{asset.tag}/edit", data={"name": "Tub", "key": "k"})

    assert answer.status_code == 500
    assert "Nothing was changed." in answer.text
    assert "Traceback" not in answer.text
    assert "disk full" not in answer.text
    assert again(session, asset).name == "Bath"
    assert all_of(session, Outcome) == []


def test_a_program_hears_of_a_failed_commit_as_a_problem(app, engine, session):
    a_room(session, "Gym")
    person = a_person(session, Role.SITE_MANAGER, a_site(session))
    program = quiet(a_program(app, session, person))

    with failing_commits(engine):
        answer = program.post("/api/v1/assets", json={"name": "Bath", "place": "Gym"})

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert all_of(session, register.Asset) == []


def test_a_no_takes_everything_back_and_the_key_too(app, session):
    asset = an_asset(session, "Bath")
    program = a_program(app, session, a_person(session, Role.SITE_MANAGER, a_site(session)))
    before = len(all_of(session, Entry))
    said = {"name": "Tub", "maker": "Unbescheiden", "model": "0.9", "type": "no such kind"}

    answer = program.patch(
        f"/api/v1/assets/{asset.tag}", json=said, headers={"Idempotency-Key": "k"}
    )

    assert answer.status_code in {404, 409}
    assert again(session, asset).name == "Bath"
    assert all_of(session, Model) == []
    assert all_of(session, Outcome) == []
    assert len(all_of(session, Entry)) == before


def test_a_key_is_free_again_after_a_mistake(manager, session):
    room = a_room(session)

    wrong = manager.post("/assets", data={"name": "Cadă", "place": "Nowhere", "key": "k"})
    right = manager.post("/assets", data={"name": "Cadă", "place": room.path, "key": "k"})

    assert (wrong.status_code, right.status_code) == (422, 303)


def hold_back(app, path, headers, meanwhile):
    """A request whose head has come and whose body never does, and what others do meanwhile."""
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": [
            (b"sec-fetch-site", b"same-origin"),
            (b"content-type", b"application/x-www-form-urlencoded"),
            (b"content-length", b"100"),
            *((name.encode(), value.encode()) for name, value in headers.items()),
        ],
    }

    async def half_a_post():
        asked = asyncio.Event()

        async def receive():
            asked.set()
            await asyncio.Event().wait()

        sending = asyncio.create_task(app(scope, receive, None))
        await asyncio.wait_for(asked.wait(), timeout=SLOWEST)
        await asyncio.wait_for(asyncio.to_thread(meanwhile), timeout=SLOWEST)
        sending.cancel()

    asyncio.run(half_a_post())


@pytest.mark.parametrize(
    "path",
    ["/assets", "/sign-in", "/me/password", "/api/v1/assets", "/assets/LOV-00001/documents"],
)
def test_a_phone_that_sends_slowly_keeps_nobody_waiting(app, engine, session, path):
    manager = Browser(app).sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))
    cookie = {"cookie": f"rehab_session={manager.cookies['rehab_session']}"}

    def write():
        with transaction(engine, by=Actor("somebody else")) as changes:
            changes.add(Partner(code="SZ", name="Szeged", country="HU"))

    hold_back(app, path, cookie, write)

    assert a_partner(session, "SZ").name == "Szeged"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_phone_that_reads_slowly_keeps_nobody_waiting(app, engine, session, method):
    asset = an_asset(session)
    manager = Browser(app).sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))
    secret = manager.cookies["rehab_session"].encode()
    kind, origin = b"application/x-www-form-urlencoded", b"same-origin"
    scope = {
        "type": "http",
        "method": method,
        "path": f"/assets/{asset.tag}/edit",
        "query_string": b"",
        "headers": [
            (b"cookie", b"rehab_session=" + secret),
            (b"content-type", kind),
            (b"sec-fetch-site", origin),
        ],
    }

    def write():
        with transaction(engine, by=Actor("somebody else")) as changes:
            changes.get(register.Asset, asset.id).call("Tub")

    async def half_an_answer():
        answered = asyncio.Event()

        async def receive():
            return {"type": "http.request", "body": b"name=Bath"}

        async def send(_):
            answered.set()
            await asyncio.Event().wait()

        reading = asyncio.create_task(app(scope, receive, send))
        await asyncio.wait_for(answered.wait(), timeout=SLOWEST)
        await asyncio.wait_for(asyncio.to_thread(write), timeout=SLOWEST)
        reading.cancel()

    asyncio.run(half_an_answer())

    assert again(session, asset).name == "Tub"


def at_once(*doings):
    """Each in a thread of its own, all begun at the same moment."""
    ready = Barrier(len(doings))

    def begin(doing):
        ready.wait()
        return doing()

    with ThreadPoolExecutor(len(doings)) as threads:
        return list(threads.map(begin, doings))


def test_a_double_tap_at_the_same_moment_registers_once(app, session):
    person, room = a_person(session, Role.SITE_MANAGER, a_site(session)), a_room(session)
    taps = [Browser(app).sign_in(person) for _ in range(4)]
    form = {"name": "Bath", "place": room.path, "key": "tap"}

    answers = at_once(*(lambda tap=tap: tap.post("/assets", data=form) for tap in taps))

    assert {answer.status_code for answer in answers} == {303}
    assert {answer.headers["location"] for answer in answers} == {"/assets/LOV-00001"}
    assert len(all_of(session, register.Asset)) == 1


def test_a_program_that_asks_twice_at_the_same_moment_gets_one_answer(app, session):
    a_room(session, "Gym")
    person = a_person(session, Role.SITE_MANAGER, a_site(session))
    program, key = a_program(app, session, person), {"Idempotency-Key": "order-7"}

    def ask():
        said = {"name": "Bath", "place": "Gym"}
        return program.post("/api/v1/assets", json=said, headers=key)

    answers = at_once(*[ask] * 4)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert {answer.headers["location"] for answer in answers} == {"/api/v1/assets/LOV-00001"}
    assert len(all_of(session, register.Asset)) == 1


def test_two_people_may_use_the_same_key(app, session):
    site = a_site(session)
    ana = a_program(app, session, a_person(session, Role.SITE_MANAGER, site, name="Ana"))
    bela = a_program(app, session, a_person(session, Role.SITE_MANAGER, site, name="Bela"))
    said, key = {"name": "Bath", "place": a_room(session).path}, {"Idempotency-Key": "1"}

    tags = [
        each.post("/api/v1/assets", json=said, headers=key).json()["tag"] for each in (ana, bela)
    ]

    assert tags == ["LOV-00001", "LOV-00002"]


def test_one_key_for_two_addresses_is_refused(app, session):
    one, two = an_asset(session, "Bath"), an_asset(session, "Bed")
    program = a_program(app, session, a_person(session, Role.SITE_MANAGER, a_site(session)))
    key, said = {"Idempotency-Key": "1"}, {"condition": "down"}

    first = program.post(f"/api/v1/assets/{one.tag}/condition", json=said, headers=key)
    second = program.post(f"/api/v1/assets/{two.tag}/condition", json=said, headers=key)

    assert (first.status_code, second.status_code) == (200, 409)
    assert again(session, two).condition == "up"


@pytest.mark.parametrize(("days", "count"), [(29, 1), (31, 2)])
def test_an_outcome_is_kept_for_thirty_days(app, session, days, count):
    a_room(session, "Gym")
    program = a_program(app, session, a_person(session, Role.SITE_MANAGER, a_site(session)))
    said, key = {"name": "Bath", "place": "Gym"}, {"Idempotency-Key": "1"}
    program.post("/api/v1/assets", json=said, headers=key)
    outcome = session.exec(select(Outcome)).one()
    outcome.at = datetime.now(UTC) - timedelta(days=days)
    session.commit()

    program.post("/api/v1/assets", json=said, headers=key)

    session.expire_all()
    assert len(all_of(session, register.Asset)) == count


def test_a_double_tap_with_a_file_is_the_same_request_for_all_its_new_boundary(app, session):
    asset = an_asset(session, "Bath")
    manager = Browser(app).sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))
    form = {"name": "Tub", "key": "k"}

    answers = [
        manager.post(
            f"/assets/{asset.tag}/edit", data=form, files={"photo": io.BytesIO(b"not a photo")}
        )
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert again(session, asset).version == 2


def test_more_people_than_threads_may_register_at_once(database_url, home, session):
    """On four threads, twelve at once: nobody waits for a thread that waits for her."""
    person, room = a_person(session, Role.SITE_MANAGER, a_site(session)), a_room(session)
    secret = committed(session, tokens.issue(session, person))

    door = create_app(open_engine(database_url), Settings(home=home))

    def ask(number):
        said = {"name": f"Bed {number}", "place": room.path}
        return program.post("/api/v1/assets", json=said)

    with Browser(on_threads(door, 4), raise_server_exceptions=False) as program:
        program.headers["Authorization"] = f"Bearer {secret}"
        answers = at_once(*(partial(ask, number) for number in range(12)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["tag"] for answer in answers}) == 12


def on_threads(app, count):
    """The application where only so many things are done at once."""

    async def narrow(scope, receive, send):
        if scope["type"] == "http":
            anyio.to_thread.current_default_thread_limiter().total_tokens = count
        await app(scope, receive, send)

    return narrow


def test_a_token_opens_no_page_and_a_cookie_no_program(app, session):
    person = a_person(session, Role.ADMINISTRATOR)
    browser, program = Browser(app).sign_in(person), a_program(app, session, person)

    assert browser.get("/api/v1/assets").status_code == 401
    assert browser.post("/api/v1/assets", json={}).status_code == 401
    assert program.get("/assets").status_code == 303
    assert program.post("/assets").headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("said", ["", "Bearer", "Bearer ", "Bearer x", "Basic x", "bearer\tx", "x"])
def test_what_is_no_token_opens_nothing(browser, said):
    assert browser.get("/api/v1/assets", headers={"Authorization": said}).status_code == 401


def test_a_handler_hears_only_whom_it_is_for(app, session, add_route):
    def for_everybody() -> str:
        return "hello"

    add_route("/open", for_everybody, dependencies=[anyone()])
    add_route("/guarded", for_everybody, dependencies=[may("assets:move")])
    viewer = Browser(app).sign_in(a_person(session, Role.VIEWER, a_site(session)))

    assert Browser(app).get("/open").status_code == 200
    assert Browser(app).get("/guarded").status_code == 303
    assert viewer.get("/guarded").status_code == 403


def test_a_model_of_a_refused_form_is_not_kept_either(manager, session):
    asset = an_asset(session, model_id=a_model(session).id)

    manager.post(f"/assets/{asset.tag}/edit", data={"name": "x", "version": "77", "maker": "New"})

    assert len(all_of(session, Model)) == 1
