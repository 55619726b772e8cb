"""cnnviz.ops.convolution against SciPy, NumPy's padding and sums done by hand."""

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy import ndimage, signal

from cnnviz.ops import convolution
from cnnviz.utils.errors import InputError
from tests.keras_padding import same_pads

PAD_MODES = {"zero": "constant", "reflect": "reflect", "replicate": "edge", "wrap": "wrap"}

pictures = st.tuples(st.integers(1, 24), st.integers(1, 24), st.sampled_from([1, 3]))
kernel_shapes = st.tuples(st.integers(1, 15), st.integers(1, 15))
layers = st.fixed_dictionaries(
    {
        "stride": st.integers(1, 4),
        "dilation": st.integers(1, 3),
        "border": st.sampled_from(convolution.BORDERS),
    }
)


def padded_picture(image, kernel_shape, stride, dilation, border):
    if border == "valid":
        return image
    sizes = zip(image.shape[:2], kernel_shape, strict=True)
    pads = [same_pads(size, kernel, stride, dilation) for size, kernel in sizes]
    return np.pad(image, [*pads, (0, 0)], mode=PAD_MODES[border])


def spread(kernel, dilation):
    """The kernel with gaps, weight by weight."""
    gaps = np.zeros([dilation * (size - 1) + 1 for size in kernel.shape])
    for (row, col), weight in np.ndenumerate(kernel):
        gaps[row * dilation, col * dilation] = weight
    return gaps


def by_scipy(function, image, kernel, stride, dilation, border):
    """Pad with NumPy, slide with SciPy, keep every stride-th."""
    padded = padded_picture(image, kernel.shape, stride, dilation, border).astype(float)
    planes = [
        function(plane, spread(kernel, dilation), "valid") for plane in np.rollaxis(padded, 2)
    ]
    return np.stack(planes, axis=2)[::stride, ::stride]


def assert_as_scipy(ours, theirs, shape, kernel, layer):
    """Compare on a picture of noise; windows under "valid" must fit."""
    size = [layer["dilation"] * (side - 1) + 1 for side in kernel.shape]
    assume(layer["border"] != "valid" or (size[0] <= shape[0] and size[1] <= shape[1]))
    image = np.random.default_rng(1).random(shape).astype(np.float32)
    expected = by_scipy(theirs, image, kernel, **layer)
    result = ours(image, kernel, **layer)
    assert result.shape == expected.shape
    assert result.dtype == np.float32
    # SciPy sums along another path where the kernel is the larger one: rounding, not more.
    np.testing.assert_allclose(result, expected, atol=2e-6 * np.abs(kernel).sum())


@given(pictures, kernel_shapes, layers)
@example((1, 1, 1), (7, 7), {"stride": 1, "dilation": 1, "border": "reflect"})
@example((2, 3, 3), (15, 4), {"stride": 2, "dilation": 3, "border": "wrap"})
@example((24, 24, 3), (15, 15), {"stride": 1, "dilation": 1, "border": "zero"})
@example((2, 2, 1), (15, 15), {"stride": 1, "dilation": 3, "border": "replicate"})
def test_cross_correlation_is_scipys(shape, kernel_shape, layer):
    kernel = np.random.default_rng(0).normal(size=kernel_shape)
    assert_as_scipy(convolution.cross_correlate2d, signal.correlate2d, shape, kernel, layer)


@given(pictures, kernel_shapes, layers)
def test_a_column_times_a_row_gives_scipys_numbers_too(shape, kernel_shape, layer):
    random = np.random.default_rng(0)
    kernel = np.outer(*(random.normal(size=size) for size in kernel_shape))
    assert_as_scipy(convolution.cross_correlate2d, signal.correlate2d, shape, kernel, layer)


@given(pictures, kernel_shapes, layers)
def test_convolution_is_scipys(shape, kernel_shape, layer):
    kernel = np.random.default_rng(0).normal(size=kernel_shape)
    assert_as_scipy(convolution.convolve2d, signal.convolve2d, shape, kernel, layer)


@given(pictures, st.sampled_from(sorted(PAD_MODES)), st.tuples(*[st.integers(0, 30)] * 4))
def test_surroundings_are_numpys_padding(shape, border, pads):
    image = np.random.default_rng(0).random(shape).astype(np.float32)
    above, below, left, right = pads
    rows, cols = range(-above, shape[0] + below), range(-left, shape[1] + right)
    expected = np.pad(image, [(above, below), (left, right), (0, 0)], mode=PAD_MODES[border])
    np.testing.assert_array_equal(convolution.surroundings(image, rows, cols, border), expected)


def test_surroundings_may_lie_wholly_inside():
    image = np.arange(20.0).reshape(4, 5, 1)
    inside = convolution.surroundings(image, range(1, 3), range(2, 5), "zero")
    np.testing.assert_array_equal(inside, image[1:3, 2:5])


