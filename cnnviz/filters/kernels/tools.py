"""What turns, mirrors and scales a kernel (kH, kW, P), all its planes alike."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnnviz.ops.convolution import MAX_MAGNITUDE
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_

# A sum this small beside the weights' magnitudes is rounding: the kernel sums to 0.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Tool:
    """Something to do with a kernel.

    Attributes
    ----------
    icon : str
        Name of a Material Symbol.
    apply : callable
        From weights (kH, kW, P) to new ones; raises InputError if one would break its bound.
    """

    name: str
    label: str
    icon: str
    apply: Callable[[np.ndarray], np.ndarray]


def scale(weights: np.ndarray, factor: float) -> np.ndarray:
    """Multiply all weights by a factor.

    Parameters
    ----------
    weights : (kH, kW, P) float64
        The kernel.
    factor : float
        Finite.

    Returns
    -------
    (kH, kW, P) float64
        A new array.

    Raises
    ------
    InputError
        If the factor is not finite, or a weight would be over 1e6 in magnitude.
    """
    if not np.isfinite(factor):
        raise InputError("a factor must be a finite number, got {factor:g}", factor=factor)
    with np.errstate(over="ignore"):  # an overflow is infinite, and refused below
        scaled = weights * factor + 0.0  # turns -0 into 0
    largest = np.abs(scaled).max()
    if largest > MAX_MAGNITUDE:
        raise InputError(
            "a weight must be a number up to ±{most:,.0f}, got {largest:g}",
            most=MAX_MAGNITUDE,
            largest=largest,
        )
    return scaled


def normalise(weights: np.ndarray) -> np.ndarray:
    """Make a kernel sum to 1; one that sums to 0 gets magnitudes that sum to 1.

    Parameters
    ----------
    weights : (kH, kW, P) float64
        All planes are divided by the same number; a kernel of zeros stays as it is.

    Returns
    -------
    (kH, kW, P) float64
        A new array.

    Raises
    ------
    InputError
        If a weight would be over 1e6 in magnitude.

    Examples
    --------
    >>> normalise(np.array([[[1.0], [3.0]]])).ravel()
    array([0.25, 0.75])
    """
    total, magnitude = weights.sum(), np.abs(weights).sum()
    if magnitude == 0:
        return weights.copy()
    by = magnitude if abs(total) <= ROUNDING * magnitude else total
    return scale(weights / by, 1)


_ALL = (
    Tool("flip-columns", N_("Flip left and right"), "swap_horiz", lambda weights: weights[:, ::-1]),
    Tool("flip-rows", N_("Flip top and bottom"), "swap_vert", lambda weights: weights[::-1]),
    Tool(
        "rotate",
        N_("Rotate by 90° clockwise"),
        "rotate_90_degrees_cw",
        lambda weights: np.rot90(weights, -1),
    ),
    Tool(
        "transpose",
        N_("Transpose: rows become columns"),
        "pivot_table_chart",
        lambda weights: weights.swapaxes(0, 1),
    ),
    Tool("negate", N_("Negate: change all signs"), "exposure", lambda weights: scale(weights, -1)),
    Tool(
        "normalise",
        N_("Normalise: sum 1, or magnitudes' sum 1 where the sum is 0"),
        "functions",
        normalise,
    ),
)
TOOLS: dict[str, Tool] = {each.name: each for each in _ALL}
