"""Images on their way into the network: batches of float32 in [0, 1] and their labels.

The images stay uint8 in memory, once; each batch is gathered by index and scaled when its turn
comes. MNIST takes 47 MB so, and not 188.
"""

import tensorflow as tf

from cnnviz.data import Split
from cnnviz.training.augment import AUGMENTATIONS
from cnnviz.training.config import RunConfig


def training_batches(split: Split, config: RunConfig) -> tf.data.Dataset:
    """All images in a new order each epoch, augmented; the seed decides both."""
    order = tf.data.Dataset.range(len(split)).shuffle(len(split), seed=config.seed)
    batches = _gathered(order.batch(config.batch_size), split)
    if config.augmentation != "none":
        augment = AUGMENTATIONS[config.augmentation]
        random = tf.random.Generator.from_seed(config.seed)
        batches = batches.map(lambda images, labels: (augment(images, random), labels))
    return _ahead(batches)


def validation_batches(split: Split, config: RunConfig) -> tf.data.Dataset:
    """All images in their own order."""
    order = tf.data.Dataset.range(len(split))
    return _ahead(_gathered(order.batch(config.batch_size), split))


def _gathered(index_batches: tf.data.Dataset, split: Split) -> tf.data.Dataset:
    images, labels = tf.constant(split.images), tf.constant(split.labels)

    def gather(indices: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        pixels = tf.cast(tf.gather(images, indices), tf.float32)
        return pixels / 255, tf.gather(labels, indices)

    return index_batches.map(gather)


def _ahead(batches: tf.data.Dataset) -> tf.data.Dataset:
    """Prepare the next batches while the network learns, in one thread of their own."""
    options = tf.data.Options()
    options.threading.private_threadpool_size = 1
    return batches.prefetch(2).with_options(options)
