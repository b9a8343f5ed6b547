import pytest

from assets.errors import Missing, Refused
from assets.inventory.identifiers import LabelPrint
from assets.labelling import drafts, keeping, papers
from assets.labelling.drafts import LabelDesign
from assets.labelling.papers import LabelStock
from assets.listing import Cut
from assets.people import rights_of
from assets.rights import EVERYTHING, Role
from tests.assets.labelling.measures import L7160
from tests.builders import a_person, a_site

SAID = {"layout": "plate", "lines": []}


def a_paper(session, name="Film, 21 on A4", site=None, **said):
    return papers.add(session, site or a_site(session), name, L7160 | said)


def print_on(session, **said):
    session.add(LabelPrint(codes=["0000000A"], **({"stock": "L7160"} | said)))
    session.flush()


def test_a_paper_that_was_printed_on_keeps_its_measures_but_not_its_name(session):
    paper = a_paper(session)
    papers.measure(session, paper, "Film", L7160 | {"left": 7.0})
    print_on(session, stock=paper.key)

    with pytest.raises(Refused, match="printed on") as no:
        papers.measure(session, paper, "Film", L7160 | {"left": 7.0, "top": 15.0})
    papers.measure(session, paper, "Film of 2027", L7160 | {"left": 7.0, "film": True})

    assert no.value.field == "top"
    assert (paper.name, paper.top, paper.left, paper.film) == ("Film of 2027", 15.15, 7.0, True)


def test_a_design_that_was_printed_stays_as_it_is_but_for_its_name(session):
    design = drafts.add(session, a_site(session), "Our plate", SAID)
    drafts.draw(session, design, "Our plate", SAID | {"layout": "strip"})
    print_on(session, design=design.key)

    with pytest.raises(Refused, match="has been printed"):
        drafts.draw(session, design, "Another name", SAID)
    drafts.draw(session, design, "Plate", SAID | {"layout": "strip"})

    assert (design.name, design.said["layout"]) == ("Plate", "strip")


@pytest.mark.parametrize(
    ("name", "no"),
    [
        ("  ", "Give it a name."),
        ("FÓLIE", "FÓLIE is kept at this site already."),
        (" folie ", "folie is kept at this site already."),
    ],
)
def test_two_papers_of_a_site_do_not_read_alike(session, name, no):
    keeping.give_up(session, a_paper(session, "Fólie"), given_up=True)
    a_paper(session, "Fólie", a_site(session, "SZE", "Szentes", "HU"))

    with pytest.raises(Refused) as refused:
        a_paper(session, name)

    assert (str(refused.value), refused.value.field) == (no, "name")


def test_a_site_keeps_no_more_than_one_can_choose_among(session, monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 2)
    first, _ = a_paper(session, "A"), a_paper(session, "B")

    with pytest.raises(Refused, match="2 of them at most"):
        a_paper(session, "C")
    keeping.give_up(session, first, given_up=True)
    a_paper(session, "C")
    with pytest.raises(Refused, match="2 of them at most"):
        keeping.give_up(session, first, given_up=False)

    assert [each.name for each in session.exec(keeping.listed(LabelStock, EVERYTHING))] == [
        "B",
        "C",
    ]


def test_what_another_site_keeps_does_not_exist(session):
    home, elsewhere = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    ours, theirs = a_paper(session, "Ours", home), a_paper(session, "Theirs", elsewhere)
    design = drafts.add(session, elsewhere, "Their plate", SAID)
    hers = rights_of(session, a_person(session, Role.TECHNICIAN, home))

    listed = keeping.page_of(session, LabelStock, Cut(), hers).rows

    assert [(row.name, row.site) for row in listed] == [("Ours", "LOV")]
    assert papers.paper(session, ours.key, hers) is ours
    for ask, key in ((papers.paper, theirs.key), (drafts.draft, design.key), (papers.paper, "x")):
        with pytest.raises(Missing):
            ask(session, key, hers)
    assert keeping.page_of(session, LabelDesign, Cut(), EVERYTHING, site=home).rows == []
