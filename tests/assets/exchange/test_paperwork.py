from datetime import timedelta

import pytest

from assets import people
from assets.exchange import paperwork
from assets.exchange.paperwork import Ending, Wanted
from assets.inventory.documents import About, Kind
from assets.listing import Cut
from assets.rights import EVERYTHING, GRANTED, Rights, Role
from tests.benchmarks.floors import recorded
from tests.builders import DAY, a_document, a_model, a_person, a_room, a_site, an_asset


@pytest.fixture
def papers(session):
    """Five that end, at Lovrin and Szentes, one that never does, and one of a model."""
    here = an_asset(session)
    there = an_asset(
        session, place=a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))
    )
    for days, thing in ((-1, here), (0, there), (30, here), (31, there), (61, here)):
        until = DAY + timedelta(days)
        a_document(session, thing, name=f"{days}.csv", valid_until=until)
    a_document(session, here, Kind.CONTRACT, name="never.csv", number="K-7 Băile")
    a_document(session, a_model(session), Kind.MANUAL, name="model.csv")


def names(session, wanted, rights=EVERYTHING, cut=Cut()):  # noqa: B008
    found = paperwork.listed(session, wanted, DAY, cut, rights).rows
    return [each.document.name.removesuffix(".csv") for each in found]


@pytest.fixture(params=[paperwork.FEW, -1], ids=["few lead the way", "many are looked through"])
def either(request, monkeypatch):
    monkeypatch.setattr(paperwork, "FEW", request.param)


FOUND = [
    (Wanted(), ["model", "never", "61", "31", "30", "0", "-1"]),
    (Wanted(ending=Ending.SOME_DAY), ["-1", "0", "30", "31", "61"]),
    (Wanted(ending=Ending.OVER), ["-1"]),
    (Wanted(ending=Ending.MONTH), ["0", "30"]),
    (Wanted(ending=Ending.TWO_MONTHS), ["0", "30", "31"]),
    (Wanted(kind=Kind.CONTRACT), ["never"]),
    (Wanted(kind=Kind.CONTRACT, ending=Ending.SOME_DAY), []),
    (Wanted(search="baile k-7"), ["never"]),
    (Wanted(search="csv nev"), ["never"]),
    (Wanted(search="baile model"), []),
]


@pytest.mark.usefixtures("papers", "either")
def test_documents_are_found_by_what_they_are_and_are_called(session):
    assert [names(session, wanted) for wanted, _ in FOUND] == [found for _, found in FOUND]


@pytest.mark.usefixtures("papers", "either")
def test_a_person_finds_what_belongs_to_her_sites_and_to_the_catalogue(session):
    lovrin = a_site(session)
    ours = people.rights_of(session, a_person(session, Role.TECHNICIAN, lovrin))

    assert names(session, Wanted(), ours) == ["model", "never", "61", "30", "-1"]
    assert names(session, Wanted(site=lovrin)) == ["never", "61", "30", "-1"]
    assert names(session, Wanted(site=a_site(session, "SZE")), ours) == []
    assert names(session, Wanted(things=[(About.MODEL, a_model(session).id)]), ours) == ["model"]


@pytest.mark.usefixtures("papers")
def test_pages_follow_one_another_without_gaps(session):
    for wanted in (Wanted(), Wanted(ending=Ending.SOME_DAY)):
        seen, cut = [], Cut(limit=2)
        while cut:
            found = paperwork.listed(session, wanted, DAY, cut, EVERYTHING)
            seen += [each.document.name.removesuffix(".csv") for each in found.rows]
            cut = Cut(limit=2, after=found.following) if found.following else None

        assert seen == names(session, wanted)


@pytest.mark.sqlite
@pytest.mark.usefixtures("papers")
def test_many_are_looked_through_document_by_document(engine, session, monkeypatch):
    """The index of the site holds most of the register, and would be read for each of them."""
    monkeypatch.setattr(paperwork, "FEW", -1)
    site = a_site(session)
    hers = Rights(at_sites={site.id: GRANTED[Role.SITE_MANAGER]})

    with recorded(engine) as asked:
        paperwork.listed(session, Wanted(), DAY, Cut(), hers)
        paperwork.listed(session, Wanted(site=site), DAY, Cut(), hers)

    plans = [
        row[3]
        for statement, values in asked
        if "attachment" in statement and "count(*)" not in statement
        for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        if " attachment " in row[3]
    ]
    assert plans
    assert all("(document_id=?" in each or "(id=?" in each for each in plans), plans
