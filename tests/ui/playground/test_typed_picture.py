"""cnnviz.ui.playground.typed_picture: numbers as a picture, in the session and in links."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnnviz.ui.playground import typed_picture
from cnnviz.ui.playground.state import PlaygroundState as Key
from cnnviz.ui.playground.typed_picture import read_picture, use_numbers, write_picture
from cnnviz.utils.errors import InputError

NUMBERS = hnp.arrays(
    np.float64,
    hnp.array_shapes(min_dims=2, max_dims=2, max_side=6),
    elements=st.floats(-1e6, 1e6) | st.integers(-255, 255).map(float),
)


@given(NUMBERS, st.sampled_from([1.0, 255.0]))
def test_a_link_holds_every_number_and_its_unit(numbers, white):
    read, unit = read_picture(write_picture(numbers, white))
    np.testing.assert_array_equal(read, numbers)
    assert unit == white


@given(st.lists(st.integers(0, 255), min_size=1, max_size=8))
def test_grey_levels_are_what_was_typed_in_their_unit_and_a_255th_in_the_other(levels):
    state = Key({})
    use_numbers(state, np.array([levels], np.float64), 255.0)
    np.testing.assert_array_equal(typed_picture.image(state, 255.0)[0, :, 0], levels)
    np.testing.assert_allclose(typed_picture.image(state, 1.0)[0, :, 0] * 255, levels, atol=1e-4)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1 2\n3", "row 2 has 1 number"),
        ("60 113 x", '"x" in row 1 is not a number'),
        ("255:", "at least one number"),
        ("\n".join(["0"] * 257), "at most 256 × 256 numbers, got 257 × 1"),
    ],
)
def test_what_is_no_picture_is_refused_in_one_sentence(text, sentence):
    with pytest.raises(InputError, match=sentence):
        read_picture(text)
