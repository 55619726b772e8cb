"""The lessons on pooling: each answer, and each slip, computed by hand."""

import numpy as np
import pytest

from cnnviz.course.lessons import pooling, shifts
from cnnviz.layers.lecture_examples import MAP_4
from cnnviz.layers.shift_invariance import Shifts
from cnnviz.layers.window.patterns import INPUTS
from cnnviz.utils.number_text import read_numbers

CELLS = read_numbers(MAP_4)
SEVEN = INPUTS["A seven"](14, 14, 0)


def windows(cells):
    return cells.reshape(len(cells) // 2, 2, -1, 2).transpose(0, 2, 1, 3)


def moved(rows, cols):
    """The seven shifted with zeros entering; its reach leaves nothing out that could return."""
    wide = np.pad(SEVEN, 8)
    return np.roll(wide, (rows, cols), (0, 1))[8:-8, 8:-8]


def reduced(cells):
    parts = windows(cells)
    means = parts.mean((2, 3))
    return {"max": parts.max((2, 3)), "mean": means, "stride": cells[::2, ::2]}


def shares():
    """Of the outputs that are not blank, before or after, how many stay."""
    found = {}
    before = reduced(SEVEN)
    for name, old in before.items():
        same = inked = 0
        for step in [(r, c) for r in (-1, 0, 1) for c in (-1, 0, 1) if (r, c) != (0, 0)]:
            new = reduced(moved(*step))[name]
            ink = (old != 0) | (new != 0)
            inked += ink.sum()
            same += (ink & (old == new)).sum()
        found[name] = same / inked
    return found


def test_max_pooling_keeps_the_nine_of_the_lower_left_window():
    question = pooling.kinds().cards[0].question
    (place,) = question.right
    assert CELLS[place] == windows(CELLS)[1, 0].max() == 9
    assert {cell for slip in question.slips for cell in slip.places} == {
        *[(row, col) for row in (2, 3) for col in (0, 1) if (row, col) != place],
        (0, 0),
    }


def test_the_mean_of_the_first_window_is_3():
    question = pooling.kinds().cards[1].question
    assert question.answer == (7 + 3 + 2 + 0) / 4
    assert {slip.value for slip in question.slips} == {7, 12, (7 + 3 + 2) / 3}


def test_max_pooling_keeps_the_most_outputs_of_a_shifted_seven():
    found = shares()
    question = shifts.small_shifts().cards[1].question
    assert max(found, key=found.get) == "max"
    assert question.solution == "Max pooling"


def test_the_shares_that_stay_are_those_of_all_eight_shifts():
    texts = [option.reason for option in shifts.small_shifts().cards[1].question.options]
    for name, text in zip(("max", "mean", "stride"), texts, strict=False):
        assert f"{shares()[name]:.0%}".replace("%", "\N{NO-BREAK SPACE}%") in text.replace(
            " %", "\N{NO-BREAK SPACE}%"
        )


@pytest.mark.parametrize("method", [np.max, np.mean])
def test_a_shift_by_the_stride_moves_outputs_by_one_cell(method):
    turned = np.roll(SEVEN, 2, 1)
    before, after = (method(windows(cells), (2, 3)) for cells in (SEVEN, turned))
    np.testing.assert_array_equal(after, np.roll(before, 1, 1))
    question = shifts.small_shifts().cards[2].question
    assert question.solution == "They move one cell to the right"


def test_global_pooling_leaves_one_value_of_each_of_64_maps():
    maps = np.ones((7, 7, 64))
    question = pooling.global_pooling().cards[1].question
    assert question.answer == maps.mean((0, 1)).size
    assert {slip.value for slip in question.slips} == {maps.size, 49, 1}


def test_the_shown_seven_is_shifted_with_zeros_entering():
    assert Shifts(SEVEN).enters == "Zeros"
