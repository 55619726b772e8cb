"""The lessons on the lectures' convolutions: each answer and slip, summed in another way."""

import numpy as np
from scipy.signal import correlate, correlate2d

from cnnviz.course.lessons import by_hand, by_hand_padded

SIGNAL, KERNEL = [1, 2, 0, 3, 1, 4, 2], [1, 3, 0, -1]
IMAGE = np.array(
    [
        [1, 0, 0, 0, 0, 1],
        [0, 1, 0, 0, 1, 0],
        [0, 0, 1, 1, 0, 0],
        [1, 0, 0, 0, 1, 0],
        [0, 1, 0, 0, 1, 0],
        [0, 0, 1, 0, 1, 0],
    ]
)
GREY = np.array([[60, 113], [73, 121]])


def slips(question):
    return [slip.value for slip in question.slips]


def test_the_first_output_of_the_signal_is_4():
    assert by_hand.one_dimension().cards[1].question.answer == 1 * 1 + 3 * 2 + 0 * 0 - 1 * 3


def test_the_slips_on_the_signal_are_a_lost_sign_a_reversed_kernel_and_two_bare_sums():
    reversed_kernel = np.convolve(SIGNAL, KERNEL, "valid")[0]
    assert slips(by_hand.one_dimension().cards[1].question) == [
        1 * 1 + 3 * 2 + 1 * 3,
        reversed_kernel,
        sum(SIGNAL[:4]),
        sum(KERNEL),
    ]


def test_all_outputs_of_the_signal_are_told():
    found = ", ".join(str(value) for value in correlate(SIGNAL, KERNEL, "valid"))
    assert f"outputs are {found}." in by_hand.one_dimension().cards[1].reveal


def test_a_signal_of_1000_values_has_997_outputs():
    assert correlate(np.zeros(1000), KERNEL, "valid").size == 997
    assert "997 outputs" in by_hand.one_dimension().cards[2].text


def test_the_options_are_the_lectures_four_outputs():
    question = by_hand.two_dimensions().cards[1].question
    assert [option.text for option in question.options] == ["19", "25", "37", "43"]


def test_the_top_right_output_is_25():
    found = correlate2d(np.arange(9).reshape(3, 3), [[0, 1], [2, 3]], "valid")
    assert by_hand.two_dimensions().cards[1].question.solution == str(found[0, 1])


def test_the_multiplications_of_a_steel_layer_are_198_by_198_by_9_by_32():
    assert f"{198 * 198 * 9 * 32 / 1e6:.1f} M" in by_hand.two_dimensions().cards[2].text


def test_the_diagonal_is_found_again_where_all_nine_pixels_agree():
    wanted = [
        (row, col)
        for row in range(4)
        for col in range(4)
        if np.array_equal(IMAGE[row : row + 3, col : col + 3], np.eye(3))
    ]
    assert wanted == [(0, 0), *by_hand.diagonal().cards[1].question.right]


def test_the_cells_of_two_matching_pixels_have_their_reason():
    traces = {
        (row, col): np.trace(IMAGE[row : row + 3, col : col + 3])
        for row in range(4)
        for col in range(4)
    }
    two = {place for place, trace in traces.items() if trace == 2}
    question = by_hand.diagonal().cards[1].question
    assert set(question.slips[2].places) == two - {(0, 3)}


def test_the_window_at_the_top_right_has_a_rising_stroke():
    assert np.array_equal(IMAGE[:3, 3:], np.fliplr(np.eye(3)))
    assert by_hand.diagonal().cards[1].question.slips[1].places == ((0, 3),)


def test_the_diagonal_filters_first_row_is_the_lectures():
    assert "3, −1, −3, −1." in by_hand.diagonal().cards[1].reveal


def test_the_sharpened_corner_is_the_lectures_114():
    assert by_hand_padded.sharpen_padded().cards[1].question.answer == 114


def test_the_slips_on_the_corner_leave_out_neighbours_or_repeat_the_edge():
    sharpen = [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
    repeated = correlate2d(np.pad(GREY, 1, "edge"), sharpen, "valid")[0, 0]
    assert slips(by_hand_padded.sharpen_padded().cards[1].question) == [
        5 * 60,
        5 * 60 - 113,
        5 * 60 - 73,
        repeated,
        60,
    ]
