"""Nearest neighbours against scikit-learn."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.neighbors import NearestNeighbors

from cnnviz.evaluation import neighbours
from cnnviz.evaluation.neighbours import nearest


@given(st.integers(0, 2**32), st.integers(1, 40), st.integers(1, 6), st.integers(1, 9))
def test_they_are_scikit_learns(seed, count, units, step):
    rng = np.random.default_rng(seed)
    features, query = rng.normal(size=(count, units)).astype(np.float32), rng.normal(size=units)
    wanted = min(5, count)
    oracle = NearestNeighbors(n_neighbors=wanted, algorithm="brute").fit(features)
    distances, indices = oracle.kneighbors(query[None])
    before, neighbours.STEP = neighbours.STEP, step
    try:
        found, far = nearest(features, query)
    finally:
        neighbours.STEP = before
    assert found.tolist() == indices[0].tolist()
    np.testing.assert_allclose(far, distances[0], rtol=1e-4)


def test_of_equal_distances_the_lower_index_comes_first():
    assert nearest(np.array([[1.0], [-1.0], [1.0]]), np.zeros(1))[0].tolist() == [0, 1, 2]
