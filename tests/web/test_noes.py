import io
from datetime import timedelta
from urllib.parse import quote

import pytest
from fastapi.routing import iter_route_contexts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets import tokens
from assets.rights import Role
from assets.words import Language
from tests.browser import Browser
from tests.builders import a_person, a_site, an_asset, committed

PARTIAL = {"HX-Request-Type": "partial"}
FORBIDDEN = {
    "en": "You may not do that.",
    "ro": "Nu puteți face asta.",
    "hu": "Ezt nem teheti meg.",
}
HOSTILE = [
    "-1", "1e9", "9" * 40, "' OR 1=1; drop table asset --", "a\0b", "\U0001f6c1", "\ud800",
    "ș" * 400, "a " * 400, "%{0}%(tag)s", "../../etc/passwd", "9999-12-31",
]  # fmt: skip
# What the lists understand, and what they do not.
WORDS = ["search", "site", "place", "group", "type", "state", "condition", "due", "sort", "limit",
         "after", "before", "lot", "when", "kind", "mine", "project", "unprinted", "tag", "back",
         "count", "maker", "asset"]  # fmt: skip
TYPED = ["name", "email", "kind", "state", "title", "every", "unit", "mode", "first_on", "code",
         "due_on", "start", "estimate", "currency", "procedure", "partner", "language", "zone",
         "country", "area_m2", "opens_on", "version", "first", "chosen", "stock", "role", "where",
         "password", "old_password", "note", "key"]  # fmt: skip


@pytest.fixture
def everything(app, house, session):  # noqa: ARG001
    """The administrator of a small register with something in every wing."""
    person = a_person(session, Role.ADMINISTRATOR)
    browser = Browser(app, raise_server_exceptions=False).sign_in(person)
    browser.program = Browser(app, raise_server_exceptions=False)
    secret = committed(session, tokens.issue(session, person))
    browser.program.headers["Authorization"] = f"Bearer {secret}"
    return browser


def encoded(text):
    return quote(text.encode(errors="surrogatepass"))


def paths(app, method):
    """Every address of this method but those that are about one thing."""
    found = {
        route.path for route in iter_route_contexts(app.routes) if method in (route.methods or ())
    }
    return sorted(path for path in found if "{" not in path)


SOME, ALL = 6, pytest.param(1, marks=pytest.mark.proof)
IN_TURN = pytest.mark.parametrize("of", [SOME, ALL], ids=["some", "all"])


def in_turn(found, said, of):
    """Every sixth of these, others for what is said next: each meets two things, in a proof all."""
    return found[HOSTILE.index(said) % of :: of]


def asking(browser, path):
    return browser.program if path.startswith("/api/v1") else browser


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["page", "part"])
def test_a_no_is_said_in_the_readers_language(app, session, language, headers):
    asset = an_asset(session)
    viewer = Browser(app).sign_in(
        a_person(session, Role.VIEWER, a_site(session), language=language)
    )

    answer = viewer.post(f"/assets/{asset.tag}/edit", data={}, headers=headers)

    assert answer.status_code == 403
    assert FORBIDDEN["en"] in answer.text or language is not Language.EN
    assert (FORBIDDEN["en"] in answer.text) == (language is Language.EN)
    assert ("<title>" in answer.text) == (headers == {})


def test_a_no_to_a_part_is_a_notice_that_leaves_the_page_alone(app, session):
    asset = an_asset(session)
    viewer = Browser(app).sign_in(a_person(session, Role.VIEWER, a_site(session)))

    answer = viewer.post(f"/assets/{asset.tag}/edit", data={}, headers=PARTIAL)

    assert answer.headers["HX-Retarget"] == "#notices"
    assert answer.headers["HX-Reswap"] == "innerHTML"


def test_an_unknown_address_is_a_page_and_for_programs_a_problem(everything):
    page, problem = everything.get("/nowhere"), everything.program.get("/api/v1/nowhere")

    assert (page.status_code, problem.status_code) == (404, 404)
    assert "There is no such page." in page.text
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["status"] == 404


