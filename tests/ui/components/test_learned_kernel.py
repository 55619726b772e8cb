"""What the learned kernel's component sends to the browser, read back as the browser reads it."""

import json

import numpy as np
import pytest

from cnnviz.filters.learning.descent import Settings, TrainingTrace, learn
from cnnviz.filters.learning.examples import apply_hidden_kernel, make_problem
from cnnviz.filters.learning.problem import Problem
from cnnviz.ui.components.learned_kernel import payload, scale

SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1.0]])[..., None]


@pytest.fixture
def problem() -> Problem:
    picture = np.random.default_rng(0).random((20, 30, 1)).astype(np.float32)
    return make_problem(apply_hidden_kernel(picture, SOBEL), (3, 3))


@pytest.fixture
def trace(problem) -> TrainingTrace:
    return learn(problem, Settings(steps=60))


def unpack(message: bytes) -> tuple[dict, dict[str, np.ndarray]]:
    length = int.from_bytes(message[:4], "little")
    header = json.loads(message[4 : 4 + length])
    values, arrays, at = np.frombuffer(message[4 + length :], "<f4"), {}, 0
    for name, size in header["lengths"].items():
        arrays[name] = values[at : at + size]
        at += size
    assert at == values.size
    return header, arrays


def test_the_browser_gets_both_pictures_and_the_kernel_of_every_moment(problem, trace):
    header, arrays = unpack(payload(problem, trace, "Hidden", None, "k"))
    np.testing.assert_array_equal(arrays["picture"], problem.image.ravel())
    np.testing.assert_array_equal(arrays["wanted"], problem.target.ravel())
    np.testing.assert_array_equal(arrays["weights"], trace.weights.ravel().astype("f4"))
    np.testing.assert_array_equal(arrays["losses"], trace.losses.astype("f4"))
    assert header["steps"] == list(range(61))
    assert (header["size"], header["kernel"]) == ([20, 30], [3, 3, 1])


def test_channels_are_sent_plane_by_plane():
    picture = np.random.default_rng(0).random((10, 12, 3)).astype(np.float32)
    task = make_problem(apply_hidden_kernel(picture, np.ones((3, 3, 3))), (3, 3))
    _, arrays = unpack(payload(task, learn(task, Settings(steps=5)), "", None, "k"))
    np.testing.assert_array_equal(arrays["picture"].reshape(3, 10, 12)[1], picture[..., 1])


def test_a_kernel_that_may_not_be_seen_is_not_sent(problem, trace):
    _, arrays = unpack(payload(problem, trace, "Hidden", None, "k"))
    assert arrays["reference"].size == arrays["differences"].size == 0


def test_a_kernel_that_may_be_seen_comes_with_the_difference_at_each_moment(problem, trace):
    header, arrays = unpack(payload(problem, trace, "Sobel x", SOBEL, "k"))
    assert header["referenceShape"] == [3, 3, 1]
    np.testing.assert_array_equal(arrays["reference"], SOBEL.ravel())
    expected = np.abs(trace.weights - SOBEL).max(axis=(1, 2, 3))
    np.testing.assert_allclose(arrays["differences"], expected, rtol=1e-6)


def test_showing_the_kernel_does_not_restart_the_descent(problem, trace):
    hidden, shown, other = (
        unpack(payload(problem, each, "", reference, "k"))[0]["id"]
        for each, reference in (
            (trace, None),
            (trace, SOBEL),
            (learn(problem, Settings(steps=61)), None),
        )
    )
    assert hidden == shown != other


def test_the_scale_is_signed_only_where_the_wanted_picture_has_signs():
    assert scale(np.array([-1.0, 3.0])) == {"low": -3, "high": 3, "colours": "signed"}
    assert scale(np.array([0.25, 0.5])) == {"low": 0, "high": 1, "colours": "grey"}
    assert scale(np.array([0.0, 5.0])) == {"low": 0, "high": 5, "colours": "grey"}
