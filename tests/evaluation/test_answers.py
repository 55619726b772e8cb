"""The answers to a split: counted, chosen by cell and sorted, written and read."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from cnnviz.evaluation.answers import Answers
from cnnviz.evaluation.metrics import evaluate
from cnnviz.utils.errors import InputError

CLASSES = 4


def random_answers(seed: int, count: int) -> Answers:
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.full(CLASSES, 0.7), count).astype(np.float32)
    return Answers.of(probabilities, rng.integers(0, CLASSES, count))


answers = st.builds(random_answers, st.integers(0, 2**32), st.integers(1, 60))
label = st.none() | st.integers(0, CLASSES - 1)


@given(answers)
def test_the_matrix_is_scikit_learns(given_answers):
    expected = confusion_matrix(
        given_answers.labels, given_answers.predicted, labels=range(CLASSES)
    )
    np.testing.assert_array_equal(given_answers.confusion(CLASSES), expected)


@given(answers, label, label)
def test_a_cell_a_row_or_a_column_has_its_images_the_most_wrong_first(some, row, col):
    pairs = list(zip(some.labels.tolist(), some.predicted.tolist(), strict=True))
    if row is None and col is None:
        expected = {at for at, (true, predicted) in enumerate(pairs) if true != predicted}
    else:
        expected = {
            at
            for at, (true, predicted) in enumerate(pairs)
            if row in {None, true} and col in {None, predicted}
        }
    chosen = some.chosen(row, col).tolist()
    assert len(chosen) == len(expected)
    assert set(chosen) == expected
    truths = [some.probabilities[at, some.labels[at]] for at in chosen]
    assert truths == sorted(truths)


def test_answers_come_back_from_their_file_unchanged(tmp_path):
    some = random_answers(0, 50)
    some.save(tmp_path / "answers.npz")
    read = Answers.load(tmp_path / "answers.npz", CLASSES)
    for name in ("labels", "predicted", "truths", "probabilities"):
        np.testing.assert_array_equal(getattr(read, name), getattr(some, name))


@pytest.mark.parametrize("damage", ["absent", "cut", "other classes"])
def test_a_damaged_file_is_refused(tmp_path, damage):
    path = tmp_path / "answers.npz"
    if damage != "absent":
        random_answers(0, 50).save(path)
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InputError, match=r"answers\.npz is"):
        Answers.load(path, CLASSES + (damage == "other classes"))


@given(answers)
def test_an_evaluation_gives_the_same_predicted_classes(some):
    evaluation = evaluate(some.probabilities, some.labels, tuple("abcd"), "test")
    again = Answers.of_evaluation(evaluation, some.labels)
    np.testing.assert_array_equal(again.predicted, some.predicted)
    assert np.isnan(again.truths).all()