def test_what_cannot_be_done_says_what_can(everything):
    answer = everything.program.delete("/api/v1/assets")

    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.headers["content-type"] == "application/problem+json"
    assert everything.delete("/assets").status_code == 405


BROKEN = [
    b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 100_000, b"9" * 5000,
    b'{"name": "\\ud800"}', b'{"\\ud800": 1}', b'{"name": "\\u0000"}', b'{"name": 1e999}',
]  # fmt: skip


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
@pytest.mark.parametrize("path", ["/api/v1/assets", "/api/v1/assets/LOV-00001/move"])
def test_a_broken_body_is_a_problem_that_names_the_fields(everything, path, body):
    answer = everything.program.post(
        path, content=body, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code in {400, 404, 422}
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_problem_names_each_field(everything):
    problem = everything.program.post("/api/v1/assets", json={"name": ""}).json()

    assert {each["field"] for each in problem["errors"]} == {"body.name", "body.place"}


@pytest.mark.parametrize("version", ["x", "²", "9" * 5000, "-1", ""])
def test_a_version_that_is_none_is_refused(everything, version):
    answer = everything.program.patch(
        "/api/v1/assets/LOV-00001", json={}, headers={"If-Match": version.encode()}
    )

    assert answer.status_code == 409


@pytest.mark.parametrize("key", ["x" * 101, "x" * 5000])
def test_a_key_that_is_too_long_is_refused(everything, key):
    said = {"name": "Bath", "place": "Gym"}

    answer = everything.program.post("/api/v1/assets", json=said, headers={"Idempotency-Key": key})

    assert answer.status_code == 409


@IN_TURN
@pytest.mark.parametrize("said", HOSTILE)
def test_whatever_stands_in_an_address_is_answered(everything, said, of):
    query = "&".join(f"{word}={encoded(said)}" for word in WORDS)
    asked = [f"{path}?{query}" for path in in_turn(paths(everything.app, "GET"), said, of)]
    alone = ("search", "limit", "after", "before", "sort")

    for path in (*asked, *(f"/assets?{word}={encoded(said)}" for word in alone)):
        answer = asking(everything, path).get(path)
        assert answer.status_code in {200, 303, 404, 409, 422}, path


@IN_TURN
@pytest.mark.parametrize("said", HOSTILE)
def test_whatever_is_asked_for_by_name_is_answered(everything, said, of):
    routes = iter_route_contexts(everything.app.routes)
    named = [each.path for each in routes if "{" in each.path and "GET" in (each.methods or ())]

    for route in in_turn(named, said, of):
        path = route.split("{")[0] + encoded(said).replace("/", "%2F")
        answer = asking(everything, path).get(path)
        assert answer.status_code in {200, 303, 404, 409, 422}, path


@IN_TURN
@pytest.mark.parametrize("said", HOSTILE)
def test_whatever_is_typed_into_a_form_is_answered(everything, said, of):
    body = "&".join(f"{field}={encoded(said)}" for field in sorted({*TYPED, *WORDS}))
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for path in in_turn(paths(everything.app, "POST"), said, of):
        if not path.startswith("/api/") and "sign-out" not in path:
            answer = everything.post(path, content=body, headers=kind)
            assert answer.status_code in {303, 403, 404, 409, 422}, path


def test_a_file_where_words_belong_is_answered(everything):
    for path in ("/assets", "/places", "/plans", "/orders", "/sign-in", "/people"):
        files = {"name": io.BytesIO(b"\x00\xff"), "email": io.BytesIO(b"x")}
        assert everything.post(path, files=files).status_code == 422, path


@settings(
    max_examples=30,
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@given(
    path=st.sampled_from(["/assets", "/orders", "/plans", "/people", "/places", "/catalogue"]),
    said=st.dictionaries(st.sampled_from(WORDS), st.text(max_size=60), max_size=4),
)
def test_no_list_breaks(everything, path, said):
    query = "&".join(f"{word}={encoded(value)}" for word, value in said.items())

    assert everything.get(f"{path}?{query}").status_code < 500
