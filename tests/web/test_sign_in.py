import re
import time
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from assets import people, signins
from assets.database import Actor, transaction
from assets.settings import Settings
from assets.signins import Attempt, SignIn
from assets.words import Language
from tests.browser import Browser
from tests.builders import PASSWORD, a_partner, a_person, committed
from web.app import create_app

PARTIAL = {"HX-Request-Type": "partial"}
BY = Actor("somebody else")


@pytest.fixture
def ana(session):
    return a_person(session, name="Ana")


def enter(browser, person, password=PASSWORD, **said):
    headers = said.pop("headers", {})
    asked = {"email": person if isinstance(person, str) else person.email, "password": password}
    return browser.post("/sign-in", data=asked | said, headers=headers)


def cookie(answer, name="rehab_session"):
    return next(each for each in answer.headers.get_list("set-cookie") if each.startswith(name))


def shown(answer):
    """What a page says, without what was typed and what is drawn anew each time."""
    return re.sub(r'value="[^"]*"', "", answer.text)


class Hashing:
    """A hasher that lets somebody do something while a password is hashed."""

    def __init__(self, meanwhile):
        self.meanwhile, self.real = meanwhile, people.hasher

    def hash(self, password):
        self.meanwhile()
        return self.real.hash(password)

    def verify(self, password, kept):
        self.meanwhile()
        return self.real.verify(password, kept)


@pytest.mark.parametrize("password", [PASSWORD, "a guess"])
def test_somebody_else_can_write_while_a_password_is_hashed(
    browser, engine, session, ana, monkeypatch, password
):
    def write():
        with transaction(engine, by=BY) as changes:
            a_partner(changes, "SZ", "HU")

    monkeypatch.setattr(people, "hasher", Hashing(write))
    begun = time.monotonic()

    enter(browser, ana, password)

    assert a_partner(session, "SZ").country == "HU"
    assert time.monotonic() - begun < 10  # a lock would have kept it waiting for twenty seconds


def test_a_wrong_password_and_an_unknown_person_look_the_same(browser, session, ana):
    bela = a_person(session, name="Bela")
    bela.disable()
    session.commit()

    wrong = enter(browser, ana, "a guess")
    unknown = enter(browser, "nobody@demo.example", "a guess")
    kept_out = enter(browser, bela)

    assert wrong.status_code == unknown.status_code == kept_out.status_code == 422
    assert "The e-mail address or the password is not right." in wrong.text
    assert shown(wrong) == shown(unknown) == shown(kept_out)


@pytest.mark.parametrize("email", ["ana@demo.example", "nobody@demo.example"])
def test_whoever_is_named_one_password_is_hashed(browser, ana, monkeypatch, email):
    assert ana.email == "ana@demo.example"
    hashed = []
    monkeypatch.setattr(people, "hasher", Hashing(lambda: hashed.append(1)))

    enter(browser, email, "a guess")

    assert len(hashed) == 1


def test_a_password_is_never_sent_back(browser, ana):
    assert "a guess" not in enter(browser, ana, "a guess").text


def test_after_ten_guesses_even_the_right_password_must_wait(app, ana):
    browser = Browser(app)
    for _ in range(10):
        assert "Too many attempts" not in enter(browser, ana, "a guess").text

    refused = enter(browser, ana, headers={"Accept-Language": "en"})

    assert refused.status_code == 422
    assert "Too many attempts. Wait 15 minutes and try again." in refused.text


def test_after_sixty_guesses_an_address_must_wait_and_others_need_not(app, ana):
    here, elsewhere = Browser(app, client=("10.0.0.7", 1)), Browser(app, client=("10.0.0.8", 1))
    for number in range(60):
        enter(here, f"{number}@demo.example", "a guess")

    assert "Too many attempts" in enter(here, ana).text
    assert enter(elsewhere, ana).status_code == 303


def test_the_secret_is_kept_from_scripts_and_from_other_sites(browser, ana):
    said = cookie(enter(browser, ana)).lower()

    assert "httponly" in said
    assert "samesite=lax" in said
    assert "path=/" in said
    assert "domain=" not in said
    assert "secure" not in said  # here there is no HTTPS


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        (Settings(base_url="https://assets.example.org"), "http://testserver"),  # behind a proxy
        (Settings(), "https://testserver"),
    ],
)
def test_over_https_no_cookie_ever_leaves_without_it(engine, ana, settings, address):
    browser = Browser(create_app(engine, settings), base_url=address)

    assert "secure" in cookie(enter(browser, ana)).lower()
    chosen = browser.post("/language", data={"language": "hu"})
    assert "secure" in cookie(chosen, "language").lower()


def test_a_secret_from_before_signing_in_is_worth_nothing_after_it(app, session, ana):
    planted = "a secret that somebody else knows"
    browser = Browser(app, cookies={"rehab_session": planted})

    given = cookie(enter(browser, ana))

    assert planted not in given
    assert Browser(app, cookies={"rehab_session": planted}).get("/me").status_code == 303
    assert len(session.exec(select(SignIn)).all()) == 1


