"""Kernel tools: what turns and scales a kernel, by what comes back when done again."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnnviz.filters import kernels
from cnnviz.filters.kernels import KERNELS, TOOLS
from cnnviz.utils.errors import InputError

side = st.integers(1, 15)
shapes = st.tuples(side, side, st.sampled_from([1, 3]))
all_weights = arrays(np.float64, shapes, elements=st.floats(-1e3, 1e3))
CORNERS = np.array([[1.0, 2, 3], [4, 5, 6]])[..., None]


def use(name: str, weights: np.ndarray, times: int = 1) -> np.ndarray:
    for _ in range(times):
        weights = TOOLS[name].apply(weights)
    return weights


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("flip-columns", [[3, 2, 1], [6, 5, 4]]),
        ("flip-rows", [[4, 5, 6], [1, 2, 3]]),
        ("rotate", [[4, 1], [5, 2], [6, 3]]),
        ("transpose", [[1, 4], [2, 5], [3, 6]]),
        ("negate", [[-1, -2, -3], [-4, -5, -6]]),
    ],
)
def test_a_tool_does_what_its_name_says(name, expected):
    assert use(name, CORNERS)[..., 0].tolist() == expected


@given(all_weights)
@pytest.mark.parametrize("name", ["flip-columns", "flip-rows", "transpose", "negate"])
def test_a_tool_used_twice_gives_the_kernel_back(name, weights):
    np.testing.assert_array_equal(use(name, weights, 2), weights)


@given(all_weights)
def test_four_quarter_turns_give_the_kernel_back(weights):
    np.testing.assert_array_equal(use("rotate", weights, 4), weights)


@given(all_weights)
def test_two_quarter_turns_are_both_flips(weights):
    flipped = use("flip-rows", use("flip-columns", weights))
    np.testing.assert_array_equal(use("rotate", weights, 2), flipped)


@given(all_weights)
@pytest.mark.parametrize("name", list(TOOLS))
def test_a_tool_treats_all_planes_alike_and_keeps_their_number(name, weights):
    assert use(name, weights).shape[2] == weights.shape[2]


@given(all_weights)
@pytest.mark.parametrize("name", list(TOOLS))
def test_a_tool_leaves_what_it_was_given(name, weights):
    before = weights.copy()
    use(name, weights)
    np.testing.assert_array_equal(weights, before)


def test_negating_leaves_zeros_without_a_sign():
    assert kernels.write_weights(use("negate", np.zeros((1, 2, 1)))) == "0,0"


def test_normalising_the_binomial_of_whole_numbers_gives_the_named_one():
    whole = np.outer([1, 2, 1], [1, 2, 1])[..., None]
    assert kernels.name_of(use("normalise", whole)) == "Binomial 3 × 3"


@given(all_weights)
def test_a_normalised_kernel_sums_to_1(weights):
    assume(abs(weights.sum()) > 1e-2)
    assert use("normalise", weights).sum() == pytest.approx(1, rel=1e-6)


@pytest.mark.parametrize("name", ["Sobel x", "Laplacian, 8 neighbours", "Gabor"])
def test_a_kernel_of_sum_0_gets_magnitudes_that_sum_to_1(name):
    weights = use("normalise", KERNELS[name].weights[..., None])
    assert np.abs(weights).sum() == pytest.approx(1)
    assert weights.sum() == pytest.approx(0, abs=1e-12)


def test_normalising_divides_all_planes_by_the_same_number():
    planes = np.array([[[1.0, 2.0, 5.0]]])
    assert use("normalise", planes).tolist() == [[[0.125, 0.25, 0.625]]]


def test_normalising_a_negative_sum_makes_it_1():
    assert use("normalise", np.array([[[-3.0], [1.0]]])).tolist() == [[[1.5], [-0.5]]]


def test_zeros_stay_as_they_are_when_normalised():
    assert not use("normalise", np.zeros((3, 3, 1))).any()


def test_normalising_beyond_the_largest_weight_is_refused():
    with pytest.raises(InputError, match=r"up to ±1,000,000, got 2e\+07"):
        use("normalise", np.array([[[1.0], [-1.0 + 5e-8]]]))


@given(all_weights, st.floats(-1e3, 1e3))
def test_scaling_multiplies_every_weight(weights, factor):
    np.testing.assert_array_equal(kernels.scale(weights, factor), weights * factor)


@pytest.mark.parametrize(
    ("factor", "sentence"),
    [
        (np.nan, "a factor must be a finite number, got nan"),
        (np.inf, "a factor must be a finite number, got inf"),
        (1e6, "a weight must be a number up to ±1,000,000, got 6e+06"),
        (-1e308, "a weight must be a number up to ±1,000,000, got inf"),
    ],
)
def test_a_factor_that_breaks_the_bound_is_refused(factor, sentence):
    with pytest.raises(InputError) as refusal:
        kernels.scale(CORNERS, factor)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("tool", TOOLS.values(), ids=lambda tool: tool.name)
def test_a_tools_icon_is_one_that_streamlit_has(tool):
    from streamlit.material_icon_names import ALL_MATERIAL_ICONS

    assert tool.icon in ALL_MATERIAL_ICONS
