"""cnnviz.filters.kernels.text: what is written is read back, and what is no kernel is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnnviz.filters import kernels
from cnnviz.filters.kernels import KERNELS
from cnnviz.utils.errors import InputError

side = st.integers(1, 15)
shapes = st.tuples(side, side, st.sampled_from([1, 3]))
all_weights = arrays(np.float64, shapes, elements=st.floats(-1e6, 1e6))


@given(all_weights)
def test_written_weights_are_read_back_to_the_last_bit(weights):
    read = kernels.read_weights(kernels.write_weights(weights))
    np.testing.assert_array_equal(read, weights)
    np.testing.assert_array_equal(np.signbit(read), np.signbit(weights))


@given(all_weights)
def test_the_browsers_planes_become_weights(weights):
    planes = np.moveaxis(weights, 2, 0).tolist()
    np.testing.assert_array_equal(kernels.check_weights(planes), weights)


def test_whole_weights_are_written_short():
    assert kernels.write_weights(KERNELS["Sobel x"].weights) == "-1,0,1;-2,0,2;-1,0,1"


def test_planes_are_written_one_after_the_other():
    planes = np.array([[[1, 2, 3], [4, 5, 6]]])
    assert kernels.write_weights(planes) == "1,4|2,5|3,6"


def test_rows_of_numbers_are_one_plane():
    assert kernels.check_weights([[1, 2, 3], [4, 5, 6]]).tolist() == [
        [[1], [2], [3]],
        [[4], [5], [6]],
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "each weight must be a number, got nothing"),
        ("1,2;,4", "each weight must be a number, got nothing"),
        ("1,2;x,4", "each weight must be a number, got 'x'"),
        ("1,2,3;4,5;6,7,8", "the rows of a kernel must have one length, got 3, 2, 3"),
        ("1,2,3;4,nan,6;7,8,9", "a weight must be a number up to ±1,000,000, got nan"),
        ("1,2,3;4,1e308,6;7,8,9", "a weight must be a number up to ±1,000,000, got 1e+308"),
        ("1,2;-inf,4", "a weight must be a number up to ±1,000,000, got -inf"),
        (";".join([",".join("1" * 16)] * 16), "a kernel has 1 to 15 rows and columns, got 16 × 16"),
        (",".join("1" * 16), "a kernel has 1 to 15 rows and columns, got 1 × 16"),
        ("1|2", "a kernel has 1 or 3 planes, got 2"),
        ("1,2|3|4", "the planes of a kernel must have one shape, got 1 × 2, 1 × 1, 1 × 1"),
    ],
)
def test_text_that_is_no_kernel_is_refused_in_one_sentence(text, sentence):
    with pytest.raises(InputError) as refusal:
        kernels.read_weights(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ([], "a kernel has 1 to 15 rows and columns, got 0 × 0"),
        ([[]], "a kernel has 1 to 15 rows and columns, got 1 × 0"),
        ([[], [1]], "the rows of a kernel must have one length, got 0, 1"),
        ([[[]]], "a kernel has 1 to 15 rows and columns, got 1 × 0"),
        ([[1, None]], "each weight must be a number, got nothing"),
        ([[[1]], [[[2]]], [[3]]], "each weight must be a number, got [2]"),
        ([[10**400]], "each weight must be a number, got 1000000000"),
        ([[[1]]] * 4, "a kernel has 1 or 3 planes, got 4"),
        ([[1]] * 16, "a kernel has 1 to 15 rows and columns, got 16 × 1"),
    ],
)
def test_lists_that_are_no_kernel_are_refused_in_one_sentence(numbers, sentence):
    with pytest.raises(InputError) as refusal:
        kernels.check_weights(numbers)
    assert str(refusal.value).startswith(sentence)
