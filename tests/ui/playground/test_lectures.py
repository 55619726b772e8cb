"""cnnviz.ui.playground.lectures: the lectures' examples as the playground computes them."""

import numpy as np
import pytest
from scipy import signal

from cnnviz.filters.apply import filter_image
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.layers.lecture_examples import EXAMPLES
from cnnviz.ui.playground import typed_picture
from cnnviz.ui.playground.lectures import use_example
from cnnviz.ui.playground.state import PlaygroundState as Key
from cnnviz.ui.playground.unit import UNITS

DIAGONAL = [[3, -1, -3, -1], [-3, 1, 0, -3], [-3, -3, 0, 1], [3, -2, -2, -1]]
FILTER_2 = [[-1, -1, -1, -1], [-1, -1, -2, 1], [-1, -1, -2, 1], [-1, 0, -4, 3]]
MAP_MAX, MAP_MEAN = [[7, 3], [9, 3]], [[3, 1.5], [5, 1.5]]
BY_HAND = {
    "2 × 2 kernel on 3 × 3": [[19, 25], [37, 43]],
    "Diagonal filter on 6 × 6": DIAGONAL,
    "Diagonal filter, stride 2": [[3, -3], [-3, 0]],
    "Filter 2 on 6 × 6": FILTER_2,
    "Filter 2, stride 2": [[-1, -1], [-1, -2]],
    "X-shaped kernel on 5 × 5": [[4, 3, 4], [2, 4, 3], [2, 3, 4]],
    "Padding 1, stride 2 on 5 × 5": [[6, 17, 3], [8, 17, 13], [6, 4, 4]],
    "One dimension, kernel 1, 3, 0, −1": [[4, 1, 5, 4]],
    "Max pooling of 4 × 4": MAP_MAX,
    "Average pooling of 4 × 4": MAP_MEAN,
    "Lecture 003: max pooling": [[3, 0], [3, 1]],
    "Lecture 003: average pooling": [[0, -1.75], [-1.25, -0.5]],
}
GREY_5 = [
    [60, 113, 56, 139, 85],
    [73, 121, 54, 84, 128],
    [131, 99, 70, 129, 127],
    [80, 57, 115, 69, 134],
    [104, 126, 123, 95, 130],
]


def shown(name: str) -> np.ndarray:
    """The output of the playground with the example's settings."""
    state = Key({})
    use_example(state, EXAMPLES[name])
    white = UNITS[state[Key.UNIT]]
    layer = FilterLayer(
        operation=state[Key.OPERATION],
        stride=state[Key.STRIDE],
        dilation=state[Key.DILATION],
        border=state[Key.BORDER],
        bias=state[Key.BIAS],
        activation=state[Key.ACTIVATION],
        pooling=state[Key.POOLING],
        pool=state[Key.POOL],
        white=white,
    )
    return filter_image(typed_picture.image(state, white), state.weights, layer).pooled[..., 0]


@pytest.mark.parametrize("name", BY_HAND)
def test_an_example_gives_the_lectures_numbers(name):
    np.testing.assert_allclose(shown(name), BY_HAND[name], atol=1e-5)


def test_sharpening_in_grey_levels_has_114_in_the_corner():
    output = shown("Sharpening, zero padding")
    expected = signal.correlate2d(GREY_5, [[0, -1, 0], [-1, 5, -1], [0, -1, 0]], "same")
    np.testing.assert_array_equal(output, expected)
    assert output[0, 0] == 114


def test_every_example_is_checked_here():
    assert {*BY_HAND, "Sharpening, zero padding"} == set(EXAMPLES)


def test_an_example_replaces_what_was_set_before_and_its_kernel_can_be_undone():
    state = Key({})
    use_example(state, EXAMPLES["Max pooling of 4 × 4"])
    use_example(state, EXAMPLES["X-shaped kernel on 5 × 5"])
    assert state.name == "X shape"
    assert state[Key.POOLING] == "none"
    assert len(state.earlier_kernels) == 1
    assert state[Key.PICTURE] == typed_picture.TYPED


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_opens_at_its_first_window(name):
    state = Key({})
    use_example(state, EXAMPLES[name])
    _, (row, col) = state.pin
    if EXAMPLES[name].settings.operation != "max pooling":
        assert (row, col) == (0, 0)
    else:  # the cell of that window that wins
        assert EXAMPLES[name].cells[0][row, col] == EXAMPLES[name].cells[0][:2, :2].max()
        assert max(row, col) < 2
