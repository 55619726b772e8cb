"""Metrics against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from sklearn import metrics

from cnnviz.evaluation.metrics import (
    Evaluation,
    class_figures,
    evaluate,
)
from tests.evaluation.random_answers import answers

CLASSES = ("a", "b", "c", "d")


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
