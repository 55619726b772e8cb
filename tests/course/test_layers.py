"""The lessons on windows: each answer, and each slip, counted in another way."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from cnnviz.course.lessons import layers, sides
from cnnviz.layers.lecture_examples import DIAGONAL, GREY_5, IMAGE_6
from cnnviz.utils.number_text import read_numbers


def values(question):
    return {slip.value for slip in question.slips}


def test_with_stride_2_two_windows_begin_in_a_row_of_six():
    question = layers.stride().cards[1].question
    assert question.answer == len([begin for begin in range(0, 6, 2) if begin + 3 <= 6])


def test_the_slips_on_stride_are_rounding_up_stride_1_and_the_steps():
    valid = correlate2d(read_numbers(IMAGE_6), read_numbers(DIAGONAL), "valid")
    question = layers.stride().cards[1].question
    assert values(question) == {6 // 2, valid.shape[1], 3 // 2}


def test_same_padding_puts_24_zeros_around_5_by_5():
    picture = np.ones((5, 5))
    padded = np.pad(picture, 1)
    question = layers.padding().cards[1].question
    assert question.answer == (padded == 0).sum()
    assert values(question) == {4 * 5, 4 * 7, 49, 25 - 9}


def test_the_sharpened_corner_is_the_lectures_114():
    sharp = correlate2d(read_numbers(GREY_5), [[0, -1, 0], [-1, 5, -1], [0, -1, 0]], "same")
    assert sharp[0, 0] == 114
    assert "114" in layers.padding().cards[1].reveal


def test_a_digit_is_used_up_after_13_layers():
    side = 28
    count = 0
    while side >= 3:
        side, count = side - 2, count + 1
    assert f"after {count} layers" in layers.padding().cards[2].text


@pytest.mark.keras
def test_keras_puts_the_zeros_of_a_stride_at_the_bottom_and_at_the_right():
    from keras import ops

    picture = read_numbers(IMAGE_6).astype("float32")
    kernel = read_numbers(DIAGONAL).astype("float32")
    made = ops.conv(picture[None, :, :, None], kernel[:, :, None, None], 2, padding="same")
    after = correlate2d(np.pad(picture, ((0, 1), (0, 1))), kernel, "valid")[::2, ::2]
    np.testing.assert_array_equal(np.asarray(made)[0, :, :, 0], after)
    question = sides.asymmetric_padding().cards[1].question
    assert question.solution == "At the bottom and at the right"


def test_four_sides_of_padding_give_7_columns():
    padded = np.pad(np.ones((6, 6)), ((0, 1), (2, 1)))
    height, width = correlate2d(padded, np.ones((3, 3)), "valid").shape
    question = sides.asymmetric_padding().cards[2].question
    assert question.answer == width
    assert values(question) == {height, padded.shape[1], 6 + 2 + 2 - 3 + 1, padded.shape[1] - 3}
