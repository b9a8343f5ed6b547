import html
import re

import pypdfium2
import pytest
import zxingcpp
from sqlmodel import select

from assets.inventory import identifiers
from assets.inventory.identifiers import LabelPrint
from assets.labelling import prints
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_lot, a_person, a_room, a_site, an_asset
from tests.labels.test_photographs import barcode, photo
from web.pages import labels


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


def test_a_list_that_is_empty_says_why(technician):
    empty = technician.get("/labels").text
    sought = technician.get("/labels?kind=place&search=zzzz").text

    assert "There is nothing to label yet." in empty
    assert "Nothing like this can be labelled." in sought
    assert "Nothing is left" not in empty + sought
    assert "“zzzz”" in sought
    technician.post("/language", data={"language": "hu"})
    assert "„zzzz”" in technician.get("/labels?kind=place&search=zzzz").text


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

    first = printed(technician, chosen=asset.tag)
    refused = technician.post("/labels/print", data={"chosen": asset.tag})
    second = printed(technician, chosen=asset.tag, reason="The first one was scratched.")

    label = session.exec(identifiers.of_asset(asset)).one()
    assert codes_in(first) == codes_in(second)
    assert label.prints == 2
    assert refused.status_code == 422
    assert 'id="reason-error"' in refused.text


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
    monkeypatch.setattr(prints, "MOST_AT_ONCE", 1)
    an_asset(session, "Bath"), an_asset(session, "Bike")

    shown = technician.get("/labels").text
    refused = technician.post("/labels/print", data={"everything": "true"})

    assert "2 of more than 1" in shown
    assert ("At most 1 labels at once." in shown, "Print all" in shown) == (True, False)
    assert (refused.status_code, "At most 1 labels at once." in refused.text) == (422, True)
    assert "Print all: 1 label" in technician.get("/labels?search=bath").text


def test_what_can_be_labelled_is_leafed_through(technician, session, monkeypatch):
    monkeypatch.setattr(labels, "SHOWN", 2)
    for name in ("Bath", "Bike", "Bowl"):
        an_asset(session, name)

    first = technician.get("/labels?site=LOV")
    second = technician.get(html.unescape(re.search('rel="next" href="([^"]+)"', first.text)[1]))

    shown = [[name in page.text for name in ("Bath", "Bike", "Bowl")] for page in (first, second)]
    assert shown == [[True, True, False], [False, False, True]]
    assert ("2 of 3" in first.text, 'rel="next"' in second.text) == (True, False)


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


def test_before_a_print_its_picture_its_paper_and_what_is_against_it_are_shown(technician, session):
    asset = an_asset(session, "Bath")

    page = technician.get(f"/labels/arrange?tag={asset.tag}&stock=L7651&first=5")
    picture = re.search(r'src="(/labels/preview.svg[^"]+)"', page.text)[1]
    unfit = technician.post(
        "/labels/print", data={"chosen": asset.tag, "stock": "L7651", "design": "room"}
    )

    assert page.text.count('name="first"') == 65
    assert 'name="first" value="5" checked' in page.text
    drawn = technician.get(html.unescape(picture))
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert asset.tag in drawn.text
    assert (unfit.status_code, "This design is not for them." in unfit.text) == (422, True)


def test_what_she_chose_last_is_chosen_already(technician, session):
    asset = an_asset(session)
    printed(technician, chosen=asset.tag, design="strip", stock="L7163", copies="2")

    page = technician.get(f"/labels/arrange?tag={an_asset(session).tag}").text

    assert '<option value="strip" selected>' in page
    assert '<option value="L7163" selected>' in page
    assert re.search(r'id="copies"[^>]*value="2"', page)


def test_copies_stand_side_by_side_from_the_place_that_was_clicked(technician, session):
    pdf = printed(technician, chosen=an_asset(session).tag, copies="3", first="20")

    assert len(codes_in(pdf)) == 3
    assert len(pypdfium2.PdfDocument(pdf)) == 2


def test_a_label_of_a_lot_opens_it_for_those_who_may_see_it_and_says_nothing_to_others(
    app, session
):
    a_lot(session, "Weight baths")
    szentes = a_site(session, "SZE", "Szentes", "HU")
    guest = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, szentes, name="Guest"))
    admin = Browser(app).sign_in(a_person(session, Role.ADMINISTRATOR, name="Admin"))
    printed(admin, chosen="ROHU00627-L01", kind="lot", design="lot")
    code = session.exec(select(identifiers.Label.code)).one()

    opened = admin.get(f"/t/{code}")

    assert opened.headers["location"] == "/procurement/lots/ROHU00627-L01"
    for somebody in (Browser(app), guest):
        page = somebody.get(f"/t/{code}")
        assert page.status_code == 404
        assert "This label is for those who work here." in page.text
        assert "Weight baths" not in page.text
        assert "L01" not in page.text


def test_a_label_is_found_in_its_place_with_a_photo_and_its_page_tells_all(technician, session):
    asset = an_asset(session)
    printed(technician, chosen=asset.tag)
    code = session.exec(select(identifiers.Label.code)).one()
    sent = {"photo": ("sticker.jpg", photo(barcode(code)))}

    wrong = technician.post(f"/t/{code}/verify", files={"photo": ("x.jpg", b"<script>")})
    found = technician.post(f"/t/{code}/verify", files=sent)
    page = technician.get(f"/labels/codes/{code}").text

    assert (wrong.status_code, 'id="photo-error"' in wrong.text) == (422, True)
    assert found.headers["location"] == f"/assets/{asset.tag}"
    assert ("Found where it sticks (" in page, "Does it stick there?" in page) == (True, False)
    assert "/thumbnail" in page
    assert "technician" in technician.get("/labels/prints").text


def test_a_print_of_several_sites_tells_each_of_its_own_labels_alone(app, technician, session):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    bath, weights = (
        an_asset(session),
        an_asset(session, "Weights", a_room(session, "Pool", szentes)),
    )
    everywhere = Browser(app).sign_in(a_person(session, Role.ADMINISTRATOR, name="Boss"))
    how = {"chosen": [bath.tag, weights.tag]}
    made = everywhere.post("/labels/print", data=how).headers["location"]

    page, rows = technician.get(made).text, technician.get("/labels/prints").text

    assert (bath.tag in page, weights.tag in page, "1 label is ready" in page) == (
        True,
        False,
        True,
    )
    assert (made in rows, "<td>1</td>" in rows) == (True, True)
    assert len(codes_in(technician.get(f"{made}/labels.pdf").content)) == 1
    assert weights.tag not in technician.get(f"{made}/labels.csv").text
    assert technician.post(f"{made}/runs").status_code == 404
    third = Browser(app).sign_in(
        a_person(session, Role.TECHNICIAN, a_site(session, "TIM", "Faget"), name="T")
    )
    assert (third.get(made).status_code, made in third.get("/labels/prints").text) == (404, False)
