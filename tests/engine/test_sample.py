"""A model's sample of images, its answers to them, and their map, against direct computations."""

import numpy as np
import pytest

from cnnviz import models
from cnnviz.data import Dataset, Split
from cnnviz.engine import sample as sampling
from cnnviz.engine.embedding_work import EmbeddingWork
from cnnviz.engine.inference import Inference
from cnnviz.engine.sample import SampleAnswers, sample_of
from cnnviz.explain import embedding
from cnnviz.images import to_float
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.utils.errors import InputError
from tests.small_networks import INFO


def dataset(count: int, classes=INFO.classes, side: int = 8) -> Dataset:
    chance = np.random.default_rng(count)
    pixels = chance.integers(0, 256, (count, side, side, 1)).astype(np.uint8)
    labels = chance.integers(0, len(classes), count).astype(np.int64)
    split = Split(pixels, labels, tuple(f"test/{n}" for n in range(count)))
    none = split.take(np.arange(0))
    return Dataset("digits", "Digits", classes, none, none, split, "drawn here")


@pytest.fixture
def model(path):
    return models.open_model(path)


@pytest.fixture(autouse=True)
def empty_home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))


def test_a_sample_is_the_same_each_time_and_no_larger_than_promised(monkeypatch):
    monkeypatch.setattr(sampling, "MOST_IMAGES", 5)
    first, second = (sample_of(dataset(20), INFO) for _ in range(2))
    assert len(first) == 5
    assert (first.key, first.images.files) == (second.key, second.images.files)


def test_labels_count_the_classes_as_the_model_does():
    turned = dataset(20, INFO.classes[::-1])
    found = sample_of(turned, INFO).images
    whole = dict(zip(turned.test.files, turned.test.labels, strict=True))
    expected = [len(INFO.classes) - 1 - whole[file] for file in found.files]
    assert found.labels.tolist() == expected


def test_other_classes_and_no_images_are_refused():
    with pytest.raises(InputError, match="has other classes than small"):
        sample_of(dataset(4, ("cat", "dog")), INFO)
    with pytest.raises(InputError, match="Digits has no test images"):
        sample_of(dataset(0), INFO)


@pytest.mark.parametrize("side", [8, 11])
def test_answers_are_those_of_the_network_here(engine, model, side):
    sample = sample_of(dataset(60, side=side), INFO)
    work = SampleAnswers(engine, model.info, "a" * 64, sample)
    work.start()
    work.wait()
    assert not work.error
    probabilities, features = ObservedModel(model).answers(sample.batch(0, 60))
    np.testing.assert_allclose(work.result["probabilities"], probabilities, atol=1e-5)
    np.testing.assert_allclose(work.result["features"], features, rtol=1e-4)
    if side == 8:
        np.testing.assert_array_equal(sample.batch(0, 60), to_float(sample.images.images))
    assert SampleAnswers(engine, model.info, "a" * 64, sample).complete
    assert not SampleAnswers(engine, model.info, "b" * 64, sample).complete


@pytest.fixture
def features():
    return np.random.default_rng(3).normal(size=(60, 9)).astype(np.float32)


@pytest.fixture
def few_steps(monkeypatch):
    monkeypatch.setattr("cnnviz.engine.embedding_work.STEPS", 6)


def test_a_map_made_in_parts_is_the_map_made_here(engine, features, few_steps):
    work = EmbeddingWork(engine, features)
    work.start()
    work.wait()
    assert (work.error, work.complete) == ("", True)
    reduced = embedding.principal_components(features, embedding.BEFORE).of(features)
    pairs = embedding.affinities(embedding.conditionals(reduced, 0, 60, 59 / 3))
    expected = embedding.advance(pairs, embedding.first_layout(reduced), 6).points
    np.testing.assert_allclose(work.result["points"], expected, rtol=1e-2, atol=1e-7)


def test_a_worker_that_has_forgotten_the_pairs_is_told_again(
    engine, features, few_steps, monkeypatch
):
    work, asked = EmbeddingWork(engine, features), []
    ask, ask_timed = engine.ask, engine.ask_timed

    def counting(method, *args):
        asked.append(method)
        return ask(method, *args)

    def forgetful(method, *args):
        asked.append(method)
        if asked.count(Inference.advance) == 1 and method is Inference.advance:
            ask(Inference.forget_pairs, args[0])
        return ask_timed(method, *args)

    monkeypatch.setattr(engine, "ask", counting)
    monkeypatch.setattr(engine, "ask_timed", forgetful)
    work.start()
    work.wait()
    assert work.complete
    assert asked.count(Inference.keep_pairs) == 2


def test_too_few_images_have_no_map(engine):
    work = EmbeddingWork(engine, np.zeros((3, 2), np.float32))
    work.start()
    work.wait()
    assert work.error == "t-SNE needs at least 10 images, got 3"
