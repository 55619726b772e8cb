"""Comparison of evaluations, against SciPy, scikit-learn and counting by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import confusion_matrix

from cnnviz.evaluation.comparison import (
    disagreements,
    interval_95,
    matrix_difference,
    mcnemar,
)
from cnnviz.evaluation.metrics import Evaluation, evaluate
from cnnviz.utils.errors import InputError

CLASSES = ("a", "b", "c")
ANSWERS = st.lists(st.tuples(*[st.integers(0, 2)] * 3), min_size=1, max_size=30)


def evaluation(predicted: np.ndarray, labels: np.ndarray, classes=CLASSES) -> Evaluation:
    """Of a network that predicts with certainty, so that its answers are known."""
    probabilities = np.full((len(labels), len(classes)), 0.1 / (len(classes) - 1))
    probabilities[np.arange(len(labels)), predicted] = 0.9
    return evaluate(probabilities, labels, classes, "test")


@given(st.integers(1, 20_000), st.data())
def test_an_interval_is_scipys_wilson_interval(n, data):
    right = data.draw(st.integers(0, n))
    theirs = binomtest(right, n).proportion_ci(0.95, method="wilson")
    assert interval_95(right / n, n) == pytest.approx((theirs.low, theirs.high), abs=1e-6)


@given(st.integers(0, 400), st.integers(0, 400))
def test_mcnemars_test_is_scipys_binomial_test(first, second):
    expected = binomtest(first, first + second).pvalue if first + second else 1.0
    assert mcnemar(first, second) == pytest.approx(expected, abs=1e-12)


def test_mcnemars_test_counts_thousands_of_images():
    assert mcnemar(3000, 3100) == pytest.approx(binomtest(3000, 6100).pvalue)


@given(ANSWERS)
def test_disagreements_are_the_images_whose_answers_differ(answers):
    labels, first, second = np.array(answers).T
    found = disagreements(evaluation(first, labels), evaluation(second, labels))
    assert {(each.index, each.label, each.first, each.second) for each in found} == {
        (i, *row)
        for i, row in enumerate(map(tuple, zip(labels, first, second, strict=True)))
        if row[1] != row[2]
    }


@given(ANSWERS, st.randoms(use_true_random=False))
def test_images_are_matched_where_the_splits_differ(answers, random):
    """The second network is tested on some of the images, in another order, among others."""
    labels, first, second = np.array(answers).T
    order = random.sample(range(len(labels)), random.randint(1, len(labels)))
    theirs = evaluation(np.array([0, *second[order]]), np.array([1, *labels[order]]))
    same = {index: place + 1 for place, index in enumerate(order)}
    found = disagreements(evaluation(first, labels), theirs, same)
    expected = {i for i in order if first[i] != second[i]}
    assert {each.index for each in found} == expected
    assert all(
        (each.first, each.second) == (first[each.index], second[each.index]) for each in found
    )


def test_the_most_confident_error_comes_first():
    labels = np.array([0, 0, 0])
    sure = evaluate(np.array([[0.4, 0.6], [0.1, 0.9], [0.3, 0.7]]), labels, ("a", "b"), "test")
    right = evaluate(np.array([[0.8, 0.2]] * 3), labels, ("a", "b"), "test")
    assert [each.index for each in disagreements(right, sure)] == [1, 2, 0]
    assert [each.probability for each in disagreements(right, sure)] == [0.9, 0.7, 0.6]


def test_other_classes_or_numbers_of_images_are_refused():
    three, two = np.zeros(3, int), np.zeros(2, int)
    with pytest.raises(InputError, match="got 3 and 2"):
        disagreements(evaluation(three, three), evaluation(two, two))
    with pytest.raises(InputError, match="the same classes"):
        disagreements(evaluation(three, three), evaluation(three, three, ("x", "y")))
    with pytest.raises(InputError, match="the same classes"):
        matrix_difference(evaluation(three, three), evaluation(three, three, ("x", "y")))


@given(ANSWERS)
def test_the_difference_of_matrices_is_that_of_scikit_learns_normalised_ones(answers):
    labels, first, second = np.array(answers).T
    theirs = [
        confusion_matrix(labels, each, labels=range(3), normalize="true")
        for each in (first, second)
    ]
    ours = matrix_difference(evaluation(first, labels), evaluation(second, labels))
    np.testing.assert_allclose(ours, theirs[1] - theirs[0], atol=1e-12)
