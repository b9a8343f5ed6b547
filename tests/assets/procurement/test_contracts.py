from datetime import date

import pytest

from assets.errors import Missing, Refused
from assets.inventory import suppliers
from assets.money import Currency, Money
from assets.procurement import bids, contract_lines, contracts, modifications
from assets.rights import EVERYTHING, Rights
from tests.builders import DAY, a_contract, a_line, a_lot, a_partner, a_project


def test_a_contract_belongs_to_its_lot_and_is_found_by_whoever_sees_it(session):
    lot = a_lot(session)

    signed = a_contract(session, lot)

    assert (signed.partner_id, signed.site_id) == (lot.partner_id, lot.site_id)
    assert contracts.contract(session, signed.id, EVERYTHING).supplier.name == "Hidro S.R.L."
    with pytest.raises(Missing):
        contracts.contract(session, signed.id, Rights())


def test_who_has_won_signs(session):
    lot = a_lot(session)
    winner = suppliers.named(session, "Electro S.R.L.")
    offer = bids.receive(session, lot, winner, Money(5, Currency.RON), today=DAY)
    bids.award(session, lot, offer)

    with pytest.raises(Refused, match="has won") as no:
        a_contract(session, lot, supplier="Hidro S.R.L.")

    assert no.value.field == "supplier"
    assert a_contract(session, lot, supplier="ELECTRO S.R.L.").supplier_id == winner.id


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"number": "  "}, "number"),
        ({"signed_on": date(2027, 3, 2)}, "signed_on"),
        ({"awarded_on": date(2027, 2, 2)}, "awarded_on"),
        ({"ends_on": date(2027, 1, 31)}, "ends_on"),
        ({"starts_on": date(2027, 4, 1), "ends_on": date(2027, 3, 31)}, "ends_on"),
        ({"net": -1}, "net"),
        ({"guarantee_minor": -1}, "guarantee_amount"),
        ({"penalty": 100_001}, "penalty"),
        ({"penalty_most": -1}, "penalty_most"),
        ({"penalty": -1}, "penalty"),
        ({"warranty_months": -1}, "warranty_months"),
        ({"vat_minor": -1}, "vat"),
    ],
)
def test_what_cannot_be_agreed_is_refused_beside_its_field(session, said, field):
    lot = a_lot(session)

    with pytest.raises(Refused) as no:
        a_contract(session, lot, **said)

    assert no.value.field == field


def test_a_partner_has_one_contract_of_a_number(session):
    lot = a_lot(session)
    a_contract(session, lot, number="12/2027")

    with pytest.raises(Refused, match="There is a contract 12/2027 already"):
        a_contract(session, lot, number=" 12/2027 ")


def test_lines_are_reckoned_by_hand(session):
    signed = a_contract(session)

    rails = a_line(session, signed, "Rails", price=33_33, quantity=3, vat_rate=2100)
    a_line(session, signed, "Desk", price=50, vat_rate=500)
    lines = session.exec(contract_lines.of(signed)).all()

    assert [each.label for each in lines] == ["1. Rails", "2. Desk"]
    # Three of 33.33 are 99.99, of which 21 % are 20.9979; 5 % of 0.50 are 0.025.
    assert (rails.net_minor, rails.vat_minor, lines[1].vat_minor) == (99_99, 21_00, 3)


@pytest.mark.parametrize(
    ("said", "field"),
    [({"title": " "}, "title"), ({"quantity": 0}, "quantity"), ({"price": -1}, "price")],
)
def test_a_line_has_a_name_a_number_and_a_price(session, said, field):
    signed = a_contract(session)

    with pytest.raises(Refused) as no:
        a_line(session, signed, **said)

    assert no.value.field == field


def test_a_line_is_in_the_currency_of_its_contract(session):
    signed = a_contract(session, currency="HUF")

    with pytest.raises(Refused, match="The contract is in HUF"):
        contract_lines.add(session, signed, title="Rails", price=Money(1, Currency.EUR))


