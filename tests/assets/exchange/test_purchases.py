import pytest
from sqlalchemy import event
from sqlmodel import select

from assets.database import Actor, transaction
from assets.errors import Refused
from assets.exchange import exports, purchases, sheets
from assets.exchange.purchase_columns import Purchases
from assets.money import Currency, Money
from assets.procurement import contract_lines, contracts, items, lots, stages
from assets.procurement.lots import Kind, Procedure
from assets.procurement.milestones import Milestone
from assets.procurement.projects import Project
from assets.rights import EVERYTHING, Permission, Rights
from tests.builders import DAY, a_contract, a_line, a_lot, a_partner, a_project, a_site, a_type


@pytest.fixture
def bring(engine, session):
    """Brings a sheet in, in a transaction of its own."""

    def brought(of, sheet, by=EVERYTHING):
        session.commit()
        with transaction(engine, by=Actor("test")) as writing:
            report = purchases.bring(writing, sheet, of, DAY, by)
        session.expire_all()
        return report

    return brought


def typed(*rows):
    """A list as it is typed into a spreadsheet."""
    return sheets.read("\n".join("\t".join(row) for row in rows).encode())


def told(report):
    return len(report.new), len(report.changed), len(report.same), len(report.refused)


def taken(session, of):
    """The list as it is taken away, read again."""
    headers = purchases.headers(of)
    content = b"".join(exports.write_xlsx(headers, purchases.rows(session, of, EVERYTHING)))
    return sheets.read(content)


def test_lots_are_opened_from_the_officers_own_headings(bring, session):
    stages.load(session)
    a_project(session)
    a_site(session)
    head = ("Denumire", "Proiect", "Tip", "Procedură", "Partener", "Unitate", "Valoare estimată")
    row = ("Băi galvanice", "ROHU00627", "produse", "simplified", "tm", "LOV", "1.234.567,89 lei")

    report = bring(Purchases.LOTS, typed((*head, "Moneda"), (*row, "RON")))

    assert told(report) == (1, 0, 0, 0), [str(each.no) for each in report.refused]
    lot = lots.numbered(session, "ROHU00627-L01", EVERYTHING)
    assert (lot.kind, lot.procedure) == (Kind.GOODS, Procedure.SIMPLIFIED)
    assert lot.estimate == Money(1_234_567_89, Currency.RON)
    assert lot.site.code == "LOV"


def test_a_lot_of_a_list_goes_through_the_stages_of_its_country(bring, session):
    for each in stages.load(session)[:2]:
        each.country = "RO"
    a_project(session)
    row = ("Beds", "ROHU00627", "goods", "TM")

    bring(Purchases.LOTS, typed(("title", "project", "kind", "partner"), row))

    usual = session.exec(stages.usual(Kind.GOODS, "RO")).all()
    laid = session.exec(select(Milestone.stage_id)).all()
    assert set(laid) == {each.id for each in usual}


def test_what_is_taken_away_comes_back_as_it_is(bring, session):
    kind = a_type(session)
    lot = a_lot(session, estimate_minor=5_000_00, estimate_currency=Currency.RON)
    rails = {"title": "Rails", "quantity": 3, "price": Money(12_50, Currency.RON)}
    items.add(session, lot, type_id=kind.id, **rails)
    signed = a_contract(session, lot, penalty=100, penalty_most=10_000, guarantee_minor=7_00)
    a_line(session, signed, quantity=3, vat_rate=2_150, type_id=kind.id)

    reports = {of: bring(of, taken(session, of)) for of in Purchases}

    assert {of: told(report) for of, report in reports.items()} == dict.fromkeys(
        Purchases, (0, 0, 1, 0)
    )


@pytest.mark.parametrize("of", Purchases)
def test_many_lots_are_taken_away_with_as_few_questions_as_one(session, of):
    asked = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *said: asked.append(said[2]))

    def count():
        session.expunge_all()
        asked.clear()
        rows = list(purchases.rows(session, of, EVERYTHING))
        return len(rows), len(asked)

    project = a_project(session)
    _bought(session, project)
    one, questions = count()
    for _ in range(5):
        _bought(session, session.get_one(Project, project.id))

    assert count() == (6 * one, questions)


def _bought(session, project):
    """A lot with two items and a contract with two lines."""
    lot = a_lot(session, project=project)
    for title in ("Rails", "Desk"):
        items.add(session, lot, title=title, quantity=3)
    signed = a_contract(session, lot, number=lot.number)
    for _ in range(2):
        a_line(session, signed)
    session.commit()


def test_items_are_added_and_changed_and_what_is_wrong_is_told_cell_by_cell(bring, session):
    lot = a_lot(session)
    items.add(session, lot, title="Rails", quantity=3)
    number = lot.number

    sheet = typed(
        ("lot", "nr crt", "denumire", "cantitate", "preț unitar", "moneda", "Kind"),
        (number, "1", "Rails", "4", "12,50", "RON", ""),
        (number, "", "Desk", "many", "1", "RON", ""),
        (number, "", "Desk", "1", "1", "RON", "Nonsense"),
        ("ROHU00627-L99", "", "Desk", "1", "1", "RON", ""),
        (number, "", "Chair", "2", "100 Ft", "RON", ""),
        (number, "", "Bench", "2", "100", "RON", ""),
    )
    report = bring(Purchases.ITEMS, sheet)

    assert told(report) == (1, 1, 0, 4)
    assert [(each.row, each.column) for each in report.refused] == [
        (3, "quantity"),
        (4, "type"),
        (5, ""),
        (6, "price"),
    ]
    held = session.exec(items.of_lot(lot)).all()
    assert [(each.label, each.quantity) for each in held] == [("1. Rails", 4), ("2. Bench", 2)]


