"""Judging predictions, against scikit-learn."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from cnnviz.evaluation.metrics import Evaluation, judge

CLASSES = ("a", "b", "c", "d")


def random_answers(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.dirichlet(np.full(4, 0.7), count).astype(np.float32), rng.integers(0, 4, count)


answers = st.builds(random_answers, st.integers(0, 2**32), st.integers(1, 60))


@given(answers)
def test_figures_are_scikit_learns(answer):
    probabilities, labels = answer
    result = judge(probabilities, labels, CLASSES, "test")
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
    wrong = judge(probabilities, labels, CLASSES, "test").wrong
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
    result = judge(*answer, CLASSES, "validation")
    assert Evaluation.from_json(result.to_json()) == result


def test_the_loss_of_a_class_held_impossible_is_finite():
    assert judge(np.array([[1.0, 0.0]]), np.array([1]), ("a", "b"), "test").loss < 17
