"""When images are learned, against a direct reading of the definitions."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.training.learning_order import RecordedAnswers, learning_order


def random_run(seed: int, epochs: int, images: int) -> RecordedAnswers:
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, images)
    answers = np.where(
        rng.random((epochs, images)) < 0.6, labels, rng.integers(0, 3, (epochs, images))
    )
    truths = np.where(answers == labels, 0.8, rng.uniform(0, 0.1, answers.shape))
    return RecordedAnswers(tuple(range(1, epochs + 1)), labels, answers, truths.astype(np.float32))


runs = st.builds(random_run, st.integers(0, 2**32), st.integers(1, 12), st.integers(1, 30))


def correct(run: RecordedAnswers, image: int) -> list[bool]:
    return [bool(answers[image] == run.labels[image]) for answers in run.answers]


@given(runs)
def test_an_image_is_learned_from_the_first_epoch_on_from_which_it_stays_correct(run):
    learned = learning_order(run).learned
    for image in range(len(run.labels)):
        right = correct(run, image)
        starts = [epoch for at, epoch in enumerate(run.epochs) if all(right[at:])]
        assert learned[image] == (starts[0] if starts else 0)


@given(runs)
def test_a_forgetting_event_is_a_correct_answer_followed_by_a_wrong_one(run):
    forgotten = learning_order(run).forgotten
    for image in range(len(run.labels)):
        right = correct(run, image)
        events = sum(a and not b for a, b in itertools.pairwise(right))
        assert forgotten[image] == events


@given(runs)
def test_each_image_is_in_one_group_by_its_definition(run):
    order = learning_order(run)
    members = np.concatenate(list(order.groups.values()))
    assert sorted(members.tolist()) == list(range(len(run.labels)))
    count = len(run.epochs)
    for name, places in order.groups.items():
        for image in places:
            right, learned = correct(run, image), order.learned[image]
            assert (name == "never") == (not any(right))
            assert (name == "forgotten") == (any(right) and not right[-1])
            assert (name == "early") == (0 < learned <= max(1, np.ceil(count / 4)))
            if name in {"between", "late"}:
                assert (name == "late") == (learned - 1 >= count / 2)


def test_planted_wrong_labels_are_the_suspects():
    epochs, images = 8, 200
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 4, images)
    labels = truth.copy()
    planted = rng.choice(images, 9, replace=False)
    labels[planted] = (truth[planted] + 1) % 4
    answers = np.tile(truth, (epochs, 1))  # a network that generalises answers the truth
    noisy = rng.random((epochs, images)) < 0.3 * np.linspace(1, 0, epochs)[:, None]
    answers = np.where(noisy, rng.integers(0, 4, (epochs, images)), answers)
    answers[:, planted] = truth[planted]
    sure = np.where(answers == labels, 0.95, 0.02)
    order = learning_order(RecordedAnswers(tuple(range(1, 9)), labels, answers, sure))
    assert set(order.suspects) == set(planted)


def test_an_image_between_two_other_classes_is_no_suspect():
    answers = np.array([[1], [2], [1], [2], [1], [2]])
    run = RecordedAnswers((1, 2, 3, 4, 5, 6), np.zeros(1, int), answers, np.full((6, 1), 0.01))
    assert learning_order(run).groups["never"].tolist() == [0]
    assert not len(learning_order(run).suspects)


def test_an_image_whose_label_has_a_tenth_is_no_suspect():
    run = RecordedAnswers(
        (1, 2, 3, 4), np.zeros(1, int), np.ones((4, 1), int), np.full((4, 1), 0.1)
    )
    assert not len(learning_order(run).suspects)


def test_two_epochs_are_too_few_to_suspect_a_label():
    run = RecordedAnswers((1, 2), np.zeros(1, int), np.ones((2, 1), int), np.zeros((2, 1)))
    assert not len(learning_order(run).suspects)
