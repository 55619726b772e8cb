"""cnnviz.layers.window.patterns: small whole numbers in any size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.layers.window import patterns
from cnnviz.layers.window.patterns import Numbers

side = st.integers(1, 32)


@given(name=st.sampled_from(list(patterns.INPUTS)), height=side, width=side)
def test_every_input_holds_digits_in_the_size_asked_for(name, height, width):
    cells = Numbers(input=name, seed=3).cells((1, height, width))[0]
    assert cells.shape == (height, width)
    assert set(cells.ravel().tolist()) <= set(range(10))


@given(name=st.sampled_from(list(patterns.KERNELS)), height=side, width=side)
def test_every_kernel_holds_whole_numbers_in_the_size_asked_for(name, height, width):
    weights = Numbers(kernel=name, seed=3).weights((1, 1, height, width))[0, 0]
    assert weights.shape == (height, width)
    assert np.abs(weights).max() <= 4
    assert weights.dtype.kind == "i"


def test_the_same_seed_gives_the_same_digits_and_another_seed_others():
    draws = [Numbers("Random digits", seed=seed).cells((1, 9, 9)) for seed in (1, 1, 2)]
    assert (draws[0] == draws[1]).all()
    assert (draws[0] != draws[2]).any()


def test_the_kernels_of_3_are_the_well_known_ones():
    known = {
        "Vertical edges": [[-1, 0, 1]] * 3,
        "Horizontal edges": [[-1] * 3, [0] * 3, [1] * 3],
        "Laplacian": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
        "Identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        "Ones": [[1] * 3] * 3,
    }
    for name, weights in known.items():
        assert Numbers(kernel=name).weights((1, 1, 3, 3))[0, 0].tolist() == weights


def test_a_seven_keeps_its_shape_at_its_own_size():
    drawn = [list(map(int, row)) for row in patterns.SEVEN.split()]
    assert Numbers("A seven").cells((1, 14, 14))[0].tolist() == drawn


@pytest.mark.parametrize("name", ["Random digits", "A seven"])
def test_each_channel_has_another_picture(name):
    planes = Numbers(name).cells((4, 9, 9))
    assert len({plane.tobytes() for plane in planes}) == 4


def test_every_channel_and_filter_has_another_kernel():
    kernels = Numbers().weights((2, 3, 3, 3)).reshape(6, 9)
    assert len({kernel.tobytes() for kernel in kernels}) == 6
