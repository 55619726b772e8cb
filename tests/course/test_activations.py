"""The lesson on ReLU: its sums by SciPy, its answers counted."""

import numpy as np
from scipy.signal import correlate2d

from cnnviz.course.lessons import activations
from cnnviz.layers.lecture_examples import DIAGONAL, IMAGE_6
from cnnviz.utils.number_text import read_numbers

SUMS = correlate2d(read_numbers(IMAGE_6), read_numbers(DIAGONAL), "valid")
CARDS = activations.relu().cards


def test_12_of_16_sums_are_0_after_relu():
    question = CARDS[1].question
    assert question.answer == sum(value <= 0 for value in SUMS.ravel())
    assert {slip.value for slip in question.slips} == {
        (SUMS < 0).sum(),
        (SUMS > 0).sum(),
        (SUMS == 0).sum(),
    }


def test_the_cells_of_leaky_relu_are_the_lowest_sums():
    question = CARDS[2].question
    leaky = np.where(SUMS > 0, SUMS, 0.2 * SUMS)
    assert {place for place in np.ndindex(SUMS.shape) if np.isclose(leaky[place], -0.6)} == set(
        question.right
    )


def test_the_other_cells_are_positive_zero_or_less_negative():
    question = CARDS[2].question
    positive, zero = (set(slip.places) for slip in question.slips)
    assert {place for place in np.ndindex(SUMS.shape) if SUMS[place] > 0} == positive
    assert {place for place in np.ndindex(SUMS.shape) if SUMS[place] == 0} == zero


def test_two_layers_without_activation_are_one():
    assert CARDS[3].question.solution == f"One that multiplies by {2 * 3}"
