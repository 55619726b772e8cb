"""ViM against a calculation by its paper's formulas, and the detector that combines it."""

import numpy as np
import pytest
from scipy.linalg import null_space
from scipy.special import logsumexp

from cnnviz.evaluation.ood import MahalanobisDetector
from cnnviz.evaluation.virtual_logit import (
    MAHALANOBIS_WEIGHT,
    CombinedDetector,
    VirtualLogit,
    fit_detector,
    load_detector,
)
from cnnviz.utils.errors import InputError

UNITS, CLASSES = 10, 3


@pytest.fixture
def known():
    """Features near a subspace of half of the dimensions, labels, and an output layer."""
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(CLASSES), 200)
    centres, plane = rng.normal(size=(CLASSES, 5)), rng.normal(size=(5, UNITS))
    inside = (3 * centres[labels] + rng.normal(size=(600, 5))) @ plane
    features = (inside + 0.1 * rng.normal(size=inside.shape)).astype(np.float32)
    weights = (centres @ plane).T.astype(np.float32)
    return features, labels, weights, rng.normal(size=CLASSES).astype(np.float32)


def test_the_score_is_the_virtual_logit_less_the_energy_of_the_paper(known):
    features, _, weights, bias = known
    vim = VirtualLogit.fit(features, weights, bias)
    asked = np.random.default_rng(1).normal(size=(50, UNITS)) * 4
    origin = -np.linalg.pinv(weights.T) @ bias
    moved = features - origin
    _, _, rows = np.linalg.svd(moved.astype(float), full_matrices=False)
    residual = null_space(rows[: UNITS // 2])
    logits = features @ weights + bias
    scale = logits.max(axis=1).mean() / np.linalg.norm(moved @ residual, axis=1).mean()
    virtual = scale * np.linalg.norm((asked - origin) @ residual, axis=1)
    expected = virtual - logsumexp(asked @ weights + bias, axis=1)
    np.testing.assert_allclose(vim.scores(asked), expected, rtol=1e-3, atol=1e-2)


def test_the_combined_distance_is_the_weighted_sum_of_both_standardised(known):
    features, labels, weights, bias = known
    detector = CombinedDetector.fit(features, labels, weights, bias)
    vim = VirtualLogit.fit(features, weights, bias).scores(features)
    far = MahalanobisDetector.fit(features, labels).distances(features)
    summed = (vim - vim.mean()) / vim.std() + MAHALANOBIS_WEIGHT * (far - far.mean()) / far.std()
    np.testing.assert_allclose(detector.distances(features), summed - summed.min(), atol=1e-4)


def test_what_leaves_the_subspace_of_the_training_data_is_far(known):
    features, labels, weights, bias = known
    detector = fit_detector(features, labels, weights, bias)
    outside = features + 3 * detector.virtual.residual[:, 0]
    assert detector.distances(outside).min() > np.quantile(detector.distances(features), 0.98)


def test_a_detector_is_read_as_it_was_written(known, tmp_path):
    features, labels, weights, bias = known
    for fitted in (
        fit_detector(features, labels, weights, bias),
        MahalanobisDetector.fit(features, labels),
    ):
        fitted.save(tmp_path / "detector.npz")
        again = load_detector(tmp_path / "detector.npz")
        assert type(again) is type(fitted)
        np.testing.assert_array_equal(again.distances(features), fitted.distances(features))


def test_arrays_that_do_not_fit_each_other_are_refused(known, tmp_path):
    features, labels, weights, bias = known
    fit_detector(features, labels, weights[:, :2], bias[:2]).save(tmp_path / "detector.npz")
    with np.load(tmp_path / "detector.npz") as file:
        arrays = dict(file)
    np.savez(tmp_path / "detector.npz", **arrays | {"bias": bias})
    with pytest.raises(InputError, match="arrays of matching shapes"):
        load_detector(tmp_path / "detector.npz")


def test_of_very_many_features_only_the_mahalanobis_distance_is_used():
    rng = np.random.default_rng(0)
    features, labels = rng.normal(size=(20, 1100)), np.repeat([0, 1], 10)
    detector = fit_detector(features, labels, rng.normal(size=(1100, 2)), np.zeros(2))
    assert isinstance(detector, MahalanobisDetector)
