"""What each role is answered at each address, and that nothing of another site is told."""

import re

import pytest
from fastapi.routing import iter_route_contexts
from sqlmodel import select

from assets import people, tokens, trail
from assets.inventory import identifiers, places, register
from assets.people import RoleHeld
from assets.rights import EVERYTHING, GRANTED, Permission, Role
from tests.browser import Browser
from tests.builders import (
    a_lot,
    a_model,
    a_partner,
    a_person,
    a_plan,
    a_room,
    a_schedule,
    a_site,
    a_type,
    an_asset,
    an_order,
    committed,
)
from tests.web.addresses import ADDRESSES, ANYONE

GUARDED = {address: needs for address, needs in ADDRESSES.items() if needs in set(Permission)}
OF_A_RECORD = [address for address in GUARDED if "/{" in address]
# The catalogue is seen by all.
SHARED = ("/catalogue", "/api/v1/types", "/api/v1/models", "/api/v1/suppliers")


def addresses(app):
    return {
        f"{method} {route.path}"
        for route in iter_route_contexts(app.routes)
        for method in (route.methods or ())
        if method != "HEAD"
    }


def test_every_address_says_whom_it_is_for(app):
    assert addresses(app) == set(ADDRESSES)


@pytest.fixture
def theirs(session):
    """What stands in every address that is about something: all of it at Szentes, and theirs."""
    partner = a_partner(session, "SZ", "HU")
    szentes = a_site(session, "SZE", "Szentes", "HU", partner_id=partner.id)
    asset = an_asset(session, "Weight bath", place=a_room(session, "Pool", szentes))
    label = committed(session, identifiers.label_of(session, asset))
    lot = a_lot(session, "Weight baths", partner=partner)
    a_schedule(session, lot)
    bela = a_person(session, Role.TECHNICIAN, szentes, name="Bela")
    held = session.exec(select(RoleHeld).where(RoleHeld.person_id == bela.id)).one()
    made = identifiers.print_labels(
        session, [asset.id], stock="L7160", skipping=0, at=label.created_at
    )
    session.commit()
    return {
        "assets": {"tag": asset.tag},
        "t": {"code": label.code},
        "prints": {"key": made.id},
        "labels": {"key": made.id},
        "places": {"key": szentes.id},
        "assets.": {"form": "csv"},
        "import": {"digest": "0" * 64},
        "trail": {"number": session.exec(trail.history(asset.id)).all()[0][1].number},
        "people": {"key": bela.id, "role": held.id},
        "types": {"key": a_type(session).key},
        "models": {"key": (model := a_model(session)).id},
        "suppliers": {"key": model.maker_id},
        "orders": {"number": an_order(session, asset).number},
        "plans": {"key": a_plan(session, asset).id},
        "partners": {"code": partner.code},
        "projects": {"code": lot.project.code},
        "lots": {"number": lot.number, "code": "delivery"},
    }


def asked(address, known):
    """The method and the path of an address that is about what is known."""
    method, _, path = address.partition(" ")
    noun = [part for part in path.split("{")[0].split("/") if part]
    about = known.get(noun[-1].lower() if noun else "", {})
    return method, re.sub(r"{(\w+)}", lambda found: str(about[found.group(1)]), path)


def answered(app, session, person, address, known):
    """How this person is answered there, by a page or by the API."""
    method, path = asked(address, known)
    browser = Browser(app)
    if path.startswith("/api/"):
        secret = committed(session, tokens.issue(session, person))
        browser.headers["Authorization"] = f"Bearer {secret}"
        return browser.request(method, path, json=BODIES.get(address, {}))
    return browser.sign_in(person).request(method, path, data={})


