"""Own numbers survive the way through a link, and links of older versions read as before."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnnviz.layers.window import patterns
from cnnviz.layers.window.own_numbers import (
    cells_as_lines,
    read_cells,
    read_weights,
    replaced,
    weights_as_lines,
    write_cells,
    write_weights,
)
from cnnviz.layers.window.patterns import Numbers
from cnnviz.utils.errors import InputError
from cnnviz.utils.number_text import read_numbers

side = st.integers(1, 32)
small = st.integers(1, 5)
values = st.integers(-200, 200) | st.integers(0, 9) | st.floats(-1e6, 1e6)
CELLS = hnp.arrays(np.float64, st.tuples(small, small, small), elements=values)
WHOLE = hnp.arrays(np.int64, st.tuples(small, small, small), elements=st.integers(0, 120))
WEIGHTS = hnp.arrays(np.float64, st.tuples(small, small, small, small), elements=values)


@given(CELLS | WHOLE)
def test_an_input_survives_the_way_through_a_link_exactly(cells):
    assert np.array_equal(read_cells(write_cells(cells), cells.shape), cells)


@given(WEIGHTS)
def test_kernels_survive_the_way_through_a_link_exactly(weights):
    assert np.array_equal(read_weights(write_weights(weights), weights.shape), weights)


@given(CELLS | WHOLE)
def test_an_input_as_lines_is_read_as_it_would_be_typed(cells):
    assert np.array_equal(read_numbers(cells_as_lines(write_cells(cells)), 3), cells)


@given(WEIGHTS)
def test_kernels_as_lines_are_read_as_they_would_be_typed(weights):
    assert np.array_equal(read_numbers(weights_as_lines(write_weights(weights)), 4), weights)


@given(
    name=st.sampled_from(list(patterns.KERNELS)),
    shape=st.tuples(st.integers(1, 4), st.integers(1, 4), side, side),
)
def test_patterns_of_weights_stay_integers(name, shape):
    weights = Numbers(kernel=name).weights(shape)
    own = Numbers(kernel=patterns.OWN, own_kernel=write_weights(weights)).weights(shape)
    assert np.array_equal(own, weights)
    assert own.dtype.kind == "i"


@given(shape=st.tuples(st.integers(1, 4), side, side))
def test_digits_take_one_character_each(shape):
    cells = Numbers("Random digits").cells(shape)
    text = write_cells(cells)
    assert len(text) == cells.size + shape[0] * shape[1] - 1
    assert np.array_equal(Numbers(patterns.OWN, own_input=text).cells(shape), cells)


@pytest.mark.parametrize(
    "text", ["012/345", "0 1 2/3 4 5", "0,1,2/3,4,5", " 012/345 ", "01 2/34 5"]
)
def test_digits_of_older_links_are_cells(text):
    assert read_cells(text, (1, 2, 3)).tolist()[0] == [[0, 1, 2], [3, 4, 5]]


def test_numbers_between_spaces_are_numbers():
    assert read_cells("60 113 56", (1, 1, 3)).ravel().tolist() == [60, 113, 56]


def test_a_single_column_of_larger_numbers_is_no_run_of_digits():
    column = np.array([[[60], [113]]])
    assert read_cells(write_cells(column), (1, 2, 1)).tolist() == column.tolist()


def test_a_channel_that_is_not_written_is_zero():
    assert read_cells("12;34", (3, 1, 2)).tolist() == [[[1, 2]], [[3, 4]], [[0, 0]]]


def test_own_numbers_keep_their_place_when_the_size_changes():
    assert read_weights("1 2/3 4", (1, 1, 3, 1)).ravel().tolist() == [1, 3, 0]


def test_a_minus_sign_and_commas_are_read_too():
    assert read_weights("\u22121, 0, 1", (1, 1, 1, 3)).ravel().tolist() == [-1, 0, 1]


@pytest.mark.parametrize("cell", ["x", "--1", "nan", "inf", "1e400", "1.2.3"])
def test_what_is_no_finite_number_is_named(cell):
    with pytest.raises(InputError, match="row 1 is "):
        read_weights(f"1 {cell}", (1, 1, 1, 2))


def test_a_number_that_is_too_large_is_named():
    with pytest.raises(InputError, match="between -1,000,000 and 1,000,000, got 2e"):
        read_weights("1 2e6", (1, 1, 1, 2))


def test_replacing_a_cell_leaves_the_original_alone():
    cells = np.zeros((2, 2), int)
    assert replaced(cells, (0, 1), 7).tolist() == [[0, 7], [0, 0]]
    assert replaced(cells, (0, 1), -1.75).tolist() == [[0, -1.75], [0, 0]]
    assert not cells.any()
