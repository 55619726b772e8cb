"""Three ways of filtering: they agree, are counted, and are measured within their time."""

import numpy as np
import pytest

from cnnviz.filters.analysis import timing
from cnnviz.ops import convolution

PLANE = np.random.default_rng(0).random((700, 301), np.float32)
SEPARABLE = np.outer([1.0, 2, 1, 3], [1, -2, 5])
ODD = np.random.default_rng(1).normal(size=(5, 4))


@pytest.mark.parametrize("kernel", [SEPARABLE, ODD, np.ones((15, 15)), np.ones((1, 1))])
def test_all_ways_give_the_same(kernel):
    taps = [size - 1 for size in kernel.shape]
    inside = tuple(
        slice(tap // 2, n - (tap - tap // 2)) for tap, n in zip(taps, PLANE.shape, strict=True)
    )
    expected = convolution.cross_correlate2d(PLANE[..., None], kernel)[..., 0]
    for way in timing.filters(PLANE, kernel).values():
        np.testing.assert_allclose(way()[inside][..., 0], expected, atol=2e-3)


def test_the_separable_way_is_open_to_rank_1_alone():
    assert list(timing.filters(PLANE, SEPARABLE)) == ["Direct", "Separable", "FFT"]
    assert list(timing.filters(PLANE, ODD)) == ["Direct", "FFT"]
    assert timing.measure(PLANE, ODD)[1] == timing.Timing("Separable", None, None)


def test_multiplications_are_the_product_or_the_sum_of_the_sides():
    counts = timing.multiplications((700, 301), (5, 7))
    assert (counts["Direct"], counts["Separable"]) == (35, 12)


def test_the_ffts_estimate_hardly_depends_on_the_kernel():
    small, large = (timing.multiplications((700, 301), (k, k))["FFT"] for k in (3, 15))
    assert small < large < 1.3 * small


def test_every_method_is_timed_even_on_24_megapixels():
    plane = np.zeros((4000, 6000), np.float32)
    times = timing.measure(plane, np.outer(np.arange(1.0, 16), np.ones(15)))
    assert all(each.milliseconds > 0 for each in times)


def test_before_measuring_only_the_counts_are_there():
    assert [each.milliseconds for each in timing.counted(PLANE, SEPARABLE)] == [None] * 3
