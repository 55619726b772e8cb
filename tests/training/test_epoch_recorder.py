"""What a training records of its epochs is what Keras predicts from their checkpoints."""

import numpy as np
import pytest

from cnnviz.images import to_float
from cnnviz.layers import (
    BatchNorm,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePool2D,
    MaxPool2D,
)
from cnnviz.networks import trace
from cnnviz.networks.build import build
from cnnviz.training import checkpoint, job
from cnnviz.training.config import RunConfig
from cnnviz.training.epoch_record import MAX_KERNEL_VALUES
from cnnviz.training.epoch_recorder import first_kernels
from cnnviz.training.folder import RunFolder
from cnnviz.training.probes import write_wanted
from tests.small_data import write_folder

LAYERS = (Conv2D(4), BatchNorm(), Flatten(), Dropout(0.2), Dense(8, "relu"))


@pytest.fixture(scope="module")
def config(tmp_path_factory) -> RunConfig:
    data = write_folder(tmp_path_factory.mktemp("data") / "steel")
    # The last validation batch is smaller than the others.
    return RunConfig(str(data), "tiny", epochs=2, batch_size=5, learning_rate=0.01, layers=LAYERS)


@pytest.fixture(scope="module")
def done(config, tmp_path_factory) -> RunFolder:
    run = RunFolder.create(config, tmp_path_factory.mktemp("run"))
    assert job.train_run(run).status == "done"
    return run


def restored(run: RunFolder, epoch: int):
    config, watched = run.config(), run.records.watched()
    model = build(config.network, watched.pictures.shape[1:], len(watched.classes))
    checkpoint.restore_weights(run.checkpoint(epoch), model)
    return model


@pytest.mark.parametrize("epoch", [1, 2])
def test_answers_are_those_of_the_epochs_checkpoint(done, config, epoch):
    watched, split = done.records.watched(), config.load_data().validation
    read = done.records.read(epoch, watched)
    predicted = restored(done, epoch).predict(to_float(split.images), verbose=0)
    np.testing.assert_array_equal(watched.labels, split.labels)
    np.testing.assert_array_equal(read.answers, predicted.argmax(axis=1))
    truths = predicted[np.arange(len(split)), split.labels]
    np.testing.assert_allclose(read.truths, truths, atol=0.5 / 255 + 1e-5)
    assert read.at == epoch


@pytest.mark.parametrize("epoch", [1, 2])
def test_probes_and_kernels_are_those_of_the_epochs_checkpoint(done, epoch):
    watched, model = done.records.watched(), restored(done, epoch)
    read = done.records.read(epoch, watched)
    predicted = model.predict(to_float(watched.pictures), verbose=0)
    np.testing.assert_allclose(read.probabilities, predicted, rtol=2**-10, atol=1e-5)
    kernels = model.layers[1].kernel.numpy()
    np.testing.assert_allclose(read.kernels, kernels, atol=np.abs(kernels).max() / 250)


def test_the_answers_give_the_accuracy_that_keras_reports(done):
    watched, epochs = done.records.watched(), done.history().epochs
    for event in epochs:
        matrix = done.records.read(event.epoch, watched).confusion(watched)
        assert matrix.trace() / matrix.sum() == pytest.approx(event.validation_accuracy)


def test_recording_does_not_change_the_training(done, config, tmp_path, monkeypatch):
    monkeypatch.setattr(job, "EpochRecorder", lambda *given: job.keras.callbacks.Callback())
    bare = RunFolder.create(config, tmp_path / "bare")
    assert job.train_run(bare).status == "done"
    values = [
        [(each.loss, each.validation_loss) for each in run.history().epochs] for run in (done, bare)
    ]
    assert values[0] == values[1]
    assert bare.records.epochs() == []
    assert bare.evaluation() == done.evaluation()


def test_wanted_images_are_the_probes(config, tmp_path):
    split = config.load_data().validation
    run = RunFolder.create(config, tmp_path / "run")
    write_wanted(run.path, [split.files[3], split.files[1]])
    job.train_run(run)
    watched = run.records.watched()
    assert watched.probes.tolist() == [3, 1]
    np.testing.assert_array_equal(watched.pictures, split.images[[3, 1]])


def test_records_within_an_epoch_are_dropped_when_it_ends(done):
    assert not done.records.live_path.exists()
    assert done.records.epochs() == [1, 2]


def test_a_training_that_continues_records_what_an_undisturbed_one_does(done, config, tmp_path):
    run = RunFolder.create(config, tmp_path / "run")
    job.train_run(run)
    run.checkpoint(2).unlink()
    assert job.train_run(run).status == "done"
    watched = run.records.watched()
    read, undisturbed = run.records.read(2, watched), done.records.read(2, watched)
    np.testing.assert_array_equal(read.truths, undisturbed.truths)
    np.testing.assert_array_equal(read.probabilities, undisturbed.probabilities)


@pytest.mark.parametrize(
    ("layers", "shape"),
    [
        ((Conv2D(4, 3), Flatten()), (3, 3, 2, 4)),
        ((BatchNorm(), Conv2D(4, (3, 5)), Flatten()), (3, 5, 2, 4)),
        ((DepthwiseConv2D(3, multiplier=2), Flatten()), (3, 3, 1, 4)),
        ((Conv2DTranspose(5, kernel=2), Flatten()), (2, 2, 2, 5)),
        ((Flatten(), Dense(7)), (8, 9, 2, 7)),
        ((MaxPool2D(2), Flatten(), Dropout(0.1), Dense(7)), (4, 4, 2, 7)),
        ((GlobalAveragePool2D(), Dense(7)), (1, 1, 2, 7)),
        ((Flatten(),), (8, 9, 2, 3)),
    ],
)
def test_the_first_weights_are_kernels_over_their_layers_input(layers, shape):
    model, rows = build(layers, (8, 9, 2), 3), trace(layers, (8, 9, 2), 3)
    assert first_kernels(model, rows).shape == shape


def test_a_dense_units_kernel_lies_as_the_image_does():
    layers = (Flatten(), Dense(4))
    model, rows = build(layers, (3, 2, 1), 3), trace(layers, (3, 2, 1), 3)
    image = np.random.default_rng(0).random((3, 2, 1), np.float32)
    outputs = model.layers[2](image.reshape(1, -1)).numpy()[0]
    kernels = first_kernels(model, rows)
    np.testing.assert_allclose(np.einsum("hwc,hwcn->n", image, kernels), outputs, rtol=1e-5)


def test_of_a_large_layer_the_first_kernels_are_kept():
    layers = (Flatten(), Dense(300))
    model, rows = build(layers, (20, 20, 1), 3), trace(layers, (20, 20, 1), 3)
    kept = first_kernels(model, rows)
    assert kept.shape == (20, 20, 1, MAX_KERNEL_VALUES // 400)


def test_a_kernel_too_large_to_record_is_left_out():
    layers = (Flatten(), Dense(2))
    model, rows = build(layers, (100, 100, 1), 3), trace(layers, (100, 100, 1), 3)
    assert first_kernels(model, rows).shape[-1] == 0
