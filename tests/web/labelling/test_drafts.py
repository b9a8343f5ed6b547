import re

import pytest
from sqlmodel import select

from assets.labelling import drafts
from assets.labelling.drafts import LabelDesign
from assets.rights import Role
from labels.designs import DESIGNS
from tests.browser import Browser
from tests.builders import a_person, a_site, an_asset

TYPED = {
    "site": "LOV",
    "name": "Our plate",
    "layout": "plate",
    "code": "qr",
    "field": ["name", "serial_number", "", "room"],
    "size": ["large", "normal", "normal", "small"],
    "weight": ["strong", "regular", "regular", "regular"],
    "rows": ["2", "1", "1", "1"],
    "for_what": ["asset", "place"],
}


@pytest.fixture
def technician(app, session):
    return Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))


def kept(session):
    session.expire_all()
    return session.exec(select(LabelDesign)).all()


def chosen(page):
    """The fields of the lines, from the top down."""
    selects = re.findall(r'<select name="field".*?</select>', page, re.DOTALL)
    picked = (re.search(r'value="(\w*)" selected', each) for each in selects)
    return [each[1] if each else "" for each in picked]


def drawn(page):
    """What is written on the label, row by row."""
    (label,) = re.findall(r'<svg[^>]*class="label-drawing".*?</svg>', page, re.DOTALL) or [""]
    return re.findall(r"<text[^>]*>([^<]*)</text>", label)


def test_a_design_is_made_copied_changed_and_given_up(technician, session):
    made = technician.post("/labels/designs", data=TYPED).headers["location"]
    copy = technician.get(f"/labels/designs/new?like={made.rpartition('/')[2]}").text
    technician.post(f"{made}/edit", data=TYPED | {"code": "none", "version": "1"})
    technician.post(f"{made}/give-up", data={"given_up": "true", "version": "2"})

    (design,) = kept(session)
    page = technician.get(made).text
    assert [line["field"] for line in design.said["lines"]] == ["name", "serial_number", "room"]
    assert design.said["lines"][0] == {
        "field": "name",
        "size": "large",
        "strong": True,
        "rows": 2,
    }
    assert (design.said["code"], design.said["for_what"]) == ("none", ["asset", "place"])
    assert chosen(copy) == ["name", "serial_number", "room"]
    assert ("It looks different now." in page, "Given up." in page) == (True, True)
    assert made not in technician.get("/labels/designs").text


def test_the_label_is_drawn_as_one_types_with_an_example_or_with_a_thing(technician, session):
    asset = an_asset(session, "Bath & chair", serial_number="SN-77")
    partly = {"HX-Request-Type": "partial"}

    example = technician.get("/labels/designs/look", params=TYPED | {"name": ""}, headers=partly)
    real = technician.get("/labels/designs/look", params=TYPED | {"asset": asset.tag})
    unknown = technician.get("/labels/designs/look", params=TYPED | {"asset": "LOV-9"})

    assert "UB-20417" in " ".join(drawn(example.text))
    assert example.text.lstrip().startswith('<div id="drawn"')
    assert {"Bath &amp; chair", "S/N SN-77", asset.tag} <= set(drawn(real.text))
    assert (drawn(unknown.text), "LOV-9" in unknown.text) == ([], True)


def test_what_is_to_be_said_against_a_label_is_told_and_of_no_use_it_is_not_drawn(technician):
    small = technician.get("/labels/designs/look", params=TYPED | {"on": "L4730"}).text
    folded = technician.get(
        "/labels/designs/look", params=TYPED | {"on": "L4730", "layout": "flag"}
    ).text

    assert ("phones need 0.33" in small, drawn(small) != []) == (True, True)
    assert ("which nothing can read" in folded, drawn(folded)) == (True, [])


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("add", ["name", "serial_number", "", "room", ""]),
        ("up-2", ["serial_number", "name", "", "room"]),
        ("down-1", ["serial_number", "name", "", "room"]),
        ("out-2", ["name", "", "room"]),
        ("up-1", ["name", "serial_number", "", "room"]),
        ("out-9", ["name", "serial_number", "", "room"]),
    ],
)
def test_lines_are_moved_without_a_script_and_nothing_typed_is_lost(technician, verb, fields):
    page = technician.get("/labels/designs/look", params=TYPED | {"do": verb}).text

    assert chosen(page) == fields
    assert 'value="Our plate"' in page


@pytest.mark.parametrize(
    ("said", "no"),
    [
        ({"layout": "cloud"}, "Choose one of these."),
        (
            {"field": ["secret"], "size": ["large"], "weight": ["strong"], "rows": ["1"]},
            "Choose one of these.",
        ),
        ({"rows": ["9", "1", "1", "1"]}, "A text has one row to four, and a size."),
        ({"for_what": ["person"]}, "Say what it is for."),
        ({"name": " "}, "Give it a name."),
    ],
)
def test_what_makes_no_design_is_refused_and_kept_as_it_was_typed(technician, session, said, no):
    refused = technician.post("/labels/designs", data=TYPED | said)

    assert (refused.status_code, no in refused.text) == (422, True)
    assert 'name="site"' in refused.text
    assert kept(session) == []


def test_every_design_shipped_has_a_page_and_stands_in_the_list(technician):
    listed = technician.get("/labels/designs").text

    for key in DESIGNS:
        assert f"/labels/designs/{key}" in listed
        assert "Papers that it fits" in technician.get(f"/labels/designs/{key}").text


def test_of_another_sites_designs_nobody_hears(technician, session):
    theirs = drafts.add(session, a_site(session, "SZE", "Szentes", "HU"), "Theirs", {})
    session.commit()

    assert technician.get(f"/labels/designs/{theirs.key}").status_code == 404
    assert technician.post("/labels/designs", data=TYPED | {"site": "SZE"}).status_code == 422
