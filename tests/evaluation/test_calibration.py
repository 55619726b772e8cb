"""Calibration against its definition and scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

from cnnviz.evaluation.calibration import calibration_bins, expected_calibration_error
from tests.evaluation.random_answers import answers


def test_confidence_equal_to_accuracy_has_no_calibration_error():
    probabilities = np.tile([0.75, 0.25], (8, 1))
    labels = np.array([0, 0, 0, 1] * 2)
    assert expected_calibration_error(probabilities, labels) == pytest.approx(0)


def test_full_confidence_in_wrong_classes_has_calibration_error_1():
    assert expected_calibration_error(np.array([[1.0, 0.0]] * 3), np.ones(3, int)) == 1


def test_calibration_bins_are_weighted_by_their_number_of_predictions():
    probabilities = np.array([[0.95, 0.05]] * 3 + [[0.55, 0.45]])
    labels = np.array([0, 0, 0, 1])  # 3 × right at 0.95, wrong at 0.55
    expected = 3 / 4 * 0.05 + 1 / 4 * 0.55
    assert expected_calibration_error(probabilities, labels) == pytest.approx(expected)


def test_the_calibration_error_is_the_sum_over_the_paper_s_bins():
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet(np.ones(5) / 2, 400)
    labels = rng.integers(0, 5, 400)
    sure, right = probabilities.max(1), probabilities.argmax(1) == labels
    expected = 0.0
    for lowest in np.arange(15) / 15:
        inside = (sure > lowest) & (sure <= lowest + 1 / 15)
        if inside.any():
            expected += inside.mean() * abs(right[inside].mean() - sure[inside].mean())
    assert expected_calibration_error(probabilities, labels) == pytest.approx(expected)


@given(answers, st.integers(1, 12))
def test_the_reliability_diagram_is_scikit_learns(answer, bins):
    probabilities, labels = answer
    confidence = probabilities.max(axis=1).astype(np.float64)
    correct = probabilities.argmax(axis=1) == labels
    accuracies, confidences = calibration_curve(correct, confidence, n_bins=bins)
    filled = [each for each in calibration_bins(probabilities, labels, bins) if each.count]
    np.testing.assert_allclose([each.accuracy for each in filled], accuracies)
    np.testing.assert_allclose([each.confidence for each in filled], confidences)
    assert sum(each.count for each in filled) == len(labels)