def test_contracts_come_from_a_workbook_with_real_dates_and_shares(bring, session):
    lot = a_lot(session)
    head = ["Lot", "Nr contract", "Furnizor", "Data contract", "Valoare fără TVA", "penalty"]
    row = [lot.number, "12/2027", "Hidro S.R.L.", DAY, 98_000.5, 0.1]
    content = b"".join(exports.write_xlsx([*head, "Moneda"], [[*row, "EUR"]]))

    sheet = sheets.read(content)
    report = bring(Purchases.CONTRACTS, sheet)

    assert told(report) == (1, 0, 0, 0), [str(each.no) for each in report.refused]
    signed = session.exec(contracts.of_lots([lot.id])).one()
    assert (signed.net, signed.penalty) == (Money(98_000_50, Currency.EUR), 100)
    assert signed.signed_on == DAY


def test_a_refused_change_leaves_the_contract_as_it_was(bring, session):
    lot = a_lot(session)
    signed = a_contract(session, lot, number="12/2027")

    sheet = typed(("lot", "number", "ends_on"), (lot.number, "12/2027", "2020-01-01"))
    report = bring(Purchases.CONTRACTS, sheet)

    assert [each.column for each in report.refused] == ["ends_on"]
    assert signed.ends_on is None


def test_the_lines_of_a_contract_come_from_the_officers_own_headings(bring, session):
    lot = a_lot(session)
    items.add(session, lot, title="Rails", quantity=4)
    signed = a_contract(session, lot, number="12/2027")

    sheet = typed(
        ("Nr contract", "Nr crt", "Denumire", "Articol", "Cantitate", "Preț unitar", "Cota TVA"),
        ("12/2027", "", "Rails", "1", "4", "1.234.567,89 lei", "21"),
        ("12/2027", "", "Bench", "", "2", "100 Ft", "21"),
        ("12/2027", "", "Bench", "9", "2", "100", "21"),
        ("12/2027", "", "Bench", "", "2", "", "21"),
        ("99/2027", "", "Bench", "", "2", "100", "21"),
        ("", "", "Bench", "", "2", "100", "21"),
    )
    report = bring(Purchases.LINES, sheet)
    again = bring(Purchases.LINES, typed(("contract", "position", "price"), ("12/2027", "1", "2")))

    assert [(each.row, each.column) for each in report.refused] == [
        (3, "price"), (4, "item"), (5, "price"), (6, "contract"), (7, "contract"),
    ]  # fmt: skip
    assert (told(report), told(again)) == ((1, 0, 0, 5), (0, 1, 0, 0))
    (line,) = session.exec(contract_lines.of(signed)).all()
    assert (line.label, line.quantity, line.price_minor, line.vat_rate) == (
        "1. Rails",
        4,
        200,
        2100,
    )
    assert line.item_id == items.of_id(session, lot, line.item_id)


def test_a_line_is_not_guessed_between_two_contracts_of_one_number(bring, session):
    partners = [a_partner(session), a_partner(session, "MV", "HU")]
    project = a_project(session, partners=partners)
    bought = [a_lot(session, project=project, partner=each) for each in partners]
    ours, _ = [a_contract(session, each, number="7") for each in bought]
    number = bought[1].number

    head = ("contract", "title", "price")
    unsaid = bring(Purchases.LINES, typed(head, ("7", "Rails", "5")))
    said = bring(Purchases.LINES, typed(("lot", *head), (number, "7", "Rails", "5")))

    assert [each.column for each in unsaid.refused] == ["lot"]
    assert told(said) == (1, 0, 0, 0)
    assert session.exec(contract_lines.of(ours)).all() == []


def test_who_may_not_keep_a_lot_changes_nothing_by_a_list(bring, session):
    lot = a_lot(session)
    signed = a_contract(session, lot, number="7")

    report = bring(Purchases.ITEMS, typed(("lot", "title"), (lot.number, "Rails")), Rights())
    row = ("7", "Rails", "5")
    looks = Rights(everywhere=frozenset({Permission.PROCUREMENT_SEE}))
    lines = bring(Purchases.LINES, typed(("contract", "title", "price"), row), looks)

    assert (told(report), told(lines)) == ((0, 0, 0, 1), (0, 0, 0, 1))
    assert session.exec(items.of_lot(lot)).all() == []
    assert session.exec(contract_lines.of(signed)).all() == []


def test_a_list_of_something_else_is_refused(bring):
    with pytest.raises(Refused, match="make no list"):
        bring(Purchases.CONTRACTS, typed(("colour", "size"), ("red", "9")))
