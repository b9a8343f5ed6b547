import pytest

from assets.inventory import register
from assets.inventory.register import State
from assets.rights import EVERYTHING, Role
from tests.builders import a_person, a_room, a_site, an_asset


@pytest.fixture
def technician(browser, session):
    return browser.sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))


def again(session, asset):
    session.expire_all()
    return register.asset(session, asset.id, EVERYTHING)


def test_the_chosen_things_of_the_list_are_moved_in_one_step(technician, session):
    one, other, store = an_asset(session), an_asset(session), a_room(session, "Store")
    tags = [one.tag, other.tag]

    listed = technician.get("/assets").text
    form = technician.get("/moves", params={"tag": tags}).text
    answer = technician.post("/moves", data={"tags": " ".join(tags), "place": store.path})

    for way in ("/moves", "/transfers/new", "/loans/new"):
        assert f'formaction="{way}"' in listed
    assert all(tag in form for tag in tags)
    assert answer.headers["location"] == f"/assets?place={store.id}"
    assert {again(session, each).place_id for each in (one, other)} == {store.id}


def test_one_that_cannot_go_leaves_all_where_they_are(technician, session):
    one, gone = an_asset(session), an_asset(session, state=State.RETIRED)
    place, store = one.place_id, a_room(session, "Store")

    answer = technician.post("/moves", data={"tags": f"{one.tag}, {gone.tag}", "place": store.path})

    assert answer.status_code == 422
    assert f"{gone.tag} is retired and stays where it is." in answer.text
    assert f"{one.tag}, {gone.tag}" in answer.text
    assert again(session, one).place_id == place


def test_to_another_site_it_is_sent_instead(browser, session):
    asset = an_asset(session)
    browser.sign_in(a_person(session, Role.TECHNICIAN))
    pool = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))

    answer = browser.post(f"/assets/{asset.tag}/move", data={"place": pool.path})

    assert answer.status_code == 422
    assert "Pool is at another site. Send it instead." in answer.text
    assert f"/transfers/new?tag={asset.tag}" in browser.get(f"/assets/{asset.tag}/move").text


def test_a_tag_that_is_not_hers_is_refused_beside_the_field(technician, session):
    pool = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))
    an_asset(session, "Weight bath", pool)

    answer = technician.post("/moves", data={"tags": "SZE-00001", "place": "Store"})

    assert answer.status_code == 422
    assert 'id="tags-error"' in answer.text
    assert "There is no asset SZE-00001." in answer.text
    assert "Weight bath" not in answer.text
