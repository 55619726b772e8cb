"""Keras callback that writes an epoch's record, from the validation pass that ``fit`` makes anyway.

Keras calls ``compute_loss`` with the predictions of each validation batch; they are noted there, in
the compiled graph, so that no image is predicted twice.
"""

import time
from collections.abc import Sequence
from math import prod
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from cnnviz.data import Dataset
from cnnviz.images import to_float
from cnnviz.networks import LayerSummary, trace
from cnnviz.training.config import RunConfig
from cnnviz.training.epoch_record import MAX_KERNEL_VALUES, EpochRecord, Watched
from cnnviz.training.folder import RunFolder
from cnnviz.training.probes import choose_probes, read_wanted

LIVE_SECONDS = 0.5  # at least, between two records within an epoch
LIVE_SHARE = 0.005  # of the time that they may take
NO_ANSWERS = np.empty(0, np.float32)


class EpochRecorder(keras.callbacks.Callback):
    """Records what the network answers after each epoch, and the probes within one.

    It stands before the callback that reports an epoch, so that a reported epoch has its record.

    Parameters
    ----------
    run : RunFolder
        Where it writes.
    config : RunConfig
        Of the run.
    dataset : Dataset
        Its validation images are what is recorded.
    model : keras.Model
        The network, before ``fit``.
    skipped : int
        Batches of the first epoch that were trained before.
    """

    def __init__(
        self, run: RunFolder, config: RunConfig, dataset: Dataset, model: Any, skipped: int = 0
    ) -> None:
        super().__init__()
        self._files = run.records
        split = dataset.validation
        probes = choose_probes(split.files, split.labels, read_wanted(run.path))
        pictures = split.images[probes]
        Watched(
            dataset.name, dataset.synthetic, dataset.classes, split.labels, probes, pictures
        ).save(self._files.watched_path)
        self._probes = tf.constant(to_float(pictures))
        self._predict = tf.function(lambda images: model(images, training=False))
        self._layers = trace(config.network, dataset.input_shape, len(dataset.classes))
        self._answers = ValidationAnswers(len(split))
        self._answers.listen_to(model)
        self._epochs_done, self._skipped = 0, skipped
        self._live_due, self._is_compiled = 0.0, False

    def on_train_begin(self, logs: object = None) -> None:
        """Let the first step pass, which is what a visitor waits for."""
        self._live_due = time.monotonic() + LIVE_SECONDS

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        """Note which epoch it is."""
        self._epochs_done = epoch

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        """Record kernels and probes now and then."""
        began = time.monotonic()
        if began < self._live_due:
            return
        done, steps = self._skipped + batch + 1, self._skipped + self.params["steps"]
        at = self._epochs_done + done / steps
        self._record(at).save(self._files.live_path)
        now = time.monotonic()
        # The first one takes long, because the network is compiled for the probes.
        took = now - began if self._is_compiled else 0.0
        self._is_compiled = True
        self._live_due = now + max(LIVE_SECONDS, took / LIVE_SHARE)

    def on_test_begin(self, logs: object = None) -> None:
        """Begin with the first validation image."""
        self._answers.restart()

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        """Write the epoch's record; there is none where the validation was broken off."""
        self._skipped = 0
        if self._answers.complete:
            self._record(epoch + 1, *self._answers.read()).save(self._files.path(epoch + 1))

    def on_train_end(self, logs: object = None) -> None:
        """Drop the record within an epoch."""
        self._files.live_path.unlink(missing_ok=True)

    def _record(
        self, at: float, answers: np.ndarray = NO_ANSWERS, truths: np.ndarray = NO_ANSWERS
    ) -> EpochRecord:
        rate = float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate))
        probabilities = self._predict(self._probes).numpy()
        kernels = first_kernels(self.model, self._layers)
        return EpochRecord(at, rate, kernels, probabilities, answers, truths)


class ValidationAnswers:
    """The answer to each validation image, and the probability of its true class.

    Parameters
    ----------
    images : int
        How many there are; they come in their own order.
    """

    def __init__(self, images: int) -> None:
        self._images = images
        self._answers = tf.Variable(tf.zeros(images, tf.int64), trainable=False)
        self._truths = tf.Variable(tf.zeros(images, tf.float32), trainable=False)
        self._done = tf.Variable(0, trainable=False, dtype=tf.int64)

    def listen_to(self, model: Any) -> None:
        """Note what a model predicts when ``fit`` validates it, from its next compiled step on."""
        compute_loss = model.compute_loss

        def noting_loss(
            x: Any = None,
            y: Any = None,
            y_pred: Any = None,
            sample_weight: Any = None,
            training: bool = True,
        ) -> Any:
            if not training:
                self.note(y, y_pred)
            return compute_loss(x, y, y_pred, sample_weight, training)

        model.compute_loss = noting_loss

    def note(self, labels: Any, probabilities: Any) -> None:
        """Note the next batch: labels, int (N,), and probabilities, float32 (N, classes)."""
        labels = tf.cast(labels, tf.int64)
        places = self._done + tf.range(tf.shape(labels, tf.int64)[0])
        truths = tf.gather(probabilities, labels, batch_dims=1)
        self._answers.scatter_nd_update(places[:, None], tf.argmax(probabilities, axis=1))
        self._truths.scatter_nd_update(places[:, None], truths)
        self._done.assign(places[-1] + 1)

    def restart(self) -> None:
        """Begin with the first image again."""
        self._done.assign(0)

    @property
    def complete(self) -> bool:
        """Whether all images were answered since the last restart."""
        return int(self._done.numpy()) == self._images

    def read(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the answers, int64 (N,), and the probabilities of the truth, float32 (N,)."""
        return self._answers.numpy(), self._truths.numpy()


def first_kernels(model: Any, layers: Sequence[LayerSummary]) -> np.ndarray:
    """Return the weights of the first layer that has any, as kernels over its input.

    Parameters
    ----------
    model : keras.Model
        As ``networks.build`` builds it.
    layers : sequence of LayerSummary
        The network.

    Returns
    -------
    ndarray
        float32 (kH, kW, C, n); n is 0 where a single kernel has more than ``MAX_KERNEL_VALUES``.
    """
    shape: tuple[int, ...] = layers[0].input_shape
    for row in layers:
        layer = model.get_layer(row.name)
        if getattr(layer, "kernel", None) is None:
            if len(row.output_shape) == 3:
                shape = row.output_shape
            continue
        kernels = _as_kernels(layer, shape)
        return kernels[..., : MAX_KERNEL_VALUES // kernels[..., 0].size]
    return np.empty((1, 1, 1, 0), np.float32)


def _as_kernels(layer: Any, input_shape: tuple[int, ...]) -> np.ndarray:
    weights: np.ndarray = layer.kernel.numpy()
    if isinstance(layer, keras.layers.Dense):
        flattened = weights.shape[0] == prod(input_shape)
        return weights.reshape(*(input_shape if flattened else (1, 1, len(weights))), -1)
    if isinstance(layer, keras.layers.Conv2DTranspose):
        return weights.transpose(0, 1, 3, 2)
    if isinstance(layer, keras.layers.DepthwiseConv2D):
        return weights.reshape(*weights.shape[:2], 1, -1)
    return weights
