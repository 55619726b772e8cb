"""Per-layer cost table of a stack, up to the first invalid layer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

from cnnviz.layers import Dense, Layer, Shape, layer_from_json
from cnnviz.networks.architecture import (
    OUTPUT,
    LayerSummary,
    NamedLayer,
    find_excess,
    follow,
    named,
)
from cnnviz.networks.receptive_field import ReceptiveField, receptive_fields
from cnnviz.networks.text import Draft, check_image
from cnnviz.utils.errors import InputError

BYTES_PER_VALUE = 4  # float32


@dataclass(frozen=True)
class Fault:
    """Why a layer is invalid.

    Attributes
    ----------
    at : int
        Its index in the stack.
    reason : str
        The rule, and the value received.
    """

    at: int
    reason: str


@dataclass(frozen=True)
class CostTable:
    """The layers of a stack up to the first invalid one; all of them where there is no ``fault``.

    Attributes
    ----------
    input_shape : tuple of int
    summaries : tuple of LayerSummary
        The valid layers.
    fault : Fault or None
    """

    input_shape: Shape
    summaries: tuple[LayerSummary, ...]
    fault: Fault | None = None

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The valid layers."""
        return tuple(each.layer for each in self.summaries)

    @cached_property
    def receptive_fields(self) -> list[ReceptiveField]:
        """What the units of each layer see."""
        return receptive_fields(self.summaries)

    @property
    def parameters(self) -> int:
        """Weights and biases of all layers."""
        return sum(each.parameters for each in self.summaries)

    @property
    def multiply_adds(self) -> int:
        """Multiplications, each with its addition, for one image."""
        return sum(each.multiply_adds for each in self.summaries)

    @property
    def activation_bytes(self) -> int:
        """Memory for the output of every layer, for one image."""
        return BYTES_PER_VALUE * sum(prod(each.output_shape) for each in self.summaries)


def cost_table(
    drafts: Sequence[Draft], input_shape: Shape, classes: int | None = None
) -> CostTable:
    """Follow one image through the layers of a stack.

    Parameters
    ----------
    drafts : sequence of dict
        The layers as entered, valid or not; see ``text``.
    input_shape : (int, int, int)
        Height, width and channels of the image.
    classes : int, optional
        Of a network that is to be trained: its output is added as the last layer, and a network
        that is too large has a fault at the layer with the largest share; see ``find_excess``.

    Returns
    -------
    CostTable

    Raises
    ------
    InputError
        If the image itself is too small or too large.

    Examples
    --------
    >>> from cnnviz.networks.text import read_stack
    >>> table = cost_table(read_stack("conv 8 3x3, max pool 2, dense 10"), (28, 28, 1))
    >>> [each.output_shape for each in table.summaries]
    [(26, 26, 8), (13, 13, 8)]
    >>> table.fault
    Fault(at=2, reason='a dense layer needs a flat input; flatten (13, 13, 8) first')
    """
    check_image(input_shape)
    summaries: list[LayerSummary] = []
    try:
        for each in follow(_named(drafts, classes), input_shape):
            summaries.append(each)
    except InputError as error:
        return CostTable(input_shape, tuple(summaries), Fault(len(summaries), str(error)))
    if classes is not None and (excess := find_excess(summaries)):
        return CostTable(input_shape, tuple(summaries[: excess[0]]), Fault(*excess))
    return CostTable(input_shape, tuple(summaries))


def _named(drafts: Sequence[Draft], classes: int | None) -> Iterator[NamedLayer]:
    yield from named(map(layer_from_json, drafts))
    if classes is not None:
        yield OUTPUT, Dense(classes, "softmax")
