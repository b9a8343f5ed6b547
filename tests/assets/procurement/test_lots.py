import pytest

from assets.database import Actor, transaction
from assets.errors import Missing, Refused
from assets.inventory import partners
from assets.money import Currency, Money
from assets.procurement import lots
from assets.procurement.budgets import BudgetLine, CostCategory
from assets.procurement.lots import Kind
from assets.procurement.projects import Project
from assets.rights import EVERYTHING, GRANTED, Permission, Rights, Role
from tests.builders import a_lot, a_partner, a_project, a_site

VIEWS = GRANTED[Role.VIEWER]
OFFICER = GRANTED[Role.PROCUREMENT_OFFICER]


def numbers(session, seen_by):
    return [lot.number for lot in session.exec(lots.listed(seen_by))]


def test_lots_are_numbered_within_their_project(session):
    ours = a_partner(session)
    first, second = (a_project(session, code, [ours]) for code in ("ROHU00627", "ROHU00001"))

    opened = [a_lot(session, project=project) for project in (first, first, second)]

    expected = ["ROHU00627-L01", "ROHU00627-L02", "ROHU00001-L01"]
    assert [lot.number for lot in opened] == expected


def test_the_hundredth_lot_follows_the_ninety_ninth(session):
    project = a_project(session, lots_numbered=98)

    for _ in range(2):
        a_lot(session, project=project)

    assert numbers(session, EVERYTHING) == ["ROHU00627-L99", "ROHU00627-L100"]


def test_two_officers_never_open_the_same_number(engine, session):
    ours = a_partner(session)
    project = a_project(session, partners=[ours])
    with transaction(engine, by=Actor("first"), read_only=True) as earlier:
        seen_before = earlier.get(Project, project.id)
    a_lot(session, project=project)

    with pytest.raises(Refused, match="Somebody else"):
        _open_beds(engine, seen_before, ours.id)

    assert numbers(session, EVERYTHING) == ["ROHU00627-L01"]


def _open_beds(engine, project, partner_id):
    with transaction(engine, by=Actor("second")) as late:
        late.add(project)
        partner = partners.partner(late, partner_id)
        lots.open_lot(late, project, title="Beds", partner=partner, kind=Kind.GOODS)


def test_an_estimate_keeps_its_currency(session):
    lot = a_lot(session, estimate_minor=718_824_400, estimate_currency=Currency.HUF)

    assert lot.estimate == Money.read("7 188 244 Ft", Currency.HUF)
    assert a_lot(session, project=lot.project).estimate is None


def test_only_a_partner_of_the_project_buys_in_it(session):
    stranger = a_partner(session, "XX")

    with pytest.raises(Refused, match="XX takes no part in ROHU00627") as no:
        a_lot(session, project=a_project(session), partner=stranger)

    assert no.value.field == "partner"


def test_a_closed_project_buys_nothing_more(session):
    project = a_project(session)
    project.close(final_payment_on=project.ends_on, today=project.ends_on)

    with pytest.raises(Refused, match="buys nothing more"):
        a_lot(session, project=project)


def test_a_lot_has_a_name(session):
    with pytest.raises(Refused, match="name"):
        a_lot(session, title="  ")


def test_a_person_of_one_partner_does_not_see_the_other_partners_lots(session):
    ours, theirs = a_partner(session, "TM"), a_partner(session, "SZTE", "HU")
    project = a_project(session, partners=[ours, theirs])
    a_lot(session, project=project, partner=ours)
    a_lot(session, project=project, partner=theirs)
    of_ours = Rights(at_partners={ours.id: OFFICER})

    assert numbers(session, of_ours) == ["ROHU00627-L01"]
    with pytest.raises(Missing):
        lots.numbered(session, "ROHU00627-L02", of_ours)


def test_a_person_of_a_site_sees_what_is_bought_for_it(session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    lot = a_lot(session, site_id=lovrin.id)

    assert numbers(session, Rights(at_sites={lovrin.id: VIEWS})) == [lot.number]
    assert numbers(session, Rights(at_sites={szentes.id: VIEWS})) == []


def test_who_sees_a_lot_may_not_therefore_change_it(session):
    ours = a_partner(session)
    lot = a_lot(session, partner=ours)

    may = [
        Rights(at_partners={ours.id: held}).may(Permission.PROCUREMENT_KEEP, lot)
        for held in (VIEWS, OFFICER)
    ]

    assert may == [False, True]


def test_a_lot_comes_with_its_project_partner_and_site(session, engine):
    a_lot(session, site_id=a_site(session).id)

    with transaction(engine, by=Actor("test"), read_only=True) as fresh:
        lot = lots.numbered(fresh, "rohu00627-l01", EVERYTHING)

        assert (lot.project.code, lot.partner.code, lot.site.code) == ("ROHU00627", "TM", "LOV")


def test_what_a_lot_is_can_be_said_anew_with_its_number_in_the_state_s_system(session):
    lot = a_lot(session)
    said = {"legal_basis": "Legea 98/2016 art. 21", "notice_number": "CN1071234"}

    lot.describe(title=" Beds ", estimate=Money(5, Currency.HUF), procedure="direct", **said)

    assert (lot.title, lot.estimate) == ("Beds", Money(5, Currency.HUF))
    assert (lot.legal_basis, lot.notice_number) == tuple(said.values())
    with pytest.raises(Refused) as no:
        lot.describe(title="Beds", estimate=Money(-1, Currency.EUR))
    assert no.value.field == "estimate"


def test_a_budget_line_is_one_of_its_partner_in_its_project(session):
    lot = a_lot(session)
    said = {"project_id": lot.project_id, "category": CostCategory.EQUIPMENT, "title": "Rails"}
    session.add(BudgetLine(code="PP1-5.1", partner_id=lot.partner_id, **said))
    session.add(BudgetLine(code="PP2-5.1", **said))
    session.flush()

    assert lots.budget_line(session, lot, " PP1-5.1 ").code == "PP1-5.1"
    assert lots.budget_line(session, lot, "") is None
    with pytest.raises(Refused, match=r"no budget line PP2-5\.1") as no:
        lots.budget_line(session, lot, "PP2-5.1")
    assert no.value.field == "budget_line"
