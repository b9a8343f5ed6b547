import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from assets import people
from assets.inventory import identifiers, register, scans
from assets.inventory.register import Condition
from assets.maintenance import readings
from assets.maintenance.readings import Taken
from assets.rights import EVERYTHING, Role
from tests.browser import Browser
from tests.builders import (
    a_meter,
    a_model,
    a_person,
    a_plan,
    a_room,
    a_site,
    an_asset,
    committed,
)
from tests.labels.test_photographs import barcode, photo


@pytest.fixture
def label(session):
    a_site(session, contact="Technical office, 0256 000 000")
    made = committed(session, identifiers.label_of(session, an_asset(session, "Galvanic bath")))
    session.expire_all()
    return identifiers.coded(session, made.code)


def test_a_stranger_reads_whether_it_may_be_used_and_whom_to_tell(browser, label):
    page = browser.get(f"/t/{label.code}")

    assert page.status_code == 200
    assert "May be used." in page.text
    assert "Technical office, 0256 000 000" in page.text


@pytest.mark.parametrize("path", ["/t/", "/T/"])
def test_a_code_is_read_in_either_case(browser, label, path):
    assert "Galvanic bath" in browser.get(path + label.code.lower()).text
    assert "Galvanic bath" in browser.get(path + label.code).text


def test_a_thing_out_of_order_says_do_not_use_in_the_strangers_language(browser, session, label):
    label.asset.judge(Condition.DOWN)
    session.commit()

    page = browser.get(f"/t/{label.code}", headers={"Accept-Language": "hu"})

    assert 'lang="hu"' in page.text
    assert "is-down" in page.text


def test_whoever_may_see_it_lands_on_its_page(app, session, label):
    technician = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))

    answer = technician.get(f"/t/{label.code}")

    assert answer.headers["location"] == f"/assets/{label.asset.tag}?scanned={label.code}"


def test_somebody_from_another_site_reads_what_a_stranger_reads(app, session, label):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    other = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, szentes))

    assert "May be used." in other.get(f"/t/{label.code}").text
    assert other.post(f"/t/{label.code}/verify").status_code == 404


def test_looking_at_a_label_does_not_verify_it_but_the_button_does(app, session, label):
    technician = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))
    technician.get(f"/t/{label.code}")
    session.refresh(label)
    assert label.verified_at is None

    technician.post(f"/t/{label.code}/verify")

    session.refresh(label)
    assert label.verified_at is not None


def test_a_made_up_code_opens_nothing(browser):
    assert browser.get("/t/ZZZZZZZZ").status_code == 404


def test_a_thing_that_moves_takes_its_label_along(session, label):
    pool = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))

    label.asset.stand_in(pool, on=pool.created_at.date())
    session.commit()

    session.refresh(label)
    assert label.site_id == pool.site_id


def test_of_a_late_duty_is_told_and_it_may_be_used_by_colour_icon_and_words(
    browser, session, label
):
    a_plan(session, label.asset, datetime.now(UTC).date() - timedelta(days=4))

    page = browser.get(f"/t/{label.code}").text

    assert "May be used." in page
    assert "verdict is-up" in page
    assert re.search(r"<p>In use\. A duty is [345] days late\.</p>", page)


def test_a_reading_out_of_its_limits_is_told_with_value_and_limit(browser, manager, session, label):
    tag, meter = label.asset.tag, a_meter(session, "ph", asset=label.asset)
    readings.take(session, meter, Taken(Decimal("7.9"), datetime.now(UTC)))
    session.commit()

    for page in (browser.get(f"/t/{label.code}").text, manager.get(f"/assets/{tag}").text):
        assert "Use with care." in page
        assert "pH: 7.9. It should be at most 7.5." in page
    assert "verdict is-degraded" in browser.get(f"/t/{label.code}").text


# Never do both of these have the day of UTC.
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue"])
def test_the_day_that_a_stranger_is_told_is_the_day_of_the_site(browser, session, zone):
    site = a_site(session, "FAR", "Far away", zone=zone)
    asset = an_asset(session, place=a_room(session, "Pool", site))
    made = committed(session, identifiers.label_of(session, asset))
    a_plan(session, asset, datetime.now(ZoneInfo(zone)).date())

    assert "A duty is due today." in browser.get(f"/t/{made.code}").text


