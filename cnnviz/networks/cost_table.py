"""One image through a stack of drafts: a row a layer, as far as the layers can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from cnnviz.layers import Layer, Shape, layer_from_json
from cnnviz.networks.architecture import LayerShape, named, row_of
from cnnviz.networks.receptive_field import Sight, sights
from cnnviz.networks.text import Draft, check_image
from cnnviz.utils.errors import InputError

BYTES_A_VALUE = 4  # float32


@dataclass(frozen=True)
class Fault:
    """Why a layer cannot be: its index in the stack, and the rule with the value received."""

    at: int
    reason: str


@dataclass(frozen=True)
class Walk:
    """A stack's table: ``rows`` up to the layer with the ``fault``, all where there is none."""

    input_shape: Shape
    rows: tuple[LayerShape, ...]
    fault: Fault | None = None

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers that could be followed."""
        return tuple(row.layer for row in self.rows)

    @property
    def sights(self) -> list[Sight]:
        """What the units of each layer see."""
        return sights(self.rows)

    @property
    def parameters(self) -> int:
        """Weights and biases of all layers."""
        return sum(row.parameters for row in self.rows)

    @property
    def multiply_adds(self) -> int:
        """Multiplications, each with its addition, for one image."""
        return sum(row.multiply_adds for row in self.rows)

    @property
    def activation_bytes(self) -> int:
        """Memory for the output of every layer, for one image."""
        return BYTES_A_VALUE * sum(prod(row.output_shape) for row in self.rows)


def walk(drafts: Sequence[Draft], input_shape: Shape) -> Walk:
    """Follow one image of ``input_shape`` (height, width, channels) through the layers.

    Raises
    ------
    InputError
        If the image itself is too small or too large.
    """
    check_image(input_shape)
    rows: list[LayerShape] = []
    layers: list[Layer] = []
    shape = input_shape
    for at, draft in enumerate(drafts):
        try:
            layers.append(layer_from_json(draft))
            rows.append(row_of(named(layers)[-1][0], layers[-1], shape))
        except InputError as error:
            return Walk(input_shape, tuple(rows), Fault(at, str(error)))
        shape = rows[-1].output_shape
    return Walk(input_shape, tuple(rows))
