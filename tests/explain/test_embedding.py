"""Maps of features against scikit-learn's, and t-SNE's gradient against finite differences."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from sklearn.manifold._t_sne import _joint_probabilities

from cnnviz.explain import embedding


@pytest.fixture(scope="module")
def digits():
    return (load_digits().data[:200] / 16).astype(np.float32)


@pytest.fixture(scope="module")
def pairs(digits):
    return embedding.affinities(embedding.conditionals(digits, 0, len(digits)))


def test_principal_components_are_those_of_scikit_learn(digits):
    found = embedding.principal_components(digits)
    known = PCA(2, svd_solver="full").fit(digits.astype(float))
    signs = np.sign((found.axes * known.components_).sum(axis=1))
    np.testing.assert_allclose(found.of(digits), known.transform(digits) * signs, atol=1e-4)
    np.testing.assert_allclose(found.shares, known.explained_variance_ratio_, rtol=1e-5)


def test_more_units_than_images_have_the_components_of_scikit_learn():
    wide = np.random.default_rng(0).normal(size=(20, 90)).astype(np.float32)
    found, known = embedding.principal_components(wide), PCA(2, svd_solver="full").fit(wide)
    signs = np.sign((found.axes * known.components_).sum(axis=1))
    np.testing.assert_allclose(found.of(wide), known.transform(wide) * signs, atol=1e-4)


def test_two_images_alike_have_a_map_too():
    found = embedding.principal_components(np.ones((2, 3), np.float32))
    assert found.of(np.ones(3)).tolist() == [0, 0]
    assert found.shares.tolist() == [0, 0]


def test_affinities_are_those_of_scikit_learn(digits, pairs):
    from scipy.spatial.distance import cdist, squareform

    squares = cdist(digits, digits, "sqeuclidean").astype(np.float32)
    known = squareform(_joint_probabilities(squares, embedding.PERPLEXITY, 0))
    np.testing.assert_allclose(pairs, known, atol=1e-7)


def test_neighbours_asked_for_in_parts_are_the_same(digits):
    whole = embedding.conditionals(digits, 0, len(digits))
    parts = [embedding.conditionals(digits, first, first + 50) for first in range(0, 200, 50)]
    np.testing.assert_allclose(np.concatenate(parts), whole, atol=1e-5)


def test_equal_images_have_affinities_too():
    alike = np.zeros((40, 3), np.float32)
    assert np.isfinite(embedding.conditionals(alike, 0, 40)).all()


def test_the_gradient_is_that_of_finite_differences(pairs):
    few = pairs[:12, :12].astype(float)
    few /= few.sum()
    points = np.random.default_rng(0).normal(size=(12, 2))
    found, small = embedding.gradient(few, points), 1e-5
    for place in np.ndindex(points.shape):
        step = np.zeros_like(points)
        step[place] = small
        up, down = (embedding.divergence(few, points + sign * step) for sign in (1, -1))
        assert found[place] == pytest.approx((up - down) / (2 * small), rel=1e-4, abs=1e-7)


def test_the_map_is_as_good_as_scikit_learn_s():
    digits = (load_digits().data[:500] / 16).astype(np.float32)
    pairs = embedding.affinities(embedding.conditionals(digits, 0, len(digits)))
    found = embedding.advance(pairs, embedding.first_layout(digits), embedding.STEPS)
    known = TSNE(
        perplexity=embedding.PERPLEXITY, method="exact", init="pca", max_iter=750, random_state=0
    ).fit(digits)
    assert embedding.divergence(pairs, found.points) < 1.03 * known.kl_divergence_


def test_steps_taken_in_parts_lead_to_the_same_map(digits, pairs):
    start = embedding.first_layout(digits)
    whole = embedding.advance(pairs, start, 20)
    parts = embedding.advance(pairs, embedding.advance(pairs, start, 7), 13)
    np.testing.assert_allclose(parts.points, whole.points, rtol=1e-3)
    assert parts.step == 20
