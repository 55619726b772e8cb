"""Learn a kernel by gradient descent from an image and what a hidden kernel makes of it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnnviz.filters.learning.optimisers import OPTIMISERS
from cnnviz.filters.learning.problem import Problem
from cnnviz.filters.learning.quadratic_loss import QuadraticLoss, design_matrix, quadratic_loss
from cnnviz.utils.checks import at_least, in_range, one_of
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_

MOST_STEPS = 5000
MOST_MOMENTS = 500  # steps that a trace keeps, evenly spread, the last one among them
DIVERGED = 1e12  # times the first loss: where a descent whose loss grows is cut off

STARTS = {"zeros": "Zeros", "random": "Small random numbers"}
SPREAD = 0.1  # standard deviation of a random start


@dataclass(frozen=True)
class Settings:
    """How to learn.

    Attributes
    ----------
    optimiser : a key of ``OPTIMISERS``
    rate : float
        Learning rate, above 0.
    steps : int
        1 to 5000.
    batch : int
        Windows drawn for each step; 0 for all of them.
    start : {"zeros", "random"}
    seed : int
        Decides the random start and the batches.

    Raises
    ------
    InputError
        If a name is unknown or a number breaks its bound.
    """

    optimiser: str = "adam"
    rate: float = 0.05
    steps: int = 1000
    batch: int = 0
    start: str = "zeros"
    seed: int = 0

    def __post_init__(self) -> None:
        one_of(N_("optimiser"), self.optimiser, OPTIMISERS)
        one_of(N_("start"), self.start, STARTS)
        if not 0 < self.rate < np.inf:
            raise InputError("learning rate must be above 0, got {rate:g}", rate=self.rate)
        in_range(N_("steps"), self.steps, 1, MOST_STEPS)
        at_least(N_("batch"), self.batch, 0)


@dataclass(frozen=True, eq=False)
class TrainingTrace:
    """Parameters and loss of a gradient descent at F moments from the start to the end.

    Attributes
    ----------
    steps : (F,) int
        Steps done at each moment; the first is 0.
    weights : (F, kH, kW, P) float64
    biases, losses : (F,) float64
    loss : QuadraticLoss
    diverged : bool
        Whether the loss grew so large that the descent was cut off.
    """

    steps: np.ndarray
    weights: np.ndarray
    biases: np.ndarray
    losses: np.ndarray
    loss: QuadraticLoss
    diverged: bool

    @property
    def best(self) -> np.ndarray:
        """The kernel (kH, kW, P) with the lowest loss."""
        return self.loss.best[:-1].reshape(self.weights.shape[1:])


def learn(problem: Problem, settings: Settings) -> TrainingTrace:
    """Learn a kernel and a bias by gradient descent.

    Parameters
    ----------
    problem : Problem
    settings : Settings

    Returns
    -------
    TrainingTrace
        At most 500 moments, evenly spread; where the loss diverges, up to the last before that.
    """
    loss = quadratic_loss(problem)
    gradient = _gradient(problem, loss, settings)
    with np.errstate(over="ignore", invalid="ignore"):
        path = descend(gradient, _start(len(loss.best), settings), settings)
        losses = loss.at(path)
        wild = ~(losses <= DIVERGED * max(losses[0], np.finfo(float).tiny))
    count = int(wild.argmax()) if wild.any() else len(path)
    moments = _spread(count)
    weights = path[moments, :-1].reshape(-1, *problem.kernel_shape)
    return TrainingTrace(
        moments, weights, path[moments, -1], losses[moments], loss, bool(wild.any())
    )


def descend(
    gradient: Callable[[np.ndarray], np.ndarray], start: np.ndarray, settings: Settings
) -> np.ndarray:
    """Take the steps of gradient descent.

    Parameters
    ----------
    gradient : callable
        From parameters (n,) to the gradient there, (n,).
    start : (n,) float64
        Parameters before the first step.
    settings : Settings
        Optimiser, learning rate and number of steps.

    Returns
    -------
    (steps + 1, n) float64
        Parameters before the first step and after each one.
    """
    optimiser = OPTIMISERS[settings.optimiser](settings.rate)
    path = np.empty((settings.steps + 1, len(start)))
    path[0] = start
    for step in range(settings.steps):
        path[step + 1] = path[step] + optimiser.step(gradient(path[step]))
    return path


def _gradient(
    problem: Problem, loss: QuadraticLoss, settings: Settings
) -> Callable[[np.ndarray], np.ndarray]:
    """The loss's slope, over all windows or over a few drawn anew for each step."""
    if settings.batch == 0:
        return loss.gradient
    rng = np.random.default_rng(settings.seed)

    def of_a_batch(parameters: np.ndarray) -> np.ndarray:
        at = np.unravel_index(
            rng.integers(problem.target.size, size=settings.batch), problem.target.shape
        )
        table = design_matrix(problem.windows[at][None])
        return 2 * table.T @ (table @ parameters - problem.target[at]) / settings.batch

    return of_a_batch


def _start(size: int, settings: Settings) -> np.ndarray:
    """The first parameters; the bias starts at 0."""
    start = np.zeros(size)
    if settings.start == "random":
        start[:-1] = np.random.default_rng(settings.seed).normal(0, SPREAD, size - 1)
    return start


def _spread(count: int) -> np.ndarray:
    """At most ``MOST_MOMENTS`` of the first ``count`` steps, evenly, the first and the last too."""
    every = -(-(count - 1) // (MOST_MOMENTS - 1)) or 1
    return np.unique(np.append(np.arange(0, count, every), count - 1))


def largest_difference(weights: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Compare kernels with a reference, weight by weight.

    Parameters
    ----------
    weights : (..., kH, kW, P) float
        One or several kernels.
    reference : (kH', kW', P) float
        Of another size, it is compared anchor to anchor; missing cells count as 0.

    Returns
    -------
    (...) float64
        Largest absolute difference of each kernel.
    """
    ours, theirs = _cover(weights, reference.shape), _cover(reference, weights.shape)
    return np.abs(ours - theirs).max(axis=(-3, -2, -1))


def _cover(kernel: np.ndarray, other: tuple[int, ...]) -> np.ndarray:
    """Put zeros around a kernel (..., kH, kW, P), so that it has another's cells too."""
    rims = [_rim(kernel.shape[axis], other[axis]) for axis in (-3, -2)]
    return np.pad(kernel, [(0, 0)] * (kernel.ndim - 3) + rims + [(0, 0)])


def _rim(size: int, other: int) -> tuple[int, int]:
    """Cells to add before and after; the anchor is the cell (size - 1) // 2."""
    return max((other - 1) // 2 - (size - 1) // 2, 0), max(other // 2 - size // 2, 0)
