"""The loss that training minimises, and the plain cross-entropy that is shown.

With label smoothing or class weights the two differ: the curves, like the evaluation, then show
the plain cross-entropy, so that runs with and without them can be compared.
"""

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np

from cnnviz.training.config import RunConfig

CROSS_ENTROPY = "cross_entropy"  # the metric's name


def training_loss(config: RunConfig, classes: int) -> str | Callable[[Any, Any], Any]:
    """Return the loss that training minimises, as Keras takes it.

    Parameters
    ----------
    config : RunConfig
        With the label smoothing ε.
    classes : int
        Number of classes, K. With label smoothing the target of the label's class is
        1 - ε + ε / K, of every other ε / K.

    References
    ----------
    C. Szegedy and others, "Rethinking the Inception architecture for computer vision", CVPR 2016,
    arXiv:1512.00567.
    """
    if not config.label_smoothing:
        return "sparse_categorical_crossentropy"

    def smoothed(labels: Any, probabilities: Any) -> Any:
        targets = keras.ops.one_hot(keras.ops.cast(labels, "int32"), classes)
        return keras.losses.categorical_crossentropy(
            targets, probabilities, label_smoothing=config.label_smoothing
        )

    return smoothed


def metrics(config: RunConfig) -> Sequence[Any]:
    """Return Keras's metrics: the accuracy, and the plain cross-entropy where the loss is not."""
    if not config.label_smoothing and config.class_weights == "none":
        return ["accuracy"]
    return ["accuracy", keras.metrics.SparseCategoricalCrossentropy(CROSS_ENTROPY)]


def class_weights(config: RunConfig, labels: np.ndarray, classes: int) -> dict[int, float] | None:
    """Return what the loss of each class's images is multiplied by; None for 1 everywhere.

    Parameters
    ----------
    config : RunConfig
        With "balanced" class weights, n images in k classes give a class of n_c images the weight
        n / (k n_c): each class then counts as much as any other, and 1 is the mean over all images.
    labels : ndarray (n,)
        Of the training images.
    classes : int
        Number of classes; those without images are not counted in k.

    References
    ----------
    G. King, L. Zeng, "Logistic regression in rare events data", 2001.
    """
    if config.class_weights == "none":
        return None
    counts = np.bincount(labels, minlength=classes)
    weights = len(labels) / (np.count_nonzero(counts) * np.maximum(counts, 1))
    return dict(enumerate(weights.tolist()))