def test_signing_in_again_ends_what_was_before_in_this_browser(app, ana):
    browser = Browser(app).sign_in(ana)
    before = browser.cookies["rehab_session"]

    browser.sign_in(ana)

    assert browser.cookies["rehab_session"] != before
    assert browser.get("/me").status_code == 200
    assert Browser(app, cookies={"rehab_session": before}).get("/me").status_code == 303


def test_signing_out_ends_the_secret_and_not_only_the_cookie(app, ana):
    browser = Browser(app).sign_in(ana)
    secret = browser.cookies["rehab_session"]

    out = browser.post("/sign-out")

    assert out.headers["location"] == "/sign-in"
    assert "rehab_session" not in browser.cookies
    assert Browser(app, cookies={"rehab_session": secret}).get("/me").status_code == 303


def test_whoever_is_kept_out_is_out_at_once(browser, session, ana):
    browser.sign_in(ana)

    ana.disable()
    session.commit()

    assert browser.get("/me").status_code == 303
    assert enter(browser, ana).status_code == 422


def test_every_browser_of_hers_can_be_signed_out(app, session, ana):
    browsers = [Browser(app).sign_in(ana) for _ in range(2)]

    signins.end_all(session, ana, at=datetime.now(UTC))
    session.commit()

    assert [browser.get("/me").status_code for browser in browsers] == [303, 303]


def test_the_database_keeps_no_secret_in_clear(browser, session, ana):
    browser.sign_in(ana)

    kept = str([row.model_dump() for row in session.exec(select(SignIn))])

    assert browser.cookies["rehab_session"] not in kept


def test_whoever_was_on_the_way_somewhere_arrives_there(browser, ana):
    back = "/assets?search=b%C3%A1ny&site=LOV"

    assert (
        f'value="{back.replace("&", "&amp;")}"'
        in browser.get("/sign-in", params={"back": back}).text
    )
    assert enter(browser, ana, back=back).headers["location"] == back
    assert browser.get("/sign-in", params={"back": back}).headers["location"] == back


ASTRAY = [
    "https://elsewhere.example",
    "//elsewhere.example",
    "///elsewhere.example",
    "\\\\elsewhere.example",
    "/\\elsewhere.example",
    "/\\\\elsewhere.example",
    "/\t/elsewhere.example",
    "/\n/elsewhere.example",
    " //elsewhere.example",
    "\x01//elsewhere.example",
    "javascript:alert(1)",
    "elsewhere.example",
    "@elsewhere.example",
    "",
]


@pytest.mark.parametrize("back", ASTRAY)
@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["page", "part"])
def test_nobody_is_led_astray(browser, ana, back, headers):
    chosen = browser.post("/language", data={"language": "hu", "back": back}, headers=headers)
    entered = enter(browser, ana, back=back, headers=headers)
    already = browser.get("/sign-in", params={"back": back}, headers=headers)

    for answer in (chosen, entered, already):
        assert answer.headers.get("location", answer.headers.get("HX-Redirect")) == "/"


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["page", "part"])
def test_a_way_back_may_have_accents(browser, ana, headers):
    answer = enter(browser, ana, back="/assets?search=fürdő", headers=headers)

    arrived = answer.headers.get("location", answer.headers.get("HX-Redirect"))
    assert arrived == "/assets?search=f%C3%BCrd%C5%91"


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        ("hu-HU,hu;q=0.9,en;q=0.8", "hu"),
        ("de,ro;q=0.5", "ro"),
        ("en;q=0.2, hu;q=0.9", "hu"),
        ("de", "en"),
        ("", "en"),
        (";;;q=x,,ro;q=nonsense", "ro"),
    ],
)
def test_a_stranger_reads_the_language_of_her_browser(browser, wishes, language):
    page = browser.get("/sign-in", headers={"Accept-Language": wishes}).text

    assert f'<html lang="{language}"' in page


def test_what_a_stranger_chose_counts_more_than_her_browser(browser):
    browser.post("/language", data={"language": "ro", "back": "/sign-in"})

    assert '<html lang="ro"' in browser.get("/sign-in", headers={"Accept-Language": "hu"}).text


def test_a_language_that_is_none_changes_nothing(browser):
    assert browser.post("/language", data={"language": "<script>"}).headers["location"] == "/"
    assert '<html lang="en"' in browser.get("/sign-in", headers={"Cookie": "language=xx"}).text


def test_whoever_is_signed_in_keeps_her_language_wherever_she_signs_in(app, session, ana):
    Browser(app).sign_in(ana).post("/language", data={"language": "hu", "back": "/"})

    assert '<html lang="hu"' in Browser(app).sign_in(ana).get("/me").text
    session.refresh(ana)
    assert ana.language is Language.HU


def test_attempts_are_forgotten_by_whoever_gets_in(browser, session, ana):
    enter(browser, ana, "a guess")

    browser.sign_in(ana)

    assert committed(session, session.exec(select(Attempt)).all()) == []
