"""The demonstration, served, with mail; and people with real browsers, with and without scripts."""

import fcntl
import os
import shutil
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import sync_playwright

from tests import chromium
from tests.house import House, free_port

PATIENCE = 10_000  # milliseconds


class Mailbox:
    """A mail server's end: every message that was posted, as it arrived."""

    def __init__(self):
        self.messages = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.messages.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def to(self, address):
        return [message for message in self.messages if address in message["To"]]


@pytest.fixture(scope="session")
def mailbox():
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    mailbox.url = f"smtp://127.0.0.1:{controller.port}"
    yield mailbox
    controller.stop()


@pytest.fixture(scope="session")
def told(tmp_path_factory, worker_id):
    """The home of the demonstration and what it said: make's, or one worker makes it for all."""
    if made := os.environ.get("REHAB_TOLD"):
        return Path(made), Path(made).with_suffix(".txt").read_text()
    own = tmp_path_factory.getbasetemp()
    shared = (own if worker_id == "master" else own.parent) / "told"
    said = shared.with_suffix(".txt")
    with shared.with_suffix(".lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not said.exists():
            said.write_text(House(shared).rehab("demo"))
    return shared, said.read_text()


@pytest.fixture(scope="session")
def house(tmp_path_factory, mailbox, told):
    """`house.sign_ins` is what the demonstration says about who may sign in."""
    house = House(tmp_path_factory.mktemp("house") / "home", smtp_url=mailbox.url)
    like, house.sign_ins = told
    shutil.copytree(like, house.home, dirs_exist_ok=True)
    with house.serving() as house.url:
        yield house


@pytest.fixture(scope="session")
def browser():
    """Chromium itself. Outside the journeys, `browser` is the test client's."""
    path = chromium.found()
    assert path, chromium.NONE
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        yield browser
        browser.close()


@pytest.fixture(
    params=[True, pytest.param(False, marks=pytest.mark.proof)], ids=["scripts", "no-scripts"]
)
def scripts(request):
    """Every journey is made twice, without scripts as a proof or where it is marked `EITHER`.

    Without scripts a page is what the tests of the pages see, too: forms that are sent.
    `parametrize("scripts", [True], indirect=True)` is for one that needs them.
    """
    return request.param


@pytest.fixture
def new_context(browser, house, scripts):
    """A window for somebody. When the journey ends, nothing must have gone wrong in it."""
    complaints, opened = [], []

    def watched(**options):
        usual = {"base_url": house.url, "locale": "en-GB", "java_script_enabled": scripts}
        context = browser.new_context(**(usual | options))
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: complaints.extend(_elsewhere(request, house.url)))
        context.on("response", lambda response: complaints.extend(_broken(response)))
        context.on("console", lambda said: complaints.extend(_error(said)))
        context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))
        opened.append(context)
        return context

    yield watched
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def pictures(tmp_path_factory):
    """Keeps a picture: in the repository when REHAB_PICTURES is set, else only for this run."""
    here = Path(__file__).parent / "pictures"
    kept = here if os.environ.get("REHAB_PICTURES") else tmp_path_factory.mktemp("pictures")
    return lambda name, page: page.screenshot(path=kept / f"{name}.png")


@pytest.fixture
def page(new_context):
    """At a desk."""
    return new_context().new_page()


@pytest.fixture
def phone(new_context):
    """A page on a phone, 390 points wide."""
    small = {"width": 390, "height": 844}
    return new_context(viewport=small, is_mobile=True, has_touch=True).new_page()


def _elsewhere(request, url):
    here = urlsplit(request.url).scheme in {"data", "blob"} or request.url.startswith(url)
    return [] if here else [f"asked another host: {request.url}"]


def _broken(response):
    """A refusal is an answer of a page's; nothing else may be missing, and nothing may break."""
    page = response.request.resource_type in {"document", "fetch", "xhr"}
    fine = response.status < (500 if page else 400)
    return [] if fine else [f"{response.status}: {response.url}"]


def _error(said):
    """Chromium repeats every refused answer here, which is judged above, and that it is offline."""
    known = ("Failed to load resource", "htmx: htmx:error: Failed to fetch")
    real = said.type == "error" and not said.text.startswith(known)
    return [f"console: {said.text}"] if real else []
