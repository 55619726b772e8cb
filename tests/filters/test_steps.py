"""A layer taken apart: its steps add up to what the layer does as a whole."""

import numpy as np
import pytest

from cnnviz.filters.apply import filter_image
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.filters.steps import (
    BINS,
    effect,
    histogram,
    histograms,
    later_steps,
    pooling_step,
    small_enough,
    sum_steps,
)
from cnnviz.ops.activations import ACTIVATIONS
from cnnviz.utils.errors import InputError

IMAGE = np.random.default_rng(0).random((20, 24, 3), np.float32)
WEIGHTS = np.random.default_rng(1).normal(size=(3, 3, 3))


def test_the_three_shares_add_up_to_the_sum_and_each_is_its_own_channel_filtered():
    *shares, total = sum_steps(IMAGE, WEIGHTS, FilterLayer())
    np.testing.assert_allclose(sum(step.values for step in shares), total.values, atol=1e-6)
    for channel, step in enumerate(shares):
        alone = filter_image(IMAGE[..., [channel]], WEIGHTS[..., [channel]])
        np.testing.assert_allclose(step.values, alone.output, atol=1e-6)
    assert [step.sign for step in (*shares, total)] == ["→", "+", "+", "="]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("planes", [1, 3])
def test_the_last_step_is_the_blocks_output(activation, planes):
    layer = FilterLayer(stride=2, border="reflect", bias=-0.25, activation=activation)
    weights = WEIGHTS[..., :planes]
    sums = sum_steps(IMAGE, weights, layer)
    last = later_steps(sums[-1].values, layer)[-1]
    np.testing.assert_allclose(
        last.values, filter_image(IMAGE, weights, layer).output, rtol=1e-5, atol=1e-6
    )


def test_no_step_changes_the_one_before():
    layer = FilterLayer(bias=1.0, activation="ReLU")
    sums = sum_steps(IMAGE, WEIGHTS, layer)[-1].values
    before = sums.copy()
    biased, activated = later_steps(sums, layer)
    np.testing.assert_array_equal(sums, before)
    np.testing.assert_array_equal(biased.values, before + 1)
    np.testing.assert_array_equal(activated.values, np.maximum(before + 1, 0))


def test_a_block_that_keeps_its_sums_has_no_later_step():
    assert later_steps(np.zeros((2, 2, 1), np.float32), FilterLayer()) == []


def test_titles_say_what_was_done():
    layer = FilterLayer(bias=-0.5, activation="leaky ReLU", pooling="average", pool=3)
    values = np.zeros((6, 6, 1), np.float32)
    titles = [step.title for step in (*later_steps(values, layer), pooling_step(values, layer))]
    assert titles == ["Bias −0.5", "Leaky ReLU", "Average pooling 3 × 3"]


def test_a_pooling_window_that_does_not_fit_is_refused():
    with pytest.raises(InputError, match="5 × 5 does not fit"):
        pooling_step(np.zeros((4, 9, 1), np.float32), FilterLayer(pooling="max", pool=5))


def test_pictures_are_scaled_down_only_above_the_limit():
    assert small_enough(IMAGE) is IMAGE
    small = small_enough(IMAGE, most=500)
    assert small.size <= 500
    assert small.shape[1] / small.shape[0] == pytest.approx(24 / 20, rel=0.1)


def test_a_histogram_counts_every_value_once_as_numpy_does():
    values = np.random.default_rng(0).normal(size=(50, 40, 1)).astype(np.float32)
    low, high = float(values.min()), float(values.max())
    counts = histogram(values, low, high).counts
    assert counts.sum() == values.size
    expected, _ = np.histogram(values, BINS, (low, high))
    assert np.abs(counts - expected).sum() <= 4  # a value on the edge of two bins


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("values", [[-3.0, 0.5], [0.0, 0.0], [200.0, 900.0], [-900.0, -200.0]])
def test_both_histograms_hold_every_value_whatever_its_range(activation, values):
    sums, outputs = histograms(np.array(values, np.float32), activation)
    assert sums.counts.sum() == outputs.counts.sum() == len(values)
    assert sums.low < 0 < sums.high
    assert outputs.low <= 0 < outputs.high


def test_the_sentence_counts_what_the_activation_changes():
    sums = np.array([-2.0, -1.0, -0.5, 4.0], np.float32)
    assert effect(sums, "ReLU") == "75.0 % of the sums lie below 0 and become 0."
    assert "75.0 %" in effect(sums, "leaky ReLU")
    assert effect(sums, "tanh").startswith("50.0 %")
    assert effect(sums, "sigmoid").startswith("25.0 %")
    assert effect(sums, "none").startswith("No activation")


@pytest.mark.parametrize(("activation", "flat_from"), [("tanh", 1.8184), ("sigmoid", 3.6369)])
def test_flat_means_less_than_a_tenth_of_the_steepest_slope(activation, flat_from):
    slope = lambda x: np.diff(ACTIVATIONS[activation](np.array([x - 1e-4, x + 1e-4])))[0]  # noqa: E731
    assert slope(flat_from) / slope(0) == pytest.approx(0.1, abs=1e-3)
    for x, share in ((flat_from - 0.01, "0.0 %"), (flat_from + 0.01, "100.0 %")):
        assert effect(np.array([x], np.float32), activation).startswith(share)
