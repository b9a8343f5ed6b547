import pytest

from assets.errors import Refused
from labels.stocks import L7160, STOCKS
from tests.labels.paper import PLACES


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)
def test_a_sheet_has_as_much_white_on_one_side_as_on_the_other(stock):
    right = stock.page_width - stock.corner(stock.count - 1)[0] - stock.width
    bottom = stock.page_height - stock.corner(stock.count - 1)[1] - stock.height

    assert stock.left == pytest.approx(right, abs=0.1)
    assert stock.top == pytest.approx(bottom, abs=0.1)


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)
def test_labels_do_not_lie_on_one_another(stock):
    assert stock.column_step >= stock.width
    assert stock.row_step >= stock.height


def test_places_run_along_the_rows():
    corners = [L7160.corner(place) for place in range(L7160.count)]

    assert corners == [pytest.approx(place) for place in PLACES]


@pytest.mark.parametrize("place", [0, 22, -1])
def test_a_place_that_the_sheet_does_not_have_is_refused(place):
    with pytest.raises(Refused, match="A sheet has 21 places"):
        L7160.must_have(place)
