"""Label smoothing and class weights, and whole trainings against plain Keras."""

from dataclasses import replace

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.utils.class_weight import compute_class_weight

from cnnviz import models
from cnnviz.layers import BatchNorm, Dense, Dropout, Flatten
from cnnviz.networks.build import build
from cnnviz.training import job, losses, rates
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.keras_script import script
from cnnviz.training.optimisers import KINDS, SGD, Adam, AdamW, Momentum, Nesterov, RMSprop
from cnnviz.training.pipeline import training_batches, validation_batches
from tests.small_data import write_folder

BALANCED = RunConfig(class_weights="balanced")
PROBABILITIES = np.array([[0.7, 0.2, 0.1], [0.25, 0.25, 0.5]], np.float32)
LABELS = np.array([0, 1])


@given(st.integers(1, 7).flatmap(lambda k: st.lists(st.integers(0, k), min_size=1, max_size=60)))
def test_balanced_weights_are_scikit_learns(labels):
    weights = losses.class_weights(BALANCED, np.array(labels), 9)
    present = np.unique(labels)
    expected = compute_class_weight("balanced", classes=present, y=labels)
    np.testing.assert_allclose([weights[label] for label in present], expected)
    assert list(weights) == list(range(9))  # Keras wants every class


def test_balanced_weights_by_hand():
    # 6 of 8 images and 2 of 8: 8 / (2 * 6) and 8 / (2 * 2).
    assert losses.class_weights(BALANCED, np.array([0] * 6 + [1] * 2), 2) == {0: 8 / 12, 1: 2}
    assert losses.class_weights(RunConfig(), np.array([0, 0, 1]), 2) is None


def test_the_smoothed_loss_by_hand():
    smoothed = losses.training_loss(RunConfig(label_smoothing=0.3), 3)
    # Of a label 0.7 + 0.3 / 3 = 0.8 stays, each other class gets 0.1.
    targets = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1]])
    by_hand = -(targets * np.log(PROBABILITIES)).sum(axis=1)
    np.testing.assert_allclose(smoothed(LABELS, PROBABILITIES), by_hand, rtol=1e-6)


def test_without_smoothing_the_loss_is_the_plain_cross_entropy():
    assert losses.training_loss(RunConfig(), 3) == "sparse_categorical_crossentropy"
    assert losses.metrics(RunConfig()) == ["accuracy"]


# Whole trainings. The oracle calls Keras as a notebook would, with every number written out.

LAYERS = (Flatten(), Dense(8), BatchNorm(), Dropout(0.2))
IN_KERAS = {
    SGD(0.01): lambda rate: keras.optimizers.SGD(rate, weight_decay=0.01),
    Momentum(0.8): lambda rate: keras.optimizers.SGD(rate, momentum=0.8),
    Nesterov(): lambda rate: keras.optimizers.SGD(rate, momentum=0.9, nesterov=True),
    RMSprop(0.8, 0.5): lambda rate: keras.optimizers.RMSprop(rate, rho=0.8, momentum=0.5),
    Adam(): keras.optimizers.Adam,
    AdamW(0.8): lambda rate: keras.optimizers.AdamW(rate, beta_1=0.8, weight_decay=0.004),
}


@pytest.fixture(scope="module")
def config(tmp_path_factory) -> RunConfig:
    """Settings for 40 bright and 10 dark images."""
    folder = write_folder(tmp_path_factory.mktemp("data") / "unequal")
    for number in range(10, 40):
        (folder / "dark" / f"dark_{number}.png").unlink()
    return RunConfig(str(folder), "tiny", epochs=2, batch_size=8, learning_rate=0.01, layers=LAYERS)


def trained(config: RunConfig, path) -> RunFolder:
    run = RunFolder.create(config, path)
    assert job.train_run(run).status == "done"
    return run


def plain_keras(config: RunConfig, optimiser, loss="sparse_categorical_crossentropy", **fit):
    """A network trained by Keras alone, and its history; plain cross-entropies as metrics."""
    dataset = config.load_data()
    keras.utils.set_random_seed(config.seed)
    model = build(config.network, dataset.input_shape, 2)
    metrics = ["accuracy", "sparse_categorical_crossentropy"]
    model.compile(optimiser, loss, metrics=metrics, jit_compile=False)
    history = model.fit(
        training_batches(dataset.train, config),
        validation_data=validation_batches(dataset.validation, config),
        epochs=config.epochs,
        shuffle=False,
        verbose=0,
        **fit,
    )
    return model, history.history


