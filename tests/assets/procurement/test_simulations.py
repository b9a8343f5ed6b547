"""Chances worked by hand, and by the known properties of the triangular distribution."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.procurement.simulations import Course, Step, prospects, triangular

DAY = 740_000


def begun(code="signed"):
    return Step(code, DAY, 0, 0, 0, ())


def taking(code, least, usual, most, *waits, counts=True):
    return Step(code, None, least, usual, most, waits, counts=counts)


def of_lot(*steps, end=DAY + 1000, number="ROHU00627-L01"):
    return prospects([Course(number, steps)], end)[1][number]


@pytest.mark.parametrize(("least", "usual", "most"), [(0, 10, 30), (5, 5, 20), (2, 20, 20)])
def test_durations_have_the_mean_and_the_spread_of_a_triangle(least, usual, most):
    drawn = np.linspace(0, 1, 100_001, dtype=np.float32)[None, :]

    taken = triangular(drawn, np.array([[least, usual, most]]))

    corners = least**2 + usual**2 + most**2 - least * usual - least * most - usual * most
    assert taken.min() == pytest.approx(least, abs=0.01)
    assert taken.max() == pytest.approx(most, abs=0.01)
    assert taken.mean() == pytest.approx((least + usual + most) / 3, abs=0.01)
    assert taken.var() == pytest.approx(corners / 18, rel=0.01)


def test_one_stage_ends_at_the_quantiles_of_its_triangle():
    """From 0 to 100, most likely 0: half by 100 (1 - √0.5), 80 % by 100 (1 - √0.2)."""
    found = of_lot(begun(), taking("delivery", 0, 0, 100, 0), end=DAY + 50)

    assert found.half - DAY == pytest.approx(30, abs=2)
    assert found.likely - DAY == pytest.approx(56, abs=2)
    assert found.chance == pytest.approx(75, abs=2)  # 1 - (50 / 100)²


def test_what_is_held_back_waits_and_takes_up_what_was_late_before_it():
    """Delivered by day 40 at the latest; installed in 5 days, but not begun before day 100."""
    installed = Step("installation", None, 5, 5, 5, (1,), begins=DAY + 100)

    found = of_lot(begun(), taking("delivery", 10, 20, 40, 0), installed)

    assert (found.half, found.likely) == (DAY + 105, DAY + 105)


def test_what_is_certain_is_said_to_be_and_nothing_else_is():
    sure = of_lot(begun(), taking("delivery", 7, 7, 7, 0), end=DAY + 7)
    never = of_lot(begun(), taking("delivery", 7, 7, 7, 0), end=DAY + 6)
    hardly = of_lot(begun(), taking("delivery", 0, 0, 100, 0), end=DAY + 99)

    assert (sure.half, sure.likely, sure.chance, sure.stage) == (DAY + 7, DAY + 7, 100, "")
    assert never.chance == 0
    assert hardly.chance == 99


def test_the_stage_that_varies_most_decides_and_a_week_saved_there_is_gained():
    found = of_lot(
        begun(),
        taking("evaluation", 20, 25, 30, 0),
        taking("delivery", 42, 90, 240, 1),
        taking("warranty", 700, 730, 900, 2, counts=False),
    )

    assert (found.stage, found.gain) == ("delivery", 7)
    assert found.likely < DAY + 300


def test_a_week_saved_beside_the_longer_way_brings_less():
    """Both ways must be over: the other holds the end where it is in many of the runs."""
    found = of_lot(
        begun(), taking("works", 40, 60, 120, 0), taking("goods", 40, 60, 121, 0),
        taking("accepted", 0, 0, 0, 1, 2),
    )  # fmt: skip

    assert 0 < found.gain < 7


def test_the_same_data_say_the_same_whatever_stands_beside_them():
    one = Course("L01", [begun(), taking("delivery", 42, 90, 240, 0)])
    other = Course("L02", [begun(), taking("delivery", 42, 90, 400, 0)])

    alone, together = prospects([one], DAY + 200)[1], prospects([other, one], DAY + 200)

    assert together[1]["L01"] == alone["L01"]
    assert together == prospects([other, one], DAY + 200)
    assert together[0].number == "L02"
    assert together[0].likely >= max(each.likely for each in together[1].values())


def test_nothing_open_is_over_yesterday():
    late = taking("delivery", 0, 0, 10, 0)._replace(floor=DAY + 60)

    assert of_lot(begun(), late).half == DAY + 60


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 60)] * 3), min_size=1, max_size=5), st.data())
def test_a_longer_stage_never_brings_the_end_forward(stages, data):
    points = [sorted(each) for each in stages]
    longer = data.draw(st.integers(0, len(points) - 1))

    def ends(more):
        steps = [
            taking(f"s{place}", *(day + more * (place == longer) for day in each), place)
            for place, each in enumerate(points)
        ]
        return of_lot(begun(), *steps)

    assert ends(0).half <= ends(9).half
    assert ends(0).likely <= ends(9).likely
    assert ends(0).half <= ends(0).likely
