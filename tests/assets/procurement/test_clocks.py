from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlmodel import select

from assets import bulk, diary, undo
from assets.database import alongside
from assets.errors import Refused
from assets.exchange import intake, mappings, sheets
from assets.inventory import describing, life, loans, relocations, transfers
from assets.inventory.documents import Kind
from assets.inventory.finding import Wanted
from assets.inventory.leaving import Departure
from assets.inventory.places import Place
from assets.inventory.register import State
from assets.inventory.transfers import TransferLine
from assets.procurement import clocks, fundings, releases, retention
from assets.procurement.durability import Release, Standing
from assets.procurement.fundings import AssetFunding, Paid
from assets.procurement.projects import Project
from assets.procurement.units import Unit
from assets.rights import EVERYTHING, Role
from assets.trail import Batch
from tests.builders import (
    DAY,
    a_document,
    a_lot,
    a_partner,
    a_person,
    a_project,
    a_room,
    a_site,
    an_asset,
    committed,
    saved,
)

PAID = date(2026, 3, 12)
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def lot(session):
    """A lot of a grant that was paid in full on 12 March 2026 and binds for five years."""
    session.info["at"] = NOON
    project = a_project(session)
    lot = a_lot(session, project=project)
    retention.close(session, project, PAID, DAY)
    return committed(session, lot)


@pytest.fixture
def bought(session, lot):
    asset = an_asset(session, lot_number=lot.number)
    a_document(session, asset, Kind.DISPOSAL, name="Disposal.csv")
    return asset


def let_go(session, asset, departure=Departure.DISPOSAL):
    """What two people agree on: asked by one, told to the authority, agreed by the other."""
    asking = a_person(session, Role.SITE_MANAGER, a_site(session))
    agreeing = a_person(session, Role.PROCUREMENT_OFFICER)
    release = releases.ask(session, asset, departure, "The motor burnt out.", asking, DAY)
    release.record_notice("MA-17", DAY, DAY)
    release.agree(agreeing, DAY)
    return committed(session, release)


def test_the_clock_runs_five_years_from_the_final_payment(session, bought):
    (clock,) = clocks.clocks(session, [bought.id]).values()

    assert clock.until == date(2031, 3, 12)
    assert clock.runs(date(2031, 3, 12))
    assert not clock.runs(date(2031, 3, 13))


def test_what_is_paid_for_is_bound_through_its_lot_its_unit_or_a_share(session, lot):
    of_unit, shared, own = (an_asset(session, name) for name in ("Bath", "Pool", "Bike"))
    saved(session, Unit(lot_id=lot.id, asset_id=of_unit.id))
    shares = {"project_id": lot.project_id, "basis_points": 4000}
    saved(session, AssetFunding(asset_id=shared.id, **shares))
    saved(session, AssetFunding(asset_id=own.id, name="Timiș County", basis_points=10_000))

    bound = clocks.clocks(session, [of_unit.id, shared.id, own.id])

    assert bound.keys() == {of_unit.id, shared.id}


def test_it_is_bound_before_the_final_payment_too(session):
    asset = an_asset(session, lot_number=a_lot(session).number)

    with pytest.raises(Refused, match="its final payment has not come yet"):
        life.step(session, asset, State.RETIRED, DAY, reason="Worn out")


def test_by_no_verb_does_a_funded_thing_leave(session, bought):
    szentes, other = a_site(session, "SZE", "Szentes", "HU"), a_partner(session, "CV")

    for leave in (
        lambda: life.step(session, bought, State.RETIRED, DAY, reason="Worn out"),
        lambda: transfers.send(session, [bought], szentes, DAY),
        lambda: describing.describe(session, bought, {"owner": other.code}, EVERYTHING),
    ):
        with pytest.raises(Refused, match="must stay until 2031-03-12") as no:
            leave()
        assert no.value.field in {"", "tags", "owner"}
        session.rollback()


def test_whatever_writes_it_a_funded_thing_stays(session, bought):
    bought.site_id = a_site(session, "SZE", "Szentes", "HU").id

    with pytest.raises(Refused, match="must stay until"):
        session.flush()


