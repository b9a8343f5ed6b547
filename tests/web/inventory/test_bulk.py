"""Many things changed at once through pages."""

import csv
import html
import io
import re
from decimal import Decimal

import pytest
from sqlmodel import select

from assets import trail
from assets.inventory.register import Asset, Condition, State
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_field, a_person, a_room, a_site, a_type, an_asset, committed

ONE, OTHER = "LOV-00001", "LOV-00002"


@pytest.fixture
def manager(browser, session):
    return browser.sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


@pytest.fixture
def two(session):
    """A bath and a bike, in the gym."""
    return an_asset(session, "Bath"), an_asset(session, "Bike")


def text(answer):
    """What a person reads, without the tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def look(browser, **asked):
    return browser.get("/assets/bulk", params=asked)


def press(browser, page):
    """Press the one button of the page that shows what would change."""
    action = html.unescape(
        re.findall(r'<form method="post" action="(/assets/bulk[^"]*)"', page.text)[0]
    )
    seen = re.findall(r'name="seen" value="(\w+)"', page.text)[0]
    key = re.findall(r'name="key" value="(\w+)"', page.text)[0]
    return browser.post(action, data={"seen": seen, "key": key})


def changed(browser, **asked):
    """The address of the page that shows the outcome."""
    answer = press(browser, look(browser, **asked))
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def undo(browser, address):
    return browser.post(f"/trail/{address.rpartition('/')[2]}/undo")


def of_all(session, column):
    session.expire_all()
    return session.exec(select(column).order_by(Asset.tag)).all()


@pytest.mark.usefixtures("two")
def test_the_list_leads_to_what_is_ticked_and_to_all_that_it_finds(manager):
    page = manager.get("/assets", params={"search": "bath", "site": "LOV"})

    form = re.search(r'<form action="/assets/bulk">.*?</form>', page.text, re.DOTALL).group()
    assert 'name="tag" value="LOV-00001"' in form
    assert 'name="search" value="bath"' in form
    assert "/assets/bulk?search=bath&amp;site=LOV&amp;all=true" in page.text


def test_the_fields_of_their_one_kind_are_offered_and_set(manager, session):
    kind, volts = a_type(session), a_field(session, "Voltage", most=Decimal(400))
    treadmill = a_field(session, "Belt", type_id=kind.id)
    an_asset(session, "Bath", type_id=kind.id), an_asset(session, "Bike")

    alike = look(manager, tag=[ONE]).text
    mixed = look(manager, tag=[ONE, OTHER]).text
    said = {f"to_{volts.name}": "230", "to_department": "Balneo", "to_depreciation_months": "48"}
    wrong = look(manager, tag=[ONE], **{f"to_{volts.name}": "500"})
    changed(manager, tag=[ONE, OTHER], **said)
    after = of_all(session, Asset.extra)
    changed(manager, tag=[ONE], empty=[volts.name, "department"])

    assert [f'name="to_{treadmill.name}"' in page for page in (alike, mixed)] == [True, False]
    assert "Write a number of at most 400." in text(wrong)
    assert after == [{volts.key: "230"}] * 2
    assert of_all(session, Asset.extra) == [{}, {volts.key: "230"}]
    assert of_all(session, Asset.department) == ["", "Balneo"]
    assert of_all(session, Asset.depreciation_months) == [48, 48]


@pytest.mark.usefixtures("two")
def test_it_is_looked_at_before_anything_is_written(manager, session):
    page = look(manager, tag=[ONE, OTHER], to_account="2131")

    assert "2 things change." in text(page)
    assert "Account is now 2131." in text(page)
    assert of_all(session, Asset.account) == ["", ""]


@pytest.mark.usefixtures("two")
def test_then_it_is_done_told_and_undone(manager, session):
    address = changed(manager, tag=[ONE, OTHER], to_account="2131", reason="New chart")
    done = manager.get(address)
    after = of_all(session, Asset.account)

    back = manager.get(undo(manager, address).headers["location"])

    assert after == ["2131", "2131"]
    assert "2 things are changed." in text(done)
    assert "New chart" in text(done)
    assert "2 things are as they were before." in text(back)
    assert of_all(session, Asset.account) == ["", ""]
    assert "Undo this" not in text(manager.get(address))


@pytest.mark.usefixtures("two")
def test_only_what_is_ticked_changes(manager, session):
    changed(manager, tag=[OTHER], search="b", to_account="2131")

    assert of_all(session, Asset.account) == ["", "2131"]


@pytest.mark.usefixtures("two")
def test_all_that_the_filter_finds_changes_whatever_is_ticked(manager, session):
    an_asset(session, "Chair")

    changed(manager, tag=[OTHER], search="b", all="true", to_account="2131")

    assert of_all(session, Asset.account) == ["2131", "2131", ""]


def test_whatever_narrows_the_list_narrows_what_is_changed(manager, session, two):
    bath, _ = two
    an_asset(session, "Lamp", part_of_id=bath.id)
    found = html.unescape(manager.get(f"/assets?part_of={bath.tag}").text)
    shown = manager.get(re.search(r'href="(/assets/bulk\?[^"]+)"', found)[1]).text
    form = re.search(r'<form action="/assets/bulk">.*?</form>', shown, re.DOTALL)[0]
    unseen = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))

    changed(manager, **unseen, to_account="2131")

    assert of_all(session, Asset.account) == ["", "", "2131"]


@pytest.mark.usefixtures("two")
def test_all_of_a_list_of_some_tags_is_what_has_these_tags(manager, session):
    found = html.unescape(manager.get(f"/assets?tag={OTHER}").text)
    everything = re.search(r'href="(/assets/bulk\?[^"]+)"', found)[1]

    press(manager, manager.get(f"{everything}&to_account=2131"))

    assert of_all(session, Asset.account) == ["", "2131"]


@pytest.mark.usefixtures("two")
def test_a_field_that_is_ticked_to_be_emptied_is_emptied(manager, session):
    changed(manager, tag=[ONE, OTHER], to_account="2131", to_warranty_until="2027-03-01")

    changed(manager, tag=[ONE], empty=["account", "warranty_until"])

    assert of_all(session, Asset.account) == ["", "2131"]
    assert of_all(session, Asset.warranty_until)[0] is None


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"to_place": "Cave"}, "to_place", "There is no place called Cave."),
        ({"to_warranty_until": "31.02.2027"}, "to_warranty_until", "31.02.2027 is not a date."),
        ({"to_custodian": "Nobody"}, "to_custodian", "Nobody called Nobody works there."),
        ({"to_supplier": "Acme"}, "to_supplier", "There is no company called Acme."),
        ({"to_model": "X", "to_maker": "Y"}, "to_model", "There is no model called Y X."),
        ({"to_maker": "Y"}, "to_model", "Name the model too."),
        ({"to_type": "Boat"}, "to_type", "There is no kind of equipment called Boat."),
        ({"to_state": "flying"}, "to_state", "Choose one of the list."),
        ({"to_account": "x" * 41}, "to_account", "This is too long: 40 characters at most."),
    ],
)
@pytest.mark.usefixtures("two")
def test_what_is_not_understood_is_said_beside_its_field_and_nothing_is_lost(
    manager, asked, field, words
):
    page = look(manager, tag=[ONE], to_note="Keep me", **asked)

    beside = re.search(rf'<p class="error" id="{field}-error">(.*?)</p>', page.text, re.DOTALL)
    assert words in html.unescape(beside.group(1))
    assert "Keep me" in page.text
    assert 'name="seen"' not in page.text


@pytest.mark.usefixtures("two")
def test_what_changes_meanwhile_is_shown_anew_and_nothing_is_written(manager, session):
    page = look(manager, tag=[ONE, OTHER], to_account="2131")
    session.exec(select(Asset)).first().judge(Condition.DOWN)
    session.commit()

    answer = press(manager, page)

    assert answer.status_code == 422
    assert "The register has changed while you looked at this." in text(answer)
    assert 'name="seen"' in answer.text
    assert of_all(session, Asset.account) == ["", ""]


@pytest.mark.usefixtures("two")
def test_pressing_twice_changes_once(manager, session):
    page = look(manager, tag=[ONE], to_account="2131")

    first, second = press(manager, page), press(manager, page)

    assert first.headers["location"] == second.headers["location"]
    assert trail.head(session).entries == 1


def test_the_refused_ones_are_told_by_reason_and_taken_away_as_a_list(manager, session):
    an_asset(session, "=1+1", state=State.RETIRED), an_asset(session, "Bike")
    a_room(session, "Store")
    asked = {"tag": [ONE, OTHER], "to_place": "Store"}

    page = look(manager, **asked)
    file = manager.get("/assets/bulk/refused.csv", params=asked).content.decode("utf-8-sig")

    assert "1 thing changes. 1 is refused." in text(page)
    assert "LOV-00001 is retired and stays where it is." in text(page)
    header, row = csv.reader(io.StringIO(file))
    assert header == ["tag", "name", "What is wrong"]
    assert row == [ONE, "'=1+1", "LOV-00001 is retired and stays where it is."]


@pytest.mark.usefixtures("two")
def test_a_technician_moves_and_undoes_her_own_and_is_offered_nothing_else(app, session):
    a_room(session, "Store")
    browser = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))

    page = look(browser, tag=[ONE])
    address = changed(browser, tag=[ONE], to_place="Store")
    answer = undo(browser, address)

    assert 'name="to_place"' in page.text
    assert 'name="to_account"' not in page.text
    assert answer.status_code == 303


@pytest.mark.usefixtures("two")
def test_who_only_looks_on_changes_nothing(app, session):
    browser = Browser(app).sign_in(a_person(session, Role.VIEWER, a_site(session)))

    assert look(browser, tag=[ONE]).status_code == 403
    assert "/assets/bulk?" not in browser.get("/assets").text


@pytest.mark.usefixtures("two")
def test_nothing_chosen_is_said_in_words(manager):
    answer = look(manager, to_account="1")

    assert (answer.status_code, "Choose at least one thing." in text(answer)) == (409, True)


@pytest.mark.usefixtures("two")
def test_what_was_touched_since_is_not_undone_and_it_is_said_which(manager, session):
    address = changed(manager, tag=[ONE, OTHER], to_account="2131")
    session.expire_all()
    session.exec(select(Asset).where(Asset.tag == OTHER)).one().judge(Condition.DOWN)
    session.commit()

    answer = undo(manager, address)

    assert answer.status_code == 422
    assert "1 of them, such as LOV-00002." in text(answer)
    assert of_all(session, Asset.account) == ["2131", "2131"]


@pytest.mark.usefixtures("two")
def test_the_outcome_is_for_whoever_made_the_change_or_sees_the_history(app, manager, session):
    address = changed(manager, tag=[ONE], to_account="2131")
    technician = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))

    assert technician.get(address).status_code == 404
    assert undo(technician, address).status_code == 404


@pytest.mark.usefixtures("two")
def test_the_ticked_rows_are_taken_away_as_a_list(manager):
    file = manager.get("/assets.csv", params={"tag": [OTHER]}).content.decode("utf-8-sig")

    assert [row["tag"] for row in csv.DictReader(io.StringIO(file))] == [OTHER]


@pytest.mark.usefixtures("two")
def test_the_page_of_a_batch_offers_to_undo_it(manager, session):
    address = changed(manager, tag=[ONE], to_account="2131")
    number = address.rpartition("/")[2]

    before = text(manager.get(f"/trail/{number}"))
    undo(manager, address)

    assert "Undo this" in before
    assert "This has been undone." in text(manager.get(f"/trail/{number}"))
    assert "This undoes what was done before." in text(manager.get(f"/trail/{int(number) + 1}"))
    assert committed(session, trail.head(session)).number == int(number) + 1
