"""Kernel definitions: shapes and values are checked, and a slider's table is the truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.filters import kernels
from cnnviz.filters.kernels import KERNELS
from cnnviz.utils.errors import InputError

FAMILIES = [kernel for kernel in KERNELS.values() if kernel.parameters]
PARAMETERS = [parameter for kernel in FAMILIES for parameter in kernel.parameters]
GAUSSIAN = KERNELS["Gaussian"]
sides = st.integers(1, 15)


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda kernel: kernel.name)
def test_a_kernel_comes_in_its_own_shape_and_values(kernel):
    assert kernel.weights.shape == kernel.shape
    np.testing.assert_array_equal(kernel.weights, kernel.build(kernel.shape, kernel.defaults))


@pytest.mark.parametrize("nothing", [None, (), []])
def test_no_values_are_the_defaults(nothing):
    np.testing.assert_array_equal(GAUSSIAN.build((7, 7), nothing), GAUSSIAN.weights)


def test_a_family_is_computed_anew_for_another_shape():
    assert GAUSSIAN.build((3, 3)).sum() == pytest.approx(1)


def test_a_matrix_is_cut_or_padded_for_another_shape():
    sobel = KERNELS["Sobel x"]
    np.testing.assert_array_equal(sobel.build((5, 2)), kernels.recentre(sobel.weights, 5, 2))


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda parameter: parameter.name)
def test_a_sliders_positions_go_from_low_to_high_and_meet_the_default(parameter):
    positions = parameter.positions
    assert (positions[0], positions[-1]) == (parameter.low, parameter.high)
    assert parameter.default in positions
    np.testing.assert_allclose(np.diff(positions), parameter.step)


@given(st.data(), st.sampled_from(FAMILIES), sides, sides)
def test_a_travels_entry_is_the_kernel_built_there(data, kernel, rows, cols):
    index = data.draw(st.integers(0, len(kernel.parameters) - 1))
    values = [data.draw(st.floats(each.low, each.high)) for each in kernel.parameters]
    positions, table = kernels.travel(kernel, (rows, cols), values, index)
    entry = data.draw(st.integers(0, len(positions) - 1))
    values[index] = positions[entry]
    np.testing.assert_array_equal(table[entry], kernel.build((rows, cols), values))


def test_a_travel_without_values_starts_from_the_defaults():
    motion = KERNELS["Motion blur"]
    positions, table = kernels.travel(motion, (7, 7), [], 1)
    default = list(positions).index(motion.parameters[1].default)
    np.testing.assert_array_equal(table[default], motion.weights)


@pytest.mark.parametrize(
    ("value", "found"),
    [(0.29, "0.29"), (4.1, "4.1"), (-1, "-1"), (np.nan, "nan"), (np.inf, "inf"), (1e308, "1e+308")],
)
def test_a_value_out_of_bounds_is_refused(value, found):
    with pytest.raises(InputError) as refusal:
        GAUSSIAN.build((7, 7), [value])
    assert str(refusal.value) == f"sigma must lie from 0.3 to 4 px, got {found}"


@pytest.mark.parametrize(
    ("name", "values", "sentence"),
    [
        ("Gaussian", [1, 2], "Gaussian takes sigma, got 2 numbers"),
        ("Gabor", [1], "Gabor takes angle, wavelength, got 1 number"),
        ("Sobel x", [1], "Sobel x takes no parameters, got 1 number"),
    ],
)
def test_values_too_few_or_too_many_are_refused(name, values, sentence):
    with pytest.raises(InputError) as refusal:
        KERNELS[name].build((7, 7), values)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("name", ["Gaussian", "Sobel x"])
def test_a_shape_beyond_15_is_refused(name):
    with pytest.raises(InputError, match="a kernel has 1 to 15 rows and columns, got 16 × 3"):
        KERNELS[name].build((16, 3))
