"""The squared error of a kernel and a bias as a quadratic function, exact for any parameters.

The loss is the mean of (X ⋆ k + b - Y)² over all windows of the image X. With the windows as the
rows of a matrix A, a 1 appended to each,

    loss(p) = lowest + (p - best)ᵀ G (p - best),    G = AᵀA / N,

where p holds the kernel's cells row by row (channels last, as in Keras) and then the bias. All
windows are read once, in blocks of rows, to make G; from then on a step costs n² multiplications
for n parameters, however large the image, and the loss at every step is exact.

Source: S. Boyd and L. Vandenberghe, "Convex Optimization", sections 9.1 and 9.3.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnnviz.filters.learning.optimisers import OPTIMISERS
from cnnviz.filters.learning.problem import Problem

ZERO = 1e-12  # an eigenvalue this small beside the largest is rounding, not a slope
BLOCK = 8192  # windows read at a time


@dataclass(frozen=True, eq=False)
class QuadraticLoss:
    """The loss as a quadratic of n parameters.

    Attributes
    ----------
    gram : (n, n) float64
        G above; the loss's second derivative is 2 G.
    best : (n,) float64
        Parameters with the lowest loss; of many, those nearest to 0.
    lowest : float
        The loss there: no kernel of this size can do better.
    """

    gram: np.ndarray
    best: np.ndarray
    lowest: float

    def at(self, parameters: np.ndarray) -> np.ndarray:
        """Loss at parameters (..., n)."""
        away = parameters - self.best
        return self.lowest + ((away @ self.gram) * away).sum(axis=-1)

    def gradient(self, parameters: np.ndarray) -> np.ndarray:
        """Slope of the loss in each parameter, (n,)."""
        return 2 * self.gram @ (parameters - self.best)

    @cached_property
    def curvatures(self) -> np.ndarray:
        """Eigenvalues of the second derivative, smallest first, without those that are 0."""
        values = 2 * np.linalg.eigvalsh(self.gram)
        return values[values > ZERO * values[-1]]

    @property
    def condition(self) -> float:
        """How many times more curved the loss is in one direction than in another."""
        return float(self.curvatures[-1] / self.curvatures[0])

    @property
    def undetermined(self) -> int:
        """Directions in which the kernel can change and the output stays as it is."""
        return len(self.best) - len(self.curvatures)

    def largest_rate(self, optimiser: str) -> float | None:
        """Learning rate above which the loss grows without bound; None where there is none."""
        bound = OPTIMISERS[optimiser].bound
        return None if bound is None else float(bound / self.curvatures[-1])


def quadratic_loss(problem: Problem) -> QuadraticLoss:
    """Find the loss's curvature and lowest point by reading all windows once.

    Parameters
    ----------
    problem : Problem
        Its kernel and the bias are the n parameters.

    Returns
    -------
    QuadraticLoss
        Of n = kH kW P + 1 parameters, float64.
    """
    target = problem.target.astype(np.float64)
    size = int(np.prod(problem.kernel_shape)) + 1
    gram, moment = np.zeros((size, size)), np.zeros(size)
    rows = max(BLOCK // target.shape[1], 1)
    for first in range(0, len(target), rows):
        table = design_matrix(problem.windows[first : first + rows])
        gram += table.T @ table
        moment += table.T @ target[first : first + rows].ravel()
    gram, moment = gram / target.size, moment / target.size
    best = np.linalg.pinv(gram, rcond=ZERO, hermitian=True) @ moment
    return QuadraticLoss(gram, best, max(float((target**2).mean() - moment @ best), 0.0))


def design_matrix(windows: np.ndarray) -> np.ndarray:
    """Windows as the rows of a matrix, each followed by a 1 for the bias.

    Parameters
    ----------
    windows : (rows, cols, kH, kW, P) float

    Returns
    -------
    (rows cols, kH kW P + 1) float64
    """
    count = windows.shape[0] * windows.shape[1]
    table = np.ones((count, windows[0, 0].size + 1))
    table[:, :-1] = windows.reshape(count, -1)
    return table
