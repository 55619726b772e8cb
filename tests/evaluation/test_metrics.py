"""Metrics against scikit-learn, and the definition of the calibration error."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics
from sklearn.calibration import calibration_curve

from cnnviz.evaluation.metrics import (
    Evaluation,
    calibration_bins,
    class_figures,
    evaluate,
    expected_calibration_error,
)

CLASSES = ("a", "b", "c", "d")


def random_answers(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.dirichlet(np.full(4, 0.7), count).astype(np.float32), rng.integers(0, 4, count)


answers = st.builds(random_answers, st.integers(0, 2**32), st.integers(1, 60))


@given(answers)
def test_figures_are_scikit_learns(answer):
    probabilities, labels = answer
    result = evaluate(probabilities, labels, CLASSES, "test")
    predicted = probabilities.argmax(axis=1)
    clipped = np.maximum(probabilities[range(len(labels)), labels].astype(float), 1e-7)
    assert result.n == len(labels)
    np.testing.assert_allclose(result.accuracy, metrics.accuracy_score(labels, predicted))
    np.testing.assert_allclose(result.loss, -np.log(clipped).mean(), rtol=1e-9)
    np.testing.assert_array_equal(
        result.confusion, metrics.confusion_matrix(labels, predicted, labels=range(4))
    )


@given(answers)
def test_the_wrong_ones_are_all_there_surest_first(answer):
    probabilities, labels = answer
    wrong = evaluate(probabilities, labels, CLASSES, "test").wrong
    predicted = probabilities.argmax(axis=1)
    assert {one.index for one in wrong} == set(np.flatnonzero(predicted != labels))
    assert [one.probability for one in wrong] == sorted(
        (one.probability for one in wrong), reverse=True
    )
    for one in wrong:
        assert (one.label, one.predicted) == (labels[one.index], predicted[one.index])
        assert one.probability == probabilities[one.index].max()


@given(answers)
def test_an_evaluation_comes_back_from_json_unchanged(answer):
    result = evaluate(*answer, CLASSES, "validation")
    assert Evaluation.from_json(result.to_json()) == result


def test_the_loss_of_a_class_held_impossible_is_finite():
    assert evaluate(np.array([[1.0, 0.0]]), np.array([1]), ("a", "b"), "test").loss < 17


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


@given(answers)
def test_precision_recall_and_f1_are_scikit_learns(answer):
    probabilities, labels = answer
    predicted = probabilities.argmax(axis=1)
    confusion = metrics.confusion_matrix(labels, predicted, labels=range(4))
    expected = metrics.precision_recall_fscore_support(
        labels, predicted, labels=range(4), zero_division=np.nan
    )
    for figures, precision, recall, f1, count in zip(
        class_figures(confusion, CLASSES), *expected, strict=True
    ):
        for ours, theirs in ((figures.precision, precision), (figures.recall, recall)):
            assert (ours is None) == np.isnan(theirs)
            assert ours is None or ours == pytest.approx(theirs)
        if figures.f1 is not None:
            assert figures.f1 == pytest.approx(f1)
        assert figures.count == count


def test_a_class_that_never_occurs_has_no_figures():
    figures = class_figures([[2, 0], [0, 0]], ["a", "b"])[1]
    assert (figures.precision, figures.recall, figures.f1, figures.count) == (None, None, None, 0)


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
