"""Batches of images for training, validation and evaluation.

The images stay in memory once, as uint8; each batch is gathered by index and scaled to float32 in
[0, 1] when it is needed. MNIST then takes 47 MB instead of 188.
"""

from collections.abc import Callable

import numpy as np
import tensorflow as tf

from cnnviz.data import Split
from cnnviz.evaluation.metrics import Evaluation, evaluate
from cnnviz.images import to_float
from cnnviz.models import Model
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.training.augment import augmented
from cnnviz.training.config import RunConfig
from cnnviz.training.step_random import StepRandom

ITERATORS = 2  # that Keras's ``fit`` makes of the batches in each epoch
EVALUATION_BYTES = 8_000_000  # of one float32 batch: 2,500 images of MNIST, 50 of NEU


def training_batches(
    split: Split, config: RunConfig, done: int = 0, skip: int = 0
) -> tf.data.Dataset:
    """Batch all images, in a new order each epoch and augmented.

    Order and augmentation depend on the seed and the epoch only, so that a training which continues
    after some epochs sees the same batches as one that was never interrupted.

    Parameters
    ----------
    split : Split
        At least one image.
    config : RunConfig
        Batch size, seed and augmentation.
    done : int
        Epochs that are done.
    skip : int
        Batches of the next epoch that are done; such batches serve for one iteration.

    Returns
    -------
    tf.data.Dataset
        One epoch: batches of images, float32 (N, height, width, channels) in [0, 1], and labels
        (N,). Each iteration is another epoch; ``fit`` sees every second one.
    """
    order = tf.data.Dataset.range(len(split)).shuffle(len(split), seed=config.seed)
    for _ in range(ITERATORS * done):  # each iterator takes the next order
        for _ in order.batch(len(split)):
            pass
    indices = order.batch(config.batch_size)
    batches = _gathered(indices.skip(skip), split)
    if not config.augmentation.amounts:
        return _ahead(batches)
    epoch, steps = tf.Variable(done if skip else done - 1, dtype=tf.int64), len(indices)

    def changed(step: tf.Tensor, batch: tuple[tf.Tensor, tf.Tensor]) -> tuple[tf.Tensor, ...]:
        images, labels = batch
        number = epoch.assign_add(tf.cast(step == 0, tf.int64)) * steps + step
        return augmented(images, config.augmentation, StepRandom(config.seed, number)), labels

    return _ahead(batches.enumerate(skip).map(changed))


def validation_batches(split: Split, config: RunConfig) -> tf.data.Dataset:
    """Batch all images in their own order."""
    order = tf.data.Dataset.range(len(split))
    return _ahead(_gathered(order.batch(config.batch_size), split))


def _gathered(index_batches: tf.data.Dataset, split: Split) -> tf.data.Dataset:
    images, labels = tf.constant(split.images), tf.constant(split.labels)

    def gather(indices: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        pixels = tf.cast(tf.gather(images, indices), tf.float32)
        return pixels / 255, tf.gather(labels, indices)

    return index_batches.map(gather)


def _ahead(batches: tf.data.Dataset) -> tf.data.Dataset:
    """Prepare the next batches in one separate thread while the network trains."""
    options = tf.data.Options()
    options.threading.private_threadpool_size = 1
    return batches.prefetch(2).with_options(options)


def evaluate_model(
    model: Model, split: Split, name: str, progress: Callable[[float], None]
) -> Evaluation:
    """Compare a model's predictions with the labels of a split.

    Parameters
    ----------
    model : Model
        An opened model file; its input shape is that of the images.
    split : Split
        At least one image; labels are counted as the model's classes.
    name : str
        Name of the split, such as "test".
    progress : callable
        Called with the fraction done, in [0, 1].

    Returns
    -------
    Evaluation
        Metrics over the split.
    """
    probabilities = predict(ObservedModel(model), split.images, progress)
    return evaluate(probabilities, split.labels, model.info.classes, name)


def predict(
    observed: ObservedModel, images: np.ndarray, progress: Callable[[float], None]
) -> np.ndarray:
    """Compute the class probabilities of many images.

    Parameters
    ----------
    observed : ObservedModel
        Its input shape is that of the images.
    images : ndarray
        uint8 (N, H, W, C), N at least 1.
    progress : callable
        Called with the fraction done, in [0, 1].

    Returns
    -------
    ndarray
        float32 (N, classes).
    """
    size = max(1, EVALUATION_BYTES // (4 * images[0].size))
    probabilities = []
    for start in range(0, len(images), size):
        progress(start / len(images))
        probabilities.append(observed.predict(to_float(images[start : start + size])))
    return np.concatenate(probabilities)
