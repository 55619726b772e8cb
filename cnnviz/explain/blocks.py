"""Blocks of a network: a layer with filters, and the layers behind it that keep them apart.

What a filter found is seen best behind its normalisation, its activation and its pooling: these
keep one map per filter. What flattens, sums or connects densely mixes them, and ends a block.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cnnviz.layers import (
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Dropout,
    LeakyReLU,
    MaxPool2D,
    ReLU,
    Sigmoid,
    Tanh,
)
from cnnviz.networks import LayerSummary
from cnnviz.utils.errors import InputError

FILTERED = (Conv2D, DepthwiseConv2D, Conv2DTranspose, Dense)
KEPT_APART = (AveragePool2D, BatchNorm, Dropout, LeakyReLU, MaxPool2D, ReLU, Sigmoid, Tanh)
SCALABLE = (AveragePool2D, Dropout, LeakyReLU, MaxPool2D, ReLU)  # twice the input, twice the output
SCALABLE_ACTIVATIONS = ("linear", "relu")


@dataclass(frozen=True)
class Block:
    """A layer with filters or units, and what belongs to it.

    Attributes
    ----------
    first : LayerSummary
        The layer with the kernels.
    last : LayerSummary
        The layer whose maps show what each of them found.
    index : int
        Of ``last`` among the network's layers.
    scaled : LayerSummary
        The layer whose weights scale a filter's map: the last batch normalisation, else ``first``.
    doubles : bool
        Whether twice those weights are twice the map; not so behind a sigmoid or tanh.
    hidden : bool
        Whether it is not the output layer.
    """

    first: LayerSummary
    last: LayerSummary
    index: int
    scaled: LayerSummary
    doubles: bool
    hidden: bool

    @property
    def units(self) -> int:
        """Number of its filters or units."""
        return self.last.output_shape[-1]

    @property
    def noun(self) -> str:
        """What one of them is called."""
        return "unit" if isinstance(self.first.layer, Dense) else "filter"


def blocks(rows: Sequence[LayerSummary]) -> tuple[Block, ...]:
    """Find a network's blocks.

    Parameters
    ----------
    rows : sequence of LayerSummary
        All layers, the output last.

    Returns
    -------
    tuple of Block
        In order, the output layer last.
    """
    starts = [number for number, row in enumerate(rows) if isinstance(row.layer, FILTERED)]
    return tuple(_block(rows, start) for start in starts)


def block_named(rows: Sequence[LayerSummary], name: str) -> Block:
    """Find the block whose first layer has a name.

    Parameters
    ----------
    rows : sequence of LayerSummary
    name : str

    Returns
    -------
    Block

    Raises
    ------
    InputError
        If there is none.
    """
    for block in blocks(rows):
        if block.first.name == name:
            return block
    raise InputError("the network has no layer with filters that is called {name!r}", name=name)


def _block(rows: Sequence[LayerSummary], start: int) -> Block:
    end = start
    while end + 1 < len(rows) and isinstance(rows[end + 1].layer, KEPT_APART):
        end += 1
    members = rows[start : end + 1]
    scaled = [row for row in members if row is rows[start] or isinstance(row.layer, BatchNorm)][-1]
    behind = members[members.index(scaled) + 1 :]
    activation = getattr(scaled.layer, "activation", "linear")
    doubles = activation in SCALABLE_ACTIVATIONS and all(
        isinstance(row.layer, SCALABLE) for row in behind
    )
    return Block(rows[start], rows[end], end, scaled, doubles, start < len(rows) - 1)