def test_modifications_add_to_the_price_and_the_latest_end_counts(session):
    signed = a_contract(session, net=100_000_00, ends_on=date(2027, 5, 1))

    ends = [date(2027, 7, 1), date(2027, 6, 1), None]
    for net, end in zip([2_500_00, -500_00, 0], ends, strict=True):
        said = {"signed_on": DAY, "reason": "Ground water", "net_minor": net, "ends_on": end}
        modifications.add(session, signed, today=DAY, **said)
    changes = session.exec(contracts.changes_of([signed.id])).all()

    assert [each.number for each in changes] == [1, 2, 3]
    assert contracts.net_of(signed, changes) == Money(102_000_00, Currency.RON)
    assert contracts.ends_on(signed, changes) == date(2027, 6, 1)
    assert (signed.net_minor, signed.ends_on) == (100_000_00, date(2027, 5, 1))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"signed_on": date(2027, 3, 2)}, "signed_on"),
        ({"signed_on": date(2027, 1, 31)}, "signed_on"),
        ({"ends_on": date(2027, 1, 31)}, "ends_on"),
        ({"net_minor": -100_000_01}, "net"),
    ],
)
def test_a_modification_that_cannot_be_is_refused(session, said, field):
    signed = a_contract(session, net=100_000_00)
    usual = {"signed_on": DAY, "reason": "Ground water"}

    with pytest.raises(Refused) as no:
        modifications.add(session, signed, today=DAY, **(usual | said))

    assert no.value.field == field


def test_a_contract_that_was_terminated_is_changed_no_more(session):
    signed = a_contract(session)
    signed.terminate(DAY, today=DAY, note="The supplier is insolvent")

    with pytest.raises(Refused, match="terminated"):
        modifications.add(session, signed, today=DAY, signed_on=DAY, reason="More")
    with pytest.raises(Refused, match="terminated"):
        signed.terminate(DAY, today=DAY, note="Again")


def test_two_partners_may_number_their_contracts_alike(session):
    ours, szeged = a_partner(session), a_partner(session, "SZTE", "HU")
    lot = a_lot(session, project=a_project(session, partners=[ours, szeged]))
    theirs = a_lot(session, "Beds", lot.project, szeged)
    a_contract(session, lot, number="12/2027")

    assert a_contract(session, theirs, number="12/2027").partner_id == theirs.partner_id


@pytest.mark.parametrize(
    ("on", "note", "field"),
    [
        (date(2027, 1, 31), "Insolvent", "on"),  # it was signed on 1 February
        (date(2027, 3, 2), "Insolvent", "on"),
        (DAY, " ", "note"),
    ],
)
def test_what_cannot_be_a_termination_is_refused_beside_its_field(session, on, note, field):
    signed = a_contract(session)

    with pytest.raises(Refused) as no:
        signed.terminate(on, today=DAY, note=note)

    assert no.value.field == field
    assert signed.terminated_on is None


def test_modifications_add_to_their_own_contract_alone(session):
    lot = a_lot(session)
    signed = a_contract(session, lot)
    other = a_contract(session, a_lot(session, "Beds", lot.project), number="13")
    said = {"signed_on": DAY, "reason": "Ground water"}
    modifications.add(session, signed, today=DAY, net_minor=2_500_00, vat_minor=525_00, **said)

    changes = session.exec(contracts.changes_of([signed.id, other.id])).all()

    assert contracts.net_of(signed, changes) == Money(102_500_00, Currency.RON)
    assert contracts.vat_of(signed, changes) == Money(525_00, Currency.RON)
    assert contracts.net_of(other, changes) == Money(100_000_00, Currency.RON)
    assert contracts.vat_of(other, changes) == Money(0, Currency.RON)


@pytest.mark.parametrize("rate", [-1, 10_001])
def test_a_rate_of_vat_is_between_nothing_and_all(session, rate):
    signed = a_contract(session)

    with pytest.raises(Refused) as no:
        a_line(session, signed, vat_rate=rate)

    assert no.value.field == "vat_rate"


def test_a_line_is_found_under_its_own_contract(session):
    lot = a_lot(session)
    signed = a_contract(session, lot)
    other = a_contract(session, a_lot(session, "Beds", lot.project), number="13")
    rails = a_line(session, signed)

    assert contract_lines.line(session, signed, rails.id) is rails
    with pytest.raises(Missing):
        contract_lines.line(session, other, rails.id)