def test_a_flat_picture_has_no_edges_at_all():
    """Weights that sum to 0 give 0, not a rounding error, whatever way the kernel takes."""
    flat = np.full((40, 40, 1), 0.7, np.float32)
    for kernel in (
        [[1, 0, -1]] * 3,
        [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
        [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    ):
        result = convolution.cross_correlate2d(flat, np.array(kernel), border="reflect")
        np.testing.assert_array_equal(result, 0)


@pytest.mark.parametrize(
    ("border", "mode"),
    [("zero", "constant"), ("reflect", "mirror"), ("replicate", "nearest"), ("wrap", "wrap")],
)
def test_borders_are_those_of_scipy_ndimage(border, mode):
    random = np.random.default_rng(0)
    image = random.random((9, 11, 1)).astype(np.float32)
    kernel = random.normal(size=(5, 3))
    expected = ndimage.correlate(image[..., 0], kernel, mode=mode)
    result = convolution.cross_correlate2d(image, kernel, border=border)
    np.testing.assert_allclose(result[..., 0], expected, atol=1e-5)


def test_correlation_of_a_bright_pixel_shows_the_kernel_flipped_and_convolution_as_it_is():
    spike = np.zeros((5, 5, 1), np.float32)
    spike[2, 2] = 1
    kernel = np.arange(9.0).reshape(3, 3)
    np.testing.assert_array_equal(convolution.convolve2d(spike, kernel)[..., 0], kernel)
    turned = convolution.cross_correlate2d(spike, kernel)[..., 0]
    np.testing.assert_array_equal(turned, kernel[::-1, ::-1])


def test_a_window_summed_by_hand():
    image = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]], np.float32)[..., None]
    result = convolution.cross_correlate2d(image, np.array([[1, 0, -1]] * 3))
    assert result.tolist() == [[[(1 - 3) + (4 - 6) + (7 - 9)]]]


def test_an_even_kernel_reads_the_pixel_and_its_neighbours_to_the_right_and_below():
    image = np.arange(6, dtype=np.float32).reshape(2, 3, 1)
    result = convolution.cross_correlate2d(image, np.ones((2, 2)), border="zero")
    assert result[..., 0].tolist() == [[0 + 1 + 3 + 4, 1 + 2 + 4 + 5, 2 + 5], [3 + 4, 4 + 5, 5]]


def test_channels_do_not_mix():
    image = np.zeros((5, 5, 3), np.float32)
    image[..., 1] = 1
    result = convolution.cross_correlate2d(image, np.ones((3, 3)))
    np.testing.assert_array_equal(result[0, 0], [0, 9, 0])


def test_correlation_leaves_its_input_unchanged():
    image = np.random.default_rng(0).random((6, 6, 1)).astype(np.float32)
    before = image.copy()
    convolution.cross_correlate2d(image, np.ones((3, 3)))
    np.testing.assert_array_equal(image, before)


def test_whole_numbers_and_views_are_accepted():
    image = np.arange(24, dtype=np.uint8).reshape(4, 6, 1)[:, ::-1]
    result = convolution.cross_correlate2d(image, [[1]])
    np.testing.assert_array_equal(result, image)


@pytest.mark.parametrize("weight", [np.nan, np.inf, -np.inf, 1e308, 1.1e6])
def test_weights_that_are_not_finite_or_too_large_raise(weight):
    with pytest.raises(InputError, match="a weight must be a number up to ±1,000,000, got"):
        convolution.cross_correlate2d(np.zeros((4, 4, 1), np.float32), [[0, weight]])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"stride": 0}, "stride must be at least 1, got 0"),
        ({"dilation": -2}, "dilation must be at least 1, got -2"),
        ({"border": "mirror"}, "border must be one of .*, got 'mirror'"),
        ({"dilation": 3}, "a window 7 wide does not fit a padded input 5 wide"),
    ],
)
def test_an_invalid_setting_raises_with_rule_and_value(options, sentence):
    with pytest.raises(InputError, match=sentence):
        convolution.cross_correlate2d(np.zeros((5, 5, 1), np.float32), np.ones((3, 3)), **options)


@pytest.mark.parametrize("kernel", [np.ones(3), np.ones((0, 3)), np.ones((1, 3, 3))])
def test_a_kernel_that_is_no_matrix_raises(kernel):
    with pytest.raises(InputError, match=r"a kernel must have the axes \(kH, kW\)"):
        convolution.cross_correlate2d(np.zeros((5, 5, 1), np.float32), kernel)


def test_an_image_without_a_channel_axis_raises():
    with pytest.raises(InputError, match=r"the axes \(H, W, C\), got 2 axes"):
        convolution.cross_correlate2d(np.zeros((5, 5), np.float32), np.ones((3, 3)))
