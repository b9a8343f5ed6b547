from urllib.parse import urlsplit

from assets.inventory import identifiers
from assets.inventory.partners import Partner
from assets.labelling import prints
from assets.labelling.kinds import Kind
from assets.labelling.prints import Arranged
from assets.rights import EVERYTHING, Role
from labels import prints as drawing
from tests.browser import Browser
from tests.builders import (
    a_person,
    a_site,
    an_asset,
)


def test_a_digital_link_opens_its_thing_for_those_who_work_here_alone(app, session):
    asset = an_asset(session)
    session.get_one(Partner, asset.partner_id).gs1_prefix = "59412345"
    session.commit()
    technician = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))

    opened = technician.get(f"/8004/59412345{asset.tag}")
    stranger = Browser(app).get(f"/8004/59412345{asset.tag}")

    assert opened.headers["location"] == f"/assets/{asset.tag}"
    assert technician.get("/8004/59412345LOV-99999").status_code == 404
    assert (stranger.status_code, asset.name in stranger.text) == (303, False)


def test_a_digital_link_on_a_label_answers_everybody_as_the_label_does(app, session):
    asset = an_asset(session)
    session.get_one(Partner, asset.partner_id).gs1_prefix = "59412345"
    technician = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))
    made = prints.print_labels(session, Kind.ASSET, [asset.id], Arranged(), EVERYTHING)
    session.commit()
    (label,) = drawing.laid(session, made, app.state.settings).labels
    address = urlsplit(label.link).path

    asked = [Browser(app).get(address), Browser(app).get(address.lower()), technician.get(address)]
    page = Browser(app).get(f"/t/{label.code}")
    guessed = Browser(app).get("/8004/5941234500000000")

    assert {answer.headers["location"] for answer in asked} == {f"/t/{label.code}"}
    assert asset.name in page.text
    session.expire_all()
    assert identifiers.coded(session, label.code).verified_at is None
    assert guessed.headers["location"].startswith("/sign-in")


def test_a_digital_link_behind_the_prefix_of_another_opens_no_label(app, session):
    asset = an_asset(session)
    session.get_one(Partner, asset.partner_id).gs1_prefix = "59412345"
    label = identifiers.label_of(session, asset)
    session.commit()
    technician = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))

    ours = technician.get(f"/8004/59412345{label.code}")
    foreign = [f"/8004/4006381{label.code}", f"/8004/9{label.code}", f"/8004/{label.code}"]

    assert ours.headers["location"] == f"/t/{label.code}"
    assert {technician.get(each).status_code for each in foreign} == {404}
    for each in foreign:
        assert Browser(app).get(each).headers["location"].startswith("/sign-in")


def test_a_digital_link_still_opens_what_was_handed_over_to_another_partner(app, session):
    asset = an_asset(session)
    session.get_one(Partner, asset.partner_id).gs1_prefix = "59412345"
    label = identifiers.label_of(session, asset)
    asset.partner_id = a_site(session, "SZE", "Szentes", "HU").partner_id
    session.commit()

    opened = Browser(app).get(f"/8004/59412345{label.code}")

    assert opened.headers["location"] == f"/t/{label.code}"


def test_only_a_thing_whose_owner_has_a_company_prefix_is_printed_with_a_digital_link(app, session):
    asset = an_asset(session)
    made = prints.print_labels(session, Kind.ASSET, [asset.id], Arranged(), EVERYTHING)
    of_rooms = prints.print_labels(session, Kind.PLACE, [asset.place_id], Arranged(), EVERYTHING)
    session.commit()
    settings = app.state.settings

    (before,) = drawing.laid(session, made, settings).labels
    session.get_one(Partner, asset.partner_id).gs1_prefix = "59412345"
    session.commit()
    (after,) = drawing.laid(session, made, settings).labels
    (room,) = drawing.laid(session, of_rooms, settings).labels

    assert (before.giai, before.link, room.giai, room.link) == ("", "", "", "")
    assert after.giai == f"(8004)59412345{after.code}"
