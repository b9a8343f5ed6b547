import re

import pytest
from sqlmodel import select

from assets.inventory.identifiers import LabelPrint
from assets.labelling import papers
from assets.labelling.papers import LabelStock
from assets.rights import Role
from tests.assets.labelling.measures import L7160
from tests.browser import Browser
from tests.builders import a_person, a_site, saved

# As somebody reads them off a box and types them, with a comma.
TYPED = {
    "site": "LOV",
    "name": "Film 21",
    "page_width": "210",
    "page_height": "297",
    "columns": "3",
    "rows": "7",
    "width": "63,5",
    "height": "38,1",
    "left": "7,21",
    "top": "15,15",
    "column_step": "66,04",
    "film": "true",
}


@pytest.fixture
def technician(app, session):
    return Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))


def kept(session):
    session.expire_all()
    return session.exec(select(LabelStock)).all()


def places_drawn(page):
    return len(re.findall(r'data-place="', page))


def test_a_paper_is_measured_copied_changed_and_given_up(technician, session):
    made = technician.post("/labels/stocks", data=TYPED).headers["location"]
    shown = technician.get(made).text
    copy = technician.get(f"/labels/stocks/new?like={made.rpartition('/')[2]}").text
    technician.post(f"{made}/edit", data=TYPED | {"name": "Film", "left": "7", "version": "1"})
    technician.post(f"{made}/give-up", data={"given_up": "true", "version": "2"})

    (paper,) = kept(session)
    listed, gone = (technician.get(f"/labels/stocks{more}").text for more in ("", "?given_up=true"))
    assert (paper.name, paper.left, paper.row_step, paper.film) == ("Film", 7.0, 38.1, True)
    assert "Film: it lasts where it is wet." in shown
    assert places_drawn(shown) == places_drawn(copy) == 21
    assert 'value="66.04"' in copy
    assert [f"/{paper.id}" in each for each in (listed, gone)] == [False, True]
    assert "Given up." in technician.get(made).text


@pytest.mark.parametrize(
    ("said", "beside", "no"),
    [
        ({"column_step": "60"}, "column_step", "The labels would lie on one another."),
        ({"columns": "4"}, "width", "The labels run 58.83 mm off the sheet."),
        ({"width": "0"}, "width", "A label is at least 5 mm."),
        ({"left": "-1"}, "left", "Write a number of at least 0."),
        ({"height": "tall"}, "height", "tall is not a number."),
        ({"rows": "0"}, "rows", "Write a number of at least 1."),
        ({"name": ""}, "name", "Give it a name."),
        ({"site": "SZE"}, "site", "There is no site SZE."),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_before_and_when_it_is_saved(
    technician, session, said, beside, no
):
    a_site(session, "SZE", "Szentes", "HU")

    refused = technician.post("/labels/stocks", data=TYPED | said)
    looked = technician.get("/labels/stocks/look", params=TYPED | said)

    said_there = refused.text.partition(f'id="{beside}-error">')[2].partition("</p>")[0]
    assert (refused.status_code, no in said_there) == (422, True)
    assert 'value="7,21"' in refused.text or "left" in said
    assert (looked.status_code, no in looked.text) == (200, beside not in {"name", "site"})
    assert kept(session) == []


def test_the_sheet_is_drawn_as_one_types(technician):
    whole = technician.get("/labels/stocks/look", params=TYPED)
    part = technician.get(
        "/labels/stocks/look", params=TYPED | {"rows": "2"}, headers={"HX-Request-Type": "partial"}
    )

    assert (places_drawn(whole.text), places_drawn(part.text)) == (21, 6)
    assert 'value="Film 21"' in whole.text
    assert part.text.lstrip().startswith("<section")


def test_what_was_printed_on_keeps_its_measures_and_a_paper_shipped_is_only_copied(
    technician, session
):
    paper = papers.add(session, a_site(session), "Film", L7160)
    saved(session, LabelPrint(stock=paper.key, codes=[]))

    refused = technician.post(f"/labels/stocks/{paper.key}/edit", data=TYPED | {"left": "9"})
    shipped = technician.get("/labels/stocks/L7160").text

    assert (refused.status_code, "keeps its measures" in refused.text) == (422, True)
    assert "/labels/stocks/new?like=L7160" in shipped
    assert "/edit" not in shipped
    assert technician.post("/labels/stocks/L7160/edit", data=TYPED).status_code == 404


def test_of_another_sites_papers_nobody_hears_and_who_may_not_print_only_looks(app, session):
    home = a_site(session)
    theirs = papers.add(session, a_site(session, "SZE", "Szentes", "HU"), "Theirs", L7160)
    ours = papers.add(session, home, "Ours", L7160)
    session.commit()
    viewer = Browser(app).sign_in(a_person(session, Role.VIEWER, home))

    listed = viewer.get("/labels/stocks").text

    assert ("Ours" in listed, "Theirs" in listed, "New paper" in listed) == (True, False, False)
    assert viewer.get(f"/labels/stocks/{theirs.key}").status_code == 404
    assert viewer.post(f"/labels/stocks/{ours.key}/edit", data=TYPED).status_code == 403
