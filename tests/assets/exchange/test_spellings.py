import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.exchange import spellings
from tests.builders import an_asset

LETTERS = st.text("abcdeș", min_size=1, max_size=7)


def distance(a, b):
    """Letters left out, put in, mistaken or swapped, by the textbook's whole table."""
    table = {(-1, -1): 0}
    for i in range(len(a)):
        table[i, -1] = i + 1
    for j in range(len(b)):
        table[-1, j] = j + 1
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            ways = [table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (x != y)]
            if i and j and (x, y) == (b[j - 1], a[i - 1]):
                ways.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(ways)
    return table[len(a) - 1, len(b) - 1]


@given(LETTERS, LETTERS)
def test_one_apart_is_what_the_textbook_says(a, b):
    assert spellings.one_apart(a, b) == (distance(a, b) == 1)


@given(st.text("abcde", min_size=5, max_size=9), st.data())
def test_whoever_mistypes_one_letter_meets_the_word(word, data):
    at = data.draw(st.integers(0, len(word) - 1))
    typed = data.draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[:at] + "x" + word[at:],
                word[:at] + "x" + word[at + 1 :],
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            ]
        )
    )

    of_word, of_typed = spellings.of_words([word]), spellings.of_words([typed])

    assert {short for short, _ in of_word} & {short for short, _ in of_typed}


@pytest.mark.parametrize("typed", ["treadmil", "treadmilll", "tredmill", "traedmill", "treadnill"])
def test_a_mistyped_word_leads_to_the_one_that_was_meant(session, typed):
    an_asset(session, "Treadmill")

    assert spellings.near(session, typed) == ["treadmill"]


@pytest.mark.parametrize("typed", ["treadmi", "gym", "00001", "lov-0001", "trdmll"])
def test_what_is_short_far_or_a_number_leads_nowhere(session, typed):
    an_asset(session, "Treadmill")

    assert spellings.near(session, typed) == []
