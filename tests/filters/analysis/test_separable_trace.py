"""One dimension, step by step, against NumPy's convolution and by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnnviz.filters.analysis import separable_trace
from cnnviz.filters.analysis.separable import separation
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.ops import convolution
from cnnviz.utils.errors import InputError

SIGNAL = np.array([3, 1, 4, 1, 5, 9, 2, 6])
SOBEL_X = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
LAPLACIAN = np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])

kernels = st.integers(1, 7).flatmap(lambda k: arrays(int, k, elements=st.integers(-9, 9)))


@given(kernels)
def test_convolution_is_numpys_and_correlation_too(kernel):
    convolved = separable_trace.work_line(SIGNAL, kernel, FilterLayer("convolve"))
    np.testing.assert_array_equal(convolved.output, np.convolve(SIGNAL, kernel, "valid"))
    correlated = separable_trace.work_line(SIGNAL, kernel, FilterLayer())
    np.testing.assert_array_equal(correlated.output, np.correlate(SIGNAL, kernel, "valid"))


@given(kernels, st.integers(1, 3), st.integers(1, 3), st.sampled_from(convolution.BORDERS[1:]))
def test_stride_gaps_and_borders_are_the_layers(kernel, stride, dilation, border):
    worked = separable_trace.work_line(
        SIGNAL, kernel, FilterLayer("correlate", stride, dilation, border)
    )
    expected = convolution.cross_correlate2d(
        SIGNAL[None, :, None], kernel[None], stride=stride, dilation=dilation, border=border
    )
    # Rows of the picture are its only one again and again, so the stride keeps the first.
    np.testing.assert_allclose(worked.output, expected[0, :, 0], atol=1e-4)


def test_each_product_is_a_cell_times_its_weight():
    worked = separable_trace.work_line(SIGNAL, np.array([1, 2, -1]), FilterLayer("convolve"))
    assert worked.kernel.tolist() == [-1, 2, 1]
    assert worked.products[0].tolist() == [-3, 2, 4]


def test_a_separable_kernel_gives_its_factors():
    parts = separation(SOBEL_X / 8)
    across, down = (
        separable_trace.line_kernel(parts, "across"),
        separable_trace.line_kernel(parts, "down"),
    )
    assert (across.weights.tolist(), across.name, across.factor) == (
        [-1, 0, 1],
        "row factor",
        "1/8",
    )
    assert (down.weights.tolist(), down.name) == ([1, 2, 1], "column factor")


def test_another_kernel_gives_its_middle_line():
    across = separable_trace.line_kernel(separation(LAPLACIAN / 4), "across")
    assert (across.weights.tolist(), across.name, across.factor) == (
        [1, -4, 1],
        "middle row",
        "1/4",
    )


def test_a_middle_line_of_zeros_or_of_odd_numbers_stays_as_it_is():
    zeros = separable_trace.line_kernel(separation(np.diag([1.0, 0, 2])), "down")
    assert (zeros.weights.tolist(), zeros.factor) == ([0, 0, 0], "")
    odd = np.array([[1, 2, 3], [0.1234, 2**0.5, 1], [0, 0, 1]])
    assert (
        separable_trace.line_kernel(separation(odd), "across").weights.tolist() == odd[1].tolist()
    )


def test_a_pulse_brings_out_the_kernel_and_correlation_turns_it_round():
    kernel = np.array([1, 2, 3])
    for operation, expected in (("convolve", [1, 2, 3]), ("correlate", [3, 2, 1])):
        worked = separable_trace.work_line(
            separable_trace.pulse_line(9), kernel, FilterLayer(operation)
        )
        assert worked.output[worked.output != 0].tolist() == expected


def test_signals_are_whole_numbers_from_0_to_9():
    plane = np.random.default_rng(0).random((50, 3000), np.float32)
    for signal in (
        separable_trace.picture_line(plane, 16, "across"),
        separable_trace.picture_line(plane, 16, "down"),
        separable_trace.step_line(16),
        separable_trace.pulse_line(16),
    ):
        assert signal.shape == (16,)
        assert signal.dtype.kind == "i"
        assert 0 <= signal.min() <= signal.max() <= 9


def test_the_pictures_line_is_its_middle_row():
    plane = np.zeros((3, 16), np.float32)
    plane[1, 8:] = 1
    assert separable_trace.picture_line(plane, 16, "across").tolist() == [0] * 8 + [9] * 8


def test_a_signal_gives_any_kernel_room_to_slide():
    for taps in range(1, 16):
        for layer in (FilterLayer(), FilterLayer(stride=16), FilterLayer(dilation=16)):
            length = separable_trace.signal_length(taps, layer)
            worked = separable_trace.work_line(
                separable_trace.step_line(length), np.ones(taps), layer
            )
            assert len(worked.output) >= 4 or layer.stride == 1


def test_an_own_signal_is_read_as_it_was_written_and_continued_with_0():
    assert separable_trace.read_line(separable_trace.write_line([1, 2, 3]), 5).tolist() == [
        1,
        2,
        3,
        0,
        0,
    ]


@pytest.mark.parametrize("text", ["1a2", "-1", "١"])
def test_a_signal_of_anything_but_digits_is_refused(text):
    with pytest.raises(InputError, match="whole numbers from 0 to 9"):
        separable_trace.read_line(text, 5)
