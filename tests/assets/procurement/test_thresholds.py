from datetime import date

import pytest

from assets.errors import Refused
from assets.money import Currency
from assets.procurement import thresholds
from assets.procurement.lots import Kind
from tests.builders import a_lot, a_partner

JUNE = date(2026, 6, 1)


def codes(session, lot, on):
    return {each.code for each in session.exec(thresholds.holding(lot, on))}


def test_the_shipped_thresholds_are_loaded_once_and_keep_what_was_edited(session):
    first = thresholds.load(session)
    edited = first[0]
    edited.revise(amount_minor=1, source="Corrected")

    again = thresholds.load(session)

    assert len(first) == 17
    assert again == []
    assert thresholds.threshold(session, edited.id).amount_minor == 1


def test_what_counts_follows_the_kind_the_country_and_the_day(session):
    thresholds.load(session)
    works = a_lot(session, kind=Kind.WORKS)
    beds = a_lot(session, project=works.project)

    assert codes(session, works, JUNE) == {"eu_works", "ro_direct_works"}
    expected = {"eu_subcentral_goods", "eu_central_goods", "ro_direct_goods"}
    assert codes(session, beds, JUNE) == expected
    assert codes(session, beds, date(2022, 12, 31)) == set()


@pytest.mark.parametrize(
    ("on", "euro", "reached"),
    [
        (date(2025, 12, 31), 220_999, False),
        (date(2025, 12, 31), 221_000, True),
        (date(2026, 1, 1), 215_999, False),
        (date(2026, 1, 1), 216_000, True),
    ],
)
def test_an_estimate_reaches_the_threshold_of_the_day(session, on, euro, reached):
    thresholds.load(session)
    lot = a_lot(session, estimate_minor=euro * 100, estimate_currency=Currency.EUR)

    told = {each.threshold.code: each.reached for each in thresholds.hints(session, lot, on)}

    assert told["eu_subcentral_goods"] is reached


def test_amounts_of_two_currencies_are_not_compared(session):
    thresholds.load(session)
    partner = a_partner(session, "SZTE", "HU")
    lot = a_lot(session, partner=partner, estimate_minor=1, estimate_currency=Currency.EUR)

    told = {each.threshold.code: each.reached for each in thresholds.hints(session, lot, JUNE)}

    assert told["hu_national_goods"] is None


def test_a_threshold_is_above_zero_and_one_day_begins_one(session):
    known = thresholds.load(session)[0]

    with pytest.raises(Refused) as no:
        known.revise(amount_minor=0)
    assert no.value.field == "amount"
    with pytest.raises(Refused, match="has an amount from"):
        thresholds.add(session, known.code, known.valid_from, amount_minor=1)


def test_a_threshold_does_not_end_before_it_begins(session):
    shipped = thresholds.load(session)[0]

    with pytest.raises(Refused, match="It ends after it begins") as no:
        shipped.revise(valid_from=date(2026, 6, 2), valid_to=JUNE)

    assert no.value.field == "valid_to"
