"""Rank and factors of a kernel: whether a column and a row do its work.

Source: S. Treitel, J. Shanks, "The design of multistage separable planar filters", IEEE Trans.
Geoscience Electronics 9(1), 1971; the best approximation is C. Eckart, G. Young, "The
approximation of one matrix by another of lower rank", Psychometrika 1(3), 1936.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

# Singular values below this share of the largest count as 0: what is left of rounding.
RANK_TOLERANCE = 1e-9
LARGEST_WHOLE = 9999
MOST_PARTS = 60  # factors are whole where a multiple of their smallest weight up to this is
LARGEST_DENOMINATOR = 10_000


@dataclass(frozen=True, eq=False)
class Separation:
    """A kernel as column × row, exactly where its rank is 1, else as nearly as can be.

    Attributes
    ----------
    kernel : (kH, kW) float64
    singular_values : (min(kH, kW),) float64, largest first
    scale : float
        Above 0; ``scale * outer(column, row)`` is the separable kernel.
    column : (kH,) float64
    row : (kW,) float64
        Whole numbers where there are such; otherwise ``scale`` is 1 and both are equally long.
    """

    kernel: np.ndarray
    singular_values: np.ndarray
    scale: float
    column: np.ndarray
    row: np.ndarray

    @property
    def rank(self) -> int:
        """How many columns × rows the kernel is the sum of; 0 if all its weights are."""
        least = RANK_TOLERANCE * self.singular_values[0]
        return int((self.singular_values > least).sum())

    @property
    def separable(self) -> bool:
        """Whether one column × row is the whole kernel."""
        return self.rank <= 1

    @property
    def product(self) -> np.ndarray:
        """The separable kernel, (kH, kW)."""
        return self.scale * np.outer(self.column, self.row)

    @property
    def captured(self) -> float:
        """Share of the sum of squared weights that the separable kernel holds, 0 to 1."""
        squares = self.singular_values**2
        return float(squares[0] / squares.sum()) if squares.sum() > 0 else 1.0

    @property
    def direct_cost(self) -> int:
        """Multiplications a pixel with the kernel as it is."""
        return self.kernel.size

    @property
    def separable_cost(self) -> int:
        """Multiplications a pixel with a column and then a row, as often as the rank asks."""
        return max(self.rank, 1) * sum(self.kernel.shape)


def separation(kernel: np.ndarray) -> Separation:
    """Find rank and factors of a kernel by its singular value decomposition.

    Parameters
    ----------
    kernel : (kH, kW) float64
        Finite weights.

    Returns
    -------
    Separation
        The best approximation of rank 1, in whole numbers where there are such.

    Examples
    --------
    >>> found = separation(np.array([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]]))
    >>> found.rank, found.column.tolist(), found.row.tolist()
    (1, [1.0, 2.0, 1.0], [1.0, 0.0, -1.0])
    """
    left, values, right = np.linalg.svd(kernel, full_matrices=False)
    column, row = left[:, 0] * np.sqrt(values[0]), right[0] * np.sqrt(values[0])
    if values[0] == 0:
        return Separation(kernel, values, 1.0, column * 0, row * 0)
    sign = _sign(column, row)
    column, row = sign * _cleaned(column), sign * _cleaned(row)
    down, across = whole_numbers(column), whole_numbers(row)
    if down is None or across is None:
        return Separation(kernel, values, 1.0, column, row)
    # Factors of singular vectors carry rounding; written shortly they are what was meant.
    scale = float(f"{down[1] * across[1]:.12g}")
    return Separation(kernel, values, scale, down[0], across[0])


def whole_numbers(
    weights: np.ndarray, largest: int = LARGEST_WHOLE
) -> tuple[np.ndarray, float] | None:
    """Write weights as whole numbers times a factor.

    Parameters
    ----------
    weights : (n,) float
        Not all 0.
    largest : int
        What none of the whole numbers may exceed in magnitude.

    Returns
    -------
    whole : (n,) float64
        The whole numbers.
    factor : float
        Above 0; ``whole * factor`` are the weights. Where no small numbers do, None is returned.

    Examples
    --------
    >>> whole_numbers(np.array([0.25, 0.5, 0.25]))
    (array([1., 2., 1.]), 0.25)
    """
    smallest = np.abs(weights[weights != 0]).min()
    for parts in range(1, MOST_PARTS + 1):
        multiple = weights * (parts / smallest)
        whole = multiple.round() + 0.0  # + 0.0 turns -0 into 0
        if np.abs(whole).max() <= largest and np.allclose(multiple, whole, 1e-9, 1e-7):
            return whole, float(smallest / parts)
    return None


def fraction(value: float) -> str:
    """Write a number as a fraction where it is one.

    Parameters
    ----------
    value : float
        Finite.

    Returns
    -------
    str
        A whole number or a fraction with a denominator up to 10,000, else four digits.

    Examples
    --------
    >>> fraction(1 / 9), fraction(3.0), fraction(0.1234567)
    ('1/9', '3', '0.1235')
    """
    near = Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
    exact = near != 0 and abs(float(near) - value) <= 1e-9 * abs(value)
    return str(near) if exact else f"{value:.4g}"


def _sign(column: np.ndarray, row: np.ndarray) -> float:
    """1 or -1, such that the factor that smooths is positive."""
    for factor in (column, row):
        if abs(factor.sum()) > RANK_TOLERANCE * np.abs(factor).sum():
            return float(np.sign(factor.sum()))
    return float(np.sign(column[np.abs(column).argmax()]))


def _cleaned(factor: np.ndarray) -> np.ndarray:
    """Put 0 where only rounding is."""
    return np.where(np.abs(factor) > RANK_TOLERANCE * np.abs(factor).max(), factor, 0.0)
