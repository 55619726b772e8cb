"""What is said of one unit: the cells that it reads, and the arithmetic from them to its value."""

from dataclasses import dataclass

import numpy as np

Place = tuple[int, ...]
Span = tuple[int, int]

SUM, BIAS, ACTIVATION, EXPONENTIAL, SHARE = "sum", "bias", "activation", "exponential", "share"
LARGEST, COUNT, COPY = "largest", "count", "copy"
MEAN, DEVIATION, SCALE, SHIFT = "mean", "deviation", "scale", "shift"


@dataclass(frozen=True, eq=False)
class Patches:
    """The cells that a unit reads of one layer: the same window of each channel.

    Attributes
    ----------
    source : int
        Index of the layer whose output it is, -1 for the network's input.
    rows, cols : tuple of int
        Of the source's map, for each row and column of a patch; outside the map in the padding. Of
        a flat layer (0,) and (0,).
    channels : ndarray
        int (n,): the source's channel or unit of each patch; the largest part comes first.
    values : ndarray
        float32 (n, len(rows), len(cols)); 0 in the padding.
    weights : ndarray or None
        float32, of the same shape: what each value is multiplied by. None where nothing is.
    parts : ndarray
        float64 (n,): what each patch adds to the unit's sum, or its own value without weights.
    """

    source: int
    rows: tuple[int, ...]
    cols: tuple[int, ...]
    channels: np.ndarray
    values: np.ndarray
    weights: np.ndarray | None
    parts: np.ndarray


@dataclass(frozen=True)
class Operation:
    """One step of the arithmetic.

    Attributes
    ----------
    kind : str
        One of this module's constants.
    operand : float
        What is added, divided by or counted; 0 where the step needs none.
    result : float
        After it.
    name : str
        Of an activation: on screen.
    """

    kind: str
    operand: float
    result: float
    name: str = ""


@dataclass(frozen=True, eq=False)
class Softmax:
    """How logits become probabilities.

    Attributes
    ----------
    logits, exponentials : ndarray
        float64 (classes,).
    total : float
        Sum of the exponentials.
    shift : float
        What is taken off each logit before exp, so that nothing overflows; 0 for small ones.
    """

    logits: np.ndarray
    exponentials: np.ndarray
    total: float
    shift: float

    @property
    def probabilities(self) -> np.ndarray:
        """The exponentials, each divided by their sum, float64 (classes,)."""
        return self.exponentials / self.total


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why a unit has its value.

    Attributes
    ----------
    layer : int
        Index of the unit's layer.
    place : tuple of int
        (row, column, channel), or (unit,) in a flat layer.
    patches : tuple of Patches
        What it reads; two for a residual connection.
    operations : tuple of Operation
        From what it reads to its value, in order.
    field : ((int, int), (int, int))
        First and last row, first and last column of the input that it can see.
    winner : (int, int) or None
        Row and column in the patch of the cell that a max pooling chose.
    softmax : Softmax or None
        Of a unit of a softmax layer.
    """

    layer: int
    place: Place
    patches: tuple[Patches, ...]
    operations: tuple[Operation, ...]
    field: tuple[Span, Span]
    winner: tuple[int, int] | None = None
    softmax: Softmax | None = None

    @property
    def value(self) -> float:
        """The unit's value, at the end of the arithmetic."""
        return self.operations[-1].result
