"""The out-of-distribution detector against SciPy."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from cnnviz.evaluation import ood
from cnnviz.evaluation.ood import MahalanobisDetector, uncertainty
from cnnviz.utils.errors import InputError


@pytest.fixture
def fitted():
    """Two classes of correlated features."""
    rng = np.random.default_rng(0)
    mixing = rng.normal(size=(4, 4))
    labels = np.repeat([0, 1], 300)
    features = rng.normal(size=(600, 4)) @ mixing + 5 * labels[:, None]
    return features, labels, MahalanobisDetector.fit(features, labels)


def test_a_distance_is_scipy_s_mahalanobis_distance_to_the_nearest_class(fitted):
    features, labels, detector = fitted
    means = np.stack([features[labels == label].mean(axis=0) for label in (0, 1)])
    inverse = np.linalg.inv(np.cov((features - means[labels]).T))
    expected = cdist(features, means, "mahalanobis", VI=inverse).min(axis=1)
    np.testing.assert_allclose(detector.distances(features), expected, rtol=1e-3)


def test_a_feature_that_never_changes_is_no_reason_to_fail():
    features = np.concatenate([np.random.default_rng(0).normal(size=(50, 3)), np.ones((50, 1))], 1)
    detector = MahalanobisDetector.fit(features, np.zeros(50, int))
    assert np.isfinite(detector.distances(features)).all()


def test_two_percent_of_known_inputs_lie_above_the_threshold():
    distances = np.random.default_rng(0).normal(size=5000)
    assert np.mean(distances > ood.threshold_distance(distances)) == pytest.approx(0.02, abs=0.001)


def test_it_comes_back_from_its_file(fitted, tmp_path):
    features, _, detector = fitted
    detector.save(tmp_path / "known.npz")
    again = MahalanobisDetector.load(tmp_path / "known.npz")
    np.testing.assert_array_equal(again.distances(features), detector.distances(features))


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 broken"])
def test_a_damaged_file_is_refused_in_one_sentence(tmp_path, content):
    (tmp_path / "known.npz").write_bytes(content)
    with pytest.raises(InputError, match=r"known\.npz cannot be read"):
        MahalanobisDetector.load(tmp_path / "known.npz")


def test_arrays_that_do_not_belong_together_are_refused(tmp_path):
    np.savez(tmp_path / "known.npz", means=np.zeros((2, 3)), whitening=np.zeros((4, 4)))
    with pytest.raises(InputError, match="matching shapes"):
        MahalanobisDetector.load(tmp_path / "known.npz")


def test_false_alarms_are_counted_on_inputs_that_did_not_set_the_threshold():
    found = ood.find_threshold(np.arange(1001.0), np.array([0.0, 979, 981, 2000]), "hand")
    assert found.distance == pytest.approx(980)
    assert found.false_alarm_rate == 0.5


def test_false_alarms_of_a_fold_are_counted_with_the_others_threshold():
    near, far = np.arange(100.0), np.arange(100.0) + 500
    found = ood.find_threshold_by_folds([near, near, far])
    assert found.distance == ood.threshold_distance(np.concatenate([near, near, far]))
    beyond = [(near > ood.threshold_distance(np.concatenate([near, far]))).mean()] * 2
    assert found.false_alarm_rate == pytest.approx(np.mean([*beyond, 1.0]))


@pytest.mark.parametrize(
    ("probabilities", "said"),
    [
        ([0.28, 0.01, 0.71], "Uncertain: 71 % for c, but 28 % for a."),
        ([0.5, 0.5, 0.0], "Uncertain: 50 % for a, but 50 % for b."),
        ([0.05, 0.9, 0.05], ""),
        ([0.0, 0.0, 1.0], ""),
    ],
)
def test_an_undecided_network_says_between_what(probabilities, said):
    assert uncertainty(("a", "b", "c"), np.array(probabilities)) == said


def test_of_too_many_features_those_of_the_largest_variance_are_used(monkeypatch):
    monkeypatch.setattr(ood, "MAX_FEATURES", 20)
    rng = np.random.default_rng(1)
    labels = np.arange(100) % 4
    spread = rng.permutation(60) + 1
    features = (rng.normal(size=(100, 60)) * spread).astype(np.float32)
    detector = MahalanobisDetector.fit(features, labels)
    means = np.stack([features[labels == label].mean(axis=0) for label in range(4)])
    within = features - means[labels]
    used = np.argsort(-within.var(axis=0))[:20]
    inverse = np.linalg.inv(np.cov(within[:, used].T))
    expected = cdist(features[:, used], means[:, used], "mahalanobis", VI=inverse).min(axis=1)
    np.testing.assert_allclose(detector.distances(features), expected, rtol=1e-3)


def test_a_class_that_does_not_occur_has_no_mean():
    features = np.random.default_rng(0).normal(size=(60, 3))
    detector = MahalanobisDetector.fit(features, np.repeat([0, 2], 30))
    assert detector.means.shape == (2, 3)


@pytest.mark.parametrize("features", [np.ones((6, 3)), np.arange(3.0)[None], np.eye(3)])
def test_features_that_do_not_differ_within_a_class_are_refused(features):
    labels = np.arange(len(features)) if np.ptp(features) else np.zeros(len(features), int)
    with pytest.raises(InputError, match="must differ within a class"):
        MahalanobisDetector.fit(features, labels)
