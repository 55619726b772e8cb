"""Named kernels: known sums, ranks, answers to known pictures, and names."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from cnnviz.filters import kernels
from cnnviz.filters.kernels import KERNELS
from cnnviz.ops.convolution import cross_correlate2d

RAMP_RIGHT = np.tile(np.arange(17, dtype=np.float32) / 16, (17, 1))[..., None]
RAMP_DOWN = RAMP_RIGHT.transpose(1, 0, 2)
FLAT = np.full((17, 17, 1), 0.5, np.float32)
NOISE = np.random.default_rng(0).random((17, 17, 1)).astype(np.float32)

BLURS = ["Box", "Binomial 3 × 3", "Gaussian", "Motion blur", "Mean 5 × 5"]
SHARPENERS = ["Sharpen", "Sharpen, 9 in the centre", "Unsharp mask"]
DERIVATIVES = [
    "Sobel x",
    "Sobel y",
    "Prewitt x",
    "Prewitt y",
    "Scharr x",
    "Scharr y",
    "Edges by columns",
    "Edges by rows",
]
ROBERTS = ["Roberts, main diagonal", "Roberts, other diagonal"]
LAPLACIANS = ["Laplacian, 4 neighbours", "Laplacian, 8 neighbours", "Laplacian of Gaussian"]

every_kernel = pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda each: each.name)
sides = st.integers(1, kernels.MAX_SIDE)


def respond(name: str, image: np.ndarray) -> np.ndarray:
    return cross_correlate2d(image, KERNELS[name].weights)


# What they do.


@pytest.mark.parametrize("name", ["Identity", *BLURS, *SHARPENERS, "Emboss"])
def test_a_kernel_that_keeps_brightness_sums_to_1(name):
    assert KERNELS[name].weights.sum() == pytest.approx(1, abs=1e-12)
    np.testing.assert_allclose(respond(name, FLAT), 0.5, atol=1e-6)


@pytest.mark.parametrize("name", [*DERIVATIVES, *ROBERTS, *LAPLACIANS, "Gabor"])
def test_a_kernel_that_finds_changes_answers_0_to_a_flat_picture(name):
    assert KERNELS[name].weights.sum() == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(respond(name, FLAT), 0, atol=1e-6)


@pytest.mark.parametrize("name", LAPLACIANS)
def test_a_second_derivative_answers_0_to_an_even_slope(name):
    np.testing.assert_allclose(respond(name, RAMP_RIGHT + 2 * RAMP_DOWN), 0, atol=1e-5)


@pytest.mark.parametrize("name", LAPLACIANS)
def test_a_second_derivative_is_negative_on_a_bright_spot(name):
    weights = KERNELS[name].weights
    assert np.unravel_index(weights.argmin(), weights.shape) == kernels.anchor(weights.shape)


@pytest.mark.parametrize("name", ["Sobel", "Prewitt", "Scharr"])
def test_x_is_positive_where_it_gets_brighter_to_the_right_and_y_downwards(name):
    assert respond(f"{name} x", RAMP_RIGHT).min() > 0
    assert respond(f"{name} y", RAMP_DOWN).min() > 0
    np.testing.assert_allclose(respond(f"{name} x", RAMP_DOWN), 0, atol=1e-5)


@pytest.mark.parametrize("name", ["Sobel", "Prewitt", "Scharr"])
def test_y_is_x_with_rows_and_columns_exchanged(name):
    np.testing.assert_array_equal(KERNELS[f"{name} y"].weights, KERNELS[f"{name} x"].weights.T)


def test_the_lectures_edge_detectors_are_positive_where_it_gets_darker():
    assert respond("Edges by columns", RAMP_RIGHT).max() < 0
    assert respond("Edges by rows", RAMP_DOWN).max() < 0


def test_roberts_takes_the_differences_of_the_two_diagonals():
    image = NOISE[..., 0]
    falling, rising = (respond(name, NOISE)[..., 0] for name in ROBERTS)
    np.testing.assert_allclose(falling, image[:-1, :-1] - image[1:, 1:], atol=1e-6)
    np.testing.assert_allclose(rising, image[:-1, 1:] - image[1:, :-1], atol=1e-6)


@pytest.mark.parametrize("operator", ["sobel", "prewitt"])
@pytest.mark.parametrize(("letter", "axis"), [("x", 1), ("y", 0)])
def test_derivatives_are_those_of_scipy(operator, letter, axis):
    expected = getattr(ndimage, operator)(NOISE[..., 0], axis)[1:-1, 1:-1]
    result = respond(f"{operator.title()} {letter}", NOISE)[..., 0]
    np.testing.assert_allclose(result, expected, atol=1e-5)


def test_the_laplacian_of_4_neighbours_is_scipys():
    expected = ndimage.laplace(NOISE[..., 0])[1:-1, 1:-1]
    result = respond("Laplacian, 4 neighbours", NOISE)[..., 0]
    np.testing.assert_allclose(result, expected, atol=1e-5)


@pytest.mark.parametrize("name", ["Box", "Binomial 3 × 3", "Gaussian", "Mean 5 × 5", *DERIVATIVES])
def test_a_separable_kernel_has_rank_1(name):
    assert np.linalg.matrix_rank(KERNELS[name].weights) == 1


def test_the_x_shape_answers_most_to_an_x():
    cross = (np.eye(3) + np.eye(3)[::-1] > 0).astype(np.float32)[..., None]
    assert respond("X shape", cross).item() == 5
    assert respond("X shape", 1 - cross).item() == 0


# The list.


def test_the_list_begins_with_sobel_x():
    assert next(iter(KERNELS)) == "Sobel x"


def test_every_kernel_is_in_one_group():
    names = [each.name for group in kernels.GROUPS.values() for each in group]
    assert names == list(KERNELS)


@every_kernel
def test_every_kernel_says_in_a_line_what_it_does_and_where_it_comes_from(kernel):
    assert kernel.summary.endswith(".")
    assert len(kernel.summary) < 90
    assert kernel.source


@every_kernel
def test_every_kernel_has_finite_weights_in_every_shape(kernel):
    for shape in np.ndindex(kernels.MAX_SIDE, kernels.MAX_SIDE):
        rows, cols = shape[0] + 1, shape[1] + 1
        weights = kernel.build((rows, cols))
        assert weights.shape == (rows, cols)
        assert weights.dtype == np.float64
        assert np.isfinite(weights).all()


@every_kernel
def test_a_named_kernel_cannot_be_changed(kernel):
    with pytest.raises(ValueError, match="read-only"):
        kernel.weights[0, 0] = 9


# Names.


@every_kernel
def test_no_two_names_mean_the_same_filter(kernel):
    assert kernels.name_of(kernel.weights) == kernel.name


@pytest.mark.parametrize("shape", [(5, 5), (3, 7), (4, 4), (15, 15)])
def test_a_rim_of_zeros_does_not_change_the_name_of_a_matrix(shape):
    assert kernels.name_of(kernels.recentre(KERNELS["Sharpen"].weights, *shape)) == "Sharpen"


def test_a_family_in_another_shape_keeps_its_name():
    assert kernels.name_of(KERNELS["Gaussian"].build((5, 4))) == "Gaussian"


def test_a_family_at_other_parameters_has_no_name():
    assert kernels.name_of(KERNELS["Gaussian"].build((7, 7), [2])) is None


@given(st.sampled_from(list(KERNELS.values())), sides, sides, sides, sides)
def test_a_name_and_a_shape_give_the_same_weights_back(kernel, rows, cols, more_rows, more_cols):
    weights = kernels.recentre(kernel.build((rows, cols)), more_rows, more_cols)
    name = kernels.name_of(weights)
    if name is not None:
        np.testing.assert_array_equal(KERNELS[name].build(weights.shape), weights)


def test_a_single_1_is_the_identity():
    assert kernels.name_of(np.ones((1, 1))) == "Identity"


def test_zeros_have_no_name():
    assert kernels.name_of(np.zeros((1, 1))) is None


def test_changed_weights_have_no_name():
    assert kernels.name_of(KERNELS["Sharpen"].weights + 1e-9) is None


def test_planes_that_are_all_alike_have_the_name_of_one():
    planes = np.repeat(KERNELS["Sobel y"].weights[..., None], 3, axis=2)
    assert kernels.name_of(planes) == "Sobel y"


def test_planes_that_differ_have_no_name():
    planes = np.repeat(KERNELS["Sobel y"].weights[..., None], 3, axis=2)
    assert kernels.name_of(planes * [1, 1, 0.5]) is None
