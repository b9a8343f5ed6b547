"""What documents belong to, who sees them, and what they prove."""

from datetime import timedelta

import pytest
from sqlmodel import select

from assets import checks, files, people, settings, trail
from assets.errors import Forbidden, Missing, Refused
from assets.inventory import documents, papers, register
from assets.inventory.documents import About, Attachment, Document, Kind
from assets.inventory.register import State
from assets.rights import EVERYTHING, Role
from assets.words import Language
from tests.builders import (
    DAY,
    a_document,
    a_model,
    a_person,
    a_room,
    a_site,
    a_type,
    an_asset,
    an_order,
    committed,
)
from tests.hostile import PDF
from tests.registers import NOON


def at(session, site, role=Role.TECHNICIAN):
    """What somebody with this role at this site may do."""
    return people.rights_of(session, a_person(session, role, site, name=f"{role} {site.code}"))


def of(session, *things):
    rows = papers.of_things(things, EVERYTHING)
    return [each.document.name for each in session.exec(rows)]


def test_one_document_belongs_to_many_things_without_a_copy(session, home):
    things = [an_asset(session, name) for name in ("Bath", "Bed", "Bike")]
    protocol = a_document(session, things[0])

    documents.add_to(session, protocol, things[1:])
    session.commit()

    assert [of(session, (About.ASSET, each.id)) for each in things] == [["Paper.csv"]] * 3
    assert len(list((home / "files").rglob("?" * 64))) == 1
    assert len(session.exec(select(Document)).all()) == 1


def test_the_same_file_is_not_added_twice_to_one_thing(session):
    bath, bed = an_asset(session, "Bath"), an_asset(session, "Bed")
    a_document(session, bath, content=PDF)
    again = files.receive(PDF, "Copy.pdf", settings.load())

    documents.attach(session, again, Kind.INVOICE, to=[bath, bed])
    session.commit()

    assert of(session, (About.ASSET, bath.id)) == ["Paper.pdf"]
    assert of(session, (About.ASSET, bed.id)) == ["Copy.pdf"]
    with pytest.raises(Refused, match="already"):
        documents.attach(session, again, Kind.INVOICE, to=[bath, bed])


def test_a_document_is_seen_by_whoever_sees_one_of_its_things(session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    here, there = an_asset(session), an_asset(session, place=a_room(session, "Pool", szentes))
    ours, theirs = a_document(session, here), a_document(session, there, name="Theirs.csv")
    both = a_document(session, here, name="Both.csv")
    documents.add_to(session, both, [there])
    session.commit()
    rights = at(session, lovrin)

    assert documents.document(session, ours.id, rights).id == ours.id
    assert documents.document(session, both.id, rights).id == both.id
    assert len(session.exec(documents.attachments(both, rights)).all()) == 1
    with pytest.raises(Missing):
        documents.document(session, theirs.id, rights)


def test_what_is_said_of_a_document_is_changed_by_who_keeps_all_that_it_belongs_to(session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    here, there = an_asset(session), an_asset(session, place=a_room(session, "Pool", szentes))
    document = a_document(session, here)
    rights = at(session, lovrin)

    documents.must_keep_whole(session, document, rights)
    documents.add_to(session, document, [there])
    session.commit()

    with pytest.raises(Forbidden):
        documents.must_keep_whole(session, document, rights)
    documents.must_keep_whole(session, document, EVERYTHING)


def test_the_manual_of_a_model_is_seen_by_all_and_kept_by_who_keeps_the_catalogue(session):
    manual = a_document(session, a_model(session), Kind.MANUAL)
    technician, manager = (
        at(session, a_site(session)),
        at(session, a_site(session), Role.SITE_MANAGER),
    )
    (attachment,) = session.exec(documents.attachments(manual, technician)).all()

    assert documents.document(session, manual.id, technician).id == manual.id
    assert not documents.keeps(technician, attachment)
    assert documents.keeps(manager, attachment)
    assert documents.kept_whole(session, manual, manager)
    assert not documents.kept_whole(session, manual, technician)


def test_documents_go_with_a_thing_and_its_open_work_to_another_site(session):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    asset = an_asset(session)
    order = an_order(session, asset)
    for thing in (asset, order):
        a_document(session, thing)

    asset.stand_in(a_room(session, "Pool", szentes), on=DAY)
    session.commit()

    sites = {each.about: each.site_id for each in session.exec(select(Attachment))}
    assert sites == {About.ASSET: szentes.id, About.ORDER: szentes.id}


def test_what_belongs_to_nothing_is_seen_by_nobody_and_its_file_stays(session, engine):
    session.info["at"] = NOON
    document = a_document(session, an_asset(session))
    (attachment,) = session.exec(documents.attachments(document, EVERYTHING)).all()

    documents.detach(session, attachment)
    session.commit()

    with pytest.raises(Missing):
        documents.document(session, document.id, EVERYTHING)
    assert files.kept(settings.load(), document.digest).exists()
    assert list(checks.check(engine, settings.load())) == []
    told = session.exec(trail.history(attachment.id)).all()
    assert {(entry.verb, entry.label) for entry, _ in told} == {
        ("created", "Paper.csv"),
        ("deleted", "Paper.csv"),
    }


def test_a_file_without_a_row_harms_nothing_and_a_row_without_its_file_is_told(session, engine):
    """A crash may come between the two, and leaves the first and never the second."""
    session.info["at"], here = NOON, settings.load()
    stored = files.receive(b"a;b", "Paper.csv", here)
    assert list(checks.check(engine, here)) == []
    asset = an_asset(session)
    document = committed(session, documents.attach(session, stored, Kind.OTHER, to=[asset]))
    assert list(checks.check(engine, here)) == []

    files.kept(here, stored.digest).unlink()

    (problem,) = checks.check(engine, here)
    assert problem == f"The file of the document Paper.csv ({document.id}) is not there whole."


def whole(session, asset):
    return register.asset(session, asset.id, EVERYTHING)


def test_a_thing_in_use_says_what_it_lacks(session):
    """A manual counts in the language of the site; furniture has no plate and no declaration."""
    kinds = a_type(session, "REH-BED", mdr_class="IIa"), a_type(session, "BENCH", mdr_class="-")
    device, bench = (whole(session, an_asset(session, type_id=kind.id)) for kind in kinds)
    planned = whole(session, an_asset(session, state=State.PLANNED))
    held = [
        a_document(session, device, Kind.MANUAL, language=Language.HU),
        a_document(session, device, Kind.DECLARATION, name="DoC.csv"),
    ]
    rest = [(Kind.ACCEPTANCE, None), (Kind.WHOLE, None), (Kind.STICKER, None)]

    assert documents.missing(device, held, Language.HU) == [(Kind.PLATE, None), *rest]
    assert (Kind.MANUAL, Language.RO) in documents.missing(device, held, Language.RO)
    assert documents.missing(bench, [], Language.RO) == rest
    assert documents.missing(planned, [], Language.RO) == []


def test_a_document_does_not_end_before_it_begins(session):
    asset = an_asset(session)

    with pytest.raises(Refused) as no:
        a_document(session, asset, dated_on=DAY, valid_until=DAY - timedelta(1))

    assert no.value.field == "valid_until"
    assert session.exec(select(Document)).all() == []