@pytest.mark.parametrize("leave", [relocations.move, partial(relocations.merge, on=DAY)])
def test_no_place_takes_a_funded_thing_to_another_site(session, bought, leave):
    szentes = a_site(session, "SZE", "Szentes", "HU", partner_id=bought.partner_id)
    gym, into = session.get_one(Place, bought.place_id), a_room(session, "Hall", szentes)

    with pytest.raises(Refused, match="must stay until 2031-03-12"):
        leave(session, gym, into)


def test_taken_off_its_lot_it_stays_bound_unless_another_lot_of_a_grant_holds_it(session):
    session.info["at"] = NOON
    project = a_project(session)
    wrong, right = (a_lot(session, title, project).number for title in ("Mats", "Treadmills"))
    bought = an_asset(session, lot_number=wrong)
    retention.close(session, project, PAID, DAY)
    session.commit()

    bought.lot_number = ""
    with pytest.raises(Refused, match="must stay until") as no:
        session.flush()
    session.rollback()
    bought.lot_number = right
    session.commit()

    assert no.value.field == "lot_number"
    assert bought.id in clocks.clocks(session, [bought.id])


COUNTY = "Timiș County"


@pytest.mark.parametrize("said", [[], [Paid(10_000, name=COUNTY)]])
def test_a_grant_keeps_its_share_of_a_bound_thing_until_it_is_released(session, lot, said):
    project = session.get(Project, lot.project_id)
    works, other = an_asset(session, "Pool works"), an_asset(session, "Lift works")
    for thing in (works, other):
        fundings.share_out(session, thing, [Paid(4000, project), Paid(6000, name=COUNTY)])
    let_go(session, other)

    fundings.share_out(session, works, [Paid(2500, project), Paid(7500, name=COUNTY)])
    with pytest.raises(Refused, match="must stay until") as no:
        fundings.share_out(session, works, said)
    session.rollback()
    fundings.share_out(session, other, said)

    assert no.value.field == "share"


def test_a_list_moves_no_funded_thing_to_the_lot_of_a_grant_that_is_over(session, bought):
    over = a_project(session, "ROHU443", starts_on=date(2012, 1, 1), ends_on=date(2014, 1, 1))
    old = a_lot(session, "Mats", over)
    retention.close(session, over, date(2015, 3, 12), DAY)
    session.commit()
    sheet = sheets.read(f"tag,lot_number\n{bought.tag},{old.number}\n".encode())
    planned = intake.plan(session, sheet, mappings.guessed(sheet.headers), DAY, EVERYTHING)

    with pytest.raises(Refused, match="must stay until"):
        intake.apply(session, planned)


def test_many_at_once_are_refused_one_by_one_with_the_reason(session, bought):
    free = an_asset(session, "Bike")
    wish = bulk.Wish(state=State.RETIRED, reason="Worn out")

    planned = bulk.plan(session, Wanted(tags=[bought.tag, free.tag]), wish, DAY, EVERYTHING)

    assert [each.tag for each in planned.refused] == [bought.tag]
    assert [each.row["tag"] for each in planned.changed] == [free.tag]


def test_a_change_of_owner_in_bulk_is_refused_too(session, bought):
    wish = bulk.Wish(values={"partner_id": a_partner(session, "CV").id})

    planned = bulk.plan(session, Wanted(tags=[bought.tag]), wish, DAY, EVERYTHING)

    assert "must stay until" in str(planned.refused[0].no)


@pytest.mark.parametrize("said", ["state,ended_reason\n{tag},retired,Worn out", "owner\n{tag},CV"])
def test_a_list_that_is_brought_in_takes_no_funded_thing_away(session, bought, said):
    a_partner(session, "CV")
    sheet = sheets.read(f"tag,{said.format(tag=bought.tag)}\n".encode())

    planned = intake.plan(session, sheet, mappings.guessed(sheet.headers), DAY, EVERYTHING)

    assert "must stay until" in str(planned.refused[0].no)


def test_undoing_takes_no_funded_thing_away(session, bought):
    describing.describe(session, bought, {"name": "Old treadmill"}, EVERYTHING)
    committed(session, bought)
    let_go(session, bought)
    life.step(session, bought, State.RETIRED, DAY, reason="Worn out")
    committed(session, bought)
    life.step(session, bought, State.IN_STORAGE, DAY)
    committed(session, bought)
    back = session.exec(select(Batch).order_by(Batch.number.desc())).first()

    with pytest.raises(Refused, match="must stay until"):
        undo.apply(session, undo.plan(session, back, EVERYTHING))


