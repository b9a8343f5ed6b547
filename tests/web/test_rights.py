"""What each role is answered at each address, and that nothing of another site is told."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from fastapi.routing import iter_route_contexts
from pypdfium2 import PdfDocument

from assets import people, tokens
from assets.inventory import places, register
from assets.procurement import projects
from assets.rights import EVERYTHING, GRANTED, Permission, Role
from tests.browser import Browser
from tests.builders import (
    PASSWORD,
    a_lot,
    a_partner,
    a_person,
    a_room,
    a_site,
    an_asset,
    committed,
)
from tests.web.addresses import ADDRESSES, ANYONE
from tests.web.bodies import BODIES
from web.access import Guard, Slow

GUARDED = {address: needs for address, needs in ADDRESSES.items() if needs in set(Permission)}
OF_A_RECORD = [address for address in GUARDED if "/{" in address]
# The catalogue is seen by all.
SHARED = (
    *("/catalogue", "/api/v1/types", "/api/v1/models", "/api/v1/fields", "/api/v1/suppliers"),
    *("/calendar/", "/registers/iscir", "/registers/{name}", "/figures/{name}"),
    *("/api/v1/limits", "/api/v1/quantities", "/checklists", "/api/v1/checklists"),
    "/api/v1/safety-limits",
    *("/procurement/vat", "/api/v1/vat"),
)


def addresses(app):
    return {
        f"{method} {route.path}"
        for route in iter_route_contexts(app.routes)
        for method in (route.methods or ())
        if method != "HEAD"
    }


def test_every_address_says_whom_it_is_for(app):
    assert addresses(app) == set(ADDRESSES)


def asked(address, known):
    """The method and the path of an address that is about what is known."""
    method, _, path = address.partition(" ")
    noun = [part for part in path.split("{")[0].split("/") if part]
    about = known.get(noun[-1].lower() if noun else "", {})
    return method, re.sub(r"{(\w+)}", lambda found: str(about[found.group(1)]), path)


class Caller:
    """One person at her pages, and with a token at the API."""

    def __init__(self, app, session, person):
        self.page = Browser(app).sign_in(person)
        self.program = Browser(app)
        secret = committed(session, tokens.issue(session, person))
        self.program.headers["Authorization"] = f"Bearer {secret}"

    def ask(self, address, known, **headers):
        """How she is answered there, by a page or by the API."""
        method, path = asked(address, known)
        if path.startswith("/api/"):
            said = BODIES.get(address, {})
            return self.program.request(method, path, json=said, headers=headers)
        return self.page.request(method, path, data={})


def answered(app, session, person, address, known):
    return Caller(app, session, person).ask(address, known)


@pytest.mark.sqlite
def test_a_stranger_signs_in_first(browser, theirs):
    told = {address: browser.request(*asked(address, theirs)) for address in ADDRESSES}

    for address, answer in told.items():
        way_in = answer.headers.get("location", "").startswith("/sign-in?back=")
        if ADDRESSES[address] == ANYONE:
            assert (answer.status_code != 401, way_in) == (True, False), address
        elif " /api/" in address:
            asks = (answer.status_code, answer.headers.get("www-authenticate"))
            assert asks == (401, "Bearer"), address
        else:
            assert (answer.status_code, way_in) == (303, True), address


def test_what_is_not_hers_does_not_exist_whatever_she_may_do_at_home(app, session, theirs):
    """She holds every right that there is, at Lovrin."""
    ana = Caller(app, session, a_person(session, Role.ADMINISTRATOR, a_site(session), name="Ana"))

    told = {address: ana.ask(address, theirs) for address in OF_A_RECORD}

    for address, answer in told.items():
        if address.startswith("POST") and "/forget" in address:  # at a page, then by a program
            assert answer.status_code in {303, 404}, address
        elif any(part in address for part in SHARED):
            assert answer.status_code in {200, 303, 422}, address
        elif "/partners" in address or "/thresholds" in address:
            # All see them; those keep them who may do so everywhere.
            seen = address == "GET /api/v1/partners/{code}"
            assert answer.status_code == (200 if seen else 403), address
        elif "/stages/" in address:
            assert answer.status_code == 403, address
        else:
            assert answer.status_code == 404, address
            assert "Weight bath" not in answer.text, address


# What a program changes at an address without changing the one record that it names; and what is
# hers alone.
BESIDE = (
    *("/undo", "/claim", "/documents", "/feeds/{key}/revoke", "/give-up"),
    "/outlook",
    *("/labels/{key}/runs", "-runs/{key}/cancel", "-runs/{key}/resume"),
    *("/budget", "/budget/amounts", "/budget/lines", "/{code}/fundings", "/{code}/results"),
)


@pytest.mark.sqlite
def test_a_program_that_has_read_another_version_changes_nothing(app, session, theirs):
    ana = Caller(app, session, a_person(session, Role.ADMINISTRATOR, name="Ana"))
    changing = [
        address
        for address in ADDRESSES
        if address.startswith(("POST /api/v1", "PATCH /api/v1")) and "/{" in address
    ]

    told = {address: ana.ask(address, theirs, **{"If-Match": "99"}) for address in changing}

    for address, answer in told.items():
        if not address.endswith(BESIDE):
            assert "Somebody else changed this meanwhile." in answer.text, address
            assert answer.status_code == 409, address


def test_every_address_is_guarded_by_the_right_that_the_table_names(app):
    asked_for = {
        f"{method} {route.path}": guard.permission
        for route in app.routes
        for guard in (each.dependency for each in getattr(route, "dependencies", ()))
        if isinstance(guard, Guard | Slow)
        for method in route.methods
    }

    assert {where: asked_for.get(where) for where in GUARDED} == GUARDED


# She who holds every right is asked at every address, the others at one address of each right.
ONE_OF_EACH = {needs: address for address, needs in GUARDED.items()}.values()


@pytest.mark.parametrize(
    ("role", "where"),
    [
        pytest.param(Role.ADMINISTRATOR, GUARDED, id="administrator"),
        *(
            pytest.param(role, where, id=f"{role}-{len(where)}", marks=marks)
            for role in Role
            if role is not Role.ADMINISTRATOR
            for where, marks in (
                (ONE_OF_EACH, pytest.mark.sqlite),
                (GUARDED, [pytest.mark.sqlite, pytest.mark.proof]),
            )
        ),
    ],
)
def test_each_role_is_answered_what_the_table_of_rights_says(app, session, theirs, role, where):
    szentes = places.site(session, "SZE", EVERYTHING)
    ana = Caller(app, session, a_person(session, role, szentes, name="Ana"))

    told = {address: ana.ask(address, theirs).status_code for address in where}

    for address, status in told.items():
        needs = GUARDED[address]
        if needs not in GRANTED[role]:
            assert status == (404 if needs.endswith(":see") else 403), address
        elif "lots" not in address and "procurement" not in address:
            assert status not in {401, 500}, address


LISTS = [
    "/trail.csv", "/api/v1/trail",
    "/", "/assets", "/assets?search=weight", "/assets.csv", "/find?search=weight",
    "/find?search=wieght+bath", "/find?search=poll&kind=place", "/api/v1/find?search=szent",
    "/assets.json", "/import", "/places", "/places/suggestions?place=po", "/orders", "/orders.csv",
    "/plans", "/labels", "/procurement", "/catalogue", "/catalogue/models", "/people", "/trail",
    "/transfers", "/transfers?state=late", "/loans", "/api/v1/transfers", "/api/v1/loans",
    "/documents", "/api/v1/documents", "/closures", "/api/v1/closures", "/registers",
    "/figures", "/figures.csv", "/figures/mtbf", "/figures/mtbf.csv", "/api/v1/figures",
    "/api/v1/figures/statutory-compliance/rows",
    "/registers/iscir", "/registers/iscir.csv", "/api/v1/registers/iscir", "/api/v1/officers",
    "/readings", "/safety-tests", "/safety-tests.csv", "/api/v1/safety-tests",
    "/spares", "/spares?show=short", "/api/v1/spares", "/sheets",
    "/assets/new", "/people/new", "/api/v1/assets?count=true", "/api/v1/places", "/api/v1/orders",
    "/faults", "/api/v1/faults",
    "/api/v1/plans", "/api/v1/lots", "/api/v1/day", "/api/v1/projects",
    "/procurement/funnel", "/api/v1/funnel",
    "/procurement/deliveries", "/api/v1/deliveries", "/procurement/invoices",
    "/api/v1/invoices", "/procurement/rates", "/api/v1/rates",
    "/procurement/reports", "/api/v1/reports",
    "/procurement/durability", "/api/v1/releases", "/procurement/dossier", "/api/v1/dossiers",
    "/procurement/inspections", "/api/v1/inspections", "/procurement/guests", "/api/v1/guests",
    "/procurement/stages", "/api/v1/stages", "/procurement/thresholds", "/api/v1/thresholds",
    "/procurement/vat", "/api/v1/vat", "/find?search=treadmill", "/agenda",
]  # fmt: skip


@pytest.mark.sqlite
def test_no_list_no_count_and_no_suggestion_tells_of_another_site(app, session, theirs):
    assert theirs
    ana = Caller(app, session, a_person(session, Role.ADMINISTRATOR, a_site(session), name="Ana"))

    told = {path: ana.ask(f"GET {path}", {}) for path in LISTS}

    for path, answer in told.items():
        assert answer.status_code == 200, path
        for word in ("Weight bath", "Szentes", "SZE", "Pool", "Bela"):
            assert word not in told_by(answer), path
        if "count" in path:
            assert answer.json()["count"] == 0


# The project of all partners, with what stands under it: its totals are everybody's.
OURS = "/procurement/projects/ROHU00627"
SHARED_WITH_THEM = [
    *(OURS, f"{OURS}/budget", f"{OURS}/fundings", f"{OURS}/results", f"{OURS}/money"),
    *(f"{OURS}/money.xlsx", f"{OURS}/outlook", f"{OURS}/inventory.xlsx", f"{OURS}/ocds.json"),
    *(f"{OURS}/inventory.pdf", "/procurement/timeline"),
    *("/procurement/timeline.svg", "/procurement/timeline.pdf"),
    "/api/v1/timeline",
    *(
        f"/api/v1/projects/ROHU00627{page}"
        for page in ("", "/budget", "/fundings", "/results", "/money", "/ocds", "/inventory.xlsx")
    ),
]
PROCURED = [
    *(path for path in LISTS if "procurement" in path),
    *("/api/v1/releases", "/api/v1/dossiers", "/api/v1/inspections", "/api/v1/guests"),
    *("/api/v1/funnel", "/api/v1/deliveries", "/api/v1/invoices", "/api/v1/reports"),
]


def told_by(answer):
    """All that a person reads in an answer: of a PDF its text, of a workbook what is in it."""
    if answer.content.startswith(b"%PDF"):
        return "".join(page.get_textpage().get_text_range() for page in PdfDocument(answer.content))
    if answer.content.startswith(b"PK"):
        with ZipFile(BytesIO(answer.content)) as book:
            return "".join(book.read(name).decode() for name in book.namelist())
    return answer.text


def _at_a_partner(session):
    """She holds every right that there is, at the partner of Lovrin."""
    known = {"name": "Ana", "email": "ana@demo.example"}
    hers = people.add(session, **known, password_hash=people.hashed(PASSWORD))
    session.flush()
    people.give(session, hers, Role.ADMINISTRATOR, partner_id=a_partner(session).id)
    return committed(session, hers)


@pytest.mark.sqlite
def test_a_project_of_several_partners_tells_each_of_her_own_things(app, session, theirs):
    project = projects.coded(session, theirs["projects"]["code"], EVERYTHING)
    committed(session, projects.join(session, project, a_partner(session)))
    a_lot(session, "Treadmills", project)
    ana = Caller(app, session, _at_a_partner(session))

    told = {path: ana.ask(f"GET {path}", {}) for path in [*PROCURED, *SHARED_WITH_THEM]}

    for path, answer in told.items():
        assert answer.status_code == 200, path
        text = told_by(answer)
        for word in ("Weight bath", "Shower", "Medimpex", "PP3-5.1", "FLC", "Sold", "Bela"):
            assert word not in text, path


OF_SZENTES = [
    "/assets?site=SZE", "/orders?site=SZE", "/plans?site=SZE", "/closures?site=SZE",
    "/registers/iscir?site=SZE", "/figures?site=SZE", "/spares?site=SZE", "/sheets?site=SZE",
    "/sheets.pdf?site=SZE", "/labels?site=SZE", "/safety-tests?site=SZE",
    "/api/v1/assets?site=SZE", "/api/v1/places?site=SZE",
]  # fmt: skip


def test_asking_for_another_site_by_name_is_asking_for_nothing(app, session, theirs):
    assert theirs
    ana = Caller(app, session, a_person(session, Role.ADMINISTRATOR, a_site(session), name="Ana"))

    told = {path: ana.ask(f"GET {path}", {}).status_code for path in OF_SZENTES}

    assert told == dict.fromkeys(OF_SZENTES, 404)


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
    and re.match(
        r"\w+ (/api/v1)?/"
        r"(assets|places|orders|faults|plans|meters|spares|t|transfers|loans|closures|officers)/{",
        address,
    )
]


def test_a_right_at_one_site_is_none_at_another_that_she_sees(app, session, theirs):
    """She holds every right that there is at Lovrin, and looks on at Szentes."""
    person = a_person(session, Role.ADMINISTRATOR, a_site(session), name="Ana")
    people.give(session, person, Role.VIEWER, site_id=theirs["places"]["key"])
    session.commit()
    ana = Caller(app, session, person)

    told = {address: ana.ask(address, theirs).status_code for address in VERBS_AT_A_SITE}

    assert told == dict.fromkeys(VERBS_AT_A_SITE, 403)