GTIN = "08051499973926"  # IXYON XP ULTRA of Mectronic, as in EUDAMED


@pytest.fixture
def manager(app, session):
    return Browser(app).sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


@pytest.fixture
def blank(session):
    (label,) = identifiers.blank(session, 1, a_site(session))
    return committed(session, label)


def test_what_a_scanner_types_opens_the_thing(technician, session):
    asset = an_asset(session)

    scanned = technician.get("/scan", params={"code": f"{asset.tag}\r\n"})
    typed_on_top = technician.get("/assets", params={"search": asset.tag.lower()})
    as_one_types = technician.get(
        "/assets", params={"search": asset.tag}, headers={"HX-Request-Type": "partial"}
    )

    assert scanned.headers["location"] == f"/assets/{asset.tag}"
    assert typed_on_top.headers["location"] == f"/assets/{asset.tag}"
    assert as_one_types.headers["hx-redirect"] == f"/assets/{asset.tag}"


def test_a_new_udi_fills_the_form_and_what_was_scanned_stays(manager, session):
    a_room(session, "Gym")
    model = a_model(session, "Mectronic", "IXYON XP ULTRA")
    model.udi_di = GTIN
    session.commit()
    code = f"]d201{GTIN}11260301" + "21IX-2041\x1d10L9"

    seen = manager.get("/scan", params={"code": code})
    form = manager.get("/assets/new", params={"code": code}).text
    filled = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', form))
    del filled["unnumbered"]  # a box that nobody ticks is not sent
    posted = manager.post("/assets", data=filled | {"place": "Gym", "name": "Laser"})

    assert "A Mectronic IXYON XP ULTRA, which is not registered yet." in seen.text
    asset = register.tagged(session, posted.headers["location"].rpartition("/")[2], EVERYTHING)
    assert (asset.serial_number, asset.batch_number) == ("IX-2041", "L9")
    assert asset.manufactured_on.isoformat() == "2026-03-01"
    assert (asset.model_id, asset.udi_raw) == (model.id, code)
    page = manager.get(f"/assets/{asset.tag}").text
    assert "UDI as scanned" in page
    assert manager.get("/scan", params={"code": code}).headers["location"].endswith(asset.tag)


def test_a_wrong_check_digit_is_told_with_the_right_one(technician):
    page = technician.get("/scan", params={"code": f"(01){GTIN[:-1]}5"}).text

    assert "after these figures the last one must be 6." in page


def test_an_unknown_barcode_is_linked_and_found_again(manager, session):
    asset = an_asset(session)
    code = {"code": "INV-2019-774"}

    unknown = manager.get("/scan", params=code)
    mistaken = manager.post("/scan/link", data=code | {"thing": "LOV-99999"})
    linked = manager.post("/scan/link", data=code | {"thing": asset.tag})

    assert "Nothing here has this code yet." in unknown.text
    assert mistaken.status_code == 422
    assert "There is no thing LOV-99999." in mistaken.text
    assert "INV-2019-774" in mistaken.text
    assert linked.headers["location"] == f"/assets/{asset.tag}"
    assert manager.get("/scan", params=code).headers["location"] == f"/assets/{asset.tag}"
    manager.post(f"/assets/{asset.tag}/barcodes/unlink", data=code)
    assert manager.get("/scan", params=code).status_code == 200


def test_a_blank_label_is_claimed_by_a_button_and_never_by_looking(technician, session, blank):
    asset = an_asset(session)

    page = technician.get(f"/t/{blank.code}")
    session.refresh(blank)
    untouched = blank.asset_id
    claimed = technician.post(f"/t/{blank.code}/claim", data={"thing": asset.tag})
    again = technician.post(f"/t/{blank.code}/claim", data={"thing": an_asset(session).tag})

    assert "What does it stick on?" in page.text
    assert untouched is None
    assert claimed.headers["location"] == f"/assets/{asset.tag}"
    session.refresh(blank)
    assert (blank.asset_id, bool(blank.verified_at)) == (asset.id, True)
    assert again.status_code == 409
    assert "This label is on something already." in again.text