def test_a_second_person_agrees_after_the_notice_and_never_the_one_who_asked(session, bought):
    manager = a_person(session, Role.SITE_MANAGER, a_site(session))
    officer = a_person(session, Role.PROCUREMENT_OFFICER)
    release = releases.ask(session, bought, Departure.DISPOSAL, "Burnt out", manager, DAY)

    with pytest.raises(Refused, match="Record the notice"):
        release.agree(officer, DAY)
    release.record_notice("MA-17", DAY, DAY)
    with pytest.raises(Refused, match="Somebody else must agree"):
        release.agree(manager, DAY)
    release.agree(officer, DAY)

    assert release.standing is Standing.AGREED


def test_the_notice_is_not_older_than_the_thing(session, bought):
    bought.acquired_on = DAY
    manager = a_person(session, Role.SITE_MANAGER, a_site(session))
    release = releases.ask(session, bought, Departure.DISPOSAL, "Burnt out", manager, DAY)

    with pytest.raises(Refused, match="It came on") as no:
        release.record_notice("MA-17", DAY - timedelta(1), DAY)

    assert no.value.field == "notice_on"


def test_what_was_released_goes_once_and_the_release_is_used_up(session, bought):
    release = let_go(session, bought)

    life.step(session, bought, State.RETIRED, DAY, reason="Burnt out")
    life.step(session, bought, State.DISPOSED, DAY)
    session.commit()

    assert bought.state is State.DISPOSED
    assert release.standing is Standing.USED


def test_a_release_for_one_way_opens_no_other(session, bought):
    let_go(session, bought, Departure.LEAVING)

    with pytest.raises(Refused, match="must stay"):
        life.step(session, bought, State.RETIRED, DAY, reason="Burnt out")


def test_a_released_thing_is_sent_and_may_come_home_again(session, bought):
    home = a_site(session)
    szentes = a_site(session, "SZE", "Szentes", "HU")
    release = let_go(session, bought, Departure.LEAVING)

    there = transfers.send(session, [bought], szentes, DAY)
    lines = select(TransferLine).options(*alongside(TransferLine.asset))
    transfers.receive(
        session, there, session.exec(lines).all(), a_room(session, "Hall", szentes), DAY
    )
    session.commit()
    transfers.send(session, [bought], home, DAY)

    assert release.standing is Standing.USED
    assert bought.state is State.IN_TRANSIT


def test_a_loan_a_move_and_what_never_came_are_no_leaving(session, lot):
    ordered = an_asset(session, "Bath", state=State.ORDERED, lot_number=lot.number)
    lent, moved = (an_asset(session, name, lot_number=lot.number) for name in ("Bike", "Mat"))

    life.step(session, ordered, State.RETIRED, DAY, reason="Called off")
    loans.lend(session, [lent], borrower="Cardiology", on=DAY)
    moved.move(a_room(session, "Hall"), DAY)
    session.commit()

    assert not session.exec(select(Release)).all()


def test_after_its_years_it_goes_as_everything_else(session, bought):
    session.info["at"] = datetime(2031, 3, 13, tzinfo=UTC)

    life.step(session, bought, State.RETIRED, date(2031, 3, 13), reason="Worn out")
    session.commit()

    assert bought.state is State.RETIRED


def test_nothing_is_asked_for_that_is_free_or_asked_for_already(session, bought):
    person = a_person(session, Role.SITE_MANAGER, a_site(session))
    releases.ask(session, bought, Departure.SALE, "Sold to the county", person, DAY)

    with pytest.raises(Refused, match="asked for already"):
        releases.ask(session, bought, Departure.SALE, "Sold", person, DAY)
    with pytest.raises(Refused, match="it may leave as it is"):
        releases.ask(session, an_asset(session, "Bike"), Departure.SALE, "Sold", person, DAY)


@pytest.mark.usefixtures("lot")
def test_the_ends_of_durability_and_of_keeping_papers_stand_in_the_diary(session):
    span = date(2031, 1, 1), date(2031, 12, 31)

    found = diary.all_of(session, diary.Wanted(), span, EVERYTHING, most=9)

    assert [(each.due_on, each.name) for each in found] == [
        (date(2031, 3, 12), "Resilience4Health"),
        (date(2031, 12, 31), "Resilience4Health"),
    ]
