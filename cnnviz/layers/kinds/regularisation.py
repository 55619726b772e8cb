"""Normalisation and dropout."""

from dataclasses import dataclass
from typing import ClassVar

from cnnviz.layers.base import Layer, Shape, image_shape
from cnnviz.layers.calls import Call, call
from cnnviz.utils.errors import InputError


@dataclass(frozen=True)
class BatchNorm(Layer):
    """Normalises each channel over the batch, then scales and shifts it (Ioffe, Szegedy 2015).

    Four numbers per channel: scale and shift are learned, mean and variance are running averages.
    """

    kind: ClassVar[str] = "batch_norm"
    words: ClassVar[tuple[str, ...]] = (
        "batch norm",
        "batch normalization",
        "batch normalisation",
        "bn",
    )

    def parameters(self, shape: Shape) -> int:
        return 4 * shape[-1]

    def keras_calls(self) -> tuple[Call, ...]:
        # Keras's default momentum of 0.99 forgets over hundreds of steps; NEU has 40 per epoch,
        # and its averages then lag so far behind that validation is at chance level for ten epochs.
        return (call("BatchNormalization", momentum=0.9),)

    def describe(self) -> str:
        return "each channel scaled and shifted"


@dataclass(frozen=True)
class LayerNorm(Layer):
    """Normalises each image to mean 0 and variance 1, all channels together (Ba et al. 2016).

    Nothing is learned. As the first layer it removes a picture's brightness and contrast, so that
    other light makes no difference.
    """

    kind: ClassVar[str] = "layer_norm"
    words: ClassVar[tuple[str, ...]] = ("layer norm", "layer normalization", "layer normalisation")

    def output_shape(self, shape: Shape) -> Shape:
        return image_shape(shape, self.words[0])

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("LayerNormalization", axis=(1, 2, 3), center=False, scale=False),)

    def describe(self) -> str:
        return "the whole image normalised to mean 0 and variance 1"


@dataclass(frozen=True)
class Dropout(Layer):
    """In training, each value is set to 0 with probability ``rate`` (Srivastava et al. 2014)."""

    rate: float = 0.5
    kind: ClassVar[str] = "dropout"
    words: ClassVar[tuple[str, ...]] = ("dropout",)

    def __post_init__(self) -> None:
        if not 0 <= self.rate < 1:
            raise InputError(f"dropout rate must lie in 0..1, below 1, got {self.rate}")

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("Dropout", self.rate),)

    def describe(self) -> str:
        return f"sets {self.rate * 100:g} % to 0, in training only"
