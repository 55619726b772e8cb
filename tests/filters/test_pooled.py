"""cnnviz.filters.pooled: the output of a layer after its pooling."""

import numpy as np
import pytest

from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.filters.pooled import pool
from cnnviz.utils.errors import InputError


def noise(height: int, width: int, channels: int = 1) -> np.ndarray:
    return np.random.default_rng(0).random((height, width, channels)).astype(np.float32)


@pytest.mark.parametrize(("pooling", "reduce"), [("max", np.max), ("average", np.mean)])
@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pooling_reduces_windows_that_touch_and_leaves_out_what_remains(pooling, reduce, size):
    output = noise(8, 10, 3) - 0.5
    rows, cols = 8 // size, 10 // size
    cells = output[: rows * size, : cols * size].reshape(rows, size, cols, size, 3)
    pooled = pool(output, FilterLayer(pooling=pooling, pool=size))
    np.testing.assert_allclose(pooled, reduce(cells, axis=(1, 3)), atol=1e-6)


def test_without_pooling_the_output_stays_as_it_is():
    output = noise(5, 5)
    assert pool(output, FilterLayer(pool=9)) is output


def test_a_pooling_window_larger_than_the_output_is_refused():
    with pytest.raises(
        InputError, match=r"^a pooling window of 4 × 4 does not fit an output of 3 × 9$"
    ):
        pool(noise(3, 9), FilterLayer(pooling="max", pool=4))
