from datetime import date

import pytest

from assets.errors import Missing, Refused
from assets.procurement import results
from assets.procurement.results import Said
from assets.words import Words
from tests.assets.procurement.money import DAY, the_project
from tests.builders import a_project

NAMES = Words("Workshops", "Ateliere", "Műhelytalálkozók")
END = date(2027, 12, 22)


def test_a_result_is_promised_and_then_reached(session):
    project = the_project(session)
    workshops = results.promise(session, project, Said(NAMES, 6, due_on=END))
    people = results.promise(session, project, Said(Words("People", "Oameni", "Emberek"), 108))

    results.revise(project, workshops, Said(NAMES, 6, 5, END))
    assert (workshops.reached, workshops.late(END), workshops.late(date(2027, 12, 23))) == (
        False,
        False,
        True,
    )
    results.revise(project, workshops, Said(NAMES, 6, 6, END))

    assert (workshops.reached, workshops.late(date(2028, 1, 1))) == (True, False)
    assert session.exec(results.of_project(project)).all() == [workshops, people]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said(NAMES, 0), "target"),
        (Said(NAMES, 1, -1), "achieved"),
        (Said(Words("Workshops", " ", "x"), 1), "name_ro"),
    ],
)
def test_nonsense_is_refused_beside_its_field(session, said, field):
    with pytest.raises(Refused) as no:
        results.promise(session, the_project(session), said)

    assert no.value.field == field


def test_results_are_told_in_their_order_each_with_its_project(session):
    ours, theirs = the_project(session), a_project(session, "OTHER")

    kept = [results.promise(session, ours, Said(NAMES, many)) for many in (6, 108, 3, 2)]
    other = results.promise(session, theirs, Said(NAMES, 1))

    assert [each.position for each in (*kept, other)] == [1, 2, 3, 4, 1]
    assert session.exec(results.of_project(ours)).all() == kept
    with pytest.raises(Missing):
        results.of_key(session, ours, other.id)


def test_the_results_of_a_closed_project_stay_as_they_are(session):
    project = the_project(session)
    workshops = results.promise(session, project, Said(NAMES, 6, 5))
    project.close(DAY, DAY)

    with pytest.raises(Refused, match="closed and stays"):
        results.revise(project, workshops, Said(NAMES, 6, 6))
    with pytest.raises(Refused, match="closed and stays"):
        results.promise(session, project, Said(NAMES, 1))

    assert workshops.achieved == 5
