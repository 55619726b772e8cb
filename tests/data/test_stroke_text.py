"""A drawing in a link comes back as it was; anything else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.data.stroke_text import MOST_CHARACTERS, read_text, write_strokes
from cnnviz.data.strokes import EXAMPLE
from cnnviz.utils.errors import InputError

SIDE = st.integers(0, 1000).map(lambda value: value / 1000)
STROKES = st.lists(
    st.lists(st.tuples(SIDE, SIDE), min_size=1, max_size=8).map(tuple), max_size=5
).map(tuple)


@given(STROKES)
def test_a_drawing_comes_back_exactly(strokes):
    assert read_text(write_strokes(strokes)) == strokes


def test_a_digit_is_short():
    text = write_strokes(EXAMPLE)
    assert len(text) < 120
    assert read_text(text) == EXAMPLE


def test_a_drawing_that_is_too_long_has_no_text():
    assert write_strokes((((0.0, 0.0), (1.0, 1.0)) * MOST_CHARACTERS,)) is None


@pytest.mark.parametrize(
    "text", ["", "0", "zzzz", "----.", "00.", "0000_1.", "00000.", "\u00e9000.", "0000a."]
)
def test_what_is_no_drawing_is_refused(text):
    with pytest.raises(InputError):
        read_text(text)


def test_a_very_long_text_is_refused_unread():
    with pytest.raises(InputError, match="at most 4,000 characters, got 5,001"):
        read_text("0" * 5000 + ".")


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    try:
        strokes = read_text(text)
    except InputError:
        return
    assert all(0 <= x <= 1 and 0 <= y <= 1 for stroke in strokes for x, y in stroke)
