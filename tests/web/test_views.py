import re

import pytest

from assets import people, views
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_person, a_room, a_site, a_view, an_asset
from tests.web.addresses import ADDRESSES

FORM = r'<form [^>]*class="finder"|<details class="filters"'
LATE = "/assets?due=late&site=LOV"


@pytest.fixture
def lovrin(session):
    return a_site(session)


@pytest.fixture
def ana(session, lovrin):
    return a_person(session, Role.SITE_MANAGER, lovrin, name="Ana")


@pytest.fixture
def manager(browser, ana):
    return browser.sign_in(ana)


def links(html):
    """The links of the kept views on a page: address and name."""
    found = re.search(r'<nav class="kept".*?</nav>', html, re.DOTALL)
    anchors = r'<a href="([^"]+)"[^>]*>(?:<svg.*?</svg>)?([^<]+)'
    return dict(re.findall(anchors, found[0], re.DOTALL)) if found else {}


def test_a_list_is_kept_as_it_stands_and_opens_by_its_link(manager):
    shown = manager.get(f"{LATE}&after=").text
    (address,) = re.findall(r'name="address" value="([^"]+)"', shown)

    kept = manager.post(
        "/views", data={"name": "Late here", "address": address.replace("&amp;", "&")}
    )

    assert kept.headers["location"] == LATE
    opened = manager.get(LATE).text
    assert links(opened)[LATE.replace("&", "&amp;")] == "Late here"
    assert 'name="address"' not in opened


def test_the_bare_list_offers_nothing_to_keep(manager):
    assert 'class="kept"' not in manager.get("/assets").text


@pytest.mark.parametrize(
    "address", ["/orders?when=late", "/plans?kind=hygiene", "/trail?kind=asset",
                "/catalogue/models?search=x", "/assets?search=x", "/loans?state=late",
                "/transfers?to_site=LOV", "/documents?ending=30", "/labels?unprinted=true",
                "/catalogue/suppliers?search=x", "/catalogue?search=x", "/places?search=x",
                "/catalogue/fields?search=x"],
)  # fmt: skip
def test_each_list_shows_its_own_views(manager, session, ana, address):
    a_view(session, ana, name="Mine", address=address)

    assert links(manager.get(address.partition("?")[0]).text)[address] == "Mine"
    assert "Mine" in manager.get("/views").text


def test_every_list_that_can_be_narrowed_can_be_kept(administrator):
    addresses = [each.removeprefix("GET ") for each in ADDRESSES if each.startswith("GET /")]
    pages = [
        each for each in addresses if "{" not in each and not each.startswith(("/api", "/find"))
    ]

    narrowed = {each for each in pages if re.search(FORM, administrator.get(each).text)}

    assert narrowed <= views.LISTS
    assert len(narrowed) > 13


def test_who_shared_a_view_may_keep_it_for_herself_again(app, session, manager, ana, lovrin):
    view = a_view(session, ana)
    berta = Browser(app).sign_in(a_person(session, Role.SITE_MANAGER, lovrin, name="Berta"))
    where = f"/views/{view.id}"

    manager.post(f"{where}/share", data={"site": "LOV"})
    seen = links(berta.get("/assets").text)
    theirs = berta.post(f"{where}/unshare", data={})
    early = manager.post(f"{where}/unshare", data={"version": 1})
    shown = manager.get(where).text
    manager.post(f"{where}/unshare", data={"version": 2})

    assert (list(seen.values()), theirs.status_code, early.status_code) == (["Steel"], 403, 422)
    assert f'action="{where}/unshare"' in shown
    assert f'action="{where}/unshare"' not in berta.get(where).text
    assert "Only you see it" in manager.get(where).text
    assert (links(berta.get("/assets").text), berta.get(where).status_code) == ({}, 404)
    manager.post(f"{where}/share", data={"site": "LOV"})
    assert "Steel" in links(berta.get("/assets").text).values()


def test_a_list_of_another_host_is_not_kept(manager):
    answer = manager.post("/views", data={"name": "x", "address": "//evil.example/assets"})

    assert answer.status_code == 422
    assert "Only a list of this register can be kept." in answer.text


def test_a_name_that_is_missing_is_asked_for_and_the_list_is_not_lost(manager):
    answer = manager.post("/views", data={"name": " ", "address": LATE})

    assert answer.status_code == 422
    assert 'value="/assets?due=late&amp;site=LOV"' in answer.text


def test_a_shared_view_shows_each_what_she_may_see(app, session, manager, ana, lovrin):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    an_asset(session, "Weight bath", a_room(session, "Pool", szentes))
    an_asset(session, "Treadmill", lovrin)
    view = a_view(session, ana, name="All", address="/assets?state=in_use")
    theirs = a_view(session, ana, name="Theirs", address="/assets?site=SZE")

    for each in (view, theirs):
        shared = manager.post(f"/views/{each.id}/share", data={"site": "LOV"})
        assert shared.headers["location"] == "/views"

    vera = Browser(app).sign_in(a_person(session, Role.VIEWER, lovrin, name="Vera"))
    assert set(links(vera.get("/assets").text).values()) == {"All", "Theirs"}
    assert "Treadmill" in vera.get(view.address).text
    assert "Weight bath" not in vera.get(view.address).text
    assert vera.get(theirs.address).status_code == 404


def test_a_private_view_of_another_person_does_not_exist(app, session, ana):
    view = a_view(session, ana)
    other = Browser(app).sign_in(a_person(session, Role.ADMINISTRATOR, name="Root"))

    for path in ("", "/rename", "/share", "/forget"):
        method = "POST" if path else "GET"
        sent = {"name": "x", "site": "LOV"}
        assert other.request(method, f"/views/{view.id}{path}", data=sent).status_code == 404


def test_a_colleague_may_use_what_is_shared_and_not_change_it(app, session, ana, lovrin):
    view = a_view(session, ana, lovrin)
    vera = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, lovrin, name="Vera"))

    assert vera.post(f"/views/{view.id}/forget", data={}).status_code == 403
    assert vera.post(f"/views/{view.id}/share", data={"site": "LOV"}).status_code == 403


def test_a_view_is_renamed_and_forgotten(manager, session, ana):
    view = a_view(session, ana)

    manager.post(f"/views/{view.id}/rename", data={"name": "Other", "version": view.version})
    late = manager.post(f"/views/{view.id}/rename", data={"name": "Third", "version": 1})

    assert "Other" in manager.get("/views").text
    assert late.status_code == 422
    manager.post(f"/views/{view.id}/forget", data={})
    assert "Other" not in manager.get("/views").text


def test_a_site_where_she_may_not_share_is_refused(session, manager, ana):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    view = a_view(session, ana)

    hidden = manager.post(f"/views/{view.id}/share", data={"site": "SZE"})
    people.give(session, ana, Role.VIEWER, site_id=szentes.id)
    session.commit()
    seen = manager.post(f"/views/{view.id}/share", data={"site": "SZE"})

    assert (hidden.status_code, seen.status_code) == (422, 403)