# What a program must send to be heard at all, before anybody asks whether it may.
BODIES = {
    "POST /api/v1/assets/{tag}/move": {"place": "Pool"},
    "POST /api/v1/assets/{tag}/wait": {"store": "Pool", "room": "Pool"},
    "POST /api/v1/places/{key}/move": {"into": "Pool"},
    "POST /api/v1/places/{key}/merge": {"into": "Pool"},
    "POST /api/v1/assets/{tag}/state": {"state": "retired"},
    "POST /api/v1/assets/{tag}/condition": {"condition": "down"},
    "POST /api/v1/orders/{number}/complete": {"done_on": "2027-03-01"},
    "POST /api/v1/orders/{number}/cancel": {"reason": "Sold"},
    "POST /api/v1/plans/{key}/reschedule": {"due_on": "2027-03-01"},
    "POST /api/v1/lots/{number}/milestones/{code}/plan": {"on": "2027-04-01"},
    "POST /api/v1/lots/{number}/milestones/{code}/forecast": {"to": "2027-04-01", "reason": "x"},
    "POST /api/v1/lots/{number}/milestones/{code}/meet": {"on": "2027-03-01"},
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_stranger_signs_in_first(browser, theirs, address):
    method, path = asked(address, theirs)

    answer = browser.request(method, path)

    if ADDRESSES[address] == ANYONE:
        assert answer.status_code != 401
        assert not answer.headers.get("location", "").startswith("/sign-in?")
    elif path.startswith("/api/"):
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    else:
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in?back=")


@pytest.mark.parametrize("address", OF_A_RECORD)
def test_what_is_not_hers_does_not_exist_whatever_she_may_do_at_home(app, session, theirs, address):
    """She holds every right that there is, at Lovrin."""
    ana = a_person(session, Role.ADMINISTRATOR, a_site(session), name="Ana")
    if any(part in address for part in SHARED):
        assert answered(app, session, ana, address, theirs).status_code in {200, 303, 422}
        return

    if "/partners" in address:  # all see them, and those keep them who may do so everywhere
        assert answered(app, session, ana, address, theirs).status_code == 403
        return

    answer = answered(app, session, ana, address, theirs)

    assert answer.status_code == 404
    assert "Weight bath" not in answer.text


@pytest.mark.parametrize("role", Role)
def test_each_role_is_answered_what_the_table_of_rights_says(app, session, theirs, role):
    szentes = places.site(session, "SZE", EVERYTHING)
    ana = a_person(session, role, szentes, name="Ana")
    session.commit()

    told = {
        address: answered(app, session, ana, address, theirs).status_code for address in GUARDED
    }

    for address, status in told.items():
        needs = GUARDED[address]
        if needs not in GRANTED[role]:
            assert status == (404 if needs.endswith(":see") else 403), address
        elif "lots" not in address and "procurement" not in address:
            assert status not in {401, 500}, address


LISTS = [
    "/", "/assets", "/assets?search=weight", "/assets.csv",
    "/assets.json", "/import", "/places", "/places/suggestions?place=po", "/orders",
    "/plans", "/labels", "/procurement", "/catalogue", "/catalogue/models", "/people", "/trail",
    "/assets/new", "/people/new", "/api/v1/assets?count=true", "/api/v1/places", "/api/v1/orders",
    "/api/v1/plans", "/api/v1/lots", "/api/v1/day", "/api/v1/projects",
]  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_no_list_no_count_and_no_suggestion_tells_of_another_site(app, session, theirs, path):
    assert theirs
    ana = a_person(session, Role.ADMINISTRATOR, a_site(session), name="Ana")

    answer = answered(app, session, ana, f"GET {path}", {})

    assert answer.status_code == 200
    for word in ("Weight bath", "Szentes", "SZE", "Pool", "Bela"):
        assert word not in answer.text
    if "count" in path:
        assert answer.json()["count"] == 0


@pytest.mark.parametrize("path", ["/assets?site=SZE", "/orders?site=SZE", "/plans?site=SZE",
                                  "/labels?site=SZE", "/api/v1/assets?site=SZE",
                                  "/api/v1/places?site=SZE"])  # fmt: skip
def test_asking_for_another_site_by_name_is_asking_for_nothing(app, session, theirs, path):
    assert theirs
    ana = a_person(session, Role.ADMINISTRATOR, a_site(session), name="Ana")

    assert answered(app, session, ana, f"GET {path}", {}).status_code == 404


def test_labels_of_another_site_are_neither_shown_nor_printed(app, session, theirs):
    ana = Browser(app).sign_in(a_person(session, Role.ADMINISTRATOR, a_site(session), name="Ana"))
    tag = theirs["assets"]["tag"]

    shown = ana.get("/labels", params={"tag": tag})
    printed = ana.post("/labels/print", data={"chosen": tag, "stock": "L7160", "first": "1"})

    assert (shown.status_code, printed.status_code) == (404, 404)


@pytest.mark.usefixtures("theirs")
def test_nothing_is_moved_to_a_place_where_she_may_not_put_it(app, session):
    lovrin = a_site(session)
    ana = a_person(session, Role.SITE_MANAGER, lovrin, name="Ana")
    asset = an_asset(session, "Bath", place=a_room(session, "Gym", lovrin))
    pool = places.called(session, "Pool", EVERYTHING)
    browser = Browser(app).sign_in(ana)

    hidden = browser.post(f"/assets/{asset.tag}/move", data={"place": pool.path})
    people.give(session, ana, Role.VIEWER, site_id=pool.site_id)
    session.commit()
    seen = browser.post(f"/assets/{asset.tag}/move", data={"place": pool.path})

    assert (hidden.status_code, seen.status_code) == (422, 403)
    session.expire_all()
    assert register.asset(session, asset.id, EVERYTHING).place_id == asset.place_id


VERBS_AT_A_SITE = [
    address
    for address, needs in GUARDED.items()
    if needs not in GRANTED[Role.VIEWER]
    and re.match(r"\w+ (/api/v1)?/(assets|places|orders|plans|t)/{", address)
]


@pytest.mark.parametrize("address", VERBS_AT_A_SITE)
def test_a_right_at_one_site_is_none_at_another_that_she_sees(app, session, theirs, address):
    """She holds every right that there is at Lovrin, and looks on at Szentes."""
    ana = a_person(session, Role.ADMINISTRATOR, a_site(session), name="Ana")
    people.give(session, ana, Role.VIEWER, site_id=theirs["places"]["key"])
    session.commit()

    assert answered(app, session, ana, address, theirs).status_code == 403
