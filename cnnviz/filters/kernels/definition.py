"""What a named kernel is: a matrix, or a family of them that parameters tell apart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.filters.kernels.shapes import check_shape, recentre
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _
from cnnviz.utils.text import plural


@dataclass(frozen=True)
class Parameter:
    """A number that a family of kernels depends on.

    Attributes
    ----------
    name, label : str
        Its name in text, and on the screen.
    low, high, step : float
        Its bounds, both included, and how far a slider's positions are apart.
    default : float
    unit : str
        "" if it has none.
    """

    name: str
    label: str
    low: float
    high: float
    step: float
    default: float
    unit: str

    @property
    def positions(self) -> np.ndarray:
        """A slider's positions (N,), without the rounding errors of adding up steps."""
        count = round((self.high - self.low) / self.step) + 1
        return np.round(self.low + self.step * np.arange(count), 6)

    def check(self, value: float) -> None:
        """Raise an InputError if a value is out of bounds or not a number."""
        if not self.low <= value <= self.high:
            unit = f" {self.unit}" if self.unit else ""
            raise InputError(
                "{name} must lie from {low:g} to {high:g}{unit}, got {value:g}",
                name=self.name,
                low=self.low,
                high=self.high,
                unit=unit,
                value=value,
            )


@dataclass(frozen=True, eq=False)
class Kernel:
    """A kernel with a name.

    Attributes
    ----------
    make : callable
        ``make(shape, *values)`` computes the weights (kH, kW), one value a parameter.
    shape : (int, int)
        Rows and columns that it comes in unless others are asked for.
    summary : str
        What it does to a picture, one line.
    source : str
        The paper, book, lecture or documentation that it is taken from.
    fixed : bool
        Whether it is one matrix, which another shape cuts or pads with zeros.
    """

    name: str
    make: Callable[..., np.ndarray]
    shape: tuple[int, int]
    summary: str
    source: str
    parameters: tuple[Parameter, ...] = ()
    fixed: bool = False

    @cached_property
    def weights(self) -> np.ndarray:
        """The kernel as it comes (kH, kW) float64, read-only."""
        weights = self.build()
        weights.flags.writeable = False
        return weights

    @property
    def defaults(self) -> tuple[float, ...]:
        """The parameters' values that it comes with."""
        return tuple(parameter.default for parameter in self.parameters)

    def build(
        self, shape: tuple[int, int] | None = None, values: Sequence[float] | None = None
    ) -> np.ndarray:
        """Compute the kernel's weights (kH, kW) float64.

        Parameters
        ----------
        shape : (int, int), optional
            1 to 15 rows and columns. Default: as it comes.
        values : sequence of float, optional
            One for each parameter. Default, also where there are none: as it comes.

        Raises
        ------
        InputError
            If the shape or a value is out of bounds, or the values are too few or too many.
        """
        checked = self._checked(values or self.defaults)
        return self.make(check_shape(shape or self.shape), *checked)

    def _checked(self, values: Sequence[float]) -> Sequence[float]:
        if len(values) != len(self.parameters):
            names = ", ".join(parameter.name for parameter in self.parameters) or _("no parameters")
            found = plural(len(values), "number")
            raise InputError(
                "{name} takes {names}, got {found}", name=_(self.name), names=names, found=found
            )
        for parameter, value in zip(self.parameters, values, strict=True):
            parameter.check(value)
        return values


def matrix(name: str, rows: ArrayLike, summary: str, source: str) -> Kernel:
    """Make a kernel that is one matrix of numbers.

    Parameters
    ----------
    name : str
        As the lists show it.
    rows : (kH, kW) array_like
        The weights, 1 to 15 rows and columns.
    summary : str
        One sentence on what it does.
    source : str
        Where it comes from.

    Returns
    -------
    Kernel
        Without parameters; other shapes cut the matrix or add zeros around it.
    """
    weights = np.array(rows, dtype=np.float64)
    return Kernel(
        name, lambda shape: recentre(weights, *shape), weights.shape, summary, source, fixed=True
    )


def travel(
    kernel: Kernel, shape: tuple[int, int], values: Sequence[float], index: int
) -> tuple[np.ndarray, np.ndarray]:
    """Compute a kernel at each position of one parameter's slider, the others standing still.

    Parameters
    ----------
    kernel : Kernel
        One with parameters.
    shape : (int, int)
        1 to 15 rows and columns.
    values : sequence of float
        Where all parameters stand; none for the defaults.
    index : int
        Which parameter is moved.

    Returns
    -------
    positions : (N,) float64
        The slider's, from its lowest to its highest.
    weights : (N, kH, kW) float64
        The kernel at each of them.
    """
    stand = list(values or kernel.defaults)
    positions = kernel.parameters[index].positions
    moved = ([*stand[:index], position, *stand[index + 1 :]] for position in positions)
    return positions, np.stack([kernel.build(shape, each) for each in moved])
