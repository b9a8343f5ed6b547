from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from assets.errors import Refused
from assets.inventory import documents
from assets.inventory.documents import Attachment, Kind
from assets.procurement import deletions, items, retention
from assets.procurement.projects import Project
from tests.builders import DAY, a_document, a_lot, a_project, an_asset, committed

PAID = date(2026, 3, 12)
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def project(session):
    session.info["at"] = NOON
    return a_project(session)


def the_attachment(session, document):
    (found,) = session.exec(select(Attachment).where(Attachment.document_id == document.id))
    return found


def test_papers_are_kept_to_the_end_of_the_fifth_year_after_that_of_the_final_payment(
    session, project
):
    lot = a_lot(session, project=project)
    before = a_document(session, lot, Kind.CONTRACT, name="Contract.csv")
    of_thing = a_document(session, an_asset(session, lot_number=lot.number), name="Invoice.csv")
    other = a_document(session, an_asset(session, "Bike"), name="Bike.csv")

    retention.close(session, project, PAID, DAY)
    session.commit()
    after = a_document(session, lot, Kind.INVOICE, name="Last.csv")

    for kept in (before, of_thing, after):
        session.refresh(kept)
        assert kept.keep_until == date(2031, 12, 31)
    session.refresh(other)
    assert other.keep_until is None


def test_a_paper_that_must_be_kept_is_not_taken_off_before_its_last_day(session, project):
    lot = a_lot(session, project=project)
    paper = a_document(session, lot, Kind.CONTRACT)
    retention.close(session, project, PAID, DAY)

    with pytest.raises(Refused, match="must be kept here until 2031-12-31"):
        documents.detach(session, the_attachment(session, paper))
    session.info["at"] = datetime(2032, 1, 1, tzinfo=UTC)
    documents.detach(session, the_attachment(session, paper))

    session.commit()
    assert not session.exec(select(Attachment)).all()


def test_what_has_a_paper_that_must_be_kept_is_not_taken_away_with_it(session, project):
    lot = a_lot(session, project=project)
    item = items.add(session, lot, title="Treadmill")
    a_document(session, item, Kind.OTHER)
    retention.close(session, project, PAID, DAY)
    session.commit()

    with pytest.raises(Refused, match="must be kept here until 2031-12-31"):
        deletions.item(session, item)


def test_it_is_taken_off_where_it_stays_with_something_of_the_same_grant(session, project):
    lot = a_lot(session, project=project)
    paper = a_document(session, lot, Kind.CONTRACT)
    wrong = the_attachment(session, paper)
    documents.add_to(session, paper, [an_asset(session, lot_number=lot.number)])
    retention.close(session, project, PAID, DAY)

    documents.detach(session, wrong)

    session.commit()
    assert the_attachment(session, paper).about == "asset"


def test_it_stays_where_it_is_kept_longest(session, project):
    over = a_project(session, "ROHU443", starts_on=date(2012, 1, 1), ends_on=date(2014, 1, 1))
    paper = a_document(session, a_lot(session, project=project), Kind.CONTRACT)
    longest = the_attachment(session, paper)
    documents.add_to(session, paper, [a_lot(session, "Mats", over)])
    retention.close(session, over, date(2015, 3, 12), DAY)
    retention.close(session, project, PAID, DAY)

    with pytest.raises(Refused, match="must be kept here until 2031-12-31"):
        documents.detach(session, longest)


def test_other_years_of_retention_move_the_last_day_of_its_papers(session, project):
    paper = a_document(session, a_lot(session, project=project), Kind.CONTRACT)
    retention.close(session, project, PAID, DAY)
    said = Project(**project.model_dump() | {"retention_years": 10})

    retention.revise(session, project, said)
    committed(session, project)

    session.refresh(paper)
    assert paper.keep_until == date(2036, 12, 31)
