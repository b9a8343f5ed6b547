import pytest

from assets.inventory import identifiers, parts, register
from assets.rights import EVERYTHING, Role
from tests.builders import DAY, a_person, a_room, a_site, an_asset, committed


@pytest.fixture
def manager(browser, session):
    return browser.sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


@pytest.fixture
def unit(session):
    return an_asset(session, "Shock wave unit")


def again(session, asset):
    session.expire_all()
    return register.asset(session, asset.id, EVERYTHING)


def test_a_part_is_put_on_by_its_tag_and_shown_on_both_pages(technician, session, unit):
    handpiece = an_asset(session, "Handpiece", a_room(session, "Store"))

    answer = technician.post(f"/assets/{unit.tag}/parts", data={"part": handpiece.tag.lower()})

    assert answer.headers["location"] == f"/assets/{unit.tag}#parts"
    assert "Handpiece" in technician.get(f"/assets/{unit.tag}").text
    assert "Shock wave unit" in technician.get(f"/assets/{handpiece.tag}").text
    assert "Handpiece" in technician.get(f"/assets?part_of={unit.tag}").text


def test_a_part_is_put_on_by_scanning_its_label(technician, session, unit):
    handpiece = an_asset(session, "Handpiece")
    label = committed(session, identifiers.label_of(session, handpiece))

    technician.post(
        f"/assets/{unit.tag}/parts", data={"part": f"HTTPS://REHAB.EXAMPLE/T/{label.code}"}
    )

    assert again(session, handpiece).part_of_id == unit.id


def test_what_cannot_be_a_part_is_refused_beside_the_field(technician, unit):
    for words, sentence in (("LOV-99999", "There is no asset"), (unit.tag, "part of itself")):
        answer = technician.post(f"/assets/{unit.tag}/parts", data={"part": words})

        assert answer.status_code == 422
        assert sentence in answer.text
        assert 'id="part-error"' in answer.text
        assert f'value="{words}"' in answer.text


def test_a_part_of_another_site_does_not_exist(manager, session, unit):
    theirs = an_asset(session, place=a_room(session, "Pool", a_site(session, "SZE", "Szentes")))

    answer = manager.post(f"/assets/{unit.tag}/parts", data={"part": theirs.tag})

    assert answer.status_code == 422
    assert "There is no asset" in answer.text


def test_taking_off_leads_back_to_the_whole(technician, session, unit):
    handpiece = an_asset(session, "Handpiece")
    technician.post(f"/assets/{unit.tag}/parts", data={"part": handpiece.tag})

    answer = technician.post(f"/assets/{handpiece.tag}/take-off", data={})

    assert answer.headers["location"] == f"/assets/{unit.tag}#parts"
    assert again(session, handpiece).part_of_id is None


def test_a_kit_is_made_of_what_was_chosen_on_the_list(manager, session, unit):
    bed = an_asset(session, "Bed")

    page = manager.get(f"/assets/kits/new?tag={unit.tag}&tag={bed.tag}").text
    said = {"name": "Case", "place": a_room(session, "Hall").path, "tag": [unit.tag, bed.tag]}
    answer = manager.post("/assets/kits", data=said)

    assert "Shock wave unit" in page
    assert "Bed" in page
    kit = register.tagged(session, answer.headers["location"].rpartition("/")[2], EVERYTHING)
    assert {each.tag for each in session.exec(parts.of(kit))} == {unit.tag, bed.tag}
    assert again(session, bed).place_id == kit.place_id


def test_a_kit_with_no_name_or_of_nothing_is_refused_and_keeps_what_was_typed(manager, session):
    bed, hall = an_asset(session, "Bed"), a_room(session, "Hall")

    nameless = manager.post("/assets/kits", data={"place": hall.path, "tag": [bed.tag]})
    empty = manager.post("/assets/kits", data={"name": "Case", "place": hall.path})

    assert (nameless.status_code, empty.status_code) == (422, 422)
    assert bed.tag in nameless.text
    assert "Choose what belongs to the kit." in empty.text


def test_a_whole_is_retired_with_its_parts_when_that_is_ticked(manager, session, unit):
    handpiece = an_asset(session, "Handpiece")
    parts.put_on(session, handpiece, register.asset(session, unit.id, EVERYTHING), DAY)
    session.commit()
    here, why = f"/assets/{unit.tag}/state/retired", {"reason": "Worn out"}

    alone = manager.post(here, data=why)
    together = manager.post(here, data=why | {"with_parts": "true"})

    assert 'name="with_parts"' in alone.text
    assert (alone.status_code, together.status_code) == (422, 303)
    assert again(session, handpiece).state == "retired"
