import pytest

from assets.listing import Cut
from assets.maintenance import criticality, occurrences, orders, worklists
from assets.maintenance.terms import Kind, Priority
from assets.rights import EVERYTHING
from tests.builders import DAY, a_plan, a_type, an_asset

P = Priority


@pytest.mark.parametrize(
    ("kind", "critical", "found"),
    [
        (Kind.CORRECTIVE, 4, P.URGENT),
        (Kind.CORRECTIVE, 1, P.LOW),
        (Kind.CORRECTIVE, None, P.NORMAL),
        (Kind.PREVENTIVE, 4, P.HIGH),
        (Kind.PREVENTIVE, 1, P.LOW),
        (Kind.SAFETY_TEST, 1, P.HIGH),
        (Kind.STATUTORY_INSPECTION, None, P.HIGH),
    ],
)
def test_how_pressing_work_is_follows_from_its_kind_and_its_thing(kind, critical, found):
    assert criticality.priority(kind, critical) is found


def test_its_own_comes_before_that_of_its_kind_and_that_before_the_scores(session):
    def scored(function, risk, maintenance):
        return {"fs_function": function, "fs_risk": risk, "fs_maintenance": maintenance}

    kinds = {
        "own": (a_type(session, "A", criticality=2), 4),
        "of its kind": (a_type(session, "B", criticality=1, **scored(10, 5, 5)), None),
        "19": (a_type(session, "C", **scored(9, 5, 5)), None),
        "15": (a_type(session, "D", **scored(8, 4, 3)), None),
        "14": (a_type(session, "E", **scored(8, 3, 3)), None),
        "unscored": (a_type(session, "G", fs_function=9), None),
    }
    things = {
        name: an_asset(session, type_id=kind.id, criticality=own)
        for name, (kind, own) in kinds.items()
    }

    found = criticality.of_things(session, [each.id for each in things.values()])

    said = {name: found[each.id] for name, each in things.items()}
    assert said == {
        "own": 4, "of its kind": 1, "19": 4, "15": 3, "14": None, "unscored": None,
    }  # fmt: skip


def test_what_falls_due_is_opened_as_pressing_as_it_is_and_sorted_so(session):
    lift, lamp = an_asset(session, criticality=4), an_asset(session, criticality=1)
    a_plan(session, lamp, DAY, title="Lamp")
    a_plan(session, lift, DAY, title="Lift")
    a_plan(session, an_asset(session), DAY, title="Bath")

    occurrences.open_due(session, DAY)
    said = {"title": "Stuck", "kind": Kind.CORRECTIVE, "due_on": DAY, "on": DAY}
    orders.ask(session, lift, **said)
    session.flush()

    page = worklists.listed(session, worklists.Wanted(), DAY, Cut(), EVERYTHING)
    assert [row.title for row in page.rows] == ["Stuck", "Lift", "Bath", "Lamp"]
