"""What the engine computes of a run for its images: neighbours, history, weights."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from cnnviz import models
from cnnviz.engine import training_features
from cnnviz.engine.training_features import FILE, TrainingFeatures
from cnnviz.layers import Conv2D, Dense, Flatten
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.networks.build import build
from cnnviz.training import checkpoint, job
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from tests.small_data import write_folder

LAYERS = (Conv2D(2, activation="relu"), Flatten(), Dense(6, "relu"))


@pytest.fixture(scope="module")
def config(tmp_path_factory) -> RunConfig:
    data = write_folder(tmp_path_factory.mktemp("data") / "steel")
    return RunConfig(str(data), "tiny", epochs=3, batch_size=8, layers=LAYERS)


@pytest.fixture(scope="module")
def run(config, tmp_path_factory, cnnviz_home) -> RunFolder:
    run = RunFolder.create(config, tmp_path_factory.mktemp("run"))
    assert job.train_run(run).status == "done"
    return run


def test_neighbours_are_those_that_scikit_learn_finds_among_keras_s_features(engine, run, config):
    data = config.load_data()
    found = TrainingFeatures(engine, run, config)
    found.wait()
    assert found.error == ""
    indices, distances = found.nearest(data.test.images[0])
    observed = ObservedModel(models.open_model(run.model))
    features, query = (observed.features(x) for x in (data.train.scaled, data.test.scaled[:1]))
    oracle = NearestNeighbors(n_neighbors=5, algorithm="brute").fit(features)
    far, _ = oracle.kneighbors(query)
    # They are stored at half precision: neighbours nearly as far may change places.
    np.testing.assert_allclose(distances, far[0], rtol=0.01, atol=1e-3)
    chosen = np.linalg.norm(features[indices] - query, axis=1)
    np.testing.assert_allclose(chosen, far[0], rtol=0.01, atol=1e-3)
    assert found.train.files == data.train.files


def test_features_are_computed_once_and_kept_with_the_run(engine, run, config, monkeypatch):
    first = TrainingFeatures(engine, run, config)
    first.wait()
    assert (run.path / FILE).is_file()

    def fail(*arguments):
        raise AssertionError("computed again")

    monkeypatch.setattr(TrainingFeatures, "_compute", fail)
    again = TrainingFeatures(engine, run, config)
    again.wait()
    assert again.train is not None


def test_too_many_features_are_one_sentence(engine, run, config, monkeypatch):
    (run.path / FILE).unlink(missing_ok=True)
    monkeypatch.setattr(training_features, "MAX_BYTES", 10)
    found = TrainingFeatures(engine, run, config)
    found.wait()
    assert "too many to be compared" in found.error


def test_an_image_s_history_is_what_each_saved_epoch_answers(engine, run, config):
    data = config.load_data()
    image = data.test.scaled[0]
    history = engine.history(run, image)
    assert [*history] == [1, 2, 3]
    network = build(LAYERS, data.input_shape, 2)
    for epoch, probabilities in history.items():
        checkpoint.restore_weights(run.checkpoint(epoch), network)
        np.testing.assert_allclose(probabilities, network.predict(image[None])[0], atol=1e-6)


def test_the_weights_of_a_layer_are_keras_s(engine, run):
    there = engine.weights(run.model, "dense_1")
    here = models.open_model(run.model).network.get_layer("dense_1").get_weights()
    for far, near in zip(there, here, strict=True):
        np.testing.assert_array_equal(far, near)
