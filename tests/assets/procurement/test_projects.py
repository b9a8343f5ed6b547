from datetime import date

import pytest

from assets.errors import Missing, Refused
from assets.listing import Cut
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


def said_of(project, **values):
    plain = {name: getattr(project, name) for name in projects.REVISED}
    return projects.Project(code=project.code, **(plain | values))


def test_a_project_is_revised_but_for_its_code_and_its_currency(session):
    project = a_project(session, total_minor=100, currency=Currency.RON)

    project.revise(said_of(project, acronym=" R4H ", total_minor=200, currency=Currency.EUR))

    assert (project.acronym, project.code) == ("R4H", "ROHU00627")
    assert project.total == Money(200, Currency.RON)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"acronym": " "}, "acronym"),
        ({"title": " "}, "title"),
        ({"ends_on": date(2024, 12, 22)}, "ends_on"),
        ({"total_minor": 100, "erdf_minor": 101}, "erdf"),
    ],
)
def test_what_makes_no_sense_of_a_project_is_refused_beside_its_field(session, said, field):
    project = a_project(session)

    with pytest.raises(Refused) as revised:
        project.revise(said_of(project, **said))
    with pytest.raises(Refused) as begun:
        a_project(session, "OTHER", **said)

    assert (revised.value.field, begun.value.field) == (field, field)
    assert project.title == "Resilience4Health"
    assert codes(session, EVERYTHING) == ["ROHU00627"]


def test_what_the_fund_gives_may_be_known_before_the_whole_budget(session):
    assert a_project(session, erdf_minor=101).erdf == Money(101, Currency.EUR)


@pytest.mark.parametrize("code", ["", "ROHU/1", "-1", "x" * 21])
def test_a_code_stands_in_addresses_and_numbers(session, code):
    with pytest.raises(Refused, match="letters and figures") as no:
        a_project(session, code)

    assert no.value.field == "code"


def test_nothing_is_paid_before_it_is_paid(session):
    project = a_project(session)

    with pytest.raises(Refused, match="has not come yet") as no:
        project.close(final_payment_on=date(2028, 5, 2), today=date(2028, 5, 1))

    assert no.value.field == "final_payment_on"
    assert not project.closed


def test_a_closed_project_takes_no_more_partners_and_sites(session):
    project, szentes = a_project(session), a_site(session, "SZE", "Szentes", "HU")
    project.close(final_payment_on=date(2028, 5, 2), today=LATER)

    with pytest.raises(Refused, match="closed and stays as it is"):
        projects.join(session, project, a_partner(session, "SZTE", "HU"))
    with pytest.raises(Refused, match="closed and stays as it is"):
        projects.work_at(session, project, szentes)


def test_a_closed_project_began_before_it_was_paid(session):
    project = a_project(session)
    project.close(final_payment_on=date(2028, 5, 2), today=LATER)
    later = {"starts_on": date(2028, 6, 1), "ends_on": date(2029, 6, 1)}

    with pytest.raises(Refused) as no:
        project.revise(said_of(project, **later))

    assert no.value.field == "starts_on"


def test_joining_again_takes_another_part(session):
    ours, theirs = a_partner(session, "TM"), a_partner(session, "SZTE", "HU")
    project = a_project(session, partners=[ours, theirs])

    for partner, part in [(ours, Part.LEAD), (ours, Part.PARTNER), (theirs, Part.LEAD)]:
        projects.join(session, project, partner, part)

    joined = session.exec(projects.partners_of(project)).all()
    assert [(each.partner.code, each.part) for each in joined] == [
        ("SZTE", Part.LEAD),
        ("TM", Part.PARTNER),
    ]


def test_the_sites_of_others_are_not_named_with_a_project(session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    project = a_project(session)
    for site in (lovrin, szentes):
        projects.work_at(session, project, site)
    session.commit()
    hers = Rights(at_sites={lovrin.id: VIEWS})

    sites = session.exec(projects.sites_of(project, hers)).all()
    told = session.exec(projects.history(session, project, hers)).all()
    all_told = session.exec(projects.history(session, project, EVERYTHING)).all()

    assert [site.code for site in sites] == ["LOV"]
    assert [entry.site_id for entry, _ in told if entry.kind == "project_site"] == [lovrin.id]
    assert len(all_told) == len(told) + 1


def test_projects_are_paged_by_their_codes_as_far_as_they_are_seen(session):
    ours, theirs = a_partner(session, "TM"), a_partner(session, "SZTE", "HU")
    for code in ("B", "C", "A"):
        a_project(session, code, partners=[ours])
    a_project(session, "D", partners=[theirs])
    hers = Rights(at_partners={ours.id: VIEWS})

    first = projects.found(session, Cut(limit=2), hers)
    second = projects.found(session, Cut(limit=2, after=first.following), hers)

    assert [each.code for each in first.rows] == ["A", "B"]
    assert [each.code for each in second.rows] == ["C"]
