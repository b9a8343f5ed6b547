import pytest
from sqlmodel import select

from assets import trail
from assets.exchange import candidates, search
from assets.exchange.glossary import FoundBy
from assets.inventory import documents, identifiers, places
from assets.inventory.documents import Document
from assets.inventory.register import State
from assets.inventory.suppliers import Supplier
from assets.maintenance import occurrences, orders
from assets.maintenance.orders import WorkOrder
from assets.rights import EVERYTHING, GRANTED, Permission, Rights, Role
from tests.assets.procurement.money import a_report, an_invoice
from tests.builders import (
    DAY,
    a_lot,
    a_model,
    a_partner,
    a_person,
    a_plan,
    a_project,
    a_room,
    a_site,
    a_type,
    an_asset,
    an_order,
    committed,
    saved,
)


def found(session, text, by=EVERYTHING, **asked):
    return search.found(session, text, by, few=5, **asked)


def names(session, text, by=EVERYTHING, **asked):
    """What was found, in order: noun and name."""
    groups = found(session, text, by, **asked).groups
    return [(group.kind, str(hit.line.name)) for group in groups for hit in group.hits]


def of(session, text, kind="asset", by=EVERYTHING, **asked):
    return [name for noun, name in names(session, text, by, **asked) if noun == kind]


def a_document(session, name, thing, **values):
    said = {"digest": "0" * 64, "media_type": "application/pdf", "size": 1}
    paper = Document(**said, name=name, kind=documents.Kind.MANUAL, **values)
    session.add(paper)
    session.flush()
    documents.add_to(session, paper, [thing])
    return committed(session, paper)


@pytest.fixture
def szentes(session):
    """A site of another partner, with something of every noun that belongs to a site or partner."""
    partner = a_partner(session, "SZ", "HU")
    site = a_site(session, "SZE", "Szentes", "HU", partner_id=partner.id)
    asset = an_asset(session, "Súlyfürdő", a_room(session, "Medence", site), serial_number="S-77-X")
    a_document(session, "Kezelési útmutató", asset, number="KU-9")
    an_order(session, asset, title="Vízkőtelenítés")
    project = a_project(session, "HUHU", partners=[partner], acronym="Gyógyvíz", title="Források")
    a_lot(session, "Merülőkád", project=project, partner=partner)
    a_person(session, Role.TECHNICIAN, site, name="Bela Nagy")
    return site


HERS = {
    "sulyfurdo": ("asset", "Súlyfürdő"),
    "s-77-x": ("asset", "Súlyfürdő"),
    "SZE-00001": ("asset", "Súlyfürdő"),
    "medence": ("place", "Medence"),
    "kezelesi utmut": ("document", "Kezelési útmutató"),
    "ku-9": ("document", "Kezelési útmutató"),
    "vizkotelenites": ("work_order", "Vízkőtelenítés"),
    "W-00001": ("work_order", "Vízkőtelenítés"),
    "w-1": ("work_order", "Vízkőtelenítés"),
    "merulokad": ("lot", "Merülőkád"),
    "huhu-l01": ("lot", "Merülőkád"),
    "gyogyviz": ("project", "Gyógyvíz"),
    "bela": ("person", "Bela Nagy"),
    "bela.nagy@demo.example": ("person", "Bela Nagy"),
}


def told(session, text, by=EVERYTHING):
    groups = found(session, text, by).groups
    return [
        (group.kind, hit.line.name[0] if group.kind == "work_order" else hit.line.name)
        for group in groups
        for hit in group.hits
    ]


@pytest.mark.usefixtures("szentes")
@pytest.mark.parametrize("typed", HERS)
def test_everything_is_found_without_accents_and_by_its_number(session, typed):
    assert told(session, typed)[0] == HERS[typed]


MISTYPED = ["sulyfurdoo", "medense", "kezelesi utmutatp", "vizkotelenit", "merulokat", "gyogiviz"]


@pytest.mark.usefixtures("szentes")
def test_of_another_site_no_noun_no_count_and_no_spelling_tells(session):
    lovrin = a_site(session)
    an_asset(session, "Bicicletă", a_room(session, "Sală", lovrin))
    ana = Rights(at_sites={lovrin.id: GRANTED[Role.ADMINISTRATOR]})

    for typed in [*HERS, *MISTYPED, "nayg", "szentse"]:
        nothing = found(session, typed, ana)
        assert (nothing.groups, nothing.meant) == ([], ""), typed
    assert names(session, "bicileta sala", ana) == [("asset", "Bicicletă")]


