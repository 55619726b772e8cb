"""From layers to a Keras model; runs in workers, which alone import Keras."""

from collections.abc import Sequence
from typing import Any

from cnnviz.layers import Layer, Shape
from cnnviz.networks.architecture import LayerSummary, check_size, trace


def build(layers: Sequence[Layer], input_shape: Shape, classes: int) -> Any:
    """Build the Keras model of hidden layers and a softmax output.

    Parameters
    ----------
    layers : sequence of Layer
        The hidden layers.
    input_shape : (int, int, int)
        Height, width and channels of the images.
    classes : int
        Number of classes, at least 2.

    Returns
    -------
    keras.Model
        From images (N, height, width, channels) float32 in [0, 1] to probabilities (N, classes).

    Raises
    ------
    InputError
        As ``architecture.trace``.
    """
    return assemble(trace(layers, input_shape, classes))


def assemble(summaries: Sequence[LayerSummary]) -> Any:
    """Build the Keras model of a network that has been followed.

    Parameters
    ----------
    summaries : sequence of LayerSummary
        All layers, the output last.

    Returns
    -------
    keras.Model
        From images (N, height, width, channels) to the last layer's output; its weights are random.

    Raises
    ------
    InputError
        As ``architecture.check_size``.
    """
    check_size(summaries)
    import keras

    outputs = [keras.Input(shape=summaries[0].input_shape, name="input")]
    for each in summaries:
        outputs.append(each.layer.connect(each.name, outputs))
    return keras.Model(outputs[0], outputs[-1])
