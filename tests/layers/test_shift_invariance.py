"""Which outputs stay when a picture moves: by hand, and against OpenCV and NumPy's own shifts."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cnnviz.layers.shift_invariance import AVERAGE, ENTERS, MAX, METHODS, NONE, Shifts, read_shift
from cnnviz.utils.errors import InputError

ZEROS, AROUND = ENTERS
# A nine in the corner of its window: a step to the right keeps it there, one more does not.
DOT = np.array([[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 9, 0], [0, 0, 0, 0]])
PICTURES = arrays.arrays(int, st.tuples(*[st.integers(4, 12)] * 2), elements=st.integers(0, 9))
SMALL = st.integers(1, 4)


def effect(shifts: Shifts, method: str, rows: int, cols: int):
    """Outputs that are the same, those not blank, the same of those, and the mean change."""
    found, at = shifts.effects[method], (shifts.reach + rows, shifts.reach + cols)
    return found.same[at], found.inked[at], found.same_inked[at], found.change[at]


def test_max_pooling_keeps_a_dot_that_stays_in_its_window():
    assert Shifts(DOT).outputs(MAX).tolist() == [[0, 0], [0, 9]]
    assert Shifts(DOT).outputs(MAX, 1, 1).tolist() == [[0, 0], [0, 9]]
    assert effect(Shifts(DOT), MAX, 1, 1) == (4, 1, 1, 0)


def test_max_pooling_loses_a_dot_that_leaves_its_window():
    assert Shifts(DOT).outputs(MAX, 0, -1).tolist() == [[0, 0], [9, 0]]
    assert effect(Shifts(DOT), MAX, 0, -1) == (2, 2, 0, 18 / 4)


def test_average_pooling_keeps_a_lone_dot_within_its_window_too():
    assert Shifts(DOT).outputs(AVERAGE).tolist() == [[0, 0], [0, 2.25]]
    assert effect(Shifts(DOT), AVERAGE, 0, 1) == (4, 1, 1, 0)


def test_a_stride_alone_sees_a_dot_only_where_it_steps():
    assert Shifts(DOT).outputs(NONE).tolist() == [[0, 0], [0, 9]]
    assert Shifts(DOT).outputs(NONE, 0, 1).tolist() == [[0, 0], [0, 0]]
    assert effect(Shifts(DOT), NONE, 0, 1) == (3, 1, 0, 9 / 4)


def test_an_average_changes_where_the_largest_stays():
    line = Shifts(np.array([[0, 0, 9, 1, 0, 0]] * 6))
    assert [line.outputs(MAX, 0, step)[0, 1] for step in (0, 1)] == [9, 9]
    assert [line.outputs(AVERAGE, 0, step)[0, 1] for step in (0, 1)] == [5, 4.5]


def test_the_share_by_one_pixel_counts_all_eight_directions():
    # The dot stays in its window for three of the eight; the five others change two outputs each.
    assert Shifts(DOT).effects[MAX].share_by_one == 3 / (3 + 5 * 2)


def test_a_blank_picture_never_changes():
    assert Shifts(np.zeros((4, 4), int)).effects[MAX].share_by_one == 1


@given(PICTURES, st.integers(-2, 2), st.integers(-2, 2))
def test_what_is_moved_away_leaves_zeros_or_comes_back(cells, rows, cols):
    turned = np.roll(cells, (rows, cols), axis=(0, 1))
    np.testing.assert_array_equal(Shifts(cells, enters=AROUND).moved(rows, cols), turned)
    blank = turned.copy()
    blank[: max(rows, 0)] = blank[len(blank) + min(rows, 0) :] = 0
    blank[:, : max(cols, 0)] = blank[:, blank.shape[1] + min(cols, 0) :] = 0
    np.testing.assert_array_equal(Shifts(cells, enters=ZEROS).moved(rows, cols), blank)


@given(PICTURES, SMALL, SMALL, st.sampled_from(ENTERS), st.integers(-2, 2), st.integers(-2, 2))
def test_outputs_are_those_of_the_moved_picture(cells, window, stride, enters, rows, cols):
    shifts = Shifts(cells, window, stride, enters)
    picture = shifts.moved(rows, cols).astype(np.float32)
    height, width = (side - window + 1 for side in cells.shape)

    def grid(values):
        return values[:height, :width][::stride, ::stride]

    ones = np.ones((window, window), np.uint8)
    first = {"anchor": (0, 0), "borderType": cv2.BORDER_CONSTANT}
    mean = cv2.filter2D(picture, -1, ones.astype(np.float32) / window**2, **first)
    largest = cv2.dilate(picture, ones, anchor=(0, 0))
    np.testing.assert_allclose(shifts.outputs(AVERAGE, rows, cols), grid(mean), atol=1e-5)
    np.testing.assert_array_equal(shifts.outputs(MAX, rows, cols), grid(largest))
    np.testing.assert_array_equal(shifts.outputs(NONE, rows, cols), grid(picture))


@settings(max_examples=30)
@given(PICTURES, SMALL, SMALL, st.sampled_from(ENTERS), st.integers(-2, 2), st.integers(-2, 2))
def test_effects_are_counted_over_the_outputs(cells, window, stride, enters, rows, cols):
    shifts = Shifts(cells, window, stride, enters)
    for method in METHODS:
        still, moved = shifts.outputs(method), shifts.outputs(method, rows, cols)
        pairs = list(zip(still.ravel(), moved.ravel(), strict=True))
        same, inked, same_inked, change = effect(shifts, method, rows, cols)
        assert same == sum(a == b for a, b in pairs)
        assert inked == sum(bool(a or b) for a, b in pairs)
        assert same_inked == sum(bool(a == b and a) for a, b in pairs)
        assert change == pytest.approx(sum(abs(a - b) for a, b in pairs) / len(pairs))


@given(PICTURES, st.integers(1, 2), st.sampled_from(METHODS))
def test_without_a_shift_everything_stays(cells, stride, method):
    shifts = Shifts(cells, 2, stride)
    outputs = shifts.outputs(method).size
    assert effect(shifts, method, 0, 0)[0] == outputs


@given(arrays.arrays(int, (8, 8), elements=st.integers(0, 9)), st.sampled_from(METHODS))
def test_a_shift_by_the_stride_only_moves_the_outputs(cells, method):
    shifts = Shifts(cells, enters=AROUND)
    turned = np.roll(shifts.outputs(method), (1, -1), axis=(0, 1))
    np.testing.assert_array_equal(shifts.outputs(method, 2, -2), turned)


@pytest.mark.parametrize(
    ("window", "stride", "sentence"),
    [
        (0, 2, "window must be at least 1, got 0"),
        (2, 0, "stride must be at least 1, got 0"),
        (5, 2, "a 5 × 5 window does not fit a 4 × 4 picture; take at most 4"),
    ],
)
def test_an_invalid_window_raises_with_rule_and_value(window, stride, sentence):
    with pytest.raises(InputError, match=sentence):
        Shifts(DOT, window, stride)


@pytest.mark.parametrize(
    ("text", "shift"), [("1,-2", (1, -2)), ("0,0", (0, 0)), ("99,-99", (8, -8))]
)
def test_a_shift_is_read_from_an_address(text, shift):
    assert read_shift(text) == shift


@pytest.mark.parametrize("text", ["", "1", "1,2,3", "a,b", "1.5,2", "--1,2", "1,-", "²,1"])
def test_an_address_without_a_shift_raises(text):
    with pytest.raises(InputError, match="a shift is written like 1,-2"):
        read_shift(text)
