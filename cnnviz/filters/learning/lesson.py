"""Learn a kernel by gradient descent from a picture and what a hidden kernel makes of it.

The loss is the mean of (X ⋆ k + b - Y)² over all windows of the picture X. It is a quadratic
in the kernel and the bias: with the windows as the rows of a matrix A, a 1 appended to each,

    loss(p) = lowest + (p - best)ᵀ G (p - best),    G = AᵀA / N,

where p holds the kernel's cells row by row (channels last, as in Keras) and then the bias. All
windows are read once, in blocks of rows, to make G; from then on a step costs n² multiplications
for n parameters, however large the picture, and the loss at every step is exact.

Source: S. Boyd and L. Vandenberghe, "Convex Optimization", sections 9.1 and 9.3.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnnviz.filters.learning.optimisers import OPTIMISERS
from cnnviz.utils.errors import InputError

MOST_STEPS = 5000
MOST_MOMENTS = 500  # steps that a lesson keeps, evenly spread, the last one among them
ZERO = 1e-12  # an eigenvalue this small beside the largest is rounding, not a slope
BLOWN_UP = 1e12  # times the first loss: where a lesson whose loss grows is cut off
BLOCK = 8192  # windows read at a time

STARTS = {"zeros": "Zeros", "random": "Small random numbers"}
SPREAD = 0.1  # standard deviation of a random start


@dataclass(frozen=True, eq=False)
class Exercise:
    """A picture and the output wanted at every window inside it.

    Attributes
    ----------
    picture : (H, W, P) float
    wanted : (h, w) float
        One value a window, so that the kernel has H - h + 1 rows and W - w + 1 columns.
    """

    picture: np.ndarray
    wanted: np.ndarray

    @property
    def kernel_shape(self) -> tuple[int, int, int]:
        """(kH, kW, P) of the kernel to learn."""
        height, width, channels = self.picture.shape
        return height - self.wanted.shape[0] + 1, width - self.wanted.shape[1] + 1, channels

    @cached_property
    def windows(self) -> np.ndarray:
        """Every window, (h, w, kH, kW, P), a view that copies nothing."""
        window = self.kernel_shape[:2]
        views = np.lib.stride_tricks.sliding_window_view(self.picture, window, (0, 1))
        return views.transpose(0, 1, 3, 4, 2)


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
        for name, known in (("optimiser", OPTIMISERS), ("start", STARTS)):
            if getattr(self, name) not in known:
                raise InputError(
                    f"{name} must be one of {', '.join(known)}, got {getattr(self, name)!r}"
                )
        if not 0 < self.rate < np.inf:
            raise InputError(f"learning rate must be above 0, got {self.rate:g}")
        if not 1 <= self.steps <= MOST_STEPS:
            raise InputError(f"steps must be 1 to {MOST_STEPS}, got {self.steps}")
        if self.batch < 0:
            raise InputError(f"batch must be at least 0, got {self.batch}")


@dataclass(frozen=True, eq=False)
class Bowl:
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

    def loss(self, parameters: np.ndarray) -> np.ndarray:
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


@dataclass(frozen=True, eq=False)
class Lesson:
    """What gradient descent did, at F moments from the start to the end.

    Attributes
    ----------
    steps : (F,) int
        Steps done at each moment; the first is 0.
    weights : (F, kH, kW, P) float64
    biases, losses : (F,) float64
    bowl : Bowl
    blown_up : bool
        Whether the loss grew so large that the lesson was cut off.
    """

    steps: np.ndarray
    weights: np.ndarray
    biases: np.ndarray
    losses: np.ndarray
    bowl: Bowl
    blown_up: bool

    @property
    def best(self) -> np.ndarray:
        """The kernel (kH, kW, P) with the lowest loss."""
        return self.bowl.best[:-1].reshape(self.weights.shape[1:])


def learn(exercise: Exercise, settings: Settings) -> Lesson:
    """Descend from the start, and keep what is worth showing."""
    bowl = measure(exercise)
    gradient = _gradient(exercise, bowl, settings)
    with np.errstate(over="ignore", invalid="ignore"):
        path = descend(gradient, _start(len(bowl.best), settings), settings)
        losses = bowl.loss(path)
        wild = ~(losses <= BLOWN_UP * max(losses[0], np.finfo(float).tiny))
    count = int(wild.argmax()) if wild.any() else len(path)
    moments = _spread(count)
    weights = path[moments, :-1].reshape(-1, *exercise.kernel_shape)
    return Lesson(moments, weights, path[moments, -1], losses[moments], bowl, bool(wild.any()))


def measure(exercise: Exercise) -> Bowl:
    """Read all windows, a block of rows at a time, and find the loss's shape and lowest point."""
    wanted = exercise.wanted.astype(np.float64)
    size = int(np.prod(exercise.kernel_shape)) + 1
    gram, moment = np.zeros((size, size)), np.zeros(size)
    rows = max(BLOCK // wanted.shape[1], 1)
    for first in range(0, len(wanted), rows):
        block = _table(exercise.windows[first : first + rows])
        gram += block.T @ block
        moment += block.T @ wanted[first : first + rows].ravel()
    gram, moment = gram / wanted.size, moment / wanted.size
    best = np.linalg.pinv(gram, rcond=ZERO, hermitian=True) @ moment
    return Bowl(gram, best, max(float((wanted**2).mean() - moment @ best), 0.0))


def descend(
    gradient: Callable[[np.ndarray], np.ndarray], start: np.ndarray, settings: Settings
) -> np.ndarray:
    """Parameters before the first step and after each one, (steps + 1, n)."""
    optimiser = OPTIMISERS[settings.optimiser](settings.rate)
    path = np.empty((settings.steps + 1, len(start)))
    path[0] = start
    for step in range(settings.steps):
        path[step + 1] = path[step] + optimiser.step(gradient(path[step]))
    return path


def largest_difference(weights: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """How far the furthest weight is from the reference's, for kernels (..., kH, kW, P).

    Kernels of other sizes are laid anchor on anchor; cells that only one of them has count as 0
    in the other.
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


def _gradient(
    exercise: Exercise, bowl: Bowl, settings: Settings
) -> Callable[[np.ndarray], np.ndarray]:
    """The loss's slope, over all windows or over a few drawn anew for each step."""
    if settings.batch == 0:
        return bowl.gradient
    rng = np.random.default_rng(settings.seed)

    def of_a_batch(parameters: np.ndarray) -> np.ndarray:
        at = np.unravel_index(
            rng.integers(exercise.wanted.size, size=settings.batch), exercise.wanted.shape
        )
        table = _table(exercise.windows[at][None])
        return 2 * table.T @ (table @ parameters - exercise.wanted[at]) / settings.batch

    return of_a_batch


def _table(windows: np.ndarray) -> np.ndarray:
    """Windows (rows, cols, kH, kW, P) as the rows of a matrix, each followed by a 1."""
    count = windows.shape[0] * windows.shape[1]
    table = np.ones((count, windows[0, 0].size + 1))
    table[:, :-1] = windows.reshape(count, -1)
    return table


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
