"""Learning a kernel: loss and slope beside SciPy, convergence, divergence, what is kept."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal
from scipy.optimize import approx_fprime

from cnnviz.filters.learning.descent import (
    MOST_MOMENTS,
    Settings,
    descend,
    largest_difference,
    learn,
)
from cnnviz.filters.learning.optimisers import OPTIMISERS
from cnnviz.filters.learning.problem import Problem
from cnnviz.filters.learning.quadratic_loss import quadratic_loss
from cnnviz.utils.errors import InputError

RNG = np.random.default_rng(0)
SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1.0]])[..., None]


def correlate(picture: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """The channels' outputs, summed."""
    planes = zip(picture.transpose(2, 0, 1), kernel.transpose(2, 0, 1), strict=True)
    return sum(signal.correlate2d(plane, weights, "valid") for plane, weights in planes)


def problem(kernel: np.ndarray = SOBEL, bias: float = 0.0, side: int = 40) -> Problem:
    """Noise, whose neighbouring pixels are not alike, and what a kernel makes of it."""
    picture = np.random.default_rng(1).normal(size=(side, side + 5, kernel.shape[2]))
    return Problem(picture, correlate(picture, kernel) + bias)


@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_the_loss_is_the_mean_squared_difference_of_the_filtered_picture(
    rows, cols, channels, seed
):
    rng = np.random.default_rng(seed)
    picture = rng.random((11, 13, channels))
    wanted = rng.normal(size=(12 - rows, 14 - cols))
    kernel, bias = rng.normal(size=(rows, cols, channels)), rng.normal()
    loss = quadratic_loss(Problem(picture, wanted))
    direct = ((correlate(picture, kernel) + bias - wanted) ** 2).mean()
    assert loss.at(np.append(kernel, bias)) == pytest.approx(direct, rel=1e-9)


def test_the_loss_stays_exact_where_it_is_nearly_zero():
    task = problem()
    near = np.append(SOBEL, 0) + 1e-9 * RNG.normal(size=10)
    direct = (
        (correlate(task.image, near[:-1].reshape(3, 3, 1)) + near[-1] - task.target) ** 2
    ).mean()
    assert quadratic_loss(task).at(near) == pytest.approx(direct, rel=1e-4)


def test_the_gradient_is_the_slope_of_the_loss():
    task = Problem(RNG.random((12, 9, 2)), RNG.random((10, 8)))
    loss = quadratic_loss(task)
    at = RNG.normal(size=13)
    numeric = approx_fprime(at, loss.at, 1e-7)
    np.testing.assert_allclose(loss.gradient(at), numeric, rtol=1e-4, atol=1e-5)


def test_the_lowest_loss_is_that_of_least_squares():
    task = Problem(RNG.random((12, 9, 1)), RNG.random((10, 7)))
    loss = quadratic_loss(task)
    table = np.c_[task.windows.reshape(70, 9), np.ones(70)]
    best, residual, *_ = np.linalg.lstsq(table, task.target.ravel(), rcond=None)
    np.testing.assert_allclose(loss.best, best, atol=1e-8)
    assert loss.lowest == pytest.approx(residual[0] / 70)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_every_optimiser_finds_the_hidden_kernel_and_bias(name):
    trace = learn(problem(bias=0.5), Settings(name, rate=0.05, steps=1000))
    np.testing.assert_allclose(trace.weights[-1], SOBEL, atol=1e-3)
    assert trace.biases[-1] == pytest.approx(0.5, abs=1e-3)


def test_batches_find_it_too():
    trace = learn(problem(), Settings("descent", rate=0.05, steps=1000, batch=32))
    np.testing.assert_allclose(trace.weights[-1], SOBEL, atol=1e-6)


def test_one_kernel_a_channel_is_found_from_their_sum():
    kernel = RNG.normal(size=(3, 2, 3))
    trace = learn(problem(kernel), Settings("momentum", steps=500))
    np.testing.assert_allclose(trace.weights[-1], kernel, atol=1e-6)


def test_a_kernel_too_small_stays_at_the_lowest_loss():
    task = problem(np.full((5, 5, 1), 0.04))
    small = Problem(task.image[1:-1, 1:-1], task.target)
    trace = learn(small, Settings("momentum", steps=500))
    assert trace.loss.lowest > 0.01
    assert trace.losses[-1] == pytest.approx(trace.loss.lowest)