def test_what_she_may_not_do_anywhere_she_does_not_find(session):
    lovrin = a_site(session)
    a_person(session, Role.TECHNICIAN, lovrin, name="Bela")
    seen = {role: Rights(at_sites={lovrin.id: GRANTED[role]}) for role in Role}

    finds = {role for role, by in seen.items() if names(session, "bela", by)}

    assert finds == {Role.AUDITOR, Role.ADMINISTRATOR}


def test_makers_models_kinds_and_partners_are_found_by_whoever_sees_the_catalogue(session):
    kind = a_type(session, name_ro="Bandă de mers")
    a_model(session, "Technogym", "Run Artis", type_id=kind.id)
    viewer = Rights(at_sites={a_site(session).id: GRANTED[Role.VIEWER]})

    assert names(session, "technogym run", viewer) == [("model", "Run Artis")]
    assert names(session, "technogym", viewer)[0] == ("supplier", "Technogym")
    assert found(session, "banda mers", viewer).groups[0].kind == "equipment_type"
    assert ("partner", "TM") in names(session, "TM", viewer)


def test_the_best_fit_comes_first(session):
    gym = a_room(session, "Baie")
    an_asset(session, "Pompă", gym)
    an_asset(session, "Cadă, baie", gym)
    an_asset(session, "Baie galvanică", a_room(session, "Hol"))
    an_asset(session, "Zar", gym, serial_number="baie")

    assert of(session, "baie") == ["Zar", "Baie galvanică", "Cadă, baie", "Pompă"]


def test_a_number_typed_whole_opens_the_one_thing_that_has_it(session):
    thing = an_asset(session, "Bath")
    an_asset(session, "Bath 2", serial_number="LOV-00001-B")

    assert found(session, "lov-00001").opened.line.code == thing.tag
    assert found(session, "LOV-0000").opened is None


def test_what_two_things_are_numbered_opens_neither(session):
    for name in ("Bath", "Pump"):
        an_asset(session, name, serial_number="SN 5")

    assert found(session, "SN 5").opened is None
    assert of(session, "sn 5") == ["Bath", "Pump"]


def test_a_scanned_label_opens_its_thing(session):
    thing = an_asset(session, "Bath")
    label = committed(session, identifiers.label_of(session, thing))

    assert found(session, label.code.lower()).opened.line.code == thing.tag
    assert found(session, label.code, Rights()).groups == []


