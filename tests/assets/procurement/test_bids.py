from datetime import date

import pytest

from assets.errors import Missing, Refused
from assets.inventory import suppliers
from assets.money import Currency, Money
from assets.procurement import bids
from assets.procurement.bids import Outcome
from assets.procurement.lots import Procedure
from assets.rights import EVERYTHING, Rights
from tests.builders import DAY, a_lot


def offered(session, lot, name, lei, **said):
    supplier = suppliers.named(session, name)
    return bids.receive(session, lot, supplier, Money(lei * 100, Currency.RON), today=DAY, **said)


def outcomes(session, lot):
    return {each.supplier.name: each.outcome for each in session.exec(bids.of_lot(lot))}


def test_one_offer_wins_and_the_open_ones_lose_while_a_rejected_one_stays_rejected(session):
    lot = a_lot(session)
    dear, cheap, odd = (
        offered(session, lot, name, lei) for name, lei in [("A", 300), ("B", 100), ("C", 50)]
    )
    odd.judge(Outcome.REJECTED, "No declaration")

    bids.award(session, lot, dear)

    expected = {"A": Outcome.WON, "B": Outcome.LOST, "C": Outcome.REJECTED}
    assert outcomes(session, lot) == expected
    with pytest.raises(Refused, match="A has won already"):
        bids.award(session, lot, cheap)


def test_what_is_rejected_needs_a_reason_and_cannot_win(session):
    lot = a_lot(session)
    offer = offered(session, lot, "A", 300)

    with pytest.raises(Refused) as no:
        offer.judge(Outcome.REJECTED, " ")
    offer.judge(Outcome.REJECTED, "Came late")

    assert no.value.field == "reason"
    with pytest.raises(Refused, match="cannot win"):
        bids.award(session, lot, offer)


def test_a_direct_purchase_of_fewer_than_three_offers_says_why(session):
    lot = a_lot(session, procedure=Procedure.DIRECT)
    cheap, _ = offered(session, lot, "A", 300), offered(session, lot, "B", 400)

    with pytest.raises(Refused, match="fewer than 3") as no:
        bids.award(session, lot, cheap)
    bids.award(session, lot, cheap, "Nobody else makes these rails")

    assert no.value.field == "reason"
    assert cheap.reason == "Nobody else makes these rails"


def test_a_direct_purchase_of_one_that_is_not_the_cheapest_says_why(session):
    lot = a_lot(session, procedure=Procedure.DIRECT)
    first, _, last = (
        offered(session, lot, name, lei) for name, lei in [("A", 300), ("B", 200), ("C", 100)]
    )

    with pytest.raises(Refused, match="C offers less"):
        bids.award(session, lot, first)
    last.judge(Outcome.WITHDRAWN)
    with pytest.raises(Refused, match="B offers less"):
        bids.award(session, lot, first)
    bids.award(session, lot, first, "Delivers in a week")

    assert first.outcome is Outcome.WON


def test_an_offer_in_another_currency_is_not_called_less(session):
    lot = a_lot(session, procedure=Procedure.DIRECT)
    first = offered(session, lot, "A", 100)
    offered(session, lot, "B", 200)
    euro = Money(90_00, Currency.EUR)
    bids.receive(session, lot, suppliers.named(session, "C"), euro, today=DAY)

    bids.award(session, lot, first)

    assert first.outcome is Outcome.WON


def test_an_award_that_does_not_stand_is_evaluated_anew(session):
    lot = a_lot(session)
    first, second = offered(session, lot, "A", 300), offered(session, lot, "B", 100)
    bids.award(session, lot, first)

    bids.reopen(session, lot)
    bids.award(session, lot, second)

    assert outcomes(session, lot) == {"A": Outcome.LOST, "B": Outcome.WON}


def test_a_supplier_offers_once_for_a_lot_and_not_tomorrow(session):
    lot = a_lot(session)
    offered(session, lot, "A", 300)

    with pytest.raises(Refused, match="A has made an offer already"):
        offered(session, lot, "a", 200)
    with pytest.raises(Refused, match="has not come yet") as no:
        offered(session, lot, "B", 200, received_on=date(2027, 3, 2))

    assert no.value.field == "received_on"


def test_who_offers_is_named_by_the_alphabet_and_offers_from_the_cheapest(session):
    lot = a_lot(session)
    for name, lei in [("Zeta", 1), ("Alfa", 2)]:
        offered(session, lot, name, lei)

    assert [each.name for each in session.exec(bids.suppliers_of(lot))] == ["Alfa", "Zeta"]
    assert list(outcomes(session, lot)) == ["Zeta", "Alfa"]


def test_an_offer_is_seen_by_whoever_sees_its_lot(session):
    offer = offered(session, a_lot(session), "A", 300)

    assert bids.bid(session, offer.id, EVERYTHING) is offer
    with pytest.raises(Missing):
        bids.bid(session, offer.id, Rights())


def test_what_was_rejected_stays_so_when_an_award_does_not_stand(session):
    lot = a_lot(session)
    first, odd = offered(session, lot, "A", 300), offered(session, lot, "B", 100)
    odd.judge(Outcome.REJECTED, "No declaration")
    bids.award(session, lot, first, "Alone")
    with pytest.raises(Refused, match="has won already"):
        first.judge(Outcome.WITHDRAWN)

    bids.reopen(session, lot)

    assert outcomes(session, lot) == {"A": Outcome.OPEN, "B": Outcome.REJECTED}
    assert (first.reason, odd.reason) == ("", "No declaration")


def test_an_offer_is_not_below_zero(session):
    with pytest.raises(Refused) as no:
        offered(session, a_lot(session), "A", -1)

    assert no.value.field == "amount"
