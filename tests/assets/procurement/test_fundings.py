from decimal import Decimal

import pytest
from sqlmodel import select

from assets.errors import Refused
from assets.money import Currency, Money
from assets.procurement import fundings, origins
from assets.procurement.fundings import AssetFunding, Paid, Source
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