def test_a_stranger_and_a_viewer_are_offered_no_label_to_claim(app, session, browser, blank):
    viewer = Browser(app).sign_in(a_person(session, Role.VIEWER, a_site(session)))

    for somebody in (browser, viewer):
        page = somebody.get(f"/t/{blank.code}")
        assert page.status_code == 404
        assert "claim" not in page.text


def test_a_new_thing_is_registered_for_a_blank_label(manager, session, blank):
    a_room(session, "Gym")

    form = manager.get(f"/assets/new?code={blank.code}").text
    manager.post("/assets", data={"name": "Bike", "place": "Gym", "scanned": blank.code})

    assert f'name="scanned" value="{blank.code}"' in form
    assert scans.meaning(session, blank.code, EVERYTHING).asset.name == "Bike"


def test_a_photographed_label_opens_its_thing(technician, label):
    plate = photo(barcode(f"HTTP://127.0.0.1:8000/T/{label.code}"))

    answer = technician.post("/scan/photo", files={"photo": ("plate.jpg", plate)})

    found = technician.get(answer.headers["location"])
    assert found.headers["location"] == f"/assets/{label.asset.tag}?scanned={label.code}"


def test_of_several_codes_in_a_photo_the_one_that_is_known_opens_or_each_is_shown(
    technician, session
):
    plate = photo(barcode("INV-1"), barcode("INV-2"))

    answer = technician.post("/scan/photo", files={"photo": ("plate.jpg", plate)})
    several = technician.get(answer.headers["location"])
    asset = an_asset(session)
    scans.link(session, asset, "INV-2", EVERYTHING)
    session.commit()
    known = technician.get(answer.headers["location"])

    assert "Which one is it?" in several.text
    assert "INV-1" in several.text
    assert known.headers["location"] == f"/assets/{asset.tag}"


def test_what_is_no_photo_is_refused_beside_its_field(technician):
    answer = technician.post("/scan/photo", files={"photo": ("plate.jpg", b"<script>")})

    assert answer.status_code == 422
    assert 'id="photo-error"' in answer.text


def test_two_barcodes_of_one_plate_are_read_together(technician):
    page = technician.get(f"/scan?code=(01){GTIN}&code=(21)IX-2041").text

    assert GTIN in page
    assert "IX-2041" in page
    assert "Which one is it?" not in page


def test_labels_in_advance_are_printed_at_her_own_site(app, technician, session):
    a_site(session)
    refused = technician.post("/labels/blank", data={"count": "501", "site": "LOV"})
    made = technician.post("/labels/blank", data={"count": "2", "site": "LOV"})

    assert refused.status_code == 422
    elsewhere = a_site(session, "SZE", "Szentes", "HU")
    guest = a_person(session, Role.VIEWER, elsewhere, name="Guest")
    people.give(session, guest, Role.TECHNICIAN, site_id=a_site(session).id)
    asked = {"count": "2", "site": "SZE"}
    session.commit()
    assert Browser(app).sign_in(guest).post("/labels/blank", data=asked).status_code == 403
    page = technician.get(made.headers["location"])
    codes = re.findall(r'href="/labels/codes/(\w+)"', page.text)
    assert len(codes) == 2
    assert technician.get(f"{made.headers['location']}/labels.pdf").content[:4] == b"%PDF"


def test_a_stranger_with_an_unused_label_is_led_to_sign_in_and_back_to_it(app, technician, session):
    a_site(session)
    made = technician.post("/labels/blank", data={"count": "1", "site": "LOV"})
    page = technician.get(made.headers["location"])
    (code,) = re.findall(r'href="/labels/codes/(\w+)"', page.text)

    stranger = Browser(app).get(f"/t/{code}")

    way_in = f'href="/sign-in?back=/t/{code}"'
    assert way_in in stranger.text
    assert way_in not in technician.get(f"/t/{code}").text
