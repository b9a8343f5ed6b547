from dataclasses import replace

from assets.inventory.register import State
from assets.maintenance import inheritance, occurrences, plans
from assets.rhythm import Unit
from tests.builders import DAY, a_plan, a_type, an_asset, some_terms

YEARLY = some_terms("Electrical safety test", every=1, unit=Unit.YEAR)


def test_what_asks_for_the_same_again_follows_what_it_comes_from_again(session):
    on_type = inheritance.add(session, a_type(session), YEARLY, DAY)
    own = session.exec(
        plans.of_asset(an_asset(session, type_id=a_type(session).id, state=State.IN_USE))
    ).one()
    inheritance.change(session, own, some_terms("By its maker's manual", every=3), "Manual, page 9")

    inheritance.change(session, own, YEARLY)
    inheritance.change(session, on_type, some_terms("Every half year"))

    assert (own.overridden, own.reason, own.title) == (False, "", "Every half year")


def test_what_comes_back_is_owed_what_is_asked_now(session):
    on_type = inheritance.add(session, a_type(session), YEARLY, DAY)
    asset = an_asset(session, type_id=a_type(session).id)
    asset.type_id = a_type(session, "REH-OTHER").id
    session.commit()
    inheritance.change(session, on_type, some_terms("Every half year"))
    inheritance.pause(session, on_type, "No tester this year")

    asset.type_id = on_type.type_id
    session.commit()

    plan = session.exec(plans.of_asset(asset)).one()
    assert (plan.title, plan.ended_on, plan.paused) == ("Every half year", None, True)


def test_what_is_demanded_from_now_on_is_demanded_of_the_open_order_too(session):
    plan = a_plan(session)
    order = occurrences.open_next(session, plan, DAY)
    order.needs_photo = True

    inheritance.change(session, plan, replace(plan.terms, needs_signature=True))
    inheritance.change(session, plan, replace(plan.terms, needs_certificate=True))

    assert (order.needs_certificate, order.needs_photo, order.needs_signature) == (True,) * 3
