import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.errors import Refused
from assets.inventory import udi


@given(st.text("0123456789", min_size=13, max_size=13))
def test_of_the_ten_last_figures_one_is_right(payload):
    """GS1: from the right, every other figure counts three times; all together end in nought."""
    threefold = 3 * sum(int(figure) for figure in payload[::-2])
    right = -(threefold + sum(int(figure) for figure in payload[-2::-2])) % 10

    taken = []
    for last in range(10):
        try:
            taken.append(udi.identifier(f"{payload}{last}"))
        except Refused:
            continue

    assert taken == [f"{payload}{right}"]


@pytest.mark.parametrize("text", ["", "+H123PARTNO1234567890120", "JPD-ES210", "٠١٢٣٤٥٦٧"])
def test_what_is_not_of_gs1_is_kept_as_it_is_written(text):
    assert udi.identifier(text) == text
