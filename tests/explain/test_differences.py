"""How much maps differ, by hand and by loops."""

import numpy as np
import pytest

from cnnviz.explain.differences import map_differences
from cnnviz.utils.errors import InputError


def test_it_is_the_mean_of_all_absolute_differences_of_a_map():
    chance = np.random.default_rng(0)
    first, second = chance.normal(size=(2, 3, 4, 5))
    expected = [
        sum(abs(first[r, c, unit] - second[r, c, unit]) for r in range(3) for c in range(4)) / 12
        for unit in range(5)
    ]
    np.testing.assert_allclose(map_differences(first, second), expected, rtol=1e-6)


def test_opposite_signs_do_not_cancel():
    ones = np.ones((2, 2, 1))
    ones[0] = -1
    assert map_differences(ones, -ones).tolist() == [2.0]


def test_maps_of_other_sizes_are_refused():
    with pytest.raises(InputError, match="one shape"):
        map_differences(np.zeros((2, 2, 1)), np.zeros((3, 2, 1)))