def test_her_own_site_comes_first_and_what_is_gone_last(session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    for name, place in (("Bath A", lovrin), ("Bath B", szentes)):
        an_asset(session, name, a_room(session, "Hall", place))
    an_asset(session, "Bath 0", a_room(session, "Hall", szentes), state=State.RETIRED)

    assert of(session, "bath", home=szentes.id) == ["Bath B", "Bath A", "Bath 0"]
    assert of(session, "bath", home=lovrin.id) == ["Bath A", "Bath B", "Bath 0"]


def test_of_more_than_can_be_ranked_those_that_fit_best_are_not_missed(session, monkeypatch):
    monkeypatch.setattr(candidates, "MOST", 3)
    monkeypatch.setattr(candidates, "_FEW", 2)
    hall = a_room(session, "Zală 9")
    for name in ("Aparat", "Bancă", "Cadă", "Duș", "Zală mobilă"):
        an_asset(session, name, hall, serial_number=f"SN-70{len(name)}")
    an_asset(session, "Tub", hall, serial_number="SN-70")
    for name in ("Zală 1", "Zală 2", "Zală 3"):
        a_room(session, name)

    everything = found(session, "zala")

    assert of(session, "zala")[0] == "Zală mobilă"
    assert of(session, "sn-70")[0] == "Tub"
    assert of(session, "zala", "place") == ["Zală 1", "Zală 2", "Zală 3", "Zală 9"]
    assert everything.groups[0].count > 3


@pytest.mark.parametrize("typed", ["", " ", "b", "-", "%", "!?", "ș"])
def test_less_than_two_letters_find_nothing(session, typed):
    an_asset(session, "Bș% b")

    assert found(session, typed).groups == []


@pytest.mark.parametrize("typed", ["tredmill", "treadmil belt", "tradmill", "tread mill"])
def test_one_typing_error_is_forgiven_and_said(session, typed):
    an_asset(session, "Treadmill belt")

    meant = found(session, typed).meant

    assert meant == {"treadmil belt": "", "tread mill": ""}.get(typed, "treadmill")


def test_words_follow_what_is_renamed(session):
    model = a_model(session, "Technogym", "Run Artis")
    room = a_room(session, "Gym")
    maker = session.get_one(Supplier, model.maker_id)

    maker.name, maker.folded = "Matrix", "matrix"
    places.rename(session, room, "Pool")
    session.commit()

    assert names(session, "matrix run") == [("model", "Run Artis")]
    assert names(session, "technogym") == []
    assert (of(session, "gym", "place"), of(session, "pool", "place")) == ([], ["Pool"])


def test_work_is_found_by_what_is_to_be_done_until_it_is_done(session):
    order = an_order(session, title="Change the filter")
    before = of(session, "filter", "work_order")

    orders.cancel(session, order, "Sold", DAY)
    session.commit()

    assert len(before) == 1
    assert of(session, "filter", "work_order") == []
    assert len(of(session, order.number, "work_order")) == 1


def test_what_is_written_in_bulk_is_found_too(session):
    a_plan(session, due_on=DAY, title="Oil the chain")
    occurrences.open_due(session, DAY)
    company = Supplier(name="Zimmer", folded="zimmer")
    trail.add_rows(session, Supplier, [company.model_dump()], label="name")
    order = session.exec(select(WorkOrder)).one()
    row = order.model_dump()
    renamed = trail.Change(row, {"title": (row["title"], "Grease the chain")})
    trail.change_rows(session, WorkOrder, [renamed], label="number")
    session.commit()

    assert names(session, "zimer") == [("supplier", "Zimmer")]
    assert len(of(session, "grease", "work_order")) == 1
    assert of(session, "oil chain", "work_order") == []


def test_a_model_that_was_merged_into_another_is_not_found(session):
    kept, gone = a_model(session), a_model(session, name="Run Artiss")

    gone.merged_into_id = kept.id
    session.commit()

    assert names(session, "run") == [("model", "Run Artis")]


def test_the_papers_of_models_are_found_by_whoever_sees_models(session):
    model = a_model(session)
    a_document(session, "Brochure", model)
    papers = frozenset({Permission.DOCUMENTS_SEE})

    assert names(session, "brochure", Rights(papers)) == []
    assert names(session, "brochure", Rights(papers | {Permission.CATALOGUE_SEE})) == [
        ("document", "Brochure")
    ]


def test_what_is_deleted_leaves_no_word(session):
    company = saved(session, Supplier(name="Zimmer", folded="zimmer"))
    kept = session.exec(select(FoundBy).where(FoundBy.key == company.id)).all()

    session.delete(company)
    session.commit()

    assert [each.word for each in kept] == ["zimmer"]
    assert session.exec(select(FoundBy).where(FoundBy.key == company.id)).all() == []


def test_a_search_is_told_of_one_noun_alone(session):
    an_asset(session, "Gym ball", a_room(session, "Gym"))

    assert {kind for kind, _ in names(session, "gym")} == {"asset", "place"}
    assert names(session, "gym", kind="place") == [("place", "Gym")]
    assert names(session, "gym", kind="nothing") == []


def test_an_invoice_is_found_by_its_number_however_it_is_typed_by_who_may_see_it(session):
    invoice = an_invoice(session, "FV 12/2027")
    elsewhere = Rights(
        at_partners={a_partner(session, "XX", "HU").id: GRANTED[Role.PROCUREMENT_OFFICER]}
    )

    hits = [found(session, text).groups[0].hits[0] for text in ("FV 12/2027", "fv-12-2027")]

    assert [(hit.kind, hit.line.code) for hit in hits] == [("invoice", str(invoice.id))] * 2
    assert [hit.exact for hit in hits] == [True, False]
    assert of(session, "FV 12/2027", "invoice", elsewhere) == []


def test_a_partner_report_is_found_by_its_number_by_who_may_see_it(session):
    report = a_report(session)
    elsewhere = Rights(
        at_partners={a_partner(session, "XX", "HU").id: GRANTED[Role.PROCUREMENT_OFFICER]}
    )

    (group,) = found(session, report.label.lower(), kind="partner_report").groups

    assert [(hit.line.code, hit.exact) for hit in group.hits] == [(str(report.id), True)]
    assert of(session, report.label, "partner_report", elsewhere) == []
