import pypdfium2
import pytest
import zxingcpp
from sqlmodel import select

from assets.inventory import identifiers
from assets.inventory.identifiers import LabelPrint
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_person, a_room, a_site, an_asset


@pytest.fixture
def technician(app, session):
    return Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))


def codes_in(pdf):
    """What an independent reader finds on the sheets, printed at 300 dpi."""
    pages = [page.render(scale=300 / 72).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    return [code.text for page in pages for code in zxingcpp.read_barcodes(page)]


def printed(browser, **form):
    answer = browser.post("/labels/print", data=form)
    assert answer.status_code == 303, answer.text
    return browser.get(f"{answer.headers['location']}/labels.pdf").content


def test_chosen_things_get_a_sheet_whose_codes_open_them(technician, session):
    tags = [an_asset(session, f"Bath {number}").tag for number in range(3)]

    pdf = printed(technician, chosen=tags, first="5")

    labels = session.exec(select(identifiers.Label)).all()
    assert sorted(codes_in(pdf)) == sorted(
        f"HTTP://127.0.0.1:8000/T/{each.code}" for each in labels
    )
    assert {
        technician.get(f"/t/{each.code}").headers["location"].split("?")[0] for each in labels
    } == {f"/assets/{tag}" for tag in tags}


def test_printing_again_keeps_the_code_and_counts(technician, session):
    asset = an_asset(session)

    first, second = (printed(technician, chosen=asset.tag) for _ in range(2))

    label = session.exec(identifiers.of_asset(asset)).one()
    assert codes_in(first) == codes_in(second)
    assert label.prints == 2


def test_all_that_is_not_printed_yet_is_printed_as_one_walks(technician, session):
    done = an_asset(session, "Done", a_room(session, "Attic"))
    printed(technician, chosen=done.tag)
    gym = an_asset(session, "Bike", a_room(session, "Gym"))
    attic = an_asset(session, "Box", a_room(session, "Attic"))

    technician.post("/labels/print?unprinted=true", data={"everything": "true"})

    made = session.exec(select(LabelPrint).order_by(LabelPrint.created_at.desc())).first()
    codes = {
        asset.id: session.exec(identifiers.of_asset(asset)).one().code for asset in (attic, gym)
    }
    assert made.codes == [codes[attic.id], codes[gym.id]]
    assert "Nothing is left to label here." in technician.get("/labels?unprinted=true").text


def test_more_than_can_be_printed_at_once_are_narrowed_down_first(technician, session, monkeypatch):
    monkeypatch.setattr(identifiers, "MOST_AT_ONCE", 1)
    an_asset(session, "Bath"), an_asset(session, "Bike")

    shown = technician.get("/labels").text
    refused = technician.post("/labels/print", data={"everything": "true"})

    assert "2 of more than 1" in shown
    assert ("At most 1 labels at once." in shown, "Print all" in shown) == (True, False)
    assert (refused.status_code, "At most 1 labels at once." in refused.text) == (422, True)
    assert "Print all: 1 label" in technician.get("/labels?search=bath").text


def test_nothing_chosen_is_refused_in_words(technician):
    answer = technician.post("/labels/print", data={"first": "1"})

    assert answer.status_code == 422
    assert "Choose at least one thing to label." in answer.text


def test_a_place_that_the_sheet_has_not_is_refused(technician, session):
    answer = technician.post("/labels/print", data={"chosen": an_asset(session).tag, "first": "22"})

    assert answer.status_code == 422
    assert "A sheet has 21 places." in answer.text


def test_another_sites_things_cannot_be_labelled_from_here(app, technician, session):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    asset = an_asset(session, place=a_room(session, "Pool", szentes))
    other = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, szentes, name="Other"))

    made = other.post("/labels/print", data={"chosen": asset.tag}).headers["location"]

    assert technician.get(made).status_code == 404
    assert technician.get(f"{made}/labels.pdf").status_code == 404
    assert technician.get(f"/labels?tag={asset.tag}").status_code == 404
    assert "There is no asset" in technician.post("/labels/print", data={"chosen": asset.tag}).text


def test_a_viewer_prints_nothing(app, session):
    viewer = Browser(app).sign_in(a_person(session, Role.VIEWER, a_site(session)))

    assert viewer.get("/labels").status_code == 403
    assert viewer.post("/labels/print", data={"everything": "true"}).status_code == 403
