from datetime import date

import pytest

from assets.errors import Missing, Refused
from assets.money import Currency, Money
from assets.procurement import projects
from assets.procurement.projects import Part
from assets.rights import EVERYTHING, GRANTED, Rights, Role
from tests.builders import a_lot, a_partner, a_project, a_room, a_site

LATER = date(2030, 1, 1)
VIEWS = GRANTED[Role.VIEWER]


def codes(session, seen_by):
    return [each.code for each in session.exec(projects.listed(seen_by))]


def test_things_must_stay_five_years_from_the_final_payment(session):
    project = a_project(session)

    project.close(final_payment_on=date(2028, 2, 29), today=LATER)

    assert project.durability_until == date(2033, 2, 28)


def test_durability_is_not_known_before_the_final_payment(session):
    assert a_project(session).durability_until is None


def test_a_project_may_keep_its_things_for_other_than_five_years(session):
    project = a_project(session, durability_years=3)

    project.close(final_payment_on=date(2027, 11, 30), today=LATER)

    assert project.durability_until == date(2030, 11, 30)


def test_a_project_is_closed_once(session):
    project = a_project(session)
    project.close(final_payment_on=date(2028, 5, 2), today=LATER)

    with pytest.raises(Refused, match="closed already"):
        project.close(final_payment_on=date(2028, 6, 2), today=LATER)


def test_nothing_is_paid_before_a_project_begins(session):
    with pytest.raises(Refused, match="only began"):
        a_project(session).close(final_payment_on=date(2024, 12, 22), today=LATER)


def test_a_project_says_what_it_costs_and_what_the_fund_gives(session):
    project = a_project(session, total_minor=1_093_749_944, erdf_minor=720_999_955)

    assert project.total == Money.read("10 937 499,44", Currency.EUR)
    assert project.erdf == Money.read("7,209,999.55", Currency.EUR)


def test_a_project_ends_after_it_starts(session):
    with pytest.raises(Refused, match="ends after it starts"):
        a_project(session, ends_on=date(2024, 12, 22))


def test_a_code_is_given_once(session):
    a_project(session)

    with pytest.raises(Refused, match="ROHU00627 already"):
        a_project(session, code="rohu00627")


def test_the_lead_comes_first_and_there_is_one(session):
    pp2, lead = a_partner(session, "PP2"), a_partner(session, "TM")
    project = a_project(session, partners=[pp2])

    projects.join(session, project, lead, Part.LEAD)

    joined = session.exec(projects.partners_of(project)).all()
    assert [each.partner.code for each in joined] == ["TM", "PP2"]
    with pytest.raises(Refused, match="TM leads"):
        projects.join(session, project, a_partner(session, "SZTE", "HU"), Part.LEAD)


def test_joining_twice_does_no_harm(session):
    partner = a_partner(session)
    project = a_project(session, partners=[partner])

    projects.join(session, project, partner)

    assert len(session.exec(projects.partners_of(project)).all()) == 1


def test_a_project_is_seen_through_its_partners(session):
    ours, theirs = a_partner(session, "TM"), a_partner(session, "SZTE", "HU")
    a_project(session, "ROHU00627", partners=[ours])
    a_project(session, "ROHU00001", partners=[theirs])

    assert codes(session, Rights(at_partners={ours.id: VIEWS})) == ["ROHU00627"]
    assert codes(session, Rights(at_partners={theirs.id: VIEWS})) == ["ROHU00001"]
    assert codes(session, EVERYTHING) == ["ROHU00001", "ROHU00627"]
    assert codes(session, Rights()) == []


def test_a_project_is_seen_from_a_site_where_it_buys_something(session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    a_lot(session, site_id=lovrin.id)

    assert codes(session, Rights(at_sites={lovrin.id: VIEWS})) == ["ROHU00627"]
    assert codes(session, Rights(at_sites={szentes.id: VIEWS})) == []


def test_a_project_knows_its_sites(session):
    lot = a_lot(session, site_id=a_site(session).id)
    a_room(session)

    assert [site.code for site in session.exec(projects.sites_of(lot.project, EVERYTHING))] == [
        "LOV"
    ]


def test_a_project_of_others_is_missing(session):
    a_project(session)

    with pytest.raises(Missing):
        projects.coded(session, "ROHU00627", Rights())
    assert projects.coded(session, "rohu00627", EVERYTHING).acronym == "Resilience4Health"
