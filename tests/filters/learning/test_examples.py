"""Pairs to learn a kernel from: hidden kernels, uploads, and which windows are compared."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal

from cnnviz import images
from cnnviz.filters.learning.descent import Settings, learn
from cnnviz.filters.learning.examples import (
    LONGEST,
    align,
    apply_hidden_kernel,
    hidden_kernel,
    make_problem,
    read_target,
)
from cnnviz.filters.learning.quadratic_loss import quadratic_loss
from cnnviz.utils.errors import InputError
from tests.examples import at_most

RNG = np.random.default_rng(0)


def noise(height: int, width: int, channels: int = 1) -> np.ndarray:
    return RNG.random((height, width, channels)).astype(np.float32)


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def padded_filter(picture: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """An output as large as the picture, with a border of zeros."""
    before = [(size - 1) // 2 for size in kernel.shape]
    pads = [(first, size - 1 - first) for first, size in zip(before, kernel.shape, strict=True)]
    return signal.correlate2d(np.pad(picture[..., 0], pads), kernel, "valid")


sides = st.integers(1, 6)


@at_most(100)
@given(sides, sides, st.integers(0, 2), st.integers(0, 2))
def test_the_hidden_kernel_is_the_best_one_whenever_the_learned_one_can_hold_it(kh, kw, dh, dw):
    kernel = np.random.default_rng(kh).normal(size=(kh, kw, 1))
    pair = apply_hidden_kernel(noise(40, 44), kernel, bias=0.25)
    larger = (kh + 2 * dh, kw + 2 * dw)  # the anchor moves by dh, dw
    best = quadratic_loss(make_problem(pair, larger)).best
    np.testing.assert_allclose(best[-1], 0.25, atol=1e-4)
    found = best[:-1].reshape(*larger, 1)
    np.testing.assert_allclose(found[dh : dh + kh, dw : dw + kw], kernel, atol=1e-4)


@given(sides, sides)
def test_a_result_as_large_as_the_picture_is_compared_inside_its_border_only(kh, kw):
    picture, kernel = noise(20, 23), np.random.default_rng(kw).normal(size=(kh, kw))
    pair = align(picture, padded_filter(picture, kernel))
    problem = make_problem(pair, (kh, kw))
    assert problem.target.shape == (21 - kh, 24 - kw)
    np.testing.assert_allclose(quadratic_loss(problem).best[:-1].reshape(kh, kw), kernel, atol=1e-5)


@given(sides, sides, st.sampled_from([-2, 0, 2]))
def test_a_smaller_result_is_laid_on_its_windows_anchors(kh, kw, more):
    picture, kernel = noise(20, 23), np.random.default_rng(kw).normal(size=(kh, kw))
    pair = align(picture, signal.correlate2d(picture[..., 0], kernel, "valid"))
    assert pair.kernel_size == (kh, kw)
    size = (max(kh + more, 1), max(kw + more, 1))
    lowest = quadratic_loss(make_problem(pair, size)).lowest
    assert more < 0 or lowest < 1e-8


def test_a_large_pair_keeps_its_most_varied_part_and_still_tells_the_kernel():
    picture = np.full((700, 900, 1), 0.5, np.float32)
    picture[300:400, 500:600] = noise(100, 100)
    kernel = RNG.normal(size=(5, 5))
    pair = align(picture, signal.correlate2d(picture[..., 0], kernel, "valid"))
    assert pair.target.shape == (LONGEST, LONGEST)
    assert pair.image.std() > 0.1
    np.testing.assert_allclose(
        quadratic_loss(make_problem(pair, (5, 5))).best[:-1].reshape(5, 5), kernel, atol=1e-4
    )


@pytest.mark.parametrize("shape", [(26, 30), (25, 31), (10, 30), (25, 1)])
def test_a_result_of_a_wrong_size_is_refused_with_the_rule_and_the_sizes(shape):
    message = (
        "the wanted picture must be as large as the picture, 25 × 30, or smaller by at most 14 "
        f"rows and columns, got {shape[0]} × {shape[1]}"
    )
    with pytest.raises(InputError, match=message):
        align(noise(25, 30), np.zeros(shape))


def test_a_kernel_larger_than_the_picture_is_refused():
    with pytest.raises(InputError, match="a kernel of 3 × 3 does not fit a picture of 1 × 1"):
        apply_hidden_kernel(noise(1, 1), np.ones((3, 3, 1)))
    with pytest.raises(InputError, match="a kernel of 9 × 9 does not fit a picture of 8 × 8"):
        make_problem(apply_hidden_kernel(noise(8, 8), np.ones((3, 3, 1))), (9, 9))


def test_a_picture_is_shrunk_before_a_kernel_is_hidden_in_it():
    pair = apply_hidden_kernel(noise(400, 520), np.ones((3, 3, 1)))
    assert pair.image.shape == (200, 260, 1)
    direct = signal.correlate2d(pair.image[..., 0], np.ones((3, 3)), "valid")
    np.testing.assert_allclose(pair.target, direct, rtol=1e-5)


def test_channels_are_summed_by_one_kernel_each():
    picture, kernel = noise(20, 20, 3), RNG.normal(size=(3, 3, 3))
    pair = apply_hidden_kernel(picture, kernel)
    direct = sum(signal.correlate2d(picture[..., c], kernel[..., c], "valid") for c in range(3))
    np.testing.assert_allclose(pair.target, direct, atol=1e-5)


def test_noise_on_the_wanted_picture_keeps_the_loss_up_by_its_variance():
    pair = apply_hidden_kernel(noise(150, 150), np.ones((3, 3, 1)), noise=0.1)
    assert quadratic_loss(make_problem(pair, (3, 3))).lowest == pytest.approx(0.01, rel=0.03)


def test_centring_leaves_the_kernel_and_makes_the_loss_rounder():
    kernel = RNG.normal(size=(3, 3, 1))
    pair = apply_hidden_kernel(noise(60, 60), kernel)
    plain, centred = (
        quadratic_loss(make_problem(pair, (3, 3), centre=centre)) for centre in (False, True)
    )
    np.testing.assert_allclose(centred.best[:-1].reshape(3, 3, 1), kernel, atol=1e-5)
    assert centred.condition < plain.condition / 5


def test_a_riddle_is_the_same_for_the_same_number():
    first, again = hidden_kernel(7), hidden_kernel(7)
    assert first.name == again.name
    np.testing.assert_array_equal(first.weights, again.weights)


def test_riddles_differ_and_none_is_the_identity():
    names = [hidden_kernel(number).name for number in range(100)]
    assert len(set(names)) > 10
    assert "Random whole numbers" in names
    assert "Identity" not in names


def test_a_riddle_in_colour_reads_one_channel():
    for number in range(20):
        weights = hidden_kernel(number, channels=3).weights
        assert weights.shape[2] == 3
        assert (np.abs(weights).sum(axis=(0, 1)) > 0).sum() == 1


def test_arrays_are_taken_as_they_are_and_colours_mixed_to_grey():
    values = RNG.normal(size=(5, 6, 3))
    np.testing.assert_array_equal(read_target("a.npy", npy(values[..., 0])), values[..., 0])
    np.testing.assert_array_equal(read_target("a.NPY", npy(values[..., :1])), values[..., 0])
    mixed = values @ [0.299, 0.587, 0.114]
    np.testing.assert_allclose(read_target("a.npy", npy(values)), mixed, atol=1e-6)


def test_a_picture_file_is_read_from_0_to_1():
    pixels = RNG.integers(0, 256, (5, 6), np.uint8)
    wanted = read_target("a.png", images.png_bytes(pixels))
    np.testing.assert_allclose(wanted, pixels / 255, atol=1e-6)


@pytest.mark.parametrize("shape", [(4,), (4, 4, 2), (2, 4, 4, 1)])
def test_an_array_that_is_no_picture_is_refused(shape):
    with pytest.raises(InputError, match=r"must have the axes \(H, W\), .* got the shape"):
        read_target("a.npy", npy(np.ones(shape)))


def test_from_a_pair_to_the_kernel():
    picture, kernel = noise(64, 64), np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0.0]])
    pair = align(picture, padded_filter(picture, kernel))
    trace = learn(make_problem(pair, (3, 3), centre=True), Settings("momentum", 0.5, 300))
    np.testing.assert_allclose(trace.weights[-1, ..., 0], kernel, atol=1e-3)


@pytest.mark.parametrize("height", [60, 600])
def test_a_pair_tells_the_size_of_the_kernel_that_made_it(height):
    picture = noise(height, 50)
    assert align(picture, np.zeros((height - 2, 46))).kernel_size == (3, 5)
    assert align(picture, np.zeros((height, 50))).kernel_size == (1, 1)
    assert apply_hidden_kernel(picture, np.ones((2, 7, 1))).kernel_size == (2, 7)
