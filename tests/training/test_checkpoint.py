"""Checkpoints hold all that training changes, and fit one network and optimiser only."""

import keras
import numpy as np
import pytest

from cnnviz.layers import BatchNorm, Conv2D, Dropout, Flatten
from cnnviz.networks import trace
from cnnviz.networks.build import build
from cnnviz.training import checkpoint
from cnnviz.utils.errors import InputError

LAYERS = (Conv2D(2), BatchNorm(), Dropout(0.5), Flatten())


def network(optimiser: str = "adam", layers=LAYERS):
    model = build(layers, (6, 6, 1), 3)
    model.compile(optimizer=optimiser, loss="sparse_categorical_crossentropy")
    return model


@pytest.fixture
def batch():
    random = np.random.default_rng(0)
    return random.random((12, 6, 6, 1), np.float32), random.integers(0, 3, 12)


@pytest.mark.parametrize("optimiser", ["sgd", "rmsprop", "adam", "adamw"])
def test_a_restored_network_trains_on_as_the_saved_one(tmp_path, batch, optimiser):
    keras.utils.set_random_seed(1)
    saved, other = network(optimiser), network(optimiser)
    saved.train_on_batch(*batch)
    checkpoint.save(tmp_path / "01.npz", saved)
    checkpoint.restore(tmp_path / "01.npz", other)
    losses = [[float(model.train_on_batch(*batch)) for _ in range(3)] for model in (saved, other)]
    assert losses[0] == losses[1]


@pytest.mark.parametrize(
    "other",
    [network("sgd"), network(layers=(Conv2D(3), *LAYERS[1:]))],
    ids=["optimiser", "network"],
)
def test_a_checkpoint_of_another_training_is_refused(tmp_path, other):
    checkpoint.save(tmp_path / "01.npz", network())
    before = other.get_weights()
    with pytest.raises(InputError, match=r"01\.npz belongs to another network or optimiser"):
        checkpoint.restore(tmp_path / "01.npz", other)
    for weights, kept in zip(other.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weights, kept)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"no archive"])
def test_a_damaged_checkpoint_is_refused(tmp_path, damage):
    (tmp_path / "01.npz").write_bytes(damage)
    with pytest.raises(InputError, match=r"the checkpoint 01\.npz is damaged"):
        checkpoint.restore(tmp_path / "01.npz", network())


def test_a_truncated_checkpoint_is_refused(tmp_path):
    file = tmp_path / "01.npz"
    checkpoint.save(file, network())
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(InputError, match="damaged"):
        checkpoint.restore(file, network())


def test_weights_alone_are_restored_into_a_network_that_is_not_compiled(tmp_path, batch):
    saved, other = network(), build(LAYERS, (6, 6, 1), 3)
    saved.train_on_batch(*batch)
    checkpoint.save(tmp_path / "01.npz", saved)
    checkpoint.restore_weights(tmp_path / "01.npz", other)
    np.testing.assert_array_equal(saved.predict(batch[0]), other.predict(batch[0]))


def test_weights_of_another_network_are_refused(tmp_path):
    checkpoint.save(tmp_path / "01.npz", network())
    other = build((Conv2D(3), *LAYERS[1:]), (6, 6, 1), 3)
    with pytest.raises(InputError, match=r"01\.npz belongs to another network"):
        checkpoint.restore_weights(tmp_path / "01.npz", other)


def test_weights_are_read_without_keras_by_the_names_of_their_layers(tmp_path):
    saved = network()
    checkpoint.save(tmp_path / "one.npz", saved)
    rows = trace(LAYERS, saved.input_shape[1:], saved.output_shape[-1])
    found = checkpoint.read_weights(tmp_path / "one.npz", rows)
    for row in rows:
        of_keras = [each for each in saved.get_layer(row.name).weights if each.dtype == "float32"]
        assert len(found[row.name]) == len(of_keras)
        for ours, theirs in zip(found[row.name], of_keras, strict=True):
            np.testing.assert_array_equal(ours, theirs.numpy())
    with pytest.raises(InputError, match=r"one\.npz belongs to another network"):
        checkpoint.read_weights(tmp_path / "one.npz", trace((Flatten(),), (8, 8, 1), 3))