@pytest.mark.parametrize("name", ["descent", "momentum"])
@pytest.mark.parametrize("share", [0.99, 1.01])
def test_just_below_the_largest_rate_it_comes_to_rest_and_just_above_it_does_not(name, share):
    loss = quadratic_loss(problem())
    rate = share * loss.largest_rate(name)
    path = descend(loss.gradient, np.zeros(10), Settings(name, rate, 2000))
    first, *_, last = loss.at(path)
    assert last < 1e-9 * first if share < 1 else last > 1e9 * first


def test_adam_has_no_largest_rate():
    assert quadratic_loss(problem()).largest_rate("adam") is None


def test_a_lesson_that_blows_up_is_cut_off_and_says_so():
    trace = learn(problem(), Settings("descent", rate=5))
    assert trace.diverged
    assert 2 < len(trace.steps) < 100
    assert np.isfinite(trace.weights).all()


def test_the_same_seed_gives_the_same_lesson_and_another_one_another():
    first, again, other = (
        learn(problem(), Settings(steps=50, batch=8, start="random", seed=seed))
        for seed in (3, 3, 4)
    )
    np.testing.assert_array_equal(first.weights, again.weights)
    assert not np.array_equal(first.weights[0], other.weights[0])
    assert not np.array_equal(first.weights[-1], other.weights[-1])


def test_a_lesson_starts_from_zeros_and_its_first_loss_is_that_of_a_black_picture():
    task = problem()
    trace = learn(task, Settings(steps=5))
    assert not trace.weights[0].any()
    assert trace.losses[0] == pytest.approx((task.target**2).mean())


@given(st.integers(1, 5000))
def test_a_lesson_keeps_the_first_and_the_last_step_and_not_too_many_between(steps):
    trace = learn(Problem(np.ones((2, 2, 1)), np.ones((2, 2))), Settings("descent", 0.01, steps))
    assert trace.steps[0] == 0
    assert trace.steps[-1] == steps
    assert min(steps + 1, MOST_MOMENTS // 2) <= len(trace.steps) <= MOST_MOMENTS + 1


def test_the_kept_moments_are_those_of_the_whole_way():
    settings = Settings(steps=2000)
    trace = learn(problem(), settings)
    path = descend(trace.loss.gradient, np.zeros(10), settings)
    np.testing.assert_array_equal(trace.weights.reshape(len(trace.steps), 9), path[trace.steps, :9])


def test_of_a_flat_picture_the_weights_cannot_be_distinguished():
    flat = Problem(np.full((9, 9, 1), 0.5), np.ones((7, 7)))
    loss = quadratic_loss(flat)
    assert loss.undetermined == 9
    assert loss.lowest == pytest.approx(0, abs=1e-12)


def test_the_condition_number_is_that_of_the_windows():
    task = Problem(RNG.random((12, 9, 1)), RNG.random((10, 7)))
    table = np.c_[task.windows.reshape(70, 9), np.ones(70)]
    assert quadratic_loss(task).condition == pytest.approx(np.linalg.cond(table) ** 2)


def test_a_black_picture_teaches_nothing_and_breaks_nothing():
    trace = learn(Problem(np.zeros((5, 5, 1)), np.zeros((3, 3))), Settings(steps=10))
    assert not trace.losses.any()
    assert not trace.diverged


@pytest.mark.parametrize(("ours", "theirs"), [((3, 3), (5, 5)), ((5, 5), (3, 3)), ((2, 5), (4, 3))])
def test_kernels_of_other_sizes_are_compared_anchor_on_anchor(ours, theirs):
    point = np.zeros((*ours, 1))
    point[(ours[0] - 1) // 2, (ours[1] - 1) // 2] = 1
    other = np.zeros((*theirs, 1))
    other[(theirs[0] - 1) // 2, (theirs[1] - 1) // 2] = 1
    assert largest_difference(point, other) == 0
    other[-1, -1] = 3
    np.testing.assert_array_equal(largest_difference(np.stack([point, 0 * point]), other), [3, 3])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"optimiser": "luck"}, "optimiser must be one of descent, momentum, adam, got 'luck'"),
        ({"start": "ones"}, "start must be one of zeros, random, got 'ones'"),
        ({"rate": 0.0}, "learning rate must be above 0, got 0"),
        ({"rate": float("nan")}, "learning rate must be above 0, got nan"),
        ({"steps": 0}, "steps must be at least 1, got 0"),
        ({"batch": -1}, "batch must be at least 0, got -1"),
    ],
)
def test_settings_out_of_bounds_are_refused_with_rule_and_value(wrong, message):
    with pytest.raises(InputError, match=message):
        Settings(**wrong)
