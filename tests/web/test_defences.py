import re

import anyio
import pytest
from sqlalchemy.exc import DBAPIError
from starlette.responses import PlainTextResponse

from assets.settings import Settings
from tests.browser import Browser
from tests.builders import a_room, an_asset
from web import defences
from web.access import Db
from web.app import create_app

ELSEWHERE = "https://elsewhere.example"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SIGN_IN = "email=ana%40demo.example&password=guess+after+guess"


@pytest.fixture
def quiet(app):
    """A stranger's browser that shows a 500 as people see it."""
    return Browser(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 422),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
        ({"Origin": "http://testserver"}, 422),
        ({"Origin": ELSEWHERE}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "http://testserver.elsewhere.example"}, 403),
        ({}, 403),
        ({"Host": ""}, 403),
        ({"Authorization": "Basic YW5hOmJlbGE="}, 403),
        ({"Authorization": "Bearer anything"}, 403),
    ],
)
def test_only_our_own_pages_may_change_something(browser, said, status):
    del browser.headers["Origin"]

    assert browser.post("/sign-in", content=SIGN_IN, headers=FORM | said).status_code == status


@pytest.mark.parametrize("path", ["/assets", "/t/AAAAAAAA/verify", "/language", "/nowhere"])
def test_no_address_is_left_out(browser, path):
    assert browser.post(path, headers={"Origin": ELSEWHERE}).status_code == 403


def test_a_program_need_not_say_where_it_is_but_who_it_is(browser):
    del browser.headers["Origin"]

    assert browser.post("/api/v1/assets", json={}).status_code == 401


@pytest.mark.parametrize("path", ["/", "/assets", "/assets?search=bath", "/assets/LOV-00001",
                                  "/orders", "/catalogue/kinds", "/static/app.css", "/nowhere",
                                  "/api/v1/assets", "/api/docs", "/language"])  # fmt: skip
@pytest.mark.parametrize("visitor", ["browser", "administrator"])
def test_head_is_get_without_a_body(request, session, path, visitor):
    an_asset(session, "Bath")
    asking = request.getfixturevalue(visitor)

    got, head = asking.get(path), asking.head(path)

    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers == got.headers


def test_not_a_byte_of_a_body_leaves_after_a_head(app):
    sent = []

    async def send(message):
        sent.append(message)

    asked = {
        "type": "http",
        "method": "HEAD",
        "path": "/health",
        "headers": [],
        "query_string": b"",
    }
    anyio.run(app, asked | {"app": app}, no_more, send)

    assert [each.get("body", b"") for each in sent] == [b""] * len(sent)


async def no_more():
    return {"type": "http.request"}


def test_a_head_writes_nothing(administrator, add_route):
    def write(db: Db):
        a_room(db, "Gym")

    add_route("/written", write, methods=["GET"])

    with pytest.raises(DBAPIError):
        administrator.head("/written")


def test_another_site_is_refused_in_the_readers_language(browser):
    answer = browser.post("/assets", headers={"Origin": ELSEWHERE, "Accept-Language": "hu"})

    assert answer.text != browser.post("/assets", headers={"Origin": ELSEWHERE}).text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/sign-in"),
        ("GET", "/assets"),  # sends on
        ("GET", "/nowhere"),
        ("DELETE", "/assets"),
        ("GET", "/static/app.css"),
        ("GET", "/health"),
        ("GET", "/api/v1/assets"),
        ("GET", "/api/openapi.json"),
        ("POST", "/broken"),
    ],
)
def test_every_answer_carries_every_header(quiet, add_route, method, path):
    add_route("/broken", lambda: 1 / 0, methods=["POST"])

    headers = quiet.request(method, path).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "strict-transport-security" not in headers
    assert ("no-store" in headers.get("cache-control", "")) == (path != "/static/app.css")


def test_a_refusal_of_the_defences_carries_every_header_too(browser):
    answer = browser.post("/assets", headers={"Origin": ELSEWHERE})

    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_https_is_for_good_even_on_an_answer_about_a_fault(engine):
    secured = create_app(engine, Settings(base_url="https://assets.example.org"))
    secured.add_api_route("/broken", lambda: 1 / 0)
    quiet = Browser(secured, raise_server_exceptions=False)

    for path in ("/sign-in", "/nowhere", "/broken"):
        assert "max-age=31536000" in quiet.get(path).headers["strict-transport-security"]


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("path", ["/", "/assets", "/places", "/orders", "/plans", "/labels",
                                  "/procurement", "/catalogue", "/people", "/me", "/api/docs",
                                  "/assets/new", "/assets/LOV-00001", "/nowhere"])  # fmt: skip
def test_no_page_holds_a_script_or_a_style_of_its_own(administrator, path):
    page = administrator.get(path).text

    assert "<html" in page
    assert not re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page)
    assert not re.findall(r"<style\b|<[^>]+\sstyle=|<[^>]+\son[a-z]+=|javascript:", page)
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//[^\"]*\"", page)


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(defences, "LARGEST", 1000)


def whole(size):
    return b"x" * size


def in_pieces(size):
    yield from [b"x" * 100] * (size // 100)


@pytest.mark.parametrize("path", ["/assets", "/sign-in", "/api/v1/assets"])
@pytest.mark.parametrize("body", [whole, in_pieces])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json"])
@pytest.mark.usefixtures("small")
def test_more_than_can_be_sent_at_once_is_refused(quiet, path, body, kind):
    answer = quiet.post(path, content=body(1100), headers={"Content-Type": kind})

    assert answer.status_code == 413
    assert ("problem+json" in answer.headers["content-type"]) == path.startswith("/api/")
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.usefixtures("small")
def test_as_much_as_can_be_sent_at_once_is_heard(quiet):
    for body in (b"x" * 1000, in_pieces(1000)):
        assert quiet.post("/sign-in", content=body, headers=FORM).status_code == 422


@pytest.mark.parametrize("length", ["²".encode("latin-1"), b"-1", b"x", b"9" * 5000])
def test_a_length_that_is_no_number_breaks_nothing(quiet, length):
    answer = quiet.post("/sign-in", content=b"a=b", headers={"Content-Length": length})

    assert answer.status_code in {413, 422}


def test_what_says_its_own_header_keeps_it(browser, add_route):
    said = {"Cache-Control": "max-age=60"}
    add_route("/old", lambda: PlainTextResponse("old", headers=said))

    assert browser.get("/old").headers["cache-control"] == "max-age=60"


@pytest.mark.usefixtures("small")
def test_what_says_that_it_is_too_large_is_not_even_heard(quiet):
    assert (
        quiet.post("/sign-in", content=b"a=b", headers={"Content-Length": "1001"}).status_code
        == 413
    )


def test_whoever_is_gone_before_all_is_sent_is_no_mistake_of_the_program(app):
    heard = iter([{"type": "http.request", "body": b"email=ana", "more_body": True}])
    host, said = [(b"host", b"testserver"), (b"sec-fetch-site", b"same-origin")], []
    scope = {"type": "http", "method": "POST", "path": "/sign-in", "query_string": b""}

    async def receive():
        return next(heard, {"type": "http.disconnect"})

    async def send(message):
        said.append(message.get("status"))

    anyio.run(app, scope | {"headers": host}, receive, send)

    assert said[0] == 400
