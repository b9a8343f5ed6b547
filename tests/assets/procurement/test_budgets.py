from datetime import date, timedelta

import pytest

from assets.errors import Missing, Refused
from assets.procurement import budgets
from assets.rights import EVERYTHING, Permission, Rights
from tests.assets.procurement.money import DAY, a_budget, a_line
from tests.builders import a_partner, a_project


@pytest.fixture
def project(session):
    return a_project(session, total_minor=100_00)


def refused(what, *given):
    with pytest.raises(Refused) as no:
        what(*given)
    return no.value


def test_a_reallocation_keeps_what_was(session, project):
    staff, things = a_line(session, "PP1-1.1"), a_line(session, "PP1-5.1")
    first = a_budget(session, (staff, 40_00), (things, 60_00))
    second = a_budget(session, (staff, 30_00), (things, 70_00), on=DAY + timedelta(1))

    assert budgets.current(session, project) == second
    assert budgets.amounts(session, first) == {staff.id: 40_00, things.id: 60_00}
    assert budgets.amounts(session, second) == {staff.id: 30_00, things.id: 70_00}
    assert budgets.totals(session, project) == {first.id: 100_00, second.id: 100_00}
    assert "stays as it is" in str(refused(budgets.assign, session, first, staff, 1))


def test_a_draft_begins_with_what_holds_and_changes_nothing_until_approved(session, project):
    things = a_line(session)
    first = a_budget(session, (things, 60_00))

    draft = budgets.reallocate(session, project, "More care")
    budgets.assign(session, draft, things, 70_00)

    assert budgets.current(session, project) == first
    assert budgets.draft(session, project) == draft
    assert "draft" in str(refused(budgets.reallocate, session, project, "Again"))
    budgets.give_up(session, draft)
    assert budgets.draft(session, project) is None
    assert budgets.amounts(session, first) == {things.id: 60_00}


def test_a_budget_never_gives_more_than_the_grant(session, project):
    things = a_line(session)
    draft = budgets.reallocate(session, project)
    budgets.assign(session, draft, things, 100_01)

    no = refused(budgets.approve, session, project, draft, DAY, DAY)

    assert no.values["total"].minor == 100_01
    assert draft.approved_on is None


def test_days_and_reasons_are_asked_for(session, project):
    things = a_line(session)
    draft = budgets.reallocate(session, project)
    assert refused(budgets.approve, session, project, draft, DAY + timedelta(1), DAY).field
    budgets.approve(session, project, draft, DAY, DAY)

    assert refused(budgets.reallocate, session, project, " ").field == "reason"
    again = budgets.reallocate(session, project, "Why")
    early = DAY - timedelta(1)
    assert refused(budgets.approve, session, project, again, early, DAY).field == "approved_on"
    assert refused(budgets.assign, session, again, things, -1).field == "PP1-5.1"


def test_a_line_has_a_code_of_its_own_and_a_partner_who_takes_part(session, project):
    line, other = a_line(session), a_line(session, "PP1-5.2")
    said = budgets.Said("PP1-5.1", line.category, "Twice")

    assert refused(budgets.correct, session, project, other, said).field == "code"
    stranger = a_partner(session, "XX", "HU")
    assert refused(budgets.add_line, session, project, stranger, said).field == "partner"


def test_an_officer_of_a_partner_sees_its_lines_alone(session, project):
    ours, theirs = a_line(session), a_line(session, "PP3-5.1", a_partner(session, "SZ", "HU"))
    seen = frozenset({Permission.PROCUREMENT_SEE})
    hers = Rights(at_partners={ours.partner_id: seen})

    assert session.exec(budgets.lines(project, hers)).all() == [ours]
    assert session.exec(budgets.lines(project, EVERYTHING)).all() == [ours, theirs]
    with pytest.raises(Missing):
        budgets.line(session, project, theirs.id, hers)


def test_a_closed_project_keeps_its_budget(session, project):
    things = a_line(session)
    a_budget(session, (things, 60_00))
    draft = budgets.reallocate(session, project, "More care")
    said = budgets.Said("PP1-5.9", things.category, "Beds")
    project.close(date(2027, 1, 1), DAY)

    for no in (
        refused(budgets.reallocate, session, project, "Again"),
        refused(budgets.approve, session, project, draft, DAY, DAY),
        refused(budgets.correct, session, project, things, said),
        refused(budgets.add_line, session, project, a_partner(session), said),
    ):
        assert "closed" in str(no)
    assert things.code == "PP1-5.1"


def test_a_new_version_begins_with_what_the_one_before_it_gives(session, project):
    staff, things = a_line(session, "PP1-1.1"), a_line(session, "PP1-5.1")
    a_budget(session, (staff, 40_00), (things, 60_00))

    draft = budgets.reallocate(session, project, "More care")

    assert budgets.amounts(session, draft) == {staff.id: 40_00, things.id: 60_00}


def test_what_was_approved_is_neither_given_up_nor_approved_anew(session, project):
    things = a_line(session)
    first = a_budget(session, (things, 60_00))
    later = DAY + timedelta(1)

    assert "stays as it is" in str(refused(budgets.give_up, session, first))
    assert "stays as it is" in str(refused(budgets.approve, session, project, first, later, later))
    assert (first.approved_on, budgets.amounts(session, first)) == (DAY, {things.id: 60_00})


@pytest.mark.parametrize(("code", "title", "field"), [(" ", "Beds", "code"), ("X", " ", "title")])
def test_a_line_has_a_code_and_a_name(session, project, code, title, field):
    line = a_line(session)
    said = budgets.Said(code, line.category, title)

    assert refused(budgets.correct, session, project, line, said).field == field
    assert (line.code, line.title) == ("PP1-5.1", "What PP1-5.1 buys")


def test_two_projects_may_name_their_lines_alike_and_are_added_up_apart(session, project):
    ours = a_line(session)
    first = a_budget(session, (ours, 60_00))
    other = a_project(session, "OTHER", partners=[a_partner(session)])
    theirs = a_line(session, project=other)
    draft = budgets.reallocate(session, other)
    budgets.assign(session, draft, theirs, 7_00)

    assert theirs.code == ours.code
    assert budgets.totals(session, project) == {first.id: 60_00}
    assert budgets.totals(session, other) == {draft.id: 7_00}


def test_cost_categories_are_numbered_as_the_programme_does():
    assert [each.value for each in budgets.CostCategory] == [f"CAT{each}" for each in range(1, 7)]
    # DOMAIN 2.7: CAT4 expertise, CAT5 equipment, CAT6 infrastructure and works.
    assert budgets.CostCategory("CAT5").name == "EQUIPMENT"
    assert budgets.CostCategory("CAT6").name == "WORKS"