def assert_same_weights(run: RunFolder, model, atol: float = 1e-5) -> None:
    ours = models.open_model(run.model).network.get_weights()
    for own, expected in zip(ours, model.get_weights(), strict=True):
        np.testing.assert_allclose(own, expected, rtol=1e-5, atol=atol)


@pytest.mark.parametrize("optimiser", IN_KERAS, ids=lambda each: each.kind)
def test_a_run_trains_as_plain_keras_does(optimiser, config, tmp_path):
    config = replace(config, optimiser=optimiser)
    model, history = plain_keras(config, IN_KERAS[optimiser](0.01))
    run = trained(config, tmp_path / "run")
    assert_same_weights(run, model)
    recorded = [(epoch.loss, epoch.validation_loss) for epoch in run.history().epochs]
    expected = zip(history["loss"], history["val_loss"], strict=True)
    np.testing.assert_allclose(recorded, list(expected), rtol=1e-5)


def test_keras_takes_whole_numbers_of_settings_written_by_hand():
    config = RunConfig.from_settings(
        {"learning_rate": 1, "optimiser": {"kind": "momentum", "momentum": 0, "weight_decay": 1}}
    )
    made = config.optimiser.keras(rates.learning_rate(config, 10)).get_config()
    assert (made["learning_rate"], made["momentum"], made["weight_decay"]) == (1, 0, 1)


def test_every_kind_is_compared_with_plain_keras():
    assert {type(optimiser) for optimiser in IN_KERAS} == set(KINDS)


def smoothed_by_hand(labels, probabilities):
    ones = keras.ops.one_hot(keras.ops.cast(labels, "int32"), 2)
    return -keras.ops.sum((0.8 * ones + 0.1) * keras.ops.log(probabilities), axis=-1)


def weights_by_hand(config: RunConfig) -> dict[int, float]:
    counts = np.bincount(config.load_data().train.labels)
    return {label: counts.sum() / (2 * count) for label, count in enumerate(counts)}


@pytest.mark.parametrize(
    "settings",
    [
        {"label_smoothing": 0.2},
        {"class_weights": "balanced"},
        {"label_smoothing": 0.2, "class_weights": "balanced"},
    ],
    ids=["smoothing", "weights", "both"],
)
def test_training_minimises_the_changed_loss_and_shows_the_plain_one(settings, config, tmp_path):
    config = replace(config, optimiser=Momentum(), **settings)
    loss = smoothed_by_hand if config.label_smoothing else "sparse_categorical_crossentropy"
    fit = {"class_weight": weights_by_hand(config)} if config.class_weights == "balanced" else {}
    model, history = plain_keras(config, keras.optimizers.SGD(0.01, 0.9), loss, **fit)
    run = trained(config, tmp_path / "run")
    assert_same_weights(run, model, atol=1e-5)  # the loss is rounded in another order
    plain = [history[f"{split}sparse_categorical_crossentropy"] for split in ("", "val_")]
    recorded = [(epoch.loss, epoch.validation_loss) for epoch in run.history().epochs]
    np.testing.assert_allclose(recorded, np.transpose(plain), rtol=1e-5)
    assert abs(history["loss"][-1] - run.history().epochs[-1].loss) > 0.01


@pytest.mark.parametrize(
    "settings",
    [
        {"optimiser": Nesterov(0.8, 0.01)},
        {"optimiser": AdamW(0.8), "label_smoothing": 0.2, "class_weights": "balanced"},
    ],
    ids=["plain loss", "changed loss"],
)
def test_the_written_script_trains_the_very_weights_of_the_run(settings, config, tmp_path):
    config = replace(config, schedule="one-cycle", **settings)
    run = trained(config, tmp_path / "run")
    dataset = config.load_data()
    code = script(config, dataset.input_shape, 2)
    names = {
        "train": training_batches(dataset.train, config),
        "y": dataset.train.labels,
        "x_validation": dataset.validation.scaled,
        "y_validation": dataset.validation.labels,
        "x_test": dataset.test.scaled,
        "y_test": dataset.test.labels,
    }
    head, rest = code[: code.index("# data.npz")], code[code.index("model = keras") :]
    exec(head + rest, names)  # on the run's own batches
    assert_same_weights(run, names["model"])
