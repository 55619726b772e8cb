"""Normalisation and dropout."""

from dataclasses import dataclass
from typing import ClassVar

from cnnviz.layers.base import Layer, Shape, image_shape
from cnnviz.layers.calls import Call, call
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _

EPSILON = 1e-3  # added to a variance before it divides: Keras's default in both normalisations


@dataclass(frozen=True)
class BatchNorm(Layer):
    """Normalises each channel over the batch, then scales and shifts it.

    Four numbers per channel: scale and shift are learned, mean and variance are running averages.

    References
    ----------
    S. Ioffe, C. Szegedy, "Batch normalization", 2015, arXiv:1502.03167
    """

    kind: ClassVar[str] = "batch_norm"
    words: ClassVar[tuple[str, ...]] = (
        "batch norm",
        "batch normalization",
        "batch normalisation",
        "bn",
    )

    def weight_shapes(self, shape: Shape) -> tuple[Shape, ...]:
        return (shape[-1:],) * 4

    def keras_calls(self) -> tuple[Call, ...]:
        # Keras's default momentum of 0.99 forgets over hundreds of steps; NEU has 40 per epoch,
        # and its averages then lag so far behind that validation is at chance level for ten epochs.
        return (call("BatchNormalization", momentum=0.9),)

    def describe(self) -> str:
        return _("each channel scaled and shifted")


@dataclass(frozen=True)
class LayerNorm(Layer):
    """Normalises each image to mean 0 and variance 1, all channels together.

    Nothing is learned. As the first layer it removes a picture's brightness and contrast, so that
    other light makes no difference.

    References
    ----------
    J. L. Ba, J. R. Kiros, G. E. Hinton, "Layer normalization", 2016, arXiv:1607.06450
    """

    kind: ClassVar[str] = "layer_norm"
    words: ClassVar[tuple[str, ...]] = (
        "layer norm",
        "layer normalization",
        "layer normalisation",
        "ln",
    )

    def output_shape(self, shape: Shape) -> Shape:
        return image_shape(shape, self.words[0])

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("LayerNormalization", axis=(1, 2, 3), center=False, scale=False),)

    def describe(self) -> str:
        return _("the whole image normalised to mean 0 and variance 1")


@dataclass(frozen=True)
class Dropout(Layer):
    """In training, each value is set to 0 with a certain probability.

    Parameters
    ----------
    rate : float
        That probability, from 0 to below 1.

    Raises
    ------
    InputError
        If the rate is out of range.

    References
    ----------
    N. Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting",
    Journal of Machine Learning Research 15, 2014
    """

    rate: float = 0.5
    kind: ClassVar[str] = "dropout"
    words: ClassVar[tuple[str, ...]] = ("dropout",)

    def __post_init__(self) -> None:
        if not 0 <= self.rate < 1:
            raise InputError("dropout rate must lie in 0..1, below 1, got {rate}", rate=self.rate)

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("Dropout", self.rate),)

    def describe(self) -> str:
        return _("sets {percent:g} % to 0, in training only", percent=self.rate * 100)
