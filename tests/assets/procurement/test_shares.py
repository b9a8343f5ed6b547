import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.procurement.shares import shares

WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=6).filter(any)


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        # 66 % ERDF, 32 % state, 2 % own of 100.01: 66.0066, 32.0032 and 2.0002 lose 0.66, 0.32 and
        # 0.02 of a cent, so the first takes the cent that is left.
        (10001, [66, 32, 2], [6601, 3200, 200]),
        # Three alike share a euro: the first takes the odd cent.
        (100, [1, 1, 1], [34, 33, 33]),
        # 0.05 by 85 to 15: 4.25 and 0.75 lose 0.25 and 0.75, so the second takes it.
        (5, [85, 15], [4, 1]),
        (-5, [85, 15], [-4, -1]),
        # Two alike give back what they were given: the odd cent is the first's.
        (-101, [1, 1], [-51, -50]),
        (0, [85, 15], [0, 0]),
        (7, [0, 3], [0, 7]),
        # The grant itself, in the proportion that was published: it gives the ERDF to the cent.
        (1_093_749_944, [720_999_955, 372_749_989], [720_999_955, 372_749_989]),
    ],
)
def test_an_amount_is_shared_as_it_is_by_hand(amount, weights, parts):
    assert shares(amount, weights) == parts


@given(st.integers(-(10**14), 10**14), WEIGHTS)
@settings(max_examples=30)
def test_parts_sum_to_the_amount_and_none_is_a_cent_off(amount, weights):
    parts = shares(amount, weights)

    whole = sum(weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * whole - amount * weight) < whole
