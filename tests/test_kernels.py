"""cnnviz.kernels: known sums, ranks and answers to known pictures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage, special

from cnnviz import kernels
from cnnviz.errors import InputError
from cnnviz.kernels import KERNELS
from cnnviz.ops import cross_correlate2d

RAMP_RIGHT = np.tile(np.arange(11, dtype=np.float32) / 10, (11, 1))[..., None]
RAMP_DOWN = RAMP_RIGHT.transpose(1, 0, 2)
FLAT = np.full((11, 11, 1), 0.5, np.float32)

BLURS = ["Box 3 × 3", "Mean 5 × 5", "Gaussian 3 × 3", "Gaussian 5 × 5", "Gaussian 7 × 7",
         "Motion blur 7 × 7"]  # fmt: skip
SHARPENERS = ["Sharpen", "Sharpen, 9 in the centre", "Unsharp mask 5 × 5"]
DERIVATIVES = ["Sobel x", "Sobel y", "Prewitt x", "Prewitt y", "Scharr x", "Scharr y",
               "Edges by columns", "Edges by rows"]  # fmt: skip
LAPLACIANS = ["Laplacian, 4 neighbours", "Laplacian, 8 neighbours", "LoG 5 × 5"]


def respond(name: str, image: np.ndarray) -> np.ndarray:
    return cross_correlate2d(image, KERNELS[name].weights)


@pytest.mark.parametrize("name", ["Identity", *BLURS, *SHARPENERS, "Emboss"])
def test_a_kernel_that_keeps_brightness_sums_to_1(name):
    assert KERNELS[name].weights.sum() == pytest.approx(1, abs=1e-12)
    np.testing.assert_allclose(respond(name, FLAT), 0.5, atol=1e-6)


@pytest.mark.parametrize("name", [*DERIVATIVES, *LAPLACIANS])
def test_a_kernel_that_finds_edges_answers_0_to_a_flat_picture(name):
    assert KERNELS[name].weights.sum() == 0
    np.testing.assert_allclose(respond(name, FLAT), 0, atol=1e-6)


@pytest.mark.parametrize("name", LAPLACIANS)
def test_a_second_derivative_answers_0_to_an_even_slope(name):
    np.testing.assert_allclose(respond(name, RAMP_RIGHT), 0, atol=1e-5)


@pytest.mark.parametrize("name", ["Sobel", "Prewitt", "Scharr"])
def test_x_is_positive_where_it_gets_brighter_to_the_right_and_y_downwards(name):
    assert respond(f"{name} x", RAMP_RIGHT).min() > 0
    assert respond(f"{name} y", RAMP_DOWN).min() > 0
    np.testing.assert_allclose(respond(f"{name} x", RAMP_DOWN), 0, atol=1e-5)


def test_the_lectures_edge_detectors_are_positive_where_it_gets_darker():
    assert respond("Edges by columns", RAMP_RIGHT).max() < 0
    assert respond("Edges by rows", RAMP_DOWN).max() < 0


@pytest.mark.parametrize("operator", ["sobel", "prewitt"])
@pytest.mark.parametrize(("letter", "axis"), [("x", 1), ("y", 0)])
def test_derivatives_are_those_of_scipy(operator, letter, axis):
    image = np.random.default_rng(0).random((9, 9, 1)).astype(np.float32)
    expected = getattr(ndimage, operator)(image[..., 0], axis)[1:-1, 1:-1]
    result = respond(f"{operator.title()} {letter}", image)[..., 0]
    np.testing.assert_allclose(result, expected, atol=1e-5)


def test_the_laplacian_of_4_neighbours_is_scipys():
    image = np.random.default_rng(0).random((9, 9, 1)).astype(np.float32)
    expected = ndimage.laplace(image[..., 0])[1:-1, 1:-1]
    result = respond("Laplacian, 4 neighbours", image)[..., 0]
    np.testing.assert_allclose(result, expected, atol=1e-5)


@pytest.mark.parametrize("name", [*BLURS[:5], *DERIVATIVES])
def test_a_separable_kernel_has_rank_1(name):
    assert np.linalg.matrix_rank(KERNELS[name].weights) == 1


@pytest.mark.parametrize("size", [3, 5, 7])
def test_the_gaussian_is_the_binomial_with_variance_a_quarter_of_its_steps(size):
    weights = kernels.binomial(size)
    row = special.comb(size - 1, np.arange(size)) / 2 ** (size - 1)
    np.testing.assert_allclose(weights, np.outer(row, row))
    variance = (weights.sum(axis=0) * (np.arange(size) - size // 2) ** 2).sum()
    assert variance == pytest.approx((size - 1) / 4)


def test_the_unsharp_mask_is_the_well_known_matrix():
    weights = KERNELS["Unsharp mask 5 × 5"].weights
    assert (weights * -256)[0].tolist() == [1, 4, 6, 4, 1]
    assert weights[2, 2] * -256 == -476


def test_the_x_shape_answers_most_to_an_x():
    cross = (np.eye(3) + np.eye(3)[::-1] > 0).astype(np.float32)[..., None]
    assert respond("X shape", cross).item() == 5
    assert respond("X shape", 1 - cross).item() == 0


def test_motion_blur_draws_a_diagonal():
    spike = np.zeros((13, 13, 1), np.float32)
    spike[6, 6] = 1
    blurred = respond("Motion blur 7 × 7", spike)[..., 0]
    np.testing.assert_allclose(blurred, np.eye(7) / 7, atol=1e-7)


@pytest.mark.parametrize("named", kernels.NAMED, ids=lambda named: named.name)
def test_every_kernel_says_what_it_does_and_where_it_comes_from(named):
    assert named.weights.shape[0] in kernels.SIZES
    assert named.summary.endswith(".")
    assert named.source


@pytest.mark.parametrize("named", kernels.NAMED, ids=lambda named: named.name)
def test_no_two_names_mean_the_same_filter(named):
    assert kernels.name_of(named.weights) == named.name


def test_a_named_kernel_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        KERNELS["Sobel x"].weights[0, 0] = 9


@pytest.mark.parametrize("size", [5, 7])
def test_a_rim_of_zeros_does_not_change_the_name(size):
    assert kernels.name_of(kernels.recentre(KERNELS["Sharpen"].weights, size)) == "Sharpen"


def test_changed_weights_have_no_name():
    assert kernels.name_of(KERNELS["Sharpen"].weights + 1e-9) is None


def test_recentring_keeps_the_centre_when_it_cuts_and_when_it_pads():
    weights = np.arange(25.0).reshape(5, 5)
    assert kernels.recentre(weights, 3).tolist() == [[6, 7, 8], [11, 12, 13], [16, 17, 18]]
    padded = kernels.recentre(weights, 7)
    np.testing.assert_array_equal(padded[1:-1, 1:-1], weights)
    assert padded.sum() == weights.sum()


@pytest.mark.parametrize("size", [3, 5, 7])
def test_recentring_brings_an_oblong_kernel_into_a_square(size):
    assert kernels.recentre(np.ones((1, 5)), size).tolist() == (
        [[0] * size] * (size // 2)
        + [[float(abs(col - size // 2) <= 2) for col in range(size)]]
        + [[0] * size] * (size // 2)
    )


@given(st.lists(st.floats(-1e6, 1e6), min_size=9, max_size=9))
def test_written_weights_are_read_back_to_the_last_bit(numbers):
    weights = np.reshape(numbers, (3, 3))
    np.testing.assert_array_equal(kernels.read_weights(kernels.write_weights(weights)), weights)


def test_whole_weights_are_written_short():
    assert kernels.write_weights(KERNELS["Sobel x"].weights) == "-1,0,1;-2,0,2;-1,0,1"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "weights must be numbers, got ''"),
        ("1,2;x,4", "weights must be numbers, got '1,2;x,4'"),
        ("1,2;3,4", r"a kernel must be 3 × 3, 5 × 5, 7 × 7, got rows of \[2, 2\]"),
        ("1,2,3;4,5;6,7,8", r"got rows of \[3, 2, 3\]"),
        ("1,2,3;4,nan,6;7,8,9", "up to ±1,000,000, got nan"),
        ("1,2,3;4,1e308,6;7,8,9", r"up to ±1,000,000, got 1e\+308"),
        (";".join([",".join(["1"] * 16)] * 16), "a kernel must be 3 × 3, 5 × 5, 7 × 7"),
    ],
)
def test_text_that_is_no_kernel_is_refused_in_one_sentence(text, sentence):
    with pytest.raises(InputError, match=sentence):
        kernels.read_weights(text)
