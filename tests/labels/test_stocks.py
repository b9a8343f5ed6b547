from dataclasses import replace

import pytest

from assets.errors import Refused
from labels.stocks import L7160, STOCKS
from tests.labels.paper import PLACES

# As the makers' own templates have them: size, grid, origin, pitch.
MEASURED = {
    "L7161": (63.57, 46.78, 3, 6, 7.41, 8.11, 65.93, 46.74),
    "L7165": (99.06, 67.73, 2, 4, 4.67, 13.04, 101.64, 67.73),
    "L4730": (17.8, 10, 10, 27, 6, 13, 20.3, 10),
    "3475": (70.05, 36.03, 3, 8, 0, 4.43, 70.05, 36.03),
    "4232": (45.72, 21.2, 4, 12, 10, 22, 48.72, 21.2),
    "DK-11204": (17, 54, 1, 1, 0, 0, 17, 54),
}
KEYS = ("width", "height", "columns", "rows", "left", "top", "column_step", "row_step")


@pytest.mark.parametrize(("key", "measures"), MEASURED.items())
def test_sheets_and_rolls_are_as_they_were_measured(key, measures):
    assert tuple(getattr(STOCKS[key], name) for name in KEYS) == measures


def test_film_for_wet_rooms_is_there_and_to_be_checked_on_the_box():
    film = {key: stock for key, stock in STOCKS.items() if stock.film}

    sizes = {key: (stock.width, stock.height, stock.count) for key, stock in film.items()}
    assert all(stock.check for stock in film.values())
    assert sizes == {
        "L4773": (63.5, 33.9, 24),
        "L4778": (45.7, 21.2, 48),
        "L4776": (99.1, 42.3, 12),
        "L6011": (63.5, 29.6, 27),
    }


@pytest.mark.parametrize("key", ["L7160", "L4773", "L4778", "L4776", "L6011"])
def test_what_we_worked_out_has_as_much_white_on_one_side_as_on_the_other(key):
    stock = STOCKS[key]

    right, bottom = (
        page - last - size
        for page, last, size in zip(
            (stock.page_width, stock.page_height),
            stock.corner(stock.count - 1),
            (stock.width, stock.height),
            strict=True,
        )
    )
    assert (stock.left, stock.top) == pytest.approx((right, bottom), abs=0.1)


def test_a_roll_is_paper_of_the_size_of_its_label():
    rolls = {key for key, stock in STOCKS.items() if stock.roll}

    assert len(rolls) == 10
    assert [key for key in rolls if STOCKS[key].continuous] == ["DK-22205"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"columns": 0}, "columns"),
        ({"height": 3}, "height"),
        ({"left": -1}, "left"),
        ({"row_step": 30}, "row_step"),
        ({"rows": 8}, "height"),
        ({"left": 20}, "width"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused_beside_its_measure(said, field):
    with pytest.raises(Refused) as no:
        replace(L7160, **said)

    assert no.value.field == field


def test_places_run_along_the_rows():
    corners = [L7160.corner(place) for place in range(L7160.count)]

    assert corners == [pytest.approx(place) for place in PLACES]


@pytest.mark.parametrize("place", [0, 22, -1])
def test_a_place_that_the_sheet_does_not_have_is_refused(place):
    with pytest.raises(Refused, match="A sheet has 21 places"):
        L7160.must_have(place)
