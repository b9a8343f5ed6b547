from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from assets.errors import Missing, Refused
from assets.money import Currency, Money
from assets.procurement import fundings, origins, projects
from assets.procurement.fundings import AssetFunding, Paid, Source
from assets.rights import Permission, Rights
from tests.assets.procurement.money import EUR, funded
from tests.builders import a_partner, a_project, a_site, an_asset


@pytest.fixture
def project(session):
    return a_project(session, total_minor=100_00, erdf_minor=66_00)


def refused(what, *given):
    with pytest.raises(Refused) as no:
        what(*given)
    return no.value


def test_what_a_source_gives_is_said_once_and_then_said_anew(session, project):
    partner = a_partner(session)
    funded(session, erdf=60_00, national=30_00)
    fundings.fund(session, project, partner, Source.ERDF, Money(66_00, EUR))

    given = fundings.of_partner(session, project.id, partner.id)

    assert [(each.source, each.amount_minor) for each in given] == [
        (Source.ERDF, 66_00),
        (Source.NATIONAL, 30_00),
    ]
    # 10.01 by 66 to 30: 6.881875 and 3.128125 lose 0.1875 and 0.8125 of a cent.
    assert [part for _, part in fundings.shared(given, 10_01)] == [6_88, 3_13]
    assert fundings.shared([], 10_01) == []


@pytest.mark.parametrize(
    ("source", "given", "name", "field"),
    [
        (Source.ERDF, Money(66_01, EUR), "", "amount"),
        (Source.OWN, Money(100_01, EUR), "", "amount"),
        (Source.OWN, Money(0, EUR), "", "amount"),
        (Source.OWN, Money(1, Currency.RON), "", "amount"),
        (Source.OTHER, Money(1, EUR), " ", "name"),
    ],
)
def test_no_source_gives_more_than_the_grant_or_without_a_name(
    session, project, source, given, name, field
):
    partner = a_partner(session)

    assert refused(fundings.fund, session, project, partner, source, given, name).field == field


def test_several_sources_have_paid_for_one_thing(session, project):
    works = an_asset(session, "New wing")
    shared = [Paid(7_250, project), Paid(2_750, name="Timiș County")]

    fundings.share_out(session, works, shared)
    fundings.share_out(session, works, shared)

    told = session.exec(fundings.of_asset(works)).all()
    assert [(each.project_id, each.name, each.basis_points) for each in told] == [
        (project.id, "", 7_250),
        (None, "Timiș County", 2_750),
    ]


def test_the_shares_of_a_thing_with_other_money_in_it_are_all_of_it(session, project):
    works, alone = an_asset(session, "New wing"), an_asset(session, "Bath")
    fundings.share_out(session, works, [Paid(6_667, project), Paid(3_333, name="Timiș County")])
    other = a_project(session, "OTHER")
    for source, minor in ((Source.NATIONAL, 32_00), (Source.ERDF, 66_00), (Source.OWN, 2_00)):
        fundings.fund(session, project, a_partner(session), source, Money(minor, EUR))

    [wing] = origins.of(session, [works.id], project)
    [bath] = origins.of(session, [alone.id], project)
    [elsewhere] = origins.of(session, [works.id], other)

    # 66, 32 and 2 of 66.67: 44.0022, 21.3344 and 1.3334; the second lost the most.
    assert wing.sources == {
        "erdf": Decimal("44.00"),
        "national": Decimal("21.34"),
        "own": Decimal("1.33"),
    }
    assert wing.others == [("Timiș County", Decimal("33.33"))]
    assert list(bath.sources.values()) == [Decimal(each) for each in ("66.00", "32.00", "2.00")]
    assert [name for name, _ in elsewhere.others] == ["Resilience4Health", "Timiș County"]


@pytest.mark.parametrize(
    ("paid", "field"),
    [
        ([Paid(9_999, name="County")], "share"),
        ([Paid(10_000)], "name"),
        ([Paid(5_000, name="County"), Paid(5_000, name="County ")], "name"),
        ([Paid(10_000, name="County"), Paid(0, name="Town")], "share"),
    ],
)
def test_shares_of_a_thing_are_all_of_it(session, paid, field):
    assert refused(fundings.share_out, session, an_asset(session), paid).field == field


def test_what_is_said_of_a_thing_goes_with_it_to_another_site(session):
    thing = an_asset(session)
    fundings.share_out(session, thing, [Paid(10_000, name="Timiș County")])
    szentes = a_site(session, "SZE", "Szentes", "HU", partner_id=a_partner(session, "SZ", "HU").id)
    session.commit()

    thing.place_id = thing.site_id = szentes.id
    session.flush()

    kept = session.exec(select(AssetFunding)).one()
    assert kept.site_id == szentes.id


def test_the_money_of_a_closed_project_stays_as_it_is(session, project):
    partner = a_partner(session)
    funded(session, erdf=60_00)
    (erdf,) = session.exec(fundings.of_project(project))
    project.close(date(2027, 1, 1), date(2027, 1, 1))

    more = refused(fundings.fund, session, project, partner, Source.OWN, Money(1, EUR))
    less = refused(fundings.end, session, erdf, project)

    assert "closed" in str(more)
    assert "closed" in str(less)
    assert session.exec(fundings.of_project(project)).all() == [erdf]


def test_money_is_given_to_those_who_take_part(session, project):
    stranger = a_partner(session, "XX", "HU")

    no = refused(fundings.fund, session, project, stranger, Source.OWN, Money(1, EUR))

    assert no.field == "partner"


def test_an_officer_of_a_partner_sees_its_sources_alone(session, project):
    ours, theirs = a_partner(session), a_partner(session, "SZ", "HU")
    projects.join(session, project, theirs)
    for partner in (ours, theirs):
        fundings.fund(session, project, partner, Source.ERDF, Money(30_00, EUR))
    hers = Rights(at_partners={ours.id: frozenset({Permission.PROCUREMENT_SEE})})

    seen = session.exec(fundings.seen(project, hers)).all()
    every = session.exec(fundings.of_project(project)).all()

    assert [each.partner_id for each in seen] == [ours.id]
    assert {each.partner_id for each in every} == {ours.id, theirs.id}
    (other,) = [each for each in every if each not in seen]
    with pytest.raises(Missing):
        fundings.of_key(session, project, other.id, hers)


def test_who_has_not_paid_after_all_is_taken_off(session, project):
    works = an_asset(session, "New wing")
    fundings.share_out(session, works, [Paid(7_250, project), Paid(2_750, name="Timiș County")])

    fundings.share_out(session, works, [Paid(10_000, project)])

    told = session.exec(fundings.of_asset(works)).all()
    assert [(each.project_id, each.basis_points) for each in told] == [(project.id, 10_000)]


def test_the_cents_of_a_partner_go_to_the_erdf_first(session, project):
    partner = a_partner(session)
    for source, name in [(Source.OTHER, "A county"), (Source.OWN, "Own"), (Source.ERDF, "Z")]:
        fundings.fund(session, project, partner, source, Money(10_00, EUR), name)

    given = fundings.of_partner(session, project.id, partner.id)

    # A cent that three equal shares cannot split goes to the first.
    assert [each.source for each in given] == [Source.ERDF, Source.OWN, Source.OTHER]
    assert [part for _, part in fundings.shared(given, 1)] == [1, 0, 0]
