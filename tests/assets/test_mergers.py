import pytest
from sqlmodel import select

from assets import derivations, mergers
from assets.database import Actor, transaction
from assets.errors import Refused
from assets.exchange import intake, mappings, sheets
from assets.inventory import catalogue, finding, holdings, suppliers
from assets.inventory.catalogue import AppliedPart, Model
from assets.inventory.documents import About, Attachment, Document, Kind
from assets.inventory.finding import Wanted
from assets.inventory.register import Asset
from assets.inventory.suppliers import Supplier
from assets.listing import Cut
from assets.maintenance import inheritance, plans
from assets.rhythm import Unit
from assets.rights import EVERYTHING
from tests.builders import DAY, a_model, a_room, an_asset, committed, saved, some_terms

YEARLY = some_terms("Electrical safety test", every=1, unit=Unit.YEAR)
GTIN = "09506000134352"  # the example of GS1's General Specifications


def wrong(engine):
    with transaction(engine, by=Actor("test"), read_only=True) as session:
        proofs = [proof(session) for proof in derivations.WRONG.values()]
        return [problem for proof in proofs for problem in proof if problem]


def found(session, search):
    rows = finding.listed(session, Wanted(search=search), DAY, Cut(), EVERYTHING).rows
    return [row.name for row in rows]


def owed(session, asset):
    session.expire_all()
    own = session.exec(plans.of_asset(asset)).all()
    return [(plan.title, plan.from_plan_id) for plan in own if plan.living]


def models(session):
    return [row.name for row in holdings.models(session, "", None, Cut()).rows]


def test_the_other_model_takes_up_things_plans_and_documents(session, engine):
    old, new = a_model(session, name="Run Artis (dup)"), a_model(session)
    asset = an_asset(session, model_id=old.id)
    plan = inheritance.add(session, old, YEARLY, DAY)
    manual = saved(
        session,
        Document(
            digest="0" * 64,
            name="Manual",
            folded="manual",
            media_type="application/pdf",
            size=1,
            kind=Kind.MANUAL,
        ),
    )
    attached = saved(
        session, Attachment(document_id=manual.id, about=About.MODEL, subject_id=old.id)
    )
    assert mergers.of_model(session, old, EVERYTHING) == (0, 1, 1)

    mergers.merge_models(session, old, new, DAY)

    session.commit()
    session.expire_all()
    assert {asset.model_id, plan.model_id, attached.subject_id} == {new.id}
    assert owed(session, asset) == [("Electrical safety test", plan.id)]
    assert models(session) == ["Run Artis"]
    assert found(session, "artis") == ["Treadmill"]
    assert found(session, "dup") == []
    assert wrong(engine) == []


def test_what_only_the_merged_model_said_is_said_of_the_other(session):
    old, new = a_model(session, name="Old"), a_model(session, name="New")
    old.udi_di, old.emdn, old.applied_part = GTIN, "Z1206", AppliedPart.BF
    new.emdn = "Z120618"
    session.commit()

    mergers.merge_models(session, old, new, DAY)

    assert (new.udi_di, new.emdn, new.applied_part) == (GTIN, "Z120618", AppliedPart.BF)
    assert old.udi_di is None


def test_what_both_models_ask_is_owed_once_and_keeps_its_day(session):
    old, new = a_model(session, name="Old"), a_model(session, name="New")
    first, second = an_asset(session, model_id=old.id), an_asset(session, model_id=new.id)
    inheritance.add(session, old, YEARLY, DAY)
    kept = inheritance.add(session, new, YEARLY, DAY)
    more = inheritance.add(session, old, some_terms("Clean the belt", every=1), DAY)
    other = inheritance.add(session, new, some_terms("Oil the belt", every=2), DAY)
    due_on = first.due_on
    session.commit()

    mergers.merge_models(session, old, new, DAY)
    session.commit()

    both = {
        ("Electrical safety test", kept.id),
        ("Clean the belt", more.id),
        ("Oil the belt", other.id),
    }
    assert set(owed(session, first)) == set(owed(session, second)) == both
    assert first.due_on == due_on
    ended = [plan for plan in session.exec(select(plans.MaintenancePlan)) if plan.ended_on]
    assert [plan.title for plan in ended] == ["Electrical safety test"]


