"""Baselines agree with scikit-learn, and reach on NEU what is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.dummy import DummyClassifier
from sklearn.neighbors import KNeighborsClassifier

from cnnviz import data
from cnnviz.data import Split
from cnnviz.evaluation import baselines
from cnnviz.evaluation.baselines import Baselines, measure_baselines
from cnnviz.evaluation.metrics import Evaluation


def split(seed: int, count: int, classes: int, channels: int = 1) -> Split:
    """Noise whose level depends on the class, so that brightness tells something."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, classes, count)
    level = 60 + 120 * labels / classes
    noise = rng.normal(level[:, None, None, None], 40, (count, 6, 5, channels))
    pictures = np.clip(noise, 0, 255).astype(np.uint8)
    return Split(pictures, labels, tuple(map(str, range(count))))


@given(st.integers(0, 999), st.integers(1, 80), st.integers(1, 30), st.integers(1, 5))
def test_neighbours_vote_as_in_scikit_learn(seed, known, asked, classes):
    rng = np.random.default_rng(seed)
    points, queries = rng.normal(size=(known, 2)), rng.normal(size=(asked, 2))
    labels = rng.integers(0, classes, known)
    theirs = KNeighborsClassifier(min(15, known)).fit(points, labels).predict(queries)
    ours = baselines.nearest_neighbours(points, labels, queries)
    np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("channels", [1, 3])
def test_both_accuracies_are_scikit_learns(channels):
    train, test = split(0, 200, 4, channels), split(1, 90, 4, channels)
    ours = measure_baselines(train, test)
    weights = [0.299, 0.587, 0.114] if channels == 3 else [1]
    known, asked = (
        np.stack([grey.mean((1, 2)), grey.std((1, 2))], axis=1)
        for grey in (each.images @ weights / 255 for each in (train, test))
    )
    neighbours = KNeighborsClassifier(15).fit(known, train.labels)
    frequent = DummyClassifier(strategy="most_frequent").fit(known, train.labels)
    assert ours.brightness_contrast == pytest.approx(
        neighbours.score(asked, test.labels), abs=0.012
    )
    assert ours.most_frequent == frequent.score(asked, test.labels)
    assert ours.best == max(ours.brightness_contrast, ours.most_frequent)


def test_folds_average_by_their_number_of_images():
    train = split(0, 120, 3)
    parts = [split(seed, count, 3) for seed, count in ((1, 10), (2, 35))]
    mean = baselines.mean_baselines([measure_baselines(train, part) for part in parts], [10, 35])
    whole = measure_baselines(train, Split.concatenate(parts))
    assert mean.most_frequent == pytest.approx(whole.most_frequent)
    assert mean.brightness_contrast == pytest.approx(whole.brightness_contrast)


def test_the_sentence_states_both():
    text = baselines.baselines_sentence(Baselines(1 / 6, 0.72))
    assert "16.7 %" in text.replace("\u00a0", " ")
    assert "72.0 %" in text.replace("\u00a0", " ")


def test_an_evaluation_keeps_them_on_disk():
    known = Evaluation(
        "test", 2, 0.1, 0.5, ("a", "b"), ((1, 0), (1, 0)), (), 0.1, Baselines(0.5, 1)
    )
    assert Evaluation.from_json(known.to_json()) == known


def test_brightness_and_contrast_alone_tell_most_of_neu(real_neu):
    loaded = data.load(str(real_neu))
    found = measure_baselines(loaded.train, loaded.test)
    assert found.brightness_contrast == pytest.approx(0.72, abs=0.03)
    assert found.most_frequent == pytest.approx(1 / 6, abs=0.01)
