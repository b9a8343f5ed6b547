from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlmodel import select

from assets import views
from assets.errors import Forbidden, Missing, Refused
from assets.people import rights_of
from assets.rights import Role
from assets.trail import Entry
from tests.builders import a_person, a_site, a_view


def seen(session, person):
    rights = rights_of(session, person)
    return [view.name for view in session.exec(views.listed(person.id, rights))]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/assets", "/assets"),
        ("/assets?state=in_use&after=W10&site=LOV", "/assets?site=LOV&state=in_use"),
        ("/orders?before=x", "/orders"),
        ("/assets?tag=LOV-00001&tag=LOV-00002&site=LOV", "/assets?site=LOV"),
        ("/trail?who=Ana+M%C3%B3ra", "/trail?who=Ana+M%C3%B3ra"),
        (
            "/assets?columns=tag&columns=extra.frame&search=",
            "/assets?columns=tag&columns=extra.frame",
        ),
    ],
)
def test_a_list_is_kept_without_its_page(address, kept):
    assert views.normal(address) == kept


@pytest.mark.parametrize(
    "address",
    [
        "", "assets", "//assets", "/\\assets", "//evil.example/assets", "https://evil.example/assets",
        "/assets/../people", "/assets/LOV-00001", "/sign-out", "/assets.csv", "javascript:alert(1)",
        "/assets?" + "a" * 2000, "http://[/assets",
    ],
)  # fmt: skip
def test_nothing_is_kept_but_a_list_of_this_register(address):
    with pytest.raises(Refused, match="Only a list of this register") as no:
        views.normal(address)

    assert no.value.field == "address"


@given(some.text(max_size=60), some.sampled_from(sorted(views.LISTS)))
def test_whatever_is_asked_the_address_stays_here_and_is_kept_once(words, path):
    kept = views.normal(f"{path}?search={words}")

    assert kept == path or kept.startswith(f"{path}?")
    assert views.normal(kept) == kept
    assert {name for name, _ in parse_qsl(urlsplit(kept).query)} & {"after", "before"} == set()


def test_what_somebody_keeps_for_herself_nobody_else_sees(session):
    ana, root = a_person(session, name="Ana"), a_person(session, Role.ADMINISTRATOR, name="Root")
    view = a_view(session, ana)

    assert (seen(session, ana), seen(session, root)) == (["Steel"], [])
    with pytest.raises(Missing):
        views.view(session, view.id, root.id, rights_of(session, root))


def test_a_shared_view_is_seen_by_whoever_is_at_that_site(session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    ana = a_person(session, Role.SITE_MANAGER, lovrin, name="Ana")
    a_view(session, ana, lovrin)

    assert seen(session, a_person(session, Role.VIEWER, lovrin, name="Vera")) == ["Steel"]
    assert seen(session, a_person(session, Role.ADMINISTRATOR, szentes, name="Bela")) == []


def test_who_may_share_at_a_site_keeps_what_is_shared_there(session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    ana = a_person(session, Role.SITE_MANAGER, lovrin, name="Ana")
    view = a_view(session, ana, lovrin)
    mara = a_person(session, Role.SITE_MANAGER, lovrin, name="Mara")
    vera = a_person(session, Role.TECHNICIAN, lovrin, name="Vera")

    views.must_keep(view, mara.id, rights_of(session, mara))
    with pytest.raises(Forbidden):
        views.must_keep(view, vera.id, rights_of(session, vera))
    with pytest.raises(Forbidden):
        views.share(view, szentes, rights_of(session, mara))


def test_a_name_is_used_once_for_each_list(session):
    ana = a_person(session, name="Ana")
    a_view(session, ana)

    a_view(session, ana, address="/orders?when=late")
    with pytest.raises(Refused, match="You keep a view called STEEL already") as no:
        a_view(session, ana, name="STEEL")

    assert no.value.field == "name"


def test_a_person_keeps_a_hundred_views_at_most(session, monkeypatch):
    monkeypatch.setattr(views, "MOST", 1)
    ana = a_person(session, name="Ana")
    a_view(session, ana)

    with pytest.raises(Refused, match="Forget one"):
        a_view(session, ana, name="Another")


def test_what_a_list_is_kept_of_is_told_to_nobody_by_the_trail(session):
    a_view(session, a_person(session, name="Ana"), name="My secret", address="/assets?search=x9")

    told = session.exec(select(Entry).where(Entry.kind == "saved_view")).one()

    assert "secret" not in f"{told.label}{told.changes}"
    assert "x9" not in f"{told.label}{told.changes}"


def test_a_forgotten_view_is_gone(session):
    ana = a_person(session, name="Ana")
    view = a_view(session, ana)

    views.forget(session, view)
    session.commit()

    assert seen(session, ana) == []