def test_a_merged_model_is_no_other_and_takes_nothing_up(session):
    old, new = a_model(session, name="Old"), a_model(session, name="New")
    mergers.merge_models(session, old, new, DAY)

    for one, other in ((new, new), (new, old), (old, new)):
        with pytest.raises(Refused, match="This is the same one"):
            mergers.merge_models(session, one, other, DAY)


def test_whoever_names_the_old_model_or_company_means_the_other(session):
    old, new = a_model(session, "Technogim", "Run Artis"), a_model(session, "Technogym", "Run")
    mergers.merge_models(session, old, new, DAY)
    dup, kept = (session.get(Supplier, each.maker_id) for each in (old, new))
    skill = a_model(session, "Technogim", "Skill Row")

    mergers.merge_companies(session, dup, kept, DAY)
    session.commit()

    assert catalogue.add_model(session, "TECHNOGIM", "run artis").id == new.id
    assert catalogue.add_model(session, "Technogim", "Skill row").id == skill.id
    assert catalogue.add_model(session, "Technogym", "Skill row").id == skill.id
    assert suppliers.named(session, "technogim").id == kept.id
    with pytest.raises(Refused, match="Technogym Run is in the catalogue already"):
        catalogue.enter(session, catalogue.Product("Technogim", "Run Artis"))
    assert models(session) == ["Run", "Skill Row"]


def test_the_other_company_takes_up_what_it_made_sold_and_services(session, engine):
    made = a_model(session, "Technogim", "Run Artis")
    dup, kept = session.get(Supplier, made.maker_id), suppliers.named(session, "Technogym")
    dup.contact = "service@technogym.example"
    asset = an_asset(session, model_id=made.id, supplier_id=dup.id, service_provider_id=dup.id)
    assert mergers.of_company(session, dup, EVERYTHING) == (1, 0, 1)

    mergers.merge_companies(session, dup, kept, DAY)
    session.commit()

    session.expire_all()
    assert {asset.supplier_id, asset.service_provider_id, made.maker_id} == {kept.id}
    assert kept.contact == "service@technogym.example"
    assert (found(session, "technogym"), found(session, "technogim")) == (["Treadmill"], [])
    assert [each.name for each in session.exec(suppliers.listed())] == ["Technogym"]
    assert wrong(engine) == []


@pytest.mark.parametrize("merged_before", [False, True])
def test_models_that_both_companies_have_become_one(session, engine, merged_before):
    here, there = a_model(session, "Technogim", "Run"), a_model(session, "Technogym", "Run")
    asset = an_asset(session, model_id=here.id)
    if merged_before:
        mergers.merge_models(session, there, here, DAY)
    dup, kept = (session.get(Supplier, each.maker_id) for each in (here, there))

    mergers.merge_companies(session, dup, kept, DAY)
    session.commit()

    session.expire_all()
    standing = [each for each in session.exec(select(Model)) if not each.merged_into_id]
    assert [(each.id, each.maker_id) for each in standing] == [(there.id, kept.id)]
    assert session.get(Asset, asset.id).model_id == there.id
    assert wrong(engine) == []


def test_a_list_that_names_the_old_ones_finds_what_they_turned_out_to_be(session):
    old, new = a_model(session, "Technogim", "Run Artis"), a_model(session, "Technogym", "Run")
    asset = an_asset(session, "Treadmill", model_id=old.id, serial_number="7")
    mergers.merge_models(session, old, new, DAY)
    mergers.merge_companies(
        session, *(session.get(Supplier, each.maker_id) for each in (old, new)), DAY
    )
    inheritance.add(session, new, YEARLY, DAY)
    committed(session, new)
    row = "Belt,Technogim,Run Artis,8\nTreadmill 1,TECHNOGIM,run artis,7\n"
    sheet = sheets.read(f"name,maker,model,serial_number\n{row}".encode())

    said = intake.SAID_NOTHING.__class__(place=a_room(session))
    plan = intake.plan(session, sheet, mappings.guessed(sheet.headers), DAY, EVERYTHING, said)
    intake.apply(session, plan)
    session.commit()

    session.expire_all()
    known = {each.name: each for each in session.exec(select(Asset))}
    assert known["Treadmill 1"].id == asset.id
    assert known["Belt"].model_id == new.id
    assert [title for title, _ in owed(session, known["Belt"])] == ["Electrical safety test"]
    assert known["Belt"].due_on is not None
